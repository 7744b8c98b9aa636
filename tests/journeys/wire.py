"""What goes over the wire: requests no client of Slack's would send, and all that Steady said."""

import itertools
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from bot.demo.standin import Answer
from tests.world import World

FORM = "application/x-www-form-urlencoded"
_numbers = itertools.count(1)


async def command(world: World, text: str, **facts: str) -> Answer:
    """`/followup text` exactly as Slack would send it: what is escaped is up to the test."""
    channel = next(iter(world.slack.workspace.conversations.values()))
    fields = {
        "team_id": world.slack.team_id,
        "channel_id": channel.id,
        "channel_name": channel.name,
        "user_id": world.ana.id,
        "command": "/followup",
        "text": text,
        "trigger_id": f"{next(_numbers)}.raw",
        "response_url": "http://127.0.0.1:9/nowhere",
    }
    return await signed(world, urlencode(fields | facts).encode())


async def signed(world: World, body: bytes, content_type: str = FORM) -> Answer:
    """Any body under a good signature."""
    return await world.slack.forge(world.slack.signed(body, content_type), body)


def text_of(answer: Answer) -> str:
    """The words a command was answered with."""
    said = answer.json()
    assert said is not None, answer.body
    return str(said["text"])


def said(world: World) -> Iterator[dict[str, Any]]:
    """Everything Steady told Slack: answers, messages, forms, Home."""
    for delivery in world.slack.deliveries:
        yield delivery.answer.json() or {}
    for call in world.slack.calls:
        yield {name: _opened(value) for name, value in call.params.items()}
    for conversation in world.slack.workspace.conversations.values():
        for message in conversation.messages:
            if message.by_app:
                yield {"text": message.text, "blocks": message.blocks}


def texts_that_may_ping(world: World) -> list[str]:
    """Top-level texts with a bare angle bracket, which Slack would read as a mention or a link."""
    return [s["text"] for s in said(world) if isinstance(s.get("text"), str) and "<" in s["text"]]


def interpreted(world: World) -> list[str]:
    """Every text that Slack would interpret as markup."""
    return [text for one in said(world) for text in _mrkdwn(one)]


def _opened(value: object) -> object:
    if not isinstance(value, str) or value[:1] not in "[{":
        return value
    return json.loads(value)


def _mrkdwn(node: object) -> Iterator[str]:
    if isinstance(node, list):
        for one in node:
            yield from _mrkdwn(one)
    elif isinstance(node, dict):
        if node.get("type") == "mrkdwn" or node.get("mrkdwn") is True:
            yield str(node.get("text"))
        for one in node.values():
            yield from _mrkdwn(one)
