"""How do Slack's requests come in over HTTP?

What cannot come from Slack is refused before Bolt sees it, and logged without its body.
"""

import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier

from bot.clock import Clock

log = logging.getLogger(__name__)

PATH = "/slack/events"
LARGEST_BODY = 1024 * 1024  # bytes
_LONGEST_TIMESTAMP = 12  # digits
_CONTENT_TYPES = frozenset({"application/json", "application/x-www-form-urlencoded"})

_MALFORMED = (AttributeError, LookupError, TypeError, ValueError)

Check = Callable[[], Awaitable[dict[str, object]]]


def web_app(
    bolt: AsyncApp | None, signing_secret: str, clock: Clock, health: Check
) -> web.Application:
    """`/healthz`, and Slack's requests when this deployment listens over HTTP."""
    app = web.Application(client_max_size=LARGEST_BODY)
    app.router.add_get("/healthz", _healthz(health))
    if bolt is not None:
        app.router.add_post(PATH, _events(bolt, signing_secret, clock))
    return app


def is_from_slack(verifier: SignatureVerifier, body: bytes, timestamp: str, signature: str) -> bool:
    """Whether a request carries a signature made with our secret in the last five minutes.

    Slack signs `v0:{timestamp}:{body}`; whatever is no number, not ASCII or not UTF-8 is not
    Slack's: https://docs.slack.dev/authentication/verifying-requests-from-slack
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _LONGEST_TIMESTAMP):
        return False
    if not signature.isascii():
        return False
    try:
        return verifier.is_valid(body.decode(), timestamp, signature)
    except UnicodeDecodeError:
        return False


def _events(
    bolt: AsyncApp, signing_secret: str, clock: Clock
) -> Callable[[web.Request], Awaitable[web.Response]]:
    verifier = SignatureVerifier(signing_secret, clock=_RealTime(clock))  # type: ignore[arg-type]

    async def events(request: web.Request) -> web.Response:
        body = await _body_of(request)
        timestamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not is_from_slack(verifier, body, timestamp, signature):
            log.warning("request_refused", extra={"size": len(body), "peer": request.remote})
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        try:
            answer = await bolt.async_dispatch(_wrapped(request, body))
        except _MALFORMED:  # Bolt found no listener for it: a part is missing, or is something else
            log.warning("request_malformed", extra={"size": len(body)})
            return web.Response(status=HTTPStatus.BAD_REQUEST)
        # As bytes: text would be wrapped once more, and no cookies are set here.
        headers = answer.first_headers_without_set_cookie()
        return web.Response(status=answer.status, body=answer.body.encode(), headers=headers)

    return events


async def _body_of(request: web.Request) -> bytes:
    try:
        return await request.read()
    except web.HTTPRequestEntityTooLarge:
        log.warning("request_too_large", extra={"peer": request.remote})
        raise


def _wrapped(request: web.Request, body: bytes) -> AsyncBoltRequest:
    """The request as Bolt reads it; ValueError when it is nothing Slack would send."""
    if request.content_type not in _CONTENT_TYPES:
        raise ValueError(request.content_type)
    headers: Any = request.headers  # aiohttp's are a mapping, as Bolt expects
    return AsyncBoltRequest(body=body.decode(), query=request.query_string, headers=headers)


def _healthz(health: Check) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def healthz(_: web.Request) -> web.Response:
        found = await health()
        status = HTTPStatus.OK if found["ok"] else HTTPStatus.SERVICE_UNAVAILABLE
        return web.json_response(found, status=status)

    return healthz


class _RealTime:
    """The verifier's clock; it asks for seconds since 1970."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.steady_now().timestamp()
