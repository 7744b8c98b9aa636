"""What helps on the days after a client was lost? (S0-7)"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from bot.playbook import due
from bot.playbook.asking import Ask
from bot.playbook.model import Client, Hours, Money
from bot.playbook.winning import Opening, UsualSize, WinRate

PLAN_WORKING_DAYS = 5  # the plan comes on the first of them; afterwards it would come too late
HANDS_AFTER = timedelta(days=7)
HANDS_WITHIN = timedelta(days=14)  # the other days give way to what matters more
LOOK_BACK_DAYS = (30, 90)
LOOK_BACK_WITHIN = timedelta(days=7)
LONGEST = timedelta(days=max(LOOK_BACK_DAYS)) + LOOK_BACK_WITHIN
HANDS = ("yes", "partly", "no")


@dataclass(frozen=True, slots=True)
class Blow:
    """A client that paid us was lost, and is not back."""

    loss_id: int
    client_id: int
    lost_on: date


@dataclass(frozen=True, slots=True)
class Replacement:
    """What would replace what was lost; none where nobody knows."""

    to_win: int | None  # deals of the usual size
    to_open: int | None  # of which that many are won
    conversations: int | None  # first ones


@dataclass(frozen=True, slots=True)
class Plan:
    """The morning after: what was lost, in work that can be done."""

    question_id: int
    client: Client
    lost_on: date
    lost: Money | None  # a year; none while nobody knows its value, or its currency has no rate
    usual: UsualSize | None
    win_rate: WinRate
    replacement: Replacement | None
    currency: str


@dataclass(frozen=True, slots=True)
class InOurHands:
    """A week later: was it in our hands?"""

    question_id: int
    client: Client


@dataclass(frozen=True, slots=True)
class Replaced:
    """How much of what was lost has been won since."""

    question_id: int
    client: Client
    days: int
    lost: Money
    won: Money


def questions(blow: Blow, today: date, hours: Hours) -> Iterator[tuple[Ask, str]]:
    """What may be said of a loss on a day, each with what makes it one and the same (S0-7)."""
    worked = due.working_days_between(blow.lost_on, today, hours)
    if today > blow.lost_on and 1 <= worked <= PLAN_WORKING_DAYS:
        yield Ask.BAD_DAY_PLAN, f"{blow.loss_id}:plan"
    if HANDS_AFTER <= today - blow.lost_on < HANDS_AFTER + HANDS_WITHIN:
        yield Ask.IN_OUR_HANDS, f"{blow.loss_id}:hands"
    for days in LOOK_BACK_DAYS:
        if timedelta(days) <= today - blow.lost_on < timedelta(days) + LOOK_BACK_WITHIN:
            yield Ask.REPLACED, f"{blow.loss_id}:{days}"


def replacement(
    lost_minor: int, usual: UsualSize | None, rate: WinRate, openings: Opening
) -> Replacement | None:
    """Lost revenue ÷ the usual won deal ÷ win rate; none while no won deal says what is usual."""
    if usual is None or usual.source == "open" or usual.minor <= 0 or lost_minor <= 0:
        return None
    exact = Fraction(lost_minor, usual.minor)
    to_open = _up(exact, rate.share)
    conversations = None if to_open is None else _up(Fraction(to_open), openings.share)
    return Replacement(_up(exact, Fraction(1)), to_open, conversations)


def share(found: Replaced) -> int:
    """What was won since, in percent of what was lost, rounded down."""
    return found.won.minor * 100 // found.lost.minor


def _up(amount: Fraction, by: Fraction) -> int | None:
    """Divided, and rounded up; nothing where nothing was ever won."""
    return -int(-amount // by) if by else None
