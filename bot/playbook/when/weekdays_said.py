"""How do people say a day by its name or its distance in days: "tomorrow", "next Tuesday"?"""

from datetime import date, timedelta
from typing import Any

from bot.playbook.when import calendar as cal
from bot.playbook.when.grammar import rule
from bot.playbook.when.meaning import Days, Here, either, no, on, shifted_each
from bot.playbook.when.moment import Moment

# "Next Tuesday" said this close to a Tuesday may mean that one.
SOON = timedelta(days=2)
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)


@rule("DAY", "today")
def today(here: Here) -> Days | None:
    return on(here.today)


@rule("DAY", "tomorrow")
def tomorrow(here: Here) -> Days | None:
    return on(here.today + ONE_DAY)


@rule("DAY", "overmorrow", "day after tomorrow")
def day_after_tomorrow(here: Here) -> Days | None:
    return on(here.today + 2 * ONE_DAY)


@rule("DAY", "yesterday", "last|past UNIT", "AMOUNT ago", "day before yesterday")
def long_past(here: Here, _: Any = None) -> Days:
    return no("date_in_past")


@rule("DAY", "today WD", "today DATED", "WD today")
def today_named(here: Here, said: int | Days) -> Days | None:
    return _agreeing(here.today, said)


@rule("DAY", "tomorrow WD", "tomorrow DATED")
def tomorrow_named(here: Here, said: int | Days) -> Days | None:
    return _agreeing(here.today + ONE_DAY, said)


@rule("DAY", "on? WD", "this? coming WD", "next coming WD")
def bare_weekday(here: Here, weekday: int) -> Days | None:
    """A bare weekday is the nearest future one, never today."""
    return on(cal.nearest(weekday, here.today))


@rule("DAY", "this WD", "WD this UNIT", "WD of this UNIT", "this UNIT on? WD")
def this_weekday(here: Here, first: Any, second: Any = None) -> Days | None:
    """This X is this week's, refused when past."""
    weekday = _of_a_week(first, second)
    if weekday is None:
        return None
    day = cal.monday_of(here.today) + weekday * ONE_DAY
    return on(day, again=cal.nearest(weekday, here.today))


@rule("DAY", "next WD")
def next_weekday(here: Here, weekday: int) -> Days | None:
    """Next X is X of next week; with the nearest X one or two days off, both are offered."""
    nearest, of_next_week = cal.nearest(weekday, here.today), _weekday_in(here, weekday, weeks=1)
    if nearest - here.today <= SOON:
        return either(nearest, nearest + ONE_WEEK)
    # To many Germans "nächsten Freitag" is the coming one.
    return either(nearest, of_next_week) if here.german else on(of_next_week)


@rule("DAY", "WD of|in? next|coming UNIT", "next|coming UNIT on? WD")
def weekday_next_week(here: Here, first: Any, second: Any) -> Days | None:
    weekday = _of_a_week(first, second)
    if weekday is None:
        return None
    day = _weekday_in(here, weekday, weeks=1)
    return either(day, day + ONE_WEEK) if here.week_is_open else on(day)


@rule("DAY", "WD of|in? UNIT after next", "UNIT after next on? WD")
@rule("DAY", "WD of|in? overnext UNIT", "overnext UNIT on? WD")
def weekday_week_after_next(here: Here, first: Any, second: Any) -> Days | None:
    weekday = _of_a_week(first, second)
    if weekday is None:
        return None
    day = _weekday_in(here, weekday, weeks=2)
    return either(day, day + ONE_WEEK) if here.week_is_open else on(day)


@rule("DAY", "on? WD of|in? NAMED", "NAMED on? WD")
def weekday_of_numbered_week(here: Here, first: Any, second: Any) -> Days | None:
    weekday, span = (first, second) if isinstance(first, int) else (second, first)
    return on(span.first + weekday * ONE_DAY) if span.unit == "week" else None


@rule("DAY", "overnext WD", "WD after next")
def weekday_after_next(here: Here, weekday: int) -> Days | None:
    nearest = cal.nearest(weekday, here.today)
    return either(nearest + ONE_WEEK, _weekday_in(here, weekday, weeks=2))


@rule("DAY", "last|past WD")
def last_weekday(here: Here, weekday: int) -> Days:
    return no("date_in_past").but(again=cal.nearest(weekday, here.today))


@rule("DAY", "first? WD after DAY")
def weekday_after(here: Here, weekday: int, other: Days) -> Days | None:
    """ "The Monday after Thanksgiving": the first such day after it."""
    return shifted_each(other, lambda day: cal.nearest(weekday, day))


@rule("DAY", "last? WD before DAY")
def weekday_before(here: Here, weekday: int, other: Days) -> Days | None:
    return shifted_each(other, lambda day: cal.nearest(weekday, day - 8 * ONE_DAY))


def _of_a_week(first: Any, second: Any) -> int | None:
    """The weekday of ("week", 4) or (4, "week"); nothing for any other unit."""
    weekday, unit = (first, second) if isinstance(first, int) else (second, first)
    if unit is None:
        return int(weekday) if weekday is not None else None
    return int(weekday) if unit == "week" else None


def _weekday_in(here: Here, weekday: int, weeks: int) -> date:
    return cal.monday_of(here.today) + weeks * ONE_WEEK + weekday * ONE_DAY


def _agreeing(day: date, said: int | Days) -> Days | None:
    """A day said twice over ("tomorrow, Monday") must be one and the same."""
    if isinstance(said, int):
        return on(day) if day.weekday() == said else either(day, cal.closest(said, day))
    if said.problem or Moment(day) in said.options:
        return said if said.problem else on(day)
    return either(day, said.options[0].due_on)
