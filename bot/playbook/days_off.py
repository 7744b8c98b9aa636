"""Which days are off where a rep lives?

The `holidays` package knows; it takes a fifth of a second to load, so it is loaded only where a
country was chosen.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache


def is_day_off(day: date, place: str) -> bool:
    """Whether a public holiday falls on this day; `place` is "DE", "DE-BY", or "" for nowhere."""
    return bool(place) and day in _days(place, day.year)


def name_of(day: date, place: str) -> str | None:
    """What the holiday is called there."""
    return _days(place, day.year).get(day) if place else None


def is_place(place: str) -> bool:
    """Whether anybody knows the holidays there."""
    country, _, region = place.partition("-")
    known = regions()
    return country in known and (not region or region in known[country])


@lru_cache(maxsize=1)
def regions() -> Mapping[str, tuple[str, ...]]:
    """Every country whose holidays are known, by its code, with its regions."""
    import holidays

    return {k: tuple(v) for k, v in holidays.list_supported_countries().items()}


@lru_cache(maxsize=4096)
def _days(place: str, year: int) -> Mapping[date, str]:
    """One year's holidays; none for a place nobody knows any more."""
    import holidays

    country, _, region = place.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=region or None, years=year)
    except NotImplementedError:
        return {}
    return dict(found)
