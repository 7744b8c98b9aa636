"""Which days are off where a rep lives?

The `holidays` package knows; it takes a fifth of a second to load, so it is loaded only where a
country was chosen.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache


def is_day_off(day: date, place: str) -> bool:
    """Whether a public holiday falls on this day; `place` is "DE", "DE-BY", or "" for nowhere."""
    return bool(place) and day in _days(place, day.year)


def is_place(place: str) -> bool:
    """Whether anybody knows the holidays there."""
    country, _, region = place.partition("-")
    known = regions()
    return country in known and (not region or region in known[country])


def places_like(typed: str) -> list[tuple[str, str]]:
    """Code and name of the countries that begin so, and the regions of one that is named whole."""
    said = typed.strip().casefold()
    found = []
    for code, name in sorted(_countries().items(), key=lambda each: each[1]):
        is_whole = said in (code.casefold(), name.casefold())
        if is_whole or name.casefold().startswith(said):
            found.append((code, name))
        for region in regions()[code]:
            place = f"{code}-{region}"
            if is_whole or ("-" in said and place.casefold().startswith(said)):
                found.append((place, f"{name}, {region}"))
    return found


@lru_cache(maxsize=1)
def _countries() -> Mapping[str, str]:
    """The name of each country, by its code."""
    from holidays.registry import COUNTRIES

    split = re.compile(r"(?<=[a-z])(?=[A-Z])")
    known = regions()
    named = {codes[1]: split.sub(" ", codes[0]) for codes in COUNTRIES.values()}
    return {code: name for code, name in named.items() if code in known}


@lru_cache(maxsize=1)
def regions() -> Mapping[str, tuple[str, ...]]:
    """Every country whose holidays are known, by its code, with its regions."""
    import holidays

    return {k: tuple(v) for k, v in holidays.list_supported_countries().items()}


@lru_cache(maxsize=4096)
def _days(place: str, year: int) -> frozenset[date]:
    """One year's holidays; none for a place nobody knows any more."""
    import holidays

    country, _, region = place.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=year)
    except NotImplementedError:
        return frozenset()
    return frozenset(found)
