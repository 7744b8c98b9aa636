"""Does the nudging sweep cost what is due, and not what is promised?

On one afternoon 1,000 timed commitments of 100 reps come due, once among 10,000 open ones and once
among 1,000,000, all of which have an hour and so wait for their sweep. The whole sweep is timed,
the two books in turn, on SQLite and on PostgreSQL. Machines differ and so do disks: only the ratios
say something.

    python -m bench.sweep_commitments [rounds]
"""

import asyncio
import statistics
import sys
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, delete, func, insert, literal, select, text, update

from bench.sweep import files, servers
from bot.playbook import due
from bot.playbook.model import Rep
from scheduler.sweep import sweep
from storage import reps, schema, tables, workspaces
from storage.database import Database
from storage.workspaces import Workspace

FEW, MANY = 10_000, 1_000_000  # open commitments
DUE = 1_000  # more of them, that afternoon
REPS, DAYS, CLIENTS = 100, 100, 1_000
ROUNDS = 5
MOST = 1.2  # times: what is promised

WORKSPACE = "T0BENCH"
ZONE = "Europe/Berlin"
BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
TODAY = date(2026, 3, 2)  # a Monday
NOW = datetime(2026, 3, 2, 14, tzinfo=UTC)
SAID = time(15)  # in Berlin, an hour after it was due to be said

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
    team = await db.write(_team)
    for place, rep_id in enumerate(team):
        await db.write(_promise, rep_id, place, size // REPS // DAYS)
    await db.write(_let_due, team)
    if db.dialect == "postgresql":
        await db.write(lambda conn: conn.execute(text("ANALYZE")).close())  # as its own daemon does
    return db


def _team(conn: Connection) -> list[int]:
    workspaces.meet(conn, Workspace(WORKSPACE, "Northwind", ZONE, "en-GB"), BEGAN)
    team = [Rep(WORKSPACE, 0, f"U{n}", f"Rep {n}", ZONE, "en-GB") for n in range(REPS)]
    ids = [reps.meet(conn, rep, BEGAN).id for rep in team]
    conn.execute(update(tables.reps).values(brief_on=TODAY + _DAY, brief_at=NOW + _DAY))
    conn.execute(insert(tables.clients), [_client(n) for n in range(1, CLIENTS + 1)])
    return ids


def _promise(conn: Connection, rep_id: int, place: int, a_day: int) -> None:
    """One rep's dates to come: so many on each day, made by the database itself."""
    for ahead in range(1, DAYS + 1):
        first = 10_000_000 + (place * DAYS + ahead) * 1_000
        _add(conn, rep_id, TODAY + ahead * _DAY, first, a_day)


def _let_due(conn: Connection, team: list[int]) -> None:
    for place, rep_id in enumerate(team):
        _add(conn, rep_id, TODAY, 1 + place * DUE // REPS, DUE // REPS)


def _add(conn: Connection, rep_id: int, on: date, first: int, number: int) -> None:
    numbers = select(literal(first).label("n")).cte(recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < first + number - 1))
    row = _commitment(rep_id, on)
    columns = [tables.commitments.c.id, tables.commitments.c.client_id]
    columns += [tables.commitments.c[name] for name in row]
    made: list[Any] = [numbers.c.n, numbers.c.n % CLIENTS + 1]
    made += [literal(value, tables.commitments.c[name].type) for name, value in row.items()]
    conn.execute(insert(tables.commitments).from_select(columns, select(*made)))


def _commitment(rep_id: int, on: date) -> dict[str, object]:
    at = due.due_at(on, SAID, Rep(WORKSPACE, 0, "", "", ZONE, "").hours, ZONE)
    return {
        "workspace_id": WORKSPACE,
        "rep_id": rep_id,
        "kind": "follow_up",
        "state": "open",
        "due_on": on,
        "due_time": SAID,
        "zone": ZONE,
        "back_on": on,
        "back_time": SAID,
        "due_at": at,
        "nudge_at": due.nudge_at(SAID, at),
        "set_by": "client",
        "words": "after our board has met",
        "put_offs": 0,
        "version": 1,
        "created_at": BEGAN,
    }


def _client(number: int) -> dict[str, object]:
    return {
        "workspace_id": WORKSPACE,
        "id": number,
        "name": f"Client {number}",
        "name_key": f"client {number}",
        "standing": "prospect",
        "tier": "standard",
        "counts_from": TODAY,
        "is_one_person": False,
        "unanswered": 0,
        "version": 1,
        "created_at": BEGAN,
    }


async def _sweep(db: Database) -> float:
    """One sweep of that afternoon, as if it had not been."""
    await db.write(_wind_back)
    begun = perf_counter()
    await sweep(db, NOW, NOW)
    spent = perf_counter() - begun
    queued = await db.read(_queued)
    assert queued == DUE, queued
    return spent


def _queued(conn: Connection) -> int:
    return conn.scalar(select(func.count()).select_from(tables.outbox_items)) or 0


def _wind_back(conn: Connection) -> None:
    conn.execute(delete(tables.outbox_items))
    conn.execute(delete(tables.outbox))
    c = tables.commitments.c
    nudge_at = _commitment(0, TODAY)["nudge_at"]
    conn.execute(
        update(tables.commitments)
        .where(c.workspace_id == WORKSPACE, c.id <= DUE)
        .values(nudge_at=nudge_at)
    )


_DAY = timedelta(days=1)


def line(engine: str, found: Seconds) -> str:
    """Medians in milliseconds, and how many times the large book costs the small one."""
    few, many = (statistics.median(found[size]) for size in (FEW, MANY))
    pairs = zip(found[MANY], found[FEW], strict=True)
    times = statistics.median(large / small for large, small in pairs)
    verdict = "kept" if times <= MOST else f"MORE THAN {MOST}"
    return f"{engine:<16}{few * 1000:>10.0f}{many * 1000:>14.0f}{times:>8.2f}  {verdict}"


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    head = f"{f'{DUE:,} due, ms':<16}{f'of {FEW:,}':>10}{f'of {MANY:,}':>14}{'times':>8}"
    sys.stdout.write(head + "\n")
    with TemporaryDirectory() as folder, files(Path(folder), FEW, MANY) as urls:
        sys.stdout.write(line("SQLite", asyncio.run(measure(urls, rounds))) + "\n")
    with servers(FEW, MANY) as urls:
        said = line("PostgreSQL", asyncio.run(measure(urls, rounds))) if urls else "no PostgreSQL"
        sys.stdout.write(said + "\n")


if __name__ == "__main__":
    main()
