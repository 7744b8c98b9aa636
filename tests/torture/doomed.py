"""How does a Steady behave that is to die at a named point, or that keeps its promise badly?

The same parts as `python -m bot run`, put together with short delivery times, a quick tick and,
between delivery and what it uses, somebody who ends the process at the right moment.
"""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from slack_bolt.response import BoltResponse
from sqlalchemy import text

from bot.app import Steady
from bot.clock import Clock
from bot.settings import Settings
from bot.slack import MAY_LEAVE, Slack
from scheduler.delivery import Timing
from storage import alone, outbox
from storage.database import Database
from storage.lanes import Pace
from storage.outbox import Waiting

# Points at which the process ends itself. A storage function's name stands for its transaction:
# "in" is before the commit, "after" behind it.
SENDING = (
    "in queue_timed",
    "after queue_timed",
    "in claim",
    "after claim",
    "after note_channel",
    "in compose",
    "after compose",
    "before posting",
    "after posting",
    "in mark_sent",
    "after mark_sent",
)
LOOKING = ("in claim_unclear", "after claim_unclear", "before looking", "after looking")
SAVING = ("before answering",)


BADLY = (
    "looks away",  # repeats what it is unsure of
    "marks at once",  # notes a message as sent before it is
    "answers first",  # says "Saved" before it has saved
    "holds no lease",  # sends what is not claimed
    "leaves late",  # lets a request leave though its lease is over
    "believes its machine",  # goes by the machine's clock, whatever Slack says
)


@dataclass(frozen=True, slots=True)
class Plan:
    """How quick it is, in seconds, where it dies, and what it does badly."""

    timeout: float = 1.0
    settle: float = 0.4
    lease: float = 2.5
    tick: float = 0.05
    per_minute: int = 6_000
    channel_gap: float = 0.05
    dies: str = ""
    freezes: str = ""  # where it stops until it is told to go on
    badly: str = ""  # one of BADLY
    ahead: float = 0.0  # of the real time, by the machine's clock
    jumps: float = 0.0  # which goes so much further once it is sent SIGUSR1


async def run(settings: Settings, plan: Plan, stopped: asyncio.Event) -> None:
    """Run one until it is stopped, or dies."""
    timing = Timing(
        lease=timedelta(seconds=plan.lease),
        timeout=timedelta(seconds=plan.timeout),
        settle=timedelta(seconds=plan.settle),
        read_again=timedelta(seconds=plan.settle),
        pace=Pace(per_minute=plan.per_minute, channel_gap=timedelta(seconds=plan.channel_gap)),
        is_paced=False,
    )
    believes = plan.badly == "believes its machine"
    clock = _Credulous(plan) if believes else _Crooked(plan)
    asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, clock.jump)
    steady = await Steady.build(settings, clock, timing)
    _doom(steady, plan)
    try:
        await steady.start()
        while not stopped.is_set():
            await steady.tick()
            with suppress(TimeoutError):
                await asyncio.wait_for(stopped.wait(), plan.tick)
    finally:
        await steady.stop()


class _Crooked(Clock):
    """The clock of a machine that shows the wrong time."""

    def __init__(self, plan: Plan) -> None:
        self._ahead, self._jump = timedelta(seconds=plan.ahead), timedelta(seconds=plan.jumps)
        super().__init__()

    def machine_now(self) -> datetime:
        return super().machine_now() + self._ahead

    def jump(self) -> None:
        self._ahead += self._jump


class _Credulous(_Crooked):
    """The same, believed."""

    def steady_now(self) -> datetime:
        return self.machine_now()


def _doom(steady: Steady, plan: Plan) -> None:
    slack = steady.slack
    watched = Slack(write=_Calls(slack.write, plan), read=_Calls(slack.read, plan))  # type: ignore[arg-type]
    steady.courier = replace(
        steady.courier,
        db=_Doors(steady.db, plan),  # type: ignore[arg-type]
        slack_for=lambda _: watched,
    )
    steady.db = _Doors(steady.db, plan)  # type: ignore[assignment]
    steady.bolt = _Answers(steady.bolt, plan)  # type: ignore[assignment]


_FROZEN: list[str] = []  # once in a life


def _reached(point: str, plan: Plan) -> None:
    if point == plan.dies:
        os.kill(os.getpid(), signal.SIGKILL)
    if point == plan.freezes and not _FROZEN:
        _FROZEN.append(point)
        os.kill(os.getpid(), signal.SIGSTOP)


class _Doors:
    """A database that dies before or after a certain commit."""

    def __init__(self, db: Database, plan: Plan) -> None:
        self._db = db
        self._plan = plan
        self.dialect = db.dialect
        self.read = db.read
        self.close = db.close

    async def write(self, function: Callable[..., Any], *args: Any, **more: Any) -> Any:
        return await self._watched(self._db.write, function, *args, **more)

    async def claim(self, function: Callable[..., Any], *args: Any, **more: Any) -> Any:
        return await self._watched(self._db.claim, function, *args, **more)

    async def _watched(
        self,
        door: Callable[..., Awaitable[Any]],
        function: Callable[..., Any],
        *args: Any,
        **m: Any,
    ) -> Any:
        asked = args[0] if function is alone.sweeping else function
        name, plan = asked.__name__, self._plan

        def is_something(result: Any) -> bool:
            return bool(result) and not isinstance(result, datetime)  # a lane's "not yet"

        def act(conn: Any, *args: Any, **more: Any) -> Any:
            result = function(conn, *args, **more)
            if is_something(result):
                _reached(f"in {name}", plan)
            if isinstance(result, Waiting) and name == "claim" and plan.badly == "marks at once":
                _, now, _, owner, *_ = args
                outbox.mark_sent(conn, result, owner, "D0", "0.1", now)
            if isinstance(result, Waiting) and name == "claim" and plan.badly == "holds no lease":
                conn.execute(text("UPDATE outbox SET state = 'ready', owner = NULL"))
            return result

        result = await door(act, *args, **m)
        if is_something(result):
            _reached(f"after {name}", plan)
        return result


class _Calls:
    """A Slack client that dies before or after certain calls."""

    def __init__(self, client: Any, plan: Plan) -> None:
        self._client = client
        self._plan = plan

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    async def chat_postMessage(self, **params: Any) -> Any:  # noqa: N802 - Slack's name
        _reached("before posting", self._plan)
        if self._plan.badly == "leaves late":
            MAY_LEAVE.set(None)
        answer = await self._client.chat_postMessage(**params)
        _reached("after posting", self._plan)
        return answer

    async def conversations_history(self, **params: Any) -> Any:
        _reached("before looking", self._plan)
        if self._plan.badly == "looks away":
            return {"messages": []}
        answer = await self._client.conversations_history(**params)
        _reached("after looking", self._plan)
        return answer


class _Answers:
    """Bolt, but for what happens between the end of a listener and the answer to Slack."""

    def __init__(self, bolt: Any, plan: Plan) -> None:
        self._bolt = bolt
        self._plan = plan
        self._running: set[asyncio.Future[Any]] = set()

    async def async_dispatch(self, request: Any) -> BoltResponse:
        if self._plan.badly == "answers first":
            self._running.add(asyncio.ensure_future(self._later(request)))
            return BoltResponse(status=200, body='{"text": "Saved"}')
        answer: BoltResponse = await self._bolt.async_dispatch(request)
        _reached("before answering", self._plan)
        return answer

    async def _later(self, request: Any) -> None:
        await asyncio.sleep(0.1)
        await self._bolt.async_dispatch(request)
