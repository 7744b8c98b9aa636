"""Do both engines give back what was stored, in the same order?"""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Connection, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from storage.database import Database
from storage.types import Json, UtcInstant

metadata = MetaData()
events = Table(
    "events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("at", UtcInstant),
    Column("facts", Json),
)

TOKYO = timezone(timedelta(hours=9))


async def stored(db: Database, *rows: dict[str, object]) -> list[tuple[object, ...]]:
    """The rows as they come back, by moment."""

    def keep(connection: Connection) -> None:
        metadata.create_all(connection)
        for number, row in enumerate(rows):
            connection.execute(insert(events), {"id": number, **row})

    def read(connection: Connection) -> list[tuple[object, ...]]:
        found = select(events.c.at, events.c.facts).order_by(events.c.at)
        return [tuple(row) for row in connection.execute(found)]

    await db.write(keep)
    return await db.read(read)


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
        datetime(2026, 11, 24, 8, 0, 0, 1, tzinfo=UTC),
        datetime(2026, 11, 24, 8, 0, 0, 999_999, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
async def test_an_instant_comes_back_to_the_microsecond(db: Database, at: datetime) -> None:
    assert await stored(db, {"at": at}) == [(at, None)]


async def test_an_instant_comes_back_in_utc(db: Database) -> None:
    [(at, _)] = await stored(db, {"at": datetime(2026, 11, 24, 17, 0, tzinfo=TOKYO)})

    assert isinstance(at, datetime)
    assert (at, at.tzinfo) == (datetime(2026, 11, 24, 8, 0, tzinfo=UTC), UTC)


async def test_instants_sort_by_time_and_not_by_their_clock_faces(db: Database) -> None:
    earlier = datetime(2026, 11, 24, 9, 0, tzinfo=TOKYO)
    later = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)

    found = await stored(db, {"at": later}, {"at": earlier})

    assert [at for at, _ in found] == [earlier, later]


async def test_an_instant_without_a_zone_is_refused(db: Database) -> None:
    with pytest.raises(StatementError, match="an instant needs its zone"):
        await stored(db, {"at": datetime(2026, 11, 24, 8, 0)})  # noqa: DTZ001


@pytest.mark.parametrize(
    "facts",
    [{}, [], {"ids": [1, 2**53 + 1], "name": "Zoë “Z” 🎈", "none": None, "share": 0.1}, "text", 0],
)
async def test_json_comes_back_as_it_was(db: Database, facts: object) -> None:
    assert await stored(db, {"facts": facts}) == [(None, facts)]


async def test_no_json_is_no_value_rather_than_the_word_null(db: Database) -> None:
    def without(connection: Connection) -> int:
        return len(connection.execute(select(events.c.id).where(events.c.facts.is_(None))).all())

    await stored(db, {"facts": None})

    assert await db.read(without) == 1
