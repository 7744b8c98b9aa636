"""Is the digest of a large team counted in the database, and does it stay small?

A team of 500 reps with 100,000 deals, their dates and thirteen weeks of history. All figures of a
digest are timed against the bare statements they are made of, sent to the database by its own
driver; and the memory they take against that of a team a hundred times smaller. Machines differ
and so do disks: only the ratios say something.

    python -m bench.digest [rounds]
"""

import asyncio
import sqlite3
import statistics
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import asyncpg
from sqlalchemy import Connection, event, insert, make_url, text
from sqlalchemy.engine import Engine

from bot.playbook.model import Rep
from storage import digest, reps, schema, stages, tables, workspaces
from storage.database import Database
from storage.workspaces import Workspace
from tests.storage.postgres import Databases, Server, binaries

TEAM, DEALS = 500, 100_000
SMALL_TEAM, SMALL_DEALS = 5, 1_000
CLIENTS = 20  # a rep
ROUNDS = 7
MOST = 2.0  # times the bare statements: what is promised
MOST_MEMORY = 1.5  # times a small team's
AT_ONCE = 2_000  # rows of an insert

WORKSPACE = "T0BENCH"
ZONE = "Europe/Berlin"
BEGAN = datetime(2025, 11, 3, 9, tzinfo=UTC)
POSTED_ON = date(2026, 3, 9)  # a Monday

Said = list[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of the figures and of their bare statements, by round; memory at the most."""

    figures: list[float]
    bare: list[float]
    peak: int  # bytes
    small_peak: int
    statements: int


async def measure(url: str, small_url: str, rounds: int) -> Cost:
    db, small = await _book(url, TEAM, DEALS), await _book(small_url, SMALL_TEAM, SMALL_DEALS)
    said = await _heard(db)
    send = await _driver(url)
    seconds: tuple[list[float], list[float]] = ([], [])
    for _ in range(rounds + 1):
        begun = perf_counter()
        await db.read(digest.figures, WORKSPACE, POSTED_ON)
        seconds[0].append(perf_counter() - begun)
        begun = perf_counter()
        await send(said)
        seconds[1].append(perf_counter() - begun)
    cost = Cost(seconds[0][1:], seconds[1][1:], await _peak(db), await _peak(small), len(said))
    await db.close()
    await small.close()
    return cost


async def _book(url: str, team: int, sold: int) -> Database:
    await schema.migrate(url)
    db = await Database.open(url)
    owners = await db.write(_hire, team)
    ladder = [stage.id for stage in await db.read(stages.all_of, WORKSPACE)]
    for first in range(0, team * CLIENTS, AT_ONCE):
        await _add(db, tables.clients, first, team * CLIENTS, lambda n: _client(n, owners))
    for first in range(0, sold, AT_ONCE):
        await _add(db, tables.deals, first, sold, lambda n: _deal(n, owners, ladder))
        await _add(db, tables.commitments, first, sold, lambda n: _promise(n, owners))
    for first in range(0, team * 60, AT_ONCE):
        await _add(db, tables.pipeline_days, first, team * 60, lambda n: _day(n, owners))
    await db.write(lambda conn: conn.execute(text("ANALYZE")).close())
    return db


def _hire(conn: Connection, team: int) -> list[int]:
    workspaces.meet(conn, Workspace(WORKSPACE, "Northwind", ZONE, "de-DE"), BEGAN)
    found = [Rep(WORKSPACE, 0, f"U{n}", f"Rep {n}", ZONE, "de-DE") for n in range(team)]
    return [reps.meet(conn, rep, BEGAN).id for rep in found]


async def _add(
    db: Database, table: Any, first: int, end: int, row: Callable[[int], dict[str, object]]
) -> None:
    rows = [row(n) for n in range(first, min(first + AT_ONCE, end))]
    await db.write(lambda conn: conn.execute(insert(table), rows).close())


def _client(number: int, owners: Sequence[int]) -> dict[str, object]:
    return {
        "workspace_id": WORKSPACE,
        "id": number + 1,
        "name": f"Client {number}",
        "name_key": f"client {number}",
        "standing": "active" if number % 3 else "prospect",
        "owner_id": owners[number % len(owners)],
        "tier": "standard",
        "value_minor": number * 1_000,
        "value_currency": "EUR",
        "counts_from": BEGAN.date(),
        "is_one_person": False,
        "unanswered": 0,
        "quiet_state": "amber" if number % 10 == 0 else None,
        "version": 1,
        "created_at": BEGAN,
    }


def _deal(number: int, owners: Sequence[int], ladder: Sequence[int]) -> dict[str, object]:
    """Three in four are open; the others ended over the weeks before."""
    state = "open" if number % 4 else ("won" if number % 8 else "lost")
    return {
        "workspace_id": WORKSPACE,
        "id": number + 1,
        "client_id": number % (len(owners) * CLIENTS) + 1,
        "rep_id": owners[number % len(owners)],
        "name": f"Deal {number}",
        "name_key": f"deal {number}",
        "stage_id": ladder[number % len(ladder)],
        "stage_since": BEGAN.date(),
        "amount_minor": number * 100,
        "amount_currency": "EUR",
        "worth_minor": number * 100,
        "state": state,
        "opened_on": BEGAN.date(),
        "close_moves": 0,
        "decide_asks": 0,
        "closed_on": None if state == "open" else POSTED_ON - timedelta(days=1 + number % 90),
        "version": 1,
        "created_at": BEGAN,
    }


def _promise(number: int, owners: Sequence[int]) -> dict[str, object]:
    """Every second deal has a date, every second of these the client's."""
    due_on = POSTED_ON + timedelta(days=number % 60 - 30)
    return {
        "workspace_id": WORKSPACE,
        "id": number + 1,
        "client_id": number % (len(owners) * CLIENTS) + 1,
        "rep_id": owners[number % len(owners)],
        "deal_id": number + 1,
        "kind": "follow_up",
        "state": "open" if number % 2 else "kept",
        "due_on": due_on,
        "zone": ZONE,
        "back_on": due_on,
        "due_at": datetime(due_on.year, due_on.month, due_on.day, 8, tzinfo=UTC),
        "set_by": "client" if number % 4 < 2 else "rep",
        "put_offs": 0,
        "version": 1,
        "created_at": BEGAN,
    }


def _day(number: int, owners: Sequence[int]) -> dict[str, object]:
    """Sixty days of each rep on which something changed."""
    rep, nth = divmod(number, 60)
    return {
        "workspace_id": WORKSPACE,
        "rep_id": owners[rep],
        "day": POSTED_ON - timedelta(days=2 * nth),
        "open_minor": number * 1_000,
        "weighted_minor": number * 300,
        "target_minor": 40_000_000,
        "deals": 12,
    }


async def _heard(db: Database) -> Said:
    """The statements the figures are made of, as the driver gets them."""
    said: Said = []

    def hear(conn: Any, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        said.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", hear)
    await db.read(digest.figures, WORKSPACE, POSTED_ON)
    event.remove(Engine, "before_cursor_execute", hear)
    return said


async def _driver(url: str) -> Callable[[Said], Any]:
    """What sends statements to the database with nothing between."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return lambda said: asyncio.to_thread(_by_sqlite, str(parsed.database), said)
    raw = await asyncpg.connect(
        host=parsed.host, port=parsed.port, user=parsed.username, database=parsed.database
    )

    async def send(said: Said) -> None:
        for statement, parameters in said:
            await raw.fetch(statement, *parameters)

    return send


def _by_sqlite(file: str, said: Said) -> None:
    with closing(sqlite3.connect(file)) as raw:
        for statement, parameters in said:
            raw.execute(statement, parameters).fetchall()


async def _peak(db: Database) -> int:
    """The most memory Python held for the figures."""
    tracemalloc.start()
    await db.read(digest.figures, WORKSPACE, POSTED_ON)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return peak


@contextmanager
def _servers() -> Iterator[tuple[str, str] | None]:
    """Two databases on a throw-away server; none where PostgreSQL is not installed."""
    tools = binaries()
    if tools is None:
        yield None
        return
    server = Server(tools)
    try:
        server.make()
        server.start()
        databases = Databases(server.url)
        yield databases.add(), databases.add()
    finally:
        server.remove()


def line(engine: str, cost: Cost) -> str:
    """Medians in milliseconds and kilobytes, and whether what is promised is kept."""
    figures, bare = statistics.median(cost.figures), statistics.median(cost.bare)
    times, memory = figures / bare, cost.peak / cost.small_peak
    kept = "kept" if times <= MOST and memory <= MOST_MEMORY else "NOT KEPT"
    return (
        f"{engine:<12}{figures * 1000:>10.0f}{bare * 1000:>10.0f}{times:>7.2f}"
        f"{cost.peak / 1024:>10.0f}{cost.small_peak / 1024:>10.0f}{memory:>7.2f}"
        f"{cost.statements:>8}  {kept}"
    )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    sys.stdout.write(f"{TEAM} reps, {DEALS:,} deals\n")
    head = f"{'':<12}{'ms':>10}{'bare ms':>10}{'times':>7}{'kB':>10}{'small kB':>10}{'times':>7}"
    sys.stdout.write(f"{head}{'SQL':>8}\n")
    with TemporaryDirectory() as folder:
        urls = (f"sqlite:///{Path(folder) / name}" for name in ("large.db", "small.db"))
        cost = asyncio.run(measure(*urls, rounds=rounds))
        sys.stdout.write(line("SQLite", cost) + "\n")
    with _servers() as both:
        if both is None:
            sys.stdout.write("no PostgreSQL\n")
            return
        sys.stdout.write(line("PostgreSQL", asyncio.run(measure(*both, rounds=rounds))) + "\n")


if __name__ == "__main__":
    main()
