"""Is it known how much waits and since when, at a price that follows what waits alone?"""

from collections.abc import AsyncIterator
from datetime import datetime

import pytest
from sqlalchemy import Connection, event, text

from storage import nudges, outbox, waiting
from storage.database import Database
from tests.cast import NOW, WORKSPACE
from tests.storage.desk import LEASE, Desk, desk

LATER = NOW.replace(hour=20)


@pytest.fixture
async def at(db: Database) -> AsyncIterator[Desk]:
    async with desk(db) as made:
        yield made


async def test_messages_are_counted_by_state_and_what_is_settled_is_not(at: Desk) -> None:
    for name in ("Acme", "Globex", "Initech"):
        await at.say(f'{name} today 6pm "x y"')
        await at.db.write(nudges.queue_timed, LATER, NOW)
    row = await at.db.claim(outbox.claim_next, WORKSPACE, LATER, NOW, "me", LEASE)
    assert row is not None
    await at.db.claim(outbox.mark_sent, row, "me", "D1", "1.1", LATER)
    row = await at.db.claim(outbox.claim_next, WORKSPACE, LATER, NOW, "me", LEASE)
    assert row is not None
    await at.db.claim(outbox.mark_maybe, row, "me", LATER, "timeout")
    found = await at.db.read(waiting.depth)

    assert found.by_state == {"ready": 1, "sending": 0, "maybe": 1, "checking": 0}


async def test_what_is_due_and_not_queued_yet_counts_as_waiting_too(at: Desk) -> None:
    await at.say('Acme today 1pm "x y"')
    found = await at.db.read(waiting.depth)

    assert found.oldest_due_at == datetime.fromisoformat("2026-03-02T11:50:00+00:00")
    assert found.by_state["ready"] == 0


async def test_where_nothing_waits_nothing_is_old(db: Database) -> None:
    found = await db.read(waiting.depth)

    assert (found.oldest_due_at, found.quarantined) == (None, 0)


async def test_each_question_is_answered_from_an_index(sqlite_url: str) -> None:
    asked: list[str] = []

    def listen(conn: Connection) -> list[str]:
        @event.listens_for(conn, "before_cursor_execute")
        def note(_: object, __: object, statement: str, *___: object) -> None:
            asked.append(statement)

        waiting.depth(conn)
        event.remove(conn, "before_cursor_execute", note)
        return [
            " ".join(row.detail for row in conn.execute(text(f"EXPLAIN QUERY PLAN {one}")))
            for one in asked
        ]

    db = await Database.open(sqlite_url)
    plans = await db.read(listen)
    await db.close()

    assert len(plans) == 4
    assert all("INDEX" in plan for plan in plans), plans
