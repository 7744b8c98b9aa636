"""Do the migrations build what tables.py says, on both engines, all of the way or not at all?"""

import asyncio
import re
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, insert, inspect, text
from sqlalchemy.exc import DBAPIError

from bot.playbook.ladder import DEFAULT_STAGES
from storage import schema, stages
from storage.database import Database, Unavailable
from storage.tables import metadata, workspaces
from tests.cast import NOW

VERSIONS = Path(schema.__file__).with_name("migrations") / "versions"


def differences(connection: Connection) -> list[object]:
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


async def layout_of(url: str) -> str | None:
    """Read beside whoever has it open."""
    db = await Database.open(url, read_only=True)
    found = await db.read(schema.current)
    await db.close()
    return found


async def test_a_database_upgraded_from_nothing_has_the_tables_the_code_names(
    empty_url: str,
) -> None:
    await schema.migrate(empty_url)

    db = await Database.open(empty_url)
    found = await db.read(differences)
    await db.close()

    assert found == []


async def test_a_database_knows_how_new_its_layout_is(empty_url: str) -> None:
    db = await Database.open(empty_url)
    before = await db.read(schema.current)
    await db.close()

    await schema.migrate(empty_url)

    assert before is None
    assert await layout_of(empty_url) == schema.head()


async def test_a_database_at_head_is_left_as_it_is(database_url: str) -> None:
    await schema.migrate(database_url)

    assert await layout_of(database_url) == schema.head()


async def test_two_replicas_that_migrate_at_once_both_arrive(empty_postgres_url: str) -> None:
    await asyncio.gather(*(schema.migrate(empty_postgres_url) for _ in range(3)))

    assert await layout_of(empty_postgres_url) == schema.head()


async def test_a_file_that_is_open_is_not_migrated_underneath(sqlite_url: str) -> None:
    db = await Database.open(sqlite_url)

    with pytest.raises(Unavailable) as refused:
        await schema.migrate(sqlite_url)
    await db.close()

    assert refused.value.reason == "locked_elsewhere"


async def test_an_open_database_can_be_asked_how_new_it_is(database_url: str) -> None:
    db = await Database.open(database_url)
    found = await layout_of(database_url)
    await db.close()

    assert found == schema.head()


async def test_a_database_from_a_newer_release_is_left_alone(database_url: str) -> None:
    def become_newer(connection: Connection) -> None:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    db = await Database.open(database_url)
    await db.write(become_newer)
    await db.close()

    with pytest.raises(Unavailable) as refused:
        await schema.migrate(database_url)

    assert refused.value.reason == "newer_schema"
    assert await layout_of(database_url) == "9999"


async def test_a_migration_that_fails_leaves_the_database_as_it_was(empty_url: str) -> None:
    def stand_in_the_way(connection: Connection) -> None:
        connection.execute(text("CREATE TABLE outbox_items (id INTEGER)"))

    def tables(connection: Connection) -> list[str]:
        return inspect(connection).get_table_names()

    db = await Database.open(empty_url)
    await db.write(stand_in_the_way)
    await db.close()

    with pytest.raises(DBAPIError, match="outbox_items"):
        await schema.migrate(empty_url)

    db = await Database.open(empty_url)
    left = await db.read(tables)
    await db.close()
    assert left == ["outbox_items"]


async def test_a_team_that_was_served_before_there_were_deals_gets_the_ladder(
    empty_url: str,
) -> None:
    def first_tables(connection: Connection) -> None:
        command.upgrade(schema._config(connection), "0001")
        served = {"workspace_id": "T1", "name": "Northwind", "zone": "UTC", "locale": "en-GB"}
        connection.execute(insert(workspaces), served | {"fiscal_start": 1, "created_at": NOW})

    db = await Database.open(empty_url)
    await db.write(first_tables)
    await db.close()
    await schema.migrate(empty_url)

    db = await Database.open(empty_url)
    ladder = await db.read(stages.all_of, "T1")
    await db.close()
    assert tuple((stage.name, stage.chance) for stage in ladder) == DEFAULT_STAGES
    assert [stage.position for stage in ladder] == [1, 2, 3, 4, 5]


async def test_a_server_that_is_not_there_cannot_be_migrated() -> None:
    with pytest.raises(Unavailable) as refused:
        await schema.migrate("postgresql://steady@127.0.0.1:1/steady")

    assert refused.value.reason == "unreachable"


@pytest.mark.parametrize("file", sorted(VERSIONS.glob("*.py")), ids=lambda file: file.stem)
def test_a_migration_only_adds_so_that_an_older_process_may_go_on(file: Path) -> None:
    text = file.read_text()

    assert re.findall(r"drop_\w+|rename_\w+|alter_column|DROP |RENAME ", text) == []


def test_migrations_follow_one_another_by_number() -> None:
    files = sorted(path.name for path in VERSIONS.glob("*.py"))

    assert [name[:4] for name in files] == [f"{n:04d}" for n in range(1, len(files) + 1)]
    assert schema.head() == files[-1][:4]


def test_the_newest_layout_is_where_alembic_would_go() -> None:
    assert schema.head() == ScriptDirectory(VERSIONS.parent).get_current_head()
