"""Is the digest queued once a week, whoever sweeps, and asked about only whom it concerns?"""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from bot.playbook.client_intent import Deed
from bot.playbook.digest import ChannelTrouble, LossQuestion, TeamTable
from bot.playbook.model import Rep
from bot.playbook.posting import Posting
from storage import nudges, outbox, postings, reps, tables, workspaces
from storage.database import Database
from storage.outbox import Waiting
from tests.book import Book, open_book
from tests.cast import WORKSPACE, ben, mia

SET_UP = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday
MONDAY = date(2026, 3, 9)
NINE = datetime(2026, 3, 9, 8, tzinfo=UTC)  # in Berlin
LEASE = timedelta(minutes=2)


@pytest.fixture
async def book(db: Database) -> Book:
    return await open_book(db, SET_UP)


async def manager(book: Book, **facts: Any) -> Rep:
    return await book.meet(mia(zone="Europe/Berlin", **facts))


async def set_up(book: Book, at: datetime = SET_UP, weekday: int = 0) -> Posting:
    """Mia has the digest in a channel, at nine."""
    known = await manager(book)
    return await book.db.write(postings.set_up, known, "C0WINS", "wins", weekday, time(9), at)


async def sweep(book: Book, now: datetime) -> int:
    return await book.db.write(postings.queue_digests, now, now)


def queued(conn: Connection, kind: str) -> list[dict[str, Any]]:
    """What waits, by its facts."""
    found = select(tables.outbox.c.facts).where(tables.outbox.c.kind == kind)
    return [dict(row.facts) for row in conn.execute(found)]


async def digests(book: Book) -> list[dict[str, Any]]:
    return await book.db.read(queued, postings.KIND)


async def notes(book: Book) -> list[dict[str, Any]]:
    return await book.db.read(queued, "digest_note")


def claimed(conn: Connection, now: datetime) -> Waiting:
    row = outbox.claim_next(conn, WORKSPACE, now, now, "test", LEASE)
    assert row is not None
    return row


async def test_it_is_planned_for_the_next_of_its_days(book: Book) -> None:
    found = await set_up(book)
    assert (found.next_on, found.next_at, found.set_by) == (MONDAY, NINE, found.set_by)
    assert await book.db.read(postings.get, WORKSPACE) == found


async def test_nothing_is_due_before_its_hour(book: Book) -> None:
    await set_up(book)
    assert await sweep(book, NINE - timedelta(seconds=1)) == 0
    assert await digests(book) == []


async def test_at_its_hour_it_is_queued_and_planned_anew(book: Book) -> None:
    await set_up(book)
    assert await sweep(book, NINE) == 1
    assert await digests(book) == [{"channel": "C0WINS", "posted_on": "2026-03-09"}]
    found = await book.db.read(postings.get, WORKSPACE)
    assert found.next_at == NINE + timedelta(days=7)


async def test_replicas_that_sweep_at_once_queue_one(book: Book) -> None:
    await set_up(book)
    await asyncio.gather(*(sweep(book, NINE) for _ in range(8)))
    assert len(await digests(book)) == 1


async def test_a_restart_that_lost_the_plan_queues_no_second_one(book: Book) -> None:
    await set_up(book)
    await sweep(book, NINE)

    def wind_back(conn: Connection) -> None:
        conn.execute(tables.workspaces.update().values(digest_on=MONDAY, digest_at=NINE))

    await book.db.write(wind_back)
    await sweep(book, NINE + timedelta(hours=1))
    assert len(await digests(book)) == 1


@pytest.mark.parametrize(
    ("now", "count"),
    [
        (datetime(2026, 3, 9, 22, 59, tzinfo=UTC), 1),  # late, the same day in Berlin
        (datetime(2026, 3, 9, 23, 0, tzinfo=UTC), 0),  # Tuesday there
        (datetime(2026, 3, 12, 8, tzinfo=UTC), 0),
    ],
)
async def test_a_missed_one_comes_late_the_same_day_or_not(
    book: Book, now: datetime, count: int
) -> None:
    await set_up(book)
    await sweep(book, now)
    assert len(await digests(book)) == count
    found = await book.db.read(postings.get, WORKSPACE)
    assert found.next_on == MONDAY + timedelta(days=7)


async def test_a_year_of_mondays_makes_a_digest_each(book: Book) -> None:
    await set_up(book)
    now = NINE
    for _ in range(52):
        await sweep(book, now)
        found = await book.db.read(postings.get, WORKSPACE)
        assert found.next_at is not None
        now = found.next_at
    days = [facts["posted_on"] for facts in await digests(book)]
    assert len(days) == len(set(days)) == 52
    assert all(date.fromisoformat(day).weekday() == 0 for day in days)


async def test_another_day_in_a_week_that_had_its_digest_waits_for_the_next(book: Book) -> None:
    await set_up(book)
    await sweep(book, NINE)
    found = await set_up(book, NINE + timedelta(hours=1), weekday=3)
    assert found.next_on == date(2026, 3, 19)


async def test_off_is_silent_and_on_again_goes_on(book: Book) -> None:
    await set_up(book)
    off = await book.db.write(postings.turn_off, WORKSPACE)
    assert (off.next_at, off.channel_id) == (None, "C0WINS")
    assert await sweep(book, NINE) == 0
    assert (await set_up(book, NINE)).next_on == date(2026, 3, 16)


async def test_the_first_to_set_it_up_says_where_the_workspace_is(book: Book) -> None:
    def forget(conn: Connection) -> None:
        conn.execute(tables.workspaces.update().values(zone="UTC"))

    await book.db.write(forget)
    assert (await set_up(book)).zone == "Europe/Berlin"
    known = await book.meet(mia(id=9, slack_user_id="U0MAX", zone="America/New_York"))
    moved = await book.db.write(postings.set_up, known, "C0", "x", 0, time(9), SET_UP)
    assert moved.zone == "Europe/Berlin"


@pytest.mark.parametrize(
    ("change", "is_wanted"),
    [
        ({}, True),
        ({"digest_at": None}, False),
        ({"digest_channel_id": "C0OTHER"}, False),
        ({"zone": "Pacific/Kiritimati"}, True),
        ({"zone": "Pacific/Pago_Pago"}, False),  # Sunday there
    ],
)
async def test_before_it_is_said_it_is_looked_at_again(
    book: Book, change: dict[str, Any], is_wanted: bool
) -> None:
    await set_up(book)
    await sweep(book, NINE)
    row = await book.db.write(claimed, NINE)

    def alter(conn: Connection) -> None:
        if change:
            conn.execute(tables.workspaces.update().values(**change))

    await book.db.write(alter)
    found = await book.db.read(postings.get, WORKSPACE)
    assert postings.is_wanted(found, row, NINE) is is_wanted


async def test_a_channel_that_takes_it_no_longer_ends_it_and_is_told_once(book: Book) -> None:
    await set_up(book)
    await book.db.write(postings.show_reps, WORKSPACE, False)
    await sweep(book, NINE)
    row = await book.db.write(claimed, NINE)
    for _ in range(2):
        await book.db.write(postings.give_up, row, "test", "archived", NINE, NINE)
    assert await notes(book) == [{"note": "trouble", "code": "archived", "channel": "C0WINS"}]
    assert (await book.db.read(postings.get, WORKSPACE)).next_at is None
    told = await book.db.write(claimed, NINE)
    rep = await book.db.read(reps.get, WORKSPACE, told.rep_id)
    nudge = await book.db.write(nudges.compose, told, rep, NINE)
    assert nudge is not None
    assert nudge.note == ChannelTrouble("archived", "C0WINS", "wins", 0, time(9))


async def test_when_whoever_set_it_up_has_left_the_sales_lead_hears_of_it(book: Book) -> None:
    found = await set_up(book)
    await book.db.write(postings.show_reps, WORKSPACE, False)
    assert found.set_by is not None
    await book.db.write(workspaces.set_lead, WORKSPACE, book.rep.id)
    await book.db.write(reps.set_gone, WORKSPACE, found.set_by, SET_UP)
    await sweep(book, NINE)
    row = await book.db.write(claimed, NINE)
    await book.db.write(postings.give_up, row, "test", "archived", NINE, NINE)
    assert (await book.db.write(claimed, NINE)).rep_id == book.rep.id


async def test_without_a_sales_lead_another_manager_hears_of_it(book: Book) -> None:
    found = await set_up(book)
    await book.db.write(postings.show_reps, WORKSPACE, False)
    assert found.set_by is not None
    here = tables.reps.c.workspace_id == WORKSPACE, tables.reps.c.id == book.rep.id
    promoted = update(tables.reps).where(*here).values(is_manager=True)
    await book.db.write(lambda conn: conn.execute(promoted).rowcount)
    await book.db.write(reps.set_gone, WORKSPACE, found.set_by, SET_UP)
    await sweep(book, NINE)
    row = await book.db.write(claimed, NINE)
    await book.db.write(postings.give_up, row, "test", "archived", NINE, NINE)
    assert (await book.db.write(claimed, NINE)).rep_id == book.rep.id


# Figures by rep


async def test_who_set_it_up_and_who_manages_somebody_get_the_figures(book: Book) -> None:
    await set_up(book)
    max_ = await book.meet(mia(id=9, slack_user_id="U0MAX"))
    await book.meet(mia(id=10, slack_user_id="U0ADMIN"))
    await book.db.write(reps.set_manager, WORKSPACE, book.rep.id, max_.id)
    await sweep(book, NINE)
    assert len(await notes(book)) == 2
    assert {facts["note"] for facts in await notes(book)} == {"table"}


async def test_switched_off_nobody_gets_them(book: Book) -> None:
    await set_up(book)
    await book.db.write(postings.show_reps, WORKSPACE, False)
    await sweep(book, NINE)
    assert await notes(book) == []


async def test_switched_off_while_they_waited_they_are_not_said(book: Book) -> None:
    await set_up(book)
    await sweep(book, NINE)
    await book.db.write(postings.show_reps, WORKSPACE, False)
    rows = [await book.db.write(claimed, NINE) for _ in range(2)]
    [note] = [row for row in rows if row.kind == "digest_note"]
    rep = await book.db.read(reps.get, WORKSPACE, note.rep_id)
    assert await book.db.write(nudges.compose, note, rep, NINE) is None


@pytest.mark.parametrize(("page", "shown", "first"), [(1, 50, 1), (3, 3, 3), (9, 3, 3), (0, 50, 1)])
async def test_the_table_comes_in_pages(book: Book, page: int, shown: int, first: int) -> None:
    def hire(conn: Connection) -> None:
        template = dict(conn.execute(select(tables.reps)).mappings().one())
        rows = [
            template | {"id": n, "slack_user_id": f"U{n}", "name": f"Rep {n:03}"}
            for n in range(2, 104)
        ]
        conn.execute(insert(tables.reps), rows)

    await book.db.write(hire)
    found = await book.db.read(postings.table, WORKSPACE, MONDAY, page)
    assert (len(found.lines), found.page, found.pages, found.total) == (shown, first, 3, 103)
    assert len((await book.db.read(postings.whole_table, WORKSPACE, MONDAY)).lines) == 103


async def test_a_rep_sees_their_own_line_alone(book: Book) -> None:
    await book.meet(ben())
    found: TeamTable = await book.db.read(postings.mine, book.rep, MONDAY)
    assert [line.name for line in found.lines] == ["Ana"]


# Lost clients


async def lose(book: Book, name: str) -> None:
    client = await book.add(name)
    await book.carry_out(Deed.LOST, client, reason="price")


async def ask(book: Book, now: datetime) -> int:
    return await book.db.write(postings.queue_questions, now, now)


ASKED_AT = datetime(2026, 3, 6, 9, tzinfo=UTC)  # Friday at ten in Berlin


async def test_who_lost_a_client_is_asked_on_the_working_day_before(book: Book) -> None:
    await set_up(book)
    await lose(book, "Hooli")
    assert await ask(book, ASKED_AT - timedelta(seconds=1)) == 0
    assert await ask(book, ASKED_AT) == 1
    assert await ask(book, ASKED_AT) == 0
    assert await notes(book) == [{"note": "losses", "posted_on": "2026-03-09"}]


async def test_who_lost_nobody_is_not_asked(book: Book) -> None:
    await set_up(book)
    await book.add("Acme")
    assert await ask(book, ASKED_AT) == 1
    assert await notes(book) == []


async def test_the_answer_is_the_reps_own(book: Book) -> None:
    await set_up(book)
    await lose(book, "Hooli")
    other = await book.meet(ben())
    asked: LossQuestion = await book.db.read(postings.losses_of, book.rep, MONDAY)
    [loss] = asked.losses
    await book.db.write(postings.share_name, other, loss.id, True)
    assert (await book.db.read(postings.losses_of, book.rep, MONDAY)).losses == (loss,)
    await book.db.write(postings.share_name, book.rep, loss.id, True)
    [answered] = (await book.db.read(postings.losses_of, book.rep, MONDAY)).losses
    assert answered.shares_name is True
    await ask(book, ASKED_AT)
    assert await notes(book) == []
