"""On which day was that, said of something that has happened?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.playbook.month_said import month_of
from bot.playbook.problem import Problem

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_DAY = re.compile(r"^(\d{1,2})(?:st|nd|rd|th|\.)?$")
_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_UNITS = {"day": 1, "week": 7}
_AGO = re.compile(r"^(\d{1,4}|a|one|two|three) (day|week|month)s? ago$")
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3}
_TO_COME = {"tomorrow", "next"}
LONGEST_AGO_YEARS = 5
_AT_MOST = 4  # words of a phrase


@dataclass(frozen=True, slots=True)
class PastDay:
    """A day at the start of some words, or why it is none, and how many words it took."""

    found: date | Problem
    count: int


def past_day(words: Sequence[str], today: date) -> PastDay | None:
    """The day these words begin with; None when they begin with something else.

    "Friday" is the last one that has been; a day that is still to come is a problem.
    """
    for count in range(min(_AT_MOST, len(words)), 0, -1):
        phrase = " ".join(words[:count]).casefold().strip(",;:.").removeprefix("on ")
        found = _read(phrase, today)
        if found is not None:
            return PastDay(_checked(found, phrase, today), count)
    return None


def _read(phrase: str, today: date) -> date | Problem | None:
    if phrase in ("today", "now", "just now", "this morning", "heute"):
        return today
    if phrase in ("yesterday", "gestern"):
        return today - timedelta(days=1)
    first, _, rest = phrase.partition(" ")
    if first in _TO_COME and (not rest or _is_day(rest)):
        return Problem("touch_to_come", {"text": phrase})
    if (ago := _AGO.match(phrase)) is not None:
        return _ago(ago, today)
    if phrase.removeprefix("last ").rstrip("'") in _WEEKDAYS:
        weekday = _WEEKDAYS.index(phrase.removeprefix("last "))
        return today - timedelta(days=(today.weekday() - weekday - 1) % 7 + 1)
    return _named_day(phrase, today)


def _is_day(text: str) -> bool:
    return text in (*_WEEKDAYS, "week", "month")


def _ago(found: re.Match[str], today: date) -> date:
    count = _COUNTS[found[1]] if found[1] in _COUNTS else int(found[1])
    if found[2] == "month":
        return today - relativedelta(months=count)
    return today - timedelta(days=count * _UNITS[found[2]])


def _named_day(phrase: str, today: date) -> date | Problem | None:
    """`2026-03-02`, `2 March`, `March 2`, `2 March 2025`, `2. März`."""
    if iso := _ISO.match(phrase):
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    parts = phrase.split()
    if len(parts) not in (2, 3) or (len(parts) == 3 and not re.match(r"^\d{4}$", parts[2])):
        return None
    for name, number in ((parts[1], parts[0]), (parts[0], parts[1].rstrip(","))):
        month, day = month_of(name), _DAY.match(number)
        if month and day and len(parts) == 3:
            return _day(int(parts[2]), month, int(day[1]))
        if month and day:
            return _latest(month, int(day[1]), today)
    return None


def _latest(month: int, day: int, today: date) -> date | Problem:
    """The last time the calendar had that day."""
    for year in (today.year, today.year - 1, today.year - 2, today.year - 3, today.year - 4):
        found = _day(year, month, day)
        if isinstance(found, date) and found <= today:
            return found
    return Problem("no_such_date", {"month": month, "day": day, "year": None})


def _day(year: int, month: int, day: int) -> date | Problem:
    try:
        return date(year, month, day)
    except ValueError:
        return Problem("no_such_date", {"month": month, "day": day, "year": year})


def _checked(found: date | Problem, phrase: str, today: date) -> date | Problem:
    if isinstance(found, Problem):
        return found
    if found > today:
        return Problem("touch_to_come", {"on": found})
    if found < today - relativedelta(years=LONGEST_AGO_YEARS):
        return Problem("touch_too_old", {"on": found, "years": LONGEST_AGO_YEARS})
    return found
