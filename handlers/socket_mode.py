"""How do Slack's requests come in over Socket Mode?"""

import asyncio
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.slack import Slack


class Socket:
    """One connection to Slack, renewed by the library whenever Slack asks for it."""

    def __init__(self, bolt: AsyncApp, app_token: str, slack: Slack) -> None:
        self._slack = slack
        self._handler = AsyncSocketModeHandler(bolt, app_token, web_client=slack.read)
        self._handler.client.socket_mode_request_listeners[:] = [self._take]
        self._answering: set[asyncio.Future[None]] = set()
        self._is_closing = False

    async def connect(self) -> None:
        """Connect; raises SlackApiError when Slack refuses the app token."""
        # Left to the library, a refused token is tried again for ever.
        client = self._handler.client
        answer = await self._slack.read.apps_connections_open(app_token=client.app_token)
        client.wss_uri = answer["url"]
        await self._handler.connect_async()

    async def is_connected(self) -> bool:
        return bool(await self._handler.client.is_connected())

    async def close(self) -> None:
        """Take nothing new, answer what was taken, then hang up."""
        self._is_closing = True
        try:
            if self._answering:
                await asyncio.wait(self._answering)
        finally:
            await self._handler.close_async()

    async def _take(self, client: Any, request: SocketModeRequest) -> None:
        # Unanswered, it is as if Steady were away already: Slack says so, or tries again.
        if self._is_closing:
            return
        answered = asyncio.ensure_future(self._handler.handle(client, request))
        self._answering.add(answered)
        answered.add_done_callback(self._answering.discard)
        await answered
