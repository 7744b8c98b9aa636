"""How do Slack's requests come in over HTTP, and how is Steady asked how it is?

What cannot come from Slack is refused before Bolt sees it, and logged without its body.
"""

import asyncio
import hmac
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
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
_LAST_SECONDS = 0.5  # for an answer that is just being written when the server closes
_CONTENT_TYPES = frozenset({"application/json", "application/x-www-form-urlencoded"})

_MALFORMED = (AttributeError, LookupError, TypeError, ValueError)

Check = Callable[[], Awaitable[dict[str, object]]]
Events = Callable[[web.Request], Awaitable[web.Response]]


@dataclass(frozen=True, slots=True)
class Page:
    """`/metrics`, for who knows the token."""

    token: str
    content_type: str
    draw: Callable[[], Awaitable[bytes]]


class Front:
    """The HTTP server: open before Steady is ready and until it has ended, and it says which.

    Slack's requests are let in from `open` on, where this deployment listens over HTTP at all.
    """

    def __init__(self) -> None:
        self.state = "starting"  # then ready, then draining
        self.port = 0
        self._runner: web.AppRunner | None = None
        self._health: Check | None = None
        self._events: Events | None = None
        self._page: Page | None = None
        self._answering = 0
        self._all_answered = asyncio.Event()
        self._all_answered.set()

    async def listen(self, host: str, port: int) -> int:
        """Listen, and return the port; raises OSError where that cannot be."""
        app = web.Application(client_max_size=LARGEST_BODY)
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        app.router.add_post(PATH, self._slack)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_LAST_SECONDS)
        await runner.setup()
        try:
            await web.TCPSite(runner, host, port).start()
        except BaseException:
            await runner.cleanup()
            raise
        self._runner = runner
        self.port = runner.addresses[0][1]
        return self.port

    def open(self, health: Check, events: Events | None, page: Page | None) -> None:
        """From now on requests are let in."""
        self._health, self._events, self._page = health, events, page
        self.state = "ready"

    async def drain(self) -> None:
        """Let nothing new in, and wait for what is being answered."""
        self.state = "draining"
        await self._all_answered.wait()

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _slack(self, request: web.Request) -> web.Response:
        if self.state != "ready":  # Slack says so to the rep, and brings an event again
            return web.Response(status=HTTPStatus.SERVICE_UNAVAILABLE)
        if self._events is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        self._answering += 1
        self._all_answered.clear()
        try:
            return await self._events(request)
        finally:
            self._answering -= 1
            if not self._answering:
                self._all_answered.set()

    async def _healthz(self, _: web.Request) -> web.Response:
        """Can this process do its job? A start takes its time, and is no illness."""
        return _told(await self._health() if self._health else {"ok": True, "state": self.state})

    async def _readyz(self, _: web.Request) -> web.Response:
        """Should requests be sent here? Slack being away is no reason to send them elsewhere."""
        found = await self._health() if self._health else {}
        is_ready = self.state == "ready" and found.get("database") == "ok"
        return _told({"ok": is_ready, "state": self.state, "database": found.get("database")})

    async def _metrics(self, request: web.Request) -> web.Response:
        page = self._page
        if page is None:
            return web.Response(status=HTTPStatus.NOT_FOUND)
        given = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(given.encode(), page.token.encode()):
            return web.Response(status=HTTPStatus.UNAUTHORIZED)
        return web.Response(body=await page.draw(), headers={"Content-Type": page.content_type})


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


def slack_events(bolt: AsyncApp, signing_secret: str, clock: Clock) -> Events:
    """What answers Slack's requests."""
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


def _told(found: dict[str, object]) -> web.Response:
    status = HTTPStatus.OK if found["ok"] else HTTPStatus.SERVICE_UNAVAILABLE
    return web.json_response(found, status=status)


class _RealTime:
    """The verifier's clock; it asks for seconds since 1970."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.steady_now().timestamp()
