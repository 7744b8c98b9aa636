"""In which months does a client order, and what did it order when, as a rep says it?"""

from datetime import date

import pytest

from bot.playbook.model import Money
from bot.playbook.month_said import month_of, nearest_month
from bot.playbook.order_said import OrderSaid, read_order
from bot.playbook.problem import Problem
from bot.playbook.season_said import SeasonSaid, read_lead, read_season

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("said", "months", "weeks"),
    [
        ("October", (10,), None),
        ("oct", (10,), None),
        ("every October", (10,), None),
        ("Oktober", (10,), None),
        ("März und Oktober", (3, 10), None),
        ("jeden Mai", (5,), None),
        ("March and October", (3, 10), None),
        ("October, March", (3, 10), None),
        ("Mar/Oct", (3, 10), None),
        ("Oct to Dec", (10, 11, 12), None),
        ("Oct-Dec", (10, 11, 12), None),
        ("November bis Februar", (1, 2, 11, 12), None),
        ("Q4", (10, 11, 12), None),
        ("March to Q2", (3, 4, 5, 6), None),
        ("October 6 weeks before", (10,), 6),
        ("October, six weeks ahead", (10,), 6),
        ("12 weeks before October", (10,), 12),
        ("Oktober 6 Wochen vorher", (10,), 6),
        ("a week before May", (5,), 1),
        ("6 weeks before", (), 6),
        ("none", (), None),
        ("keine", (), None),
        (" None. ", (), None),
    ],
)
def test_a_season_is_read_as_it_is_said(
    said: str, months: tuple[int, ...], weeks: int | None
) -> None:
    assert read_season(said) == SeasonSaid(months, weeks)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("", Problem("no_season", {"text": ""})),
        ("every", Problem("no_season", {"text": "every"})),
        ("Octobre", Problem("not_a_season", {"text": "Octobre", "nearest": 10})),
        ("Mrch", Problem("not_a_season", {"text": "Mrch", "nearest": 3})),
        ("soon", Problem("not_a_season", {"text": "soon", "nearest": None})),
        ("to October", Problem("not_a_season", {"text": "to", "nearest": None})),
        ("Jan to Jul", Problem("season_too_long", {"months": 7, "most": 6})),
        ("March to March", Problem("season_too_long", {"months": 12, "most": 6})),
        ("May 0 weeks before", Problem("lead_out_of_range", {"weeks": 0, "longest": 26})),
        ("May 27 weeks before", Problem("lead_out_of_range", {"weeks": 27, "longest": 26})),
        ("May -2 weeks before", Problem("lead_out_of_range", {"weeks": -2, "longest": 26})),
    ],
)
def test_what_is_no_season_is_refused_with_the_nearest_month(said: str, problem: Problem) -> None:
    assert read_season(said) == problem


@pytest.mark.parametrize(
    ("said", "weeks"), [("8", 8), ("six", 6), ("26 weeks", 26), ("1 week before", 1)]
)
def test_weeks_before_are_read_in_figures_and_in_words(said: str, weeks: int) -> None:
    assert read_lead(said) == weeks


@pytest.mark.parametrize(
    ("said", "code"),
    [("soon", "not_weeks"), ("0", "lead_out_of_range"), ("27", "lead_out_of_range")],
)
def test_weeks_that_cannot_be_are_refused(said: str, code: str) -> None:
    found = read_lead(said)
    assert isinstance(found, Problem)
    assert found.code == code


def test_a_month_has_its_names_and_their_slips() -> None:
    assert [month_of(w) for w in ("Sept.", "jänner", "dez", "soon")] == [9, 1, 12, None]
    assert [nearest_month(w) for w in ("Setpember", "xyz")] == [9, None]


@pytest.mark.parametrize(
    ("said", "on", "amount"),
    [
        ("", TODAY, None),
        ("€12k", TODAY, Money(1_200_000, "EUR")),
        ("€12k 3 February", date(2026, 2, 3), Money(1_200_000, "EUR")),
        ("3 February €12k", date(2026, 2, 3), Money(1_200_000, "EUR")),
        ("3 February", date(2026, 2, 3), None),
        ("3. Februar für 12k", date(2026, 2, 3), Money(1_200_000, "EUR")),
        ("for 12,000 on 3 March 2025", date(2025, 3, 3), Money(1_200_000, "EUR")),
        ("yesterday", date(2026, 3, 1), None),
        ("gestern", date(2026, 3, 1), None),
        ("12k a month ago", date(2026, 2, 2), Money(1_200_000, "EUR")),
        ("$500, last friday", date(2026, 2, 27), Money(50_000, "USD")),
    ],
)
def test_an_order_is_read_as_it_is_said(said: str, on: date, amount: Money | None) -> None:
    assert read_order(said, TODAY, "en-GB", "EUR") == OrderSaid(on, amount)


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("3 March 2026", "order_to_come"),
        ("tomorrow", "order_to_come"),
        ("€12k next Tuesday", "order_to_come"),
        ("2019-03-02", "order_too_old"),
        ("30 February", "no_such_date"),
        ("-5", "negative_order"),
        ("lots", "unread_order"),
        ("12k in two weeks", "unread_order"),
        ("9999bn", "too_much"),
    ],
)
def test_what_is_no_order_is_refused(said: str, code: str) -> None:
    found = read_order(said, TODAY, "en-GB", "EUR")
    assert isinstance(found, Problem)
    assert found.code == code
