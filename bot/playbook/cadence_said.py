"""How often should a client hear from us, as a rep says it?"""

import re

from bot.playbook.model import Tier
from bot.playbook.problem import Problem

LONGEST_DAYS = 730  # two years: beyond that nobody keeps to anything

_NAMED = {"daily": 1, "weekly": 7, "fortnightly": 14, "biweekly": 14, "monthly": 30}
_NAMED |= {"quarterly": 90, "yearly": 365, "annually": 365}
_UNITS = {"day": 1, "week": 7, "fortnight": 14, "month": 30, "quarter": 90, "year": 365}
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "other": 2}
_COUNTS |= {"second": 2, "third": 3, "twelve": 12}
_EVERY = re.compile(
    r"^(?:every |once (?:a|per|every) |once in )?"
    r"(?:(?P<count>-?\d{1,9}|" + "|".join(_COUNTS) + r") )?"
    r"(?P<unit>day|week|fortnight|month|quarter|year)s?$"
)


def read_cadence(text: str) -> Tier | int | Problem:
    """A tier, or a number of days: "key", "21", "every 3 weeks", "monthly"."""
    said = " ".join(text.casefold().strip(" ,.").split())
    said = said.removesuffix(" tier").removesuffix(" cadence")
    if said in set(Tier):
        return Tier(said)
    days = _NAMED.get(said) or _counted(said)
    if days is None:
        return Problem("not_a_cadence", {"text": text.strip()})
    if not 1 <= days <= LONGEST_DAYS:
        return Problem("cadence_out_of_range", {"days": days, "longest": LONGEST_DAYS})
    return days


def _counted(said: str) -> int | None:
    if re.fullmatch(r"-?\d{1,9}", said):
        return int(said)
    found = _EVERY.match(said)
    if found is None:
        return None
    count = found["count"]
    times = 1 if count is None else _COUNTS[count] if count in _COUNTS else int(count)
    return _UNITS[found["unit"]] * times
