"""Does everything come back when it should: on the day, at the hour, in the rep's zone?"""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.playbook import due
from bot.playbook.model import Hours
from bot.playbook.when import Moment
from tests.cast import commitment

HOURS = Hours()
BERLIN = "Europe/Berlin"
FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 3, day) for day in (6, 7, 8, 9))


def berlin(*when: int) -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(BERLIN))


@pytest.mark.parametrize(
    ("named", "is_computed", "is_latest", "back_on"),
    [
        (FRIDAY, False, False, FRIDAY),
        (SATURDAY, False, False, SATURDAY),
        (SUNDAY, False, False, SUNDAY),
        (FRIDAY, True, False, FRIDAY),
        (SATURDAY, True, False, MONDAY),
        (SUNDAY, True, False, MONDAY),
        (MONDAY, True, False, MONDAY),
        (FRIDAY, False, True, FRIDAY),
        (SATURDAY, False, True, FRIDAY),
        (SUNDAY, False, True, FRIDAY),
        (MONDAY, False, True, MONDAY),
        (SUNDAY, True, True, FRIDAY),
    ],
)
def test_a_named_day_stays_a_computed_one_moves_on_and_a_latest_one_moves_back(
    named, is_computed, is_latest, back_on
):
    found = due.bring_back_on(
        named, HOURS, date(2026, 3, 2), is_computed=is_computed, is_latest=is_latest
    )

    assert found == back_on


@pytest.mark.parametrize(
    ("today", "back_on"), [(FRIDAY, FRIDAY), (SATURDAY, SATURDAY), (SUNDAY, SUNDAY)]
)
def test_by_sunday_never_moves_back_into_the_past(today, back_on):
    assert due.bring_back_on(SUNDAY, HOURS, today, is_computed=False, is_latest=True) == back_on


def test_working_days_are_the_reps_own():
    hours = Hours(working_days=frozenset({6, 0, 1, 2, 3}))

    assert due.next_working_day(FRIDAY, hours) == SUNDAY
    assert due.previous_working_day(SATURDAY, hours) == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        (BERLIN, date(2026, 3, 28), datetime(2026, 3, 28, 7, 30, tzinfo=UTC)),
        (BERLIN, date(2026, 3, 29), datetime(2026, 3, 29, 6, 30, tzinfo=UTC)),
        (BERLIN, date(2026, 10, 24), datetime(2026, 10, 24, 6, 30, tzinfo=UTC)),
        (BERLIN, date(2026, 10, 25), datetime(2026, 10, 25, 7, 30, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 7), datetime(2026, 3, 7, 13, 30, tzinfo=UTC)),
        ("America/New_York", date(2026, 3, 8), datetime(2026, 3, 8, 12, 30, tzinfo=UTC)),
        ("America/New_York", date(2026, 11, 1), datetime(2026, 11, 1, 13, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 4, 4), datetime(2026, 4, 3, 21, 30, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 4, 5), datetime(2026, 4, 4, 22, 0, tzinfo=UTC)),
        ("Australia/Lord_Howe", date(2026, 10, 4), datetime(2026, 10, 3, 21, 30, tzinfo=UTC)),
        ("America/Santiago", date(2026, 9, 5), datetime(2026, 9, 5, 12, 30, tzinfo=UTC)),
        ("America/Santiago", date(2026, 9, 6), datetime(2026, 9, 6, 11, 30, tzinfo=UTC)),
        ("America/Santiago", date(2026, 4, 5), datetime(2026, 4, 5, 12, 30, tzinfo=UTC)),
        ("Pacific/Apia", date(2026, 3, 2), datetime(2026, 3, 1, 19, 30, tzinfo=UTC)),
        ("Asia/Kathmandu", date(2026, 3, 2), datetime(2026, 3, 2, 2, 45, tzinfo=UTC)),
    ],
)
def test_a_day_without_a_time_comes_at_half_past_eight_on_the_reps_own_clock(zone, day, at):
    assert due.due_at(day, None, HOURS, zone) == at
    assert at.astimezone(ZoneInfo(zone)).time() == time(8, 30)


@pytest.mark.parametrize(
    ("zone", "day", "at", "instant"),
    [
        (BERLIN, date(2026, 3, 29), time(2, 30), datetime(2026, 3, 29, 1, 0, tzinfo=UTC)),
        (BERLIN, date(2026, 10, 25), time(2, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("America/Santiago", date(2026, 9, 6), time(0, 15), datetime(2026, 9, 6, 4, tzinfo=UTC)),
        (
            "Australia/Lord_Howe",
            date(2026, 10, 4),
            time(2, 15),
            datetime(2026, 10, 3, 15, 30, tzinfo=UTC),
        ),
        ("Pacific/Apia", date(2011, 12, 30), time(9), datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ],
)
def test_a_skipped_time_comes_right_after_the_gap_and_a_repeated_one_the_first_time(
    zone, day, at, instant
):
    assert due.due_at(day, at, HOURS, zone) == instant


def test_a_time_is_announced_ten_minutes_before_it_and_a_day_by_its_brief():
    at = datetime(2026, 3, 12, 14, tzinfo=UTC)

    assert due.nudge_at(time(15), at) == datetime(2026, 3, 12, 13, 50, tzinfo=UTC)
    assert due.nudge_at(None, at) is None


@pytest.mark.parametrize(
    ("after", "named", "day"),
    [
        (berlin(2026, 3, 2, 8, 29), None, date(2026, 3, 2)),
        (berlin(2026, 3, 2, 8, 30), None, date(2026, 3, 3)),
        (berlin(2026, 3, 2, 8, 31), None, date(2026, 3, 3)),
        (berlin(2026, 3, 6, 8, 29), None, FRIDAY),
        (berlin(2026, 3, 6, 9), None, MONDAY),
        (berlin(2026, 3, 6, 9), SATURDAY, SATURDAY),
        (berlin(2026, 3, 6, 9), SUNDAY, SUNDAY),
        (berlin(2026, 3, 6, 9), MONDAY, MONDAY),
        (berlin(2026, 3, 6, 9), date(2026, 3, 14), MONDAY),
        (berlin(2026, 3, 7, 8, 29), SATURDAY, SATURDAY),
        (berlin(2026, 3, 7, 8, 30), SATURDAY, MONDAY),
        (berlin(2026, 3, 7, 23, 59), SUNDAY, SUNDAY),
        (berlin(2026, 3, 27, 9), date(2026, 3, 29), date(2026, 3, 29)),
        (berlin(2026, 10, 23, 9), date(2026, 10, 25), date(2026, 10, 25)),
    ],
)
def test_the_next_brief_is_the_next_working_morning_or_a_day_off_that_was_named(after, named, day):
    on, at = due.next_brief(after, HOURS, BERLIN, named)

    assert (on, at.astimezone(ZoneInfo(BERLIN))) == (
        day,
        berlin(day.year, day.month, day.day, 8, 30),
    )


@pytest.mark.parametrize(
    "zone",
    [
        BERLIN,
        "America/New_York",
        "Australia/Lord_Howe",
        "America/Santiago",
        "Pacific/Apia",
        "Asia/Kathmandu",
    ],
)
def test_a_year_of_briefs_has_one_for_every_working_day(zone):
    hours, days = Hours(), []
    at = datetime(2026, 1, 1, tzinfo=UTC)
    while at < datetime(2027, 1, 1, tzinfo=UTC):
        on, at = due.next_brief(at, hours, zone)
        days.append(on)

    assert days == [d for d in sorted(set(days)) if d.weekday() < 5]
    assert all((b - a).days in (1, 3) for a, b in pairwise(days))


@pytest.mark.parametrize(
    ("day", "end"), [(date(2026, 3, 2), SUNDAY), (SUNDAY, SUNDAY), (MONDAY, date(2026, 3, 15))]
)
def test_a_week_ends_on_its_sunday(day, end):
    assert due.end_of_week(day) == end


@pytest.mark.parametrize(
    ("today", "last"),
    [(date(2026, 3, 2), date(2031, 3, 2)), (date(2028, 2, 29), date(2033, 2, 28))],
)
def test_the_horizon_is_five_years_ahead(today, last):
    assert due.horizon(today) == last


@pytest.mark.parametrize(
    ("old_on", "new_on", "working_days", "counts"),
    [
        (date(2026, 3, 2), date(2026, 3, 6), 4, False),
        (date(2026, 3, 2), SATURDAY, 4, False),
        (date(2026, 3, 2), SUNDAY, 4, False),
        (date(2026, 3, 2), MONDAY, 5, True),
        (date(2026, 3, 2), date(2026, 3, 10), 6, True),
        (FRIDAY, date(2026, 3, 12), 4, False),
        (FRIDAY, date(2026, 3, 13), 5, True),
        (SATURDAY, date(2026, 3, 12), 4, False),
        (SATURDAY, date(2026, 3, 13), 5, True),
        (FRIDAY, FRIDAY, 0, False),
        (FRIDAY, date(2026, 3, 2), 0, False),
    ],
)
def test_a_put_off_is_five_working_days_or_more(old_on, new_on, working_days, counts):
    assert due.working_days_between(old_on, new_on, HOURS) == working_days
    assert due.is_put_off(old_on, new_on, True, HOURS) is counts


def test_moving_a_date_the_rep_chose_is_no_put_off():
    assert not due.is_put_off(date(2026, 3, 2), date(2026, 6, 2), False, HOURS)


@pytest.mark.parametrize(
    ("now", "is_open", "is_over"),
    [
        (berlin(2026, 3, 2, 7, 59), False, False),
        (berlin(2026, 3, 2, 8), True, False),
        (berlin(2026, 3, 2, 17, 59), True, False),
        (berlin(2026, 3, 2, 18), False, True),
        (berlin(2026, 3, 7, 12), False, False),
    ],
)
def test_office_hours_open_at_eight_and_close_at_six(now, is_open, is_over):
    assert due.is_in_hours(now, HOURS, BERLIN) is is_open
    assert due.is_after_hours(now, HOURS, BERLIN) is is_over


@pytest.mark.parametrize(
    ("now", "so"),
    [
        (berlin(2026, 3, 2, 8, 29), False),
        (berlin(2026, 3, 2, 8, 30), True),
        (berlin(2026, 3, 2, 17, 59), True),
        (berlin(2026, 3, 2, 18), False),
    ],
)
def test_a_brief_is_said_from_its_hour_to_the_end_of_the_day(now, so):
    assert due.is_brief_hour(now, HOURS, BERLIN) is so


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        (berlin(2026, 3, 2, 7, 59), berlin(2026, 3, 2, 8)),
        (berlin(2026, 3, 2, 18), berlin(2026, 3, 3, 8)),
        (berlin(2026, 3, 6, 18), berlin(2026, 3, 9, 8)),
        (berlin(2026, 3, 7, 3), berlin(2026, 3, 9, 8)),
        (berlin(2026, 3, 27, 19), berlin(2026, 3, 30, 8)),
    ],
)
def test_what_waits_for_office_hours_waits_for_the_next_opening(now, opens):
    assert due.next_opening(now, HOURS, BERLIN) == opens


@pytest.mark.parametrize(
    ("back_on", "back_time", "now", "is_overdue"),
    [
        (MONDAY, None, berlin(2026, 3, 9, 8, 31), False),
        (MONDAY, None, berlin(2026, 3, 9, 23, 59), False),
        (MONDAY, None, berlin(2026, 3, 10, 0, 0), True),
        (MONDAY, time(15), berlin(2026, 3, 9, 15, 0), False),
        (MONDAY, time(15), berlin(2026, 3, 9, 15, 1), True),
    ],
)
def test_a_time_is_overdue_once_passed_and_a_day_once_it_is_over(
    back_on, back_time, now, is_overdue
):
    at = due.due_at(back_on, back_time, HOURS, BERLIN)
    found = commitment(back_on=back_on, back_time=back_time, due_at=at)

    assert due.is_overdue(found, now) is is_overdue


@pytest.mark.parametrize(
    ("now", "left"),
    [
        (berlin(2026, 3, 2, 9, 0), [time(11), time(16)]),
        (berlin(2026, 3, 2, 9, 1), [time(11, 5), time(16)]),
        (berlin(2026, 3, 2, 9, 58), [time(12), time(16)]),
        (berlin(2026, 3, 2, 13, 58), [time(16)]),
        (berlin(2026, 3, 2, 14, 0), [time(16)]),
        (berlin(2026, 3, 2, 15, 49), [time(17, 50), time(16)]),
        (berlin(2026, 3, 2, 15, 50), [time(17, 50)]),
        (berlin(2026, 3, 2, 17, 55), [time(19, 55)]),
        (berlin(2026, 3, 2, 22, 1), []),
        (berlin(2026, 3, 2, 23, 30), []),
    ],
)
def test_later_today_is_in_two_hours_and_at_four_while_they_last(now, left):
    moments = due.later_today(now, HOURS, BERLIN)

    assert moments == [Moment(date(2026, 3, 2), at) for at in left]


@pytest.mark.parametrize(
    ("now", "choices"),
    [
        (berlin(2026, 3, 2, 9), [("hours", 2, time(11)), ("tomorrow", 3, None)]),
        (berlin(2026, 3, 2, 17, 55), [("hours", 2, time(19, 55)), ("tomorrow", 3, None)]),
        (berlin(2026, 3, 2, 23, 30), [("tomorrow", 3, None), ("monday", 9, None)]),
        (berlin(2026, 3, 6, 18), [("hours", 6, time(20)), ("day", 9, None)]),
        (berlin(2026, 3, 6, 23, 30), [("day", 9, None)]),
        (berlin(2026, 3, 7, 12), [("hours", 7, time(14)), ("day", 9, None)]),
        (berlin(2026, 3, 8, 23), [("tomorrow", 9, None)]),
    ],
)
def test_snooze_offers_the_usual_later_moments_once_each(now, choices):
    offered = due.snooze_choices(now, HOURS, BERLIN)

    assert offered == [(code, Moment(date(2026, 3, day), at)) for code, day, at in choices]


def test_snooze_offers_no_monday_to_somebody_who_does_not_work_on_mondays():
    hours = Hours(working_days=frozenset({1, 2, 3, 4, 5}))
    late = berlin(2026, 3, 5, 23, 30)

    assert due.snooze_choices(late, hours, BERLIN) == [("tomorrow", Moment(FRIDAY))]


def test_today_is_the_reps_own_day():
    now = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)

    assert due.today_in(BERLIN, now) == date(2026, 3, 3)
    assert due.today_in("America/New_York", now) == date(2026, 3, 2)
    assert due.today_in("Pacific/Apia", now) - due.today_in("Pacific/Pago_Pago", now) == timedelta(
        1
    )
