"""What do we mean to improve for a client this year, and who agreed to it? (S0-3)"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from dateutil.relativedelta import relativedelta

from bot.playbook import due
from bot.playbook.model import Client, Commitment, Hours
from bot.playbook.problem import Problem

REPORT_EVERY_MONTHS = 3
MOST_GOALS = 12


@dataclass(frozen=True, slots=True)
class Goal:
    """What the client wants to reach this year, and by what it is measured."""

    id: int
    text: str
    measure: str
    year: int
    set_on: date
    reached_on: date | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """Who said yes to the plan, when, and in what words."""

    on: date
    who: str
    words: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A client's plan of improvement as it stands."""

    client: Client
    today: date
    goals: tuple[Goal, ...] = ()
    agreement: Agreement | None = None
    done: tuple[Commitment, ...] = ()  # plan actions that were kept, the newest first
    open: tuple[Commitment, ...] = ()  # those ahead, the soonest first
    report: Commitment | None = None  # the next progress report

    @property
    def is_draft(self) -> bool:
        """Until somebody there agreed to it, it is called a draft."""
        return self.agreement is None

    @property
    def since(self) -> tuple[Goal, ...]:
        """Goals that were added after the client agreed."""
        agreed = self.agreement
        return () if agreed is None else tuple(g for g in self.goals if g.set_on > agreed.on)


def this_year(goals: Iterable[Goal], today: date) -> tuple[Goal, ...]:
    """This year's goals, and older ones nobody has reached yet."""
    return tuple(g for g in goals if g.year >= today.year or g.reached_on is None)


def agree_trouble(goals: Sequence[Goal], on: date, today: date, client: Client) -> Problem | None:
    """Nobody can agree to a plan without goals, nor on a day that has not come."""
    if not goals:
        return Problem("plan_no_goals", {"client": client.name})
    return Problem("agreed_to_come", {"on": on}) if on > today else None


def next_report_on(after: date, hours: Hours) -> date:
    """A quarter later, on a day the rep works."""
    return due.next_working_day(after + relativedelta(months=REPORT_EVERY_MONTHS), hours)
