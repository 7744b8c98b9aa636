"""How do people say a date or a feast: "3 March", "12/11", "the 15th", "Thanksgiving"?"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from bot.playbook.when import calendar as cal
from bot.playbook.when.grammar import rule
from bot.playbook.when.meaning import THE_NEW_YEAR, Days, Here, all_of, either, no, on, single

# A day said without its year that passed this recently is more often a slip than next year's.
LATELY = timedelta(days=31)


@rule("MDAY", "MONTH DAYNUM|ORDINAL", "MONTH NTHDOT")
def month_day(here: Here, month: int, day: int) -> tuple[int, int]:
    return month, day


@rule("MDAY", "DAYNUM|ORDINAL of? MONTH")
def day_month(here: Here, day: int, month: int) -> tuple[int, int]:
    return month, day


@rule("DATED", "MDAY")
def yearless(here: Here, month_and_day: tuple[int, int]) -> Days | None:
    """A day without a year is the next such day."""
    return _upcoming(here, *month_and_day)


@rule("DATED", "MDAY YEAR")
def dated(here: Here, month_and_day: tuple[int, int], year: int) -> Days | None:
    return _in_year(here, year, *month_and_day)


@rule("DATED", "MDAY of? next UNIT", "next UNIT on? MDAY")
def dated_next_year(here: Here, first: Any, second: Any) -> Days | None:
    unit, month_and_day = (first, second) if isinstance(first, str) else (second, first)
    return _in_year(here, here.today.year + 1, *month_and_day) if unit == "year" else None


@rule("DATED", "MDAY of? this UNIT")
def dated_this_year(here: Here, month_and_day: tuple[int, int], unit: str) -> Days | None:
    return _in_year(here, here.today.year, *month_and_day) if unit == "year" else None


@rule("DATED", "YMD")
def iso(here: Here, ymd: tuple[int, int, int]) -> Days | None:
    return _in_year(here, *ymd)


@rule("DATED", "SLASHEDYEAR")
def slashed_year(here: Here, said: tuple[int, int, int]) -> Days | None:
    return _numeric(here, *said)


@rule("DATED", "SLASHED")
def slashed(here: Here, said: tuple[int, int]) -> Days | None:
    return _numeric(here, *said, None)


@rule("DATED", "DOTTEDYEAR")
def dotted_year(here: Here, said: tuple[int, int, int]) -> Days | None:
    day, month, year = said
    return _in_year(here, year, month, day) if here.day_first else _dotted(here, *said)


@rule("DATED", "SUREDOTTED")
def dotted(here: Here, said: tuple[int, int]) -> Days | None:
    """With its closing dot it is the German way: day, then month."""
    return _upcoming(here, said[1], said[0]) if here.day_first else _dotted(here, *said, None)


@rule("DATED", "DOTTED")
def open_dotted(here: Here, said: tuple[int, int]) -> Days | None:
    """Without a closing dot a date in German; in English as likely a time or a price."""
    return _upcoming(here, said[1], said[0]) if here.german else None


@rule("NTHDAY", "NTH|NTHDOT")
def nth(here: Here, day: int) -> Days | None:
    """ "The 15th" is the next one; on the 15th itself, or if a month lacks it, a question."""
    this = cal.day_in(here.today.year, here.today.month, day)
    later = _next_nth(here.today, day)
    if later is None:
        return no("no_such_date", day=day)
    if this is not None and this >= here.today:
        return on(this) if this > here.today else either(this, later)
    lacking = here.today if this is None else cal.plus_months(here.today.replace(day=1), 1)
    if this is None or (lacking.year, lacking.month) != (later.year, later.month):
        return either(cal.last_day(lacking.year, lacking.month), later)
    return on(later)


@rule("DATED", "ORDINAL of UNIT")
def nth_of_the_month(here: Here, day: int, unit: str) -> Days | None:
    return nth(here, day) if unit == "month" else None


@rule("DATED", "ORDINAL of|in? PERIOD", "PERIOD on? ORDINAL", "NTHDOT PERIOD")
def nth_of_month(here: Here, first: Any, second: Any) -> Days | None:
    nth, span = (first, second) if isinstance(first, int) else (second, first)
    if span.unit != "month":
        return None
    day = cal.day_in(span.first.year, span.first.month, nth)
    return on(day, again=_next_nth(here.today, nth)) or no("no_such_date", day=nth)


@rule("DAY", "on? DATED|NTHDAY")
def dated_day(here: Here, days: Days) -> Days:
    return days


@rule("DAY", "on? WD on? DATED|NTHDAY", "next|coming|this WD DATED|NTHDAY")
def weekday_dated(here: Here, weekday: int, days: Days) -> Days | None:
    """A weekday beside a date must fit it; when it does not, which of the two is a question."""
    return _fitting(weekday, days)


@rule("DAY", "DATED WD", "DATED on WD")
def dated_weekday(here: Here, days: Days, weekday: int) -> Days | None:
    return _fitting(weekday, days)


@rule("DAY", "between? DAYNUM|ORDINAL -|to|or|and|/ DAYNUM|ORDINAL of? MONTH YEAR?")
def days_of_month(here: Here, low: int, high: int, month: int, year: int | None) -> Days | None:
    return all_of(*(_month_day(here, month, day, year) for day in (low, high)))


@rule("DAY", "between? MONTH DAYNUM|ORDINAL -|to|or|and|/ DAYNUM|ORDINAL YEAR?")
def month_and_days(here: Here, month: int, low: int, high: int, year: int | None) -> Days | None:
    return all_of(*(_month_day(here, month, day, year) for day in (low, high)))


@rule("DATED", "FEAST", "FEAST YEAR")
def feast(here: Here, name: str, year: int | None = None) -> Days | None:
    if name.startswith("?"):
        return None if name == THE_NEW_YEAR else no("which_day")
    days = [_feast(here, each, year) for each in name.split("|")]
    return days[0] if len(days) == 1 else all_of(*days)


@rule("DATED", "this FEAST", "FEAST this UNIT", "coming FEAST")
def this_feast(here: Here, name: str, unit: str = "year") -> Days | None:
    return feast(here, name) if unit == "year" else None


@rule("DATED", "FEAST next UNIT")
def feast_next_year(here: Here, name: str, unit: str) -> Days | None:
    return feast(here, name, here.today.year + 1) if unit == "year" else None


@rule("DATED", "next FEAST")
def next_feast(here: Here, name: str) -> Days | None:
    """ "Next Christmas", this year's still to come: which one is a question."""
    near = feast(here, name)
    day = None if near is None else single(near)
    if day is None or day.year > here.today.year or day < here.today:
        return near
    return all_of(near, feast(here, name, day.year + 1))


def _fitting(weekday: int, days: Days) -> Days | None:
    if days.problem:
        return days
    fitting = [each.due_on for each in days.options if each.due_on.weekday() == weekday]
    if fitting:
        return days if len(days.options) == 1 else either(*fitting)
    day = days.options[0].due_on
    return either(day, cal.closest(weekday, day))


def _upcoming(here: Here, month: int, day: int) -> Days | None:
    """The next such day; one that has only just passed is past."""
    if not 1 <= month <= 12 or day < 1:
        return no("no_such_date", month=month, day=day)
    this = cal.day_in(here.today.year, month, day)
    next_year = cal.day_in(here.today.year + 1, month, day)
    if this is not None and this >= here.today:
        return on(this)
    if this is not None and next_year is not None and here.today - this <= LATELY:
        return on(this, again=next_year)
    if next_year is None or (this is None and next_year is None):
        return _leap_day(here, month, day)
    if this is None and here.today <= cal.last_day(here.today.year, month):
        return _leap_day(here, month, day)
    return on(next_year)


def _leap_day(here: Here, month: int, day: int) -> Days | None:
    if (month, day) != (2, 29):
        return no("no_such_date", month=month, day=day)
    year = here.today.year
    lasts = (cal.last_day(each, 2) for each in (year, year + 1))
    last = next(last for last in lasts if last >= here.today)
    leaps = (cal.day_in(each, 2, 29) for each in range(year, year + 9))
    return either(last, next(leap for leap in leaps if leap and leap >= here.today))


def _in_year(here: Here, year: int, month: int, day: int) -> Days | None:
    if not 1 <= month <= 12 or not 1 <= year <= 9990:
        return no("no_such_date", year=year, month=month, day=day)
    named = cal.day_in(year, month, day)
    if named is None:
        return no("no_such_date", year=year, month=month, day=day)
    return on(named, again=_again(here.today, month, day))


def _again(today: date, month: int, day: int) -> date | None:
    """The next such day of any year within reach."""
    years = range(today.year, today.year + cal.HORIZON_YEARS)
    days = (cal.day_in(year, month, day) for year in years)
    return next((found for found in days if found and found > today), None)


def _month_day(here: Here, month: int, day: int, year: int | None) -> Days | None:
    return _upcoming(here, month, day) if year is None else _in_year(here, year, month, day)


def _dotted(here: Here, first: int, second: int, year: int | None) -> Days | None:
    """With dots the German order is the likelier one even in America; both are offered."""
    return _numeric(replace(here, locale="en"), first, second, year)


def _numeric(here: Here, first: int, second: int, year: int | None) -> Days | None:
    """Day and month in figures: the locale's order first, the other too when it is a date."""
    orders = [(second, first), (first, second)]
    if not here.day_first:
        orders.reverse()
    days = [_month_day(here, month, day, year) for month, day in dict.fromkeys(orders)]
    real = [each for each in days if each is not None and each.problem is None]
    if len(real) < 2:
        return real[0] if real else days[0]
    if year is None:
        return either(*(each.again or each.options[0].due_on for each in real))
    return Days(tuple(each.options[0] for each in real), real[0].again)


def _next_nth(today: date, nth: int) -> date | None:
    """The next day of that number after today; a month without one is passed over."""
    for months in range(3):
        month = cal.plus_months(today.replace(day=1), months)
        day = cal.day_in(month.year, month.month, nth)
        if day is not None and day > today:
            return day
    return None


def _feast(here: Here, name: str, year: int | None) -> Days | None:
    falls_on = cal.FEASTS[name]
    if year is not None:
        return on(falls_on(year), again=falls_on(here.today.year + 1)) if year < 9990 else None
    this = falls_on(here.today.year)
    if this >= here.today:
        return on(this)
    if here.today - this <= LATELY:
        return on(this, again=falls_on(here.today.year + 1))
    return on(falls_on(here.today.year + 1))
