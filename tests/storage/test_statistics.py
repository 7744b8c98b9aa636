"""What does a PostgreSQL do that knows nothing yet, as after an import, and how does it learn?"""

from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from storage import outbox, statistics
from storage.database import Database
from storage.outbox import Item
from tests import many
from tests.cast import NOW, WORKSPACE

FILLED = {"clients", "commitments", "outbox", "outbox_items", "reps", "workspaces"}
STORED, ABOUT = 3_000, 50


@pytest.mark.postgres
async def test_after_an_import_what_was_never_counted_is_counted_once(postgres_url: str) -> None:
    db = await Database.open(postgres_url)
    await db.write(many.fill, WORKSPACE, 2, 300, NOW)
    found = [set(await db.claim(statistics.gather)) for _ in range(2)]
    known = await db.read(_known)
    await db.close()

    assert found[0] >= FILLED
    assert found[1] == set()
    assert known == 300


async def test_sqlite_needs_no_counting(sqlite_url: str) -> None:
    db = await Database.open(sqlite_url)
    await db.write(many.fill, WORKSPACE, 2, 30, NOW)
    found = await db.claim(statistics.gather)
    await db.close()

    assert found == []


@pytest.mark.postgres
async def test_a_message_about_many_reads_these_alone_before_anything_is_counted(
    postgres_url: str,
) -> None:
    db = await Database.open(postgres_url)
    await db.write(many.fill, WORKSPACE, 20, STORED, NOW, is_swept=False)
    row_id = await db.write(_announce)
    live, pages = await db.write(_look, row_id)
    await db.close()

    assert live == ABOUT
    assert pages < 10 * ABOUT  # all that is open would be read once for each


def _known(conn: Connection) -> float:
    return float(conn.scalar(text("SELECT reltuples FROM pg_class WHERE relname = 'commitments'")))


def _announce(conn: Connection) -> int:
    found = conn.execute(text(f"SELECT id, rep_id FROM commitments LIMIT {ABOUT}")).all()
    items = [Item(outbox.due_key("follow_up", row.id, 1, NOW.date()), row.id) for row in found]
    queued = outbox.queue(conn, WORKSPACE, found[0].rep_id, "timed", items, NOW, NOW, NOW)
    assert queued is not None
    return queued


def _look(conn: Connection, row_id: int) -> tuple[int, int]:
    """How many commitments a message tells of, and how many pages were read to find them."""
    pages: list[int] = []

    def explain(conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if not statement.startswith("EXPLAIN"):
            asked = f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}"
            plan = conn.exec_driver_sql(asked, parameters).scalar_one()[0]["Plan"]
            pages.append(plan["Shared Hit Blocks"] + plan["Shared Read Blocks"])

    event.listen(conn, "before_cursor_execute", explain)
    live = outbox.live_items(conn, WORKSPACE, row_id)
    event.remove(conn, "before_cursor_execute", explain)
    return len(live), sum(pages)
