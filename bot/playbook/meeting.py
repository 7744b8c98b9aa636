"""How is a meeting vetted: what is it for, how long is its frame, and whose eyes see what?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.playbook.model import Commitment, Kind
from bot.playbook.when import Moment, in_zone, instant

ASK_AFTER = timedelta(minutes=5)  # its end: what came of it, and the next date (S2-8)
USUAL_MINUTES = 60  # of a meeting whose end nobody named
LONGEST_MINUTES = 24 * 60
NOT_HELD = "not_held"  # why one was closed that did not happen


@dataclass(frozen=True, slots=True)
class Vetting:
    """What a meeting is for: topics, our ask, their ask, and one line to ask about."""

    minutes: int | None = None  # of its frame, on the wall clock; none: as it was, or the usual
    zone: str | None = None  # whose clocks it was said in, where they are not the rep's
    topics: str | None = None
    our_ask: str | None = None
    their_ask: str | None = None
    ask_about: str | None = None  # something personal: for who wrote it alone
    rep_id: int | None = None  # who wrote it

    @property
    def is_empty(self) -> bool:
        return not (self.topics or self.our_ask or self.their_ask or self.ask_about)


def for_eyes(vetting: Vetting, rep_id: int, own_line: str | None = None) -> Vetting:
    """The line to ask about is for who wrote it: no manager, stand-in or heir reads it (S2-8).

    `own_line` is what this rep had written before the meeting changed hands.
    """
    return vetting if vetting.rep_id == rep_id else replace(vetting, ask_about=own_line)


def minutes_of(begins: time, ends: time | None) -> int | None:
    """How long a frame is; one that ends before it begins ends the next day, None: not at all."""
    if ends is None:
        return USUAL_MINUTES
    length = _since_midnight(ends) - _since_midnight(begins)
    return length % LONGEST_MINUTES or None


def clock_after(begins: time | None, minutes: int | None) -> time | None:
    """What the clock shows when a frame of so many minutes is over."""
    if begins is None or minutes is None:
        return None
    hours, minutes = divmod((_since_midnight(begins) + minutes) % LONGEST_MINUTES, 60)
    return time(hours, minutes)


def ends_at(begins: Moment, minutes: int, zone: str) -> datetime:
    """The instant a frame is over, through a change of clocks; always after it has begun."""
    assert begins.due_time is not None
    wall = datetime.combine(begins.due_on, begins.due_time) + timedelta(minutes=minutes)
    tz = ZoneInfo(zone)
    began, over = instant(begins, tz), instant(Moment(wall.date(), wall.time()), tz)
    return over if over > began else began + timedelta(minutes=minutes)


def on_clocks_of(zone: str, said: Moment, minutes: int, said_in: str) -> tuple[Moment, int]:
    """A frame that was said in another zone, on the clocks of this one."""
    if zone == said_in:
        return said, minutes
    here = ZoneInfo(zone)
    begins = in_zone(said, ZoneInfo(said_in), here)
    over = ends_at(said, minutes, said_in).astimezone(here).replace(tzinfo=None)
    assert begins.due_time is not None
    began = datetime.combine(begins.due_on, begins.due_time)
    return begins, int((over - began).total_seconds() // 60)


def is_at_its_hour(commitment: Commitment) -> bool:
    """A meeting that comes back when it begins: nobody snoozed it, and it has an hour."""
    c = commitment
    is_own = (c.due_on, c.due_time) == (c.back_on, c.back_time)
    return c.kind is Kind.MEETING and c.due_time is not None and is_own


def is_over(commitment: Commitment, now: datetime) -> bool:
    """Whether its frame has ended."""
    return commitment.ends_at is not None and commitment.ends_at <= now


def silent_until(found: Iterable[Commitment], now: datetime) -> datetime | None:
    """The end of the meeting that is under way; Steady starts nothing before (S2-8)."""
    ends = [c.ends_at for c in found if c.ends_at and c.due_at <= now < c.ends_at]
    return max(ends, default=None)


def overlapping(commitment: Commitment, others: Iterable[Commitment]) -> list[Commitment]:
    """Meetings whose frames share a moment with this one."""
    c = commitment
    return [
        other
        for other in others
        if other.id != c.id
        and c.ends_at is not None
        and other.ends_at is not None
        and c.due_at < other.ends_at
        and other.due_at < c.ends_at
    ]


def _since_midnight(at: time) -> int:
    return at.hour * 60 + at.minute
