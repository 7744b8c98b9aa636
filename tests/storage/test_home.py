"""Does Home read a page and not the whole workspace, and is a welcome given once?"""

import asyncio
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, insert, text

from bot.demo.limits import view_problems
from bot.messages import home
from bot.playbook import due
from bot.playbook.desk import SIZES, Looking, Part, clamped
from bot.playbook.model import Rep
from storage import home as stored
from storage import reps, stages, welcomes, workspaces
from storage import tables as t
from storage.database import Database
from storage.home import Published
from tests import many
from tests.cast import NOW, WORKSPACE, ana, ben
from tests.storage.desk import Desk, desk, meet

DAY = timedelta(days=1)


@dataclass(slots=True)
class Measured:
    """What one look at Home cost."""

    statements: int = 0
    rows: int = 0
    steps: int = 0  # thousands, of SQLite's machine


def fill(conn: Connection, owner: Rep, count: int, first: int = 1_001) -> None:
    """Clients by the thousand: quiet, some in season, most with a date, each with a deal."""
    ladder = stages.all_of(conn, owner.workspace_id)
    ids = range(first, first + count)
    if not count:
        return
    conn.execute(insert(t.clients), [_client(owner, n) for n in ids])
    conn.execute(insert(t.commitments), [_date(owner, n) for n in ids if n % 4])
    conn.execute(insert(t.deals), [_deal(owner, n, ladder[0].id) for n in ids])


def _client(owner: Rep, n: int) -> dict[str, Any]:
    named = {"name": f"Client {n}", "name_key": f"client {n}", "owner_id": owner.id}
    state = {
        "quiet_state": "red" if n % 2 else "amber",
        "quiet_on": NOW.date(),
        "quiet_since": NOW.date(),
        "value_minor": n * 100,
        "value_currency": "EUR",
        "season_state": "ask" if n % 7 == 0 else None,
        "season_months": "3",
        "season_since": NOW.date(),
        "last_touch_on": NOW.date() - 40 * DAY,
        "last_in_on": NOW.date() - 40 * DAY,
        "unanswered": 0,
    }
    return many.client(WORKSPACE, n, NOW) | named | state


def _date(owner: Rep, n: int) -> dict[str, Any]:
    on = NOW.date() + (n % 40 - 10) * DAY
    day = {"due_on": on, "back_on": on, "due_time": None, "back_time": None, "due_at": NOW}
    kind = {"kind": "their_promise" if n % 5 == 0 else "follow_up", "zone": owner.zone}
    return many.commitment(WORKSPACE, n, n, owner.id, NOW) | day | kind


def _deal(owner: Rep, n: int, stage_id: int) -> dict[str, Any]:
    return {
        "workspace_id": WORKSPACE,
        "id": n,
        "client_id": n,
        "rep_id": owner.id,
        "name": "",
        "name_key": "",
        "amount_minor": 100,
        "amount_currency": "EUR",
        "close_moves": 0,
        "decide_asks": 0,
        "worth_minor": 100,
        "stage_id": stage_id,
        "stage_since": NOW.date(),
        "state": "open",
        "opened_on": NOW.date(),
        "version": 1,
        "created_at": NOW,
    }


@pytest.fixture
def conn(sqlite_url: str) -> Iterator[Connection]:
    """SQLite itself, so that what it reads can be counted."""
    file = Path(sqlite_url.removeprefix("sqlite+aiosqlite:///"))
    engine = create_engine(f"sqlite:///{file}")
    with engine.connect() as opened:
        yield opened
    engine.dispose()


def measured(conn: Connection, reader: Rep, looking: Looking) -> Measured:
    """One look, counted: statements, rows that came back, and how much SQLite worked for it."""
    found = Measured()

    def said(*_: object) -> None:
        found.statements += 1

    def row(_: object, values: tuple[Any, ...]) -> tuple[Any, ...]:
        found.rows += 1
        return values

    def stepped() -> int:
        found.steps += 1
        return 0

    driver = conn.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.set_progress_handler(stepped, 1_000)
    driver.row_factory = row
    event.listen(conn, "before_cursor_execute", said)
    stored.desk(conn, reader, looking, NOW)
    event.remove(conn, "before_cursor_execute", said)
    driver.set_progress_handler(None, 0)
    driver.row_factory = None
    return found


def of_colleagues(conn: Connection, count: int) -> Measured:
    """What Ana's Home of fifty clients costs beside a colleague with that many."""
    me, colleague = meet(conn, ana()), meet(conn, ben())
    fill(conn, me, 50)
    fill(conn, colleague, count, first=100_000)
    return measured(conn, me, Looking())


def test_what_home_reads_does_not_grow_with_the_workspace(conn: Connection) -> None:
    with conn.begin() as nested:
        small = of_colleagues(conn, 50)
        nested.rollback()
    with conn.begin():
        large = of_colleagues(conn, 5_000)
    assert (large.statements, large.rows) == (small.statements, small.rows)
    assert large.steps <= small.steps * 1.5 + 2


def test_of_ones_own_five_thousand_only_a_page_is_read(conn: Connection) -> None:
    with conn.begin() as nested:
        me = meet(conn, ana())
        fill(conn, me, 50)
        small = measured(conn, me, Looking())
        nested.rollback()
    with conn.begin():
        me = meet(conn, ana())
        fill(conn, me, 5_000)
        large = measured(conn, me, Looking())
    assert large.statements == small.statements
    assert large.rows <= small.rows + sum(SIZES.values())


def analyzed(conn: Connection) -> None:
    """What PostgreSQL does by itself a minute after so many rows."""
    if conn.dialect.name == "postgresql":
        conn.execute(text("ANALYZE"))


@pytest.mark.parametrize("count", [0, 1, 50, 5_000])
async def test_home_stays_within_what_slack_takes(db: Database, count: int) -> None:
    async with desk(db) as at:
        await db.write(fill, at.ana, count)
        await db.write(analyzed)
        for number in (1, 2, 10**6):
            looking = Looking(pages={part.value: number for part in Part})
            found = await db.read(stored.desk, at.ana, looking, NOW)
            view = home.home(found, at.ana, NOW)
            assert view_problems(view) == []
            assert len(view["blocks"]) <= home.MOST_BLOCKS


async def test_the_parts_hold_every_open_date_once(db: Database) -> None:
    async with desk(db) as at:
        await db.write(fill, at.ana, 50)
        seen = []
        for number in range(1, 20):
            looking = Looking(pages={part.value: number for part in Part})
            found = await db.read(stored.desk, at.ana, looking, NOW)
            for page in (found.overdue, found.today, found.week, found.later, found.waiting):
                if page.number == number:
                    seen += [c.id for c in page.lines]
        assert sorted(seen) == [n for n in range(1_001, 1_051) if n % 4]


async def test_overdue_means_the_same_in_sql_as_in_the_rule(db: Database) -> None:
    async with desk(db) as at:
        for text in ("Acme today 10:01", "Globex today 14:00", "Hooli tomorrow", "Initech today"):
            await at.say(text)
        for hours in (0, 3, 20, 40):
            now = NOW + timedelta(hours=hours)
            found = await db.read(stored.desk, at.ana, Looking(), now)
            assert all(due.is_overdue(c, now) for c in found.overdue.lines)
            later = (*found.today.lines, *found.week.lines, *found.later.lines)
            assert not any(due.is_overdue(c, now) for c in later)
            assert len(found.overdue.lines) + len(later) == 4


async def test_only_a_manager_reads_anothers_desk(db: Database) -> None:
    async with desk(db) as at:
        theirs = Looking(rep_id=at.ana.id)
        assert (await db.read(stored.desk, at.mia, theirs, NOW)).whose.id == at.ana.id
        assert (await db.read(stored.desk, at.ben, theirs, NOW)).whose.id == at.ben.id
        nobody = await db.read(stored.desk, at.mia, Looking(rep_id=7), NOW)
        assert nobody.whose.id == at.mia.id


async def test_what_slack_took_is_kept(db: Database) -> None:
    async with desk(db) as at:
        assert await db.read(stored.published, at.ana) is None
        first = Published("1.a", "x", Looking(rep_id=9, pages={"today": 2}), takes_charts=True)
        for now_is in (first, replace(first, hash="2.b", takes_charts=False)):
            await db.write(stored.keep, at.ana, now_is)
            assert await db.read(stored.published, at.ana) == now_is
        assert (await db.read(reps.get, WORKSPACE, at.ana.id)).has_home


# A first meeting


async def newcomer(at: Desk, **facts: Any) -> Rep:
    return await at.db.write(meet, ana(slack_user_id="U0NEW", is_welcomed=False, **facts))


async def test_of_many_at_once_one_welcomes(db: Database) -> None:
    async with desk(db) as at:
        new = await newcomer(at)
        claims = [db.write(welcomes.claim, new, NOW) for _ in range(8)]
        assert sorted(await asyncio.gather(*claims)) == [False] * 7 + [True]


async def test_a_welcome_starts_with_the_greeting(db: Database) -> None:
    async with desk(db) as at:
        new = await newcomer(at)
        assert await db.read(welcomes.find, new) is None
        await db.write(welcomes.claim, new, NOW)
        found = await db.read(welcomes.find, new)
        assert found is not None
        assert (found.step, found.number) == ("hours", 1)


async def test_what_was_typed_counts_as_a_step(db: Database) -> None:
    async with desk(db) as at:
        new = await newcomer(at)
        await db.write(welcomes.claim, new, NOW)
        await db.write(welcomes.finish, new, "hours")
        await at.say("Acme Friday", new)
        found = await db.read(welcomes.find, new)
        assert found is not None
        assert (found.step, found.number) == ("target", 3)


async def test_whoever_was_there_before_is_not_welcomed(db: Database) -> None:
    async with desk(db) as at:
        assert not await db.write(welcomes.claim, at.ana, NOW)
        assert await db.read(welcomes.find, at.ana) is None


async def test_a_manager_is_asked_for_the_lead_until_one_is_named(db: Database) -> None:
    async with desk(db) as at:
        new = await newcomer(at, is_manager=True)
        await db.write(welcomes.claim, new, NOW)
        found = await db.read(welcomes.find, new)
        assert found is not None
        assert found.lacks_lead
        await db.write(workspaces.name_lead, WORKSPACE, at.mia.slack_user_id)
        assert await db.read(workspaces.lead_user, WORKSPACE) == at.mia.slack_user_id
        assert await db.read(workspaces.lead_of, WORKSPACE) == at.mia.id
        found = await db.read(welcomes.find, new)
        assert found is not None
        assert not found.lacks_lead


async def test_a_lead_who_left_is_named_no_more(db: Database) -> None:
    async with desk(db) as at:
        await db.write(workspaces.name_lead, WORKSPACE, at.mia.slack_user_id)
        await db.write(reps.set_gone, WORKSPACE, at.mia.id, NOW)
        assert await db.read(workspaces.lead_user, WORKSPACE) is None


@pytest.mark.parametrize(
    ("number", "total", "expected"),
    [(1, 0, (1, 1)), (0, 9, (1, 2)), (2, 9, (2, 2)), (3, 9, (2, 2)), (2, 5, (1, 1))],
)
def test_a_page_beyond_the_last_is_the_last(
    number: int, total: int, expected: tuple[int, int]
) -> None:
    assert clamped(number, total, 5) == expected
