"""What is shown of a client: on its card, in a list, in a quiet line?"""

from dataclasses import dataclass, field
from datetime import date

from bot.playbook.deal import DealShown
from bot.playbook.model import Client, Commitment, Contact, QuietState, Rep, Touch
from bot.playbook.outcome import Outcome
from bot.playbook.quiet import Reason
from bot.playbook.relations import Relations
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
    deals: tuple[DealShown, ...] = ()  # open ones, the greatest first


@dataclass(frozen=True, slots=True)
class ClientList:
    """One page of `/client list`: `which` is mine, all, quiet or lost; pages count from 1."""

    which: str
    lines: tuple[QuietShown, ...]
    page: int
    pages: int
    total: int
