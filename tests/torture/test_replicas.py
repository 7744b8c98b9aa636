"""Several Steadys on one PostgreSQL: is everything said once, whoever dies?

STEADY_TORTURE=long has more of everything.
"""

import asyncio
import os
import random
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import Connection, text

from handlers.http import PATH
from storage import schema
from storage.database import Database
from tests.many import TROUBLE
from tests.storage.postgres import Server
from tests.torture.doomed import Plan
from tests.torture.fleet import HERE, SWIFT, fleet, said
from tests.torture.lives import Launcher
from tests.torture.town import Broken, Town, town

IS_LONG = os.environ.get("STEADY_TORTURE") == "long"
REPLICAS = 8 if IS_LONG else 3
DUE = 10_000 if IS_LONG else 120
KILLS = 40 if IS_LONG else 3
RESTARTS = 50 if IS_LONG else 2
MIXED = 10_000 if IS_LONG else 30  # nudges
SEED = random.randrange(1_000_000)
MIX: tuple[float | str, ...] = (*TROUBLE, "internal_error", "fatal_error", 0.5, 1.0)
FREEZES = 100 if IS_LONG else 2
FROZEN_SECONDS = 4.0  # longer than the lease
SECONDS = 3_600 if IS_LONG else 300
PATIENCE = (
    900 if IS_LONG else 120
)  # until something first happens: all that is due is queued before


@pytest.mark.postgres
@pytest.mark.timeout(SECONDS)
async def test_replicas_that_race_and_die_say_everything_once(
    launcher: Launcher, tmp_path: Path, postgres_url: str, tell: Callable[..., None]
) -> None:
    async with fleet(launcher, tmp_path, postgres_url) as team:
        await team.fill(DUE)
        for _ in range(REPLICAS):
            team.join()
        for number in range(KILLS):
            await _until(lambda n=number: len(team.slack.posts) >= DUE * (n + 1) // (KILLS + 2))
            team.lives[-REPLICAS].kill()
            team.join()
        await team.settled(SECONDS - 20)

        found = await team.read(said)
        tell(replicas=REPLICAS, kills=KILLS, due=DUE, said=len(found), twice=len(team.twice()))
        assert {commitment: n for commitment, n in found.items() if n != 1} == {}
        assert len(found) == DUE
        assert team.twice() == []


@pytest.mark.postgres
@pytest.mark.timeout(SECONDS)
async def test_a_replica_that_is_frozen_past_its_lease_says_nothing_twice(
    launcher: Launcher, tmp_path: Path, postgres_url: str, tell: Callable[..., None]
) -> None:
    async with fleet(launcher, tmp_path, postgres_url) as team:
        team.slack.seconds = 0.02
        await team.fill(DUE // 2)
        quick = replace(SWIFT, tick=0.05, lease=FROZEN_SECONDS - 1)
        frozen, _ = team.join(quick), team.join(quick)
        for number in range(FREEZES):
            await _until(lambda n=number: len(team.slack.posts) > 10 * (n + 1))
            frozen.kill(signal.SIGSTOP)
            await asyncio.sleep(FROZEN_SECONDS)
            frozen.kill(signal.SIGCONT)
        await team.settled(SECONDS - 30)

        found = await team.read(said)
        tell(freezes=FREEZES, due=DUE // 2, said=len(found), twice=len(team.twice()))
        assert len(found) == DUE // 2
        assert team.twice() == []


@pytest.mark.postgres
@pytest.mark.timeout(SECONDS)
async def test_what_a_dead_replica_was_sending_is_carried_on_within_its_lease(
    launcher: Launcher, tmp_path: Path, postgres_url: str
) -> None:
    async with fleet(launcher, tmp_path, postgres_url) as team:
        doomed = team.join(Plan(dies="after posting", lease=4.0))
        await doomed.port()
        await team.fill(20)
        await doomed.ended()
        died_at = asyncio.get_running_loop().time()
        team.join(replace(SWIFT, lease=4.0))
        await team.settled(60)

        # Lease and settle time are 4.4, on a machine with nothing else to do.
        assert asyncio.get_running_loop().time() - died_at < 30
        assert team.twice() == []


@pytest.mark.timeout(SECONDS)
async def test_while_three_answers_in_ten_go_wrong_everything_is_still_seen_once(
    launcher: Launcher, tmp_path: Path, database_url: str, tell: Callable[..., None]
) -> None:
    async with fleet(launcher, tmp_path, database_url) as team:
        # What hangs ends within the time limit: so no more than two are under way at once.
        team.slack.refuse, team.slack.hang_seconds = _three_in_ten, 1.2
        await team.fill(MIXED)
        for _ in range(2 if database_url.startswith("postgres") else 1):
            team.join(replace(SWIFT, timeout=3, lease=14))
        await team.settled(SECONDS - 20)

        found = await team.read(said)
        tell(due=MIXED, said=len(found), twice=len(team.twice()), calls=len(team.slack.calls))
        tell(pauses=team.slack.pauses[HERE])
        assert (len(found), set(found.values())) == (MIXED, {1}), f"seed {SEED}"
        assert team.twice() == [], f"seed {SEED}"
        # One more may be under way when Slack asks for a pause; none leaves inside it.
        assert team.slack.too_early[HERE] <= team.slack.pauses[HERE]


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


@pytest.mark.postgres
@pytest.mark.timeout(SECONDS)
async def test_a_database_that_restarts_is_survived_without_a_restart_of_steady(
    launcher: Launcher, tmp_path: Path, server: Server, tell: Callable[..., None]
) -> None:
    await schema.migrate(server.url)
    async with town(launcher, tmp_path, server.url) as team:
        lives = [await team.start(Plan()), await team.start(Plan())]
        ports = [await life.port() for life in lives]
        work = asyncio.ensure_future(_work(team, ports))
        for number in range(RESTARTS):
            await asyncio.sleep(1)
            how = signal.SIGQUIT if number % 2 else signal.SIGINT
            await asyncio.to_thread(server.stop, how)
            await _until_health(ports[0], 503)
            await asyncio.to_thread(server.start)
            await _until_health(ports[0], 200)
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
        said = await team.record(team.reps[0])
        await team.settled()

        broken = await team.broken()
        tell(restarts=RESTARTS, acknowledged=len(team.acknowledged), lost=len(broken.forgotten))
        tell(twice=len(broken.repeated), never=len(broken.lost))
        assert "Saved" in said.body
        assert broken == Broken()
        assert team.tokens_shown_twice() == []
        assert len(team.acknowledged) > 5
        assert all(life.is_running for life in lives)
        for life in lives:
            life.kill()


@pytest.mark.postgres
async def test_while_the_database_is_away_a_command_is_answered_in_time_and_honestly(
    launcher: Launcher, tmp_path: Path, server: Server
) -> None:
    await schema.migrate(server.url)
    async with town(launcher, tmp_path, server.url) as team:
        await team.start(Plan())
        assert "Saved" in (await team.record(team.reps[0])).body
        await asyncio.to_thread(server.stop, signal.SIGQUIT)
        began = asyncio.get_running_loop().time()
        seen = await team.record(team.reps[0])
        assert asyncio.get_running_loop().time() - began < 2.5
        assert seen.status == 200
        assert "Saved" not in seen.body
        await asyncio.to_thread(server.start)
        assert "Saved" in (await team.record(team.reps[0])).body


@pytest.mark.postgres
async def test_an_older_process_goes_on_beneath_a_newer_layout(
    launcher: Launcher, tmp_path: Path, postgres_url: str
) -> None:
    async with town(launcher, tmp_path, postgres_url) as team:
        older = await team.start(Plan())
        await team.record(team.reps[0])
        db = await Database.open(postgres_url)
        await db.write(_grow)
        for rep in team.reps:
            assert "Saved" in (await team.record(rep)).body
            await team.press_something(rep)
        await team.settled()

        assert await team.broken() == Broken()
        assert older.is_running
        assert not [e for e in older.events() if e["level"] in ("error", "critical")]
        await db.close()


def _grow(conn: Connection) -> None:
    """What the next version's migration might do: a column in every table, and a table."""
    tables = text(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        " AND table_name <> 'alembic_version'"
    )
    for name in list(conn.scalars(tables)):
        conn.execute(text(f'ALTER TABLE "{name}" ADD COLUMN news TEXT'))
        conn.execute(text(f'ALTER TABLE "{name}" ADD COLUMN more INT NOT NULL DEFAULT 1'))
    conn.execute(text("CREATE TABLE tomorrow (id INT)"))
    conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))


def _three_in_ten(workspace: str, method: str, number: int) -> float | str | None:
    """By its number: the short form meets each kind in turn, and has no bad luck."""
    if method not in ("chat.postMessage", "conversations.history"):
        return None
    chance = random.Random(f"{SEED} {method} {number}")
    if IS_LONG:
        return chance.choice(MIX) if chance.random() < 0.3 else None
    tens, place = divmod(number, 10)
    return MIX[(tens * 3 + place // 3) % len(MIX)] if place in (2, 5, 8) else None


async def _work(team: Town, ports: list[int]) -> None:
    """Commands for one replica, then for the other; what is not answered counts for nothing."""
    while True:
        for port, rep in zip([*ports, *ports], team.reps * 2, strict=False):
            team.slack.request_url = f"http://127.0.0.1:{port}{PATH}"
            await team.record(rep)
            await asyncio.sleep(0.05)


async def _health(port: int) -> int:
    url = f"http://127.0.0.1:{port}/healthz"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status


async def _until_health(port: int, wanted: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while await _health(port) != wanted:  # noqa: ASYNC110 - another process gets well or ill
            await asyncio.sleep(0.05)


async def _until(is_so: Any, seconds: float = PATIENCE) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - what happens elsewhere sets no event here
            await asyncio.sleep(0.01)
