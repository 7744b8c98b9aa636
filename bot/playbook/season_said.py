"""In which months does a client order, as a rep says it?"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from bot.playbook.month_said import month_of, nearest_month
from bot.playbook.problem import Problem
from bot.playbook.season import LONGEST_LEAD_WEEKS, MOST_MONTHS

_NONE = {"none", "no", "never", "off", "clear", "keine", "nie", "-"}
_BETWEEN = {"and", "und", "&", "+", "/", "every", "each", "in", "im", "the", "jeden", "jedes"}
_BETWEEN |= {"always", "usually", "season", "from", "von", "immer"}
_UNTIL = {"to", "until", "till", "through", "bis", "-", "–", "—"}
_COUNTS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7}
_COUNTS |= {"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "a": 1}
_LEAD = re.compile(
    r"(?P<count>-?\d{1,9}|" + "|".join(_COUNTS) + r")\s*(?:weeks?|wks?|wochen?)\b"
    r"(?:\s*(?:before(?:hand)?|ahead|earlier|early|vorher|davor|zuvor))?",
    re.IGNORECASE,
)
_QUARTER = re.compile(r"^q([1-4])$")
_SIGNS = re.compile(r"([&+/–—-])")


@dataclass(frozen=True, slots=True)
class SeasonSaid:
    """Months in the order of the year, none of them for none; weeks where they were named."""

    months: tuple[int, ...]
    lead_weeks: int | None = None


def read_season(text: str) -> SeasonSaid | Problem:
    """ "October", "March and October", "Oct to Dec, 6 weeks before", "none"."""
    said = text.strip(" ,.")
    if said.casefold() in _NONE:
        return SeasonSaid(())
    lead = _LEAD.search(said)
    weeks = _weeks(lead) if lead else None
    rest = said[: lead.start()] + " " + said[lead.end() :] if lead else said
    months = _months(rest)
    if isinstance(months, Problem):
        return months
    if not months and weeks is None:
        return Problem("no_season", {"text": said})
    return trouble(months, weeks) or SeasonSaid(months, weeks)


def read_lead(text: str) -> int | Problem:
    """How many weeks before: "6", "six weeks"."""
    found = _LEAD.fullmatch(f"{text.strip(' ,.')} weeks") or _LEAD.fullmatch(text.strip(" ,."))
    if found is None:
        return Problem("not_weeks", {"text": text})
    weeks = _weeks(found)
    return trouble((), weeks) or weeks


def trouble(months: Collection[int], lead_weeks: int | None) -> Problem | None:
    """What no client can have: a form may send what a line would not."""
    if len(months) > MOST_MONTHS:
        return Problem("season_too_long", {"months": len(months), "most": MOST_MONTHS})
    if lead_weeks is not None and not 1 <= lead_weeks <= LONGEST_LEAD_WEEKS:
        facts = {"weeks": lead_weeks, "longest": LONGEST_LEAD_WEEKS}
        return Problem("lead_out_of_range", facts)
    return None


def _weeks(found: re.Match[str]) -> int:
    said = found["count"].casefold()
    return _COUNTS[said] if said in _COUNTS else int(said)


def _months(text: str) -> tuple[int, ...] | Problem:
    """Every month named, and those between two with a "to" between them."""
    found: list[int] = []
    is_range = False
    for word in _SIGNS.sub(r" \1 ", text.replace(",", " ")).split():
        bare = word.casefold().strip(".;:")
        named = _named(bare)
        if named:
            first = found[-1] % 12 + 1 if is_range and found else named[0]
            found += [*_through(first, named[0]), *named] if is_range else named
            is_range = False
        elif bare in _UNTIL and found:
            is_range = True
        elif bare and bare not in _BETWEEN:
            nearest = nearest_month(word)
            return Problem("not_a_season", {"text": word, "nearest": nearest})
    return tuple(sorted(set(found)))


def _named(word: str) -> list[int]:
    if quarter := _QUARTER.match(word):
        first = 3 * int(quarter[1]) - 2
        return [first, first + 1, first + 2]
    month = month_of(word)
    return [month] if month else []


def _through(first: int, last: int) -> Iterator[int]:
    while first != last:
        yield first
        first = first % 12 + 1
