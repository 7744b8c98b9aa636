"""A rep is moved through every zone there is and both clock changes: one brief a day, on time."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import Connection, delete, select, update

from bot.playbook.model import Hours, Rep
from storage import nudges, reps
from storage.database import Database
from storage.tables import outbox, outbox_items
from storage.tables import reps as rep_rows
from tests.storage.desk import desk

ZONES = sorted(available_timezones())
YEAR = 2026
NO_CHANGE = [date(YEAR, 3, 29)]  # where clocks are left alone
EVERY_DAY = Hours(opens=time(0), closes=time(23, 59), working_days=frozenset(range(7)))
MORNINGS = 3  # the one before each change, its own, and the next
AGAIN = 1  # of a zone whose clocks go exactly as those of one before it
FAR = datetime(2100, 1, 1, tzinfo=UTC)


async def test_in_every_zone_the_brief_comes_at_its_hour_once_a_day(sqlite_url: str) -> None:
    assert len(ZONES) > 400
    days = {zone: changes(zone) or NO_CHANGE for zone in ZONES}
    assert await wrong_in(sqlite_url, days, time(8, 30)) == []


async def test_at_an_hour_that_clocks_skip_and_repeat_it_comes_once_too(sqlite_url: str) -> None:
    days = {zone: found for zone in ZONES if (found := changes(zone))}
    assert len(days) > 100
    assert await wrong_in(sqlite_url, days, time(2, 30)) == []


async def wrong_in(
    database_url: str, days: Mapping[str, Sequence[date]], brief_time: time
) -> list[str]:
    """What is wrong with the stored briefs of a rep who moves from zone to zone."""
    db, found = await Database.open(database_url), []
    async with desk(db) as at:
        await at.say("Acme tomorrow")
        hours = replace(EVERY_DAY, brief_time=brief_time)
        ana = replace(at.ana, has_fixed_zone=True, hours=hours)
        lived: set[tuple[object, ...]] = set()
        for zone, changed in days.items():
            is_known = (clock := clock_of(zone, changed)) in lived
            lived.add(clock)
            rep = replace(ana, zone=zone)
            found += await db.write(_lived_in, rep, changed[:1] if is_known else changed, is_known)
    await db.close()
    assert len(lived) > 25
    return found


def _lived_in(conn: Connection, rep: Rep, changed: Sequence[date], is_known: bool) -> list[str]:
    found: list[str] = []
    mornings = AGAIN if is_known else MORNINGS
    for n, changed_on in enumerate(changed):
        found += _lived_through(conn, rep, changed_on, mornings, has_just_moved=n == 0)
    return found


def clock_of(zone: str, changed: Sequence[date]) -> tuple[object, ...]:
    """How its clocks go all year, and hour by hour on the days they are changed."""
    info, noon = ZoneInfo(zone), datetime(YEAR, 1, 1, 12, tzinfo=UTC)
    daily = [noon + timedelta(days=n) for n in range(365)]
    around = [datetime.combine(day, time(), UTC) - timedelta(hours=14) for day in changed]
    hourly = [start + timedelta(minutes=30 * n) for start in around for n in range(100)]
    return tuple(moment.astimezone(info).utcoffset() for moment in (*daily, *hourly))


def changes(zone: str) -> list[date]:
    """The local days of the year on which its clocks are changed, two at most."""
    info, found = ZoneInfo(zone), []
    noon = datetime(YEAR, 3, 4, 12, tzinfo=UTC)  # after the day the date is due
    for _ in range(300):
        later = noon + timedelta(days=1)
        if noon.astimezone(info).utcoffset() != later.astimezone(info).utcoffset():
            found.append(later.astimezone(info).date())
        noon = later
    return found[:2]


def _lived_through(
    conn: Connection, rep: Rep, changed_on: date, mornings: int, *, has_just_moved: bool
) -> list[str]:
    now = datetime.combine(changed_on - timedelta(days=2), time(12), UTC)
    here = (rep_rows.c.workspace_id == rep.workspace_id, rep_rows.c.id == rep.id)
    conn.execute(update(rep_rows).values(brief_at=FAR))
    if has_just_moved:
        reps.set_preferences(conn, rep, now)
    else:
        reps.replan_brief(conn, rep, now)
    wrong, days = [], []
    for _ in range(mornings):
        brief_at = conn.scalar(select(rep_rows.c.brief_at).where(*here))
        assert brief_at is not None
        days.append(brief_at.astimezone(ZoneInfo(rep.zone)).date())
        if not _is_at_its_hour(brief_at, rep):
            wrong.append(f"{rep.zone}: {brief_at}")
        if (said := _said_around(conn, brief_at)) != [0, 1, 0]:
            wrong.append(f"{rep.zone}: {brief_at} said {said}")
    if days != [days[0] + timedelta(days=n) for n in range(mornings)]:
        wrong.append(f"{rep.zone}: {days}")
    return wrong


def _is_at_its_hour(moment: datetime, rep: Rep) -> bool:
    """At that hour of the clock; where the clock leaves it out, at the first moment after."""
    local = moment.astimezone(ZoneInfo(rep.zone))
    if local.time() == rep.hours.brief_time:
        return local.fold == 0
    before = (moment - timedelta(microseconds=1)).astimezone(ZoneInfo(rep.zone)).time()
    return before < rep.hours.brief_time < local.time()


def _said_around(conn: Connection, brief_at: datetime) -> list[int]:
    """Briefs due a second before, queued at the moment, due an hour later: clocks may repeat."""
    conn.execute(delete(outbox_items))
    conn.execute(delete(outbox))
    early = reps.brief_due(conn, brief_at - timedelta(seconds=1), 1)
    nudges.queue_briefs(conn, brief_at, brief_at)
    again = reps.brief_due(conn, brief_at + timedelta(hours=1), 1)
    return [len(early), len(conn.execute(select(outbox.c.id)).all()), len(again)]
