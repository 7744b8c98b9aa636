"""What is an amount worth in the currency everything is counted in?"""

from decimal import Decimal
from fractions import Fraction

import pytest

from bot.playbook import rate


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("0.92", "0.92"),
        (" 0,92 ", "0.92"),
        ("1", "1"),
        ("150", "150"),
        ("1.10", "1.1"),
        ("0.00001", "0.00001"),
        ("10000", "10000"),
        ("1.23456789", "1.2345679"),
        ("ten", None),
        ("", None),
        ("0", None),
        ("-1", None),
        ("nan", None),
        ("inf", None),
        ("0.000001", None),
        ("10000.1", None),
    ],
)
def test_a_rate_is_a_number_above_nothing(typed: str, read: str | None) -> None:
    assert rate.read_rate(typed) == read


@pytest.mark.parametrize(
    ("minor", "text", "currency", "reporting", "worth"),
    [
        (100_00, "0.92", "USD", "EUR", 92_00),
        (1, "0.92", "USD", "EUR", 0),  # rounded down: nothing is counted that is not there
        (1_000_000, "0.0061", "JPY", "EUR", 610_000),
        (100_00, "150.25", "USD", "JPY", 15_025),
        (99, "1", "EUR", "EUR", 99),
    ],
)
def test_an_amount_is_counted_in_the_other_currencys_smallest_unit(
    minor: int, text: str, currency: str, reporting: str, worth: int
) -> None:
    assert rate.worth(minor, rate.factor(text, currency, reporting)) == worth


def test_no_product_of_the_greatest_amount_leaves_63_bits() -> None:
    steepest = rate.factor("9999.9999", "JPY", "EUR")
    finest = rate.factor("0.12345678", "EUR", "JPY")
    for by in (steepest, finest):
        greatest = by.denominator * by.numerator
        assert greatest < 2**63
    assert rate.worth(10**12, steepest) < 2**63


def test_rates_are_turned_to_be_seen_from_one_of_their_currencies() -> None:
    seen = rate.turned({"EUR": "1", "USD": "0.8", "GBP": "1.2"}, "USD")
    assert seen == {"EUR": "1.25", "GBP": "1.5"}


def test_a_rate_that_would_be_too_small_to_count_by_is_left_out() -> None:
    assert rate.turned({"EUR": "1", "USD": "9000", "KRW": "0.0006"}, "USD") == {"EUR": "0.00011111"}


def test_a_rate_is_written_without_an_exponent() -> None:
    assert rate.plain(Decimal(1) / Decimal(3)) == "0.33333333"
    assert rate.factor("0.00011111", "EUR", "USD") == Fraction(11_111, 100_000_000)
