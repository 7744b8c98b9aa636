"""Whom does a client buy from now, until when, and what are they not getting? (S1-4)"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from bot.playbook import due
from bot.playbook.model import Hours
from bot.playbook.problem import Problem
from bot.playbook.when import read_when

BEFORE_END_DAYS = 120  # the first follow-up falls this long before their contract ends

_UNTIL = re.compile(r"\s*,?\s*\b(?:until|till|to|ends|ending)\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Supplier:
    """As somebody noted it; the newest counts."""

    id: int
    client_id: int
    rep_id: int
    name: str
    ends_on: date | None = None
    missing: str | None = None  # what they are not getting, in their words
    commitment_id: int | None = None


def follow_up_on(ends_on: date, today: date, hours: Hours) -> date:
    """Four months before their contract ends, or tomorrow where that is past."""
    day = max(ends_on - timedelta(days=BEFORE_END_DAYS), today + timedelta(days=1))
    return due.next_working_day(day, hours)


def read_supplier(text: str, today: date, locale: str) -> tuple[str, date | None] | Problem:
    """`Initrode until 30 June 2027`; without a day only the name."""
    name, *said = _UNTIL.split(text.strip(" ,."), maxsplit=1)
    if not said:
        return name.strip(" ,"), None
    noon = datetime.combine(today, time(12), UTC)
    reading = read_when(said[0], now=noon, locale=locale, fiscal_start=1, day_ends=time(18))
    if reading.moment is None:
        return reading.problem or Problem("which_contract_end", {"text": said[0]})
    return name.strip(" ,"), reading.moment.due_on
