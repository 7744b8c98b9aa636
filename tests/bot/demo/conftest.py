"""The stand-in Slack and a small Bolt app as its peer, both on loopback."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.standin import StandIn, User
from tests.world import HastyClock

Answer = Callable[[AsyncAck, dict[str, Any], AsyncWebClient], Awaitable[None]]


async def just_ack(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
    await ack()


@dataclass
class Peer:
    """A Bolt app that remembers every body and answers as a test tells it to."""

    app: AsyncApp
    answer: Answer = just_ack
    bodies: list[dict[str, Any]] = field(default_factory=list)

    @property
    def body(self) -> dict[str, Any]:
        return self.bodies[-1]

    async def hear(self, ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient) -> None:
        self.bodies.append(body)
        await self.answer(ack, body, client)


def bolt_app(slack: StandIn) -> AsyncApp:
    return AsyncApp(
        signing_secret=slack.signing_secret,
        client=AsyncWebClient(slack.bot_token, base_url=slack.api_url),
        process_before_response=True,
    )


def listening(app: AsyncApp) -> Peer:
    peer = Peer(app)
    every = re.compile(".*")
    for name in ("/followup", "/client"):
        app.command(name)(peer.hear)
    for listen in (app.action, app.view, app.view_closed, app.options, app.shortcut, app.event):
        listen(every)(peer.hear)
    return peer


@pytest.fixture
def clock() -> HastyClock:
    return HastyClock()


@pytest.fixture
async def slack(clock: HastyClock) -> AsyncIterator[StandIn]:
    standin = StandIn(clock, retries=(0.0, 0.0, 0.0))
    await standin.start()
    yield standin
    await standin.stop()


@pytest.fixture
def ana(slack: StandIn) -> User:
    return slack.add_user("Ana Ruiz", title="Rep, Berlin")


@pytest.fixture
async def client(slack: StandIn) -> AsyncIterator[AsyncWebClient]:
    async with aiohttp.ClientSession() as session:
        yield AsyncWebClient(
            slack.bot_token, base_url=slack.api_url, session=session, retry_handlers=[]
        )


@pytest.fixture
async def peer(slack: StandIn) -> AsyncIterator[Peer]:
    """Steady's place taken by a small app, reached over signed HTTP."""
    made = listening(bolt_app(slack))
    runner = web.AppRunner(made.app.web_app(path="/slack/events"), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.request_url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield made
    await runner.cleanup()
