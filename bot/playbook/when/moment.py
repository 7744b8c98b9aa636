"""What does a phrase mean: which moment, which question, or which no?"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from bot.playbook.problem import Problem


@dataclass(frozen=True, slots=True)
class Moment:
    """One day on a rep's calendar, and maybe a time of day on their clock."""

    due_on: date
    due_time: time | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """How a part of a text was read: a moment, or two or three to choose from, or a problem.

    `computed`: reckoned, not named ("in two weeks"); saving may move it off a weekend.
    `by`: a latest day ("by Sunday"); saving moves it back.
    `vague`: no day was named ("in the spring"); the day belongs to whoever picks it.
    """

    phrase: str
    start: int
    end: int
    moment: Moment | None
    asks: tuple[Moment, ...] = ()
    problem: Problem | None = None
    computed: bool = False
    by: bool = False
    vague: bool = False


def instant(moment: Moment, zone: tzinfo, *, untimed: time = time(0)) -> datetime:
    """The UTC instant of a moment in `zone`; a day without a time counts from `untimed`.

    A time the clocks skip is the first instant after the gap; one they repeat is the first of two.
    """
    wall = datetime.combine(moment.due_on, moment.due_time or untimed, zone)
    at = wall.astimezone(UTC)
    # On the same clocks only what they show is compared: a time they skip comes back as another.
    return at if at.astimezone(zone) == wall else _after_the_gap(wall)


def in_zone(moment: Moment, said_in: tzinfo, zone: tzinfo) -> Moment:
    """A timed moment of `said_in`'s clocks, on `zone`'s clocks."""
    there = instant(moment, said_in).astimezone(zone)
    return Moment(there.date(), there.time().replace(tzinfo=None, fold=0))


def _after_the_gap(wall: datetime) -> datetime:
    # Read with the offset before the gap, the skipped time is as far past the gap's end as it was
    # past its start; the gap's end is the instant at which the offset changes.
    low = (wall - timedelta(hours=24)).astimezone(UTC)
    high = (wall + timedelta(hours=24)).astimezone(UTC)
    before = low.astimezone(wall.tzinfo).utcoffset()
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        if middle.astimezone(wall.tzinfo).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high.replace(microsecond=0)
