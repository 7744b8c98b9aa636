"""Do both engines keep the promises of the doors?"""

import asyncio
import random
import threading
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import Connection, insert
from sqlalchemy.exc import DBAPIError, IntegrityError

from storage.database import Database, Unavailable
from tests.storage.tallies import (
    bump,
    count_marks,
    lay_out,
    mark,
    marked,
    marks,
    read_amount,
    stay,
)
from tests.world import eventually


@pytest.fixture
async def db(empty_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(empty_url)
    await opened.write(lay_out)
    yield opened
    await opened.close()


class Refused(Exception):  # noqa: N818
    """A storage function that changed its mind."""


def mark_then_refuse(connection: Connection, number: int) -> None:
    mark(connection, number)
    raise Refused(number)


async def test_twenty_five_bumps_at_once_make_twenty_five(db: Database) -> None:
    seen = await asyncio.gather(*(db.write(bump) for _ in range(25)))

    assert sorted(seen) == list(range(1, 26))
    assert await db.read(read_amount) == 25


async def test_a_function_that_fails_among_thirty_leaves_the_others_twenty_nine(
    db: Database,
) -> None:
    answers = await asyncio.gather(
        *(db.write(mark_then_refuse if n == 13 else mark, n) for n in range(30)),
        return_exceptions=True,
    )

    others = [n for n in range(30) if n != 13]
    assert [n for n, answer in enumerate(answers) if isinstance(answer, Refused)] == [13]
    assert [answer for answer in answers if not isinstance(answer, Refused)] == others
    assert await db.read(marked) == others


async def test_a_broken_rule_of_the_tables_is_the_callers_alone(db: Database) -> None:
    await db.write(mark, 1)

    answers = await asyncio.gather(
        db.write(mark, 0), db.write(mark, 1), db.write(mark, 2), return_exceptions=True
    )

    assert [isinstance(answer, IntegrityError) for answer in answers] == [False, True, False]
    assert await db.read(marked) == [0, 1, 2]


async def test_a_row_that_points_nowhere_is_refused(db: Database) -> None:
    def point_nowhere(connection: Connection) -> None:
        connection.execute(insert(marks), {"id": 1, "tally_id": 999, "half": "first"})

    with pytest.raises(IntegrityError):
        await db.write(point_nowhere)


async def test_a_savepoint_of_its_own_lets_a_function_go_on(db: Database) -> None:
    def try_then_mark(connection: Connection) -> None:
        with pytest.raises(IntegrityError), connection.begin_nested():
            connection.execute(insert(marks), {"id": 1, "tally_id": 999, "half": "first"})
        mark(connection, 1)

    await db.write(try_then_mark)

    assert await db.read(marked) == [1]


async def test_a_reader_never_sees_half_of_what_is_written_together(db: Database) -> None:
    writing = asyncio.gather(*(db.write(mark, n) for n in range(100)))
    counts = []
    while not writing.done():
        counts.append(await db.read(count_marks))

    await writing

    assert [count for count in counts if count % 2] == []


async def test_a_read_stays_at_its_moment_while_others_write(db: Database) -> None:
    has_begun, is_bumped = threading.Event(), threading.Event()

    def read_twice(connection: Connection) -> tuple[int, int]:
        before = read_amount(connection)
        has_begun.set()
        stay(connection, is_bumped.is_set)
        return before, read_amount(connection)

    reading = asyncio.create_task(db.read(read_twice))
    await eventually(has_begun.is_set)
    await db.write(bump)
    is_bumped.set()

    assert await reading == (0, 0)


async def test_a_read_cannot_write(db: Database) -> None:
    with pytest.raises(DBAPIError):
        await db.read(bump)

    assert await db.read(read_amount) == 0


async def test_a_database_opened_to_read_cannot_write(db: Database, empty_url: str) -> None:
    await db.write(bump)
    beside = await Database.open(empty_url, read_only=True)

    with pytest.raises(Unavailable) as refused:
        await beside.write(bump)
    seen = await beside.read(read_amount)
    await beside.close()

    assert (refused.value.reason, seen) == ("read_only", 1)


@pytest.mark.parametrize("door", ["write", "claim", "read"])
@pytest.mark.parametrize("ending", ["commit", "rollback", "begin_nested"])
async def test_a_function_cannot_end_its_transaction_nor_leave_one_open(
    db: Database, door: str, ending: str
) -> None:
    def end_and_go_on(connection: Connection) -> None:
        if door != "read":
            bump(connection)
        getattr(connection, ending)()
        read_amount(connection)

    with pytest.raises(RuntimeError, match="leaves commit and rollback to its door"):
        await getattr(db, door)(end_and_go_on)

    assert await db.read(read_amount) == 0
    assert await db.write(bump) == 1


@pytest.mark.parametrize("door", ["write", "claim", "read"])
async def test_a_function_that_runs_out_of_things_is_an_error_like_any_other(
    db: Database, door: str
) -> None:
    def take_the_first_of_none(connection: Connection) -> object:
        return next(iter(()))

    with pytest.raises(RuntimeError, match="StopIteration"):
        await getattr(db, door)(take_the_first_of_none)


async def test_what_a_function_is_given_reaches_it(db: Database) -> None:
    def given(connection: Connection, first: int, *, second: str) -> tuple[int, str]:
        return first, second

    assert await db.write(given, 1, second="two") == (1, "two")
    assert await db.claim(given, 1, second="two") == (1, "two")
    assert await db.read(given, 1, second="two") == (1, "two")


async def test_a_claim_writes(db: Database) -> None:
    await db.claim(bump)

    assert await db.read(read_amount) == 1


@pytest.mark.parametrize("seed", range(3))
async def test_callers_who_give_up_at_any_moment_leave_nothing_half_done(
    db: Database, seed: int
) -> None:
    chance = random.Random(seed)
    acknowledged: list[int] = []

    async def keep(number: int) -> None:
        acknowledged.append(await db.write(mark, number))

    async def look() -> None:
        assert await db.read(count_marks) % 2 == 0

    for number in range(70):
        tasks = [asyncio.create_task(keep(2 * number + n)) for n in range(2)]
        tasks.append(asyncio.create_task(look()))
        await asyncio.sleep(chance.choice([0, chance.uniform(0, 0.003), chance.uniform(0, 0.02)]))
        chance.choice(tasks).cancel()
        done = await asyncio.gather(*tasks, return_exceptions=True)
        assert [it for it in done if isinstance(it, Exception)] == []

    await db.write(bump)
    assert set(acknowledged) <= set(await db.read(marked))
    assert await db.read(read_amount) == 1


async def test_a_caller_who_gives_up_before_the_turn_comes_gets_nothing_done(
    db: Database,
) -> None:
    giving_up = asyncio.create_task(db.write(mark, 1))
    giving_up.cancel()
    await asyncio.gather(giving_up, return_exceptions=True)

    assert await db.read(marked) == []


async def test_what_has_begun_is_finished_before_the_doors_close(empty_url: str) -> None:
    db = await Database.open(empty_url)
    await db.write(lay_out)

    writing = [asyncio.create_task(db.write(mark, n)) for n in range(20)]
    reading = [asyncio.create_task(db.read(count_marks)) for _ in range(20)]
    await asyncio.sleep(0)
    await db.close()
    answers = await asyncio.gather(*writing, *reading, return_exceptions=True)

    stored = [n for n, answer in enumerate(answers[:20]) if not isinstance(answer, Exception)]
    refused = [answer for answer in answers if isinstance(answer, Exception)]
    assert [it for it in refused if not isinstance(it, Unavailable) or it.reason != "closed"] == []
    again = await Database.open(empty_url)
    assert await again.read(marked) == stored
    await again.close()


@pytest.mark.parametrize("door", ["write", "claim", "read"])
async def test_a_closed_door_says_so(empty_url: str, door: str) -> None:
    db = await Database.open(empty_url)
    await db.close()
    await db.close()

    with pytest.raises(Unavailable) as refused:
        await getattr(db, door)(read_amount)

    assert refused.value.reason == "closed"


@pytest.mark.parametrize("url", ["mysql://here/steady", "oracle://here/steady"])
async def test_another_engine_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="sqlite or postgresql"):
        await Database.open(url)
