"""A world in which an hour of real time passes at a word."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.app import Steady
from bot.clock import MovableClock
from bot.demo.standin import Message, StandIn
from handlers.http import PATH
from scheduler.delivery import Timing
from tests.cast import NOW
from tests.log_watch import WATCH
from tests.world import AT_ONCE, MANIFEST, World, settings_for

# A request may take a third of a second; everything else is waited for on the hasty clock.
TIMING = Timing(
    lease=timedelta(seconds=120),
    timeout=timedelta(seconds=0.3),
    settle=timedelta(seconds=30),
    pace=AT_ONCE,
    is_paced=False,
)


class HastyClock(MovableClock):
    """Real time, and as much later as a test says; business time goes with it."""

    def __init__(self, start: datetime) -> None:
        self._hurried = timedelta()
        super().__init__(start)

    def steady_now(self) -> datetime:
        return super().steady_now() + self._hurried

    def hurry(self, by: timedelta) -> None:
        self._hurried += by


@dataclass(slots=True)
class Waiting:
    """A world whose clock can be hurried past every lease and every back-off."""

    world: World
    clock: HastyClock

    @property
    def slack(self) -> StandIn:
        return self.world.slack

    async def pass_by(self, minutes: int = 10) -> None:
        """Let time pass, a minute and a tick at a time."""
        for _ in range(minutes):
            self.clock.hurry(timedelta(minutes=1))
            await self.world.steady.tick()

    async def until_due(self, moment: datetime) -> None:
        """Come to a due moment; what happens there is the test's."""
        await self.world.until(moment)

    def posted(self, words: str) -> list[Message]:
        """Ana's messages that hold these words."""
        return [one for one in self.world.dms() if words in one.text]


@pytest.fixture
async def waiting(sqlite_url: str) -> AsyncIterator[Waiting]:
    clock = HastyClock(NOW)
    slack = StandIn(clock, manifest=MANIFEST)
    ana = slack.add_user("Ana Ruiz", tz="Europe/Berlin", locale="en-GB")
    ben = slack.add_user("Ben Okafor", tz="Europe/London", locale="en-GB")
    mia = slack.add_user("Mia Chen", tz="America/New_York", is_admin=True)
    slack.add_channel("sales", [ana.id, ben.id, mia.id])
    await slack.start()
    steady = await Steady.build(settings_for(slack, sqlite_url), clock, TIMING)
    await steady.start()
    slack.request_url = f"http://127.0.0.1:{steady.port}{PATH}"
    try:
        yield Waiting(World(slack, steady, clock, ana, ben, mia), clock)
    finally:
        await steady.stop()
        await slack.stop()
        WATCH.met(slack, sqlite_url)
