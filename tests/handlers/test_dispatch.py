"""Is everything a person sends answered, and nothing else an accident?"""

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.journeys import wire
from tests.world import World


def form(metadata: str) -> dict[str, Any]:
    """A form sent with what was never put into it."""
    view = {"type": "modal", "callback_id": "x", "private_metadata": metadata}
    return {"type": "view_submission", "view": view | {"state": {"values": {}}}}


@pytest.mark.parametrize("subtype", ["file_share", "thread_broadcast"])
async def test_a_line_sent_with_a_file_or_from_a_thread_is_answered(
    steady_world: World, subtype: str
) -> None:
    world = steady_world
    dm = world.slack.dm(world.ana.id).id
    event = {"type": "message", "subtype": subtype, "channel_type": "im", "user": world.ana.id}
    await world.slack.event(event | {"channel": dm, "text": "Acme Friday", "ts": "1.1"})
    await world.steady.background.drain(5)
    assert "Acme" in await world.said("list")


@pytest.mark.parametrize(
    "interaction",
    [
        {"type": "view_submission", "view": {"callback_id": "x", "private_metadata": ""}},
        form(""),
        form("[1]"),
        form('{"a": 1}'),
        {"type": "interactive_message", "callback_id": "x", "actions": [{"name": "x"}]},
        {"type": "dialog_submission", "callback_id": "x", "submission": {}},
    ],
)
async def test_an_interaction_that_is_none_of_ours_does_no_harm(
    steady_world: World, interaction: dict[str, Any]
) -> None:
    team = {"id": steady_world.slack.team_id}
    payload = {"user": {"id": steady_world.ana.id}, "team": team, "trigger_id": "1.2"}
    body = urlencode({"payload": json.dumps(payload | interaction)}).encode()
    assert (await wire.signed(steady_world, body)).status in (200, 400)
    assert await steady_world.said("list") == "Open: nothing."
