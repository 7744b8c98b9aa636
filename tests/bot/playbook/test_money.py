"""How much is that, as people write it?"""

import pytest

from bot.playbook.model import Money
from bot.playbook.money import currency_for, read_money
from bot.playbook.problem import Problem


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("12k", 12_000_00, "GBP"),
        ("12 K", 12_000_00, "GBP"),
        ("1.2m", 1_200_000_00, "GBP"),
        ("1,2m", 1_200_000_00, "GBP"),
        ("€1.200,50", 1_200_50, "EUR"),
        ("1,200.50", 1_200_50, "GBP"),
        ("1.200", 1_200_00, "GBP"),
        ("1,200", 1_200_00, "GBP"),
        ("1.234.567,8", 1_234_567_80, "GBP"),
        ("1 200", 1_200_00, "GBP"),
        ("1'200'000", 1_200_000_00, "GBP"),
        ("12.5", 12_50, "GBP"),
        ("5 €", 5_00, "EUR"),
        ("$84k", 84_000_00, "USD"),
        ("84k EUR", 84_000_00, "EUR"),
        ("chf 84000", 84_000_00, "CHF"),
        ("¥84000", 84_000, "JPY"),
        ("0", 0, "GBP"),
    ],
)
def test_an_amount_is_read_as_it_was_meant(text: str, minor: int, currency: str) -> None:
    assert read_money(text, "en-GB", "GBP") == Money(minor, currency)


@pytest.mark.parametrize("text", ["-5", "−5", "-€5", "€-5", "-12k"])
def test_a_negative_amount_is_refused(text: str) -> None:
    assert read_money(text, "en-GB", "GBP") == Problem("negative_money", {"text": text})


@pytest.mark.parametrize(
    "text", ["", "k", "lots", "1.2.3", "12x", "1.250k", "1,23,45", "€ $5", "12k 13k", "1,200,50"]
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    assert read_money(text, "en-GB", "GBP") == Problem("not_money", {"text": text})


def test_more_than_any_client_is_worth_is_refused() -> None:
    found = read_money("999999999999999", "en-GB", "GBP")
    assert found == Problem("too_much", {"text": "999999999999999"})


@pytest.mark.parametrize(
    ("locale", "currency"),
    [("en-GB", "GBP"), ("en-US", "USD"), ("de-DE", "EUR"), ("de_CH", "CHF"), ("en", "USD")],
)
def test_people_count_in_the_currency_of_their_locale(locale: str, currency: str) -> None:
    assert currency_for(locale) == currency
