"""What does the writing door cost, beside bare sqlite3 in it and beside the usual async engine?

The same transaction of four statements (look a client up, add a commitment, keep its change and a
receipt), 16 callers at once, every round through each shape in turn, on the same disk. Machines
differ and so do disks: only the ratios say something.

    python -m bench.doors [rounds]
"""

import asyncio
import sqlite3
import statistics
import sys
from collections.abc import Awaitable, Callable, Iterator
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    MetaData,
    String,
    Table,
    Text,
    bindparam,
    event,
    insert,
    select,
)
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from storage.database import Database
from storage.prepared import Prepared

CALLERS = 16
TRANSACTIONS = 1_600  # a round and shape
ROUNDS = 5
CLIENTS = 100

metadata = MetaData()
clients = Table(
    "clients", metadata, Column("id", BigInteger, primary_key=True), Column("name", Text)
)
Index("ix_clients_name", clients.c.name)
commitments = Table(
    "commitments",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("client_id", BigInteger),
    Column("due_on", String(10)),
    Column("words", Text),
)
changes = Table(
    "changes", metadata, Column("id", BigInteger, primary_key=True), Column("before", Text)
)
receipts = Table("receipts", metadata, Column("key", Text, primary_key=True), Column("refs", Text))

FIND = select(clients.c.id).where(clients.c.name == bindparam("name"))
ADD = insert(commitments)
CHANGE = insert(changes)
RECEIPT = insert(receipts)
P_FIND, P_ADD, P_CHANGE, P_RECEIPT = map(Prepared, (FIND, ADD, CHANGE, RECEIPT))

Shape = Callable[[int], Awaitable[object]]


def add(connection: Connection, number: int) -> int:
    """The transaction in prebuilt Core statements, which SQLAlchemy compiles once."""
    client_id = connection.execute(FIND, {"name": f"client {number % CLIENTS}"}).scalar_one()
    connection.execute(
        ADD,
        {"id": number, "client_id": client_id, "due_on": "2026-11-24", "words": "next Tuesday"},
    )
    connection.execute(CHANGE, {"id": number, "before": "{}"})
    connection.execute(RECEIPT, {"key": f"cmd:{number}", "refs": "{}"})
    return number


def add_anew(connection: Connection, number: int) -> int:
    """The same with statements built on the spot, as one writes them without thinking."""
    wanted = select(clients.c.id).where(clients.c.name == f"client {number % CLIENTS}")
    client_id = connection.execute(wanted).scalar_one()
    connection.execute(
        insert(commitments).values(
            id=number, client_id=client_id, due_on="2026-11-24", words="next Tuesday"
        )
    )
    connection.execute(insert(changes).values(id=number, before="{}"))
    connection.execute(insert(receipts).values(key=f"cmd:{number}", refs="{}"))
    return number


def add_prepared(connection: Connection, number: int) -> int:
    """The same as on Steady's busiest path: compiled once, then straight to the driver."""
    found = P_FIND.first(connection, {"name": f"client {number % CLIENTS}"})
    assert found is not None
    P_ADD.run(
        connection,
        {"id": number, "client_id": found.id, "due_on": "2026-11-24", "words": "next Tuesday"},
    )
    P_CHANGE.run(connection, {"id": number, "before": "{}"})
    P_RECEIPT.run(connection, {"key": f"cmd:{number}", "refs": "{}"})
    return number


def add_bare(connection: Connection, number: int) -> int:
    """The same in the driver's own words."""
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    found = raw.execute("SELECT id FROM clients WHERE name = ?", (f"client {number % CLIENTS}",))
    (client_id,) = found.fetchone()
    raw.execute(
        "INSERT INTO commitments (id, client_id, due_on, words) VALUES (?, ?, ?, ?)",
        (number, client_id, "2026-11-24", "next Tuesday"),
    )
    raw.execute("INSERT INTO changes (id, before) VALUES (?, ?)", (number, "{}"))
    raw.execute("INSERT INTO receipts (key, refs) VALUES (?, ?)", (f"cmd:{number}", "{}"))
    return number


def find_prepared(connection: Connection, number: int) -> int:
    """One look-up in a prepared statement."""
    found = P_FIND.first(connection, {"name": f"client {number % CLIENTS}"})
    assert found is not None
    looked_up: int = found.id
    return looked_up


def find(connection: Connection, number: int) -> int:
    """One look-up, for the reading door."""
    found: int = connection.execute(FIND, {"name": f"client {number % CLIENTS}"}).scalar_one()
    return found


async def measure(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Transactions a second, by shape and round."""
    db = await Database.open(f"sqlite:///{folder / 'doors.db'}")
    await db.write(_lay_out)
    usual_writing = _usual_engine(folder / "usual.db", "BEGIN IMMEDIATE")
    usual_reading = _usual_engine(folder / "usual.db", "BEGIN")
    async with usual_writing.begin() as connection:
        await connection.run_sync(_lay_out)

    async def usual_write(number: int) -> int:
        async with usual_writing.begin() as connection:
            return await connection.run_sync(add, number)

    async def usual_read(number: int) -> int:
        async with usual_reading.connect() as connection:
            return await connection.run_sync(find, number)

    shapes: dict[str, Shape] = {
        "bare sqlite3 in db.write": lambda number: db.write(add_bare, number),
        "db.write, prepared": lambda number: db.write(add_prepared, number),
        "db.write": lambda number: db.write(add, number),
        "db.write, built on the spot": lambda number: db.write(add_anew, number),
        "engine.begin over aiosqlite": usual_write,
        "db.read, prepared look-up": lambda number: db.read(find_prepared, number),
        "db.read, one look-up": lambda number: db.read(find, number),
        "engine.connect, one look-up": usual_read,
    }
    numbers = count(1)
    speeds: dict[str, list[float]] = {name: [] for name in shapes}
    for _ in range(rounds):
        for name, shape in shapes.items():
            speeds[name].append(await _speed(shape, numbers))
    await db.close()
    await usual_reading.dispose()
    await usual_writing.dispose()
    return speeds


def _usual_engine(file: Path, begin: str) -> AsyncEngine:
    """As most would write it, with the default pool; but as careful as ours."""
    usual = create_async_engine(
        f"sqlite+aiosqlite:///{file}", connect_args={"isolation_level": None, "timeout": 30}
    )

    def say_begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(usual.sync_engine, "connect", _as_safe_as_ours)
    event.listen(usual.sync_engine, "begin", say_begin)
    return usual


def _as_safe_as_ours(connection: sqlite3.Connection, _: object) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.close()


def _lay_out(connection: Connection) -> None:
    metadata.create_all(connection)
    names = [{"id": number, "name": f"client {number}"} for number in range(CLIENTS)]
    connection.execute(insert(clients), names)


async def _speed(shape: Shape, numbers: Iterator[int]) -> float:
    todo = [next(numbers) for _ in range(TRANSACTIONS)]

    async def caller() -> None:
        while todo:
            await shape(todo.pop())

    begun = perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return TRANSACTIONS / (perf_counter() - begun)


def table(speeds: dict[str, list[float]]) -> str:
    """Medians, and each beside db.write."""
    middle = {name: statistics.median(each) for name, each in speeds.items()}
    lines = [f"{'shape':<30}{'a second':>10}{'beside db.write':>17}"]
    lines += [
        f"{name:<30}{speed:>10,.0f}{speed / middle['db.write']:>17.2f}"
        for name, speed in middle.items()
    ]
    return "\n".join(lines)


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with TemporaryDirectory() as folder:
        sys.stdout.write(table(asyncio.run(measure(Path(folder), rounds))) + "\n")


if __name__ == "__main__":
    main()
