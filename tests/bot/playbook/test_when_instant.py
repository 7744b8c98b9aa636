"""Which instant is a wall-clock moment where the clocks change?"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.playbook.when import Moment, instant


def utc(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "at", "expected"),
    [
        ("Europe/Berlin", date(2026, 11, 27), time(15), "2026-11-27T14:00"),
        ("Europe/Berlin", date(2027, 7, 1), time(15), "2027-07-01T13:00"),
        # Gaps: the first instant after them.
        ("Europe/Berlin", date(2027, 3, 28), time(2), "2027-03-28T01:00"),
        ("Europe/Berlin", date(2027, 3, 28), time(2, 30), "2027-03-28T01:00"),
        ("Europe/Berlin", date(2027, 3, 28), time(2, 59), "2027-03-28T01:00"),
        ("Europe/Berlin", date(2027, 3, 28), time(3), "2027-03-28T01:00"),
        ("Europe/Berlin", date(2027, 3, 28), time(1, 59), "2027-03-28T00:59"),
        ("Europe/London", date(2027, 3, 28), time(1, 30), "2027-03-28T01:00"),
        ("America/New_York", date(2027, 3, 14), time(2, 30), "2027-03-14T07:00"),
        ("America/Los_Angeles", date(2027, 3, 14), time(2, 15), "2027-03-14T10:00"),
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), "2026-10-03T15:30"),
        ("America/Santiago", date(2026, 9, 6), time(0), "2026-09-06T04:00"),
        ("Pacific/Apia", date(2011, 12, 30), time(12), "2011-12-30T10:00"),
        # Folds: the first of the two.
        ("Europe/Berlin", date(2026, 10, 25), time(2, 30), "2026-10-25T00:30"),
        ("Europe/London", date(2026, 10, 25), time(1, 30), "2026-10-25T00:30"),
        ("America/New_York", date(2026, 11, 1), time(1, 30), "2026-11-01T05:30"),
        ("America/New_York", date(2026, 11, 1), time(2), "2026-11-01T07:00"),
    ],
)
def test_a_moment_has_one_instant(zone, day, at, expected):
    assert instant(Moment(day, at), ZoneInfo(zone)) == utc(expected)


def test_a_day_without_a_time_counts_from_its_first_instant():
    assert instant(Moment(date(2026, 11, 27)), ZoneInfo("Europe/Berlin")) == utc("2026-11-26T23:00")
