"""Two Slacks to ask the same questions: the stand-in, and an independent emulator."""

import json
import os
import shutil
import subprocess
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.demo.standin import StandIn

HERE = Path(__file__).parent
TOKEN = "xoxb-emulated"
MISSING = (
    "the Slack emulator is not installed, so the stand-in was not held against it; "
    "tests/contract/install.sh installs it (needs Node 20)"
)


class FormClient(AsyncWebClient):
    """The emulator reads parameters from a POST's form body only."""

    async def api_call(
        self,
        api_method: str,
        *,
        http_verb: str = "POST",
        files: Any = None,
        data: Any = None,
        params: Any = None,
        json: Any = None,
        headers: Any = None,
        auth: Any = None,
    ) -> AsyncSlackResponse:
        given = {**(params or {}), **(data or {}), **(json or {})}
        body = {name: _as_form(value) for name, value in given.items()}
        return await super().api_call(api_method, data=body, headers=headers, auth=auth)


@dataclass
class Peer:
    """One Slack, the people and channels the questions are about, and how a person acts there."""

    name: str
    client: AsyncWebClient
    base_url: str
    ana: str = ""
    sales: str = ""
    closed: str = ""
    elsewhere: str = ""
    trigger: Callable[..., Awaitable[str]] = field(default=lambda: _nothing())
    kind: type[AsyncWebClient] = AsyncWebClient

    def with_token(self, token: str | None) -> AsyncWebClient:
        return self.kind(token, base_url=self.base_url, retry_handlers=[])


async def answer(call: Awaitable[AsyncSlackResponse]) -> dict[str, Any]:
    """What Slack said, also when it said no."""
    try:
        said = await call
    except SlackApiError as refusal:
        said = refusal.response
    assert isinstance(said.data, dict)
    return said.data


@contextmanager
def emulator_process() -> Iterator[str]:
    """The emulator as a child process; it ends when its standard input closes."""
    node = shutil.which("node")
    if node is None or not (HERE / "node_modules" / "emulate").is_dir():
        missing()
    command = [str(node), "emulator.mjs"]
    child = subprocess.Popen(
        command, cwd=HERE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        yield f"http://127.0.0.1:{json.loads(child.stdout.readline())['port']}/api/"
    finally:
        child.stdin.close()
        child.wait(10)
        child.stdout.close()


def missing() -> None:
    """Say what was left out; where everything must run, leaving out is failing."""
    if os.environ.get("STEADY_TEST_ALL") == "1":
        pytest.fail(MISSING)
    pytest.skip(MISSING)


async def emulator(url: str) -> Peer:
    """The emulator, its ids looked up and its channels prepared."""
    client = FormClient(TOKEN, base_url=url, retry_handlers=[])
    users = (await client.users_list())["members"]
    channels = (await client.conversations_list())["channels"]
    user_ids = {user["name"]: user["id"] for user in users}
    channel_ids = {channel["name"]: channel["id"] for channel in channels}
    if "closed" not in channel_ids:
        made = (await client.conversations_create(name="closed"))["channel"]["id"]
        await client.conversations_archive(channel=made)
        channel_ids["closed"] = made

    async def trigger(view_id: str = "") -> str:
        facts = {"user_id": user_ids["ana"]} | ({"view_id": view_id} if view_id else {})
        made = await client.api_call("views.generateTriggerId", data=facts)
        return str(made["trigger_id"])

    return Peer(
        "emulator", client, url, user_ids["ana"], channel_ids["sales"], channel_ids["closed"],
        channel_ids["random"], trigger, FormClient,
    )  # fmt: skip


def stand_in(slack: StandIn) -> Peer:
    """The stand-in with the same people and channels."""
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    ana = slack.add_user("Ana").id
    sales = slack.add_channel("sales", [ana, slack.bot_user_id], topic="Deals")
    closed = slack.add_channel("closed", [slack.bot_user_id], is_archived=True)
    random = slack.add_channel("random", [ana])

    async def trigger(view_id: str = "") -> str:
        return slack.passes.trigger(ana, None, view_id or None)

    return Peer(
        "stand-in", client, slack.api_url, ana, sales.id, closed.id, random.id, trigger
    )  # fmt: skip


def _as_form(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


async def _nothing() -> str:
    raise NotImplementedError
