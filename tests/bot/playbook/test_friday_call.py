"""Whom is the Friday call about, and on which day? (S0-4)"""

from datetime import date

import pytest

from bot.playbook import friday_call
from bot.playbook.model import Hours, Standing, Tier
from bot.playbook.stress import Valued
from tests.cast import acme

MONDAY = date(2026, 3, 9)


def valued(client_id: int, minor: int, last_in_on: date | None, **changes: object) -> Valued:
    client = acme(
        id=client_id, standing=Standing.ACTIVE, owner_id=1, last_in_on=last_in_on, **changes
    )
    return Valued(client, minor)


def picked(book: list[Valued], asked: set[int] | None = None) -> list[int]:
    return [client.id for client, _ in friday_call.in_order(book, asked or set(), MONDAY)]


@pytest.mark.parametrize(
    ("day", "hours", "is_day"),
    [
        (date(2026, 3, 9), Hours(), True),
        (date(2026, 3, 10), Hours(), False),
        (date(2026, 3, 15), Hours(), False),
        (date(2026, 4, 6), Hours(holidays="DE"), False),  # Easter Monday
        (date(2026, 4, 7), Hours(holidays="DE"), True),
        (date(2026, 4, 8), Hours(holidays="DE"), False),
        (date(2026, 3, 9), Hours(working_days=frozenset({2, 3, 4})), False),
        (date(2026, 3, 11), Hours(working_days=frozenset({2, 3, 4})), True),
    ],
)
def test_it_comes_on_monday_or_on_the_weeks_first_day_of_work(day, hours, is_day) -> None:
    assert friday_call.is_day(day, hours) is is_day


def test_value_counts_as_often_as_the_cadence_has_passed() -> None:
    large_and_fresh = valued(1, 100_000_00, date(2026, 3, 4))  # 5 of 30 days
    small_and_late = valued(2, 30_000_00, date(2026, 2, 7))  # 30 of 30 days
    assert picked([large_and_fresh, small_and_late]) == [2, 1]


def test_a_key_client_is_late_sooner() -> None:
    standard = valued(1, 30_000_00, date(2026, 2, 23))
    key = valued(2, 20_000_00, date(2026, 2, 23), tier=Tier.KEY)
    assert picked([standard, key]) == [2, 1]


def test_equal_weights_keep_the_older_client_first() -> None:
    same = [valued(n, 30_000_00, date(2026, 2, 23)) for n in (2, 1)]
    assert picked(same) == [1, 2]


@pytest.mark.parametrize(
    "client",
    [
        valued(1, 0, date(2026, 1, 5)),
        valued(1, 30_000_00, MONDAY),
        valued(1, 30_000_00, date(2026, 3, 10)),
        valued(1, 30_000_00, None),
    ],
    ids=["no value", "spoken to today", "a day ahead", "nothing to count from"],
)
def test_who_weighs_nothing_is_not_asked_about(client: Valued) -> None:
    assert picked([client]) == []


def test_without_known_contact_the_days_count_from_when_we_began_to_count() -> None:
    assert picked([valued(1, 30_000_00, None, counts_from=date(2026, 1, 5))]) == [1]


def test_whoever_had_a_turn_lately_is_left_out() -> None:
    book = [valued(n, 30_000_00, date(2026, 2, 23)) for n in (1, 2)]
    assert picked(book, {1}) == [2]


@pytest.mark.parametrize(
    ("today", "hours", "by"),
    [
        (date(2026, 3, 9), Hours(), date(2026, 3, 12)),
        (date(2026, 3, 12), Hours(), date(2026, 3, 12)),
        (date(2026, 3, 13), Hours(), date(2026, 3, 13)),
        (date(2026, 5, 11), Hours(holidays="DE"), date(2026, 5, 13)),  # Ascension Day
    ],
)
def test_the_act_is_due_by_thursday_of_that_week(today: date, hours: Hours, by: date) -> None:
    assert friday_call.act_by(today, hours) == by
