"""Which day is it: weekdays, months, quarters, working days and feasts, with no words attached?"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter
from dateutil.relativedelta import relativedelta

HORIZON_YEARS = 5
DAYS_A_WEEK = 7
FRIDAY = 4
MONTHS_A_QUARTER = 3


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def nearest(weekday: int, after: date) -> date:
    """The first such weekday after a day, never that day itself."""
    return after + timedelta(days=(weekday - after.weekday() - 1) % DAYS_A_WEEK + 1)


def closest(weekday: int, to: date) -> date:
    """The such weekday within three days of a day."""
    ahead = (weekday - to.weekday()) % DAYS_A_WEEK
    return to + timedelta(days=ahead if ahead <= DAYS_A_WEEK // 2 else ahead - DAYS_A_WEEK)


def is_workday(day: date) -> bool:
    return day.weekday() <= FRIDAY


def workday_after(day: date, count: int = 1) -> date:
    """The `count`-th Monday-to-Friday day after a day, or before it when negative."""
    step = timedelta(days=1 if count > 0 else -1)
    left = abs(count)
    while left:
        day += step
        left -= is_workday(day)
    return day


def workday_from(day: date) -> date:
    """The day itself when it is a working day, else the next one."""
    return day if is_workday(day) else workday_after(day)


def day_in(year: int, month: int, day: int) -> date | None:
    """That date, or None where the month has no such day."""
    return date(year, month, day) if 1 <= day <= monthrange(year, month)[1] else None


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def plus_months(day: date, months: int) -> date:
    """So many months on; a day the month lacks becomes its last day."""
    return day + relativedelta(months=months)


@lru_cache(maxsize=8)
def horizon(today: date) -> date:
    """The last day a commitment may lie on."""
    return today + relativedelta(years=HORIZON_YEARS)


def year_start(day: date, starts_in: int) -> date:
    """The first day of the year, beginning in month `starts_in`, that holds a day."""
    return date(day.year - (day.month < starts_in), starts_in, 1)


def quarter_start(day: date, starts_in: int) -> date:
    begun = year_start(day, starts_in)
    months = (day.year - begun.year) * 12 + day.month - begun.month
    return plus_months(begun, months - months % MONTHS_A_QUARTER)


def nth_weekday(first: date, last: date, weekday: int, nth: int) -> date | None:
    """The nth such weekday between two days, counted from the end when negative."""
    if nth > 0:
        day = nearest(weekday, first - timedelta(days=1)) + timedelta(weeks=nth - 1)
    else:
        day = nearest(weekday, last - timedelta(days=DAYS_A_WEEK)) + timedelta(weeks=nth + 1)
    return day if first <= day <= last else None


def us_week_monday(year: int, week: int) -> date:
    """The Monday of a week counted as in the US, where week 1 holds 1 January, from a Sunday."""
    new_year = date(year, 1, 1)
    sunday = new_year - timedelta(days=new_year.isoweekday() % DAYS_A_WEEK)
    return sunday + timedelta(weeks=week - 1, days=1)


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, nth: int, shift: int = 0) -> Callable[[int], date]:
    def on(year: int) -> date:
        day = nth_weekday(date(year, month, 1), last_day(year, month), weekday, nth)
        assert day is not None
        return day + timedelta(days=shift)

    return on


def _from_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


FEASTS: Mapping[str, Callable[[int], date]] = {
    "new year": _fixed(1, 1),
    "epiphany": _fixed(1, 6),
    "martin luther king": _nth(1, 0, 3),
    "valentine": _fixed(2, 14),
    "presidents": _nth(2, 0, 3),
    "saint patrick": _fixed(3, 17),
    "good friday": _from_easter(-2),
    "easter": _from_easter(0),
    "easter monday": _from_easter(1),
    "may day": _fixed(5, 1),
    "ascension": _from_easter(39),
    "pentecost": _from_easter(49),
    "whit monday": _from_easter(50),
    "corpus christi": _from_easter(60),
    "memorial": _nth(5, 0, -1),
    "juneteenth": _fixed(6, 19),
    "fourth of july": _fixed(7, 4),
    "labor": _nth(9, 0, 1),
    "german unity": _fixed(10, 3),
    "columbus": _nth(10, 0, 2),
    "halloween": _fixed(10, 31),
    "all saints": _fixed(11, 1),
    "veterans": _fixed(11, 11),
    "thanksgiving": _nth(11, 3, 4),
    "black friday": _nth(11, 3, 4, shift=1),
    "cyber monday": _nth(11, 3, 4, shift=4),
    "saint nicholas": _fixed(12, 6),
    "christmas eve": _fixed(12, 24),
    "christmas": _fixed(12, 25),
    "boxing": _fixed(12, 26),
    "new year eve": _fixed(12, 31),
}
