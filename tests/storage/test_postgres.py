"""Does PostgreSQL keep what was acknowledged, through conflicts, restarts and lost connections?"""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, make_url, select, text, update

from storage import schema
from storage.database import Database, Unavailable
from storage.postgres import TRIES
from tests.storage.postgres import Server
from tests.storage.tallies import (
    THE_TALLY,
    bump,
    lay_out,
    mark,
    marked,
    marks,
    read_amount,
    stay,
    tallies,
)
from tests.world import eventually

pytestmark = pytest.mark.postgres


@pytest.fixture
async def db(empty_postgres_url: str) -> AsyncIterator[Database]:
    opened = await Database.open(empty_postgres_url)
    await opened.write(lay_out)
    yield opened
    await opened.close()


@pytest.fixture
def server(postgres_binaries: Path) -> Iterator[Server]:
    """A server of its own, to be stopped and started."""
    own = Server(postgres_binaries)
    try:
        own.make()
        own.start()
        yield own
    finally:
        own.remove()


def run(connection: Connection, statement: str) -> None:
    connection.execute(text(statement))


def setting(connection: Connection, name: str) -> str:
    return str(connection.execute(text("SELECT current_setting(:name)"), {"name": name}).scalar())


def end_all_others(connection: Connection) -> int:
    """As an administrator would: every other connection to this database is cut."""
    cut = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    return int(connection.execute(cut).scalar_one())


@pytest.mark.parametrize("url", ["postgres://", "postgresql://", "postgresql+asyncpg://"])
async def test_every_usual_spelling_of_the_address_will_do(
    empty_postgres_url: str, url: str
) -> None:
    address = empty_postgres_url.partition("://")[2]

    db = await Database.open(f"{url}{address}?sslmode=disable")
    await db.close()

    assert db.dialect == "postgresql"


@pytest.mark.parametrize(
    ("door", "level", "read_only"),
    [
        ("write", "serializable", "off"),
        ("claim", "read committed", "off"),
        ("read", "repeatable read", "on"),
    ],
)
async def test_each_door_has_its_own_isolation(
    db: Database, door: str, level: str, read_only: str
) -> None:
    through = getattr(db, door)

    assert await through(setting, "transaction_isolation") == level
    assert await through(setting, "transaction_read_only") == read_only


@pytest.mark.parametrize("door", ["write", "claim", "read"])
async def test_each_transaction_has_its_limits_and_waits_for_the_disk(
    db: Database, door: str
) -> None:
    through = getattr(db, door)

    assert await through(setting, "lock_timeout") == "2s"
    assert await through(setting, "statement_timeout") == "10s"
    assert await through(setting, "synchronous_commit") == "on"


async def test_nothing_is_left_behind_for_whoever_a_pooler_serves_next(db: Database) -> None:
    kept = "SELECT count(*) FROM pg_prepared_statements"

    for _ in range(10):
        await db.write(bump)

    assert await db.read(lambda c: c.execute(text(kept)).scalar_one()) == 0


async def test_a_function_that_meets_a_conflict_runs_again(db: Database) -> None:
    runs = []

    def bump_slowly(connection: Connection) -> int:
        runs.append(1)
        amount = read_amount(connection)
        stay(connection, lambda: len(runs) > 1)  # both have read the same
        connection.execute(update(tallies).values(amount=amount + 1))
        return amount + 1

    seen = await asyncio.gather(db.write(bump_slowly), db.write(bump_slowly))

    assert sorted(seen) == [1, 2]
    assert len(runs) > 2


async def test_two_who_wait_for_each_other_both_get_their_turn(db: Database) -> None:
    await db.write(lambda c: c.execute(insert(tallies), {"id": 2, "amount": 0}) and None)

    def bump_both(connection: Connection, first: int, second: int) -> None:
        for tally_id in (first, second):
            more = update(tallies).values(amount=tallies.c.amount + 1)
            connection.execute(more.where(tallies.c.id == tally_id))
            run(connection, "SELECT pg_sleep(0.2)")

    await asyncio.gather(db.claim(bump_both, 1, 2), db.claim(bump_both, 2, 1))

    found = select(tallies.c.amount)
    assert await db.read(lambda c: list(c.scalars(found))) == [2, 2]


async def test_conflicts_without_end_are_an_outage(db: Database) -> None:
    runs = []

    def lose(connection: Connection) -> None:
        runs.append(1)
        run(connection, "DO $$ BEGIN RAISE EXCEPTION 'again' USING ERRCODE = '40001'; END $$")

    with pytest.raises(Unavailable) as refused:
        await db.write(lose)

    assert (refused.value.reason, len(runs)) == ("contention", TRIES)


async def test_claims_pass_by_what_others_hold(db: Database) -> None:
    await asyncio.gather(*(db.write(mark, n) for n in range(20)))

    def claim_two(connection: Connection) -> list[int]:
        free = select(marks.c.id).where(marks.c.half != "claimed").order_by(marks.c.id).limit(2)
        ids = list(connection.scalars(free.with_for_update(skip_locked=True)))
        run(connection, "SELECT pg_sleep(0.01)")
        connection.execute(update(marks).values(half="claimed").where(marks.c.id.in_(ids)))
        return ids

    claimed = await asyncio.gather(*(db.claim(claim_two) for _ in range(20)))

    assert sorted(one for two in claimed for one in two) == list(range(40))


async def test_a_function_that_goes_on_after_a_failed_statement_is_not_acknowledged(
    db: Database,
) -> None:
    def go_on(connection: Connection) -> str:
        bump(connection)
        with pytest.raises(Exception, match="duplicate key"):
            connection.execute(insert(tallies), {"id": THE_TALLY, "amount": 0})
        return "fine"

    with pytest.raises(RuntimeError, match="use a savepoint"):
        await db.write(go_on)

    assert await db.read(read_amount) == 0


async def test_a_row_somebody_holds_too_long_is_an_outage_that_passes(db: Database) -> None:
    is_held, is_enough = asyncio.Event(), asyncio.Event()

    def hold(connection: Connection) -> None:
        bump(connection)
        is_held.set()
        stay(connection, is_enough.is_set)

    holding = asyncio.create_task(db.write(hold))
    await is_held.wait()

    with pytest.raises(Unavailable) as refused:
        await db.write(bump)
    is_enough.set()
    await holding

    assert refused.value.reason == "busy"
    assert await db.write(bump) == 2


async def test_idle_connections_that_were_cut_are_replaced_unseen(
    db: Database, empty_postgres_url: str
) -> None:
    inside = []

    def together(connection: Connection) -> None:
        inside.append(1)
        stay(connection, lambda: len(inside) == 8)

    await asyncio.gather(*(db.read(together) for _ in range(8)))

    cut = await db.write(end_all_others)
    await _only_one_is_left(empty_postgres_url)
    seen = await asyncio.gather(*(db.write(bump) for _ in range(8)))

    assert cut == 7
    assert sorted(seen) == list(range(1, 9))


async def test_a_connection_cut_in_the_middle_is_an_outage_and_nothing_is_stored(
    db: Database,
) -> None:
    def bump_and_be_cut(connection: Connection) -> None:
        bump(connection)
        run(connection, "SELECT pg_terminate_backend(pg_backend_pid())")

    with pytest.raises(Unavailable) as refused:
        await db.write(bump_and_be_cut)

    assert refused.value.reason == "unreachable"
    assert await db.write(bump) == 1


async def test_a_connection_cut_at_the_commit_leaves_it_unclear(db: Database) -> None:
    await db.write(_cut_at_commit)

    with pytest.raises(Unavailable) as refused:
        await db.write(mark, 1)

    assert refused.value.reason == "unclear"
    assert await db.write(bump) == 1


async def _only_one_is_left(url: str) -> None:
    """A server tells that it cut a connection before it has."""
    left = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    async with schema.connected(make_url(url), "AUTOCOMMIT") as own, asyncio.timeout(30):
        while (await own.execute(left)).scalar_one() > 1:  # noqa: ASYNC110 - a server is asked
            await asyncio.sleep(0.01)


def _cut_at_commit(connection: Connection) -> None:
    run(
        connection,
        "CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL;"
        " END $$",
    )
    run(
        connection,
        "CREATE CONSTRAINT TRIGGER cut AFTER INSERT ON marks DEFERRABLE INITIALLY DEFERRED"
        " FOR EACH ROW EXECUTE FUNCTION cut()",
    )


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT])
async def test_a_server_that_restarts_is_an_outage_that_passes_by_itself(
    server: Server, how: signal.Signals
) -> None:
    db = await Database.open(server.url)
    await db.write(lay_out)
    await asyncio.gather(*(db.write(mark, n) for n in range(20)))

    await asyncio.to_thread(server.stop, how)
    with pytest.raises(Unavailable) as refused:
        await db.write(mark, 20)
    await asyncio.to_thread(server.start)
    await asyncio.gather(*(db.write(mark, n) for n in range(21, 30)))

    kept = await db.read(marked)
    await db.close()
    assert refused.value.reason == "unreachable"
    assert kept == [*range(20), *range(21, 30)]


async def test_what_was_acknowledged_survives_a_server_that_crashes(server: Server) -> None:
    db = await Database.open(server.url)
    await db.write(lay_out)
    acknowledged: list[int] = []
    unclear: list[int] = []

    async def keep(number: int) -> None:
        try:
            acknowledged.append(await db.write(mark, number))
        except Unavailable as outage:
            if outage.reason == "unclear":
                unclear.append(number)

    marking = [asyncio.create_task(keep(n)) for n in range(600)]
    await eventually(lambda: len(acknowledged) > 20)
    await asyncio.to_thread(server.stop, signal.SIGQUIT)
    await asyncio.gather(*marking)
    await asyncio.to_thread(server.start)

    kept = set(await db.read(marked))
    await db.close()
    assert 20 < len(acknowledged) < 600
    assert set(acknowledged) <= kept <= {*acknowledged, *unclear}


async def test_a_server_that_is_not_there_is_an_outage() -> None:
    with pytest.raises(Unavailable) as refused:
        await Database.open("postgresql://steady@127.0.0.1:1/steady")

    assert refused.value.reason == "unreachable"


async def test_a_database_that_is_not_there_is_an_outage(empty_postgres_url: str) -> None:
    with pytest.raises(Unavailable) as refused:
        await Database.open(f"{empty_postgres_url}_not")

    assert refused.value.reason == "unreachable"
