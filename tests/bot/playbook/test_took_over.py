"""Somebody left a client: is anything asked, and on which day?"""

from datetime import date

import pytest

from bot.playbook import due
from bot.playbook.model import Hours, Standing
from bot.playbook.took_over import Question, ask_on, question
from bot.playbook.winback import LossReason
from tests.cast import acme


@pytest.mark.parametrize("standing", [Standing.PROSPECT, Standing.ACTIVE, Standing.NURTURE])
@pytest.mark.parametrize("has_blocked", [False, True])
def test_of_a_client_we_serve_who_took_over_is_asked(standing: Standing, has_blocked: bool) -> None:
    assert question(acme(standing=standing), has_blocked) is Question.WHO_TOOK_OVER


@pytest.mark.parametrize(
    ("standing", "reason", "has_blocked", "asked"),
    [
        (Standing.LOST, LossReason.PRICE, True, Question.SECOND_TRY),
        (Standing.LOST, None, True, Question.SECOND_TRY),
        (Standing.LOST, LossReason.PRICE, False, None),
        (Standing.LOST, LossReason.DO_NOT_CONTACT, True, None),
        (Standing.PARTED, None, True, None),
        (Standing.PARTED, None, False, None),
    ],
)
def test_of_one_we_lost_only_a_second_try_and_only_when_the_blocker_left(
    standing: Standing, reason: LossReason | None, has_blocked: bool, asked: Question | None
) -> None:
    client = acme(standing=standing, lost_reason=reason.value if reason else None)
    assert question(client, has_blocked) is asked


@pytest.mark.parametrize(
    ("noted", "asked"),
    [
        (date(2026, 3, 2), date(2026, 3, 3)),
        (date(2026, 3, 5), date(2026, 3, 6)),
        (date(2026, 3, 6), date(2026, 3, 9)),  # a Friday
        (date(2026, 3, 7), date(2026, 3, 9)),
        (date(2026, 3, 8), date(2026, 3, 9)),
    ],
)
def test_it_is_asked_on_the_next_working_day(noted: date, asked: date) -> None:
    assert ask_on(noted, Hours()) == asked
    assert due.working_days_between(noted, asked, Hours()) <= 2
