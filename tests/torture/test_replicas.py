"""Several Steadys on one PostgreSQL: is everything said once, whoever dies?

STEADY_TORTURE=long has more of everything.
"""

import asyncio
import os
import random
import signal
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import Connection, text

from bot.clock import Clock
from handlers.http import PATH
from storage import schema
from storage.database import Database
from tests import many
from tests.many import TROUBLE, SmallSlack
from tests.storage.postgres import Server
from tests.torture.doomed import Plan
from tests.torture.lives import Launcher, Life
from tests.torture.town import Broken, Town, town

IS_LONG = os.environ.get("STEADY_TORTURE") == "long"
REPLICAS = 8 if IS_LONG else 3
DUE = 10_000 if IS_LONG else 200
KILLS = 40 if IS_LONG else 3
RESTARTS = 50 if IS_LONG else 2
MIXED = 10_000 if IS_LONG else 30  # nudges
SEED = random.randrange(1_000_000)
MIX: tuple[float | str, ...] = (*TROUBLE, "internal_error", "fatal_error", 0.5, 1.0)
FREEZES = 100 if IS_LONG else 2
SECONDS = 3_600 if IS_LONG else 110
HERE = "T00001"
SWIFT = Plan(per_minute=600_000, channel_gap=0.0, tick=0.2)


@dataclass(slots=True)
class Fleet:
    """Replicas on one database, and a small Slack that counts what becomes visible."""

    slack: SmallSlack
    launcher: Launcher
    folder: Path
    database_url: str
    lives: list[Life] = field(default_factory=list)

    def join(self, plan: Plan = SWIFT) -> Life:
        settings = {
            "STEADY_SLACK_BOT_TOKEN": f"xoxb-{HERE}",
            "STEADY_SLACK_SIGNING_SECRET": "secret",
            "STEADY_SLACK_API_URL": self.slack.url,
            "STEADY_DATABASE_URL": self.database_url,
            "STEADY_HTTP_PORT": "0",
        }
        life = self.launcher.start(self.folder, settings, plan)
        self.lives.append(life)
        return life

    async def read(self, question: Any) -> Any:
        db = await Database.open(self.database_url, read_only=True)
        try:
            return await db.read(question)
        finally:
            await db.close()

    async def fill(self, nudges: int) -> None:
        """So many reps for whom something is due, in nobody's outbox yet."""
        db = await Database.open(self.database_url)
        for first in range(0, nudges, 100):
            now, some = Clock().now(), min(100, nudges - first)
            await db.write(many.fill, HERE, some, some, now, first=first, is_swept=False)
        await db.close()

    async def settled(self, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while await self.read(_waiting):  # noqa: ASYNC110 - other processes settle it
                await asyncio.sleep(0.2)

    def seen(self) -> Counter[str]:
        return Counter(post.token for post in self.slack.posts)


@asynccontextmanager
async def fleet(launcher: Launcher, folder: Path, url: str) -> AsyncIterator[Fleet]:
    slack = SmallSlack()
    await slack.start()
    made = Fleet(slack, launcher, folder, url)
    try:
        yield made
    finally:
        for life in made.lives:
            life.kill(signal.SIGCONT)
            life.kill()
        for life in made.lives:
            await life.ended()
        await slack.stop()


@pytest.mark.postgres
@pytest.mark.timeout(SECONDS)
async def test_replicas_that_race_and_die_say_everything_once(
    launcher: Launcher, tmp_path: Path, postgres_url: str
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

        said = await team.read(_said)
        assert {commitment: n for commitment, n in said.items() if n != 1} == {}
        assert len(said) == DUE
        assert [token for token, times in team.seen().items() if times > 1] == []


@pytest.mark.postgres
@pytest.mark.timeout(SECONDS)
async def test_a_replica_that_is_frozen_past_its_lease_says_nothing_twice(
    launcher: Launcher, tmp_path: Path, postgres_url: str
) -> None:
    async with fleet(launcher, tmp_path, postgres_url) as team:
        team.slack.seconds = 0.02
        await team.fill(DUE // 2)
        quick = Plan(timeout=0.5, settle=0.4, lease=1.5, per_minute=600_000, channel_gap=0.0)
        frozen, _ = team.join(quick), team.join(quick)
        for number in range(FREEZES):
            await _until(lambda n=number: len(team.slack.posts) > 10 * (n + 1))
            frozen.kill(signal.SIGSTOP)
            await asyncio.sleep(2.5)
            frozen.kill(signal.SIGCONT)
        await team.settled(SECONDS - 30)

        assert len(await team.read(_said)) == DUE // 2
        assert [token for token, times in team.seen().items() if times > 1] == []


@pytest.mark.postgres
@pytest.mark.timeout(SECONDS)
async def test_what_a_dead_replica_was_sending_is_carried_on_within_its_lease(
    launcher: Launcher, tmp_path: Path, postgres_url: str
) -> None:
    async with fleet(launcher, tmp_path, postgres_url) as team:
        doomed = team.join(Plan(dies="after posting"))
        await doomed.port()
        await team.fill(100)
        await doomed.ended()
        died_at = asyncio.get_running_loop().time()
        team.join(Plan(per_minute=600_000, channel_gap=0.0))
        await team.settled(30)

        assert asyncio.get_running_loop().time() - died_at < 10  # lease and settle time are 3.3
        assert [token for token, times in team.seen().items() if times > 1] == []


@pytest.mark.timeout(SECONDS)
async def test_while_three_answers_in_ten_go_wrong_everything_is_still_seen_once(
    launcher: Launcher, tmp_path: Path, database_url: str
) -> None:
    chance = random.Random(SEED)

    def refuse(workspace: str, method: str, number: int) -> float | str | None:
        if method not in ("chat.postMessage", "conversations.history"):
            return None
        return chance.choice(MIX) if chance.random() < 0.3 else None

    async with fleet(launcher, tmp_path, database_url) as team:
        team.slack.refuse, team.slack.hang_seconds = refuse, 1.2
        await team.fill(MIXED)
        for _ in range(2 if database_url.startswith("postgres") else 1):
            team.join(Plan(per_minute=600_000, channel_gap=0.0, tick=0.2))
        await team.settled(SECONDS - 20)

        said = await team.read(_said)
        assert (len(said), set(said.values())) == (MIXED, {1}), f"seed {SEED}"
        assert [t for t, times in team.seen().items() if times > 1] == [], f"seed {SEED}"
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
    launcher: Launcher, tmp_path: Path, server: Server
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
            assert await _health(ports[0]) == 503
            await asyncio.sleep(0.5)
            await asyncio.to_thread(server.start)
        await asyncio.sleep(1)
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work
        said = await team.record(team.reps[0])
        await team.settled()

        assert "Saved" in said.body
        assert await team.broken() == Broken()
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


def _waiting(conn: Connection) -> int:
    """Messages and commitments that still have to be said."""
    asked = text(
        "SELECT (SELECT count(*) FROM outbox WHERE settled_at IS NULL)"
        " + (SELECT count(*) FROM commitments WHERE nudge_at IS NOT NULL)"
    )
    return int(conn.execute(asked).scalar_one())


def _said(conn: Connection) -> dict[int, int]:
    """How many sent messages tell of each commitment."""
    found = conn.execute(
        text(
            "SELECT commitment_id, count(*) FROM outbox_items JOIN outbox"
            " ON outbox.id = outbox_items.outbox_id WHERE state = 'sent' GROUP BY 1"
        )
    )
    return {row[0]: row[1] for row in found}


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


async def _until(is_so: Any, seconds: float = 60) -> None:
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - what happens elsewhere sets no event here
            await asyncio.sleep(0.01)
