"""How do requests reach a Steady without a public address: Slack's Socket Mode, server side."""

import asyncio
import json
import secrets
import uuid
from collections.abc import Mapping
from typing import Any

from aiohttp import WSMsgType, web

from bot.demo.blocks import Json
from bot.demo.refusal import RefusalError
from bot.demo.stage import Stage

MOST_CONNECTIONS = 10
_CLOSE_WITHIN = 1.0  # seconds


class SocketServer:
    """Tickets, open connections, and envelopes that wait for their acknowledgement."""

    def __init__(self, app_id: str) -> None:
        self.url_root = ""
        self.connections: list[web.WebSocketResponse] = []
        self.arrival = asyncio.Event()  # set when the next connection stands, then a new one
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._to_refuse = 0
        self._acks: dict[str, asyncio.Future[Json]] = {}
        self._transports: dict[web.WebSocketResponse, asyncio.Transport | None] = {}
        self._turn = 0

    def open(self, stage: Stage, params: Json) -> Json:
        """apps.connections.open: an address that can be connected to once."""
        if len(self.connections) >= MOST_CONNECTIONS:
            raise RefusalError("too_many_websockets")
        ticket = secrets.token_hex(12)
        self._tickets.add(ticket)
        return {"url": f"{self.url_root}/socket?ticket={ticket}"}

    def refuse(self, count: int) -> None:
        """Turn the next connections away."""
        self._to_refuse = count

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """One Socket Mode connection, from hello to goodbye."""
        ticket = request.query.get("ticket", "")
        if self._to_refuse > 0:
            self._to_refuse -= 1
            self._tickets.discard(ticket)  # as Slack does: this address leads nowhere any more
            raise web.HTTPServiceUnavailable
        if ticket not in self._tickets:
            raise web.HTTPUnauthorized
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(timeout=_CLOSE_WITHIN)
        await socket.prepare(request)
        self._transports[socket] = request.transport
        await self._greet(socket)
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._take_ack(message.data)
        finally:
            self._transports.pop(socket, None)
            if socket in self.connections:
                self.connections.remove(socket)
        return socket

    async def send(
        self, kind: str, payload: Json, retry: Mapping[str, str], ack_within: float
    ) -> dict[str, Any]:
        """One envelope to one connection, in turn; the answer in the words of an HTTP answer."""
        if not self.connections:
            return {"status": 0, "failure": "connection_failed"}
        self._turn += 1
        socket = self.connections[self._turn % len(self.connections)]
        envelope = _envelope(kind, payload, retry)
        ack = self._acks[envelope["envelope_id"]] = asyncio.get_running_loop().create_future()
        try:
            await socket.send_str(json.dumps(envelope))
            said = await asyncio.wait_for(ack, ack_within)
        except (TimeoutError, ConnectionError):
            return {"status": 0, "failure": "http_timeout"}
        finally:
            self._acks.pop(envelope["envelope_id"], None)
        body = json.dumps(said["payload"]) if said.get("payload") else ""
        return {"status": 200, "body": body, "headers": {"content-type": "application/json"}}

    async def say_goodbye(self, reason: str) -> None:
        """Ask every connection to come back; «warning» leaves them open, as Slack does."""
        for socket in list(self.connections):
            note = {"type": "disconnect", "reason": reason, "debug_info": {"host": "stand-in"}}
            await socket.send_str(json.dumps(note))
            if reason != "warning":
                self.connections.remove(socket)
                await socket.close()

    def cut(self) -> None:
        """Lose every connection without a word."""
        for socket in list(self.connections):
            self.connections.remove(socket)
            transport = self._transports.pop(socket, None)
            if transport is not None:
                transport.abort()

    async def _greet(self, socket: web.WebSocketResponse) -> None:
        hello = {
            "type": "hello",
            "num_connections": len(self.connections) + 1,
            "connection_info": {"app_id": self._app_id},
            "debug_info": {
                "host": "stand-in",
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
        }
        await socket.send_str(json.dumps(hello))
        self.connections.append(socket)
        arrived, self.arrival = self.arrival, asyncio.Event()
        arrived.set()

    def _take_ack(self, text: str) -> None:
        try:
            said = json.loads(text)
        except ValueError:
            return
        ack = self._acks.get(said.get("envelope_id", "")) if isinstance(said, dict) else None
        if ack is not None and not ack.done():
            ack.set_result(said)


def _envelope(kind: str, payload: Json, retry: Mapping[str, str]) -> Json:
    envelope: Json = {
        "envelope_id": str(uuid.uuid4()),
        "type": kind,
        "payload": payload,
        "accepts_response_payload": kind != "events_api",
    }
    if kind == "events_api":
        envelope["retry_attempt"] = int(retry.get("X-Slack-Retry-Num", 0))
        envelope["retry_reason"] = retry.get("X-Slack-Retry-Reason", "")
    return envelope
