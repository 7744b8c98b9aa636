"""The restore drill: a running Steady is backed up, goes on, dies, and comes back from the copy."""

import asyncio
import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo.standin import StandIn, User
from handlers.http import PATH
from tests.bot.figures import TOKEN, after_first_tick, until_nothing_waits
from tests.log_watch import WATCH
from tests.torture.lives import environment
from tests.torture.process import Ended, begin, ended, started


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[StandIn]:
    """A workspace with two reps."""
    made = StandIn()
    for name in ("Ana Ruiz", "Ben Okafor"):
        made.add_user(name, locale="en-GB")
    made.add_channel("sales", [rep.id for rep in reps_of(made)])
    await made.start()
    yield made
    await made.stop()
    WATCH.met(made, sqlite_url)


def reps_of(slack: StandIn) -> list[User]:
    return [user for user in slack.workspace.users.values() if not user.is_bot]


async def bot(folder: Path, settings: dict[str, str], *arguments: str | Path) -> Ended:
    return await ended(await begin(folder, settings, *map(str, arguments)))


async def live(
    slack: StandIn, folder: Path, settings: dict[str, str]
) -> tuple[asyncio.subprocess.Process, int]:
    process, port = await started(folder, settings)
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    return process, port


async def kill(process: asyncio.subprocess.Process) -> None:
    process.send_signal(signal.SIGKILL)
    await ended(process)


async def test_a_drill_shows_nothing_twice_and_loses_nothing_the_backup_held(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    ana, ben = reps_of(slack)
    settings = environment(slack, sqlite_url) | {"STEADY_METRICS_TOKEN": TOKEN}
    process, port = await live(slack, tmp_path, settings)
    await after_first_tick(port)
    for rep in (ana, ben):
        await slack.command(rep.id, "/followup", 'Acme in 9 minutes "as we said"')
    await slack.command(ana.id, "/followup", "Globex 12 March 2030 3pm")
    backup = await bot(tmp_path, settings, "backup", tmp_path / "backup.db")
    await kill(process)
    bens = slack.dm(ben.id).id
    slack.faults.add("chat.postMessage", "500", 99, match=lambda said: said["channel"] == bens)
    process, _ = await live(slack, tmp_path, settings)
    await slack.until(lambda: any(slack.dm(rep.id).messages for rep in (ana, ben)), 30)
    seen_after_the_backup = [len(slack.dm(rep.id).messages) for rep in (ana, ben)]
    await kill(process)
    slack.faults.clear()
    copy = settings | {"STEADY_DATABASE_URL": f"sqlite:///{tmp_path / 'copy.db'}"}
    restore = await bot(tmp_path, copy, "restore", tmp_path / "backup.db")
    process, port = await live(slack, tmp_path, copy)
    await slack.until(lambda: all(slack.dm(rep.id).messages for rep in (ana, ben)), 30)
    listed = await slack.command(ana.id, "/followup", "list")
    await until_nothing_waits(port)
    await kill(process)

    assert (backup.code, restore.code) == (0, 0)
    assert "starts no message until it has read back" in restore.out
    assert sorted(seen_after_the_backup) == [0, 1]
    assert [len(slack.dm(rep.id).messages) for rep in (ana, ben)] == [1, 1]
    assert "Globex" in listed.text


async def test_a_steady_that_runs_is_not_restored_over(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    settings = environment(slack, sqlite_url)
    process, _ = await live(slack, tmp_path, settings)
    await bot(tmp_path, settings, "backup", tmp_path / "backup.db")
    told = await bot(tmp_path, settings, "restore", tmp_path / "backup.db")
    await kill(process)

    assert told.code == 2
    assert told.err.startswith("A Steady runs on ")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("command", ["backup", "restore"])
async def test_what_cannot_be_is_said_in_one_line(
    slack: StandIn, tmp_path: Path, sqlite_url: str, command: str
) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("a shopping list" * 500)
    told = await bot(tmp_path, environment(slack, sqlite_url), command, file)

    assert told.code == 2
    assert told.err.startswith(f"{file} is ")
    assert told.err.count("\n") == 1


async def test_a_backup_is_a_database_anybody_can_open(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    file = tmp_path / "backup.db"
    await bot(tmp_path, environment(slack, sqlite_url), "backup", file)

    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
