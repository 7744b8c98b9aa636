"""What do a rep and an operator hear while a running Steady cannot write, and afterwards?"""

import asyncio
import resource
import shutil
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.demo.standin import Seen, StandIn
from handlers.http import PATH
from storage.database import Database
from storage.postgres import driver_url
from tests.log_watch import WATCH
from tests.storage.disks import (
    break_disk,
    fill,
    mend_disk,
    with_breakable_disk,
    with_small_disk,
)
from tests.torture.lives import environment
from tests.torture.process import begin, ended, started

MOST = 400  # follow-ups that surely do not fit
NAMES = ["Acme", "Umbrella", "Hooli"]


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    """A workspace with one rep."""
    made = StandIn()
    made.add_channel("sales", [made.add_user("Ana Ruiz", locale="en-GB").id])
    await made.start()
    yield made
    await made.stop()
    WATCH.met(made)


async def record(slack: StandIn, client: str) -> Seen:
    ana = next(user for user in slack.workspace.users.values() if not user.is_bot)
    return await slack.command(ana.id, "/followup", f"{client} 12 March 2030 3pm note of {client}")


async def listed(slack: StandIn) -> str:
    ana = next(user for user in slack.workspace.users.values() if not user.is_bot)
    return (await slack.command(ana.id, "/followup", "list")).text


async def health(port: int, wanted: int, path: str = "/healthz") -> dict[str, object]:
    """What the page says once it answers with this status."""
    async with asyncio.timeout(60), aiohttp.ClientSession() as session:
        while True:
            async with session.get(f"http://127.0.0.1:{port}{path}") as answer:
                if answer.status == wanted:
                    return dict(await answer.json())
            await asyncio.sleep(0.2)


async def until_refused(slack: StandIn) -> tuple[list[str], Seen]:
    """Follow-ups until one is not saved; which were, and what was said of the other."""
    saved = []
    for number in range(MOST):
        name = f"Client{number}end"
        seen = await record(slack, name)
        if "Saved" not in seen.body:
            return saved, seen
        saved.append(name)
    raise AssertionError("there was room for everything")


async def test_on_a_full_disk_nothing_is_half_saved_and_it_goes_on_when_there_is_room(
    slack: StandIn, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    settings = environment(slack, f"sqlite:///{disk}/steady.db")
    process, port = await started(tmp_path, settings, with_small_disk(disk, "size=4m"))
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    await record(slack, "Acme")
    ballast = fill(Path(f"/proc/{process.pid}/root{disk}"))
    saved, refused = await until_refused(slack)
    ill, unready = await health(port, 503), await health(port, 503, "/readyz")
    meanwhile = await listed(slack)
    ballast.unlink()
    well = await health(port, 200)
    after = await record(slack, "Initech")
    for name in ("steady.db", "steady.db-wal"):
        shutil.copyfile(f"/proc/{process.pid}/root{disk}/{name}", tmp_path / name)
    stored = await notes(tmp_path / "steady.db")
    process.terminate()
    over = await ended(process)

    assert refused.status == 200
    assert "the disk I write to is full. Nothing was changed." in refused.text
    assert (ill["ok"], ill["database"], unready["database"]) == (False, "disk_full", "disk_full")
    assert meanwhile.startswith("Open:")
    assert well == {"ok": True, "database": "ok", "tick": "ok"}
    assert "Saved" in after.body
    assert stored == {f"note of {name}" for name in ("Acme", *saved, "Initech")}
    assert over.code == 0


async def test_while_the_system_lets_it_write_nothing_all_is_told_and_nothing_is_lost(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    process, port = await started(tmp_path, environment(slack, sqlite_url))
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    saved = await record(slack, "Acme")
    _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, hard))
    refused = await record(slack, "Globex")
    ill, unready = await health(port, 503), await health(port, 503, "/readyz")
    meanwhile = await listed(slack)
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
    well = await health(port, 200)
    after = await record(slack, "Initech")
    process.terminate()
    over = await ended(process)
    stored = await notes(tmp_path / "steady.db")

    assert ("Saved" in saved.body, "Saved" in after.body) == (True, True)
    assert (refused.status, "Nothing was changed." in refused.text) == (200, True)
    assert (ill["ok"], unready["ok"]) == (False, False)
    assert ill["database"] == unready["database"] != "ok"
    assert meanwhile.startswith("Open:")
    assert well == {"ok": True, "database": "ok", "tick": "ok"}
    assert stored == {"note of Acme", "note of Initech"}
    assert over.code == 0


async def test_a_disk_that_turns_read_only_in_use_loses_nothing_and_all_goes_on_once_it_is_mended(
    slack: StandIn, tmp_path: Path
) -> None:
    disk, image = tmp_path / "disk", tmp_path / "image"
    disk.mkdir()
    within = with_breakable_disk(disk, image)
    settings = environment(slack, f"sqlite:///{disk}/steady.db")
    process, port = await started(tmp_path, settings, within)
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    saved = [name for name in NAMES if "Saved" in (await record(slack, name)).body]
    break_disk(process.pid, disk)
    refused = await record(slack, "Globex")
    ill, unready = await health(port, 503), await health(port, 503, "/readyz")
    meanwhile = await listed(slack)
    process.terminate()
    over = await ended(process)
    mend_disk(image)
    process, port = await started(tmp_path, settings, within)
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    well = await health(port, 200)
    after = await record(slack, "Initech")
    for name in ("steady.db", "steady.db-wal"):
        shutil.copyfile(f"/proc/{process.pid}/root{disk}/{name}", tmp_path / name)
    stored = await notes(tmp_path / "steady.db")
    process.terminate()
    await ended(process)

    assert saved == NAMES
    assert (refused.status, "Nothing was changed." in refused.text) == (200, True)
    assert (ill["ok"], unready["ok"]) == (False, False)
    assert ill["database"] == unready["database"] != "ok"
    assert meanwhile.startswith("Open:")
    assert over.code == 0
    assert well == {"ok": True, "database": "ok", "tick": "ok"}
    assert "Saved" in after.body
    assert stored == {f"note of {name}" for name in (*NAMES, "Initech")}


async def test_a_postgres_that_takes_no_writes_is_told_apart_and_comes_back(
    slack: StandIn, tmp_path: Path, postgres_url: str
) -> None:
    process, port = await started(tmp_path, environment(slack, postgres_url))
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    await record(slack, "Acme")
    await set_read_only(postgres_url, "on")
    refused = await record(slack, "Globex")
    ill = await health(port, 503)
    meanwhile = await listed(slack)
    await set_read_only(postgres_url, "off")
    await health(port, 200)
    after = await record(slack, "Initech")
    process.terminate()
    await ended(process)

    assert "my database cannot be written to. Nothing was changed." in refused.text
    assert ill["database"] == "read_only"
    assert "Acme" in meanwhile
    assert "Saved" in after.body


async def test_a_damaged_file_is_named_with_the_way_back(slack: StandIn, tmp_path: Path) -> None:
    file = tmp_path / "steady.db"
    settings = environment(slack, f"sqlite:///{file}")
    process, port = await started(tmp_path, settings)
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    await record(slack, "Acme")
    process.terminate()
    await ended(process)
    whole = file.read_bytes()
    file.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    over = await ended(await begin(tmp_path, settings))

    assert over.code == 2
    assert over.err.count("\n") == 1
    assert over.err.endswith("Bring back the newest backup: python -m bot restore FILE\n")


async def test_a_file_that_is_damaged_while_it_runs_is_told_of_to_rep_and_operator(
    slack: StandIn, tmp_path: Path
) -> None:
    file = tmp_path / "steady.db"
    settings = environment(slack, f"sqlite:///{file}")
    process, _ = await started(tmp_path, settings)
    process.terminate()
    await ended(process)
    process, port = await started(tmp_path, settings)
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    spoil(file)
    refused = await record(slack, "Acme")
    ill = await health(port, 503)
    process.terminate()
    await ended(process)

    assert refused.status == 200
    assert "my database is damaged. Nothing was changed." in refused.text
    assert ill["database"] == "corrupt"


def spoil(file: Path) -> None:
    """Damage where the follow-ups of a client are kept, which nobody has read yet."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as raw:
        asked = "SELECT rootpage FROM sqlite_schema WHERE tbl_name IN ('commitments', 'clients')"
        pages = [row[0] for row in raw.execute(asked)]
    with file.open("r+b") as whole:
        for page in pages:
            whole.seek((page - 1) * 4096)
            whole.write(b"\xff" * 4096)


async def notes(file: Path) -> set[str]:
    """The notes of every commitment, read beside the process that writes."""
    db = await Database.open(f"sqlite:///{file}", read_only=True)
    found = await db.read(lambda conn: set(conn.scalars(text("SELECT note FROM commitments"))))
    await db.close()
    return found


async def set_read_only(url: str, how: str) -> None:
    """As of a server that only follows; who is connected is cut off."""
    parsed = make_url(url)
    engine = create_async_engine(driver_url(parsed), isolation_level="AUTOCOMMIT")
    async with engine.connect() as conn:
        await conn.execute(text("SET default_transaction_read_only = off"))
        name = f'"{parsed.database}"'
        await conn.execute(text(f"ALTER DATABASE {name} SET default_transaction_read_only = {how}"))
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        await conn.execute(
            text(f"{others} WHERE datname = :name AND pid <> pg_backend_pid()"),
            {"name": parsed.database},
        )
    await engine.dispose()
