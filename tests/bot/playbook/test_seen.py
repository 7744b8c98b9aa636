"""Which messages of a channel are a client's word?"""

from typing import Any

import pytest

from bot.playbook.seen import is_said_in_channel, team_named

SAID = {"type": "message", "user": "U0JO", "channel": "C1", "channel_type": "channel"}


@pytest.mark.parametrize("facts", [{}, {"channel_type": "group"}, {"subtype": "file_share"}])
def test_what_a_person_writes_in_a_channel_counts(facts: dict[str, Any]) -> None:
    assert is_said_in_channel(SAID | facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"bot_id": "B1"},
        {"subtype": "message_changed"},
        {"subtype": "message_deleted"},
        {"subtype": "channel_join"},
        {"subtype": "bot_message"},
        {"user": None},
        {"channel_type": "im"},
        {"channel_type": None},
    ],
)
def test_apps_edits_and_joins_do_not(facts: dict[str, Any]) -> None:
    assert not is_said_in_channel(SAID | facts)


@pytest.mark.parametrize(
    ("facts", "team"),
    [
        ({}, None),
        ({"team": "T1"}, "T1"),
        ({"team": "T1", "source_team": "T2"}, "T2"),
        ({"team": "T1", "source_team": "T2", "user_team": "T3"}, "T3"),
        ({"team": "T1", "user_team": ""}, "T1"),
    ],
)
def test_the_surest_name_of_a_team_is_taken(facts: dict[str, Any], team: str | None) -> None:
    assert team_named(SAID | facts) == team
