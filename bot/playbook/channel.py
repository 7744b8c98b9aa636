"""What does Slack tell of a channel, and may the digest stand there?"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Unfit(StrEnum):
    """Why a channel cannot have the digest."""

    ARCHIVED = "archived"
    SHARED = "shared"  # people of another organisation read along
    NOT_IN = "not_in"  # Steady has not been invited, or was removed
    GONE = "gone"  # deleted, or private and Steady is outside
    CLOSED = "closed"  # an admin lets only some people write there


# Slack says these before it does anything: nothing was posted, and nothing will be.
REFUSALS = {
    "is_archived": Unfit.ARCHIVED,
    "not_in_channel": Unfit.NOT_IN,
    "channel_not_found": Unfit.GONE,
    "restricted_action": Unfit.CLOSED,
    "restricted_action_read_only_channel": Unfit.CLOSED,
    "restricted_action_non_threadable_channel": Unfit.CLOSED,
    "restricted_action_thread_only_channel": Unfit.CLOSED,
}


def unfit(channel: Mapping[str, Any]) -> Unfit | None:
    """Why not here, by what `conversations.info` says; shared with outsiders weighs most."""
    if channel.get("is_ext_shared") or channel.get("is_pending_ext_shared"):
        return Unfit.SHARED
    if channel.get("is_archived"):
        return Unfit.ARCHIVED
    if channel.get("is_im") or channel.get("is_mpim"):
        return Unfit.CLOSED
    return None if channel.get("is_member") else Unfit.NOT_IN


def is_guest(profile: Mapping[str, Any]) -> bool:
    """Whether `users.info` tells of somebody who is no full member."""
    flags = ("is_restricted", "is_ultra_restricted", "is_stranger")
    return any(profile.get(flag) for flag in flags)


@dataclass(frozen=True, slots=True)
class Seen:
    """A channel, and who reads along there as far as could be looked at."""

    id: str
    name: str
    unfit: Unfit | None = None
    members: int = 0
    guests: tuple[str, ...] = ()  # by name
    unseen: int = 0  # members nobody could look at
    guest_ids: tuple[str, ...] = ()
