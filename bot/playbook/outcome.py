"""What came of what the rep asked for? Facts for a message, and for telling it again."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, get_args

from bot.playbook.asking import Answered
from bot.playbook.client_intent import ClientIntent
from bot.playbook.cooled import Cooled
from bot.playbook.deal import Against, Deal, DealShown, Stage, StressLine
from bot.playbook.expectations import Expectations
from bot.playbook.fit import Differs, Fit
from bot.playbook.intent import Intent
from bot.playbook.lot import LotIntent
from bot.playbook.meeting import Vetting
from bot.playbook.model import Client, Commitment, Contact, Money, Order, Rep, Standing, Touch
from bot.playbook.parting import AskedToPart
from bot.playbook.pipeline_intent import PipelineIntent
from bot.playbook.plan import Plan
from bot.playbook.problem import Problem
from bot.playbook.supplier import Supplier
from bot.playbook.winback import LossReason


@dataclass(frozen=True, slots=True)
class Saved:
    """A commitment was recorded or changed."""

    commitment: Commitment
    client: Client
    change_id: int
    is_new_client: bool = False
    is_change: bool = False
    vetting: Vetting | None = None  # of a meeting
    overlaps: tuple[Commitment, ...] = ()  # other meetings in its frame
    rush: tuple[Commitment, ...] = ()  # too many promises at once: which can be kept? (S0-4)
    owner: str | None = None  # the colleague a stand-in set it for


@dataclass(frozen=True, slots=True)
class CalledOff:
    """A meeting did not happen, and nobody named another day (S2-8)."""

    commitment: Commitment
    change_id: int


@dataclass(frozen=True, slots=True)
class AlreadySaved:
    """The same line came again within two minutes; `draft_id` adds it anyway."""

    commitment: Commitment
    change_id: int
    draft_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    commitment: Commitment
    change_id: int


@dataclass(frozen=True, slots=True)
class Moved:
    """The client moved it: `commitment` is the new one, `was` the one that ended."""

    commitment: Commitment
    was: Commitment
    change_id: int
    overlaps: tuple[Commitment, ...] = ()  # of a meeting: others in its frame
    cooled: Cooled | None = None  # a buyer who cools off is not lost (S1-1)


@dataclass(frozen=True, slots=True)
class Snoozed:
    commitment: Commitment
    change_id: int
    rest: tuple[Commitment, ...] = ()  # what else was promised in a rush


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The rep will not do it; the client said nothing."""

    commitment: Commitment
    change_id: int
    rest: tuple[Commitment, ...] = ()


@dataclass(frozen=True, slots=True)
class SaidNo:
    """A no was believed (S2-6): what closed, who else has a date there, when to try again."""

    client: Client
    closed: tuple[Commitment, ...]
    colleague_ids: tuple[int, ...]
    is_everything: bool
    reason: LossReason | None
    second_try_on: date | None
    change_id: int
    acquirer: Client | None = None  # who bought them
    carried: int = 0  # people we know who went along
    deals: tuple[Deal, ...] = ()  # the rep's own deals that closed with it
    blocked_by: str | None = None  # the contact it hangs on
    was_paying: bool = False  # a bad day: only a kind word (S0-7)
    doors: tuple[Deal, ...] = ()  # other open ones (S2-6)


@dataclass(frozen=True, slots=True)
class Told:
    """Whose date it is, or what they said, is now known."""

    commitment: Commitment
    change_id: int | None = None  # none: it was known already


@dataclass(frozen=True, slots=True)
class CountedIn:
    """What a currency is worth, or in which one everything is counted."""

    currency: str
    reporting: str
    rate: str | None = None  # none: it has none, and is not counted


@dataclass(frozen=True, slots=True)
class Undone:
    kind: str
    client_id: int | None
    client_name: str
    commitment: Commitment | None = None
    is_still_lost: bool = False  # a colleague's no stands
    deal: Deal | None = None  # the one deal that was put back
    count: int = 0  # of a lot: what was put back
    left: tuple[Client, ...] = ()  # of a lot: whose things were changed since
    earlier: int | None = None  # the change of the same commitment that can be undone next
    rep: Rep | None = None  # of what a rep chose: how they are spoken to now
    counted: CountedIn | None = None  # of a rate, or a currency
    change_id: int | None = None  # just now: messages that told of it are drawn again


@dataclass(frozen=True, slots=True)
class Finished:
    """Somebody was faster, or pressed twice: the commitment is no longer open."""

    commitment: Commitment


class Question(StrEnum):
    WHICH_CLIENT = "which_client"
    WHICH_DATE = "which_date"
    WHICH_COMMITMENT = "which_commitment"
    NO_TO_WHAT = "no_to_what"


@dataclass(frozen=True, slots=True)
class Ask:
    """Steady asks back; the draft keeps everything said so far."""

    question: Question
    intent: Intent | ClientIntent | PipelineIntent
    draft_id: int
    clients: tuple[Client, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    may_be_new: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A rep's open commitments, the earliest first, `more` beyond those shown."""

    which: str  # all, today, week, overdue, client or unknown_client
    commitments: tuple[Commitment, ...]
    more: int = 0
    client_name: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """Something the rep can put right; the draft keeps what was typed, for the form."""

    problem: Problem
    draft_id: int
    has_text: bool = True


@dataclass(frozen=True, slots=True)
class Touched:
    """Contact was logged. Without a `next_open` Steady asks once for a date (S2-2)."""

    client: Client
    touch: Touch
    change_id: int
    next_open: Commitment | None = None
    was_quiet: bool = False
    is_new_client: bool = False
    is_cooling: bool = False  # the rep's own feeling says to ask early (S2-4)
    is_good_fit: bool = False  # then a client that cools is nurtured instead
    cooled: Cooled | None = None
    leave_until: date | None = None  # too many touches without an answer (S1-3)


@dataclass(frozen=True, slots=True)
class ClientSaved:
    """A client was added or a fact of it set: `what` is added, cadence, value, ….

    `owner` is whom it was given to, `other` the client that was merged into it.
    """

    client: Client
    change_id: int
    what: str
    is_new: bool = False
    owner: Rep | None = None
    other: Client | None = None
    contact: Contact | None = None
    left: Contact | None = None  # whom the contact came after
    count: int = 0  # people who went along, or colleagues who will hear of it
    stays: int = 0  # the rep's own dates with whoever is parted from
    follow_up: Commitment | None = None  # that stands for a renewal


@dataclass(frozen=True, slots=True)
class Ordered:
    """A client ordered (S3-2)."""

    client: Client
    order: Order
    change_id: int
    is_first: bool = False  # a prospect pays us now
    is_back: bool = False  # a client we had lost


@dataclass(frozen=True, slots=True)
class FitAnswered:
    """The questions of fit were answered (S1-2); `differs` from what was answered before."""

    client: Client
    fit: Fit
    change_id: int
    differs: tuple[Differs, ...] = ()


@dataclass(frozen=True, slots=True)
class SupplierNoted:
    """Whom a client buys from now is known, and when that is followed up (S1-4)."""

    client: Client
    supplier: Supplier
    change_id: int
    follow_up: Commitment | None = None


@dataclass(frozen=True, slots=True)
class Expected:
    """What a client expects beyond the renewal is noted (S0-2)."""

    client: Client
    noted: Expectations
    change_id: int
    unlisted: tuple[str, ...] = ()  # of it, what is not on our list


@dataclass(frozen=True, slots=True)
class TalkAsked:
    """A manager hears that the rep would like to talk a client over (S1-1)."""

    client: Client
    manager: Rep


@dataclass(frozen=True, slots=True)
class Parting:
    """Letting a client go kindly is asked once more, with its share of the team's book (S2-9)."""

    client: Client
    share: float | None  # of the book in its currency; none while nobody knows its value
    needs_manager: bool
    draft_id: int
    manager: Rep | None = None  # who agrees first; none: the rep decides
    stress: StressLine | None = None  # whether the pipeline replaces it
    currency: str | None = None  # of those amounts


@dataclass(frozen=True, slots=True)
class PartAsked:
    """The manager was asked to agree, or answered, or something came in between."""

    asked: AskedToPart
    change_id: int | None = None


@dataclass(frozen=True, slots=True)
class AlreadyNoted:
    """The same line came again within two minutes; `draft_id` adds it anyway."""

    before: "Noted"
    change_id: int
    draft_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class SpokeTo:
    """Friday's checklist was answered: whom the rep spoke to this week (S3-1)."""

    clients: tuple[Client, ...]
    change_id: int


@dataclass(frozen=True, slots=True)
class DealSaved:
    """A deal was added or changed: `what` is added, moved, changed, reopened or next.

    Without a next step Steady asks once for a date (S2-2); `was` is the deal before the change.
    """

    shown: DealShown
    change_id: int
    what: str
    was: Deal | None = None
    is_new_client: bool = False
    client_is: Standing | None = None  # where that matters: lost or parted, or a prospect again


@dataclass(frozen=True, slots=True)
class DealWon:
    """They said yes; `client_value` is what the client is now worth a year, if it was typed."""

    deal: Deal
    client: Client
    against: Against
    change_id: int
    closed: tuple[Commitment, ...] = ()  # second tries that came true


@dataclass(frozen=True, slots=True)
class DealLost:
    """They said no to this deal; whether the client is lost too is asked unless it was said."""

    deal: Deal
    client: Client
    closed: tuple[Commitment, ...]  # the deal's own dates that ended with it
    second_try_on: date | None
    change_id: int
    asks_for_reason: bool = False
    asks_about_client: bool = False
    was_paying: bool = False  # and the client is lost too: a bad day (S0-7)
    doors: tuple[Deal, ...] = ()  # other open ones (S2-6)
    stays: tuple[Commitment, ...] = ()  # the rep's dates there that hang on no deal


@dataclass(frozen=True, slots=True)
class TargetSet:
    """A rep, or the team, has chosen the open pipeline that is healthy (S0-5)."""

    target: Money | None  # none: taken away
    was: Money | None
    rep: Rep | None  # none: the team's
    against: Against | None
    change_id: int


@dataclass(frozen=True, slots=True)
class LadderSaved:
    """A manager edited the stages; `moved` deals went to another one."""

    stages: tuple[Stage, ...]
    what: str
    stage: Stage
    change_id: int
    moved: int = 0


@dataclass(frozen=True, slots=True)
class RateSaved:
    """A manager said what a currency is worth, or which one everything is counted in."""

    currency: str
    rate: str
    reporting: str
    deals: int  # open deals counted anew
    change_id: int | None
    missing: tuple[str, ...] = ()  # currencies of open deals that still have no rate


@dataclass(frozen=True, slots=True)
class WhichDeal:
    """A client has several open deals: which one is meant?"""

    intent: PipelineIntent
    draft_id: int
    deals: tuple[DealShown, ...]


@dataclass(frozen=True, slots=True)
class PlanSaved:
    """A client's plan was changed: `what` is goal, reached or agreed (S0-3)."""

    plan: Plan
    what: str
    change_id: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each a lot holds."""

    clients: int = 0
    deals: int = 0
    dates: int = 0

    @property
    def total(self) -> int:
        return self.clients + self.deals + self.dates


@dataclass(frozen=True, slots=True)
class LotShown:
    """Many things at once are shown before anything is done to them."""

    intent: LotIntent
    draft_id: int
    counts: Counts
    clients: tuple[Client, ...]  # whom they are about
    giver: Rep | None = None
    heir: Rep | None = None
    named: tuple[Client, ...] = ()  # clients that named one of the days themselves


@dataclass(frozen=True, slots=True)
class LotDone:
    """It was done to what was as shown; `left`: whose things were changed meanwhile."""

    intent: LotIntent
    counts: Counts
    change_id: int
    left: tuple[Client, ...] = ()
    giver: Rep | None = None
    heir: Rep | None = None


@dataclass(frozen=True, slots=True)
class Reopened:
    """A commitment that had ended is open again."""

    commitment: Commitment
    change_id: int


@dataclass(frozen=True, slots=True)
class FormStands:
    """A form that was saved came again with other content: what was saved first stands."""

    first: "Outcome"


# What is pointed out when the line that led to it is typed again.
Noted = (
    Touched
    | ClientSaved
    | Ordered
    | FitAnswered
    | Expected
    | SaidNo
    | PartAsked
    | DealSaved
    | DealWon
    | DealLost
)
NOTED = get_args(Noted)

FollowUpOutcome = (
    Saved
    | AlreadySaved
    | Kept
    | Moved
    | Snoozed
    | CalledOff
    | Cancelled
    | SaidNo
    | Told
    | Undone
    | Finished
    | Ask
    | Refused
)
ClientOutcome = (
    Touched
    | ClientSaved
    | Ordered
    | FitAnswered
    | SupplierNoted
    | Expected
    | TalkAsked
    | Parting
    | PartAsked
    | AlreadyNoted
    | SpokeTo
    | PlanSaved
)
PipelineOutcome = DealSaved | DealWon | DealLost | TargetSet | LadderSaved | RateSaved | WhichDeal
LotOutcome = LotShown | LotDone | Reopened
Outcome = FollowUpOutcome | ClientOutcome | PipelineOutcome | LotOutcome | FormStands | Answered


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a request came to: ids and dates, never text, so that a repeat can be told again."""

    kind: str
    refs: dict[str, Any] = field(default_factory=dict)
