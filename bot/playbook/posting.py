"""Where does the weekly digest go, on which day and at what time?"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.playbook.problem import Problem
from bot.playbook.when import Moment, instant

DEFAULT_WEEKDAY = 0  # Monday
DEFAULT_TIME = time(9)
ASKED_AT = time(10)  # on the working day before: may a lost client be named?

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm)?", re.I)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Posting:
    """How a workspace has its digest: nothing is posted while there is no channel."""

    workspace_id: str
    zone: str
    channel_id: str | None = None
    channel_name: str = ""
    weekday: int = DEFAULT_WEEKDAY  # Monday is 0
    at: time = DEFAULT_TIME
    set_by: int | None = None  # the manager who set it up
    is_percent: bool = False  # shares instead of amounts
    shows_rep_figures: bool = True  # to managers, in their direct messages
    next_on: date | None = None
    next_at: datetime | None = None


class Wish(StrEnum):
    """What somebody can ask of the digest."""

    PREVIEW = "preview"
    FORM = "form"
    SET = "set"  # channel, day, time, or one of them
    OFF = "off"
    PERCENT = "percent"
    AMOUNTS = "amounts"
    SHOW_REPS = "show_reps"
    HIDE_REPS = "hide_reps"
    TABLE = "table"  # a manager's, per rep
    MINE = "mine"  # what my manager sees of me


@dataclass(frozen=True, slots=True)
class DigestLine:
    """What a line asked for; what it left out stays as it is."""

    wish: Wish
    weekday: int | None = None
    at: time | None = None


_WISHES = {
    "": Wish.PREVIEW,
    "preview": Wish.PREVIEW,
    "set": Wish.FORM,
    "settings": Wish.FORM,
    "off": Wish.OFF,
    "percent": Wish.PERCENT,
    "percentages": Wish.PERCENT,
    "percentages only": Wish.PERCENT,
    "amounts": Wish.AMOUNTS,
    "reps on": Wish.SHOW_REPS,
    "reps off": Wish.HIDE_REPS,
    "reps": Wish.TABLE,
    "table": Wish.TABLE,
    "mine": Wish.MINE,
}


def read_digest_line(text: str, *, has_channel: bool = False) -> DigestLine | Problem:
    """What follows `/pipeline digest`, the channel taken out: "Monday 9:00", "off", "mine"."""
    said = " ".join(text.casefold().replace(",", " ").split())
    if not has_channel and said in _WISHES:
        return DigestLine(_WISHES[said])
    weekday: int | None = None
    at: time | None = None
    for word in _words(said):
        if (day := _weekday(word)) is not None and weekday is None:
            weekday = day
        elif (hour := _time(word)) is not None and at is None:
            at = hour
        else:
            return Problem("digest_line", {"text": text.strip()})
    return DigestLine(Wish.SET, weekday, at)


def next_moment(after: datetime, weekday: int, at: time, zone: str) -> tuple[date, datetime]:
    """The first of these weekdays and hours after a moment, by the clocks of the zone."""
    tz = ZoneInfo(zone)
    day = after.astimezone(tz).date()
    day += timedelta(days=(weekday - day.weekday()) % 7)
    moment = instant(Moment(day, at), tz)
    if moment <= after:
        day += timedelta(days=7)
        moment = instant(Moment(day, at), tz)
    return day, moment


def asked_at(posted_on: date, zone: str) -> datetime:
    """When reps are asked whether a client they lost may be named: the working day before."""
    day = posted_on - timedelta(days=1)
    while day.weekday() >= _SATURDAY:
        day -= timedelta(days=1)
    return instant(Moment(day, ASKED_AT), ZoneInfo(zone))


def week_of(day: date) -> date:
    """The Monday of its week: a week has one digest, whatever its day is changed to."""
    return day - timedelta(days=day.weekday())


def _words(said: str) -> list[str]:
    """ "9 am" is one word, and "at", "on" and "every" say nothing here."""
    joined = re.sub(r"(\d)\s+(am|pm)\b", r"\1\2", said)
    return [word for word in joined.split() if word not in ("at", "on", "every", "weekly")]


def _weekday(word: str) -> int | None:
    plain = word.removesuffix("s") if word not in _WEEKDAYS else word
    found = [n for n, name in enumerate(_WEEKDAYS) if plain == name or plain == name[:3]]
    return found[0] if found else None


def _time(word: str) -> time | None:
    match = _TIME.fullmatch(word)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"].lower() == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
