"""Do many changes of one rep's pipeline at the same moment all come to pass, on every engine?"""

import asyncio
from dataclasses import replace

import pytest

from storage.database import Database
from tests.sales import open_sales

AT_ONCE = 16
ROUNDS = 3


@pytest.mark.parametrize("replicas", [1, 3, 8])
async def test_sixteen_new_deals_of_one_rep_at_once_are_all_saved_and_counted(
    database_url: str, replicas: int
) -> None:
    if database_url.startswith("sqlite"):
        replicas = 1  # one process has the file
    open_ = [await Database.open(database_url) for _ in range(replicas)]
    first = await open_sales(open_[0])
    desks = [replace(first, db=db) for db in open_]
    for round_ in range(ROUNDS):
        names = [f"Client {round_} {n}" for n in range(AT_ONCE)]
        adding = (
            desks[n % replicas].add(name, 10, is_new_client=True) for n, name in enumerate(names)
        )
        await asyncio.gather(*adding)
    stood = await first.stood_on(first.now.date())
    for db in open_:
        await db.close()

    assert (stood.deals, stood.open_minor) == (AT_ONCE * ROUNDS, AT_ONCE * ROUNDS * 10_00)
