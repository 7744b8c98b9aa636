"""How is Slack called? One client that never tries twice, and one that may."""

from dataclasses import dataclass
from types import SimpleNamespace

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

from bot.meter import SLACK_CALLS, Meter

TIMEOUT_SECONDS = 10

# Everything a call may fail with. A connection that ends early is no OSError in aiohttp.
TROUBLE = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError)


@dataclass(frozen=True, slots=True)
class Slack:
    """The two ways to call Slack in one workspace.

    `write` never repeats a request: after a dropped connection the library's default would post
    a second message. `read` may ask again.
    """

    write: AsyncWebClient
    read: AsyncWebClient


def open_session(base_url: str = "", meter: Meter | None = None) -> aiohttp.ClientSession:
    """The session all calls share; it carries the time limit, as the library sets none on it."""
    return aiohttp.ClientSession(
        timeout=aiohttp.ClientTimeout(total=TIMEOUT_SECONDS),
        trace_configs=[_counted(base_url, meter)] if meter else [],
    )


def refusal(error: SlackApiError) -> str:
    """Slack's word for its no; an answer that is no JSON holds none."""
    said = getattr(error.response, "data", None)
    code = said.get("error") if isinstance(said, dict) else None
    return str(code or "unknown_error")


def connect(token: str, base_url: str, session: aiohttp.ClientSession) -> Slack:
    """Both clients over one shared session."""
    retries = [
        AsyncConnectionErrorRetryHandler(max_retry_count=2),
        AsyncRateLimitErrorRetryHandler(max_retry_count=1),
        AsyncServerErrorRetryHandler(max_retry_count=2),
    ]
    return Slack(
        write=AsyncWebClient(token, base_url, TIMEOUT_SECONDS, session=session, retry_handlers=[]),
        read=AsyncWebClient(
            token, base_url, TIMEOUT_SECONDS, session=session, retry_handlers=retries
        ),
    )


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
