"""In every zone there is, through every clock change, does each local hour come exactly once?"""

import os
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.playbook import due
from bot.playbook.model import Hours

FIRST, LAST = date(2026, 1, 1), date(2031, 1, 1)
IS_LONG = os.environ.get("STEADY_TORTURE") == "long"
EVERY_HALF_HOUR = [time(n // 2, n % 2 * 30) for n in range(48)]
# Clocks change in the small hours and at midnight; the others are for a long evening.
TIMES = EVERY_HALF_HOUR if IS_LONG else [*EVERY_HALF_HOUR[:9], *EVERY_HALF_HOUR[46:], time(12)]
ZONES = sorted(available_timezones())
LETTERS = sorted({zone[:3] for zone in ZONES})


def changes(zone: str) -> list[date]:
    """The local days on which its clocks are changed."""
    info, found = ZoneInfo(zone), []
    noon = datetime(FIRST.year, 1, 1, 12, tzinfo=UTC)
    while noon.date() < LAST:
        later = noon + timedelta(days=1)
        if noon.astimezone(info).utcoffset() != later.astimezone(info).utcoffset():
            found += [noon.astimezone(info).date(), later.astimezone(info).date()]
        noon = later
    return found


@pytest.mark.parametrize("letters", LETTERS)
def test_every_hour_of_every_day_around_a_clock_change_comes_once_and_in_order(
    letters: str,
) -> None:
    for zone in (z for z in ZONES if z.startswith(letters)):
        for day in changes(zone):
            for at in TIMES:
                days = [day + timedelta(days=n) for n in (-1, 0, 1)]
                moments = [due.due_at(d, at, Hours(), zone) for d in days]
                assert all(a < b for a, b in pairwise(moments)), (zone, day, at)
                assert all(_is_right(m, d, at, zone) for m, d in zip(moments, days, strict=True))


def _is_right(moment: datetime, day: date, at: time, zone: str) -> bool:
    """At that hour; or, where the clocks leave it out, at the first moment after the gap."""
    local = moment.astimezone(ZoneInfo(zone))
    if (local.date(), local.time()) == (day, at):
        return local.fold == 0
    before = (moment - timedelta(microseconds=1)).astimezone(ZoneInfo(zone))
    wanted = datetime.combine(day, at)
    return before.replace(tzinfo=None) < wanted < local.replace(tzinfo=None)
