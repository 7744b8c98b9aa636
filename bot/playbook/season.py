"""Is a client in the months in which it orders, and is its next order late? (S3-2)"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from math import ceil
from statistics import median
from typing import TypeVar

from bot.playbook.model import Client, SeasonState
from bot.playbook.quiet import MOST_LINES, WATCHED

LEAD_WEEKS = 8  # before a season opens: who decides this year?
LONGEST_LEAD_WEEKS = 26
MOST_MONTHS = 6  # who orders in more of them has no season
RHYTHM_FROM = 4  # orders that make a rhythm
LATE_BY = 1.5  # times the usual gap
MOST_PROPOSED = 2  # months with two years of orders; with more it orders all year round
MOST_ORDERS = 50  # order days that are looked at, the latest ones

_DAY = timedelta(days=1)
_MID = 15  # the day in the middle of a month

Told = TypeVar("Told")
Silent = TypeVar("Silent")


@dataclass(frozen=True, slots=True)
class Season:
    """One year's run of months in which a client orders."""

    months: tuple[int, ...]
    starts_on: date  # the first question; an order from this day on is this season's
    opens_on: date
    mid_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Reading:
    """What a client's orders ask for on a day."""

    state: SeasonState
    since: date
    months: tuple[int, ...] = ()  # of the season, or proposed as one


def read(client: Client, orders: Sequence[date], day: date) -> Reading | None:
    """What is asked for on a day: first the season, then the rhythm, then whether it has one.

    `orders` are days of orders, the earliest first. A lost or parted client is left in peace.
    """
    if client.standing not in WATCHED:
        return None
    in_season = _in_season(client, orders, day)
    return in_season or _late(client, orders, day) or _proposed(client, orders, day)


def season_on(
    client: Client, orders: Sequence[date], marked: str | None, today: date
) -> date | None:
    """The day on which something else is asked for than is marked; a day gone by if it is already.

    `marked` is the key of what is marked.
    """
    found = read(client, orders, today)
    if found is not None and key(client.id, found) != marked:
        return found.since
    ahead = sorted(day for day in _turns(client, orders, today) if day > today)
    return next((d for d in ahead if _key_on(client, orders, d) != marked), None)


def key(client_id: int, found: Reading) -> str:
    """What makes one question one and the same; a season is proposed once, whatever the year."""
    if found.state is SeasonState.PROPOSED:
        return f"season:{client_id}:{found.state}:{'-'.join(map(str, found.months))}"
    return f"season:{client_id}:{found.state}:{found.since.isoformat()}"


def season_at(client: Client, day: date) -> Season | None:
    """The season a day belongs to, from its first question to its last day."""
    found = _seasons(client, day.year - 1, day.year + 1)
    return next((s for s in found if s.starts_on <= day <= s.ends_on), None)


def usual_gap(orders: Sequence[date]) -> float | None:
    """The median number of days between orders, once there are four."""
    days = sorted(set(orders))
    if len(days) < RHYTHM_FROM:
        return None
    return median((b - a).days for a, b in pairwise(days))


def late_on(orders: Sequence[date]) -> date | None:
    """The day on which the gap has grown to one and a half times the usual one."""
    gap = usual_gap(orders)
    return None if gap is None else max(orders) + timedelta(days=ceil(LATE_BY * gap))


def share(
    in_season: Sequence[Told], silent: Sequence[Silent], proposed: Sequence[Told] = ()
) -> tuple[list[Told], list[Silent]]:
    """Three lines a brief for all: a month does not wait, so seasons come first, but one line is
    kept for a client gone quiet; a season is proposed where a line is left."""
    first = list(in_season[: MOST_LINES - bool(silent)])
    rest = list(silent[: MOST_LINES - len(first)])
    return [*first, *proposed[: MOST_LINES - len(first) - len(rest)]], rest


def _in_season(client: Client, orders: Sequence[date], day: date) -> Reading | None:
    """Who decides this year? Amber when it opens without a word since, red half-way through."""
    season = season_at(client, day)
    if season is None or any(season.starts_on <= on <= season.ends_on for on in orders):
        return None
    if day >= season.mid_on:
        found = Reading(SeasonState.RED, season.mid_on, season.months)
        return found if _is_before(client.last_in_on, season.mid_on) else None
    if not _is_before(client.last_touch_on, season.starts_on):
        return None
    if day >= season.opens_on:
        return Reading(SeasonState.AMBER, season.opens_on, season.months)
    return Reading(SeasonState.ASK, season.starts_on, season.months)


def _late(client: Client, orders: Sequence[date], day: date) -> Reading | None:
    """A gap of one and a half times the usual one, and no word since it became that long."""
    since = late_on(orders)
    if since is None or day < since or not _is_before(client.last_touch_on, since):
        return None
    return Reading(SeasonState.LATE, since)


def _proposed(client: Client, orders: Sequence[date], day: date) -> Reading | None:
    """Two years running in one month may be a season, unless the rep has spoken of that month."""
    again = {m: on for m, on in _two_years_in(orders).items() if day < _over_on(m, on)}
    known = {*client.season_months, *client.season_refused}
    months = tuple(sorted(set(again) - known))
    is_all_year = (
        len(again) > MOST_PROPOSED or len(months) + len(client.season_months) > MOST_MONTHS
    )
    if not months or is_all_year:
        return None
    return Reading(SeasonState.PROPOSED, max(again[m] for m in months), months)


def _two_years_in(orders: Sequence[date]) -> dict[int, date]:
    """Months ordered in last and in the year before, and the day that made it two."""
    first: dict[tuple[int, int], date] = {}
    for on in sorted(orders):
        first.setdefault((on.month, on.year), on)
    last = dict(sorted(first))  # of each month the latest year
    return {m: first[m, y] for m, y in last.items() if (m, y - 1) in first}


def _over_on(month: int, again_on: date) -> date:
    """A year later that month has passed without an order: no sign of a season any more."""
    return _first_of(again_on.year + 1, month + 1)


def _turns(client: Client, orders: Sequence[date], today: date) -> Iterator[date]:
    """Every day on which something may change by itself."""
    for season in _seasons(client, today.year - 1, today.year + 2):
        yield from (season.starts_on, season.opens_on, season.mid_on, season.ends_on + _DAY)
    if (late := late_on(orders)) is not None:
        yield late
    for month, on in _two_years_in(orders).items():
        yield _over_on(month, on)


def _key_on(client: Client, orders: Sequence[date], day: date) -> str | None:
    found = read(client, orders, day)
    return None if found is None else key(client.id, found)


def _seasons(client: Client, first_year: int, last_year: int) -> list[Season]:
    """A client's seasons, each claiming its weeks before from the end of the one before it."""
    weeks = client.lead_weeks or LEAD_WEEKS
    runs = _runs(client.season_months)
    years = range(first_year - 1, last_year + 1)
    found = sorted((_season(y, run, weeks) for y in years for run in runs), key=_opens)
    clipped = [
        replace(s, starts_on=max(s.starts_on, before.ends_on + _DAY))
        for before, s in pairwise(found)
    ]
    return [s for s in clipped if s.opens_on.year >= first_year]


def _runs(months: Sequence[int]) -> list[tuple[int, ...]]:
    """Months that follow each other are one season, December and January too."""
    runs = []
    for first in months:
        if (first - 2) % 12 + 1 not in months:
            run = [first]
            while run[-1] % 12 + 1 in months:
                run.append(run[-1] % 12 + 1)
            runs.append(tuple(run))
    return runs


def _season(year: int, run: tuple[int, ...], weeks: int) -> Season:
    """Half of it is over on the 15th of its middle month, or on the 1st between two."""
    opens, length = _first_of(year, run[0]), len(run)
    middle = _first_of(year, run[0] + length // 2)
    return Season(
        months=run,
        starts_on=opens - timedelta(weeks=weeks),
        opens_on=opens,
        mid_on=middle.replace(day=_MID) if length % 2 else middle,
        ends_on=_first_of(year, run[0] + length) - _DAY,
    )


def _opens(season: Season) -> date:
    return season.opens_on


def _first_of(year: int, month: int) -> date:
    """The first day of a month; the thirteenth is next January."""
    return date(year + (month - 1) // 12, (month - 1) % 12 + 1, 1)


def _is_before(last: date | None, day: date) -> bool:
    return last is None or last < day
