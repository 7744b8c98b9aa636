"""How much open pipeline is healthy, and what closes a gap in it?"""

from datetime import date
from fractions import Fraction

import pytest

from bot.playbook import winning
from bot.playbook.winning import Opening, UsualSize, WinRate


def test_history_goes_back_a_year() -> None:
    assert winning.since(date(2028, 2, 29)) == date(2027, 2, 28)


@pytest.mark.parametrize(
    ("own", "teams", "rate"),
    [
        ((0, 0), (0, 0), WinRate(Fraction(1, 4), 0, "assumed")),
        ((10, 19), (10, 19), WinRate(Fraction(1, 4), 0, "assumed")),
        ((10, 19), (5, 20), WinRate(Fraction(1, 4), 20, "team")),
        ((10, 20), (5, 40), WinRate(Fraction(1, 2), 20, "own")),
        ((0, 20), (5, 40), WinRate(Fraction(0), 20, "own")),
    ],
)
def test_the_win_rate_is_ones_own_from_twenty_closed_deals_then_the_teams_then_a_quarter(
    own: tuple[int, int], teams: tuple[int, int], rate: WinRate
) -> None:
    assert winning.win_rate(own, teams) == rate
    assert winning.win_rate(own, teams).closed == rate.of


@pytest.mark.parametrize(
    ("own", "teams", "share"),
    [((19, 19), (19, 19), Fraction(1, 3)), ((5, 20), (0, 0), Fraction(1, 4))],
)
def test_a_third_of_first_conversations_becomes_deals_until_history_knows_better(
    own: tuple[int, int], teams: tuple[int, int], share: Fraction
) -> None:
    assert winning.opening(own, teams).share == share


@pytest.mark.parametrize(
    ("own", "teams", "open_", "usual"),
    [
        ([], [], [], None),
        ([], [], [7, 1], UsualSize(1, 2, "open")),
        ([9] * 4, [5] * 4, [7], UsualSize(7, 1, "open")),
        ([9] * 4, [5, 1, 3, 9, 7], [7], UsualSize(5, 5, "team")),
        ([1, 2, 3, 4, 100], [5] * 9, [7], UsualSize(3, 5, "own")),
    ],
)
def test_a_usual_deal_is_the_middle_one_of_five_that_were_won(
    own: list[int], teams: list[int], open_: list[int], usual: UsualSize | None
) -> None:
    assert winning.usual_size(own, teams, open_) == usual


@pytest.mark.parametrize(
    ("to_win", "share", "open_"),
    [
        (100_000, Fraction(1, 4), 400_000),
        (100_000, Fraction(1, 3), 300_000),
        (100_001, Fraction(1, 2), 200_002),
        (10, Fraction(3, 7), 24),
        (0, Fraction(1, 4), 0),
        (100_000, Fraction(0), None),
    ],
)
def test_a_healthy_pipeline_is_what_is_still_to_win_by_the_share_that_is_won(
    to_win: int, share: Fraction, open_: int | None
) -> None:
    assert winning.healthy(to_win, WinRate(share, 20, "own")) == open_


@pytest.mark.parametrize(
    ("minor", "usual", "share", "deals", "conversations"),
    [
        (90_000, 18_000, Fraction(1, 3), 5, 15),
        (90_001, 18_000, Fraction(1, 3), 6, 18),
        (1, 18_000, Fraction(1, 2), 1, 2),
        (90_000, 18_000, Fraction(0), 5, None),
        (90_000, 0, Fraction(1, 3), None, None),
        (90_000, None, Fraction(1, 3), None, None),
    ],
)
def test_a_gap_has_three_measures_each_with_its_own_divisor(
    minor: int, usual: int | None, share: Fraction, deals: int | None, conversations: int | None
) -> None:
    size = None if usual is None else UsualSize(usual, 5, "own")
    found = winning.gap(minor, size, Opening(share, 20, "own"))
    assert (found.minor, found.deals, found.conversations) == (minor, deals, conversations)
