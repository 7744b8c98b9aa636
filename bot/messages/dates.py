"""How is a date said, so that nobody can take it for another?"""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from bot.playbook.problem import Problem
from bot.playbook.when import Moment

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_EXAMPLES = "“next Tuesday 3pm”, “in two weeks” or “12 March”"


def said(due_on: date, due_time: time | None, zone: str, locale: str, now: datetime) -> str:
    """A moment in full: "Thursday 12 March at 15:00, Berlin time"."""
    day = _day(due_on, locale, now.astimezone(ZoneInfo(zone)).year)
    return day if due_time is None else f"{day} at {clock(due_time, locale)}, {place(zone)} time"


def short(due_on: date, locale: str, now: datetime) -> str:
    """A day where room is scarce: "Thu 12 Mar"; the month is always a word."""
    month, weekday = MONTHS[due_on.month - 1][:3], WEEKDAYS[due_on.weekday()][:3]
    year = due_on.year if due_on.year != now.year else None
    if _month_first(locale):
        return f"{weekday}, {month} {due_on.day}" + (f", {year}" if year else "")
    return f"{weekday} {due_on.day} {month}" + (f" {year}" if year else "")


def day_and_month(day: date, locale: str) -> str:
    """A day on an axis: "12 Mar", in the US "Mar 12"."""
    month = MONTHS[day.month - 1][:3]
    return f"{month} {day.day}" if _month_first(locale) else f"{day.day} {month}"


def clock(due_time: time, locale: str) -> str:
    """A time of day: "15:00", in the US "3:00 PM"."""
    if not _month_first(locale):
        return f"{due_time:%H:%M}"
    half = "AM" if due_time.hour < 12 else "PM"
    return f"{due_time.hour % 12 or 12}:{due_time:%M} {half}"


def clock_for(due_time: time, zone: str, at: datetime, reader: str, locale: str) -> str:
    """A time of day as it was named; with its zone where the reader's clock shows another."""
    said = clock(due_time, locale)
    there, here = (at.astimezone(ZoneInfo(one)).utcoffset() for one in (zone, reader))
    return said if there == here else f"{said}, {place(zone)} time"


def moment(choice: Moment, locale: str, now: datetime) -> str:
    """A moment to choose from: "Thu 12 Mar, 15:00"."""
    day = short(choice.due_on, locale, now)
    return day if choice.due_time is None else f"{day}, {clock(choice.due_time, locale)}"


def problem_sentence(problem: Problem, locale: str) -> str:
    """One sentence or two on why a date was not taken, and what to write instead."""
    say_it = _SENTENCES.get(problem.code, _not_a_date)
    return say_it(dict(problem.facts), locale)


def _month_first(locale: str) -> bool:
    return locale.lower().endswith("us")


def _day(day: date, locale: str, this_year: int | None) -> str:
    month, weekday = MONTHS[day.month - 1], WEEKDAYS[day.weekday()]
    year = day.year if day.year != this_year else None
    if _month_first(locale):
        return f"{weekday}, {month} {day.day}" + (f", {year}" if year else "")
    return f"{weekday} {day.day} {month}" + (f" {year}" if year else "")


def place(zone: str) -> str:
    """ "Berlin" """
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def _full(choice: Moment, locale: str) -> str:
    day = _day(choice.due_on, locale, None)
    return day if choice.due_time is None else f"{day} at {clock(choice.due_time, locale)}"


def _offer(facts: dict[str, Any], locale: str, otherwise: str) -> str:
    nearest = facts.get("nearest")
    return f"Do you mean {_full(nearest, locale)}?" if isinstance(nearest, Moment) else otherwise


def _in_past(facts: dict[str, Any], locale: str) -> str:
    day = facts.get("said")
    start = f"{_full(day, locale)} is past." if isinstance(day, Moment) else "That day is past."
    nearest = facts.get("nearest")
    if isinstance(nearest, Moment):
        return f"{start} Do you mean {_full(nearest, locale)}?"
    return f"{start} Write a day that is still to come, such as {_EXAMPLES}."


def _no_such_date(facts: dict[str, Any], locale: str) -> str:
    month, day, year = facts.get("month"), facts.get("day"), facts.get("year")
    if isinstance(month, int) and isinstance(day, int) and 1 <= month <= 12:
        named = (
            f"{MONTHS[month - 1]} {day}" if _month_first(locale) else (f"{day} {MONTHS[month - 1]}")
        )
        in_year = f" in {year}" if year else ""
        return f"There is no {named}{in_year}. Please check the day."
    return "The calendar has no such day. Please check it."


def _too_far(facts: dict[str, Any], locale: str) -> str:
    last = facts.get("horizon")
    until = f" The last day I take is {_day(last, locale, None)}." if isinstance(last, date) else ""
    return f"That is too far ahead: I keep dates for up to five years.{until}"


def _no_such_time(facts: dict[str, Any], locale: str) -> str:
    return "There is no such time of day. Write it as 15:00 or 3pm."


def _times_disagree(facts: dict[str, Any], locale: str) -> str:
    return "I cannot fit that time to that day. Write one day and one time, such as “Friday 3pm”."


def _which_zone(facts: dict[str, Any], locale: str) -> str:
    zone = str(facts.get("zone", "that")).upper()
    return (
        f"I cannot tell which clock “{zone}” is. "
        "Name a city, such as “3pm New York time”, or give the time on your own clock."
    )


def _which_day(facts: dict[str, Any], locale: str) -> str:
    return "That holiday falls on different days in different places. Write the date itself."


def _recurs(facts: dict[str, Any], locale: str) -> str:
    first = _offer(facts, locale, f"Write the first one, such as {_EXAMPLES}.")
    return f"A follow-up has one date. {first}"


def _nothing_said(facts: dict[str, Any], locale: str) -> str:
    return f"Write when, such as {_EXAMPLES}."


def _not_a_date(facts: dict[str, Any], locale: str) -> str:
    unread = str(facts.get("unread", "")).strip()
    start = f"I could not read “{unread}” as a date." if unread else "I could not read that date."
    if meant := facts.get("meant"):
        return f"{start} Do you mean “{str(meant).title()}”?"
    return f"{start} {_offer(facts, locale, f'Write it as {_EXAMPLES}.')}"


_SENTENCES: dict[str, Callable[[dict[str, Any], str], str]] = {
    "date_in_past": _in_past,
    "date_recurs": _recurs,
    "date_too_far": _too_far,
    "no_such_date": _no_such_date,
    "no_such_time": _no_such_time,
    "not_a_date": _not_a_date,
    "nothing_said": _nothing_said,
    "times_disagree": _times_disagree,
    "which_day": _which_day,
    "which_zone": _which_zone,
}
DATE_PROBLEMS = frozenset(_SENTENCES)
