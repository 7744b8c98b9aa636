"""What becomes of a date when somebody else takes it over?"""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.playbook import due
from bot.playbook.model import Commitment, Kind, Rep
from bot.playbook.when import Moment, instant

# Of these kinds the note is the rep's own thought; of the others it says what was promised.
_PRIVATE = (Kind.FOLLOW_UP, Kind.MEETING, Kind.WIN_BACK)


def private_note(commitment: Commitment) -> str | None:
    """What the rep wrote down for nobody else."""
    return commitment.note if commitment.kind in _PRIVATE else None


def inherited(commitment: Commitment, heir: Rep, note: str | None) -> Commitment:
    """A time stays the instant that was named, on the heir's clock; a day stays that day."""
    c = commitment
    due_on, due_time = _on_clock(c.due_on, c.due_time, c.zone, heir.zone)
    back_on, back_time = c.back_on, None
    if c.back_time is not None:
        back_on, back_time = _local(c.due_at, heir.zone)
    return replace(
        c,
        rep_id=heir.id,
        zone=heir.zone,
        due_on=due_on,
        due_time=due_time,
        back_on=back_on,
        back_time=back_time,
        due_at=due.due_at(back_on, back_time, heir.hours, heir.zone),
        note=note,
        version=c.version + 1,
    )


def _on_clock(day: date, at: time | None, from_zone: str, to_zone: str) -> tuple[date, time | None]:
    if at is None:
        return day, None
    return _local(instant(Moment(day, at), ZoneInfo(from_zone)), to_zone)


def _local(at: datetime, zone: str) -> tuple[date, time]:
    local = at.astimezone(ZoneInfo(zone))
    return local.date(), local.time().replace(tzinfo=None)
