"""Is a change put back whole, once, by the one who made it?"""

from datetime import timedelta

import pytest

from bot.playbook.problem import Problem
from storage import changes, tables
from storage.changes import UNDO_WITHIN, Row
from storage.database import Database
from tests.cast import NOW, WORKSPACE
from tests.storage.desk import Desk, desk

LINE = 'Acme 12 March 3pm "after our board" call them'


@pytest.fixture
async def at(db: Database):
    async with desk(db) as made:
        yield made


async def test_a_row_keeps_every_column_but_its_name(at: Desk):
    saved = await at.say(LINE)

    row = await at.db.read(changes.row, WORKSPACE, "commitments", saved.commitment.id)

    assert set(row.was) == set(tables.commitments.c.keys()) - {"workspace_id", "id"}
    assert (row.was["due_on"], row.was["due_time"]) == ("2026-03-12", "15:00:00")


async def test_a_column_left_out_is_left_alone_by_undo(at: Desk):
    saved = await at.say(LINE)

    row = await at.db.read(
        changes.row, WORKSPACE, "commitments", saved.commitment.id, ("words", "set_by")
    )

    assert not {"words", "set_by"} & set(row.was)


async def test_undo_raises_the_version_of_what_it_puts_back(at: Desk):
    saved = await at.say(LINE)
    snoozed = await at.say("snooze Acme 20 March")

    undone = await at.undo(snoozed.change_id)

    assert [c.version for c in (saved.commitment, snoozed.commitment, undone.commitment)] == [
        1,
        2,
        3,
    ]


async def test_one_row_that_changed_since_keeps_all_of_them_as_they_are(at: Desk):
    await at.say(LINE)
    other = await at.say("Acme 20 March")
    said = await at.say("no Acme")
    at.now += timedelta(minutes=1)

    def touch(conn):
        conn.execute(
            tables.commitments.update()
            .where(tables.commitments.c.id == other.commitment.id)
            .values(version=9)
        )

    await at.db.write(touch)
    before = await at.rows(tables.commitments), await at.rows(tables.clients)

    problem = await at.db.write(changes.undo, WORKSPACE, at.ana.id, said.change_id, at.now)

    assert problem == Problem("changed_since")
    assert (await at.rows(tables.commitments), await at.rows(tables.clients)) == before


@pytest.mark.parametrize("who", ["ben", "another workspace"])
async def test_nobody_else_takes_it_back(at: Desk, who: str):
    saved = await at.say(LINE)
    workspace_id = WORKSPACE if who == "ben" else "T0OTHER"
    rep_id = at.ben.id if who == "ben" else at.ana.id

    found = await at.db.write(changes.undo, workspace_id, rep_id, saved.change_id, NOW)

    assert found == Problem("nothing_to_undo")


async def test_ten_minutes_is_the_last_moment(at: Desk):
    saved = await at.say(LINE)
    limit = NOW + UNDO_WITHIN

    late = await at.db.write(changes.undo, WORKSPACE, at.ana.id, saved.change_id, limit)

    assert late == Problem("undo_too_late", {"minutes": 10})
    assert await at.db.read(changes.latest, WORKSPACE, at.ana.id, limit) is None
    just = limit - timedelta(seconds=1)
    assert await at.db.read(changes.latest, WORKSPACE, at.ana.id, just) == saved.change_id


async def test_the_latest_is_the_reps_own_and_not_undone(at: Desk):
    first = await at.say(LINE)
    at.now += timedelta(seconds=1)
    second = await at.say("Globex Friday")
    await at.say("Initech Friday", at.ben)
    await at.undo(second.change_id)

    assert await at.db.read(changes.latest, WORKSPACE, at.ana.id, at.now) == first.change_id


async def test_each_commitment_knows_its_latest_change(at: Desk):
    saved = await at.say(LINE)
    other = await at.say("Globex Friday")
    at.now += timedelta(seconds=1)
    snoozed = await at.say("snooze Acme 20 March")

    found = await at.db.read(changes.undoable, WORKSPACE, at.ana.id, at.now)

    assert found == {
        saved.commitment.id: snoozed.change_id,
        other.commitment.id: other.change_id,
    }


async def test_what_a_change_touched_is_known_by_table(at: Desk):
    saved = await at.say(LINE)

    async def touched(table: str, workspace_id: str = WORKSPACE) -> list[int]:
        return await at.db.read(changes.touched, workspace_id, saved.change_id, table)

    assert await touched("commitments") == [saved.commitment.id]
    assert await touched("clients") == [saved.client.id]
    assert await touched("clients", "T0OTHER") == []


async def test_a_row_that_is_gone_has_no_version_to_match(at: Desk):
    row = Row("commitments", 7, {"version": 1})
    change_id = await at.db.write(changes.record, WORKSPACE, at.ana.id, "kept", [row], NOW)

    (stored,) = await at.rows(tables.changes)

    assert (stored["id"], stored["before"][0]["version"]) == (change_id, 0)
