"""When is a rep told that the pipeline is below what they chose? (S0-5)"""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.playbook import shortfall
from bot.playbook.model import Hours
from bot.playbook.shortfall import Cause, Shortfall
from bot.playbook.winback import LossReason

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
BERLIN = "Europe/Berlin"


def change(
    was: Shortfall | None,
    is_below: bool,
    cause: Cause = Cause.LOST,
    now: datetime = MONDAY,
    **to: Any,
) -> Shortfall | None:
    where = {"hours": Hours(), "zone": BERLIN} | to
    return shortfall.after_change(was, is_below, cause, 7, now, **where)


def told(now: datetime = MONDAY, cause: Cause = Cause.LOST) -> Shortfall:
    fell = change(None, True, cause, now)
    assert fell is not None
    said = shortfall.after_told(fell, now + timedelta(days=1))
    assert said is not None
    return said


@pytest.mark.parametrize(
    ("cause", "at"),
    [
        (Cause.LOST, datetime(2026, 3, 3, 9, 0, tzinfo=UTC)),
        (Cause.SLIPPED, datetime(2026, 3, 3, 9, 0, tzinfo=UTC)),
        (Cause.WON, datetime(2026, 3, 9, 7, 30, tzinfo=UTC)),
        (Cause.NO, datetime(2026, 3, 9, 7, 30, tzinfo=UTC)),
        (Cause.TARGET, datetime(2026, 3, 9, 7, 30, tzinfo=UTC)),
        (Cause.GIVEN, datetime(2026, 3, 9, 7, 30, tzinfo=UTC)),
        (Cause.OTHER, datetime(2026, 3, 9, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_loss_is_said_a_day_later_and_a_win_after_five_working_days(
    cause: Cause, at: datetime
) -> None:
    fell = change(None, True, cause)
    assert fell == Shortfall(date(2026, 3, 2), cause, 7, at)


@pytest.mark.parametrize(
    ("zone", "now", "at"),
    [
        # The clocks go forward on 29 March in Berlin, on 8 March in New York, back on 5 April in
        # Auckland: the morning stays the morning.
        (BERLIN, datetime(2026, 3, 25, 9, tzinfo=UTC), datetime(2026, 4, 1, 6, 30, tzinfo=UTC)),
        (
            "America/New_York",
            datetime(2026, 3, 4, 15, tzinfo=UTC),
            datetime(2026, 3, 11, 12, 30, tzinfo=UTC),
        ),
        (
            "Pacific/Auckland",
            datetime(2026, 4, 1, 21, tzinfo=UTC),  # Thursday there
            datetime(2026, 4, 8, 20, 30, tzinfo=UTC),
        ),
        (BERLIN, datetime(2026, 10, 21, 9, tzinfo=UTC), datetime(2026, 10, 28, 7, 30, tzinfo=UTC)),
    ],
)
def test_five_working_days_end_at_the_reps_brief_hour(
    zone: str, now: datetime, at: datetime
) -> None:
    assert shortfall.first_word_at(Cause.WON, now, Hours(), zone) == at


def test_nothing_is_kept_while_enough_is_open() -> None:
    assert change(None, False) is None


def test_a_deal_moved_out_and_back_says_nothing() -> None:
    fell = change(None, True)
    assert change(fell, False, now=MONDAY + timedelta(hours=23)) is None


def test_a_loss_is_not_kept_waiting_by_the_win_before_it() -> None:
    won = change(None, True, Cause.WON)
    lost = change(won, True, Cause.LOST, MONDAY + timedelta(hours=2))
    assert lost is not None
    assert (lost.cause, lost.next_at) == (Cause.LOST, MONDAY + timedelta(days=1, hours=2))
    assert lost.below_on == date(2026, 3, 2)


def test_a_win_does_not_put_off_the_word_about_a_loss() -> None:
    lost = change(None, True, Cause.LOST)
    assert change(lost, True, Cause.WON, MONDAY + timedelta(hours=2)) == lost


def test_while_below_it_is_said_once_a_week() -> None:
    said = told()
    assert said.next_at == MONDAY + timedelta(days=8)
    assert change(said, True, Cause.LOST, MONDAY + timedelta(days=2)) == said


def test_the_way_back_is_said_a_day_later_and_once() -> None:
    above = change(told(), False, now=MONDAY + timedelta(days=3))
    assert above is not None
    assert above.next_at == MONDAY + timedelta(days=4)
    assert change(above, False, now=MONDAY + timedelta(days=3, hours=5)) == above
    assert shortfall.after_told(above, MONDAY + timedelta(days=4)) is None


def test_a_way_back_that_does_not_hold_is_not_said_and_the_week_still_counts() -> None:
    above = change(told(), False, now=MONDAY + timedelta(days=3))
    below = change(above, True, Cause.SLIPPED, MONDAY + timedelta(days=3, hours=5))
    assert below is not None
    assert (below.back_at, below.next_at) == (None, MONDAY + timedelta(days=8))


def test_one_that_falls_again_after_its_week_is_held_for_a_day() -> None:
    above = change(told(), False, now=MONDAY + timedelta(days=20))
    below = change(above, True, Cause.SLIPPED, MONDAY + timedelta(days=20, hours=5))
    assert below is not None
    assert below.next_at == MONDAY + timedelta(days=21, hours=5)


@pytest.mark.parametrize(
    ("reason", "is_client_lost", "cause"),
    [
        (LossReason.PRICE, False, Cause.NO),
        (LossReason.BUDGET, False, Cause.NO),
        (LossReason.NOT_A_FIT, False, Cause.NO),
        (None, False, Cause.NO),
        (LossReason.COMPETITOR, False, Cause.LOST),
        (LossReason.CHAMPION_LEFT, False, Cause.LOST),
        (LossReason.LET_DOWN, False, Cause.LOST),
        (LossReason.PRICE, True, Cause.LOST),
        (None, True, Cause.LOST),
    ],
)
def test_a_no_to_what_we_offered_is_honest_and_the_rest_is_a_loss(
    reason: LossReason | None, is_client_lost: bool, cause: Cause
) -> None:
    assert shortfall.cause_of_loss(reason, is_client_lost) is cause
