"""What is an amount worth in the currency everything is counted in?"""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from bot.playbook.money import per_unit

# With more digits, or a greater rate, an amount times it would not fit a 63-bit number.
_DIGITS = 8
_DECIMALS = 8
_LEAST, _MOST = Decimal("0.00001"), Decimal(10_000)


def turned(rates: Mapping[str, str], into: str) -> dict[str, str]:
    """The same rates, seen from one of their currencies; one that grows too small is left out."""
    known = {currency: Decimal(text) / Decimal(rates[into]) for currency, text in rates.items()}
    return {
        currency: plain(each)
        for currency, each in known.items()
        if currency != into and _LEAST <= each <= _MOST
    }


def read_rate(text: str) -> str | None:
    """A rate as a manager types it, as plain decimal text; None where it is none."""
    try:
        rate = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not rate.is_finite() or not _LEAST <= rate <= _MOST:
        return None
    return plain(rate)


def plain(rate: Decimal) -> str:
    """A rate as text, rounded to eight digits."""
    digits = rate.quantize(Decimal(1).scaleb(rate.adjusted() - _DIGITS + 1))
    shown = f"{digits.quantize(Decimal(1).scaleb(-_DECIMALS)):f}"
    return shown.rstrip("0").rstrip(".")


def factor(rate: str, currency: str, reporting: str) -> Fraction:
    """By what an amount in one currency's smallest unit is multiplied to be in the other's."""
    return Fraction(Decimal(rate)) * per_unit(reporting) / per_unit(currency)


def worth(minor: int, by: Fraction) -> int:
    """An amount times a factor, rounded down: nothing is counted that is not there."""
    return minor * by.numerator // by.denominator
