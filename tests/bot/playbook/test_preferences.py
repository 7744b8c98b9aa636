"""What may a rep choose about how Steady speaks to them?"""

from datetime import UTC, date, datetime, time

import pytest

from bot.playbook import days_off, due, preferences
from bot.playbook.model import Hours
from bot.playbook.preferences import Muted
from tests.cast import ana

NOON = datetime(2026, 12, 24, 11, 0, tzinfo=UTC)  # a Thursday


@pytest.mark.parametrize(
    ("day", "place", "is_off"),
    [
        (date(2026, 12, 25), "DE", True),
        (date(2026, 12, 25), "", False),
        (date(2027, 1, 6), "DE", False),
        (date(2027, 1, 6), "DE-BY", True),
        (date(2026, 11, 26), "US", True),
        (date(2026, 11, 26), "DE", False),
        (date(2026, 12, 25), "XX", False),
    ],
)
def test_a_public_holiday_is_a_day_off_where_the_rep_lives(
    day: date, place: str, is_off: bool
) -> None:
    assert days_off.is_day_off(day, place) is is_off
    assert due.is_working_day(day, Hours(holidays=place)) is not is_off


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("DE", "DE"),
        ("de by", "DE-BY"),
        ("us_ca", "US-CA"),
        ("DE-XX", None),
        ("Mars", None),
        ("", None),
    ],
)
def test_a_place_is_a_country_or_one_with_its_region(typed: str, place: str | None) -> None:
    assert preferences.place_said(typed) == place


def test_places_are_found_by_their_name_and_a_whole_name_shows_its_regions() -> None:
    assert ("DE", "Germany") in days_off.places_like("ger")
    assert ("DE-BY", "Germany, BY") not in days_off.places_like("ger")
    assert ("DE-BY", "Germany, BY") in days_off.places_like("germany")
    assert days_off.places_like("de-by") == [("DE-BY", "Germany, BY")]
    assert days_off.places_like("atlantis") == []


@pytest.mark.parametrize(
    ("hours", "code"),
    [
        (Hours(), None),
        (Hours(working_days=frozenset()), "no_working_day"),
        (Hours(opens=time(18), closes=time(18), brief_time=time(18)), "closes_before_opening"),
        (Hours(brief_time=time(7, 59)), "brief_outside_hours"),
        (Hours(brief_time=time(8)), None),
        (Hours(brief_time=time(17, 59)), None),
        (Hours(brief_time=time(18)), "brief_outside_hours"),
    ],
)
def test_a_working_day_begins_before_it_ends_and_holds_its_brief(
    hours: Hours, code: str | None
) -> None:
    problem = preferences.hours_trouble(hours)
    assert (problem.code if problem else None) == code


@pytest.mark.parametrize(
    ("until", "code"),
    [
        (date(2026, 12, 24), "pause_ended"),
        (date(2026, 12, 25), None),
        (date(2027, 12, 25), None),
        (date(2027, 12, 26), "pause_too_long"),
    ],
)
def test_a_pause_ends_after_today_and_within_a_year(until: date, code: str | None) -> None:
    problem = preferences.pause_trouble(ana(), until, date(2026, 12, 24))
    assert (problem.code if problem else None) == code


def test_a_pause_ends_on_the_morning_of_its_day() -> None:
    rep = ana(paused_until=date(2026, 12, 25))
    last_minute = datetime(2026, 12, 24, 22, 59, tzinfo=UTC)  # 23:59 in Berlin
    assert due.is_paused(rep, last_minute)
    assert not due.is_paused(rep, datetime(2026, 12, 24, 23, 0, tzinfo=UTC))
    assert due.end_of_pause(rep, NOON) == datetime(2026, 12, 24, 22, 59, 59, tzinfo=UTC)


def test_without_a_pause_nothing_ends() -> None:
    assert due.end_of_pause(ana(), NOON) == NOON
    assert due.end_of_pause(ana(paused_until=date(2026, 12, 1)), NOON) == NOON


def test_a_kind_is_muted_and_wanted_again() -> None:
    rep = preferences.muted_with(ana(), Muted.QUIET)
    assert not preferences.wants(rep, Muted.QUIET)
    assert preferences.wants(rep, Muted.FRIDAY)
    assert preferences.wants(preferences.muted_without(rep, Muted.QUIET), Muted.QUIET)


def test_a_pause_is_taken_back() -> None:
    away = preferences.paused(ana(), date(2027, 1, 4))
    assert away.paused_until == date(2027, 1, 4)
    assert preferences.paused(away, None).paused_until is None
