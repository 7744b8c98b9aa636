"""How is Slack called? One client that never tries twice, and one that may."""

from dataclasses import dataclass

import aiohttp
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
    AsyncServerErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient

TIMEOUT_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Slack:
    """The two ways to call Slack in one workspace.

    `write` never repeats a request: after a dropped connection the library's default would post
    a second message. `read` may ask again.
    """

    write: AsyncWebClient
    read: AsyncWebClient


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
