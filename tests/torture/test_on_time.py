"""Does every nudge come within the minute, when very many are due in the same one?

STEADY_TORTURE=long has 10,000 over 100 workspaces at Steady's own pace, on both engines; the short
form has fewer, and lets time pass four times as fast.
"""

import asyncio
import os
import random
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, bindparam, select, update

from bot.clock import Clock
from bot.demo.standin import StandIn
from bot.playbook.due import NUDGE_BEFORE
from bot.slack import open_session
from handlers.http import PATH
from scheduler.delivery import Courier, Timing
from scheduler.lanes import Lanes
from scheduler.sweep import sweep
from scheduler.timetable import TICK_SECONDS
from storage.database import Database
from storage.lanes import Pace
from storage.tables import commitments, outbox, outbox_items
from tests import databases, many
from tests.log_watch import WATCH
from tests.many import Clients, SmallSlack
from tests.torture.lives import environment
from tests.torture.process import ended, started

IS_LONG = os.environ.get("STEADY_TORTURE") == "long"
WORKSPACES, EACH, FASTER = (100, 100, 1) if IS_LONG else (3, 40, 4)
ENGINES = databases.ENGINES if IS_LONG else databases.ENGINES[:1]
COMES_SECONDS = 4 * TICK_SECONDS  # on a machine with much else to do
MINUTE = timedelta(minutes=1) / FASTER
PACE = Pace(per_minute=Pace().per_minute * FASTER, channel_gap=timedelta(seconds=1) / FASTER)
P50, P99 = timedelta(seconds=20) / FASTER, timedelta(seconds=60) / FASTER


@pytest.mark.timeout(600)
@pytest.mark.parametrize("engine", ENGINES, indirect=True)
async def test_what_is_due_in_one_minute_is_said_within_one(database_url: str) -> None:
    clock, slack = Clock(), SmallSlack()
    await slack.start()
    db, session = await Database.open(database_url), open_session()
    for name in many.names(WORKSPACES):
        await db.write(many.fill, name, EACH, EACH, clock.now(), is_swept=False)
    begins = clock.now() + timedelta(seconds=1)
    due = await db.write(_spread, begins)
    courier = Courier(db, clock, Clients(slack.url, session), "one", Timing(pace=PACE))
    lanes, last = Lanes(), begins + MINUTE + P99
    while clock.now() < last and len(slack.posts) < len(due):
        await sweep(db, clock.now(), clock.steady_now())
        await lanes.open(courier)
        await asyncio.sleep(TICK_SECONDS / FASTER)
    courier.stopping.set()
    await lanes.rest()
    left = await db.read(_left_at)
    await session.close()
    await db.close()
    await slack.stop()

    late = sorted(left[i] - at for i, at in due.items() if i in left)
    assert len(late) == len(due) == WORKSPACES * EACH
    assert late[0] >= timedelta()
    assert late[len(late) // 2] <= P50
    assert late[int(len(late) * 0.99)] <= P99


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[StandIn]:
    """A workspace with one rep."""
    made = StandIn()
    made.add_channel("sales", [made.add_user("Ana Ruiz", locale="en-GB").id])
    await made.start()
    yield made
    await made.stop()
    WATCH.met(made, sqlite_url)


@pytest.mark.parametrize("when", ["in 2 minutes", "in 9 minutes"] if IS_LONG else ["in 2 minutes"])
async def test_a_date_that_is_due_as_it_is_given_comes_by_the_next_tick(
    slack: StandIn, tmp_path: Path, sqlite_url: str, when: str
) -> None:
    process, port = await started(tmp_path, environment(slack, sqlite_url))
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    ana = next(user.id for user in slack.workspace.users.values() if not user.is_bot)
    seen = await slack.command(ana, "/followup", f'Acme {when} "as we said"')
    await slack.until(lambda: bool(slack.dm(ana).messages), COMES_SECONDS)
    process.terminate()
    over = await ended(process)

    assert "Saved" in seen.body
    assert over.code == 0


def _spread(conn: Connection, begins: datetime) -> dict[int, datetime]:
    """Every commitment is due at some moment of a minute; returns which at which."""
    chance = random.Random(15)
    moments = {i: begins + MINUTE * chance.random() for i in conn.scalars(select(commitments.c.id))}
    one = update(commitments).where(commitments.c.id == bindparam("of_id"))
    rows = [{"of_id": i, "at": at, "asked": at + NUDGE_BEFORE} for i, at in moments.items()]
    conn.execute(one.values(nudge_at=bindparam("at"), due_at=bindparam("asked")), rows)
    return moments


def _left_at(conn: Connection) -> dict[int, Any]:
    """When the message about each commitment left."""
    found = conn.execute(
        select(outbox_items.c.commitment_id, outbox.c.sending_at).where(
            outbox.c.id == outbox_items.c.outbox_id, outbox.c.state == "sent"
        )
    )
    return {row.commitment_id: row.sending_at for row in found}
