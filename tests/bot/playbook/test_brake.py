"""When is a rep asked which promises can be kept? (S0-4)"""

from datetime import UTC, datetime, timedelta

import pytest

from bot.playbook import brake

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "asks"),
    [
        ([], False),
        ([0], False),
        ([0, 1, 2], False),
        ([0, 1, 2, 3], True),
        ([0, 0, 0, 0], True),
        ([0, 1, 2, 3, 4], False),  # asked at the fourth
        ([0, 1, 2, 47.99], True),
        ([0, 1, 2, 48], False),
        ([0, 12, 24, 36, 49], False),  # one rush, asked about an hour ago
        ([0, 1, 2, 3, 51, 52, 53, 54], True),  # another one
        ([0, 1, 2, 3, 50, 51, 52], False),
        ([3, 2, 1, 0], True),
    ],
)
def test_the_fourth_within_two_days_is_asked_about_once(hours: list[float], asks: bool) -> None:
    assert brake.asks_now([START + timedelta(hours=h) for h in hours]) is asks
