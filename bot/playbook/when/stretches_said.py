"""How do people say a day of a longer stretch, or only the stretch: "mid January", "spring"?"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bot.playbook.when import calendar as cal
from bot.playbook.when.grammar import rule
from bot.playbook.when.meaning import (
    THE_NEW_YEAR,
    Days,
    Here,
    Span,
    either,
    no,
    on,
    single,
)
from bot.playbook.when.spans_said import following, spread, this_span

MIDDLE_OF_MONTH, LATE_IN_MONTH = 15, 25
WEDNESDAY, THURSDAY, FRIDAY, SATURDAY = 2, 3, 4, 5
SEASON_STARTS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)


@rule("DAY", "end of? SPAN", "SPAN end")
def end_of(here: Here, span: Span) -> Days | None:
    """The last day of a month, quarter or year; the end of a week is its Friday."""
    return _in_span(here, span, _end, computed=True, by=True)


@rule("DAY", "eow")
def end_of_this_week(here: Here) -> Days | None:
    return end_of(here, this_span(here, "week"))


@rule("DAY", "eom")
def end_of_this_month(here: Here) -> Days | None:
    return end_of(here, this_span(here, "month"))


@rule("DAY", "eoq")
def end_of_this_quarter(here: Here) -> Days | None:
    return end_of(here, this_span(here, "quarter"))


@rule("DAY", "eoy")
def end_of_this_year(here: Here) -> Days | None:
    return end_of(here, this_span(here, "year"))


@rule("DAY", "in? mid of? SPAN", "mid SPAN")
def middle_of(here: Here, span: Span) -> Days | None:
    """Mid a month is the 15th, mid a week Wednesday; of anything longer a question."""
    if span.unit == "month":
        return _in_span(
            here, span, lambda s: s.first.replace(day=MIDDLE_OF_MONTH), computed=True, vague=True
        )
    if span.unit == "week":
        return _in_span(
            here, span, lambda s: s.first + WEDNESDAY * ONE_DAY, computed=True, vague=True
        )
    third = (span.last - span.first) / 3
    return spread(here.today, span.first + third, span.last - third)


@rule("DAY", "in|at? beginning of|in? SPAN")
def beginning_of(here: Here, span: Span) -> Days | None:
    """Its first day; of a year, a question."""
    if span.unit in ("year", "half"):
        return spread(here.today, span.first, span.first + timedelta(days=45))
    return _in_span(here, span, lambda s: s.first, computed=True, vague=True)


@rule("DAY", "early of|in? SPAN")
def early_in(here: Here, span: Span) -> Days | None:
    if span.unit == "week":
        return spread(here.today, span.first, span.first + ONE_DAY)
    return beginning_of(here, span)


@rule("DAY", "late of|in? SPAN")
def late_in(here: Here, span: Span) -> Days | None:
    """Late in a month is the 25th; of anything else a question."""
    if span.unit == "month":
        return _in_span(
            here, span, lambda s: s.first.replace(day=LATE_IN_MONTH), computed=True, vague=True
        )
    if span.unit == "week":
        return spread(here.today, span.first + THURSDAY * ONE_DAY, span.first + FRIDAY * ONE_DAY)
    return spread(here.today, span.last - (span.last - span.first) / 4, span.last)


@rule("DAY", "ORDINAL WD of|in? SPAN")
def nth_weekday(here: Here, nth: int, weekday: int, span: Span) -> Days | None:
    day = _in_span(here, span, lambda s: cal.nth_weekday(s.first, s.last, weekday, nth))
    return day or no("no_such_date")


@rule("DAY", "last WD of|in? SPAN")
def last_weekday_of(here: Here, weekday: int, span: Span) -> Days | None:
    return _in_span(here, span, lambda s: cal.nth_weekday(s.first, s.last, weekday, -1))


@rule("DAY", "ORDINAL UNIT of|in? SPAN")
def nth_day_of(here: Here, nth: int, unit: str, span: Span) -> Days | None:
    if unit == "workday":
        return _in_span(here, span, lambda s: cal.workday_after(s.first - ONE_DAY, nth))
    if unit == "week" and span.unit == "month":
        return _week_of_month(here, nth, span)
    if unit != "day" or nth > (span.last - span.first).days + 1:
        return None
    return _in_span(here, span, lambda s: s.first + (nth - 1) * ONE_DAY)


@rule("DAY", "ORDINAL business UNIT of|in? SPAN")
def nth_business_day_of(here: Here, nth: int, unit: str, span: Span) -> Days | None:
    return nth_day_of(here, nth, "workday", span) if unit == "day" else None


@rule("DAY", "last UNIT of|in? SPAN")
def last_day_of(here: Here, unit: str, span: Span) -> Days | None:
    if unit == "workday":
        return _in_span(here, span, lambda s: cal.workday_after(s.last + ONE_DAY, -1))
    if unit == "week":
        return spread(here.today, cal.monday_of(span.last), span.last)
    return _in_span(here, span, lambda s: s.last) if unit == "day" else None


@rule("DAY", "last business UNIT of|in? SPAN")
def last_business_day_of(here: Here, unit: str, span: Span) -> Days | None:
    return last_day_of(here, "workday", span) if unit == "day" else None


@rule("DAY", "ORDINAL half of|in? SPAN")
def half_of(here: Here, nth: int, span: Span) -> Days | None:
    middle = span.first + (span.last - span.first) / 2
    if nth == 1:
        return spread(here.today, span.first, middle)
    return spread(here.today, middle + ONE_DAY, span.last) if nth == 2 else None


@rule("DAY", "SPAN", "in|on|during|over|for SPAN", "later in? SPAN")
def bare_span(here: Here, span: Span) -> Days | None:
    """A bare month or quarter to come is its first day; anything else not a day is a question."""
    if not span.stands:
        return None
    if span.named and span.unit in ("month", "quarter", "week") and span.first > here.today:
        return on(span.first, computed=True, vague=True)
    days = spread(here.today, span.first, span.last)
    if days is not None and len(days.options) > 1:
        return days
    left = {option.due_on for option in days.options} if days else set()
    if span.last < here.today:
        return no("date_in_past").but(again=following(span).first)
    return either(*sorted({here.today, *left, following(span).first}), vague=True, computed=True)


@rule("DAY", "sometime in|during? SPAN", "in|during? sometime SPAN")
def sometime(here: Here, span: Span) -> Days | None:
    return spread(here.today, span.first, span.last) if span.stands else None


@rule("DAY", "FEAST", "in|early|sometime FEAST", "early|sometime in FEAST")
def in_the_new_year(here: Here, name: str) -> Days | None:
    """ "In the new year" is no day."""
    first = date(here.today.year + 1, 1, 1)
    return spread(here.today, first, first + 30 * ONE_DAY) if name == THE_NEW_YEAR else None


@rule("DAY", "week of|starting|beginning DATED|NTHDAY", "w / c WD? DATED|NTHDAY")
def week_of(here: Here, *said: Any) -> Days | None:
    """ "The week of 7 December": its Monday; of any other day, that one or its Monday."""
    days: Days = said[-1]
    day = single(days)
    if day is None or (said[0] is not None and len(said) == 2 and day.weekday() != said[0]):
        return days if days.problem else None
    monday = cal.monday_of(day)
    return on(day, computed=True, vague=True) if day == monday else either(monday, day)


@rule("DAY", "SEASON", "in|this SEASON", "in this|coming SEASON", "during SEASON", "coming SEASON")
@rule("DAY", "sometime in SEASON", "sometime this SEASON")
def season(here: Here, name: str) -> Days | None:
    return _season(here, name, 0, 3)


@rule("DAY", "in? early|beginning of|in? SEASON")
def early_season(here: Here, name: str) -> Days | None:
    return _season(here, name, 0, 1)


@rule("DAY", "in? mid of|in? SEASON")
def mid_season(here: Here, name: str) -> Days | None:
    return _season(here, name, 1, 2)


@rule("DAY", "in? late|end of|in? SEASON")
def late_season(here: Here, name: str) -> Days | None:
    return _season(here, name, 2, 3)


@rule("DAY", "in? SEASON YEAR", "in? SEASON of YEAR")
def season_of(here: Here, name: str, year: int) -> Days | None:
    if not here.today.year <= year <= here.today.year + cal.HORIZON_YEARS:
        return no("date_too_far" if year > here.today.year else "date_in_past")
    return spread(here.today, *season_days(name, year))


@rule("DAY", "in? next SEASON", "SEASON next UNIT")
def next_season(here: Here, name: str, unit: str = "year") -> Days | None:
    """ "Next summer", before this year's has begun: which one is a question."""
    first, last = season_days(name, here.today.year)
    if first <= here.today:
        return spread(here.today, *season_days(name, here.today.year + 1))
    middle = cal.workday_from(first + (last - first) / 2)
    return either(middle, cal.workday_from(cal.plus_months(middle, 12)), vague=True, computed=True)


@rule("DAY", "soon")
def soon(here: Here) -> Days | None:
    return either(*(cal.workday_after(here.today, count) for count in (1, 3, 5)), vague=True)


@rule("DAY", "on|over|this|during? weekend", "weekend", "at|for weekend", "on|over this weekend")
def weekend(here: Here) -> Days | None:
    saturday = cal.monday_of(here.today) + SATURDAY * ONE_DAY
    days = [saturday, saturday + ONE_DAY, saturday + ONE_WEEK]
    return either(*[day for day in days if day >= here.today][:2], vague=True, computed=True)


@rule("DAY", "on|over? next|coming weekend")
def next_weekend(here: Here) -> Days | None:
    saturday = cal.monday_of(here.today) + SATURDAY * ONE_DAY
    days = [saturday + weeks * ONE_WEEK for weeks in range(3)]
    return either(*[day for day in days if day > here.today][:2], vague=True, computed=True)


def season_days(name: str, year: int, low: int = 0, high: int = 3) -> tuple[date, date]:
    """The first and last day of a season of that year, or of a stretch of it in thirds."""
    start = date(year, SEASON_STARTS[name], 1)
    return cal.plus_months(start, low), cal.plus_months(start, high) - ONE_DAY


def _in_span(
    here: Here, span: Span, pick: Callable[[Span], date | None], **flags: bool
) -> Days | None:
    """A day inside a span; should it be past, the same day of the next such span is at hand."""
    day = pick(span)
    again = pick(following(span)) if day is not None and day < here.today else None
    return on(day, again=again, **flags)


def _end(span: Span) -> date:
    return span.first + FRIDAY * ONE_DAY if span.unit == "week" else span.last


def _week_of_month(here: Here, nth: int, span: Span) -> Days | None:
    """Weeks of a month are counted from its first day or from its first Monday: a question."""
    if nth > 5:
        return None
    by_date = span.first + (nth - 1) * ONE_WEEK
    monday = cal.nth_weekday(span.first, span.last, 0, nth)
    if monday == by_date:
        return spread(here.today, monday, monday + FRIDAY * ONE_DAY)
    return either(monday, cal.workday_from(by_date), cal.monday_of(by_date), vague=True)


def _season(here: Here, name: str, low: int, high: int) -> Days | None:
    """Three days of the coming season, or of what is left of this one."""
    years = (here.today.year - 1, here.today.year, here.today.year + 1)
    seasons = (spread(here.today, *season_days(name, year, low, high)) for year in years)
    return next((days for days in seasons if days and len(days.options) == 3), None)
