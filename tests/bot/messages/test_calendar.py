"""Does the weekly block keep its hour in a calendar, whatever the clocks do?"""

from datetime import UTC, datetime, time, timedelta

import pytest
from icalendar import Calendar

from bot.messages import calendar
from bot.playbook.model import Protected
from tests.cast import ana

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)  # a Wednesday


def made(zone: str = "Europe/Berlin") -> Calendar:
    rep = ana(zone=zone, protected=Protected(1, time(9), time(11)))
    found = Calendar.from_ical(calendar.weekly(rep, NOW))
    assert isinstance(found, Calendar)
    return found


def test_it_begins_on_the_next_such_day_and_recurs_every_week() -> None:
    (event,) = made().walk("VEVENT")
    assert event["DTSTART"].dt.replace(tzinfo=None) == datetime(2026, 3, 10, 9)  # noqa: DTZ001
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=2)
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "Africa/Casablanca", "America/Santiago", "Australia/Lord_Howe"]
)
def test_the_rules_of_a_zone_whose_clocks_change_stand_in_the_file(zone: str) -> None:
    (rules,) = made(zone).walk("VTIMEZONE")
    assert rules["TZID"] == zone
    told = rules.to_tz(lookup_tzid=False)
    for month in (1, 4, 7, 10):
        noon = datetime(2030, month, 9, 12, tzinfo=UTC)
        there = made(zone).walk("VEVENT")[0]["DTSTART"].dt.tzinfo
        assert noon.astimezone(told).utcoffset() == noon.astimezone(there).utcoffset()


def test_a_zone_with_one_clock_needs_one_rule() -> None:
    (rules,) = made("Asia/Kolkata").walk("VTIMEZONE")
    assert [str(one.name) for one in rules.subcomponents] == ["STANDARD"]


def test_what_is_written_is_escaped() -> None:
    rep = ana(protected=Protected(1, time(9), time(11)))
    assert b"SUMMARY:Protected: finding new clients\r\n" in calendar.weekly(rep, NOW)
