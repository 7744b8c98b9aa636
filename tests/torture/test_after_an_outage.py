"""After a week away with everything overdue: one message for each rep, and commands go on.

STEADY_TORTURE=long has 100,000 overdue of 2,000 reps.
"""

import asyncio
import os
from collections import Counter
from datetime import timedelta
from time import perf_counter

import pytest
from sqlalchemy import Connection, text

from bot.clock import Clock
from bot.slack import open_session
from scheduler.delivery import Courier, Timing
from scheduler.lanes import Lanes
from scheduler.sweep import sweep
from storage import outbox, statistics
from storage.database import Database
from storage.lanes import Pace
from tests import many
from tests.many import Clients, SmallSlack

IS_LONG = os.environ.get("STEADY_TORTURE") == "long"
REPS, OVERDUE = (2_000, 100_000) if IS_LONG else (40, 1_200)
TEAM = 20  # reps that are stored at once
WORKSPACE = "T00001"
LONGEST_SECONDS = 0.5  # a command waits for the sweep, at most
PACE = Pace(per_minute=600_000, channel_gap=timedelta(seconds=1))


@pytest.mark.timeout(1_800)
async def test_a_week_of_dates_comes_in_one_message_a_rep(database_url: str) -> None:
    clock, slack = Clock(), SmallSlack()
    await slack.start()
    db, session = await Database.open(database_url), open_session()
    long_ago = clock.now() - timedelta(days=7)
    for first in range(0, REPS, TEAM):
        args = (WORKSPACE, TEAM, OVERDUE * TEAM // REPS, long_ago)
        await db.write(many.fill, *args, first=first, is_swept=False)
    await db.claim(statistics.gather)  # as a start does
    waits: list[float] = []
    watching = asyncio.ensure_future(_write_beside(db, waits))
    await sweep(db, clock.now(), clock.steady_now())
    watching.cancel()
    courier = Courier(db, clock, Clients(slack.url, session), "one", Timing(pace=PACE))
    lanes = Lanes()
    while await db.read(outbox.busy, clock.now(), clock.steady_now()):
        await lanes.open(courier)  # as each tick does
        await lanes.rest()
    left = await db.read(_left)
    await session.close()
    await db.close()
    await slack.stop()

    told = Counter(post.channel for post in slack.posts)
    assert (len(told), set(told.values())) == (REPS, {1})
    assert left == 0
    assert sorted(waits)[int(len(waits) * 0.99)] < LONGEST_SECONDS


def _left(conn: Connection) -> int:
    asked = text("SELECT count(*) FROM commitments WHERE nudge_at IS NOT NULL")
    return int(conn.execute(asked).scalar_one())


async def _write_beside(db: Database, waits: list[float]) -> None:
    """What a command would wait for its turn."""
    while True:
        began = perf_counter()
        await db.write(_touch)
        waits.append(perf_counter() - began)
        await asyncio.sleep(0.005)


def _touch(conn: Connection) -> None:
    conn.execute(text("UPDATE workspaces SET name = 'Northwind'"))
