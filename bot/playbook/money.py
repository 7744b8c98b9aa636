"""How much is that, as people write it?"""

import re
from decimal import Decimal

from bot.playbook.model import Money
from bot.playbook.problem import Problem

_SIGNS = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY", "₹": "INR", "zł": "PLN"}
_CODES = {"EUR", "USD", "GBP", "JPY", "INR", "PLN", "CHF", "SEK", "NOK", "DKK", "CZK", "CAD"}
_CODES |= {"AUD", "NZD", "BRL", "MXN", "CNY", "SGD", "HKD", "KRW", "ZAR", "TRY", "HUF", "RON"}
_WHOLE = {"JPY", "KRW"}  # currencies without a smaller unit
_TIMES = {"": 1, "k": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6, "bn": 10**9}
_MOST = 10**12  # of a currency's unit
_CURRENCY_OF = {"GB": "GBP", "US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "CH": "CHF"}
_CURRENCY_OF |= {"SE": "SEK", "NO": "NOK", "DK": "DKK", "PL": "PLN", "CZ": "CZK", "JP": "JPY"}
_CURRENCY_OF |= {"IN": "INR", "BR": "BRL", "MX": "MXN", "SG": "SGD", "HK": "HKD", "ZA": "ZAR"}
_CURRENCY_OF |= {"KR": "KRW", "TR": "TRY", "HU": "HUF", "RO": "RON", "CN": "CNY"}
_EURO = {"AT", "BE", "DE", "ES", "FI", "FR", "GR", "IE", "IT", "LU", "NL", "PT", "SI", "SK"}

_AMOUNT = re.compile(
    r"(?P<minus>[-−])?(?P<number>\d[\d.,'’\s]*?)\s*(?P<times>k|mn|mio|m|bn)?\.?", re.IGNORECASE
)
_SPACES = str.maketrans("", "", " \u00a0\u202f'’")


def read_money(text: str, locale: str, currency: str) -> Money | Problem:
    """An amount, or why it is none: "12k", "1.2m", "€1.200,50".

    One mark before three digits parts thousands in every locale, since nobody writes a price to
    the tenth of a cent; with a "k" or "m" behind it the two readings differ, and Steady asks.
    """
    said = text.strip()
    plain, named = _without_currency(said)
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        return Problem("not_money", {"text": said})
    if match["minus"]:
        return Problem("negative_money", {"text": said})
    times = (match["times"] or "").lower()
    number = _number(match["number"].translate(_SPACES), has_times=bool(times))
    if number is None:
        return Problem("not_money", {"text": said})
    amount = number * _TIMES[times]
    if amount > _MOST:
        return Problem("too_much", {"text": said})
    return of(amount, named or currency)


def of(amount: Decimal | int, currency: str) -> Money:
    """So many of a currency's unit."""
    return Money(int((Decimal(amount) * per_unit(currency)).to_integral_value()), currency)


def is_currency(code: str) -> bool:
    """Whether these three letters are a currency we know."""
    return code.upper() in _CODES


def per_unit(currency: str) -> int:
    """How many of the smallest unit make one."""
    return 1 if currency in _WHOLE else 100


def currency_for(locale: str) -> str:
    """What people of a locale count in, until a workspace says otherwise."""
    region = locale.replace("_", "-").rpartition("-")[2].upper()
    if region in _EURO:
        return "EUR"
    return _CURRENCY_OF.get(region, "USD" if locale[:2].lower() == "en" else "EUR")


def _without_currency(said: str) -> tuple[str, str | None]:
    """The amount alone, and the currency named before or behind it."""
    for sign, code in _SIGNS.items():
        if sign in said and said.count(sign) == 1:
            left, _, right = said.partition(sign)
            if not left.strip() or not right.strip() or left.strip() in "-−":
                return f"{left.strip()}{right.strip()}", code
    match = re.fullmatch(r"([A-Za-z]{3})\s*([-−]?\d.*)|(.*[\dkKmM])\s*([A-Za-z]{3})", said)
    if match:
        code = (match[1] or match[4]).upper()
        if code in _CODES:
            return (match[2] or match[3]).strip(), code
    return said, None


def _number(digits: str, *, has_times: bool) -> Decimal | None:
    """The number behind digits and marks; None where it cannot be told."""
    marks = [c for c in digits if c in ".,"]
    if not marks:
        return Decimal(digits)
    if len(set(marks)) == 2:
        decimal = marks[-1]
        if marks.count(decimal) > 1:
            return None
        whole, _, rest = digits.rpartition(decimal)
        return _joined(whole, rest) if rest and len(rest) <= 2 else None
    whole, _, rest = digits.rpartition(marks[0])
    if len(marks) > 1 or (len(rest) == 3 and not has_times):
        return _joined(digits, "")
    if has_times and len(rest) == 3:
        return None
    return Decimal(f"{whole}.{rest}") if rest and (has_times or len(rest) <= 2) else None


def _joined(grouped: str, rest: str) -> Decimal | None:
    """Thousands in groups of three, and what follows the decimal mark."""
    groups = re.split(r"[.,]", grouped)
    if not all(len(g) == 3 for g in groups[1:]) or not 1 <= len(groups[0]) <= 3:
        return None
    return Decimal("".join(groups) + (f".{rest}" if rest else ""))
