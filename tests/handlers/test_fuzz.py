"""Whatever Slack, or somebody with its secret, sends: is it refused or answered, and never lost?

STEADY_TORTURE=long sends a hundred thousand.
"""

import asyncio
import json
import os
from typing import Any
from urllib.parse import urlencode

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.cast import NOW
from tests.journeys import wire
from tests.world import World, world

EXAMPLES = 100_000 if os.environ.get("STEADY_TORTURE") == "long" else 300
KINDS = ("block_actions", "view_submission", "view_closed", "shortcut", "message_action", "x", "")
WORDS = st.text(max_size=40) | st.sampled_from(
    ["payload", "call about payload bay", "\x00", "\ud800", "Acme", "view_submission", "x" * 3_000]
)
KEYS = st.sampled_from(
    (
        *("type", "user", "team", "view", "actions", "container", "state", "values", "payload"),
        *("event", "id", "team_id", "user_id", "trigger_id", "action_id", "action_ts", "block_id"),
        *("channel", "private_metadata", "callback_id", "message", "ts", "text", "command"),
    )
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)


@st.composite
def bodies(draw: Any) -> tuple[bytes, str]:
    """A form, an interaction or an event, or something that pretends to be one."""
    said = draw(st.dictionaries(KEYS | WORDS, VALUES, max_size=8))
    shape = draw(st.sampled_from(["form", "payload", "event"]))
    if shape == "form":
        flat = {k: str(v) for k, v in said.items()} | {"command": "/followup"}
        return urlencode(flat, errors="replace").encode(), wire.FORM
    if shape == "payload":
        text = json.dumps(said | {"type": draw(st.sampled_from(KINDS))})
        return urlencode({"payload": text}).encode(), wire.FORM
    event = {"type": draw(st.sampled_from(["message", "app_home_opened", "user_change", "x"]))}
    text = json.dumps({"type": "event_callback", "event": event | said})
    return text.encode(), "application/json"


def test_nothing_that_is_sent_ends_in_more_than_a_refusal(sqlite_url: str) -> None:
    with asyncio.Runner() as runner:
        made = world(sqlite_url, NOW)
        team: World = runner.run(made.__aenter__())
        try:

            @settings(
                max_examples=EXAMPLES,
                database=None,
            )
            @given(bodies())
            def send(sent: tuple[bytes, str]) -> None:
                answer = runner.run(wire.signed(team, *sent))
                assert answer.status != 0
                assert answer.status < 500 or sent[1] == "application/json", answer.body

            send()
            assert "Saved." in runner.run(team.said("Acme 12 March 3pm call about payload bay"))
            assert runner.run(team.said("list")).count("Acme") == 1
        finally:
            runner.run(made.__aexit__(None, None, None))
