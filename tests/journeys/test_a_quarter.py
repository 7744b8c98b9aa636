"""A quarter of fifty reps: holidays, leave, an outage, one who leaves. What was said, and when?"""

import os
import random
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, select

from bot.demo.standin import User
from bot.playbook import due, preferences, restraint
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Commitment, Hours, Rep, SetBy
from bot.playbook.nudge import NudgeKind
from bot.playbook.outcome import Saved
from storage import commitments, followups, reps
from storage.request import Request
from storage.tables import commitments as commitment_rows
from storage.tables import outbox
from tests.world import World, world

REPS = 50
EACH = 5  # dates of a rep's own
START = datetime(2026, 9, 28, 6, 0, tzinfo=UTC)  # a Monday; clocks change in October, November
DAYS = 91
OUTAGE = (datetime(2026, 11, 9, 3, 0, tzinfo=UTC), datetime(2026, 11, 23, 3, 0, tzinfo=UTC))
LEAVES_AT = datetime(2026, 10, 21, 12, 0, tzinfo=UTC)
PLACES = (
    ("Europe/Berlin", "DE-BY"),
    ("America/New_York", "US"),
    ("Asia/Tokyo", "JP"),
    ("Europe/London", "GB"),
)
HOURS_OF_DAY = (time(9), time(11, 30), time(14), time(16, 15), time(20), time(6, 30))
MOST_LATE = timedelta(minutes=1)


@dataclass(slots=True)
class Quarter:
    """The team, its dates, and when who was away."""

    world: World
    chance: random.Random
    team: list[Rep] = field(default_factory=list)
    users: dict[int, User] = field(default_factory=dict)
    dates: list[Commitment] = field(default_factory=list)
    away: dict[int, tuple[datetime, date]] = field(default_factory=dict)
    stand_in: dict[int, int] = field(default_factory=dict)
    leaver: int = 0
    _key: int = 0

    def request(self, rep: Rep) -> Request:
        self._key += 1
        now = self.world.clock.now()
        return Request(rep, f"quarter:{self._key}", now, self.world.clock.steady_now())

    def last_day(self, rep: Rep) -> date:
        return due.today_in(rep.zone, START) + timedelta(days=DAYS - 10)

    def is_away(self, rep: Rep, moment: datetime) -> bool:
        begins, until = self.away.get(rep.id, (None, None))
        if begins is None or until is None:
            return False
        return begins <= moment and due.today_in(rep.zone, moment) < until


async def test_nothing_too_much_and_nothing_forgotten(sqlite_url: str) -> None:
    seed = int(os.environ.get("STEADY_SEED", "20261"))
    sys.stdout.write(f"STEADY_SEED={seed}\n")
    async with world(sqlite_url, START) as made:
        quarter = Quarter(made, random.Random(seed))
        await hire(quarter)
        await live(quarter)
        said = await made.steady.db.read(sent)
        stands = await made.steady.db.read(everything, made.steady.workspace.id)
    assert len(said) > 300
    assert too_much(quarter, said, stands) == []
    assert off_their_time(quarter, said, stands) == []
    assert unsaid(quarter, said, stands) == []


async def hire(quarter: Quarter) -> None:
    """Fifty people in four countries, with dates of all kinds all over the quarter."""
    made, db = quarter.world, quarter.world.steady.db
    here = made.steady.workspace.id
    for n in range(REPS):
        zone, place = PLACES[n % len(PLACES)]
        user = made.slack.add_user(f"Rep {n}", tz=zone, locale="en-GB")
        newcomer = Rep(here, 0, user.id, f"Rep {n}", zone, "en-GB")
        rep = await db.write(reps.meet, newcomer, START)
        rep = await db.write(reps.set_preferences, replace(rep, hours=Hours(holidays=place)), START)
        quarter.team.append(rep)
        quarter.users[rep.id] = user
        await _dates_of(quarter, rep, n)
    quarter.leaver = quarter.team[7].id


async def _dates_of(quarter: Quarter, rep: Rep, n: int) -> None:
    chance, first = quarter.chance, due.today_in(rep.zone, START)
    for each in range(EACH):
        on = first + timedelta(days=chance.randrange(1, DAYS - 10))
        at = chance.choice(HOURS_OF_DAY) if chance.random() < 0.6 else None
        await _save(quarter, rep, f"Client {n} {each}", on, at)
    if n % 10 == 0:  # one day with more of the rep's own than a day may hold
        for each in range(6):
            on = due.next_working_day(first + timedelta(days=16), rep.hours)
            await _save(quarter, rep, f"Busy {n} {each}", on, time(9 + each), SetBy.REP)


async def _save(
    quarter: Quarter, rep: Rep, name: str, on: date, at: time | None, by: SetBy | None = None
) -> None:
    whose = by or quarter.chance.choice((SetBy.CLIENT, SetBy.REP, None))
    intent = Intent(Verb.RECORD, client_name=name, is_new_client=True)
    intent = replace(intent, due_on=on, due_time=at, set_by=whose)
    saved = await quarter.world.steady.db.write(followups.carry_out, quarter.request(rep), intent)
    assert isinstance(saved, Saved), saved
    quarter.dates.append(saved.commitment)


async def live(quarter: Quarter) -> None:
    """Day by day: people go away, the machine stands still, somebody leaves, dates are kept."""
    made, now = quarter.world, START
    while now < START + timedelta(days=DAYS):
        now += timedelta(days=1)
        if not OUTAGE[0] <= now < OUTAGE[1]:
            await made.until(now)
        if now.date() == LEAVES_AT.date():
            quarter.users[quarter.leaver].deleted = True
        await _go_away(quarter, (now - START).days)
        if (now - START).days % 7 == 5:
            await _keep_some(quarter)
    await made.until(START + timedelta(days=DAYS + 7))


async def _go_away(quarter: Quarter, day: int) -> None:
    """Every third rep takes ten days in October, half of these with a stand-in."""
    for n, rep in enumerate(quarter.team):
        if n % 3 or day != 6 + n % 20 or rep.id == quarter.leaver:
            continue
        now = quarter.world.clock.now()
        until = due.today_in(rep.zone, now) + timedelta(days=10)
        other = quarter.team[n + 1].id if n % 2 and n + 1 < REPS else None
        stored = preferences.paused(rep, until, other)
        await quarter.world.steady.db.write(reps.set_preferences, stored, now)
        quarter.away[rep.id] = (now, until)
        if other is not None:
            quarter.stand_in[rep.id] = other


async def _keep_some(quarter: Quarter) -> None:
    """Two in three of what has come are seen to by the end of the week."""
    db, now = quarter.world.steady.db, quarter.world.clock.now()
    for rep in quarter.team:
        found = await db.read(commitments.open_for, rep.workspace_id, rep_id=rep.id)
        for c in (c for c in found if c.due_at < now - timedelta(days=1)):
            if not quarter.is_away(rep, now) and quarter.chance.random() < 2 / 3:
                done = Intent(Verb.DONE, commitment_id=c.id)
                await db.write(followups.carry_out, quarter.request(rep), done)


def sent(conn: Connection) -> list[Any]:
    """Every message that was said, by whom it was read and when."""
    return list(conn.execute(select(outbox).where(outbox.c.state == "sent")).all())


def everything(conn: Connection, workspace_id: str) -> dict[int, Commitment]:
    ids = [row.id for row in conn.execute(select(commitment_rows.c.id)).all()]
    return {c.id: c for c in commitments.several(conn, workspace_id, ids)}


def too_much(
    quarter: Quarter, said: list[Any], stands: dict[int, Commitment]
) -> list[tuple[Any, ...]]:
    """What Steady started outside hours, on a day off, in a pause, or beyond four a day."""
    wrong, counts, briefs = [], Counter(), Counter()
    team = {rep.id: rep for rep in quarter.team}
    for row in (r for r in said if r.rep_id in team):
        rep, at = team[row.rep_id], row.settled_at
        today, listed = due.today_in(rep.zone, at), _listed(row, stands)
        is_theirs = any(c.is_theirs_to_name for c in listed)
        if row.kind == NudgeKind.TIMED and is_theirs:
            continue
        if row.kind == NudgeKind.BRIEF:
            briefs[rep.id, today] += 1
            is_named = bool(listed) and all(c.back_on == today for c in listed)
        else:
            counts[rep.id, today] += 1
            is_named = False
        is_in_time = due.is_in_hours(at, rep.hours, rep.zone) or is_named
        if not is_in_time or quarter.is_away(rep, at):
            wrong.append((row.kind, rep.zone, at))
    wrong += [("more than four", *of) for of, n in counts.items() if n > restraint.OTHERS_A_DAY]
    return wrong + [("two briefs", *of) for of, n in briefs.items() if n > 1]


def off_their_time(
    quarter: Quarter, said: list[Any], stands: dict[int, Commitment]
) -> list[tuple[Any, ...]]:
    """Times clients named that did not come ten minutes before, to the rep or the stand-in."""
    wrong, team = [], {rep.id: rep for rep in quarter.team}
    for c in (stands[one.id] for one in quarter.dates):
        rep, moment = team[c.rep_id], c.due_at - due.NUDGE_BEFORE
        if c.back_time is None or not c.is_theirs_to_name or rep.id == quarter.leaver:
            continue
        if OUTAGE[0] <= moment < OUTAGE[1] or (c.closed_at and c.closed_at < moment):
            continue
        heard = rep.id
        if quarter.is_away(rep, moment):
            heard = quarter.stand_in.get(rep.id, 0)
        if heard == 0 or quarter.is_away(team[heard], moment) or heard == quarter.leaver:
            continue  # nobody stands in: the brief after the pause has it, as `unsaid` shows
        at = [r.settled_at for r in said if r.rep_id == heard and c in _listed(r, stands)]
        if not any(timedelta() <= one - moment <= MOST_LATE for one in at):
            wrong.append((c.client_name, rep.zone, moment, at[:3]))
    return wrong


def unsaid(
    quarter: Quarter, said: list[Any], stands: dict[int, Commitment]
) -> list[tuple[Any, ...]]:
    """What came due and was never said to whoever it was for."""
    heard = {c.id for row in said for c in _listed(row, stands)}
    return [
        (c.client_name, c.due_at)
        for c in (stands[one.id] for one in quarter.dates)
        if c.id not in heard and c.rep_id != quarter.leaver and c.is_open
    ]


def _listed(row: Any, stands: dict[int, Commitment]) -> list[Commitment]:
    return [stands[i] for i, _ in (row.facts or {}).get("listed", ())]
