"""What is said of the team's week, and what is worth doing?"""

from datetime import date
from typing import Any

import pytest

from bot.playbook import digest as rule
from bot.playbook.digest import Act, Digest, RepLine, Verdict


def digest(**facts: Any) -> Digest:
    """A healthy week of a team of seven."""
    week: dict[str, Any] = {
        "first_on": date(2026, 3, 2),
        "last_on": date(2026, 3, 8),
        "currency": "EUR",
        "reps": 7,
        "deals": 30,
        "open_minor": 1_400_000_00,
        "was_minor": 1_355_000_00,
        "target_minor": 1_400_000_00,
        "kept": 41,
        "named": 41,
    }
    return Digest(**(week | facts))


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ({}, Verdict.HEALTHY),
        ({"open_minor": 1_400_000_01}, Verdict.HEALTHY),
        ({"open_minor": 1_399_999_99}, Verdict.SHORT),
        ({"target_minor": None}, Verdict.UNAIMED),
        ({"target_minor": 0}, Verdict.UNAIMED),
        ({"target_minor": None, "deals": 0, "open_minor": 0}, Verdict.EMPTY),
        ({"deals": 0, "open_minor": 0}, Verdict.SHORT),
    ],
)
def test_the_verdict_holds_what_is_open_against_the_number_that_was_chosen(
    facts: dict[str, Any], verdict: Verdict
) -> None:
    assert rule.verdict(digest(**facts)) is verdict


@pytest.mark.parametrize(
    ("facts", "gap", "change"),
    [
        ({}, 0, 45_000_00),
        ({"open_minor": 1_240_000_00}, 160_000_00, -115_000_00),
        ({"open_minor": 1_600_000_00}, 0, 245_000_00),
        ({"target_minor": None, "was_minor": None}, 0, None),
        ({"was_minor": 0}, 0, 1_400_000_00),
    ],
)
def test_the_gap_and_the_change_since_the_week_before(
    facts: dict[str, Any], gap: int, change: int | None
) -> None:
    found = digest(**facts)
    assert (found.gap_minor, found.change_minor) == (gap, change)


@pytest.mark.parametrize(
    ("facts", "act"),
    [
        ({}, Act.NONE),
        ({"deals": 0, "open_minor": 0, "target_minor": None}, Act.BEGIN),
        ({"circles": 9, "kept": 38, "target_minor": None, "quiet": 6}, Act.CIRCLES),
        ({"kept": 38, "target_minor": None, "quiet": 6}, Act.BROKEN),
        ({"target_minor": None, "quiet": 6}, Act.AIM),
        ({"open_minor": 1_240_000_00, "quiet": 6}, Act.FILL),
        ({"quiet": 6}, Act.QUIET),
    ],
)
def test_one_act_for_the_week_what_costs_a_sentence_first(facts: dict[str, Any], act: Act) -> None:
    assert rule.act(digest(**facts)) is act


@pytest.mark.parametrize(
    ("part", "whole", "percent"),
    [
        (0, 0, 0),
        (5, 0, 0),
        (1, 2, 50),
        (1, 3, 33),
        (2, 3, 67),
        (1, 200, 1),
        (1, 201, 0),
        (3, 2, 150),
    ],
)
def test_a_share_is_a_whole_percent(part: int, whole: int, percent: int) -> None:
    assert rule.percent(part, whole) == percent


def test_the_seven_days_end_the_day_before_it_is_posted() -> None:
    assert rule.days_of(date(2026, 3, 9)) == (date(2026, 3, 2), date(2026, 3, 8))


def test_twelve_earlier_weeks_end_where_the_seven_days_began() -> None:
    ends = rule.week_ends(date(2026, 3, 9))
    assert (len(ends), ends[0], ends[-1]) == (12, date(2025, 12, 14), date(2026, 3, 1))


@pytest.mark.parametrize(("target", "gap"), [(None, 0), (300, 200), (100, 0)])
def test_what_is_missing_to_a_reps_own_target(target: int | None, gap: int) -> None:
    assert RepLine(1, "Ana", 100, target, 1, 0, 0, 0, 0, 0).gap_minor == gap


@pytest.mark.parametrize(
    ("parts", "whole", "shares"),
    [
        ((1, 1, 1), 3, [34, 33, 33]),
        ((276, 70, 654), 1000, [28, 7, 65]),
        ((275, 70, 655), 1000, [28, 7, 65]),
        ((50, 50, 0), 100, [50, 50, 0]),
        ((0, 0, 0), 0, [0, 0, 0]),
        ((1, 0, 0), 200, [0, 0, 0]),
    ],
)
def test_shares_of_a_whole_add_up_to_a_hundred(parts, whole, shares):
    assert rule.shares(parts, whole) == shares
