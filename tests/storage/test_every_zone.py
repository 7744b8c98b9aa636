"""A rep is moved through every zone there is and both clock changes: one brief a day, on time."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from sqlalchemy import Connection, delete, select, update

from bot.playbook.model import Hours, Rep
from storage import nudges, reps
from storage.database import Database
from storage.tables import outbox, outbox_items
from storage.tables import reps as rep_rows
from tests.storage.desk import desk

ZONES = sorted(available_timezones())
YEAR = 2026
NO_CHANGE = (date(YEAR, 3, 29), date(YEAR, 10, 25))  # where clocks are left alone
EVERY_DAY = Hours(opens=time(0), closes=time(23, 59), working_days=frozenset(range(7)))
MORNINGS = 4  # around each change
FAR = datetime(2100, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("brief_time", [time(2, 30), time(8, 30)], ids=["in the gap", "usual"])
async def test_in_every_zone_the_brief_comes_at_its_hour_once_a_day(
    sqlite_url: str, brief_time: time
) -> None:
    assert len(ZONES) > 400
    db = await Database.open(sqlite_url)
    async with desk(db) as at:
        await at.say("Acme tomorrow")
        hours = replace(EVERY_DAY, brief_time=brief_time)
        for zone in ZONES:
            rep = replace(at.ana, zone=zone, has_fixed_zone=True, hours=hours)
            assert await db.write(wrong_in, rep) == [], zone
    await db.close()


def wrong_in(conn: Connection, rep: Rep) -> list[str]:
    """What is wrong with the stored briefs of a rep who has just moved there."""
    found: list[str] = []
    for changed_on in changes(rep.zone):
        found += _lived_through(conn, rep, changed_on)
    return found


def changes(zone: str) -> list[date]:
    """The first two local days of the year on which its clocks are changed, or two others."""
    info, found = ZoneInfo(zone), []
    noon = datetime(YEAR, 3, 4, 12, tzinfo=UTC)  # after the day the date is due
    for _ in range(300):
        later = noon + timedelta(days=1)
        if noon.astimezone(info).utcoffset() != later.astimezone(info).utcoffset():
            found.append(later.astimezone(info).date())
        noon = later
    return [*found, *NO_CHANGE][:2]


def _lived_through(conn: Connection, rep: Rep, changed_on: date) -> list[str]:
    now = datetime.combine(changed_on - timedelta(days=2), time(12), UTC)
    here = (rep_rows.c.workspace_id == rep.workspace_id, rep_rows.c.id == rep.id)
    conn.execute(update(rep_rows).values(brief_at=FAR))
    reps.set_preferences(conn, replace(rep, zone="UTC"), now)
    reps.set_preferences(conn, rep, now)
    wrong, days = [], []
    for _ in range(MORNINGS):
        brief_at = conn.scalar(select(rep_rows.c.brief_at).where(*here))
        assert brief_at is not None
        days.append(brief_at.astimezone(ZoneInfo(rep.zone)).date())
        if not _is_at_its_hour(brief_at, rep):
            wrong.append(f"{rep.zone}: {brief_at}")
        if (said := _said_around(conn, brief_at)) != [0, 1, 1]:
            wrong.append(f"{rep.zone}: {brief_at} said {said}")
    if days != [days[0] + timedelta(days=n) for n in range(MORNINGS)]:
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
    """Briefs queued a second before, at the moment, and an hour later, when a clock may repeat."""
    counts = []
    conn.execute(delete(outbox_items))
    conn.execute(delete(outbox))
    for moment in (brief_at - timedelta(seconds=1), brief_at, brief_at + timedelta(hours=1)):
        nudges.queue_briefs(conn, moment, moment)
        counts.append(len(conn.execute(select(outbox.c.id)).all()))
    return counts
