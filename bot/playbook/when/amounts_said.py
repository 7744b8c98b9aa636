"""How do people say how far off a day is: "in two weeks", "a week on Tuesday"?"""

from datetime import UTC, date, timedelta
from typing import Any

from bot.playbook.when import calendar as cal
from bot.playbook.when.grammar import rule
from bot.playbook.when.meaning import (
    Amount,
    Days,
    Here,
    all_of,
    either,
    no,
    on,
    shifted_each,
    single,
)
from bot.playbook.when.moment import Moment
from bot.playbook.when.spans_said import spread

SUNDAY = 6
ONE_DAY, ONE_WEEK = timedelta(days=1), timedelta(weeks=1)


@rule("AMOUNT", "NUM UNIT")
def amount(here: Here, number: int, unit: str) -> Amount | None:
    if here.german and number == 8 and unit == "day":
        return Amount(7, 8, unit)  # German "acht Tage" is a week to most, eight days to some.
    return Amount(number, number, unit)


@rule("AMOUNT", "NUM NUM UNIT")
def spelled_out(here: Here, tens: int, ones: int, unit: str) -> Amount | None:
    """ "Twenty-one days"."""
    fits = tens in range(20, 100, 10) and 0 < ones < 10
    return Amount(tens + ones, tens + ones, unit) if fits else None


@rule("AMOUNT", "a UNIT")
def one(here: Here, unit: str) -> Amount:
    return Amount(1, 1, unit)


@rule("AMOUNT", "NUM business UNIT")
def business_days(here: Here, number: int, unit: str) -> Amount | None:
    return Amount(number, number, "workday") if unit == "day" else None


@rule("AMOUNT", "half a UNIT", "a half UNIT")
def half(here: Here, unit: str) -> Amount | None:
    """Half a year is six months; half a day or week is nobody's date."""
    halves = {"year": (6, "month"), "hour": (30, "minute")}
    return Amount(halves[unit][0], *halves[unit]) if unit in halves else None


@rule("AMOUNT", "a UNIT and a half")
def one_and_a_half(here: Here, unit: str) -> Amount | None:
    halves = {"year": (18, "month"), "hour": (90, "minute")}
    return Amount(halves[unit][0], *halves[unit]) if unit in halves else None


@rule("AMOUNT", "a? couple of? UNIT")
def couple(here: Here, unit: str) -> Amount:
    return Amount(2, 3, unit)


@rule("AMOUNT", "a? few UNIT")
def few(here: Here, unit: str) -> Amount:
    return Amount(3, 5, unit) if unit in ("day", "workday") else Amount(2, 4, unit)


@rule("AMOUNT", "between? NUM -|to|or|and NUM UNIT")
def about_so_many(here: Here, low: int, high: int, unit: str) -> Amount | None:
    return Amount(low, high, unit) if low < high else None


@rule("AMOUNT", "a UNIT or NUM")
def one_or_two(here: Here, unit: str, high: int) -> Amount:
    return Amount(1, high, unit)


@rule("DAY", "in AMOUNT", "AMOUNT from now|today", "AMOUNT s? time", "in AMOUNT s? time")
@rule("ALONE", "AMOUNT")
@rule("DAY", "today in AMOUNT", "AMOUNT today", "in AMOUNT from now|today")
def from_now(here: Here, amount: Amount) -> Days | None:
    if amount.unit in ("minute", "hour"):
        return _exactly(here, amount)
    days = _beyond(here.today, amount)
    return days and days.but(computed=True)


@rule("DAY", "in about AMOUNT")
def in_about(here: Here, amount: Amount) -> Days | None:
    days = from_now(here, amount)
    return days and days.but(vague=True)


@rule("DAY", "tomorrow in AMOUNT", "AMOUNT from tomorrow", "AMOUNT tomorrow")
def from_tomorrow(here: Here, amount: Amount) -> Days | None:
    return _beyond(here.today + ONE_DAY, amount)


@rule("DAY", "today week|fortnight")
def today_week(here: Here) -> Days | None:
    return on(here.today + ONE_WEEK)


@rule("DAY", "tomorrow week")
def tomorrow_week(here: Here) -> Days | None:
    return on(here.today + ONE_DAY + ONE_WEEK)


@rule("DAY", "AMOUNT after|from DAY")
def amount_after(here: Here, amount: Amount, other: Days) -> Days | None:
    after = single(other)
    days = None if after is None else _beyond(after, amount)
    return days and days.but(computed=True)


@rule("DAY", "AMOUNT before DAY")
def amount_before(here: Here, amount: Amount, other: Days) -> Days | None:
    before = single(other)
    days = (
        None if before is None else _beyond(before, Amount(-amount.high, -amount.low, amount.unit))
    )
    return days and days.but(computed=True)


@rule("ALONE", "before AMOUNT")
def german_ago(here: Here, amount: Amount) -> Days:
    """ "Vor zwei Wochen"."""
    return no("date_in_past")


@rule("DAY", "day after DAY")
def day_after(here: Here, other: Days) -> Days | None:
    return shifted_each(other, lambda day: day + ONE_DAY)


@rule("DAY", "day before DAY")
def day_before(here: Here, other: Days) -> Days | None:
    return shifted_each(other, lambda day: day - ONE_DAY)


@rule(
    "DAY",
    "in? next NUM UNIT",
    "in? next few UNIT",
    "in? next couple of? UNIT",
    "within of? next? AMOUNT",
)
@rule("DAY", "over|during next NUM UNIT", "over|during next few UNIT")
def in_the_next(here: Here, *said: Any) -> Days | None:
    """ "In the next two weeks" names a stretch, not a day."""
    if isinstance(said[0], Amount):
        days = _beyond(here.today, said[0])
        return days and days.but(computed=True, by=True)
    number, unit = said if len(said) == 2 else (3, said[0])
    last = _beyond(here.today, Amount(number, number, unit))
    return last and spread(here.today, here.today + ONE_DAY, last.options[-1].due_on)


@rule("DAY", "next business UNIT")
def next_business_day(here: Here, unit: str) -> Days | None:
    return on(cal.workday_after(here.today)) if unit == "day" else None


@rule("DAY", "next UNIT")
def next_workday(here: Here, unit: str) -> Days | None:
    if unit not in ("workday", "werktag"):
        return None
    return _beyond(here.today, Amount(1, 1, unit))


@rule("DAY", "WD week")
def weekday_week(here: Here, weekday: int) -> Days | None:
    """British: "Friday week" is a week after the coming Friday."""
    return _beyond_weekday(here, weekday, Amount(1, 1, "week"))


@rule("DAY", "WD fortnight")
def weekday_fortnight(here: Here, weekday: int) -> Days | None:
    return _beyond_weekday(here, weekday, Amount(2, 2, "week"))


@rule("DAY", "AMOUNT on? WD")
def amount_on_weekday(here: Here, amount: Amount, weekday: int) -> Days | None:
    """British: "a week on Tuesday"."""
    return _beyond_weekday(here, weekday, amount)


@rule("DAY", "on? WD in AMOUNT")
def weekday_in_amount(here: Here, weekday: int, amount: Amount) -> Days | None:
    return _beyond_weekday(here, weekday, amount)


@rule("DAY", "in AMOUNT on? WD")
def in_amount_on_weekday(here: Here, amount: Amount, weekday: int) -> Days | None:
    """ "In two weeks on Friday": that week's Friday, unless Friday in two weeks is another."""
    there = _beyond(here.today, amount)
    day = None if there is None or amount.unit not in ("week", "fortnight") else single(there)
    if day is None:
        return None
    of_that_week = on(cal.monday_of(day) + weekday * ONE_DAY)
    return all_of(of_that_week, _beyond(cal.nearest(weekday, here.today), amount))


@rule("DAY", "AMOUNT from WD")
def amount_from_weekday(here: Here, amount: Amount, weekday: int) -> Days | None:
    return _beyond_weekday(here, weekday, amount)


def _beyond_weekday(here: Here, weekday: int, amount: Amount) -> Days | None:
    """So long after the coming weekday; said on that very weekday, after which is a question."""
    if amount.unit in ("minute", "hour"):
        return None
    coming = _beyond(cal.nearest(weekday, here.today), amount)
    if weekday != here.today.weekday() or coming is None:
        return coming
    return all_of(_beyond(here.today, amount), coming)


def _beyond(day: date, amount: Amount) -> Days | None:
    if amount.unit in ("minute", "hour"):
        return None
    try:
        return _reckoned(day, amount)
    except (OverflowError, ValueError):  # a year the calendar does not have
        return no("date_too_far")


def _reckoned(day: date, amount: Amount) -> Days | None:
    if amount.low == amount.high and amount.unit != "werktag":
        return on(_add(day, amount.low, amount.unit))
    middle = (amount.low + amount.high) // 2
    counts = (amount.low, middle, amount.high)
    if amount.unit == "werktag":
        # In German law and on timetables a Saturday is one; in most offices it is not.
        return either(_add(day, amount.low, "workday"), _with_saturdays(day, amount.low))
    return either(*(_add(day, count, amount.unit) for count in counts), vague=True)


def _add(day: date, count: int, unit: str) -> date:
    if unit == "workday":
        return cal.workday_after(day, count)
    if unit in ("day", "week", "fortnight"):
        return day + timedelta(days=count * {"day": 1, "week": 7, "fortnight": 14}[unit])
    return cal.plus_months(day, count * {"month": 1, "quarter": 3, "year": 12}[unit])


def _with_saturdays(day: date, count: int) -> date:
    while count:
        day += ONE_DAY
        count -= day.weekday() != SUNDAY
    return day


def _exactly(here: Here, amount: Amount) -> Days | None:
    if amount.low != amount.high:
        return None
    length = timedelta(minutes=amount.low * (60 if amount.unit == "hour" else 1))
    then = (here.now.astimezone(UTC) + length).astimezone(here.now.tzinfo)
    return Days((Moment(then.date(), then.time().replace(second=0, microsecond=0, fold=0)),))
