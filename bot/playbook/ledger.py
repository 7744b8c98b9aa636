"""What has a rep heard from Steady lately, what was kept back, and what comes next?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.playbook.nudge import NudgeKind

MOST_SENT = 10  # lines of each part
MOST_KEPT_BACK = 10
NEXT = 3  # nudges that are named ahead
MOST_NAMES = 3  # clients of one line


class Why(StrEnum):
    """Why a message was not sent, or not yet."""

    HOURS = "outside_hours"
    PAUSE = "paused"
    CAP = "cap"
    NOT_ITS_HOUR = "not_its_hour"
    UNTRUE = "no_longer_true"
    UNDONE = "undone"
    MUTED = "muted"
    MEETING = "in_a_meeting"
    PROTECTED = "in_protected_time"
    IN_BRIEF = "in_brief"
    REFUSED = "refused"  # by Slack, for good
    UNREADABLE = "unreadable"  # nobody can tell whether it arrived
    UNDER_WAY = "under_way"


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that stands in the rep's direct messages."""

    kind: NudgeKind
    at: datetime
    clients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptBack:
    """A message that was not sent; `until`: when it will be."""

    kind: NudgeKind
    at: datetime
    why: Why
    until: datetime | None = None
    clients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ahead:
    """Something that comes next, if nothing changes."""

    kind: NudgeKind
    at: datetime
    clients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ledger:
    """All of it, the newest first, and what comes next, the soonest first."""

    sent: Sequence[Sent] = ()
    kept_back: Sequence[KeptBack] = ()
    ahead: Sequence[Ahead] = ()


def why_not(state: str, error: str | None) -> Why:
    """Why a message was kept back, by how its row stands."""
    if state == "dead":
        return Why.UNREADABLE if error == Why.UNREADABLE else Why.REFUSED
    if error in set(Why):
        return Why(error)
    return Why.UNTRUE if state == "cancelled" else Why.UNDER_WAY


def soonest(found: Iterable[Ahead]) -> list[Ahead]:
    """The next three moments; what comes together is one."""
    moments: dict[tuple[datetime, NudgeKind], list[str]] = {}
    for one in sorted(found, key=lambda a: a.at):
        names = moments.setdefault((one.at, one.kind), [])
        names += [name for name in one.clients if name not in names]
    several = [Ahead(kind, at, tuple(names)) for (at, kind), names in moments.items()]
    return several[:NEXT]
