"""Does a prepared statement do what the same statement does without it, on both engines?"""

from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    MetaData,
    String,
    Table,
    Time,
    bindparam,
    insert,
    null,
    select,
    type_coerce,
    union_all,
    update,
)

from storage.database import Database
from storage.prepared import Prepared
from storage.types import Json, UtcInstant

metadata = MetaData()
things = Table(
    "things",
    metadata,
    Column("id", BigInteger, primary_key=True),
    Column("name", String(20)),
    Column("is_new", Boolean),
    Column("on", Date),
    Column("time", Time),
    Column("at", UtcInstant),
    Column("facts", Json),
)

FULL = {
    "id": 1,
    "name": "Acme",
    "is_new": True,
    "on": date(2026, 3, 2),
    "time": time(15, 30),
    "at": datetime(2026, 3, 2, 14, 30, 0, 7, tzinfo=UTC),
    "facts": {"words": ["soon"]},
}
EMPTY = dict.fromkeys(FULL) | {"id": 2}
BY_ID = select(things).where(things.c.id == bindparam("wanted"))


@pytest.fixture
async def db(empty_url: str):
    opened = await Database.open(empty_url)
    await opened.write(lambda conn: metadata.create_all(conn))
    add = Prepared(insert(things))
    for row in (FULL, EMPTY):
        assert await opened.write(add.run, row) == 1
    yield opened
    await opened.close()


@pytest.mark.parametrize("row", [FULL, EMPTY])
async def test_every_type_comes_back_as_it_went_in(db: Database, row: dict[str, Any]) -> None:
    usual = await db.read(
        lambda conn: dict(conn.execute(BY_ID, {"wanted": row["id"]}).one()._mapping)
    )
    found = await db.read(Prepared(BY_ID).first, {"wanted": row["id"]})

    assert usual == row
    assert {name: getattr(found, name) for name in row} == row


async def test_a_fixed_value_and_a_given_one_stand_side_by_side(db: Database) -> None:
    named = Prepared(BY_ID.where(things.c.name == "Acme", things.c.on >= date(2026, 1, 1)).limit(1))

    assert (await db.read(named.first, {"wanted": 1})).name == "Acme"
    assert await db.read(named.first, {"wanted": 2}) is None


async def test_a_column_bears_its_label(db: Database) -> None:
    labelled = Prepared(select(things.c.name.label("called")).order_by(things.c.id))

    assert [row.called for row in await db.read(labelled.all, {})] == ["Acme", None]


async def test_two_looks_in_one_give_the_types_of_the_first(db: Database) -> None:
    never = type_coerce(null(), things.c.at.type).label("at")
    first = select(things.c.id, never).where(things.c.id == bindparam("first"))
    second = select(things.c.id, things.c.at).where(things.c.id == bindparam("second"))
    both = Prepared(union_all(first, second))

    found = await db.read(both.all, {"first": 2, "second": 1})

    assert sorted(tuple(row) for row in found) == [(1, FULL["at"]), (2, None)]


async def test_a_change_says_how_many_rows_it_met(db: Database) -> None:
    rename = Prepared(
        update(things).where(things.c.id <= bindparam("last")).values(name=bindparam("called"))
    )

    assert await db.write(rename.run, {"last": 2, "called": "Globex"}) == 2
    assert await db.write(rename.run, {"last": 0, "called": "Hooli"}) == 0
    assert (await db.read(Prepared(BY_ID).first, {"wanted": 2})).name == "Globex"


async def test_a_function_that_fails_takes_its_prepared_changes_back(db: Database) -> None:
    add = Prepared(insert(things))

    def add_and_fail(conn: Connection) -> None:
        add.run(conn, FULL | {"id": 3})
        raise LookupError("after all not")

    with pytest.raises(LookupError):
        await db.write(add_and_fail)
    assert await db.read(Prepared(BY_ID).first, {"wanted": 3}) is None


@pytest.mark.parametrize("values", [{"id": 3}, FULL | {"id": 3, "more": 1}])
async def test_other_columns_than_the_first_time_are_refused(
    tmp_path: Path, values: dict[str, Any]
) -> None:
    db = await Database.open(f"sqlite:///{tmp_path / 'steady.db'}")
    await db.write(lambda conn: metadata.create_all(conn))
    add = Prepared(insert(things))
    await db.write(add.run, FULL)

    with pytest.raises(TypeError):
        await db.write(add.run, values)
    await db.close()
