"""Does one replica at a time sweep, and does none keep the others out?"""

import asyncio

import pytest
from sqlalchemy import Connection

from storage import alone
from storage.database import Database
from tests.storage.tallies import stay


@pytest.mark.postgres
async def test_while_one_replica_sweeps_another_leaves_it_to_that_one(postgres_url: str) -> None:
    one, other = await Database.open(postgres_url), await Database.open(postgres_url)
    has_begun, may_end = asyncio.Event(), asyncio.Event()

    def finds_one_in_the_end(conn: Connection) -> int:
        has_begun.set()
        stay(conn, may_end.is_set)
        return 1

    sweeps = asyncio.ensure_future(one.write(alone.sweeping, finds_one_in_the_end))
    await has_begun.wait()
    meanwhile = await other.write(alone.sweeping, finds_one)
    may_end.set()
    found = await sweeps
    afterwards = await other.write(alone.sweeping, finds_one)
    await one.close()
    await other.close()

    assert (found, meanwhile, afterwards) == (1, None, 1)


@pytest.mark.postgres
async def test_one_that_fails_keeps_nobody_out(postgres_url: str) -> None:
    one, other = await Database.open(postgres_url), await Database.open(postgres_url)
    with pytest.raises(ZeroDivisionError):
        await one.write(alone.sweeping, lambda conn: 1 // 0)
    afterwards = await other.write(alone.sweeping, finds_one)
    await one.close()
    await other.close()

    assert afterwards == 1


async def test_who_is_alone_sweeps(db: Database) -> None:
    assert await db.write(alone.sweeping, lambda conn: 3) == 3


def finds_one(conn: Connection) -> int:
    """A pass that finds one row."""
    return 1
