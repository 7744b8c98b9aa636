"""Who is looked at in a sitting, and what is asked next? (S0-1)"""

from datetime import date, timedelta
from typing import Any

import pytest

from bot.playbook import inventory
from bot.playbook.inventory import Asked, Review, Sitting
from bot.playbook.model import Client, Standing, Tier
from tests.cast import acme

TODAY = date(2026, 3, 12)


def active(client_id: int, **changes: Any) -> Client:
    return acme(id=client_id, standing=Standing.ACTIVE, **changes)


@pytest.mark.parametrize(
    ("day", "period"),
    [
        (date(2026, 3, 1), "2026-03-1"),
        (date(2026, 3, 15), "2026-03-1"),
        (date(2026, 3, 16), "2026-03-2"),
        (date(2026, 12, 31), "2026-12-2"),
    ],
)
def test_a_sitting_comes_twice_a_month(day: date, period: str) -> None:
    assert inventory.period_of(day) == period


def test_five_at_most_the_longest_unreviewed_first() -> None:
    book = [(active(n), TODAY - timedelta(days=n)) for n in range(1, 8)]
    book.append((active(99), None))
    assert [c.id for c in inventory.due_now(book, TODAY)] == [99, 7, 6, 5, 4]


@pytest.mark.parametrize(("days", "is_first"), [(89, False), (90, True), (None, True)])
def test_a_key_client_comes_first_when_its_quarter_is_over(
    days: int | None, is_first: bool
) -> None:
    reviewed_on = None if days is None else TODAY - timedelta(days=days)
    key = (active(2, tier=Tier.KEY), reviewed_on)
    found = inventory.due_now([(active(1), date(2025, 1, 1)), key], TODAY)
    assert (found[0].id == 2) is is_first


@pytest.mark.parametrize("standing", [s for s in Standing if s is not Standing.ACTIVE])
def test_only_clients_that_pay_us_are_looked_at(standing: Standing) -> None:
    assert inventory.due_now([(acme(standing=standing), None)], TODAY) == []


def test_nobody_is_looked_at_twice_a_day() -> None:
    assert inventory.due_now([(active(1), TODAY)], TODAY) == []


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, Asked.RESULTS),
        ({Asked.RESULTS: "yes"}, Asked.SAID),
        ({Asked.RESULTS: "no"}, Asked.BEST),
        ({Asked.RESULTS: "unknown"}, Asked.BEST),
        ({Asked.RESULTS: "yes", Asked.SAID: "never"}, Asked.BEST),
        ({Asked.RESULTS: "no", Asked.BEST: "yes"}, Asked.AGAIN),
        ({Asked.RESULTS: "no", Asked.BEST: "yes", Asked.AGAIN: "no"}, None),
    ],
)
def test_one_question_after_the_other(answers: dict[Asked, str], asked: Asked | None) -> None:
    assert inventory.next_asked(Review(1, active(1), tuple(answers.items()))) == asked


def test_a_client_that_is_skipped_is_asked_nothing() -> None:
    assert inventory.next_asked(Review(1, active(1), is_skipped=True)) is None


def test_left_and_taken_up_it_goes_on_where_it_stood() -> None:
    reviews = (Review(1, active(1), is_skipped=True), Review(2, active(2)))
    found = inventory.step(Sitting("2026-03-1", reviews))
    assert (found.review, found.asked, found.place) == (reviews[1], Asked.RESULTS, 2)
    assert inventory.step(Sitting("2026-03-1", reviews[:1])).review is None


@pytest.mark.parametrize(
    ("asked", "said", "is_no"),
    [
        (Asked.RESULTS, "no", True),
        (Asked.RESULTS, "unknown", False),
        (Asked.SAID, "never", True),
        (Asked.SAID, "long_ago", False),
        (Asked.AGAIN, "yes", False),
        (Asked.AGAIN, "no", True),
    ],
)
def test_a_no_asks_for_an_act(asked: Asked, said: str, is_no: bool) -> None:
    assert inventory.is_no(asked, said) is is_no
