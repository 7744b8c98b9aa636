"""How is an amount of money said?"""

from bot.playbook.model import Money

_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
_WHOLE = {"JPY", "KRW", "ISK", "CLP", "VND"}  # currencies without a smaller unit


def said(amount: Money) -> str:
    """ "€84,000"; the smaller unit only where there is some."""
    minor = abs(amount.minor)
    whole, rest = (minor, 0) if amount.currency in _WHOLE else divmod(minor, 100)
    digits = f"{whole:,}" + (f".{rest:02}" if rest else "")
    sign = _SIGNS.get(amount.currency) or f"{amount.currency} "
    return f"{'-' if amount.minor < 0 else ''}{sign}{digits}"


def of(minor: int, currency: str) -> str:
    """An amount given in its smallest unit."""
    return said(Money(minor, currency))
