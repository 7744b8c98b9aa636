"""What is a sale in progress, and where does it stand?"""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from bot.playbook.model import Client, Commitment, Money, Rep


class DealState(StrEnum):
    """The life of a deal."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


class Footing(StrEnum):
    """On whose date an open deal stands (S2-7)."""

    THEIRS = "theirs"  # a live date the client named
    OURS = "ours"  # a date of our own
    NONE = "none"  # an open circle: neither a yes, a no, nor a date


@dataclass(frozen=True, slots=True)
class Stage:
    """A rung of the ladder: what the client has agreed to (S4-3)."""

    id: int
    position: int  # 1 is the first
    name: str
    chance: int  # percent, until twenty deals have passed through it
    version: int = 1


@dataclass(frozen=True, slots=True)
class Deal:
    """A sale in progress. `worth` is its amount in the reporting currency, none without a rate."""

    id: int
    client_id: int
    client_name: str
    rep_id: int
    name: str
    stage_id: int
    stage_name: str
    stage_since: date  # the local day it reached its stage
    amount: Money
    worth: Money | None
    state: DealState
    opened_on: date
    close_on: date | None = None
    close_moves: int = 0  # how often close_on was moved later
    decide_by: date | None = None  # when the client said it will have decided
    decide_asked_on: date | None = None  # when the hard question was put about it (S2-5)
    closed_on: date | None = None
    lost_reason: str | None = None
    version: int = 1
    created_at: datetime | None = None
    decide_asks: int = 0  # how often the hard question was put

    @property
    def is_open(self) -> bool:
        return self.state is DealState.OPEN


@dataclass(frozen=True, slots=True)
class DealShown:
    """A deal with the step that comes next, and what to know about it."""

    deal: Deal
    next_step: Commitment | None = None
    is_stuck: bool = False
    is_slipping: bool = False
    days_in_stage: int = 0

    @property
    def footing(self) -> Footing:
        if self.next_step is None:
            return Footing.NONE
        return Footing.THEIRS if self.next_step.is_theirs_to_name else Footing.OURS

    @property
    def is_circle(self) -> bool:
        """Neither a yes, a no, nor a date (S2-7)."""
        return self.deal.is_open and self.next_step is None


@dataclass(frozen=True, slots=True)
class Against:
    """Open pipeline against the target a rep chose, all in the reporting currency (S0-5)."""

    rep: Rep
    currency: str
    open_minor: int
    weighted_minor: int
    target_minor: int | None  # none: not chosen yet
    deals: int
    circles: int  # open deals without a date
    circles_minor: int
    unrated: tuple[str, ...] = ()  # currencies of open deals that have no rate: not counted above
    chosen_by: str | None = None  # the colleague who chose the target; none: the rep did

    @property
    def gap_minor(self) -> int:
        """What is missing; 0 when nothing is, or no target was chosen."""
        return max(0, (self.target_minor or 0) - self.open_minor)


@dataclass(frozen=True, slots=True)
class DealList:
    """One page of `/pipeline list`; pages count from 1."""

    which: str  # mine, all, circles, stuck, slipping, won, lost, a stage or a client
    lines: tuple[DealShown, ...]
    page: int
    pages: int
    total: int
    rep: Rep | None = None  # whose, when one rep's was asked for


@dataclass(frozen=True, slots=True)
class StressLine:
    """What losing one client would cost, and what stands beside it (S4-1)."""

    client: Client
    value_minor: int  # a year, in the reporting currency
    share: float  # of the rep's book
    elsewhere_minor: int  # what is likely to be won without it, beyond this year's plan
    short_minor: int  # 0: it would be replaced


@dataclass(frozen=True, slots=True)
class Stress:
    """Would the pipeline survive the loss of any one client?"""

    currency: str
    clients: int
    worst: StressLine | None
    concentrated: tuple[StressLine, ...] = ()  # above a fifth each, or three above two fifths
    not_survived: int = 0
    unvalued: int = 0  # active clients whose yearly value nobody typed
    unrated: tuple[str, ...] = ()  # the currency of each client whose value has no rate


@dataclass(frozen=True, slots=True)
class Mine:
    """Everything bare `/pipeline` shows a rep."""

    against: Against
    by_stage: tuple[tuple[Stage, int, int], ...]  # stage, deals, their worth in minor units
    circles: tuple[DealShown, ...] = ()
    stuck: tuple[DealShown, ...] = ()
    slipping: tuple[DealShown, ...] = ()
    weeks: tuple[tuple[date, int, int | None], ...] = ()  # Monday, open, target; oldest first
    stress: Stress | None = None
    stages: tuple[Stage, ...] = field(default=())
