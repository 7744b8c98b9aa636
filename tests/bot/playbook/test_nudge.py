"""Which commitments share a message, in which order, and when is the question a hard one?"""

from datetime import UTC, datetime, timedelta

import pytest

from bot.playbook.model import Kind, SetBy
from bot.playbook.nudge import in_order, is_hard, is_late, together
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


def test_a_date_the_client_named_comes_before_one_of_ours_and_the_older_first():
    found = [
        commitment(id=1, set_by=SetBy.REP, due_at=THREE - timedelta(days=9)),
        commitment(id=2, set_by=None, due_at=THREE - timedelta(days=8)),
        commitment(id=4, set_by=SetBy.CLIENT, due_at=THREE),
        commitment(id=3, set_by=SetBy.CLIENT, due_at=THREE),
        commitment(id=5, set_by=SetBy.CLIENT, due_at=THREE - timedelta(days=1)),
    ]

    assert [c.id for c in in_order(found)] == [5, 3, 4, 1, 2]


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
