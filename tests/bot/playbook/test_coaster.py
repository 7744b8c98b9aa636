"""How steady has the open pipeline been?"""

from datetime import date, timedelta

import pytest

from bot.playbook import coaster
from bot.playbook.coaster import Ride

MONDAY = date(2026, 3, 2)


def weeks(*open_minor: int) -> list[coaster.Week]:
    return [(MONDAY + timedelta(weeks=n), each, None) for n, each in enumerate(open_minor)]


@pytest.mark.parametrize("today", [date(2026, 3, 2), date(2026, 3, 8)])
def test_thirteen_weeks_end_with_this_one(today: date) -> None:
    found = coaster.mondays(today)
    assert (len(found), found[0], found[-1]) == (13, date(2025, 12, 8), MONDAY)


@pytest.mark.parametrize(
    ("open_minor", "week", "lowest", "highest", "swing"),
    [
        ([100], 0, 100, 100, 0.0),
        ([100, 40, 80], 1, 40, 100, 0.6),
        ([40, 100, 40], 2, 40, 100, 0.6),  # the latest of several
        ([0, 0, 100, 50], 3, 50, 100, 0.5),  # before anything was recorded is no empty week
        ([100, 0], 1, 0, 100, 1.0),
    ],
)
def test_the_ride_is_told_by_its_lowest_week_and_its_swing(
    open_minor: list[int], week: int, lowest: int, highest: int, swing: float
) -> None:
    found = coaster.ride(weeks(*open_minor))
    assert found == Ride(MONDAY + timedelta(weeks=week), lowest, highest)
    assert found is not None
    assert (found.swing_minor, found.swing) == (highest - lowest, swing)


@pytest.mark.parametrize("open_minor", [[], [0, 0, 0]])
def test_where_nothing_was_ever_open_there_is_no_ride(open_minor: list[int]) -> None:
    assert coaster.ride(weeks(*open_minor)) is None


def test_a_ride_along_nothing_does_not_swing() -> None:
    assert Ride(MONDAY, 0, 0).swing == 0.0
