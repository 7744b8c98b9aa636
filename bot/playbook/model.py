"""What are the things a sales team talks about? Values, and nothing else."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum


class Standing(StrEnum):
    """Where a client stands with us."""

    PROSPECT = "prospect"  # never bought
    ACTIVE = "active"  # pays us
    NURTURE = "nurture"
    LOST = "lost"
    PARTED = "parted"


class Kind(StrEnum):
    """What a commitment promises."""

    FOLLOW_UP = "follow_up"
    MEETING = "meeting"
    PLAN_ACTION = "plan_action"
    PROGRESS_REPORT = "progress_report"
    WIN_BACK = "win_back"
    THEIR_PROMISE = "their_promise"  # what the client owes us


class State(StrEnum):
    """The one life cycle of every commitment."""

    OPEN = "open"
    KEPT = "kept"
    MOVED = "moved"
    CANCELLED = "cancelled"
    ANSWERED_NO = "answered_no"


class SetBy(StrEnum):
    """Whose date it is: the client's only if the client named that day (S2-1)."""

    CLIENT = "client"
    REP = "rep"


@dataclass(frozen=True, slots=True)
class Hours:
    """When Steady may start a conversation: local times and weekdays, Monday being 0."""

    opens: time = time(8)
    closes: time = time(18)
    working_days: frozenset[int] = frozenset(range(5))
    brief_time: time = time(8, 30)


@dataclass(frozen=True, slots=True)
class Rep:
    workspace_id: str
    id: int
    slack_user_id: str
    name: str
    zone: str
    locale: str
    hours: Hours = field(default_factory=Hours)
    is_manager: bool = False
    manager_id: int | None = None
    dm_channel_id: str | None = None
    fiscal_start: int = 1
    is_gone: bool = False  # left the workspace, as far as Slack told us


@dataclass(frozen=True, slots=True)
class Client:
    id: int
    name: str
    standing: Standing
    owner_id: int | None = None
    lost_on: date | None = None
    lost_reason: str | None = None
    version: int = 1


@dataclass(frozen=True, slots=True)
class Commitment:
    """A dated promise.

    `due_on` and `due_time` are what was named, in `zone`; `back_on` and `back_time` are when
    Steady brings it back, which a weekend, a holiday or a snooze may have moved.
    """

    id: int
    client_id: int
    client_name: str
    rep_id: int
    kind: Kind
    state: State
    due_on: date
    due_time: time | None
    zone: str
    back_on: date
    back_time: time | None
    due_at: datetime
    set_by: SetBy | None
    words: str | None
    note: str | None
    put_offs: int
    version: int
    created_at: datetime
    moved_from: int | None = None
    asked_on: date | None = None
    closed_at: datetime | None = None
    close_reason: str | None = None

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN

    @property
    def is_theirs_to_name(self) -> bool:
        """Whether the client named the date; unanswered counts as the rep's (S2-1)."""
        return self.set_by is SetBy.CLIENT
