"""How does what a person did reach Steady: signed, timed, and again when it did not arrive?"""

import asyncio
import contextlib
import hashlib
import hmac
import json
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlencode

import aiohttp

from bot.clock import Clock
from bot.demo.blocks import Json
from bot.demo.socket_mode import SocketServer

ACK_WITHIN = 3.0  # seconds
RETRY_AFTER = (0.0, 60.0, 300.0)  # seconds before each further try of an event
INLINE = 1.0  # seconds; a longer wait goes on in the background


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status 0 when nothing did, and then why."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def settled(self) -> bool:
        """Taken, or refused for good: Slack does not try an event again."""
        return self.ok or "x-slack-no-retry" in self.headers

    def json(self) -> Json | None:
        """The body as an object; None when it is none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return None
        return value if isinstance(value, dict) else None


@dataclass(slots=True)
class Delivery:
    """One request as it was sent, and what Steady said to it."""

    kind: str  # "slash_commands", "interactive" or "events_api", as Socket Mode names them
    payload: Json
    body: bytes
    headers: dict[str, str]
    at: datetime
    answer: Answer = field(default_factory=lambda: Answer(0))

    @property
    def status(self) -> int:
        return self.answer.status


class Inbound:
    """Slack's side of Steady's request URL, or of its Socket Mode connections."""

    def __init__(
        self, clock: Clock, signing_secret: str, sockets: SocketServer, retries: Sequence[float]
    ) -> None:
        self.request_url: str | None = None
        self.ack_within = ACK_WITHIN
        self.deliveries: list[Delivery] = []
        self._clock = clock
        self._secret = signing_secret
        self._sockets = sockets
        self._retries = retries
        self._session: aiohttp.ClientSession | None = None
        self._later: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Ready to send; call inside the running loop."""
        self._session = aiohttp.ClientSession()

    async def stop(self) -> None:
        """Give up what still waits to be repeated."""
        for task in list(self._later):
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def send(self, kind: str, payload: Json) -> Delivery:
        """One command or interaction; Slack never repeats these."""
        return await self._attempt(kind, payload, {})

    async def send_event(self, payload: Json) -> Delivery:
        """One event, repeated as Slack does until it is taken or refused for good."""
        arrival = self._sockets.arrival
        delivery = await self._attempt("events_api", payload, {})
        for number, wait in enumerate(self._retries, start=1):
            if delivery.answer.settled:
                return delivery
            if wait > INLINE:
                self._in_background(self._keep_trying(payload, number, delivery.answer, arrival))
                return delivery
            await self._wait(wait, arrival)
            arrival = self._sockets.arrival
            delivery = await self._attempt("events_api", payload, _again(number, delivery.answer))
        return delivery

    async def repeat(self, delivery: Delivery) -> Answer:
        """The same bytes under the same signature: a replay."""
        if self.request_url is None:
            answer = await self._sockets.send(delivery.kind, delivery.payload, {}, self.ack_within)
            return Answer(**answer)
        return await self.post(delivery.headers, delivery.body)

    async def post(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Any bytes with any headers to the request URL."""
        assert self._session is not None, "start the stand-in first"
        assert self.request_url is not None, "no request URL: this workspace uses Socket Mode"
        timeout = aiohttp.ClientTimeout(total=self.ack_within)
        try:
            async with self._session.post(
                self.request_url, data=body, headers=dict(headers), timeout=timeout
            ) as response:
                lower = {name.lower(): value for name, value in response.headers.items()}
                return Answer(response.status, await response.text(), lower)
        except TimeoutError:
            return Answer(0, failure="http_timeout")
        except aiohttp.ClientError:
            return Answer(0, failure="connection_failed")

    def signed(self, body: bytes, content_type: str, at: datetime | None = None) -> dict[str, str]:
        """The headers Slack would send with these bytes."""
        stamp = str(int((at or self._clock.steady_now()).timestamp()))
        digest = hmac.new(self._secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest.hexdigest()}",
        }

    async def _attempt(self, kind: str, payload: Json, retry: Mapping[str, str]) -> Delivery:
        body, content_type = _encoded(kind, payload)
        headers = self.signed(body, content_type) | dict(retry)
        delivery = Delivery(kind, payload, body, headers, self._clock.steady_now())
        self.deliveries.append(delivery)
        if self.request_url is None:
            said = await self._sockets.send(kind, payload, retry, self.ack_within)
            delivery.answer = Answer(**said)
        else:
            delivery.answer = await self.post(headers, body)
        return delivery

    async def _keep_trying(
        self, payload: Json, number: int, answer: Answer, arrival: asyncio.Event
    ) -> None:
        for later, wait in enumerate(self._retries[number - 1 :], start=number):
            await self._wait(wait, arrival)
            arrival = self._sockets.arrival
            delivery = await self._attempt("events_api", payload, _again(later, answer))
            answer = delivery.answer
            if answer.settled:
                return

    async def _wait(self, seconds: float, arrival: asyncio.Event) -> None:
        """Socket Mode: a connection made since the last try ends the wait."""
        if self.request_url is not None:
            await asyncio.sleep(seconds)
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(arrival.wait(), seconds)

    def _in_background(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)


def _encoded(kind: str, payload: Json) -> tuple[bytes, str]:
    if kind == "events_api":
        return json.dumps(payload).encode(), "application/json"
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return urlencode(fields).encode(), "application/x-www-form-urlencoded"


def _again(number: int, answer: Answer) -> dict[str, str]:
    reason = answer.failure or "http_error"
    return {"X-Slack-Retry-Num": str(number), "X-Slack-Retry-Reason": reason}
