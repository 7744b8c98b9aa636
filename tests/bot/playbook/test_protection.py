"""When is the weekly block under way, and what is asked about it? (S0-6)"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.playbook import protection
from bot.playbook.model import Hours, Protected, Rep
from bot.playbook.problem import Problem
from bot.playbook.protection import Kept, Streak
from tests.cast import ana

TUESDAY = Protected(1, time(9), time(11))
NINE = datetime(2026, 3, 3, 8, tzinfo=UTC)  # in Berlin
ELEVEN = NINE + timedelta(hours=2)


def keeping(**changes: object) -> Rep:
    return ana(**({"protected": TUESDAY} | changes))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (NINE - timedelta(seconds=1), None),
        (NINE, ELEVEN),
        (ELEVEN - timedelta(seconds=1), ELEVEN),
        (ELEVEN, None),
        (NINE + timedelta(days=1), None),
        # After the clocks went forward it is still nine on the wall.
        (datetime(2026, 3, 31, 7, tzinfo=UTC), datetime(2026, 3, 31, 9, tzinfo=UTC)),
    ],
)
def test_steady_starts_nothing_in_it(now: datetime, until: datetime | None) -> None:
    assert protection.protected_until(now, keeping()) == until
    assert protection.is_protected(now, keeping()) is (until is not None)


def test_without_a_block_nothing_is_protected() -> None:
    assert not protection.is_protected(NINE, ana())
    assert protection.next_end(NINE, ana()) is None


@pytest.mark.parametrize(
    ("after", "day", "ends"),
    [
        (NINE - timedelta(days=1), date(2026, 3, 3), ELEVEN),
        (ELEVEN - timedelta(seconds=1), date(2026, 3, 3), ELEVEN),
        (ELEVEN, date(2026, 3, 10), ELEVEN + timedelta(days=7)),
        # The week the clocks go forward is an hour shorter.
        (
            datetime(2026, 3, 24, 10, tzinfo=UTC),
            date(2026, 3, 31),
            datetime(2026, 3, 31, 9, tzinfo=UTC),
        ),
    ],
)
def test_the_question_comes_when_it_has_ended(after: datetime, day: date, ends: datetime) -> None:
    assert protection.next_end(after, keeping()) == (day, ends)


@pytest.mark.parametrize(
    ("rep", "late", "is_asked"),
    [
        (keeping(), timedelta(), True),
        (keeping(), timedelta(days=3), True),
        (keeping(), timedelta(days=3, seconds=1), False),
        (keeping(paused_until=date(2026, 3, 4)), timedelta(), False),
        (keeping(paused_until=date(2026, 3, 3)), timedelta(), True),
    ],
)
def test_pauses_and_what_is_long_past_are_not_asked_about(
    rep: Rep, late: timedelta, is_asked: bool
) -> None:
    assert protection.is_asked_about(date(2026, 3, 3), ELEVEN, ELEVEN + late, rep) is is_asked


def test_a_holiday_is_not_asked_about() -> None:
    rep = keeping(hours=Hours(holidays="DE"))
    new_year, ends = date(2026, 1, 1), datetime(2026, 1, 1, 10, tzinfo=UTC)
    assert not protection.is_asked_about(new_year, ends, ends, rep)
    assert protection.is_asked_about(new_year, ends, ends, keeping())


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ([], Streak(0, 0, 0)),
        ([Kept.YES], Streak(1, 0, 1)),
        ([Kept.YES] * 7 + [Kept.PARTLY] + [Kept.NO] * 2, Streak(7, 1, 10)),
        ([Kept.NO] * 10 + [Kept.YES], Streak(0, 0, 10)),  # the eleventh is forgotten
    ],
)
def test_the_last_ten_weeks_count(answers: list[Kept], found: Streak) -> None:
    assert protection.streak(answers) == found


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("Tuesday 9 to 11", TUESDAY),
        ("every tue from 9:00 - 11", TUESDAY),
        ("Tuesdays 9am until 11am", TUESDAY),
        ("tu 9 to 11am", TUESDAY),
        ("Di. 9 bis 11 Uhr", TUESDAY),
        ("dienstags 9.00–11.00", TUESDAY),
        ("Friday 2 to 4pm", Protected(4, time(14), time(16))),
        ("Friday 14 to 16", Protected(4, time(14), time(16))),
        ("Friday 11 to 1pm", Protected(4, time(11), time(13))),
        ("Friday 10 to 2", Protected(4, time(10), time(14))),
        ("Friday 12pm to 1pm", Protected(4, time(12), time(13))),
        ("Monday 06:00 to 07:00", Protected(0, time(6), time(7))),
        ("Saturday 0:00 to 0:15", Protected(5, time(0), time(0, 15))),
    ],
)
def test_a_block_as_one_says_it(text: str, block: Protected) -> None:
    assert protection.block_said(text) == block


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "protect_when"),
        ("Tuesday", "protect_when"),
        ("T 9 to 11", "protect_when"),
        ("someday 9 to 11", "protect_when"),
        ("Tuesday 25 to 26", "protect_when"),
        ("Tuesday 9:75 to 11", "protect_when"),
        ("Tuesday 2 to 4", "protect_which_half"),
        ("Tuesday 9:00 to 9:14", "protected_too_short"),
        ("Tuesday 11am to 9am", "protected_too_short"),
        ("Tuesday 22 to 21", "protected_too_short"),
    ],
)
def test_what_is_not_sure_is_asked_for_again(text: str, code: str) -> None:
    found = protection.block_said(text)
    assert isinstance(found, Problem)
    assert found.code == code


@pytest.mark.parametrize(("day", "is_over"), [(9, False), (10, True), (11, True)])
def test_a_week_is_over_when_the_next_begins(day: int, is_over: bool) -> None:
    now = datetime(2026, 3, day, 12, tzinfo=UTC)
    assert protection.is_week_over(date(2026, 3, 3), ana(), now) is is_over
