"""A whole Steady beside a stand-in Slack, talking over real sockets, on a clock the test moves."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from bot.app import Steady
from bot.clock import MovableClock
from bot.demo.run import live_until
from bot.demo.standin import Message, Seen, StandIn, User
from bot.settings import Settings
from handlers.http import PATH
from scheduler.delivery import Timing
from storage.lanes import Pace
from tests.log_watch import WATCH

MANIFEST = Path(__file__).parents[1] / "manifest.yml"
AT_ONCE = Pace(per_minute=600_000, burst=1_000, channel_gap=timedelta())  # no allowance to wait for
QUICK = Timing(pace=AT_ONCE, is_paced=False)
PATIENT = 30.0  # seconds this Slack waits for a 200: a busy machine is no finding
HANGS = ("timeout_before", "timeout_after", "slow")  # kinds of trouble that keep Steady waiting


class HastyClock(MovableClock):
    """Real time, and as much later as a test says; business time goes with it."""

    def __init__(self, start: datetime | None = None) -> None:
        self._hurried = timedelta()
        self._stood_at: datetime | None = None
        super().__init__(start)

    def steady_now(self) -> datetime:
        return (self._stood_at or super().steady_now()) + self._hurried

    def hurry(self, by: timedelta) -> None:
        """So much time has passed, in which nothing happened."""
        self._hurried += by

    def stand_still(self) -> None:
        """From now on time passes only where a test says so, however slow the machine is."""
        self._stood_at = super().steady_now()


@dataclass(slots=True)
class World:
    """Ana and Ben are reps in Berlin and London, Mia manages from New York."""

    slack: StandIn
    steady: Steady
    clock: HastyClock
    ana: User
    ben: User
    mia: User

    async def followup(self, text: str, who: User | None = None) -> Seen:
        """`/followup text`, by Ana unless somebody else is named."""
        return await self.slack.command((who or self.ana).id, "/followup", text)

    async def said(self, text: str, who: User | None = None) -> str:
        """The words `/followup text` is answered with."""
        seen = await self.followup(text, who)
        assert seen.status == 200, seen.error
        return "\n".join(message.text for message in seen.messages)

    async def client(self, text: str, who: User | None = None) -> str:
        """The words `/client text` is answered with, to Ana unless somebody else is named."""
        seen = await self.slack.command((who or self.ana).id, "/client", text)
        assert seen.status == 200, seen.error
        return "\n".join(message.text for message in seen.messages)

    async def pipeline(self, text: str, who: User | None = None) -> str:
        """The words `/pipeline text` is answered with, to Ana unless somebody else is named."""
        seen = await self.slack.command((who or self.ana).id, "/pipeline", text)
        assert seen.status == 200, seen.error
        assert "Something went wrong" not in seen.text
        return "\n".join(message.text for message in seen.messages)

    async def until(self, moment: datetime) -> None:
        """Let time pass, by way of every due moment between."""
        await live_until(self.steady, self.clock, moment)

    async def pass_by(self, minutes: int = 10) -> None:
        """Let real time pass, a minute and a tick at a time."""
        for _ in range(minutes):
            self.clock.hurry(timedelta(minutes=1))
            await self.steady.tick()

    def trouble(self, method: str, kind: str, times: int = 1, **more: Any) -> None:
        """Calls go wrong. One that hangs is given up soon; for any other there is time."""
        if kind in HANGS:
            courier = self.steady.courier
            soon = replace(courier.timing, timeout=timedelta(seconds=0.3))
            self.steady.courier = replace(courier, timing=soon)
        self.slack.faults.add(method, kind, times, **more)

    def dms(self, who: User | None = None) -> list[Message]:
        """What stands in somebody's direct messages with Steady, the oldest first."""
        return list(self.slack.dm((who or self.ana).id).messages)

    def last(self, who: User | None = None) -> Message:
        """The newest message in somebody's direct messages."""
        return self.dms(who)[-1]

    async def press(self, action: str, who: User | None = None, value: str | None = None) -> Seen:
        """Press a button of the newest direct message, and let the redraw arrive."""
        user = who or self.ana
        seen = await self.slack.click(user.id, self.last(who), action, value=value)
        await self.steady.background.drain(5)
        return seen

    async def fill_in(self, values: dict[str, object], who: User | None = None) -> Seen:
        """Fill in and send the open form, and let the redraw arrive."""
        seen = await self.slack.submit((who or self.ana).id, values)
        await self.steady.background.drain(5)
        return seen


def settings_for(
    slack: StandIn,
    database_url: str,
    *,
    socket_mode: bool = False,
    watch_channels: bool = False,
    welcomes: bool = False,
    metrics_token: str = "",
) -> Settings:
    """The settings with which a Steady meets this stand-in."""
    return Settings(
        _env_file=None,
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(slack.app_token if socket_mode else ""),
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_api_url=slack.api_url,
        database_url=database_url,
        http_host="127.0.0.1",
        http_port=0,
        watch_shared_channels=watch_channels,
        welcome=welcomes,
        metrics_token=SecretStr(metrics_token),
    )


@asynccontextmanager
async def world(
    database_url: str,
    start: datetime,
    *,
    socket_mode: bool = False,
    timing: Timing = QUICK,
    watch_channels: bool = False,
    welcomes: bool = False,
    metrics_token: str = "",
    faults: Sequence[tuple[str, str]] = (),
) -> AsyncIterator[World]:
    """A started world at a moment, whose people know Steady; stopped in good order afterwards.

    `faults` are what goes wrong at the start: method and kind.
    """
    clock = HastyClock(start)
    slack = StandIn(clock, manifest=MANIFEST)
    slack.ack_within = PATIENT
    ana = slack.add_user("Ana Ruiz", tz="Europe/Berlin", locale="en-GB")
    ben = slack.add_user("Ben Okafor", tz="Europe/London", locale="en-GB")
    mia = slack.add_user("Mia Chen", tz="America/New_York", is_admin=True)
    slack.add_channel("sales", [ana.id, ben.id, mia.id])
    async with AsyncExitStack() as stack:
        stack.callback(WATCH.met, slack, database_url)
        await slack.start()
        stack.push_async_callback(slack.stop)
        for method, kind in faults:
            slack.faults.add(method, kind)
        settings = settings_for(
            slack,
            database_url,
            socket_mode=socket_mode,
            watch_channels=watch_channels,
            welcomes=welcomes,
            metrics_token=metrics_token,
        )
        steady = await Steady.build(settings, clock, timing)
        made = World(slack, steady, clock, ana, ben, mia)
        stack.push_async_callback(lambda: made.steady.stop())  # a test may have put in another
        await steady.start()
        if not socket_mode:
            slack.request_url = f"http://127.0.0.1:{steady.port}{PATH}"
        yield made


async def eventually(is_so: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something that happens in another task or process; fails when it does not."""
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - what happens elsewhere sets no event here
            await asyncio.sleep(0.01)
