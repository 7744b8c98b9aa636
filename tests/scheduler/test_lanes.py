"""Does each workspace get its messages at Slack's pace, whatever happens in the others?"""

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from sqlalchemy import Connection, select

from bot.slack import open_session
from scheduler.delivery import Courier, Timing
from scheduler.lanes import Lanes
from storage import lanes, outbox, tables
from storage.database import Database
from storage.lanes import Pace
from tests import many
from tests.many import Clients, SmallSlack
from tests.world import HastyClock, eventually

NO_GAP = timedelta()
BRISK = Pace(per_minute=60_000, burst=1_000, channel_gap=NO_GAP)


@dataclass(slots=True)
class Office:
    """A database of many workspaces, and couriers that serve them."""

    db: Database
    slack: SmallSlack
    clients: Callable[[], Clients]
    clock: HastyClock = field(default_factory=HastyClock)
    started: int = 0

    async def fill(self, *workspaces: str, people: int = 4, nudges: int = 8) -> None:
        for workspace_id in workspaces:
            now = self.clock.now()
            await self.db.write(many.fill, workspace_id, people, nudges, now)

    def courier(self, pace: Pace = BRISK, **more: object) -> Courier:
        self.started += 1
        name, timing = f"courier-{self.started}", Timing(pace=pace)
        return Courier(self.db, self.clock, self.clients(), name, timing, **more)

    async def deliver(self, courier: Courier | None = None) -> None:
        lanes_ = Lanes()
        await lanes_.open(courier or self.courier())
        await lanes_.rest()

    async def sent_at(self, rep_id: int | None = None) -> list[float]:
        """When each message was begun, in seconds after the first."""

        def read(conn: Connection) -> list[datetime]:
            sent = select(tables.outbox.c.sending_at).order_by(tables.outbox.c.sending_at)
            return list(
                conn.scalars(sent.where(tables.outbox.c.rep_id == rep_id) if rep_id else sent)
            )

        moments = await self.db.read(read)
        return [(moment - moments[0]).total_seconds() for moment in moments]

    async def reps(self) -> list[int]:
        return await self.db.read(lambda conn: list(conn.scalars(select(tables.reps.c.id))))


@pytest.fixture
async def office(db: Database) -> AsyncIterator[Office]:
    slack = SmallSlack()
    await slack.start()
    sessions = []

    def clients() -> Clients:
        sessions.append(open_session())
        return Clients(slack.url, sessions[-1])

    yield Office(db, slack, clients)
    for session in sessions:
        await session.close()
    await slack.stop()


async def test_everything_that_waits_is_said_once_in_every_workspace(office: Office) -> None:
    await office.fill("T1", "T2", "T3")
    await office.deliver()
    assert Counter(post.workspace_id for post in office.slack.posts) == {"T1": 8, "T2": 8, "T3": 8}
    assert len({post.token for post in office.slack.posts}) == 24


async def test_a_workspace_is_written_to_at_its_allowance_after_a_burst(office: Office) -> None:
    await office.fill("T1", people=12, nudges=12)
    office.clock.stand_still()
    lanes_ = Lanes()
    await lanes_.open(office.courier(Pace(per_minute=600, burst=4, channel_gap=NO_GAP)))
    for said in range(4, 12):
        await eventually(lambda n=said: len(office.slack.posts) == n)
        office.clock.hurry(timedelta(seconds=0.1))
    await lanes_.rest()
    sent = await office.sent_at()
    assert len(office.slack.posts) == 12
    assert sent[3] == 0
    assert sent[11] >= 0.8  # eight more than the burst, a tenth of a second each


async def test_one_rep_gets_no_two_messages_within_the_gap(office: Office) -> None:
    await office.fill("T1", people=2, nudges=6)
    pace = Pace(per_minute=60_000, channel_gap=timedelta(seconds=0.3))
    await office.deliver(office.courier(pace))
    for rep_id in await office.reps():
        sent = await office.sent_at(rep_id)
        assert len(sent) == 3
        assert min(b - a for a, b in pairwise(sent)) >= 0.3


async def test_at_most_two_requests_are_under_way_in_a_workspace(office: Office) -> None:
    office.slack.seconds = 0.1
    await office.fill("T1", people=6, nudges=6)
    began = asyncio.get_running_loop().time()
    await office.deliver()
    calls = [at for _, method, at in office.slack.calls if method == "chat.postMessage"]
    assert len(calls) == 6
    assert calls[2] - began >= 0.1
    assert calls[4] - began >= 0.2


async def test_replicas_share_one_allowance_and_say_nothing_twice(office: Office) -> None:
    await office.fill("T1", people=12, nudges=12)
    pace = Pace(per_minute=600, burst=2, channel_gap=NO_GAP)
    await asyncio.gather(*(office.deliver(office.courier(pace)) for _ in range(3)))
    posts = office.slack.posted("T1")
    assert len({post.token for post in posts}) == len(posts) == 12
    assert (await office.sent_at())[-1] >= 1.0  # ten more than the burst


async def test_a_throttled_workspace_delays_no_other_and_is_left_alone(office: Office) -> None:
    office.slack.refuse = lambda workspace, method, n: (
        60.0 if workspace == "T1" and method == "chat.postMessage" else None
    )
    await office.fill("T1", "T2", "T3")
    for _ in range(3):
        await office.deliver()
    calls = Counter(w for w, method, _ in office.slack.calls if method == "chat.postMessage")
    assert calls["T1"] <= 2  # both that were under way when Slack first said so
    assert (calls["T2"], calls["T3"]) == (8, 8)


async def test_another_replica_keeps_to_a_pause_it_was_not_told_of(office: Office) -> None:
    office.slack.refuse = lambda workspace, method, n: (
        60.0 if method == "chat.postMessage" else None
    )
    await office.fill("T1")
    await office.deliver()
    before = len(office.slack.calls)
    await office.deliver(office.courier())
    assert len(office.slack.calls) == before


async def test_after_a_pause_everything_is_said_and_no_call_was_too_early(office: Office) -> None:
    office.slack.refuse = lambda workspace, method, n: (
        0.3 if method == "chat.postMessage" and n in (1, 5) else None
    )
    await office.fill("T1")
    async with asyncio.timeout(60):
        while len(office.slack.posts) < 8:
            await office.deliver()
            await asyncio.sleep(0.02)
    # What had left when Slack first said so is nobody's fault: one request a pause.
    assert office.slack.too_early["T1"] <= 2
    assert len({post.token for post in office.slack.posts}) == 8


@pytest.mark.parametrize("method", ["users.info", "conversations.open"])
async def test_a_pause_for_reading_is_kept_to_as_well(office: Office, method: str) -> None:
    office.slack.refuse = lambda workspace, called, n: 60.0 if called == method else None
    await office.fill("T1", people=8)
    if method == "conversations.open":
        await office.db.write(_forget_channels)
    courier = office.courier()
    await office.deliver(courier)
    await office.deliver(office.courier())
    called = [w for w, called, _ in office.slack.calls if called == method]
    assert 1 <= len(called) <= 2
    assert len(office.slack.posts) == (8 if method == "users.info" else 0)


async def test_a_slow_workspace_holds_up_nobody(office: Office) -> None:
    office.slack.held["T1"] = asyncio.Event()
    await office.fill("T1", "T2")
    lanes_ = Lanes()
    await lanes_.open(office.courier())
    await eventually(lambda: len(office.slack.posted("T2")) == 8)
    assert office.slack.posted("T1") == []
    office.slack.held["T1"].set()
    await lanes_.rest()


async def test_what_comes_to_a_lane_that_is_busy_is_said_by_it(office: Office) -> None:
    office.slack.seconds = 0.1
    await office.fill("T1", nudges=2)
    lanes_, courier = Lanes(), office.courier()
    await lanes_.open(courier)
    await office.fill("T1", nudges=2)
    await lanes_.open(courier)
    await lanes_.rest()
    assert len(office.slack.posts) == 4


async def test_a_stop_ends_a_lane_that_waits_for_its_allowance(office: Office) -> None:
    await office.fill("T1", people=8)
    courier = office.courier(Pace(per_minute=1, burst=2, channel_gap=NO_GAP))
    lanes_ = Lanes()
    await lanes_.open(courier)
    await eventually(lambda: len(office.slack.posts) == 2)
    courier.stopping.set()
    async with asyncio.timeout(30):  # half of what it would have waited for
        await lanes_.rest()
    assert len(office.slack.posts) == 2


async def test_after_five_unclear_answers_a_lane_is_only_tried_now_and_then(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.slack.refuse = lambda workspace, method, n: "internal_error"
    await office.fill("T1", people=20, nudges=20)
    await office.deliver()
    sent = [w for w, method, _ in office.slack.calls if method == "chat.postMessage"]
    assert 5 <= len(sent) <= 6
    assert "slack_silent" in caplog.text


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "missing_scope"])
async def test_a_workspace_whose_token_is_no_good_is_held_as_a_whole(
    office: Office, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    office.slack.refuse = lambda workspace, method, n: (
        code if workspace == "T1" and method == "chat.postMessage" else None
    )
    await office.fill("T1", "T2", people=8)
    for _ in range(3):
        await office.deliver()
    calls = Counter(w for w, method, _ in office.slack.calls if method == "chat.postMessage")
    assert calls["T1"] <= 2
    assert calls["T2"] == 8
    assert await office.db.read(lanes.troubled, [code]) == [("T1", code)]
    held = [r for r in caplog.records if r.getMessage() == "workspace_held"]
    assert {r.levelno for r in held} == {logging.ERROR}


async def test_what_was_held_is_said_once_the_token_is_mended(office: Office) -> None:
    office.slack.refuse = lambda workspace, method, n: "token_revoked" if n < 3 else None
    await office.fill("T1", people=8)
    await office.deliver()
    office.slack.refuse = lambda workspace, method, n: None
    await office.db.claim(lanes.reopen, "T1", ["token_revoked"])
    await office.db.claim(outbox.try_again, office.clock.steady_now())
    await office.deliver()
    assert len({post.token for post in office.slack.posts}) == 8
    assert await office.db.read(lanes.troubled, ["token_revoked"]) == []


async def test_a_clock_that_was_set_back_does_not_shut_a_lane(office: Office) -> None:
    await office.fill("T1")
    ahead = office.clock.steady_now() + timedelta(hours=5)
    pace, lease = Pace(), timedelta(minutes=2)
    args = ("T1", ahead, ahead, "earlier", lease, pace, timedelta(seconds=10))
    assert await office.db.claim(lanes.claim, *args) is not None
    await office.deliver()
    assert len(office.slack.posts) == 7


def _forget_channels(conn: Connection) -> None:
    conn.exec_driver_sql("UPDATE reps SET dm_channel_id = NULL WHERE workspace_id = 'T1'")
