"""What is shown of a client: on its card, in a list, in a quiet line?"""

from dataclasses import dataclass, field
from datetime import date

from bot.playbook.deal import DealShown
from bot.playbook.fit import Fit
from bot.playbook.model import (
    Client,
    Commitment,
    Contact,
    Order,
    QuietState,
    Rep,
    SeasonState,
    Touch,
)
from bot.playbook.outcome import Outcome
from bot.playbook.quiet import Reason
from bot.playbook.relations import Relations
from bot.playbook.season import Season
from bot.playbook.supplier import Supplier
from bot.playbook.took_over import Question
from bot.playbook.winback import Loss


@dataclass(frozen=True, slots=True)
class QuietShown:
    """How one client stands now, and what one could say to it."""

    client: Client
    state: QuietState
    days: int | None  # since the contact that counts; none when Steady knows of none
    cadence_days: int
    is_one_sided: bool = False
    promised_on: date | None = None  # a live date they named
    since: date | None = None  # the day this state began
    reason: Reason | None = None  # to call, which is never an order
    contacts: int | None = None  # people we know there
    is_live: bool = True  # in a message: still quiet in the way that was said
    may_repeat: bool = False
    change_id: int | None = None  # what undoes how it ended
    outcome: Outcome | None = None  # what came of it just now
    note: str | None = None  # the viewer's own, about its loss


@dataclass(frozen=True, slots=True)
class SeasonShown:
    """What one client orders, and what that asks for now (S3-2)."""

    client: Client
    state: SeasonState | None = None
    months: tuple[int, ...] = ()  # of the season, or proposed as one
    since: date | None = None  # the day this state began
    season: Season | None = None  # the one today belongs to
    usual_gap: float | None = None  # days between its orders, once there are four
    ordered_on: date | None = None  # last
    days: int | None = None  # since that order
    is_live: bool = True  # in a message: still asked in the way that was said
    may_repeat: bool = False
    change_id: int | None = None  # what undoes how it ended
    outcome: Outcome | None = None  # what came of it just now


@dataclass(frozen=True, slots=True)
class LeftShown:
    """Somebody who left a client, and what is worth asking about it."""

    contact: Contact
    client: Client
    question: Question | None
    is_live: bool = True  # in a message: it still asks for an answer
    second_try_on: date | None = None  # one that stands already
    change_id: int | None = None  # what undoes how it ended
    outcome: Outcome | None = None  # what came of it just now


@dataclass(frozen=True, slots=True)
class Card:
    """Everything `/client Acme` shows; heat and notes only to the rep whose they are."""

    client: Client
    owner: Rep | None
    quiet: QuietShown
    touches: tuple[Touch, ...] = ()  # the latest first
    open: tuple[Commitment, ...] = ()  # the soonest first
    contacts: tuple[Contact, ...] = ()  # those who are there first
    relations: Relations = field(default_factory=Relations)
    losses: tuple[Loss, ...] = ()  # the latest first
    is_channel_read: bool = False  # what they write in their channel counts as contact
    season: SeasonShown | None = None
    orders: tuple[Order, ...] = ()  # the latest first
    deals: tuple[DealShown, ...] = ()  # open ones, the greatest first
    supplier: Supplier | None = None  # whom they buy from now
    ended: tuple[Commitment, ...] = ()  # closed lately, the latest first
    ended_deals: tuple[DealShown, ...] = ()
    fit: Fit | None = None  # the questions as they were answered last


@dataclass(frozen=True, slots=True)
class ClientList:
    """One page of `/client list`: `which` is mine, all, quiet or lost; pages count from 1."""

    which: str
    lines: tuple[QuietShown, ...]
    page: int
    pages: int
    total: int
    red: int = 0  # of those past their cadence: how many have gone quiet
