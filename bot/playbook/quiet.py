"""Has a client gone quiet, and on which day will it? (S3-1)"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from bot.playbook import cadence
from bot.playbook.model import Client, Hours, QuietState, Standing

ONE_SIDED_AT = 3  # outward touches in a row unanswered
MOST_LINES = 3  # quiet lines of one brief, by value
FRIDAY = 4  # the day of the checklist
MOST_ON_FRIDAY = 10  # clients on it: as many boxes as Slack shows
WATCHED = frozenset({Standing.PROSPECT, Standing.ACTIVE, Standing.NURTURE})

_RANK = {QuietState.AMBER: 1, QuietState.RED: 2}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Promise:
    """A date the client named, as long as its commitment is open."""

    named_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class Reading:
    """How a client stands on a day."""

    state: QuietState
    days: int | None  # since the contact that counts; none when Steady knows of none
    cadence_days: int
    is_one_sided: bool = False
    their_date: date | None = None  # a live date they named
    since: date | None = None  # the day it turned amber or red


@dataclass(frozen=True, slots=True)
class Reason:
    """Why one might call: their own last words, a plan action, a change. Never an order."""

    kind: str  # words, plan or change
    text: str
    on: date


class _Course(NamedTuple):
    """What happens to a client by itself, from the contact that counts."""

    amber_on: date
    red_on: date
    cadence: timedelta  # between two words of ours


def amber_on(client: Client) -> date:
    """A word is due one cadence after the last touch, theirs or ours."""
    since = _last(client, client.last_touch_on)
    return since + timedelta(days=_cadence(client, since))


def red_on(client: Client) -> date:
    """It has gone quiet one and a half cadences after they last spoke; ours do not count."""
    since = _last(client, client.last_in_on)
    return since + timedelta(days=-(-3 * _cadence(client, since) // 2))


def state(client: Client, promises: Sequence[Promise], day: date) -> QuietState:
    """How the client stands on a day, as far as Steady knows."""
    if client.standing not in WATCHED:
        return QuietState.UNWATCHED
    return _state(client, promises, day, _course(client))


def is_one_sided(client: Client) -> bool:
    """Three outward touches in a row unanswered."""
    return client.unanswered >= ONE_SIDED_AT


def quiet_on(
    client: Client, promises: Sequence[Promise], marked: QuietState | None, today: date
) -> date | None:
    """The day on which it turns worse than it is marked; a day gone by if it has already."""
    if client.standing not in WATCHED:
        return None
    course = _course(client)
    found = _state(client, promises, today, course)
    if _rank(found) > _rank(marked):
        return since(client, promises, found, today)
    ahead = sorted({day for day in _turns(course, promises) if day > today})
    is_worse = (d for d in ahead if _rank(_state(client, promises, d, course)) > _rank(marked))
    return next(is_worse, None)


def mark(client: Client, promises: Sequence[Promise], today: date) -> QuietState | None:
    """What the sweep marks: amber, red, or nothing."""
    found = state(client, promises, today)
    return found if _rank(found) else None


def still_marked(
    client: Client, promises: Sequence[Promise], marked: QuietState | None, today: date
) -> QuietState | None:
    """What is left of a mark: contact or a date closes it, only the sweep makes it worse."""
    found = mark(client, promises, today) if marked else None
    if marked is None or found is None:
        return None
    return min(marked, found, key=_rank)


def since(client: Client, promises: Sequence[Promise], at_least: QuietState, day: date) -> date:
    """The first day of the present run of days on which it is `at_least` that quiet."""
    began = day
    turns = {turn for turn in _turns(_course(client), promises) if turn <= day}
    for turn in sorted(turns, reverse=True):
        if _rank(state(client, promises, turn)) < _rank(at_least):
            break
        began = turn
    return began


def read(client: Client, promises: Sequence[Promise], day: date) -> Reading:
    """Everything a card or a line says about how the client stands."""
    found = state(client, promises, day)
    counted = client.last_in_on if found is QuietState.RED else client.last_touch_on
    live = [p.due_on for p in promises if p.named_on <= day <= p.due_on]
    return Reading(
        state=found,
        days=(day - counted).days if counted else None,
        cadence_days=_cadence(client, _last(client, counted)),
        is_one_sided=is_one_sided(client),
        their_date=max(live, default=None),
        since=since(client, promises, found, day) if _rank(found) else None,
    )


def is_checklist_day(day: date, hours: Hours) -> bool:
    """On Fridays that are worked: whom did you speak to this week?"""
    return day.weekday() == FRIDAY and FRIDAY in hours.working_days


def key(client_id: int, found: QuietState, began: date) -> str:
    """What makes one change of state one and the same, however often it is found."""
    return f"quiet:{client_id}:{found}:{began.isoformat()}"


def spread(count: int, cadence_days: int, today: date) -> list[date]:
    """From which day each of so many clients counts, so that they turn over one cadence."""
    first = today + _DAY - timedelta(days=cadence_days)
    return [first + timedelta(days=n * cadence_days // count) for n in range(count)]


def _rank(found: QuietState | None) -> int:
    return _RANK.get(found, 0) if found else 0


def _state(client: Client, promises: Sequence[Promise], day: date, course: _Course) -> QuietState:
    reached = _reached(course, day)
    live = [p for p in promises if p.named_on <= day <= p.due_on]
    if live:
        is_word_due = reached is not None and day >= _word_between_on(client, live, course)
        return QuietState.AMBER if is_word_due else QuietState.PROMISED
    if reached is not None:
        return reached
    return QuietState.ONE_SIDED if is_one_sided(client) else QuietState.FINE


def _reached(course: _Course, day: date) -> QuietState | None:
    if day >= course.red_on:
        return QuietState.RED
    return QuietState.AMBER if day >= course.amber_on else None


def _word_between_on(client: Client, live: Sequence[Promise], course: _Course) -> date:
    """A live date silences a prospect until that date, a paying client one cadence at most."""
    if client.standing is not Standing.ACTIVE:
        return date.max
    return max(p.named_on for p in live) + course.cadence


def _turns(course: _Course, promises: Sequence[Promise]) -> Iterator[date]:
    """Every day on which the state may change by itself."""
    yield course.amber_on
    yield course.red_on
    for promise in promises:
        yield promise.named_on
        yield promise.due_on + _DAY
        yield promise.named_on + course.cadence


def _course(client: Client) -> _Course:
    between = _cadence(client, _last(client, client.last_touch_on))
    return _Course(amber_on(client), red_on(client), timedelta(days=between))


def _cadence(client: Client, since: date) -> int:
    return cadence.days(client.tier, client.cadence_days, client.known_on, since)


def _last(client: Client, touched_on: date | None) -> date:
    """The day the count begins: contact, else the day we came to know the client."""
    start = touched_on or client.counts_from or client.known_on
    assert start is not None, "a stored client always counts from some day"
    return start
