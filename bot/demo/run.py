"""How does everything run on one machine, without Slack?"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from bot.app import Steady
from bot.clock import Clock, MovableClock
from bot.demo import rules, scene, team
from bot.demo.standin import StandIn
from bot.settings import Settings, Unusable
from handlers.http import PATH
from scheduler.delivery import Timing
from storage import nudges
from storage.lanes import Pace

log = logging.getLogger(__name__)

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
# A visitor's clock jumps over days; the stand-in need not be spared.
_AT_ONCE = Pace(per_minute=60_000, burst=1_000, channel_gap=timedelta())
_TIMING = Timing(pace=_AT_ONCE, is_paced=False)
_MOST_STEPS = 5_000  # due moments passed in one move of the clock
_FARTHEST = timedelta(days=366)


@dataclass(slots=True)
class Demo:
    """The stand-in Slack, a Steady talking to it over HTTP, and a clock the visitor moves."""

    slack: StandIn
    steady: Steady
    clock: MovableClock
    played: dict[str, int] = field(default_factory=dict)  # how often, by a rule's number

    async def move_clock(self, moment: datetime) -> None:
        """Go forward by way of every due moment between, so that each thing comes in its time."""
        await live_until(self.steady, self.clock, moment)

    async def leap(self, moment: datetime) -> None:
        """Go forward at once: what came due between is caught up with, as after an absence."""
        self.clock.move_to(moment)
        await self.steady.tick()

    async def move_on(self, user_id: str) -> bool:
        """Go forward to this person's next direct message; False when none comes in a year."""
        conversation = self.slack.dm(user_id)
        before, last = len(conversation.messages), self.clock.now() + _FARTHEST
        for _ in range(_MOST_STEPS):
            due = await self.steady.db.read(nudges.next_moment, self.clock.now())
            if due is None or due > last:
                return False
            self.clock.move_to(due)
            await self.steady.tick()
            if len(conversation.messages) > before:
                return True
        return False

    async def play(self, number: str) -> str:
        """Go to where this rule speaks; returns the Slack id of who hears it."""
        rule = rules.BY_NUMBER[number]
        found = self.slack.workspace.users.values()
        user = next(user for user in found if user.name.lower().startswith(rule.who))
        times = self.played[number] = self.played.get(number, 0) + 1
        player = scene.Player(self, user, rules.client_of(rule, times), times)
        await scene.play(player, rule.steps)
        return user.id

    async def stop(self) -> None:
        await self.steady.stop()
        await self.slack.stop()


async def live_until(steady: Steady, clock: MovableClock, moment: datetime) -> None:
    """Move a clock to a moment by way of every due moment before it, with a tick at each."""
    for _ in range(_MOST_STEPS):
        due = await steady.db.read(nudges.next_moment, clock.now())
        if due is None or due > moment:
            break
        clock.move_to(due)
        await steady.tick()
    clock.move_to(moment)
    await steady.tick()


async def start(host: str, port: int, folder: Path, started_at: datetime) -> Demo:
    """Everything up, the team seeded, and its week lived through to Wednesday morning."""
    clock = MovableClock(team.week_start(started_at))
    slack = StandIn(clock, name=team.WORKSPACE, manifest=MANIFEST, rules=rules.listed())
    people = team.people(slack)
    try:
        await slack.start(host, port)
    except OSError as error:
        raise Unusable(
            f"Cannot serve the demo on {host}:{port} ({error.strerror}). "
            "Choose another port: make demo PORT=8788"
        ) from error
    steady = await Steady.build(_settings(slack, folder), clock, _TIMING)
    demo = Demo(slack, steady, clock)
    slack.host.move_clock = demo.move_clock
    slack.host.move_on = demo.move_on
    slack.host.play = demo.play
    await team.seed(steady.db, steady.workspace.id, people, clock)
    await steady.start()
    slack.request_url = f"http://127.0.0.1:{steady.port}{PATH}"
    await demo.move_clock(team.opening_moment(clock.now()))
    return demo


async def run(
    host: str,
    port: int,
    ready: Callable[[str], None],
    stopped: Callable[[], Awaitable[object]],
) -> None:
    """Serve the demo until `stopped` returns; `ready` hears its address. Nothing of it is kept."""
    with TemporaryDirectory(prefix="steady-demo-") as folder:
        demo = await start(host, port, Path(folder), Clock().now())
        ready(f"http://{host}:{demo.slack.port}")
        try:
            await stopped()
        finally:
            await demo.stop()


def _settings(slack: StandIn, folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        slack_bot_token=SecretStr(slack.bot_token),
        slack_app_token=SecretStr(""),
        slack_signing_secret=SecretStr(slack.signing_secret),
        slack_api_url=slack.api_url,
        database_url=f"sqlite:///{folder / 'steady.db'}",
        http_host="127.0.0.1",
        http_port=0,
    )
