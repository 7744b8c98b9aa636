"""How is Steady put together, started and stopped? The one place that knows every room."""

import asyncio
import gc
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar
from uuid import uuid4

import aiohttp
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.gate import READS_PER_MINUTE, Gate
from bot.health import Health
from bot.messages import operator as words
from bot.meter import STAGE_SECONDS, Meter
from bot.settings import Settings, Unusable
from bot.slack import TROUBLE, Slack, connect, home_of, open_session, refusal
from handlers import bolt_quirks, home
from handlers.dispatch import Background, Commands, Dispatch
from handlers.http import Front, Page, slack_events
from handlers.socket_mode import Socket
from scheduler import pulse, weekly
from scheduler.delivery import Courier, Timing
from scheduler.lanes import Lanes
from scheduler.quarantine import Quarantine
from scheduler.refusals import HOLDS
from scheduler.sweep import sweep
from scheduler.timetable import Timetable, timetable
from storage import (
    changes,
    drafts,
    lanes,
    outbox,
    receipts,
    redraws,
    schema,
    statistics,
    workspaces,
)
from storage.database import Database, Unavailable
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

# Together less than ten seconds: that long docker stop waits before it kills.
DRAIN_SECONDS = 6  # for what is under way when Steady is told to stop
CLOSE_SECONDS = 2  # for a database that may hang: what is committed is safe
DEFAULT_ZONE = "UTC"  # of a rep whose own zone Slack does not tell in time
DEFAULT_LOCALE = "en-US"

T = TypeVar("T")


@dataclass(slots=True)
class Steady:
    """A running Steady: `start` and `stop` it once each, in this order."""

    settings: Settings
    clock: Clock
    db: Database
    session: aiohttp.ClientSession
    slack: Slack
    workspace: Workspace
    bolt: AsyncApp
    background: Background
    courier: Courier
    meter: Meter
    health: Health
    front: Front
    _quarantine: Quarantine | None = None
    _socket: Socket | None = None
    _timetable: Timetable | None = None
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _ticking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _lanes: Lanes = field(default_factory=Lanes)
    _waker: asyncio.Task[None] | None = None
    port: int = 0

    @classmethod
    async def build(
        cls,
        settings: Settings,
        clock: Clock | None = None,
        timing: Timing | None = None,
        front: Front | None = None,
    ) -> Self:
        """Open the database and meet Slack; raises Unusable with one line when that cannot be.

        A front that listens already says meanwhile that Steady is starting.
        """
        clock = clock or Clock()
        meter = Meter()
        db = await open_database(settings.database_url, migrate=settings.migrate)
        session = open_session(settings.slack_api_url, meter, clock)
        try:
            timing = timing or Timing()
            gate = Gate(clock.steady_now, READS_PER_MINUTE if timing.is_paced else {})
            token = settings.slack_bot_token.get_secret_value()
            slack = connect(token, settings.slack_api_url, session, gate)
            met = await _meet_slack(slack, settings)
            slack = replace(slack, home=await home_of(slack, met["team_id"], met.get("bot_id")))
            newcomer = Workspace(met["team_id"], met["team"], DEFAULT_ZONE, DEFAULT_LOCALE)
            await _refuse_a_second(db, newcomer)
            workspace = await db.write(workspaces.meet, newcomer, clock.now())
        except BaseException:
            await session.close()
            await db.close()
            raise
        owner, away = uuid4().hex, {**weekly.ELSEWHERE, **pulse.ELSEWHERE}
        courier = Courier(db, clock, lambda _: slack, owner, timing, meter, elsewhere=away)
        commands, background = Commands(), Background()
        bolt = _bolt(settings, session, met, commands)
        health = Health(db, clock, workspace.id, HOLDS)
        parts = (bolt, background, courier, meter, health, front or Front())
        steady = cls(settings, clock, db, session, slack, workspace, *parts)
        steady.courier = replace(courier, wake_in=steady._wake_in)
        steady._dispatch().register(bolt, commands)
        return steady

    async def start(self) -> None:
        """Look after what an earlier process left, then listen, then tick."""
        if self.db.dialect == "sqlite":
            left = await self.db.write(
                outbox.release_orphans, self.courier.owner, self.clock.steady_now()
            )
            if left:
                log.info("orphans_found", extra={"count": left})
        # Slack has just accepted the token: what waited for that is tried at once.
        await self.db.claim(lanes.reopen, self.workspace.id, HOLDS)
        await self.db.claim(outbox.try_again, self.clock.steady_now())
        await self._count()
        now = self.clock.steady_now()
        self._quarantine = Quarantine(self.courier, now, self.health.lives)
        await self._listen()
        self._timetable = timetable(self.beat, self.tidy)
        self._timetable.start()
        self._waker = asyncio.create_task(self._wake_up())
        self.wake()
        log.info("started", extra={"workspace": self.workspace.id, "port": self.port})

    async def stop(self) -> None:
        """Hear nothing new, finish what is under way, then let go of the database."""
        self.courier.stopping.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_SECONDS):
                await asyncio.gather(self._hang_up(), self._end_tick())
                await self.background.drain(DRAIN_SECONDS)
        if self._timetable is not None:
            self._timetable.shutdown(wait=False)
        if self._waker is not None:
            self._waker.cancel()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await self._let_go()
        await self.front.close()
        if self._timetable is not None:
            log.info("stopped")

    def wake(self) -> None:
        """Have the outbox looked at now, not at the next tick."""
        self._woken.set()

    async def tick(self) -> None:
        """One pass to its end: what is due is queued, and what may be said now has been said."""
        await self.beat()
        await self._lanes.rest()

    async def beat(self) -> None:
        """What is due is queued, and every workspace with something to say is set on its way.

        A restored copy first looks what was said since its backup, and says nothing till then.
        No lane is waited for: one that Slack answers slowly must not hold up the others.
        """
        async with self._ticking:
            for stage in (self._agree, self._look, self._sweep, self._open_lanes, self._redraw):
                if self.courier.stopping.is_set():
                    return
                name, began = stage.__name__.strip("_"), self.clock.ticks()
                try:
                    if not await stage():
                        return
                except Unavailable as trouble:
                    log.error("tick_failed", extra={"reason": trouble.reason})
                    return
                except Exception:
                    # One bad row must not end the stages and ticks that all others need.
                    log.exception("tick_failed", extra={"stage": name})
                    if self._quarantine is not None:
                        return
                finally:
                    self.meter.time(STAGE_SECONDS, self.clock.ticks() - began, name)
                    self.health.lives()

    async def tidy(self) -> None:
        """Forget receipts, drafts, changes and messages nobody can come back to."""
        now = self.clock.now()
        for forget in (receipts.forget_old, drafts.forget_old, changes.forget_old):
            await self.db.write(forget, now)
        forgotten = 1
        while forgotten and not self.courier.stopping.is_set():
            # A few at a time, so that commands are not held up.
            forgotten = await self.db.write(outbox.forget_old, now)
        await self._count()

    def _dispatch(self) -> Dispatch:
        slack = self.slack
        return Dispatch(
            self.db,
            self.clock,
            lambda _: slack,
            self.workspace.id,
            self.wake,
            self.background,
            self.meter,
            self.settings.watch_shared_channels,
            self.settings.welcome,
        )

    async def _agree(self) -> bool:
        """Whether the time is known: a machine's clock that jumped is held against Slack's.

        While Slack cannot be asked nothing can be said either.
        """
        clock = self.clock
        if clock.is_in_doubt():
            with suppress(*TROUBLE):  # what Slack refuses tells the time as well
                await self.slack.read.auth_test()
            if clock.is_in_doubt():
                log.warning("time_unknown")
                return False
        _note_a_wrong(clock)
        return True

    async def _count(self) -> None:
        """After an import the database does not know yet how much it holds."""
        with suppress(Unavailable):  # another replica is at it: one will do
            if counted := await self.db.claim(statistics.gather):
                log.info("tables_counted", extra={"count": len(counted)})

    async def _look(self) -> bool:
        """Whether this copy may speak; a database is restored while no Steady runs on it."""
        if self._quarantine is not None and await self._quarantine.is_over():
            self._quarantine = None
        return self._quarantine is None

    async def _sweep(self) -> bool:
        await sweep(self.db, self.clock.now(), self.clock.steady_now())
        return True

    async def _redraw(self) -> bool:
        if await self.db.read(redraws.waiting, 1):
            self.background.start(home.redraw(self.db, self.slack, self.clock))
        return True

    async def _open_lanes(self) -> bool:
        await self._lanes.open(self.courier)
        return True

    async def _listen(self) -> None:
        """HTTP says how Steady is in both modes, and brings Slack's requests without a socket."""
        settings = self.settings
        self.port = self.front.port or await listen(self.front, settings)
        events = None
        if settings.uses_socket_mode:
            token = settings.slack_app_token.get_secret_value()
            self._socket = Socket(self.bolt, token, self.slack)
            await _asked(self._socket.connect(), "STEADY_SLACK_APP_TOKEN", settings)
            self.health.is_heard = self._socket.is_connected
        else:
            secret = settings.slack_signing_secret.get_secret_value()
            events = slack_events(self.bolt, secret, self.clock)
        self.front.open(self.health.check, events, self._metrics())

    def _metrics(self) -> Page | None:
        """`/metrics`, for a deployment that has set a token for it."""
        token = self.settings.metrics_token.get_secret_value()
        if not token:
            return None
        from bot import metrics  # here, so that nobody else pays for its library

        return Page(token, metrics.CONTENT_TYPE, lambda: metrics.page(self.meter, self.health))

    async def _hang_up(self) -> None:
        """Answer what was asked, hear nothing more."""
        if self._socket is not None:
            await self._socket.close()
        await self.front.drain()

    async def _let_go(self) -> None:
        """Nothing is under way any more; another replica need not wait for what was cut off."""
        async with self._ticking:
            pass
        # What is cut off leaves its row as it is: it will be looked up.
        await self._lanes.cut()
        with suppress(Unavailable):
            owner, now = self.courier.owner, self.clock.steady_now()
            await self.db.claim(outbox.release_own, owner, now)
        await self.session.close()
        await self.db.close()

    async def _end_tick(self) -> None:
        """The message that is just being sent gets its answer; no other is begun."""
        async with self._ticking:
            pass
        await self._lanes.rest()

    async def _wake_up(self) -> None:
        while True:
            await self._woken.wait()
            self._woken.clear()
            await self.beat()

    def _wake_in(self, seconds: float) -> None:
        """A lane that was told to wait goes on when it may, not at the next tick."""
        asyncio.get_running_loop().call_later(seconds, self._woken.set)


async def open_database(url: str, *, migrate: bool = False) -> Database:
    """Open a database whose layout is this code's; a new one gets it.

    An older one is refused, unless it is asked to be migrated; a newer one always. Migrations
    only add, so a process that runs already goes on beneath a newer version's.
    """
    try:
        db = await Database.open(url)
        try:
            found = await db.read(schema.current)
        except BaseException:
            await db.close()
            raise
        if found == schema.head():
            return db
        await db.close()
        is_older = found is not None and schema.is_known(found)
        if found is not None and not (is_older and migrate):
            tell = words.older_layout if is_older else words.newer_layout
            raise Unusable(tell(found, schema.head()))
        await schema.migrate(url)
        return await Database.open(url)
    except Unavailable as trouble:
        raise Unusable(words.no_database(trouble.reason, str(trouble))) from None


async def listen(front: Front, settings: Settings) -> int:
    """Open the front where the settings say; raises Unusable where that cannot be."""
    host, port = settings.http_host, settings.http_port
    try:
        return await front.listen(host, port)
    except OSError as error:
        raise Unusable(words.cannot_listen(host, port, error.errno)) from None


async def run_until_stopped(settings: Settings, stopped: Callable[[], Awaitable[object]]) -> None:
    """Run Steady until `stopped` returns, which may be before it has started."""
    living = asyncio.ensure_future(_live(settings))
    told = asyncio.ensure_future(stopped())
    await asyncio.wait({living, told}, return_when=asyncio.FIRST_COMPLETED)
    for each in (living, told):
        each.cancel()
    with suppress(asyncio.CancelledError):
        await living


def _note_a_wrong(clock: Clock) -> None:
    """Steady goes by Slack's clock then; other programs on this machine have no such thing.

    Said once for each jump, whichever of Slack's answers has shown it.
    """
    if off := clock.newly_off():
        log.warning("clock_wrong", extra={"seconds_ahead": round(off.total_seconds())})


async def _meet_slack(slack: Slack, settings: Settings) -> dict[str, Any]:
    answer = await _asked(slack.read.auth_test(), "STEADY_SLACK_BOT_TOKEN", settings)
    return dict(answer.data)  # type: ignore[arg-type]


async def _asked(question: Awaitable[T], token: str, settings: Settings) -> T:
    """What Slack answers when the start depends on it; raises Unusable when it says no."""
    try:
        return await question
    except SlackApiError as error:
        raise Unusable(words.token_refused(token, refusal(error))) from None
    except TROUBLE as error:
        kind = type(error).__name__
        raise Unusable(words.slack_away(settings.slack_api_url, kind)) from None


async def _refuse_a_second(db: Database, workspace: Workspace) -> None:
    """One database serves one workspace, until installs of many exist."""
    served = await db.read(workspaces.served)
    if served and served[0] != workspace.id:
        raise Unusable(words.other_workspace(served[0], workspace.id))


def _bolt(
    settings: Settings, session: aiohttp.ClientSession, met: dict[str, Any], commands: Commands
) -> AsyncApp:
    """Bolt, told everything it would otherwise read from the environment or ask Slack for."""
    bolt_quirks.mend()

    authorized = AuthorizeResult(
        enterprise_id=met.get("enterprise_id"),
        team_id=met["team_id"],
        bot_id=met.get("bot_id"),
        bot_user_id=met["user_id"],
        bot_token=settings.slack_bot_token.get_secret_value(),
    )

    async def authorize(**_: object) -> AuthorizeResult:
        return authorized

    return AsyncApp(
        client=AsyncWebClient(base_url=settings.slack_api_url, session=session),
        authorize=authorize,
        before_authorize=commands,
        signing_secret=settings.slack_signing_secret.get_secret_value() or "unused",
        process_before_response=True,
        verification_token="",
        # What handlers.http has seen to before Bolt, and what Steady has none of.
        request_verification_enabled=False,
        ssl_check_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )


async def _live(settings: Settings) -> None:
    front = Front()
    try:
        port = await listen(front, settings)
        log.debug("listening", extra={"port": port})
        steady = await Steady.build(settings, front=front)
    except BaseException:
        await front.close()
        raise
    try:
        await steady.start()
        # What is there by now stays: the collector would look through all of it time and again,
        # a tenth of a second each, in which nobody gets an answer.
        gc.freeze()
        gc.enable()
        await asyncio.Event().wait()
    finally:
        await steady.stop()
