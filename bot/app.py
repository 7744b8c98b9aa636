"""How is Steady put together, started and stopped? The one place that knows every room."""

import asyncio
import errno
import gc
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar
from uuid import uuid4

import aiohttp
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.gate import READS_PER_MINUTE, Gate
from bot.settings import Settings, Unusable
from bot.slack import TROUBLE, Slack, connect, open_session, refusal
from handlers import bolt_quirks, http
from handlers.dispatch import Background, Dispatch
from handlers.socket_mode import Socket
from scheduler import weekly
from scheduler.delivery import Courier, Timing
from scheduler.lanes import Lanes
from scheduler.refusals import HOLDS
from scheduler.sweep import sweep
from scheduler.timetable import Timetable, timetable
from storage import changes, drafts, lanes, outbox, receipts, schema, workspaces
from storage.database import Database, Unavailable
from storage.workspaces import Workspace

log = logging.getLogger(__name__)

DRAIN_SECONDS = 12  # what is under way when Steady is told to stop
ANSWER_SECONDS = 5  # of these for requests, which Slack gives up after three
DEFAULT_ZONE = "UTC"  # of a rep whose own zone Slack does not tell in time
DEFAULT_LOCALE = "en-US"

T = TypeVar("T")

_PAGE_OF = {
    "STEADY_SLACK_BOT_TOKEN": "OAuth & Permissions",
    "STEADY_SLACK_APP_TOKEN": "Basic Information",
}


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
    _runner: web.AppRunner | None = None
    _socket: Socket | None = None
    _timetable: Timetable | None = None
    _woken: asyncio.Event = field(default_factory=asyncio.Event)
    _ticking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _lanes: Lanes = field(default_factory=Lanes)
    _waker: asyncio.Task[None] | None = None
    port: int = 0

    @classmethod
    async def build(
        cls, settings: Settings, clock: Clock | None = None, timing: Timing | None = None
    ) -> Self:
        """Open the database and meet Slack; raises Unusable with one line when that cannot be."""
        clock = clock or Clock()
        db = await open_database(settings.database_url, migrate=settings.migrate)
        session = open_session()
        try:
            timing = timing or Timing()
            gate = Gate(clock.steady_now, READS_PER_MINUTE if timing.is_paced else {})
            token = settings.slack_bot_token.get_secret_value()
            slack = connect(token, settings.slack_api_url, session, gate)
            met = await _meet_slack(slack, settings)
            newcomer = Workspace(met["team_id"], met["team"], DEFAULT_ZONE, DEFAULT_LOCALE)
            await _refuse_a_second(db, newcomer)
            workspace = await db.write(workspaces.meet, newcomer, clock.now())
        except BaseException:
            await session.close()
            await db.close()
            raise
        owner = uuid4().hex
        courier = Courier(db, clock, lambda _: slack, owner, timing, elsewhere=weekly.ELSEWHERE)
        bolt = _bolt(settings, session, met)
        background = Background()
        steady = cls(settings, clock, db, session, slack, workspace, bolt, background, courier)
        steady.courier = replace(courier, wake_in=steady._wake_in)
        Dispatch(
            db,
            clock,
            lambda _: slack,
            workspace.id,
            steady.wake,
            background,
            settings.watch_shared_channels,
        ).register(bolt)
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
        # What is cut off leaves its row as it is: the next start looks it up.
        await self._lanes.cut()
        await self.session.close()
        await self.db.close()
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

        No lane is waited for: one that Slack answers slowly must not hold up the others.
        """
        async with self._ticking:
            for stage in (self._sweep, self._deliver):
                if self.courier.stopping.is_set():
                    return
                try:
                    await stage()
                except Unavailable as trouble:
                    log.error("tick_failed", extra={"reason": trouble.reason})
                    return
                except Exception:
                    # One bad row must not end the stages and ticks that all others need.
                    log.exception("tick_failed", extra={"stage": stage.__name__.strip("_")})

    async def tidy(self) -> None:
        """Forget receipts, drafts, changes and messages nobody can come back to."""
        now = self.clock.now()
        for forget in (receipts.forget_old, drafts.forget_old, changes.forget_old):
            await self.db.write(forget, now)
        forgotten = 1
        while forgotten and not self.courier.stopping.is_set():
            # A few at a time, so that commands are not held up.
            forgotten = await self.db.write(outbox.forget_old, now)

    async def health(self) -> dict[str, object]:
        """Whether the database can be read and Slack listened to."""
        try:
            async with asyncio.timeout(1):
                held = await self.db.read(lanes.troubled, HOLDS)
        except (TimeoutError, Unavailable):
            return {"ok": False, "database": "away"}
        if self._socket is not None and not await self._socket.is_connected():
            return {"ok": False, "database": "ok", "socket": "disconnected"}
        if held:
            return {"ok": False, "database": "ok", "slack": held[0][1]}
        return {"ok": True, "database": "ok"}

    async def _sweep(self) -> None:
        await sweep(self.db, self.clock.now(), self.clock.steady_now())

    async def _deliver(self) -> None:
        await self._lanes.open(self.courier)

    async def _listen(self) -> None:
        """HTTP carries `/healthz` in both modes, and Slack's requests when there is no socket."""
        settings = self.settings
        by_http = None if settings.uses_socket_mode else self.bolt
        secret = settings.slack_signing_secret.get_secret_value()
        app = http.web_app(by_http, secret, self.clock, self.health)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=ANSWER_SECONDS)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, settings.http_host, settings.http_port).start()
        except OSError as error:
            raise Unusable(_cannot_listen(settings, error)) from None
        self.port = self._runner.addresses[0][1]
        if settings.uses_socket_mode:
            token = settings.slack_app_token.get_secret_value()
            self._socket = Socket(self.bolt, token, self.slack)
            await _asked(self._socket.connect(), "STEADY_SLACK_APP_TOKEN", settings)

    async def _hang_up(self) -> None:
        """Answer what was asked, hear nothing more."""
        if self._socket is not None:
            await self._socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

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
        if found is not None and not schema.is_known(found):
            raise Unusable(
                f"The database is at layout {found}, from a newer version of Steady; this one "
                f"knows up to {schema.head()}. Run the newer version, or restore the backup made "
                "before it."
            )
        if found is not None and not migrate:
            raise Unusable(
                f"The database is at layout {found}, this version needs {schema.head()}. "
                "Make a backup, then run: python -m bot migrate (or start with STEADY_MIGRATE=true)"
            )
        await schema.migrate(url)
        return await Database.open(url)
    except Unavailable as trouble:
        raise Unusable(f"The database at STEADY_DATABASE_URL cannot be used: {trouble}.") from None


async def run_until_stopped(settings: Settings, stopped: Callable[[], Awaitable[object]]) -> None:
    """Run Steady until `stopped` returns, which may be before it has started."""
    living = asyncio.ensure_future(_live(settings))
    told = asyncio.ensure_future(stopped())
    await asyncio.wait({living, told}, return_when=asyncio.FIRST_COMPLETED)
    for each in (living, told):
        each.cancel()
    with suppress(asyncio.CancelledError):
        await living


def _cannot_listen(settings: Settings, error: OSError) -> str:
    place = f"{settings.http_host}:{settings.http_port}"
    if error.errno == errno.EADDRINUSE:
        return f"Cannot listen on {place}: it is taken. Set STEADY_HTTP_PORT to a free port."
    if error.errno == errno.EACCES:
        return f"Cannot listen on {place}: not allowed. Set STEADY_HTTP_PORT above 1023."
    return f"Cannot listen on {place}. Set STEADY_HTTP_HOST to an address of this machine."


async def _meet_slack(slack: Slack, settings: Settings) -> dict[str, Any]:
    answer = await _asked(slack.read.auth_test(), "STEADY_SLACK_BOT_TOKEN", settings)
    return dict(answer.data)  # type: ignore[arg-type]


async def _asked(question: Awaitable[T], token: str, settings: Settings) -> T:
    """What Slack answers when the start depends on it; raises Unusable when it says no."""
    try:
        return await question
    except SlackApiError as error:
        raise Unusable(
            f"Slack did not accept {token} ({refusal(error)}). "
            f"Copy it again from your app's {_PAGE_OF[token]} page."
        ) from None
    except TROUBLE as error:
        raise Unusable(
            f"Slack does not answer at {settings.slack_api_url} ({type(error).__name__}). "
            "Check the network and STEADY_SLACK_API_URL."
        ) from None


async def _refuse_a_second(db: Database, workspace: Workspace) -> None:
    """One database serves one workspace, until installs of many exist."""
    served = await db.read(workspaces.served)
    if served and served[0] != workspace.id:
        raise Unusable(
            f"This database belongs to workspace {served[0]}, the token to {workspace.id}. "
            "Set STEADY_DATABASE_URL to a database of its own."
        )


def _bolt(settings: Settings, session: aiohttp.ClientSession, met: dict[str, Any]) -> AsyncApp:
    """Bolt, told everything it would otherwise read from the environment or ask Slack for."""
    bolt_quirks.mend()

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=met.get("enterprise_id"),
            team_id=met["team_id"],
            bot_id=met.get("bot_id"),
            bot_user_id=met["user_id"],
            bot_token=settings.slack_bot_token.get_secret_value(),
        )

    return AsyncApp(
        client=AsyncWebClient(base_url=settings.slack_api_url, session=session),
        authorize=authorize,
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
    steady = await Steady.build(settings)
    try:
        await steady.start()
        # What is there by now stays: the collector would look through all of it time and again,
        # a tenth of a second each, in which nobody gets an answer.
        gc.freeze()
        gc.enable()
        await asyncio.Event().wait()
    finally:
        await steady.stop()
