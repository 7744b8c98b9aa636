"""How is Slack called? One client that never tries twice, and one that may."""

import asyncio
import logging
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import SimpleNamespace
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.gate import Gate
from bot.meter import SLACK_CALLS, Meter

log = logging.getLogger(__name__)

TIMEOUT_SECONDS = 10
ASIDE_SECONDS = 2.0  # for what the start can do without
WAIT_SECONDS = 30.0  # when Slack asks for a pause and does not say how long
TOO_MANY = 429

# Everything a call may fail with. A connection that ends early is no OSError in aiohttp.
TROUBLE = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError)

# Asked in the transport, when the connection stands and nothing has been written yet.
MAY_LEAVE: ContextVar[Callable[[], bool] | None] = ContextVar("MAY_LEAVE", default=None)


class TooLate(Exception):  # noqa: N818
    """The request did not leave: whoever sent it may no longer send it."""


@dataclass(frozen=True, slots=True)
class Slack:
    """The two ways to call Slack in one workspace.

    `write` never repeats a request: after a dropped connection the library's default would post
    a second message. `read` may ask again. Neither calls what Slack asked to be left alone.
    """

    write: AsyncWebClient
    read: AsyncWebClient
    gate: Gate = field(default_factory=Gate)
    home: str = ""  # the address that opens Steady's Home in Slack, where its app is known


def open_session(
    base_url: str = "", meter: Meter | None = None, clock: Clock | None = None
) -> aiohttp.ClientSession:
    """The session all calls share; it carries the time limit, as the library sets none on it."""
    limit = aiohttp.ClientTimeout(total=TIMEOUT_SECONDS)
    traces = [_watched()]
    traces += [_counted(base_url, meter)] if meter else []
    traces += [_timed(base_url, clock)] if clock else []
    return aiohttp.ClientSession(timeout=limit, trace_configs=traces)


def refusal(error: SlackApiError) -> str:
    """Slack's word for its no; an answer that is no JSON holds none."""
    said = getattr(error.response, "data", None)
    code = said.get("error") if isinstance(said, dict) else None
    return str(code or "unknown_error")


def wait_asked(error: SlackApiError) -> float | None:
    """The seconds Slack asks to be left alone; none when it asks for nothing of the kind."""
    answer = error.response
    if not isinstance(answer, AsyncSlackResponse):
        return None
    if answer.status_code != TOO_MANY and refusal(error) not in ("ratelimited", "rate_limited"):
        return None
    try:
        return max(0.0, float(answer.headers.get("Retry-After", WAIT_SECONDS)))
    except ValueError:
        return WAIT_SECONDS


def connect(
    token: str, base_url: str, session: aiohttp.ClientSession, gate: Gate | None = None
) -> Slack:
    """Both clients over one shared session."""
    gate = gate or Gate()
    retries = [
        AsyncConnectionErrorRetryHandler(max_retry_count=2),
        AsyncServerErrorRetryHandler(max_retry_count=2),
    ]
    write = _Client(token, base_url, TIMEOUT_SECONDS, session=session, retry_handlers=[])
    read = _Client(token, base_url, TIMEOUT_SECONDS, session=session, retry_handlers=retries)
    write.gate = read.gate = gate
    return Slack(write, read, gate)


async def home_of(slack: Slack, team_id: str, bot_id: str | None) -> str:
    """The address that opens Steady's Home in Slack; none where Slack does not name the app."""
    if bot_id is None:
        return ""
    try:
        async with asyncio.timeout(ASIDE_SECONDS):
            answer = await slack.read.bots_info(bot=bot_id)
    except TROUBLE as error:
        log.warning("app_unknown", extra={"kind": type(error).__name__})
        return ""
    app_id = (answer.get("bot") or {}).get("app_id")
    return f"slack://app?team={team_id}&id={app_id}&tab=home" if app_id else ""


class _Client(AsyncWebClient):
    """The library's client, but for what Slack asked to be left alone."""

    gate: Gate

    async def api_call(self, api_method: str, **more: Any) -> AsyncSlackResponse:
        wait = self.gate.wait(api_method)
        if wait > 0:
            raise _held_back(api_method, wait)
        try:
            return await super().api_call(api_method, **more)
        except SlackApiError as error:
            asked = wait_asked(error)
            if asked is not None:
                self.gate.told_to_wait(api_method, asked)
            raise


def _held_back(method: str, wait: float) -> SlackApiError:
    """As Slack would say it; the request stayed here."""
    answer = AsyncSlackResponse(
        client=None,
        http_verb="POST",
        api_url=method,
        req_args={},
        data={"ok": False, "error": "ratelimited"},
        headers={"Retry-After": f"{wait:.3f}"},
        status_code=TOO_MANY,
    )
    return SlackApiError("Slack asked for a pause", answer)


def _watched() -> aiohttp.TraceConfig:
    trace = aiohttp.TraceConfig()
    trace.on_connection_create_end.append(_look_at_the_clock)
    trace.on_connection_reuseconn.append(_look_at_the_clock)
    return trace


async def _look_at_the_clock(
    session: aiohttp.ClientSession, context: SimpleNamespace, params: object
) -> None:
    may_leave = MAY_LEAVE.get()
    if may_leave is not None and not may_leave():
        raise TooLate


def _counted(base_url: str, meter: Meter) -> aiohttp.TraceConfig:
    """Every answer of Slack's by method and status: here, as the libraries tell nobody of a 429.

    Other addresses, such as a response's own, hold secrets and go by one name.
    """

    async def answered(_: object, __: SimpleNamespace, end: aiohttp.TraceRequestEndParams) -> None:
        method = str(end.url).partition("?")[0].removeprefix(base_url)
        is_method = "/" not in method
        meter.count(SLACK_CALLS, method if is_method else "other", str(end.response.status))

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(answered)
    return trace


def _timed(base_url: str, clock: Clock) -> aiohttp.TraceConfig:
    """Each answer of Slack's says what time it is, and the clock hears of it."""

    async def left(_: object, context: SimpleNamespace, __: object) -> None:
        context.left_at = clock.elapsed()

    async def answered(
        _: object, context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
    ) -> None:
        if str(end.url).startswith(base_url):
            clock.told(context.left_at, _moment(end.response.headers.get("Date")))

    trace = aiohttp.TraceConfig()
    trace.on_request_start.append(left)
    trace.on_request_end.append(answered)
    return trace


def _moment(date: str | None) -> datetime | None:
    """What a Date header says; none when that is no date."""
    try:
        said = parsedate_to_datetime(date or "")
    except ValueError:
        return None
    return said if said.tzinfo else said.replace(tzinfo=UTC)
