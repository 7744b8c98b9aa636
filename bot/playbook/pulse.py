"""When is a team asked how business is, and what of its answers may be told? (S1-5)"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import IntEnum
from zoneinfo import ZoneInfo

from bot.playbook import due
from bot.playbook.asking import THEMES, Ask
from bot.playbook.model import Hours
from bot.playbook.when import Moment, instant

MONTHS = (3, 9)  # it opens on the first Monday of these
OPEN_WORKING_DAYS = 10  # Monday to Friday, the first among them
FEWEST = 5  # of whom nobody can tell who said what; with fewer nobody is asked, or told
TOLD_AT = time(10)  # on the working day after, by the workspace's clocks

_NAMES = frozenset({Ask.PULSE.value, THEMES[Ask.PULSE].value})  # by which it is muted
_WEEK = Hours()
_A_DAY = timedelta(days=1)


class Step(IntEnum):
    """Compared with six months ago."""

    MUCH_WORSE = 1
    WORSE = 2
    SAME = 3
    BETTER = 4
    MUCH_BETTER = 5


@dataclass(frozen=True, slots=True)
class Pulse:
    """The question, as one rep is asked it: whoever brings the ballot back is counted."""

    ballot: str
    last_day: date


@dataclass(frozen=True, slots=True)
class PulseResult:
    """How often each step was chosen, the worst first."""

    opened_on: date
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


def open_on(today: date) -> date | None:
    """The first day of the pulse that this day belongs to, if it belongs to one."""
    month = today.replace(day=1)
    first = month + timedelta(days=-month.weekday() % 7)
    is_within = first <= today <= last_day(first)
    return first if first.month in MONTHS and is_within else None


def last_day(opened_on: date) -> date:
    """The last day on which it can be answered."""
    day = opened_on
    for _ in range(OPEN_WORKING_DAYS - 1):
        day = due.next_working_day(day + _A_DAY, _WEEK)
    return day


def closes_at(opened_on: date, zone: str) -> datetime:
    """The working day after the last: then the counts are told, and nothing is counted any more."""
    day = due.next_working_day(last_day(opened_on) + _A_DAY, _WEEK)
    return instant(Moment(day, TOLD_AT), ZoneInfo(zone))


def may_ask(muted: Iterable[Collection[str]]) -> bool:
    """Whether enough of a team can be asked; `muted` is what each of them never wants to hear."""
    return sum(_NAMES.isdisjoint(each) for each in muted) >= FEWEST


def may_tell(counts: Sequence[int]) -> bool:
    """Whether enough have answered for anybody to be told."""
    return sum(counts) >= FEWEST
