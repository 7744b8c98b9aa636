"""When is a lost client worth a second try?"""

from datetime import date
from typing import Any

import pytest

from bot.playbook.model import Standing
from bot.playbook.winback import LossReason, heard_in, second_try_for, second_try_on
from tests.cast import acme

LOST_ON = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("reason", "known", "on"),
    [
        (LossReason.NO_DECISION, {}, date(2026, 9, 2)),
        (LossReason.BUDGET, {}, date(2026, 9, 2)),
        (LossReason.BUDGET, {"fiscal_start": 1}, date(2026, 11, 1)),
        (LossReason.BUDGET, {"fiscal_start": 7}, date(2026, 5, 1)),
        (LossReason.BUDGET, {"fiscal_start": 5}, date(2027, 3, 1)),
        (LossReason.PRICE, {}, date(2026, 9, 2)),
        (LossReason.TIMING, {}, date(2026, 6, 2)),
        (LossReason.TIMING, {"their_date": date(2026, 4, 20)}, date(2026, 4, 20)),
        (LossReason.TIMING, {"their_date": date(2026, 3, 2)}, date(2026, 6, 2)),
        (LossReason.COMPETITOR, {}, date(2026, 11, 2)),
        (LossReason.COMPETITOR, {"contract_ends_on": date(2027, 3, 1)}, date(2026, 11, 1)),
        (LossReason.COMPETITOR, {"contract_ends_on": date(2026, 5, 1)}, date(2026, 11, 2)),
        (LossReason.ACQUIRED, {}, date(2026, 6, 2)),
        (LossReason.MOVED_AWAY, {}, date(2027, 3, 2)),
        (LossReason.CHAMPION_LEFT, {}, date(2026, 4, 2)),
        (LossReason.LET_DOWN, {}, date(2026, 6, 2)),
        (LossReason.NOT_A_FIT, {}, None),
        (LossReason.DO_NOT_CONTACT, {}, None),
        (LossReason.OTHER, {}, date(2026, 9, 2)),
    ],
)
def test_each_reason_has_its_second_try(
    reason: LossReason, known: dict[str, Any], on: date | None
) -> None:
    assert second_try_on(reason, LOST_ON, **known) == on


@pytest.mark.parametrize("reason", [r for r in LossReason if second_try_on(r, LOST_ON)])
def test_a_failed_second_try_is_followed_by_one_a_year(reason: LossReason) -> None:
    client = acme(standing=Standing.LOST, lost_on=LOST_ON, lost_reason=reason.value)
    assert second_try_for(client, failed_on=date(2026, 9, 2)) == date(2027, 9, 2)


def test_nobody_who_asked_not_to_be_contacted_is_tried_again() -> None:
    client = acme(standing=Standing.LOST, lost_on=LOST_ON, lost_reason="do_not_contact")
    assert second_try_for(client, failed_on=date(2026, 9, 2)) is None


def test_a_client_that_is_not_lost_has_no_second_try() -> None:
    assert second_try_for(acme()) is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("too expensive for them", LossReason.PRICE),
        ("bought by Globex", LossReason.ACQUIRED),
        ("the price, and the timing", None),
        ("who knows", None),
        (None, None),
    ],
)
def test_a_reason_is_heard_when_exactly_one_is_named(
    said: str | None, reason: LossReason | None
) -> None:
    assert heard_in(said) is reason
