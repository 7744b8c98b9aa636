"""Which commitments share a message, in which order, and when is the question a hard one?"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.playbook import nudge
from bot.playbook.model import Hours, Kind, SetBy
from bot.playbook.nudge import (
    in_order,
    is_hard,
    is_late,
    is_left_unanswered,
    is_raised_on,
    together,
)
from tests.cast import commitment

THREE = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)  # 15:00 in Berlin
IN_TIME = THREE - timedelta(minutes=10)


def at(number: int, after: timedelta = timedelta(0)):
    return commitment(id=number, due_at=THREE + after)


def ids(groups):
    return [[c.id for c in group] for group in groups]


@pytest.mark.parametrize(
    ("apart", "groups"),
    [
        (timedelta(minutes=4, seconds=59), [[1, 2]]),
        (timedelta(minutes=5), [[1, 2]]),
        (timedelta(minutes=5, seconds=1), [[1], [2]]),
    ],
)
def test_five_minutes_apart_is_one_message(apart, groups):
    assert ids(together([at(2, apart), at(1)], IN_TIME)) == groups


def test_five_minutes_count_from_the_first_of_a_message():
    found = [at(n, timedelta(minutes=3 * n)) for n in range(4)]

    assert ids(together(found, IN_TIME)) == [[0, 1], [2, 3]]


def test_all_that_are_late_come_in_one_message_and_the_next_by_itself():
    found = [at(1), at(2, timedelta(hours=1)), at(3, timedelta(hours=3))]

    assert ids(together(found, THREE + timedelta(hours=2))) == [[1, 2], [3]]


@pytest.mark.parametrize(
    ("since_its_moment", "late"),
    [
        (timedelta(minutes=14, seconds=59), False),
        (timedelta(minutes=15), True),
        (timedelta(minutes=-1), False),
    ],
)
def test_a_nudge_is_late_a_quarter_of_an_hour_after_its_moment(since_its_moment, late):
    assert is_late(at(1), IN_TIME + since_its_moment) is late


def test_nothing_makes_no_message():
    assert together([], IN_TIME) == []


def test_todays_come_before_what_is_overdue():
    found = [
        commitment(id=1, back_on=THREE.date() - timedelta(days=1)),
        commitment(id=2, back_on=THREE.date(), set_by=SetBy.REP),
    ]

    assert [c.id for c in in_order(found, THREE.date())] == [2, 1]


def test_a_date_the_client_named_comes_before_one_of_ours_and_the_older_first():
    found = [
        commitment(id=1, set_by=SetBy.REP, due_at=THREE - timedelta(days=9)),
        commitment(id=2, set_by=None, due_at=THREE - timedelta(days=8)),
        commitment(id=4, set_by=SetBy.CLIENT, due_at=THREE),
        commitment(id=3, set_by=SetBy.CLIENT, due_at=THREE),
        commitment(id=5, set_by=SetBy.CLIENT, due_at=THREE - timedelta(days=1)),
    ]

    assert [c.id for c in in_order(found, THREE.date())] == [5, 3, 4, 1, 2]


@pytest.mark.parametrize(
    ("put_offs", "kind", "hard"),
    [
        (2, Kind.FOLLOW_UP, False),
        (3, Kind.FOLLOW_UP, True),
        (4, Kind.WIN_BACK, True),
        (3, Kind.PROGRESS_REPORT, False),
    ],
)
def test_the_third_put_off_brings_the_hard_question_but_not_for_a_report(put_offs, kind, hard):
    assert is_hard(commitment(put_offs=put_offs, kind=kind)) is hard


ASKED_ON = THREE.date()  # Thursday 12 March


def hard(**changes):
    return commitment(put_offs=3, asked_on=ASKED_ON, **changes)


@pytest.mark.parametrize(
    ("days_after", "is_raised"),
    [
        (0, True),
        (1, False),
        (6, False),
        (7, True),
        (8, False),
        (13, False),
        (14, True),
        (15, False),
    ],
)
def test_the_hard_question_comes_back_after_a_week_and_after_two(days_after, is_raised):
    today = ASKED_ON + timedelta(days=days_after)
    assert is_raised_on(today, hard(), Hours()) is is_raised


def test_what_would_come_back_on_a_day_off_comes_on_the_next_working_day():
    no_thursdays = Hours(working_days=frozenset({0, 1, 2, 4}))
    week_later = ASKED_ON + timedelta(days=7)
    assert not is_raised_on(week_later, hard(), no_thursdays)
    assert is_raised_on(week_later + timedelta(days=1), hard(), no_thursdays)


@pytest.mark.parametrize(
    "found", [commitment(put_offs=2, asked_on=ASKED_ON), commitment(put_offs=3, asked_on=None)]
)
def test_what_is_overdue_and_asks_no_hard_question_is_in_every_brief(found):
    assert is_raised_on(ASKED_ON + timedelta(days=3), found, Hours())


@pytest.mark.parametrize(("days_after", "is_left"), [(13, False), (14, True), (30, True)])
def test_ten_working_days_without_an_answer_are_time_to_close_it_kindly(days_after, is_left):
    today = ASKED_ON + timedelta(days=days_after)
    assert is_left_unanswered(hard(), today, Hours()) is is_left


@pytest.mark.parametrize(
    "found", [commitment(put_offs=2, asked_on=ASKED_ON), commitment(put_offs=3, asked_on=None)]
)
def test_a_question_that_was_not_put_is_not_left_unanswered(found):
    assert not is_left_unanswered(found, ASKED_ON + timedelta(days=60), Hours())


@pytest.mark.parametrize(
    ("changes", "is_so"),
    [
        ({"mornings": 3}, True),
        ({"mornings": 2}, False),
        ({"mornings": 3, "back_on": date(2026, 3, 16)}, False),
        ({"mornings": 3, "put_offs": 3}, False),
    ],
)
def test_what_three_mornings_have_named_is_older(changes: dict[str, Any], is_so: bool) -> None:
    assert nudge.is_older(commitment(**changes), date(2026, 3, 16)) is is_so


@pytest.mark.parametrize(
    ("day", "is_so"),
    [
        (date(2026, 3, 16), True),  # a Monday
        (date(2026, 3, 17), False),
        (date(2026, 4, 7), True),  # the Tuesday after Easter
    ],
)
def test_older_ones_alone_are_raised_on_the_first_day_of_a_week(day: date, is_so: bool) -> None:
    assert nudge.is_day_for_older(day, Hours(holidays="DE")) is is_so


@pytest.mark.parametrize(
    ("wanted", "given"),
    [((2, 3), [2, 3]), ((9, 3), [7, 0]), ((1, 4, 5), [1, 4, 2]), ((0, 0), [0, 0])],
)
def test_a_brief_has_seven_lines_for_all_its_parts(
    wanted: tuple[int, ...], given: list[int]
) -> None:
    assert nudge.lines_left(*wanted) == given
