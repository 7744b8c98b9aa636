"""What can a part of a phrase mean before it is known whether that is still to come?"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any, Self

from bot.playbook.problem import Problem
from bot.playbook.when.moment import Moment

SUNDAY = 6
THE_NEW_YEAR = "?the new year"  # as the table of feasts calls it


@dataclass(frozen=True, slots=True)
class Here:
    """Where and when something was said: the rep's clock, language and office."""

    now: datetime
    today: date
    locale: str
    fiscal_start: int
    day_ends: time

    @property
    def day_first(self) -> bool:
        return not self.locale.lower().endswith("us")

    @property
    def german(self) -> bool:
        return self.locale.lower().startswith("de")

    @property
    def week_is_open(self) -> bool:
        """On a Sunday an American's week has begun and a European's is ending."""
        return self.locale.lower().endswith("us") and self.today.weekday() == SUNDAY


@dataclass(frozen=True, slots=True)
class Days:
    """A day, or several to ask about; `again` is the next such day should the day be past."""

    options: tuple[Moment, ...] = ()
    again: date | None = None
    problem: Problem | None = None
    computed: bool = False
    by: bool = False
    vague: bool = False

    def but(self, **changes: Any) -> Self:
        """The same days, said in another way."""
        return replace(self, **changes)


@dataclass(frozen=True, slots=True)
class Span:
    """A week, month, quarter, half or year somebody spoke of, first and last day included.

    `named`: it comes again only next year ("March", "Q1"). `stands`: it says when by itself
    ("next month" does, "the month" does not).
    """

    first: date
    last: date
    unit: str
    named: bool = False
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Amount:
    """A length of time; `high` differs from `low` when it is loose ("two or three weeks")."""

    low: int
    high: int
    unit: str


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day as minutes after midnight, the likeliest first; 1440 is the day's end.

    `bare`: said without am or pm, so that "in the evening" may still turn it.
    """

    minutes: tuple[int, ...]
    problem: Problem | None = None
    bare: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: its bounds in minutes, and times to offer when no hour is named."""

    name: str
    first: int
    last: int
    offers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Zone:
    """A clock somebody named: a key of the zone table with the word used, or minutes from UTC."""

    key: str
    said: str
    offset: int | None = None


def on(
    day: date | None,
    *,
    again: date | None = None,
    computed: bool = False,
    by: bool = False,
    vague: bool = False,
) -> Days | None:
    """Exactly that day; nothing when there is no such day."""
    return None if day is None else Days((Moment(day),), again, None, computed, by, vague)


def either(
    *days: date | None, computed: bool = False, by: bool = False, vague: bool = False
) -> Days | None:
    """A question: which of these?"""
    options = tuple(dict.fromkeys(Moment(day) for day in days if day is not None))
    return Days(options, None, None, computed, by, vague) if options else None


def no(code: str, **facts: object) -> Days:
    """No day at all, and why."""
    return Days(problem=Problem(code, facts))


def single(days: Days) -> date | None:
    """The day, when there is exactly one and no hour to it."""
    if days.problem or len(days.options) != 1 or days.options[0].due_time is not None:
        return None
    return days.options[0].due_on


def shifted_each(days: Days, shifted: Callable[[date], date]) -> Days | None:
    """Every option moved; what names no day cannot be moved from."""
    if days.problem:
        return days
    if days.vague or any(option.due_time is not None for option in days.options):
        return None
    return either(*(shifted(option.due_on) for option in days.options))


def all_of(*days: Days | None) -> Days | None:
    """All options together, to choose from."""
    known = [each for each in days if each is not None]
    refused = next((each for each in known if each.problem), None)
    if refused or not known:
        return refused
    options = (option for each in known for option in each.options)
    return Days(tuple(dict.fromkeys(options)), known[0].again)
