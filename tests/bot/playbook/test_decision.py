"""When is a client asked for the decision it announced?"""

from datetime import date

import pytest

from bot.playbook import decision
from tests.cast import a_deal

TODAY = date(2026, 3, 12)


@pytest.mark.parametrize(
    ("decide_by", "is_due"),
    [
        (None, False),
        (date(2026, 3, 12), False),
        (date(2026, 3, 13), False),
        (date(2026, 3, 11), True),
    ],
)
def test_the_question_is_put_when_the_day_has_passed(decide_by: date | None, is_due: bool) -> None:
    assert decision.is_due(a_deal(decide_by=decide_by), TODAY) is is_due


@pytest.mark.parametrize(
    ("asked_on", "asks", "is_due"),
    [
        (date(2026, 3, 6), 1, False),
        (date(2026, 3, 5), 1, True),
        (date(2026, 3, 5), 2, True),
        (date(2026, 3, 1), 3, False),
    ],
)
def test_it_is_raised_again_after_a_week_and_at_most_twice(
    asked_on: date, asks: int, is_due: bool
) -> None:
    deal = a_deal(decide_by=date(2026, 2, 1), decide_asked_on=asked_on, decide_asks=asks)
    assert decision.is_due(deal, TODAY) is is_due


def test_of_a_deal_that_is_closed_nothing_is_asked() -> None:
    assert not decision.is_due(a_deal(decide_by=date(2026, 2, 1), state="won"), TODAY)
