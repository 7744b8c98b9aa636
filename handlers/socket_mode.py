"""How do Slack's requests come in over Socket Mode?

The library keeps a connection alive. Two things it does not do well are done here: it tries an
address that Slack refused once again for ever, and it hangs up before the next connection stands.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.slack import TROUBLE, Slack, wait_asked

log = logging.getLogger(__name__)

PING_SECONDS = 10.0
LOOK_SECONDS = 5.0  # how often the watchdog looks
CONNECT_SECONDS = 10.0  # an address that has not answered by then is given up
HANG_UP_SECONDS = 5.0  # what came over an old connection is answered on it


class Socket:
    """One connection to Slack, and for a moment two: the next stands before the last is let go."""

    def __init__(
        self, bolt: AsyncApp, app_token: str, slack: Slack, look_seconds: float = LOOK_SECONDS
    ) -> None:
        self._bolt = bolt
        self._token = app_token
        self._slack = slack
        self._look_seconds = look_seconds
        self._client: _Client | None = None
        self._answering: dict[asyncio.Future[None], _Client] = {}
        self._renewing = asyncio.Lock()
        self._wanted = asyncio.Event()  # Slack asked for a new connection
        self._watchdog: asyncio.Task[None] | None = None
        self._parting: set[asyncio.Task[None]] = set()
        self._is_closing = False

    async def connect(self) -> None:
        """Connect; raises SlackApiError when Slack refuses the app token.

        When it takes no connection just now, Steady begins all the same: what is due can be said.
        """
        while not await self._begun():
            pass
        self._watchdog = asyncio.create_task(self._watch())

    async def is_connected(self) -> bool:
        return self._client is not None and bool(await self._client.is_connected())

    async def close(self) -> None:
        """Take nothing new, answer what was taken, then hang up."""
        self._is_closing = True
        if self._watchdog is not None:
            self._watchdog.cancel()
            with suppress(asyncio.CancelledError):
                await self._watchdog
        try:
            if self._answering:
                await asyncio.wait(self._answering)
        finally:
            if self._parting:
                await asyncio.wait(self._parting)
            if self._client is not None:
                await self._client.hang_up()

    async def _begun(self) -> bool:
        """One try; False when Slack asked for a pause, which is over by then."""
        try:
            await self._renew()
        except SlackApiError as error:
            asked = wait_asked(error)
            if asked is None:
                raise
            await asyncio.sleep(asked)
            return False
        except TROUBLE as error:
            log.warning("socket_not_renewed", extra={"kind": type(error).__name__})
        return True

    async def _watch(self) -> None:
        """A new address whenever Slack asks for one, or the last one leads nowhere."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), self._look_seconds)
            if not self._wanted.is_set() and await self.is_connected():
                continue
            self._wanted.clear()
            try:
                await self._renew()
                log.info("socket_renewed")
            except TROUBLE as error:
                log.warning("socket_not_renewed", extra={"kind": type(error).__name__})
                await asyncio.sleep(self._look_seconds)
                if not await self.is_connected():
                    self._wanted.set()

    async def _renew(self) -> None:
        """A connection to a fresh address; the one before is let go once it has answered."""
        async with self._renewing:
            fresh = _Client(self._token, self._slack.read, self._take, self._wanted.set)
            try:
                # Left to the library, a refused token or address is tried again for ever.
                answer = await self._slack.read.apps_connections_open(app_token=self._token)
                fresh.wss_uri = answer["url"]
                async with asyncio.timeout(CONNECT_SECONDS):
                    await fresh.connect()
            except BaseException:
                await fresh.hang_up()
                raise
            last, self._client = self._client, fresh
            if last is not None:
                parting = asyncio.create_task(self._let_go(last))
                self._parting.add(parting)
                parting.add_done_callback(self._parting.discard)

    async def _let_go(self, client: "_Client") -> None:
        """Answers go out where the questions came in."""
        with suppress(TimeoutError):
            async with asyncio.timeout(HANG_UP_SECONDS):
                while mine := self._unanswered(client):
                    await asyncio.wait(mine)
        await client.hang_up()

    def _unanswered(self, client: "_Client") -> list[asyncio.Future[None]]:
        return [answer for answer, of in self._answering.items() if of is client]

    async def _take(self, client: Any, request: SocketModeRequest) -> None:
        # Unanswered, it is as if Steady were away already: Slack says so, or tries again.
        if self._is_closing:
            return
        answered = asyncio.ensure_future(self._answer(client, request))
        self._answering[answered] = client
        answered.add_done_callback(lambda done: self._answering.pop(done, None))
        await answered

    async def _answer(self, client: Any, request: SocketModeRequest) -> None:
        response = await run_async_bolt_app(self._bolt, request)
        # Where the question came in; when that connection is gone, over the one that stands.
        newest = self._client
        if newest is not None and not await client.is_connected():
            client = newest
        await send_async_response(client, request, response, 0)


class _Client(SocketModeClient):
    """The library's client, which leaves the next connection to whoever made it."""

    def __init__(
        self,
        app_token: str,
        web_client: Any,
        take: Callable[[Any, SocketModeRequest], Any],
        ask_for_another: Callable[[], None],
    ) -> None:
        super().__init__(app_token, web_client=web_client, ping_interval=PING_SECONDS)
        self.socket_mode_request_listeners.append(take)
        self._ask_for_another = ask_for_another

    async def connect(self) -> None:
        """Once: a refusal is raised, not tried again at the same address."""
        assert self.wss_uri is not None
        self.current_session = await self.aiohttp_client_session.ws_connect(
            self.wss_uri, autoping=False, heartbeat=PING_SECONDS, proxy=self.proxy
        )
        self.current_session_monitor = asyncio.ensure_future(self.monitor_current_session())
        self.message_receiver = asyncio.ensure_future(self.receive_messages())

    async def hang_up(self) -> None:
        await self.close()  # type: ignore[no-untyped-call]

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Slack said goodbye, or the connection is gone: it is replaced, not repaired."""
        if not self.closed:
            self._ask_for_another()
