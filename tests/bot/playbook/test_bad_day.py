"""What helps on the days after a client was lost? (S0-7)"""

from datetime import date
from fractions import Fraction

import pytest

from bot.playbook import bad_day
from bot.playbook.asking import Ask
from bot.playbook.bad_day import Blow, Replaced, Replacement
from bot.playbook.model import Hours, Money
from bot.playbook.winning import Opening, UsualSize, WinRate
from tests.cast import acme

FRIDAY = date(2026, 3, 6)
USUAL = UsualSize(20_000_00, 5, "own")
QUARTER = WinRate(Fraction(1, 4), 20, "own")
THIRD = Opening(Fraction(1, 3), 20, "own")


@pytest.mark.parametrize(
    ("today", "asks"),
    [
        (date(2026, 3, 5), []),
        (date(2026, 3, 6), []),
        (date(2026, 3, 7), []),  # Saturday
        (date(2026, 3, 9), ["7:plan"]),
        (date(2026, 3, 12), ["7:plan"]),
        (date(2026, 3, 13), ["7:plan", "7:hands"]),
        (date(2026, 3, 16), ["7:hands"]),
        (date(2026, 3, 26), ["7:hands"]),
        (date(2026, 3, 27), []),
        (date(2026, 4, 4), []),
        (date(2026, 4, 5), ["7:30"]),
        (date(2026, 4, 11), ["7:30"]),
        (date(2026, 4, 12), []),
        (date(2026, 6, 3), []),
        (date(2026, 6, 4), ["7:90"]),
        (date(2026, 6, 10), ["7:90"]),
        (date(2026, 6, 11), []),
    ],
)
def test_each_day_after_a_loss_has_its_own_word(today: date, asks: list[str]) -> None:
    blow = Blow(7, 11, FRIDAY)
    assert [period for _, period in bad_day.questions(blow, today, Hours())] == asks


def test_each_word_is_of_its_kind() -> None:
    blow = Blow(7, 11, FRIDAY)
    days = (date(2026, 3, 9), date(2026, 3, 16), date(2026, 4, 6))
    kinds = [ask for day in days for ask, _ in bad_day.questions(blow, day, Hours())]
    assert kinds == [Ask.BAD_DAY_PLAN, Ask.IN_OUR_HANDS, Ask.REPLACED]


@pytest.mark.parametrize(
    ("lost", "usual", "rate", "openings", "found"),
    [
        (84_000_00, USUAL, QUARTER, THIRD, Replacement(5, 17, 51)),
        (80_000_00, USUAL, QUARTER, THIRD, Replacement(4, 16, 48)),
        (1, USUAL, QUARTER, THIRD, Replacement(1, 1, 3)),
        (84_000_00, USUAL, WinRate(Fraction(0), 20, "own"), THIRD, Replacement(5, None, None)),
        (84_000_00, USUAL, QUARTER, Opening(Fraction(0), 20, "own"), Replacement(5, 17, None)),
        (84_000_00, None, QUARTER, THIRD, None),
        (84_000_00, UsualSize(20_000_00, 3, "open"), QUARTER, THIRD, None),
        (84_000_00, UsualSize(0, 5, "own"), QUARTER, THIRD, None),
        (0, USUAL, QUARTER, THIRD, None),
    ],
)
def test_a_loss_is_said_in_deals_and_first_conversations(lost, usual, rate, openings, found):
    assert bad_day.replacement(lost, usual, rate, openings) == found


@pytest.mark.parametrize(
    ("won", "percent"), [(0, 0), (41_999_99, 49), (42_000_00, 50), (99_000_00, 117)]
)
def test_the_share_replaced_is_rounded_down(won: int, percent: int) -> None:
    found = Replaced(1, acme(), 30, Money(84_000_00, "EUR"), Money(won, "EUR"))
    assert bad_day.share(found) == percent
