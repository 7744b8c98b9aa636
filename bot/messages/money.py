"""How is an amount of money said?"""

from decimal import Decimal

from bot.playbook.model import Money

_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
_WHOLE = {"JPY", "KRW", "ISK", "CLP", "VND"}  # currencies without a smaller unit
_LARGE = ((Decimal(10**9), "bn"), (Decimal(10**6), "m"))


def said(amount: Money) -> str:
    """ "€84,000"; the smaller unit only where there is some."""
    minor = abs(amount.minor)
    whole, rest = (minor, 0) if amount.currency in _WHOLE else divmod(minor, 100)
    return _signed(amount, f"{whole:,}" + (f".{rest:02}" if rest else ""))


def rough(amount: Money) -> str:
    """ "€1.24m" from a million on, whole units below: what a glance takes in."""
    units = Decimal(abs(amount.minor)) / (1 if amount.currency in _WHOLE else 100)
    for least, letters in _LARGE:
        if units >= least:
            return _signed(amount, f"{units / least:,.2f}{letters}")
    return _signed(amount, f"{units.to_integral_value():,}")


def no_rate(currency: str) -> str:
    """Why amounts in other currencies are left out, and what to do about it."""
    return f"no rate is set. A manager can type one, such as /pipeline rate {currency} 0.92."


def _signed(amount: Money, digits: str) -> str:
    sign = _SIGNS.get(amount.currency) or f"{amount.currency} "
    return f"{'-' if amount.minor < 0 else ''}{sign}{digits}"


def of(minor: int, currency: str) -> str:
    """An amount given in its smallest unit."""
    return said(Money(minor, currency))
