"""Two small tables for tests of the doors alone, and a few things to do with them."""

import time
from collections.abc import Callable

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    MetaData,
    Table,
    Text,
    func,
    insert,
    select,
    update,
)

metadata = MetaData()
tallies = Table(
    "tallies",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("amount", BigInteger, nullable=False),
)
marks = Table(
    "marks",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("tally_id", BigInteger, ForeignKey("tallies.id"), nullable=False),
    Column("half", Text, nullable=False),
)

THE_TALLY = 1


def lay_out(connection: Connection) -> None:
    metadata.create_all(connection)
    connection.execute(insert(tallies).values(id=THE_TALLY, amount=0))


def bump(connection: Connection) -> int:
    """Read, then write: what two callers must never do on the same old value."""
    amount = read_amount(connection) + 1
    connection.execute(update(tallies).values(amount=amount).where(tallies.c.id == THE_TALLY))
    return amount


def read_amount(connection: Connection) -> int:
    found = select(tallies.c.amount).where(tallies.c.id == THE_TALLY)
    return int(connection.execute(found).scalar_one())


def stay(connection: Connection, until: Callable[[], bool]) -> None:
    """Keep the transaction open until something is so; everybody else goes on meanwhile."""
    for _ in range(3_000):
        if until():
            return
        if connection.dialect.name == "postgresql":  # there it is the loop that asks
            connection.exec_driver_sql("SELECT pg_sleep(0.01)")
        else:
            time.sleep(0.01)
    raise AssertionError("it never came")


def mark(connection: Connection, number: int) -> int:
    """Two rows that belong together."""
    rows = [
        {"id": 2 * number, "tally_id": THE_TALLY, "half": "first"},
        {"id": 2 * number + 1, "tally_id": THE_TALLY, "half": "second"},
    ]
    for row in rows:
        connection.execute(insert(marks), row)
    return number


def marked(connection: Connection) -> list[int]:
    """The numbers whose two rows are there; a half one is an error."""
    ids = sorted(connection.scalars(select(marks.c.id)))
    assert [i // 2 for i in ids[::2]] == [i // 2 for i in ids[1::2]], "half a transaction"
    return [i // 2 for i in ids[::2]]


def count_marks(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(marks)).scalar_one())
