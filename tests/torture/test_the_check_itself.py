"""Would the kill tests notice a Steady that keeps its promise badly?"""

import asyncio
import signal
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from storage import outbox, postgres, tables
from storage.database import Database
from storage.outbox import Item
from tests.cast import NOW, WORKSPACE
from tests.storage.desk import desk
from tests.storage.tallies import bump, lay_out, read_amount
from tests.torture.doomed import Plan
from tests.torture.lives import Launcher, Life
from tests.torture.town import AT_NIGHT, town
from tests.world import eventually


async def test_a_steady_that_does_not_look_before_it_repeats_is_found_out(
    launcher: Launcher, tmp_path: Path, sqlite_url: str
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        life = await team.start(Plan(dies="after posting"))
        await team.record(team.reps[0])
        await life.ended()
        await team.start(Plan(badly="looks away"))
        await team.settled()

        assert len((await team.broken()).repeated) == 1


async def test_a_steady_that_marks_before_it_has_posted_is_found_out(
    launcher: Launcher, tmp_path: Path, sqlite_url: str
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        life = await team.start(Plan(badly="marks at once", dies="before posting"))
        await team.record(team.reps[0])
        await life.ended()
        await team.start(Plan())
        await team.settled()

        assert len((await team.broken()).lost) == 1


async def test_a_steady_that_answers_before_it_has_stored_is_found_out(
    launcher: Launcher, tmp_path: Path, sqlite_url: str
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        life = await team.start(Plan(badly="answers first"))
        await team.record(team.reps[0])
        life.kill()
        await life.ended()

        assert len((await team.broken()).forgotten) == 1


async def test_a_steady_that_sends_what_it_has_not_claimed_is_found_out(
    launcher: Launcher, tmp_path: Path, sqlite_url: str
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        await team.start(Plan(badly="holds no lease"))
        await team.record(team.reps[0])
        await eventually(lambda: len(team.slack.dm(team.reps[0].id).messages) > 1, 60)

        assert len((await team.broken()).repeated) == 1


async def test_a_steady_that_never_sleeps_is_found_out(
    launcher: Launcher, tmp_path: Path, sqlite_url: str
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        life = await team.start(Plan())
        for when in AT_NIGHT:
            await team.record(team.noa, when)
        await team.settled()
        assert (await team.broken()).at_night == ()
        life.kill()
        await life.ended()
        await team.leave_for_noa(1)
        await team.start(Plan(badly="never sleeps"))
        await team.record(team.noa)
        await team.settled()

        assert len((await team.broken()).at_night) == 3  # the time, the brief and the question


@pytest.mark.postgres
@pytest.mark.parametrize(("badly", "messages"), [("", 1), ("leaves late", 2)])
async def test_a_steady_frozen_past_its_lease_is_kept_from_posting_and_one_that_is_not_is_found_out(
    launcher: Launcher, tmp_path: Path, postgres_url: str, badly: str, messages: int
) -> None:
    async with town(launcher, tmp_path, postgres_url) as team:
        frozen = await team.start(Plan(freezes="before posting", badly=badly))
        await team.record(team.reps[0])
        await _stands_still(frozen)
        await asyncio.sleep(Plan().lease)
        other = await team.start(Plan())
        await team.settled()
        frozen.kill(signal.SIGCONT)
        over = ("nudge_sent", "nudge_too_late", "nudge_unclear")
        await eventually(lambda: any(e["event"] in over for e in frozen.events()), 60)

        assert len(team.slack.dm(team.reps[0].id).messages) == messages
        frozen.kill()
        await frozen.ended()
        assert other.is_running


@pytest.mark.postgres
@pytest.mark.parametrize("is_serializable", [True, False])
async def test_a_door_that_is_not_serializable_is_found_out(
    empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch, is_serializable: bool
) -> None:
    if not is_serializable:
        monkeypatch.setattr(postgres, "_WRITE", postgres._CLAIM)
    db = await Database.open(empty_postgres_url)
    await db.write(lay_out)
    for _ in range(4):
        await asyncio.gather(*(db.write(bump) for _ in range(25)))
    kept = await db.read(read_amount)
    await db.close()

    assert (kept == 100) is is_serializable


@pytest.mark.parametrize("is_unique", [True, False])
async def test_due_keys_that_may_repeat_are_found_out(sqlite_url: str, is_unique: bool) -> None:
    db = await Database.open(sqlite_url)
    if not is_unique:
        await db.write(_forget_the_key)
    async with desk(db) as at:
        items = [Item("follow_up:1:1:2026-03-02")]
        for _ in range(2):
            await db.write(outbox.queue, WORKSPACE, at.ana.id, "timed", items, NOW, NOW, NOW)
        waiting = len(await at.rows(tables.outbox))
    await db.close()

    assert waiting == (1 if is_unique else 2)


def _forget_the_key(conn: Connection) -> None:
    conn.execute(text("DROP TABLE outbox_items"))
    columns = "workspace_id, due_key, outbox_id, commitment_id, client_id"
    conn.execute(text(f"CREATE TABLE outbox_items ({columns})"))


async def _stands_still(life: Life) -> None:
    """Wait until a process has stopped itself."""
    stat = Path(f"/proc/{life.pid}/stat")
    await eventually(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T", 60)
