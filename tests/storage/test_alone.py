"""Does one replica at a time sweep, and does none keep the others out?"""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text

from storage import alone
from storage.database import Database


@pytest.mark.postgres
async def test_while_one_replica_sweeps_another_leaves_it_to_that_one(postgres_url: str) -> None:
    one, other = await Database.open(postgres_url), await Database.open(postgres_url)
    sweeps = asyncio.ensure_future(one.write(alone.sweeping, takes(1.0)))
    await asyncio.sleep(0.4)
    meanwhile = await other.write(alone.sweeping, takes(0.0))
    found = await sweeps
    afterwards = await other.write(alone.sweeping, takes(0.0))
    await one.close()
    await other.close()

    assert (found, meanwhile, afterwards) == (1, None, 1)


@pytest.mark.postgres
async def test_one_that_fails_keeps_nobody_out(postgres_url: str) -> None:
    one, other = await Database.open(postgres_url), await Database.open(postgres_url)
    with pytest.raises(ZeroDivisionError):
        await one.write(alone.sweeping, lambda conn: 1 // 0)
    afterwards = await other.write(alone.sweeping, takes(0.0))
    await one.close()
    await other.close()

    assert afterwards == 1


async def test_who_is_alone_sweeps(db: Database) -> None:
    assert await db.write(alone.sweeping, lambda conn: 3) == 3


def takes(seconds: float) -> Callable[[Connection], int]:
    """A pass that finds one row."""

    def found(conn: Connection) -> int:
        return int(conn.execute(text(f"SELECT 1 FROM pg_sleep({seconds})")).scalar_one())

    return found
