"""After a week away with everything overdue: one message for each rep, and commands go on.

STEADY_TORTURE=long has 100,000 overdue of 2,000 reps.
"""

import asyncio
import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from time import perf_counter
from typing import Any

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
MOST_PASSES = 3  # of the sweep, while a command waits
SHARE = 4  # of the whole sweep a command waits for a fourth at most, else for all of it

Wait = tuple[float, int]  # seconds, and passes of the sweep
PACE = Pace(per_minute=600_000, channel_gap=timedelta(seconds=1))


@pytest.mark.timeout(1_800)
async def test_a_week_of_dates_comes_in_one_message_a_rep(
    database_url: str, tell: Callable[..., None]
) -> None:
    clock, slack = Clock(), SmallSlack()
    await slack.start()
    db, session = await Database.open(database_url), open_session()
    long_ago = clock.now() - timedelta(days=7)
    for first in range(0, REPS, TEAM):
        args = (WORKSPACE, TEAM, OVERDUE * TEAM // REPS, long_ago)
        await db.write(many.fill, *args, first=first, is_swept=False)
    await db.claim(statistics.gather)  # as a start does
    swept, waits = _Counted(db), list[Wait]()
    watching = asyncio.ensure_future(_write_beside(swept, waits))
    began = perf_counter()
    await sweep(swept, clock.now(), clock.steady_now())  # type: ignore[arg-type]
    lasted = perf_counter() - began
    watching.cancel()
    began = perf_counter()
    courier = Courier(db, clock, Clients(slack.url, session), "one", Timing(pace=PACE))
    lanes = Lanes()
    while await db.read(outbox.busy, clock.now(), clock.steady_now()):
        await lanes.open(courier)  # as each tick does
        await lanes.rest()
    said_in = perf_counter() - began
    left = await db.read(_left)
    await session.close()
    await db.close()
    await slack.stop()

    in_order = sorted(seconds for seconds, _ in waits)
    told = Counter(post.channel for post in slack.posts)
    tell(overdue=OVERDUE, reps=REPS, twice=sum(n > 1 for n in told.values()), left=left)
    tell(swept_in=round(lasted, 1), said_in=round(said_in, 1))
    tell(p99_of_a_write=round(in_order[len(waits) * 99 // 100], 3))
    assert (len(told), set(told.values())) == (REPS, {1})
    assert left == 0
    # Not of every one: some wait for a machine with much else to do.
    assert sorted(passes for _, passes in waits)[len(waits) * 9 // 10] <= MOST_PASSES
    assert in_order[len(waits) // 2] < lasted / SHARE


def _left(conn: Connection) -> int:
    asked = text("SELECT count(*) FROM commitments WHERE nudge_at IS NOT NULL")
    return int(conn.execute(asked).scalar_one())


class _Counted:
    """A database that knows how many passes of the sweep it has made."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.passes = 0

    async def write(self, *asked: Any) -> Any:
        found = await self.db.write(*asked)
        self.passes += 1
        return found


async def _write_beside(swept: _Counted, waits: list[Wait]) -> None:
    """What a command would wait for its turn."""
    while True:
        began, before = perf_counter(), swept.passes
        await swept.db.write(_touch)
        waits.append((perf_counter() - began, swept.passes - before))
        await asyncio.sleep(0.005)


def _touch(conn: Connection) -> None:
    conn.execute(text("UPDATE workspaces SET name = 'Northwind'"))
