"""When is a buyer only cooling off, and when is it left for a while? (S1-1, S1-3)"""

from datetime import date

import pytest

from bot.playbook import cooled
from bot.playbook.model import Contact, Hours, Kind
from tests.cast import commitment

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("was", "now", "kind", "is_cooled"),
    [
        (0, 1, Kind.FOLLOW_UP, True),
        (1, 2, Kind.FOLLOW_UP, True),
        (1, 2, Kind.MEETING, True),
        (0, 1, Kind.WIN_BACK, True),
        # The third asks the hard question on its day: never both.
        (2, 3, Kind.FOLLOW_UP, False),
        (3, 4, Kind.FOLLOW_UP, False),
        # No put-off: a day or two later, or a conversation in between.
        (0, 0, Kind.FOLLOW_UP, False),
        (1, 1, Kind.FOLLOW_UP, False),
        (2, 0, Kind.FOLLOW_UP, False),
        (0, 1, Kind.PROGRESS_REPORT, False),
        (0, 1, Kind.PLAN_ACTION, False),
        (0, 1, Kind.THEIR_PROMISE, False),
    ],
)
def test_put_offs_one_and_two_bring_patience(
    was: int, now: int, kind: Kind, is_cooled: bool
) -> None:
    before = commitment(put_offs=was, kind=kind)

    assert cooled.is_cooled(commitment(put_offs=now, kind=kind), before) is is_cooled


def person(number: int, **facts: date | None) -> Contact:
    return Contact(number, 11, f"Person {number}", **facts)


def test_the_one_spoken_to_least_lately_is_worth_a_word() -> None:
    jo, max_ = person(1, last_touch_on=TODAY), person(2, last_touch_on=date(2026, 1, 5))

    assert cooled.second_contact([jo, max_]) == max_
    assert cooled.second_contact([jo, max_, person(3)]) == person(3)


def test_nobody_is_named_where_one_or_none_is_left() -> None:
    gone = person(2, left_on=TODAY)

    assert cooled.second_contact([]) is None
    assert cooled.second_contact([person(1), gone]) is None


@pytest.mark.parametrize(
    ("unanswered", "until"),
    [(0, None), (3, None), (4, date(2026, 3, 30)), (9, date(2026, 3, 30))],
)
def test_four_touches_without_an_answer_are_left_for_four_weeks(
    unanswered: int, until: date | None
) -> None:
    assert cooled.leave_until(unanswered, TODAY, Hours()) == until


def test_the_day_is_a_working_day() -> None:
    assert cooled.leave_until(4, date(2026, 2, 28), Hours()) == date(2026, 3, 30)


def test_two_weeks_are_fourteen_days_with_today() -> None:
    assert cooled.counted_from(TODAY) == date(2026, 2, 17)
