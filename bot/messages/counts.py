"""How are a number, a plural and a list said?"""

from collections.abc import Sequence

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_TIMES = {1: "once", 2: "twice"}


def count_said(number: int) -> str:
    """Small numbers as words, large ones in groups of three."""
    return _NUMBERS[number] if 0 <= number < len(_NUMBERS) else f"{number:,}"


def counted(number: int, one: str, many: str = "") -> str:
    """ "no deals", "one deal", "six deals"; `many` where an s is not enough."""
    return f"{count_said(number)} {one if number == 1 else many or f'{one}s'}"


def days_said(days: int) -> str:
    """ "one day", "ten days", "46 days" """
    return counted(days, "day")


def times_said(number: int) -> str:
    """ "once", "twice", "three times" """
    return _TIMES.get(number) or f"{count_said(number)} times"


def joined(parts: Sequence[str]) -> str:
    """ "Acme", "Acme and Globex", "Acme, Globex and Initech"."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def some_of(parts: Sequence[str], total: int) -> str:
    """The first of several, and how many more there are: "Acme, Globex and two more"."""
    more = total - len(parts)
    return joined([*parts, f"{count_said(more)} more"] if more > 0 else parts)


def begun(text: str) -> str:
    """As a sentence begins; the rest stays as it is."""
    return f"{text[:1].upper()}{text[1:]}"
