"""When does a brief speak of deals without a date, and of decisions that are late?"""

from dataclasses import replace
from datetime import date

import pytest

from bot.playbook.deal import Deal, DealState
from bot.playbook.decision import is_circles_day, is_still_late
from bot.playbook.model import Hours, Money

EUROS = Money(4_000_000, "EUR")
DEAL = Deal(
    id=7,
    client_id=11,
    client_name="Acme",
    rep_id=1,
    name="New line",
    stage_id=1,
    stage_name="Decide",
    stage_since=date(2026, 2, 2),
    amount=EUROS,
    worth=EUROS,
    state=DealState.OPEN,
    opened_on=date(2026, 1, 2),
    decide_by=date(2026, 3, 12),
)


@pytest.mark.parametrize(
    ("today", "hours", "is_day"),
    [
        (date(2026, 3, 2), Hours(), True),  # a Monday
        (date(2026, 3, 3), Hours(), False),
        (date(2026, 3, 6), Hours(), False),
        (date(2026, 4, 6), Hours(holidays="DE"), False),  # Easter Monday is worked by nobody,
        (date(2026, 4, 7), Hours(holidays="DE"), True),  # so the week begins on Tuesday
        (date(2026, 3, 4), Hours(working_days=frozenset({2, 3})), True),
        (date(2026, 3, 5), Hours(working_days=frozenset({2, 3})), False),
        (date(2026, 12, 28), Hours(), True),
        (date(2027, 1, 1), Hours(), False),  # the week that began in the old year
    ],
)
def test_deals_without_a_date_are_counted_on_the_first_working_day_of_a_week(
    today: date, hours: Hours, is_day: bool
) -> None:
    is_worked = today.weekday() in hours.working_days and not (
        hours.holidays and today == date(2026, 4, 6)
    )
    assert (is_circles_day(today, hours) and is_worked) is is_day


@pytest.mark.parametrize(
    ("deal", "today", "is_late"),
    [
        (DEAL, date(2026, 3, 12), False),
        (DEAL, date(2026, 3, 13), True),
        (replace(DEAL, decide_by=None), date(2026, 3, 13), False),
        (replace(DEAL, state=DealState.WON), date(2026, 3, 13), False),
        (replace(DEAL, state=DealState.LOST), date(2026, 3, 13), False),
    ],
)
def test_a_decision_is_late_the_day_after_it_was_announced_for(
    deal: Deal, today: date, is_late: bool
) -> None:
    assert is_still_late(deal, today) is is_late
