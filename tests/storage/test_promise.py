"""Whatever reps do, and in whatever order: is each due thing said once, and undone whole?"""

import asyncio
import tempfile
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.playbook import due
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Rep, State
from bot.playbook.outcome import Outcome, Undone
from storage import schema, tables
from storage.database import Database
from storage.outbox import due_key
from tests.storage.desk import Desk, desk

MINUTES = st.sampled_from([5, 12, 15, 30, 90, 60 * 24])
ACTS = st.sampled_from(["record", "record_day", "move", "snooze", "done", "no", "undo", "sweep"])
STEPS = st.lists(st.tuples(ACTS, st.booleans(), st.integers(0, 3), MINUTES), max_size=25)
CLIENTS = ["Acme", "Globex", "Initech", "Hooli"]


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database at the newest layout, to be copied for each run."""
    file = tmp_path_factory.mktemp("model") / "steady.db"
    asyncio.run(schema.migrate(f"sqlite:///{file}"))
    return file


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(STEPS)
def test_every_due_thing_is_said_once_and_undo_restores_exactly(model: Path, steps):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "steady.db"
        file.write_bytes(model.read_bytes())
        asyncio.run(_live_through(f"sqlite:///{file}", steps))


async def _live_through(url: str, steps: list[tuple[str, bool, int, int]]) -> None:
    db = await Database.open(url)
    try:
        async with desk(db) as at:
            for name in CLIENTS:
                await at.client(name)
            for step in steps:
                await _take(at, *step)
                await _holds(at)
            await _was_said_once(at)
    finally:
        await db.close()


async def _take(at: Desk, act: str, is_ana: bool, which: int, minutes: int) -> None:
    rep = at.ana if is_ana else at.ben
    if act == "sweep":
        at.now += timedelta(minutes=minutes)
        await at.sweep()
        if which:
            await at.deliver()
        await _swept(at)
        return
    if act == "undo":
        await at.undo(None, rep)
        return
    before = await _restorable(at)
    outcome = await _ask(at, act, rep, which, minutes)
    change_id = getattr(outcome, "change_id", None)
    if which == 3 and change_id is not None:
        assert isinstance(await at.undo(change_id, rep), Undone)
        assert await _restorable(at) == before


async def _ask(at: Desk, act: str, rep: Rep, which: int, minutes: int) -> Outcome | None:
    moment = (at.now + timedelta(minutes=minutes)).astimezone(ZoneInfo(rep.zone))
    when: dict[str, Any] = {"due_on": moment.date(), "due_time": moment.time()}
    if act.startswith("record"):
        when |= {"due_time": None} if act == "record_day" else {}
        return await at.do(Intent(Verb.RECORD, client_name=CLIENTS[which], **when), rep)
    mine = await at.open_for(rep)
    if not mine:
        return None
    verb = {"move": Verb.MOVED, "snooze": Verb.SNOOZE, "done": Verb.DONE, "no": Verb.NO}[act]
    return await at.do(Intent(verb, commitment_id=mine[which % len(mine)].id, **when), rep)


async def _restorable(at: Desk) -> list[Any]:
    """Everything about what counts, but for versions and for the moments of nudges."""
    left_out = {"version", "nudge_at"}
    found = [*await at.rows(tables.commitments), *await at.rows(tables.clients)]
    return [
        {k: v for k, v in row.items() if k not in left_out}
        for row in found
        if row.get("close_reason") != "undone"
    ]


async def _holds(at: Desk) -> None:
    """No due key twice, and nothing that ended waits to be said alone."""
    items = await at.rows(tables.outbox_items)
    keys = [item["due_key"] for item in items]
    assert len(keys) == len(set(keys))
    still_open = {
        (c["id"], str(c["version"]))
        for c in await at.rows(tables.commitments)
        if c["state"] == State.OPEN
    }
    for row in await at.rows(tables.outbox):
        about = [
            (i["commitment_id"], i["due_key"].split(":")[2])
            for i in items
            if i["outbox_id"] == row["id"]
        ]
        if row["state"] == "ready" and row["kind"] == "timed":
            assert still_open & set(about)
    for c in await at.rows(tables.commitments):
        assert c["state"] == State.OPEN or c["nudge_at"] is None


async def _swept(at: Desk) -> None:
    """An open timed commitment whose moment has passed stands in the outbox, or was said."""
    items = await at.rows(tables.outbox_items)
    said_before = await _said(at)
    for c in await at.rows(tables.commitments):
        is_timed = c["state"] == State.OPEN and c["back_time"] is not None
        if is_timed and c["due_at"] - due.NUDGE_BEFORE <= at.now:
            key = due_key(c["kind"], c["id"], c["version"], c["back_on"])
            found = [item for item in items if item["due_key"] == key]
            assert len(found) == 1 or c["id"] in said_before
            assert c["nudge_at"] is None


async def _was_said_once(at: Desk) -> None:
    """Nothing is said a second time unless its rep had snoozed it."""
    snoozes = Counter(
        touched["id"]
        for change in await at.rows(tables.changes)
        if change["kind"] == "snoozed"
        for touched in change["before"]
    )
    sent = [r for r in await at.rows(tables.outbox) if r["state"] == "sent"]
    told = Counter(i for r in sent if r["kind"] == "timed" for i, _ in r["facts"]["listed"])
    assert all(times <= 1 + snoozes[commitment] for commitment, times in told.items())


async def _said(at: Desk) -> set[int]:
    rows = [r for r in await at.rows(tables.outbox) if r["state"] == "sent"]
    return {listed for row in rows for listed, _ in (row["facts"] or {}).get("listed", ())}
