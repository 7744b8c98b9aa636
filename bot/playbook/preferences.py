"""What may a rep choose about how Steady speaks to them?"""

import re
from dataclasses import replace
from datetime import date
from enum import StrEnum

from bot.playbook.days_off import is_place
from bot.playbook.model import Hours, Rep
from bot.playbook.problem import Problem

LONGEST_PAUSE_DAYS = 366


class Muted(StrEnum):
    """Kinds a rep may switch off; a date a client named is none of them.

    One kind of question alone is switched off by the name of its `Ask`.
    """

    QUIET = "quiet"
    FRIDAY = "friday"
    SHORTFALL = "shortfall"
    CIRCLES = "circles"
    SEASON = "season"
    PEOPLE = "people"
    # What the playbook asks, by the essay it comes from.
    PATIENCE = "patience"
    VALUE = "value"
    COURAGE = "courage"
    RESILIENCE = "resilience"


def wants(rep: Rep, kind: Muted) -> bool:
    """Whether the rep still wants to hear of this kind."""
    return kind not in rep.muted


def hours_trouble(hours: Hours) -> Problem | None:
    """Why a working day cannot be like that."""
    if not hours.working_days:
        return Problem("no_working_day")
    if hours.opens >= hours.closes:
        return Problem("closes_before_opening")
    if not hours.opens <= hours.brief_time < hours.closes:
        return Problem("brief_outside_hours", {"opens": hours.opens, "closes": hours.closes})
    return None


def pause_trouble(rep: Rep, until: date, today: date) -> Problem | None:
    """Why a pause cannot end on that day."""
    if until <= today:
        return Problem("pause_ended", {"on": until})
    if (until - today).days > LONGEST_PAUSE_DAYS:
        return Problem("pause_too_long", {"days": LONGEST_PAUSE_DAYS})
    return None


def place_said(text: str) -> str | None:
    """ "de by" and "DE-BY" are Bavaria; None for a place whose holidays nobody knows."""
    parts = re.split(r"[\s\-_/]+", text.strip().upper())
    place = "-".join(part for part in parts if part)
    return place if is_place(place) else None


def keeping_holidays(rep: Rep, place: str) -> Rep:
    """The rep, with that place's holidays off; an empty place keeps none."""
    return replace(rep, hours=replace(rep.hours, holidays=place))


def muted_without(rep: Rep, kind: StrEnum) -> Rep:
    """The rep, hearing of this kind again."""
    return replace(rep, muted=rep.muted - {kind.value})


def muted_with(rep: Rep, kind: StrEnum) -> Rep:
    """The rep, never hearing of this kind."""
    return replace(rep, muted=rep.muted | {kind.value})


def paused(rep: Rep, until: date | None, stand_in_id: int | None = None) -> Rep:
    """The rep, hearing nothing until that day; None: from now on again.

    A stand-in sees to the dates that clients named meanwhile.
    """
    return replace(rep, paused_until=until, stand_in_id=stand_in_id if until else None)
