"""Does a sweep cost what is due, and not what is stored?

On one Monday morning 500 clients turn amber and 50 reps get their brief, once in a book of 2,000
clients and once in one of 200,000. The whole sweep is timed, the two books in turn, on SQLite and
on PostgreSQL. Machines differ and so do disks: only the ratios say something.

    python -m bench.sweep [rounds]
"""

import asyncio
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import Connection, delete, insert, text, update

from bot.playbook import due
from bot.playbook.model import Hours, Rep
from scheduler.sweep import sweep
from storage import reps, schema, tables, workspaces
from storage.database import Database
from storage.workspaces import Workspace
from tests.storage.postgres import Databases, Server, binaries

FEW, MANY = 2_000, 200_000  # clients
DUE = 500  # of them turn that morning
REPS = 50
ROUNDS = 7
MOST = 1.3  # times: what is promised
AT_ONCE = 2_000  # rows of an insert

WORKSPACE = "T0BENCH"
ZONE = "Europe/Berlin"
BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)  # a Monday
NOW = due.due_at(TODAY, None, Hours(), ZONE)
CADENCE = 30  # days

Seconds = dict[int, list[float]]


async def measure(urls: dict[int, str], rounds: int) -> Seconds:
    """Seconds of a sweep by size of the book, and round."""
    books = {size: await _book(url, size) for size, url in urls.items()}
    found: Seconds = {size: [] for size in urls}
    for _ in range(rounds + 1):
        for size, db in books.items():
            found[size].append(await _sweep(db))
    for db in books.values():
        await db.close()
    return {size: each[1:] for size, each in found.items()}  # the first round warms up


async def _book(url: str, size: int) -> Database:
    await schema.migrate(url)
    db = await Database.open(url)
    owners = await db.write(_team)
    for first in range(0, size, AT_ONCE):
        await db.write(_add, owners, first, min(first + AT_ONCE, size))
    if db.dialect == "postgresql":
        await db.write(lambda conn: conn.execute(text("ANALYZE")).close())  # as its own daemon does
    return db


def _team(conn: Connection) -> list[int]:
    workspaces.meet(conn, Workspace(WORKSPACE, "Northwind", ZONE, "en-GB"), BEGAN)
    team = [Rep(WORKSPACE, 0, f"U{n}", f"Rep {n}", ZONE, "en-GB") for n in range(REPS)]
    return [reps.meet(conn, rep, BEGAN).id for rep in team]


def _add(conn: Connection, owners: list[int], first: int, end: int) -> None:
    conn.execute(insert(tables.clients), [_client(n, owners) for n in range(first, end)])


def _client(number: int, owners: list[int]) -> dict[str, object]:
    """The first 500 turn today, the others over the weeks to come."""
    ahead = 0 if number < DUE else 1 + number % (CADENCE - 1)
    turns_on = TODAY + timedelta(days=ahead)
    return {
        "workspace_id": WORKSPACE,
        "id": number + 1,
        "name": f"Client {number}",
        "name_key": f"client {number}",
        "standing": "prospect",
        "owner_id": owners[number % len(owners)],
        "tier": "standard",
        "value_minor": number * 100,
        "value_currency": "EUR",
        "counts_from": turns_on - timedelta(days=CADENCE),
        "is_one_person": False,
        "unanswered": 0,
        "quiet_on": turns_on,
        "quiet_at": due.due_at(turns_on, None, Hours(), ZONE),
        "version": 1,
        "created_at": BEGAN,
    }


async def _sweep(db: Database) -> float:
    """One sweep of that morning, as if it had not been."""
    await db.write(_wind_back)
    begun = perf_counter()
    taken = await sweep(db, NOW, NOW)
    spent = perf_counter() - begun
    assert taken == DUE + REPS, taken
    return spent


def _wind_back(conn: Connection) -> None:
    conn.execute(delete(tables.outbox_items))
    conn.execute(delete(tables.outbox))
    conn.execute(update(tables.reps).values(brief_on=TODAY, brief_at=NOW))
    fresh = {"quiet_state": None, "quiet_since": None, "quiet_key": None}
    due_now = tables.clients.c.workspace_id == WORKSPACE, tables.clients.c.id <= DUE
    turn = fresh | {"quiet_on": TODAY, "quiet_at": NOW}
    conn.execute(update(tables.clients).where(*due_now).values(turn))


@contextmanager
def files(folder: Path, *sizes: int) -> Iterator[dict[int, str]]:
    """A file for each size of a book."""
    yield {size: f"sqlite:///{folder / f'{size}.db'}" for size in sizes}


@contextmanager
def servers(*sizes: int) -> Iterator[dict[int, str] | None]:
    """A database for each on a throw-away server; none where PostgreSQL is not installed."""
    tools = binaries()
    if tools is None:
        yield None
        return
    server = Server(tools)
    try:
        server.make()
        server.start()
        databases = Databases(server.url)
        yield {size: databases.add() for size in sizes}
    finally:
        server.remove()


def line(engine: str, found: Seconds) -> str:
    """Medians in milliseconds, and how many times the large book costs the small one."""
    few, many = (statistics.median(found[size]) for size in (FEW, MANY))
    verdict = "kept" if many / few <= MOST else f"MORE THAN {MOST}"
    return f"{engine:<12}{few * 1000:>10.0f}{many * 1000:>10.0f}{many / few:>8.2f}  {verdict}"


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    head = f"{f'{DUE} due, ms':<12}{f'of {FEW:,}':>10}{f'of {MANY:,}':>11}{'times':>7}"
    sys.stdout.write(head + "\n")
    with TemporaryDirectory() as folder, files(Path(folder), FEW, MANY) as urls:
        sys.stdout.write(line("SQLite", asyncio.run(measure(urls, rounds))) + "\n")
    with servers(FEW, MANY) as urls:
        said = line("PostgreSQL", asyncio.run(measure(urls, rounds))) if urls else "no PostgreSQL"
        sys.stdout.write(said + "\n")


if __name__ == "__main__":
    main()
