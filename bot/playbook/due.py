"""When does Steady bring a commitment back, and when does it stay silent?"""

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from bot.playbook.days_off import is_day_off
from bot.playbook.model import Commitment, Hours, Kind, Rep
from bot.playbook.when import Moment, instant

A_DAY = timedelta(days=1)
NUDGE_BEFORE = timedelta(minutes=10)  # a timed commitment comes this long before its time (S2-1)
MEETING_BRIEF_BEFORE = timedelta(minutes=30)  # its frame begins (S2-8)
TOGETHER_WITHIN = timedelta(minutes=5)  # timed nudges this close go in one message
PUT_OFF_WORKING_DAYS = 5  # a client-named date moved by this much is a put-off
HARD_QUESTION_AT = 3  # put-offs in a row (S2-5)
HORIZON_YEARS = 5  # a commitment may lie this far ahead and still arrive (S1-4)


def today_in(zone: str, now: datetime) -> date:
    """The local day."""
    return now.astimezone(ZoneInfo(zone)).date()


def end_of_week(day: date) -> date:
    """The Sunday of that week; weeks start on Monday."""
    return day + timedelta(days=6 - day.weekday())


@lru_cache(maxsize=8)
def horizon(today: date) -> date:
    """The last day a commitment may be set for."""
    return today + relativedelta(years=HORIZON_YEARS)


def is_working_day(day: date, hours: Hours) -> bool:
    """Whether the rep works on that weekday, and it is no holiday where the rep lives."""
    return day.weekday() in hours.working_days and not is_day_off(day, hours.holidays)


def next_working_day(day: date, hours: Hours) -> date:
    """The day itself if it is worked, else the next that is."""
    while not is_working_day(day, hours):
        day += timedelta(days=1)
    return day


def previous_working_day(day: date, hours: Hours) -> date:
    """The day itself if it is worked, else the last one before it."""
    while not is_working_day(day, hours):
        day -= timedelta(days=1)
    return day


def working_days_between(start: date, end: date, hours: Hours) -> int:
    """Working days after `start`, up to and with `end`."""
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n), hours) for n in range(1, days + 1))


def bring_back_on(
    due_on: date, hours: Hours, today: date, *, is_computed: bool, is_latest: bool
) -> date:
    """A named day stays as named; a computed one moves off a weekend, "by Sunday" moves back."""
    if is_latest:
        return max(previous_working_day(due_on, hours), min(today, due_on))
    return next_working_day(due_on, hours) if is_computed else due_on


def due_at(back_on: date, back_time: time | None, hours: Hours, zone: str) -> datetime:
    """The instant Steady brings it back: its own time, or that day's morning brief."""
    return instant(Moment(back_on, back_time or hours.brief_time), ZoneInfo(zone))


def notice(kind: str, named: tuple[object, object], back: tuple[object, object]) -> timedelta:
    """How long before its hour a timed commitment comes; a meeting is briefed earlier (S2-8).

    `named` and `back`: the day and hour it has, and those on which it comes back.
    """
    return MEETING_BRIEF_BEFORE if kind == Kind.MEETING and named == back else NUDGE_BEFORE


def notice_of(commitment: Commitment) -> timedelta:
    """How long before its hour this one comes."""
    c = commitment
    return notice(c.kind, (c.due_on, c.due_time), (c.back_on, c.back_time))


def nudge_at(
    back_time: time | None, at: datetime, before: timedelta = NUDGE_BEFORE
) -> datetime | None:
    """When a timed commitment must be queued; one without a time waits for the brief."""
    return None if back_time is None else at - before


def is_overdue(commitment: Commitment, now: datetime) -> bool:
    """A time that has passed; without one, a day that has: its own day is not late."""
    if commitment.back_time is not None:
        return commitment.due_at < now
    return commitment.back_on < today_in(commitment.zone, now)


def is_in_hours(now: datetime, hours: Hours, zone: str) -> bool:
    """Whether Steady may start a conversation with this rep now."""
    local = now.astimezone(ZoneInfo(zone))
    return is_working_day(local.date(), hours) and hours.opens <= local.time() < hours.closes


def is_brief_hour(now: datetime, hours: Hours, zone: str) -> bool:
    """Whether a morning brief may be said now: its hour has come and the day is not over."""
    return hours.brief_time <= now.astimezone(ZoneInfo(zone)).time() < hours.closes


def next_opening(now: datetime, hours: Hours, zone: str) -> datetime:
    """The next moment office hours begin."""
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() < hours.opens else local.date() + timedelta(days=1)
    return instant(Moment(next_working_day(day, hours), hours.opens), ZoneInfo(zone))


def is_paused(rep: Rep, now: datetime) -> bool:
    """Whether the rep asked to hear nothing until a day that is still to come."""
    return rep.paused_until is not None and today_in(rep.zone, now) < rep.paused_until


def end_of_pause(rep: Rep, now: datetime) -> datetime:
    """The first moment of the day the pause ends on; now, when there is none."""
    if rep.paused_until is None or not is_paused(rep, now):
        return now
    return instant(Moment(rep.paused_until, time(0)), ZoneInfo(rep.zone)) - timedelta(seconds=1)


def earliest_brief_day(after: datetime, hours: Hours, zone: str) -> date:
    """The first local day, worked or not, whose brief hour lies after `after`."""
    tz = ZoneInfo(zone)
    day = after.astimezone(tz).date()
    while instant(Moment(day, hours.brief_time), tz) <= after:
        day += timedelta(days=1)
    return day


def next_brief(
    after: datetime, hours: Hours, zone: str, named_day: date | None = None
) -> tuple[date, datetime]:
    """The local day and the instant of the first morning brief after `after`.

    `named_day` is the next day on which something comes back: a client who named a Saturday
    is brought back on that Saturday.
    """
    earliest = earliest_brief_day(after, hours, zone)
    day = next_working_day(earliest, hours)
    if named_day is not None and earliest <= named_day < day:
        day = named_day
    return day, instant(Moment(day, hours.brief_time), ZoneInfo(zone))


def is_put_off(old_on: date, new_on: date, was_clients: bool, hours: Hours) -> bool:
    """The client moved a date it had named by five working days or more (S2-5)."""
    return was_clients and working_days_between(old_on, new_on, hours) >= PUT_OFF_WORKING_DAYS


def later_today(now: datetime, zone: str) -> list[Moment]:
    """In two hours, and at four: what is left of today for something that cannot wait."""
    local = now.astimezone(ZoneInfo(zone))
    soon = local + timedelta(hours=2)
    minutes = -(-soon.minute // 5) * 5
    soon = (soon.replace(minute=0) + timedelta(minutes=minutes)).replace(second=0, microsecond=0)
    choices = [soon, local.replace(hour=16, minute=0, second=0, microsecond=0)]
    left = [c for c in choices if c.date() == local.date() and c > local + NUDGE_BEFORE]
    return list(dict.fromkeys(Moment(c.date(), c.time()) for c in left))


def next_monday(now: datetime, hours: Hours, zone: str) -> Moment:
    """The next Monday to come, or the working day after it."""
    today = today_in(zone, now)
    return Moment(next_working_day(today + timedelta(days=7 - today.weekday()), hours), None)


def snooze_choices(now: datetime, hours: Hours, zone: str) -> list[tuple[str, Moment]]:
    """Two usual later moments: in two hours or next Monday, and the next working morning."""
    today = today_in(zone, now)
    tomorrow = today + timedelta(days=1)
    morning = next_working_day(tomorrow, hours)
    monday = today + timedelta(days=7 - today.weekday())
    choices = [("hours", m) for m in later_today(now, zone)[:1]]
    choices.append(("tomorrow" if morning == tomorrow else "day", Moment(morning, None)))
    if len(choices) == 1 and monday > morning and is_working_day(monday, hours):
        choices.append(("monday", Moment(monday, None)))
    return choices
