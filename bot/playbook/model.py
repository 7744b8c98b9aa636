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


class Tier(StrEnum):
    """How close we keep a client; each has its cadence (S3-1)."""

    KEY = "key"
    STANDARD = "standard"
    LIGHT = "light"
    NURTURE = "nurture"


class Direction(StrEnum):
    """Who spoke: they did, or we did and they have not answered."""

    IN = "in"
    OUT = "out"


class TouchKind(StrEnum):
    """How contact was made."""

    CALL = "call"
    MEETING = "meeting"
    MAIL = "mail"
    MESSAGE = "message"
    VISIT = "visit"


class Heat(StrEnum):
    """What the rep feels after a touch; private to the rep."""

    HOT = "hot"
    WARM = "warm"
    COLD = "cold"


class QuietState(StrEnum):
    """How long a client has been without a word, as far as Steady knows (S3-1)."""

    FINE = "fine"
    ONE_SIDED = "one_sided"  # three outward touches in a row unanswered, not amber yet
    PROMISED = "promised"  # a date the client named keeps it silent
    AMBER = "amber"
    RED = "red"
    UNWATCHED = "unwatched"  # lost or parted: never called quiet


class SeasonState(StrEnum):
    """What the months and the gaps in which a client orders ask for (S3-2)."""

    ASK = "ask"  # some weeks before: who decides this year?
    AMBER = "amber"  # the season has opened without a word since
    RED = "red"  # half of it is over without an order
    LATE = "late"  # longer without an order than its rhythm
    PROPOSED = "proposed"  # two years in one month: is that its season?


class Source(StrEnum):
    """How we know of an order."""

    TYPED = "typed"
    WON_BACK = "won_back"  # of a client we had lost
    DEAL = "deal"  # a deal that was won


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of its currency."""

    minor: int
    currency: str  # ISO 4217


@dataclass(frozen=True, slots=True)
class Hours:
    """When Steady may start a conversation: local times and weekdays, Monday being 0."""

    opens: time = time(8)
    closes: time = time(18)
    working_days: frozenset[int] = frozenset(range(5))
    brief_time: time = time(8, 30)
    holidays: str = ""  # where the rep lives: "DE", "DE-BY"; nowhere until a country is chosen


@dataclass(frozen=True, slots=True)
class Protected:
    """A weekly block for finding new clients, on the rep's own clocks (S0-6)."""

    weekday: int  # Monday is 0
    begins: time
    ends: time


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
    is_vetted: bool = True  # Slack has said who this is
    has_fixed_zone: bool = False  # chosen in the settings: Slack's zone is not followed
    has_fixed_locale: bool = False  # and so was the language of dates
    muted: frozenset[str] = frozenset()  # kinds of nudges this rep never wants
    paused_until: date | None = None  # nothing before the morning of this day
    is_discreet: bool = False  # notifications without names and words
    protected: Protected | None = None
    stand_in_id: int | None = None  # who sees to dates clients named during the pause
    away_from: date | None = None  # since when no brief came: the next one catches up
    is_welcomed: bool = True  # has been greeted, once and for all
    has_home: bool = False  # has looked at Home, so it is kept up to date


@dataclass(frozen=True, slots=True)
class Client:
    id: int
    name: str
    standing: Standing
    owner_id: int | None = None
    lost_on: date | None = None
    lost_reason: str | None = None
    version: int = 1
    tier: Tier = Tier.STANDARD
    cadence_days: int | None = None  # the rep's own; without one the tier's holds
    value: Money | None = None  # what it is worth a year
    known_on: date | None = None  # the day it became a client of ours; none: long ago
    counts_from: date | None = None  # while no contact is known, quiet counts from here
    last_in_on: date | None = None  # they last spoke
    last_touch_on: date | None = None  # anybody last did
    unanswered: int = 0  # outward touches since they last spoke
    quiet_on: date | None = None  # the day it next turns amber or red
    quiet_state: QuietState | None = None  # amber or red, once the sweep has marked it
    quiet_since: date | None = None  # the day that state began
    renews_on: date | None = None
    fiscal_start: int | None = None  # the month their year begins
    contract_ends_on: date | None = None  # with whoever supplies them now
    try_again_on: date | None = None  # the day they named when the timing was wrong
    decider_confirmed_on: date | None = None
    season_months: tuple[int, ...] = ()  # in which it usually orders, January being 1
    lead_weeks: int | None = None  # its own; without one the usual eight
    season_refused: tuple[int, ...] = ()  # months that are no season, the rep said
    season_on: date | None = None  # the day its season asks for something else
    season_state: SeasonState | None = None  # once the sweep has marked it
    season_since: date | None = None
    is_one_person: bool = False  # "only one person there": fewer contacts are enough
    merged_into: int | None = None
    channel_id: str | None = None  # the Slack channel shared with them
    channel_name: str | None = None  # of a public one


@dataclass(frozen=True, slots=True)
class Contact:
    """A person at a client."""

    id: int
    client_id: int
    name: str
    role: str | None = None
    left_on: date | None = None
    last_touch_on: date | None = None
    version: int = 1
    went_to: str | None = None  # where they work now, as far as we heard
    is_asked_about: bool = False  # who took over is, or will be, asked


@dataclass(frozen=True, slots=True)
class Touch:
    """Contact with a client. `heat` and `note` are the rep's own, empty for everybody else."""

    id: int
    client_id: int
    rep_id: int
    direction: Direction
    kind: TouchKind | None  # none: a kept follow-up, whose kind nobody told
    on: date
    contact_id: int | None = None
    heat: Heat | None = None
    words: str | None = None  # what they said
    note: str | None = None
    commitment_id: int | None = None  # the commitment that was kept by it
    version: int = 1
    team_id: str | None = None  # seen in Slack: the team that wrote


@dataclass(frozen=True, slots=True)
class Order:
    """A client bought something."""

    id: int
    client_id: int
    rep_id: int
    on: date
    amount: Money | None = None
    source: Source = Source.TYPED
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
    deal_id: int | None = None  # the one deal it hangs on; none: the client as a whole
    mornings: int = 0  # briefs that have named it as it stands
    minutes: int | None = None  # how long a meeting's frame is, on the wall clock
    ends_at: datetime | None = None  # when a meeting's frame is over

    @property
    def is_open(self) -> bool:
        return self.state is State.OPEN

    @property
    def is_theirs_to_name(self) -> bool:
        """Whether the client named the date; unanswered counts as the rep's (S2-1)."""
        return self.set_by is SetBy.CLIENT
