"""When is a team asked how business is, and when is anybody told? (S1-5)"""

from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.playbook import pulse
from bot.playbook.asking import TELLING, Ask
from bot.playbook.pulse import PulseResult, Step

MARCH, SEPTEMBER = date(2026, 3, 2), date(2026, 9, 7)


@pytest.mark.parametrize(
    ("today", "opened_on"),
    [
        (date(2026, 3, 1), None),
        (MARCH, MARCH),
        (date(2026, 3, 13), MARCH),
        (date(2026, 3, 14), None),
        (date(2026, 2, 2), None),
        (date(2026, 9, 6), None),
        (SEPTEMBER, SEPTEMBER),
        (date(2026, 9, 18), SEPTEMBER),
        (date(2026, 9, 19), None),
        (date(2027, 3, 1), date(2027, 3, 1)),  # a month that begins on a Monday
        (date(2026, 12, 31), None),
    ],
)
def test_it_is_open_for_ten_working_days_from_the_first_monday_of_march_and_september(
    today: date, opened_on: date | None
) -> None:
    assert pulse.open_on(today) == opened_on


def test_in_a_whole_year_it_opens_twice() -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert {pulse.open_on(day) for day in days} == {None, MARCH, SEPTEMBER}


def test_the_last_day_is_a_friday() -> None:
    assert pulse.last_day(MARCH) == date(2026, 3, 13)


@pytest.mark.parametrize(
    ("zone", "closes_at"),
    [
        ("UTC", datetime(2026, 3, 16, 10, tzinfo=UTC)),
        ("Europe/Berlin", datetime(2026, 3, 16, 9, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 3, 16, 14, tzinfo=UTC)),  # where clocks changed between
    ],
)
def test_it_closes_on_the_monday_after_by_the_workspaces_clocks(
    zone: str, closes_at: datetime
) -> None:
    assert pulse.closes_at(MARCH, zone) == closes_at


@pytest.mark.parametrize(
    ("muted", "may"),
    [
        ([()] * 4, False),
        ([()] * 5, True),
        ([*[()] * 4, {"patience"}], False),
        ([*[()] * 4, {"pulse"}], False),
        ([*[()] * 4, {"value", "quiet"}], True),
        ([], False),
    ],
)
def test_four_who_can_be_asked_are_too_few(muted: Sequence[Collection[str]], may: bool) -> None:
    assert pulse.may_ask(muted) is may


@pytest.mark.parametrize(
    ("counts", "may"),
    [((0, 0, 0, 0, 0), False), ((1, 0, 2, 1, 0), False), ((1, 1, 2, 1, 0), True), ((5,), True)],
)
def test_four_answers_are_told_to_nobody(counts: Sequence[int], may: bool) -> None:
    assert pulse.may_tell(counts) is may


def test_a_result_adds_up_its_steps() -> None:
    assert PulseResult(MARCH, (1, 0, 3, 2, 1)).total == 7
    assert [step.value for step in Step] == [1, 2, 3, 4, 5]


def test_who_leaves_it_alone_is_not_asked_whether_to_stop_as_nobody_knows_who_answered() -> None:
    assert Ask.PULSE in TELLING
