"""When is a rep told that the pipeline is below what they chose? (S0-5)"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.playbook import shortfall
from bot.playbook.model import Hours
from bot.playbook.shortfall import Cause, Change, Fall, Shortfall
from bot.playbook.winback import LossReason

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
BERLIN = "Europe/Berlin"


def change(
    was: Shortfall | None,
    is_below: bool,
    cause: Cause = Cause.LOST,
    now: datetime = MONDAY,
    *,
    deal: int = 7,
    fell: int = 40_000,
    left: int | None = None,
    held: Fall | None = None,
    others: tuple[Fall, ...] = (),
) -> Shortfall | None:
    """Of a target of 50,000, so much is left open after it fell by so much."""
    left = left if left is not None else 20_000 if is_below else 60_000
    what = Change(cause, deal, left + fell, left, 50_000)
    return shortfall.after_change(was, what, held, others, now, Hours(), BERLIN)


def by(cause: Cause, minor: int = 40_000, deal: int = 7, at: datetime = MONDAY) -> Fall:
    return Fall(cause, deal, minor, at)


def named(stands: Shortfall | None) -> tuple[Cause, int | None, datetime | None]:
    assert stands is not None
    return stands.cause, stands.deal_id, stands.next_at


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


@pytest.mark.parametrize(
    ("cause", "before", "after", "named_as"),
    [
        (Cause.SLIPPED, 40_000, 40_000, (Cause.OTHER, None)),  # only its close date moved
        (Cause.LOST, 40_000, 40_000, (Cause.OTHER, None)),  # without a rate it never counted
        (Cause.OTHER, 30_000, 40_000, (Cause.OTHER, None)),
        (Cause.TARGET, 40_000, 40_000, (Cause.TARGET, 7)),
        (Cause.SLIPPED, 60_000, 40_000, (Cause.SLIPPED, 7)),
    ],
)
def test_what_lowers_nothing_is_no_cause(
    cause: Cause, before: int, after: int, named_as: tuple[Cause, int | None]
) -> None:
    what = Change(cause, 7, before, after, 50_000)
    fell = shortfall.after_change(None, what, None, (), MONDAY, Hours(), BERLIN)
    assert named(fell)[:2] == named_as


@pytest.mark.parametrize("target", [None, 50_000])
def test_without_a_target_or_at_it_nothing_is_below(target: int | None) -> None:
    assert not Change(Cause.LOST, 7, 90_000, 50_000, target).is_below


A_DAY = MONDAY + timedelta(days=1)
LATER = MONDAY + timedelta(hours=2)
A_DAY_LATER = LATER + timedelta(days=1)
FIVE_DAYS = datetime(2026, 3, 9, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("first", "fell_first", "then", "fell_then", "left", "is_then", "at"),
    [
        # A loss that would have done it alone is not kept waiting by a win, however great.
        (Cause.WON, 40_000, Cause.LOST, 20_000, 5_000, True, A_DAY_LATER),
        (Cause.WON, 40_000, Cause.SLIPPED, 50_000, 12_000, True, A_DAY_LATER),
        (Cause.TARGET, 0, Cause.LOST, 1_000, 40_000, True, A_DAY_LATER),
        # A little one beside the win that did it is not the cause.
        (Cause.WON, 40_000, Cause.LOST, 1_000, 19_000, False, FIVE_DAYS),
        # A win does not put off the word about a loss.
        (Cause.LOST, 20_000, Cause.WON, 40_000, 0, False, A_DAY),
        (Cause.SLIPPED, 20_000, Cause.NO, 40_000, 0, False, A_DAY),
        # Of two alike the greater is named, at the hour of the first.
        (Cause.LOST, 20_000, Cause.LOST, 30_000, 0, True, A_DAY),
        (Cause.LOST, 20_000, Cause.SLIPPED, 20_000, 0, False, A_DAY),
        (Cause.WON, 20_000, Cause.NO, 30_000, 0, True, FIVE_DAYS),
        (Cause.NO, 20_000, Cause.WON, 10_000, 0, False, FIVE_DAYS),
        # What lowers nothing changes nothing.
        (Cause.WON, 20_000, Cause.SLIPPED, 0, 0, False, FIVE_DAYS),
        (Cause.TARGET, 0, Cause.LOST, 0, 0, False, FIVE_DAYS),
        (Cause.TARGET, 0, Cause.TARGET, 0, 0, False, FIVE_DAYS),
    ],
)
def test_what_took_it_below_is_named_or_the_greatest_loss_since(
    first: Cause,
    fell_first: int,
    then: Cause,
    fell_then: int,
    left: int,
    is_then: bool,
    at: datetime,
) -> None:
    fell = change(None, True, first, fell=fell_first)
    held = by(first, fell_first)
    again = change(fell, True, then, LATER, deal=8, fell=fell_then, left=left, held=held)
    assert named(again) == ((then, 8, at) if is_then else (first, 7, at))
    assert again is not None
    assert again.below_on == date(2026, 3, 2)


@pytest.mark.parametrize(
    ("others", "named_as"),
    [
        ((by(Cause.WON, 20_000, 9),), (Cause.WON, 9, FIVE_DAYS)),
        ((by(Cause.WON, 20_000, 9), by(Cause.NO, 30_000, 8)), (Cause.NO, 8, FIVE_DAYS)),
        ((by(Cause.WON, 20_000, 9), by(Cause.LOST, 5_000, 8)), (Cause.LOST, 8, A_DAY)),
        ((), (Cause.OTHER, None, FIVE_DAYS)),
    ],
)
def test_when_a_lost_deal_is_open_again_what_else_fell_is_named(
    others: tuple[Fall, ...], named_as: tuple[Cause, int | None, datetime]
) -> None:
    lost = change(None, True, Cause.LOST)
    opened = change(lost, True, Cause.OTHER, LATER, fell=-40_000, left=40_000, others=others)
    assert named(opened) == named_as


def test_a_smaller_deal_that_is_won_is_a_win_and_not_a_smaller_deal() -> None:
    slipped = change(None, True, Cause.SLIPPED, fell=20_000, left=40_000)
    won = change(slipped, True, Cause.WON, LATER, fell=20_000, left=20_000)
    assert named(won) == (Cause.WON, 7, FIVE_DAYS)


def test_while_below_it_is_said_once_a_week() -> None:
    said = told()
    assert said.next_at == MONDAY + timedelta(days=8)
    assert said.is_again
    added = change(said, True, Cause.OTHER, MONDAY + timedelta(days=2), fell=-1, held=SAID)
    assert added == said


SAID = Fall(Cause.SAID, None, 0, MONDAY)


@pytest.mark.parametrize("cause", [Cause.LOST, Cause.SLIPPED, Cause.WON, Cause.NO, Cause.OTHER])
def test_what_fell_since_it_was_said_is_named_in_its_week(cause: Cause) -> None:
    fell = change(told(), True, cause, MONDAY + timedelta(days=2), deal=8, left=0, held=SAID)
    assert named(fell) == (cause, 8, MONDAY + timedelta(days=8))
    assert fell is not None
    assert not fell.is_again


def test_what_fell_since_and_came_back_is_not_named() -> None:
    days = [MONDAY + timedelta(days=n) for n in (2, 3)]
    fell = change(told(), True, Cause.LOST, days[0], deal=8, left=0, held=SAID)
    back = change(fell, True, Cause.OTHER, days[1], deal=8, fell=-20_000)
    assert back == told()


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


@pytest.mark.parametrize(
    ("was", "told_to_be", "next_at"),
    [
        (Cause.NO, Cause.LOST, MONDAY + timedelta(days=1)),
        (Cause.LOST, Cause.NO, datetime(2026, 3, 9, 7, 30, tzinfo=UTC)),
        (Cause.NO, Cause.NO, datetime(2026, 3, 9, 7, 30, tzinfo=UTC)),
        (Cause.WON, Cause.LOST, datetime(2026, 3, 9, 7, 30, tzinfo=UTC)),
    ],
)
def test_a_reason_told_afterwards_settles_whether_it_was_a_loss(
    was: Cause, told_to_be: Cause, next_at: datetime
) -> None:
    fell = change(None, True, was)
    assert fell is not None
    again = shortfall.after_reason(fell, 7, told_to_be, MONDAY, Hours(), BERLIN)
    assert again.next_at == next_at
    assert again.cause is (was if was is Cause.WON else told_to_be)


def test_a_reason_of_another_deal_or_after_the_way_back_changes_nothing() -> None:
    fell = change(None, True, Cause.NO)
    assert fell is not None
    assert shortfall.after_reason(fell, 8, Cause.LOST, MONDAY, Hours(), BERLIN) is fell
    back = replace(fell, back_at=MONDAY)
    assert shortfall.after_reason(back, 7, Cause.LOST, MONDAY, Hours(), BERLIN) is back
