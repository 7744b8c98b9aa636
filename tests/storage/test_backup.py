"""Is everything in a backup, and everything back after a restore, from and to either engine?"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, select

from storage import backup, schema
from storage.database import Database, Unavailable
from storage.tables import metadata
from storage.types import micros
from tests.cast import NOW
from tests.storage.desk import Desk, desk

MANY = 1_200  # rows: more than are copied at a time


@pytest.fixture
async def at(db: Database) -> AsyncIterator[Desk]:
    async with desk(db) as made:
        yield made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "backup.db"


def everything(conn: Connection) -> dict[str, list[Any]]:
    """All that is stored, but for what a copy adds."""
    return {
        table.name: [
            tuple(row)
            for row in conn.execute(select(*_columns(table)).order_by(*table.primary_key))
        ]
        for table in metadata.sorted_tables
    }


def _columns(table: Any) -> list[Any]:
    return [column for column in table.c if column.name != "look_from"]


async def held(url: str) -> dict[str, list[Any]]:
    db = await Database.open(url, read_only=True)
    found = await db.read(everything)
    await db.close()
    return found


async def a_busy_week(at: Desk) -> None:
    for name in ("Acme", "Globex", "Initech"):
        await at.say(f'{name} today 6pm "once the board’s met — 4 o’clock" send the quote')
    await at.say("done Acme")
    at.now += timedelta(hours=8)
    await at.brought_back()


async def test_what_is_backed_up_while_it_runs_comes_back_whole(
    at: Desk, database_url: str, file: Path, tmp_path: Path
) -> None:
    await a_busy_week(at)
    await backup.back_up(database_url, file, NOW)
    then = await at.db.read(everything)
    await at.say("Hooli tomorrow")
    elsewhere = f"sqlite:///{tmp_path / 'elsewhere.db'}"
    made_at = await backup.restore(file, elsewhere)

    assert made_at == NOW
    assert await held(elsewhere) == then


async def test_a_team_that_outgrows_its_file_takes_everything_to_postgres(
    at: Desk, database_url: str, file: Path, empty_postgres_url: str
) -> None:
    await a_busy_week(at)
    await backup.back_up(database_url, file, NOW)
    await backup.restore(file, empty_postgres_url)

    assert await held(empty_postgres_url) == await at.db.read(everything)


async def test_more_rows_than_fit_in_one_step_are_copied_once_each(
    at: Desk, database_url: str, file: Path, tmp_path: Path
) -> None:
    def add_many(conn: Connection) -> None:
        receipts = metadata.tables["receipts"]
        rows = [_receipt(at, number) for number in range(MANY)]
        conn.execute(receipts.insert(), rows)

    await at.db.write(add_many)
    await backup.back_up(database_url, file, NOW)

    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT count(*) FROM receipts").fetchone() == (MANY,)


async def test_every_rep_of_a_backup_is_in_quarantine_from_before_it_was_made(
    at: Desk, database_url: str, file: Path
) -> None:
    await backup.back_up(database_url, file, NOW)

    with closing(sqlite3.connect(file)) as raw:
        found = set(raw.execute("SELECT look_from FROM reps").fetchall())
    assert found == {(micros(NOW - timedelta(minutes=10)),)}
    assert {row["look_from"] for row in await at.rows(metadata.tables["reps"])} == {None}


async def test_a_backup_of_a_copy_in_quarantine_looks_back_as_far(
    at: Desk, database_url: str, file: Path, tmp_path: Path
) -> None:
    await backup.back_up(database_url, file, NOW)
    copy, again = f"sqlite:///{tmp_path / 'copy.db'}", tmp_path / "again.db"
    await backup.restore(file, copy)
    await backup.back_up(copy, again, NOW + timedelta(days=3))

    with closing(sqlite3.connect(again)) as raw:
        found = set(raw.execute("SELECT look_from FROM reps").fetchall())
    assert found == {(micros(NOW - timedelta(minutes=10)),)}


async def test_a_backup_is_one_file_for_its_owners_eyes(
    at: Desk, database_url: str, file: Path
) -> None:
    await backup.back_up(database_url, file, NOW)

    beside = sorted(path.name for path in file.parent.glob("backup*"))
    assert beside == ["backup.db"]
    assert file.stat().st_mode & 0o777 == 0o600  # noqa: ASYNC240


async def test_a_file_that_is_there_is_not_overwritten(
    at: Desk, database_url: str, file: Path
) -> None:
    file.write_text("mine")  # noqa: ASYNC240
    with pytest.raises(backup.Refused) as refused:
        await backup.back_up(database_url, file, NOW)

    assert refused.value.code == "exists"
    assert file.read_text() == "mine"  # noqa: ASYNC240


async def test_a_place_that_holds_something_is_left_alone(
    at: Desk, database_url: str, file: Path
) -> None:
    await backup.back_up(database_url, file, NOW)
    before = await at.db.read(everything)
    await at.db.close()
    with pytest.raises(backup.Refused) as refused:
        await backup.restore(file, database_url)

    assert refused.value.code == "not_empty"
    assert await held(database_url) == before


async def test_a_file_a_steady_runs_on_is_left_alone(file: Path, sqlite_url: str) -> None:
    running = await Database.open(sqlite_url)
    await backup.back_up(sqlite_url, file, NOW)
    with pytest.raises(backup.Refused) as refused:
        await backup.restore(file, sqlite_url)
    await running.close()

    assert refused.value.code == "in_use"


async def test_a_backup_of_an_older_layout_is_brought_up_to_date(
    file: Path, tmp_path: Path
) -> None:
    old = tmp_path / "old.db"
    schema.lay_out(old, "0001")
    await backup.back_up(f"sqlite:///{old}", file, NOW)
    new = f"sqlite:///{tmp_path / 'new.db'}"
    await backup.restore(file, new)
    db = await Database.open(new)
    found = await db.read(schema.current)
    await db.close()

    assert found == schema.head()


async def test_a_postgres_of_an_older_layout_can_be_backed_up_before_it_is_migrated(
    file: Path, empty_postgres_url: str, tmp_path: Path
) -> None:
    await schema.migrate(empty_postgres_url, "0001")
    await backup.back_up(empty_postgres_url, file, NOW)
    await backup.restore(file, f"sqlite:///{tmp_path / 'new.db'}")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "not_a_backup"),
        (b"", "not_a_backup"),
        (b"a shopping list" * 500, "not_a_backup"),
        ("a live database", "not_a_backup"),
        ("newer", "newer"),
        ("damaged", "damaged"),
    ],
)
async def test_what_is_no_backup_is_refused_and_nothing_is_made_of_it(
    sqlite_url: str, file: Path, tmp_path: Path, content: bytes | str | None, code: str
) -> None:
    match content:
        case None:
            pass
        case bytes():
            file.write_bytes(content)  # noqa: ASYNC240
        case "a live database":
            file = Path(sqlite_url.partition(":///")[2])
        case _:
            await backup.back_up(sqlite_url, file, NOW)
            _spoil(file, content)
    target = tmp_path / "target.db"
    with pytest.raises(backup.Refused) as refused:
        await backup.restore(file, f"sqlite:///{target}")

    assert refused.value.code == code
    assert list(tmp_path.glob("target.db")) == []  # noqa: ASYNC240


async def test_a_database_that_is_not_there_makes_no_backup(file: Path, tmp_path: Path) -> None:
    with pytest.raises(Unavailable) as refused:
        await backup.back_up(f"sqlite:///{tmp_path}/nowhere.db", file, NOW)

    assert refused.value.reason == "unreachable"
    assert sorted(path.name for path in tmp_path.iterdir()) == []  # noqa: ASYNC240


async def test_an_empty_postgres_makes_no_backup(file: Path, empty_postgres_url: str) -> None:
    with pytest.raises(backup.Refused) as refused:
        await backup.back_up(empty_postgres_url, file, NOW)

    assert refused.value.code == "nothing"


def _spoil(file: Path, how: str) -> None:
    if how == "newer":
        with closing(sqlite3.connect(file)) as raw, raw:
            raw.execute("UPDATE alembic_version SET version_num = '9999'")
        return
    whole = file.read_bytes()
    half = len(whole) // 8192 * 4096
    file.write_bytes(whole[:half] + b"\xff" * 8192 + whole[half + 8192 :])


def _receipt(at: Desk, number: int) -> dict[str, Any]:
    return {
        "workspace_id": at.ana.workspace_id,
        "key": f"key-{number:04d}",
        "rep_id": at.ana.id,
        "kind": "saved",
        "refs": {"number": number},
        "guard": None,
        "at": NOW,
    }
