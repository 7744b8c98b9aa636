"""When is a lost client worth a second try? (S4-2)"""

from datetime import date

import pytest

from bot.playbook.model import Standing
from bot.playbook.winback import LossReason, heard_in, second_try_for, second_try_on
from tests.cast import acme

LOST_ON = date(2026, 3, 2)

TABLE = [
    (LossReason.NO_DECISION, date(2026, 9, 2)),
    (LossReason.BUDGET, date(2026, 9, 2)),
    (LossReason.PRICE, date(2026, 9, 2)),
    (LossReason.TIMING, date(2026, 6, 2)),
    (LossReason.COMPETITOR, date(2026, 11, 2)),
    (LossReason.ACQUIRED, date(2026, 6, 2)),
    (LossReason.MOVED_AWAY, date(2027, 3, 2)),
    (LossReason.CHAMPION_LEFT, date(2026, 4, 2)),
    (LossReason.LET_DOWN, date(2026, 6, 2)),
    (LossReason.NOT_A_FIT, None),
    (LossReason.DO_NOT_CONTACT, None),
    (LossReason.OTHER, date(2026, 9, 2)),
]


@pytest.mark.parametrize(("reason", "day"), TABLE)
def test_each_reason_has_its_own_patience(reason, day):
    assert second_try_on(reason, LOST_ON) == day


def test_every_reason_stands_in_the_table():
    assert {reason for reason, _ in TABLE} == set(LossReason)


@pytest.mark.parametrize(("reason", "day"), TABLE)
def test_a_second_try_that_failed_is_given_a_year_if_one_was_due_at_all(reason, day):
    again = second_try_on(reason, LOST_ON, has_failed_before=True)

    assert again == (date(2027, 3, 2) if day else None)


@pytest.mark.parametrize(
    ("lost_on", "reason", "day"),
    [
        (date(2026, 8, 31), LossReason.OTHER, date(2027, 2, 28)),
        (date(2027, 8, 31), LossReason.OTHER, date(2028, 2, 29)),
        (date(2026, 1, 31), LossReason.CHAMPION_LEFT, date(2026, 2, 28)),
        (date(2028, 2, 29), LossReason.MOVED_AWAY, date(2029, 2, 28)),
        (date(2026, 12, 31), LossReason.TIMING, date(2027, 3, 31)),
    ],
)
def test_the_end_of_a_month_stays_one(lost_on, reason, day):
    assert second_try_on(reason, lost_on) == day


def test_while_nobody_knows_why_half_a_year_is_proposed():
    assert second_try_for(acme(standing=Standing.LOST, lost_on=LOST_ON)) == date(2026, 9, 2)


def test_a_later_no_counts_from_its_own_day():
    lost = acme(standing=Standing.LOST, lost_on=LOST_ON, lost_reason="timing")

    assert second_try_for(lost, date(2026, 6, 2), True) == date(2027, 6, 2)


@pytest.mark.parametrize("standing", [s for s in Standing if s is not Standing.LOST])
def test_a_client_that_is_not_lost_needs_no_second_try(standing):
    assert second_try_for(acme(standing=standing, lost_on=LOST_ON)) is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("Too expensive for them", LossReason.PRICE),
        ("no budget this year", LossReason.BUDGET),
        ("They went with Globex", LossReason.COMPETITOR),
        ("asked us: please do not contact them again", LossReason.DO_NOT_CONTACT),
        ("please don't contact us", LossReason.DO_NOT_CONTACT),
        ("they were acquired", LossReason.ACQUIRED),
        ("relocating to Porto", LossReason.MOVED_AWAY),
        ("our contact left", LossReason.CHAMPION_LEFT),
        ("we let them down", LossReason.LET_DOWN),
        ("not a fit", LossReason.NOT_A_FIT),
        ("no decision", LossReason.NO_DECISION),
        ("not now", LossReason.TIMING),
        ("too expensive, and no budget", None),
        ("they did not say", None),
        ("", None),
        (None, None),
    ],
)
def test_a_reason_is_heard_when_exactly_one_is_named(said, reason):
    assert heard_in(said) is reason


@pytest.mark.parametrize(
    ("reason", "known", "day"),
    [
        (LossReason.BUDGET, {"fiscal_start": 1}, date(2026, 11, 1)),
        (LossReason.BUDGET, {"fiscal_start": 7}, date(2026, 5, 1)),
        (LossReason.BUDGET, {"fiscal_start": 5}, date(2027, 3, 1)),
        (LossReason.TIMING, {"their_date": date(2026, 4, 20)}, date(2026, 4, 20)),
        (LossReason.TIMING, {"their_date": date(2026, 3, 2)}, date(2026, 6, 2)),
        (LossReason.COMPETITOR, {"contract_ends_on": date(2027, 3, 1)}, date(2026, 11, 1)),
        (LossReason.COMPETITOR, {"contract_ends_on": date(2026, 5, 1)}, date(2026, 11, 2)),
    ],
)
def test_what_is_known_of_them_chooses_a_better_day(reason, known, day):
    assert second_try_on(reason, LOST_ON, **known) == day
