"""How do people say a week, month, quarter or year, and which days does it hold?"""

from datetime import date, timedelta
from typing import Any

from bot.playbook.when import calendar as cal
from bot.playbook.when.grammar import rule
from bot.playbook.when.meaning import Days, Here, Span, either

ONE_DAY = timedelta(days=1)
LONG = timedelta(days=10)
MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12}


def this_span(here: Here, unit: str, ahead: int = 0, *, stands: bool = True) -> Span:
    """This week, month, quarter or year, or so many ahead."""
    if unit == "week":
        monday = cal.monday_of(here.today) + timedelta(weeks=ahead)
        return Span(monday, monday + 6 * ONE_DAY, unit, stands=stands)
    if unit == "month":
        first = here.today.replace(day=1)
    elif unit == "quarter":
        first = cal.quarter_start(here.today, here.fiscal_start)
    else:
        first = date(here.today.year, 1, 1)
    return _months(cal.plus_months(first, ahead * MONTHS[unit]), unit, stands=stands)


def following(span: Span) -> Span:
    """The next span of the same kind; for a named one, that of next year."""
    if span.unit == "week":
        week = timedelta(weeks=1)
        return Span(span.first + week, span.last + week, "week")
    months = 12 if span.named else MONTHS[span.unit]
    return _months(cal.plus_months(span.first, months), span.unit, named=span.named)


def spread(today: date, first: date, last: date) -> Days | None:
    """Up to three days to choose from between two days, none of them past."""
    first = max(first, today + ONE_DAY)
    days = [first, first + (last - first) / 2, last]
    if last - first > LONG:
        days = [cal.workday_from(days[0]), cal.workday_from(days[1]), _workday_until(last)]
    elif cal.workday_from(first) <= last:
        days = sorted(day for day in days if cal.is_workday(day)) or days
    inside = [day for day in days if first <= day <= last]
    return either(*inside, vague=True, computed=True)


@rule("SPAN", "PERIOD", "NAMED")
def any_span(here: Here, span: Span) -> Span:
    return span


@rule("SPAN", "UNIT", "s? UNIT")
def the_span(here: Here, unit: str) -> Span | None:
    return this_span(here, unit, stands=False) if _is_span(unit) else None


@rule("PERIOD", "this UNIT")
def this_one(here: Here, unit: str) -> Span | None:
    return this_span(here, unit) if _is_span(unit) else None


@rule("PERIOD", "next|coming UNIT", "next coming UNIT", "this coming UNIT")
def next_one(here: Here, unit: str) -> Span | None:
    return this_span(here, unit, 1) if _is_span(unit) else None


@rule("PERIOD", "next|coming UNIT")
def american_next_week(here: Here, unit: str) -> Span | None:
    """On a Sunday "next week" may skip the week that starts tomorrow: a question."""
    return this_span(here, unit, 2) if unit == "week" and here.week_is_open else None


@rule("PERIOD", "UNIT after next", "overnext UNIT")
def one_after_next(here: Here, unit: str) -> Span | None:
    return this_span(here, unit, 2) if _is_span(unit) else None


@rule("NAMED", "MONTH")
def month(here: Here, number: int) -> Span:
    """A month without a year is this one or the next to come."""
    year = here.today.year + (number < here.today.month)
    return _months(date(year, number, 1), "month", named=True)


@rule("NAMED", "MONTH of? YEAR")
def month_of_year(here: Here, number: int, year: int) -> Span:
    return _months(date(year, number, 1), "month", named=True)


@rule("NAMED", "next UNIT in? MONTH")
def next_year_month(here: Here, unit: str, number: int) -> Span | None:
    return month_next_year(here, number, unit)


@rule("NAMED", "MONTH of? next UNIT")
def month_next_year(here: Here, number: int, unit: str) -> Span | None:
    return month_of_year(here, number, here.today.year + 1) if unit == "year" else None


@rule("NAMED", "MONTH of? this UNIT")
def month_this_year(here: Here, number: int, unit: str) -> Span | None:
    return month_of_year(here, number, here.today.year) if unit == "year" else None


@rule("NAMED", "this MONTH", "coming MONTH")
def this_month(here: Here, number: int) -> Span:
    return month(here, number)


@rule("NAMED", "next MONTH")
def next_month_named(here: Here, number: int) -> Span:
    return month(here, number)


@rule("NAMED", "next MONTH")
def next_years_month(here: Here, number: int) -> Span | None:
    """ "Next March", said before a March of this year, may skip it: a question."""
    near = month(here, number)
    return following(near) if near.first.year == here.today.year else None


@rule("NAMED", "q NUM", "ORDINAL UNIT", "this q NUM", "UNIT NUM")
def quarter(here: Here, first: Any, second: Any = None) -> Span | None:
    number = _of_unit("quarter", first, second)
    if number is None or not 1 <= number <= 4:
        return None
    begun = cal.year_start(here.today, here.fiscal_start)
    span = _quarter(begun, number)
    return span if span.last >= here.today else following(span)


@rule("NAMED", "q NUM of|/? YEAR", "ORDINAL UNIT of? YEAR")
def quarter_of_year(here: Here, first: Any, second: Any, third: Any = None) -> Span | None:
    year = second if third is None else third
    number = _of_unit("quarter", first, None if third is None else second)
    if number is None or not 1 <= number <= 4 or here.fiscal_start != 1:
        return None
    return _quarter(date(year, 1, 1), number)


@rule("NAMED", "q NUM of? next UNIT", "ORDINAL UNIT of? next UNIT")
def quarter_next_year(here: Here, first: Any, second: Any, third: Any = None) -> Span | None:
    unit = second if third is None else third
    if unit != "year":
        return None
    return (
        quarter_of_year(here, first, here.today.year + 1)
        if third is None
        else (quarter_of_year(here, first, second, here.today.year + 1))
    )


@rule("NAMED", "h NUM")
def half_year(here: Here, number: int) -> Span | None:
    if number not in (1, 2):
        return None
    span = _months(date(here.today.year, 6 * number - 5, 1), "half", named=True)
    return span if span.last >= here.today else following(span)


@rule("NAMED", "h NUM of? YEAR")
def half_of_year(here: Here, number: int, year: int) -> Span | None:
    return _months(date(year, 6 * number - 5, 1), "half") if number in (1, 2) else None


@rule("NAMED", "UNIT YEAR")
def the_year(here: Here, unit: str, number: int) -> Span | None:
    return year(here, number) if unit == "year" else None


@rule("NAMED", "YEAR")
def year(here: Here, number: int) -> Span:
    return _months(date(number, 1, 1), "year")


@rule("SPAN", "fiscal UNIT", "this fiscal UNIT")
def fiscal(here: Here, unit: str) -> Span | None:
    if unit == "year":
        return _months(cal.year_start(here.today, here.fiscal_start), "year", stands=False)
    return this_span(here, unit, stands=False) if unit == "quarter" else None


@rule("SPAN", "next fiscal UNIT")
def next_fiscal(here: Here, unit: str) -> Span | None:
    this = fiscal(here, unit)
    return this and following(this)


@rule("NAMED", "cw NUM", "calendar? week NUM", "w NUM")
def numbered_week(here: Here, number: int) -> Span | None:
    if not 1 <= number <= 53:
        return None
    years = range(here.today.year, here.today.year + 8)
    spans = (_iso_week(year, number) for year in years)
    return next((span for span in spans if span and span.last >= here.today), None)


@rule("NAMED", "cw NUM of|/? YEAR", "calendar? week NUM of|/? YEAR")
def numbered_week_of(here: Here, number: int, year: int) -> Span | None:
    return _iso_week(year, number)


@rule("NAMED", "week NUM")
def us_numbered_week(here: Here, number: int) -> Span | None:
    """American week numbers count from the week of 1 January; a different Monday is a question."""
    if here.day_first or not 1 <= number <= 53:
        return None
    monday = cal.us_week_monday(here.today.year, number)
    if monday < here.today:
        monday = cal.us_week_monday(here.today.year + 1, number)
    return Span(monday, monday + 6 * ONE_DAY, "week", named=True)


def _is_span(unit: str) -> bool:
    return unit in ("week", "month", "quarter", "year")


def _months(first: date, unit: str, *, named: bool = False, stands: bool = True) -> Span:
    return Span(first, cal.plus_months(first, MONTHS[unit]) - ONE_DAY, unit, named, stands)


def _of_unit(unit: str, first: Any, second: Any) -> int | None:
    """The number of (3), (3, "quarter") or ("quarter", 3)."""
    if second is None:
        return int(first)
    number, said = (first, second) if isinstance(first, int) else (second, first)
    return int(number) if said == unit else None


def _quarter(year_begins: date, number: int) -> Span:
    return _months(cal.plus_months(year_begins, 3 * number - 3), "quarter", named=True)


def _iso_week(year: int, number: int) -> Span | None:
    if number > date(year, 12, 28).isocalendar().week:
        return None
    monday = date.fromisocalendar(year, number, 1)
    return Span(monday, monday + 6 * ONE_DAY, "week", named=True)


def _workday_until(day: date) -> date:
    return day if cal.is_workday(day) else cal.workday_after(day, -1)
