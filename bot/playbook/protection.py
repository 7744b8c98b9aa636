"""When is a rep's weekly hour for finding new clients, and is it kept? (S0-6)"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.playbook import due
from bot.playbook.days_off import is_day_off
from bot.playbook.model import Protected, Rep
from bot.playbook.problem import Problem
from bot.playbook.when import Moment, instant

WEEKS = 10  # "7 of the last 10 weeks"
ASK_WITHIN = timedelta(days=3)  # of its end; later nobody remembers
SHORTEST_MINUTES = 15
OFF = ("off", "none", "no")

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TAGE = ("montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonntag")
_SHORTEST_DAY = 2  # letters: "tu", "di"
_CLOCK = r"(?P<{0}h>\d{{1,2}})(?:[:.](?P<{0}m>\d{{2}}))?\s*(?P<{0}p>[ap]m)?(?:\s*uhr)?"
_BLOCK = re.compile(
    r"(?:every\s+|on\s+)?(?P<day>[a-z]+?)s?\.?,?\s+(?:from\s+|between\s+|von\s+)?"
    + _CLOCK.format("a")
    + r"\s*(?:to|until|till|and|bis|-|–|—)\s*"
    + _CLOCK.format("b")
)
_NOON = 12
_MORNING_FROM = 7  # "2 to 4" without more could be either half of the day


class Kept(StrEnum):
    """Whether a block was kept."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Streak:
    """How many of the last weeks were kept, and how many in part."""

    kept: int
    partly: int
    weeks: int


@dataclass(frozen=True, slots=True)
class ProtectedWeek:
    """One week's block, what was answered, and how the last weeks went."""

    id: int
    day: date
    block: Protected
    answer: Kept | None
    streak: Streak


def is_protected(now: datetime, rep: Rep) -> bool:
    """Whether Steady starts nothing now, because the rep looks for new clients (S0-6)."""
    return protected_until(now, rep) is not None


def protected_until(now: datetime, rep: Rep) -> datetime | None:
    """The end of the block that is under way."""
    block = rep.protected
    if block is None:
        return None
    today = due.today_in(rep.zone, now)
    begins, ends = _on(today, block.begins, rep), _on(today, block.ends, rep)
    return ends if today.weekday() == block.weekday and begins <= now < ends else None


def next_end(after: datetime, rep: Rep) -> tuple[date, datetime] | None:
    """The local day and the instant of the first end of a block after that moment."""
    if rep.protected is None:
        return None
    day = due.today_in(rep.zone, after)
    day += timedelta(days=(rep.protected.weekday - day.weekday()) % 7)
    ends = _on(day, rep.protected.ends, rep)
    if ends <= after:
        day += timedelta(weeks=1)
        ends = _on(day, rep.protected.ends, rep)
    return day, ends


def is_asked_about(day: date, ended: datetime, now: datetime, rep: Rep) -> bool:
    """Holidays and pauses are not asked about, and neither is what is long past."""
    is_off = is_day_off(day, rep.hours.holidays)
    is_away = rep.paused_until is not None and day < rep.paused_until
    return not is_off and not is_away and now - ended <= ASK_WITHIN


def is_week_over(day: date, rep: Rep, now: datetime) -> bool:
    """Whether the week of a block is over, and with it the time to answer."""
    return due.today_in(rep.zone, now) >= day + timedelta(weeks=1)


def streak(answers: Sequence[Kept]) -> Streak:
    """Of the answers, the newest first, those of the last ten weeks."""
    last = answers[:WEEKS]
    return Streak(last.count(Kept.YES), last.count(Kept.PARTLY), len(last))


def trouble(block: Protected) -> Problem | None:
    """Why a block cannot be like that."""
    if _minutes(block.ends) - _minutes(block.begins) < SHORTEST_MINUTES:
        return Problem("protected_too_short", {"minutes": SHORTEST_MINUTES})
    return None


def block_said(text: str) -> Protected | Problem:
    """ "Tuesday 9 to 11", "Fri 2pm - 4pm", "dienstags 9 bis 11"."""
    found = _BLOCK.fullmatch(text.strip().casefold())
    weekday = _weekday(found["day"]) if found else None
    if found is None or weekday is None:
        return Problem("protect_when", {"text": text.strip()})
    clocks = _clocks(found)
    if isinstance(clocks, Problem):
        return clocks
    block = Protected(weekday, *clocks)
    return trouble(block) or block


def _clocks(found: re.Match[str]) -> tuple[time, time] | Problem:
    """Both hours; one that may be of either half of the day is asked for again."""
    halves = (found["ap"] or found["bp"], found["bp"])
    hours = [int(found[f"{side}h"]) for side in "ab"]
    is_bare = not any(halves) and not any(found[f"{side}h"].startswith("0") for side in "ab")
    if is_bare and hours[0] < _MORNING_FROM and hours[1] <= _NOON:
        return Problem("protect_which_half", {"hours": f"{hours[0]} to {hours[1]}"})
    clocks = [_clock(found, side, half) for side, half in zip("ab", halves, strict=True)]
    first, last = clocks
    if first is None or last is None:
        return Problem("protect_when", {"text": found[0]})
    if first >= last and not found["ap"]:  # "11 to 1pm", "10 to 2"
        first = _clock(found, "a", None) or first
        last = _clock(found, "b", "pm") or last
    return first, last


def _clock(found: re.Match[str], side: str, half: str | None) -> time | None:
    hour, minute = int(found[f"{side}h"]), int(found[f"{side}m"] or 0)
    if half and 1 <= hour <= _NOON:
        hour = hour % _NOON + (_NOON if half == "pm" else 0)
    is_one = hour < 24 and minute < 60
    return time(hour, minute) if is_one else None


def _weekday(said: str) -> int | None:
    if len(said) < _SHORTEST_DAY:
        return None
    for names in (_DAYS, _TAGE):
        near = [n for n, name in enumerate(names) if name.startswith(said)]
        if len(near) == 1:
            return near[0]
    return None


def _on(day: date, at: time, rep: Rep) -> datetime:
    return instant(Moment(day, at), ZoneInfo(rep.zone))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
