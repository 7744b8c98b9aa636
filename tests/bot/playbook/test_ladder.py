"""Which deals have stopped climbing, and what is one on this rung worth?"""

import pytest

from bot.playbook import ladder
from tests.cast import a_deal

NINETEEN = [40] * 19


def test_the_ladder_begins_with_five_things_a_client_can_agree_to() -> None:
    assert [chance for _, chance in ladder.DEFAULT_STAGES] == [10, 20, 30, 45, 70]


@pytest.mark.parametrize(
    ("stays", "limit"),
    [
        ([], 30),
        (NINETEEN, 30),
        ([*NINETEEN, 40], 60),
        ([10] * 10 + [20] * 10, 22.5),  # between the two in the middle
        ([0] * 20, 0),
    ],
)
def test_a_deal_may_stand_half_again_as_long_as_is_usual_once_twenty_have_passed(
    stays: list[int], limit: float
) -> None:
    assert ladder.stuck_after(stays) == limit


@pytest.mark.parametrize(
    ("days", "limit", "has_their_date", "stuck"),
    [
        (30, 30, False, False),
        (31, 30, False, True),
        (31, 30, True, False),
        (23, 22.5, False, True),
        (22, 22.5, False, False),
    ],
)
def test_a_deal_is_stuck_past_its_limit_unless_they_named_a_date(
    days: int, limit: float, has_their_date: bool, stuck: bool
) -> None:
    assert ladder.is_stuck(days, limit, has_their_date) is stuck


@pytest.mark.parametrize(
    ("moves", "state", "slipping"),
    [
        (0, "open", False),
        (1, "open", False),
        (2, "open", True),
        (3, "open", True),
        (2, "won", False),
    ],
)
def test_a_deal_slips_when_its_close_date_was_moved_later_twice(
    moves: int, state: str, slipping: bool
) -> None:
    assert ladder.is_slipping(a_deal(close_moves=moves, state=state)) is slipping


@pytest.mark.parametrize(
    ("won", "passed", "chance"), [(0, 0, 45), (19, 19, 45), (20, 20, 100), (0, 20, 0), (7, 30, 23)]
)
def test_the_chance_is_the_ladders_until_twenty_deals_have_passed(
    won: int, passed: int, chance: int
) -> None:
    assert ladder.chance(45, won, passed) == chance
