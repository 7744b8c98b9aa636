"""Does a message in a channel shared with a client count as contact? (S3-1)"""

from collections.abc import Mapping
from typing import Any

# Whose message it is, the surest first; a channel shared with others names more than one team.
_TEAMS = ("user_team", "source_team", "team")
_PLAIN = (None, "file_share", "thread_broadcast")  # subtypes of what a person writes
_CHANNELS = ("channel", "group")


def is_said_in_channel(event: Mapping[str, Any]) -> bool:
    """A person wrote something new: no edit, no join, no app."""
    is_plain = event.get("subtype") in _PLAIN and not event.get("bot_id")
    return bool(event.get("user")) and is_plain and event.get("channel_type") in _CHANNELS


def team_named(event: Mapping[str, Any]) -> str | None:
    """The team of whoever wrote, where the event names one."""
    return next((str(event[name]) for name in _TEAMS if event.get(name)), None)
