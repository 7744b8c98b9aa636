"""How do people say no more than a bound: "by Friday", "after Thanksgiving"?"""

from datetime import date, timedelta

from bot.playbook.when import calendar as cal
from bot.playbook.when.grammar import rule
from bot.playbook.when.meaning import (
    THE_NEW_YEAR,
    Days,
    Here,
    Span,
    either,
    single,
)
from bot.playbook.when.stretches_said import season_days

ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)


@rule("DAY", "by DAY", "by to DAY", "no later than DAY", "no after DAY", "latest by|on? DAY")
def by(here: Here, days: Days) -> Days:
    return days.but(by=True)


@rule("DAY", "after DAY", "from DAY onward", "starting from? DAY")
def after(here: Here, days: Days) -> Days | None:
    """After a day: the first working day after it, or a week later; which is a question."""
    day = _bound(days, -1)
    if day is None:
        return days if days.problem else None
    return _after(day)


@rule("DAY", "after FEAST")
def after_the_new_year(here: Here, name: str) -> Days | None:
    return _after(date(here.today.year + 1, 1, 1)) if name == THE_NEW_YEAR else None


@rule("DAY", "after SPAN")
def after_span(here: Here, span: Span) -> Days | None:
    return _after(span.last)


@rule("DAY", "after SEASON", "after this SEASON")
def after_season(here: Here, name: str) -> Days | None:
    _, last = season_days(name, here.today.year)
    return _after(last if last > here.today else season_days(name, here.today.year + 1)[1])


@rule("DAY", "no before DAY", "no earlier than DAY", "earliest on? DAY", "from DAY")
def not_before(here: Here, days: Days) -> Days | None:
    day = single(days)
    if day is None:
        return days if days.problem else None
    return either(day, cal.workday_after(day), cal.workday_from(day + ONE_WEEK), vague=True)


@rule("DAY", "before DAY")
def before(here: Here, days: Days) -> Days | None:
    """Before a day: the working day before it, or one earlier still; which is a question."""
    day = _bound(days, 0)
    if day is None or (days.computed and days.by):
        return days if day or days.problem else None  # "before the end of March" is by its end
    return either(*(cal.workday_after(day, count) for count in (-1, -2)), by=True)


@rule("DAY", "zum|to DAY")
def zum(here: Here, days: Days) -> Days:
    """German "zum 1. März", and "moved to Friday"."""
    return days


@rule("DAY", "about DAY")
def about(here: Here, days: Days) -> Days:
    return days.but(vague=True)


def _bound(days: Days, which: int) -> date | None:
    """The day a bound is set by: of a feast of two days the first or the last."""
    if days.problem or days.vague or any(option.due_time for option in days.options):
        return None
    return days.options[which].due_on


def _after(day: date) -> Days | None:
    first = cal.workday_after(day)
    monday = cal.nearest(0, first)
    return either(first, monday, vague=True)
