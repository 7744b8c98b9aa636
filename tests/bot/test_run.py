"""How does `python -m bot run` begin and end?"""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import Connection, make_url, text

from bot.clock import Clock
from bot.demo.standin import Seen, StandIn
from handlers.http import PATH
from storage import schema
from storage.database import Database
from tests.bot.figures import TOKEN, after_first_tick
from tests.log_watch import WATCH
from tests.torture.lives import environment
from tests.torture.process import begin, ended, started

START_SECONDS = 60  # a busy machine is slow to start anything
STOP_SECONDS = 10  # docker stop kills after ten
KILLS = 3


@pytest.fixture
async def slack(sqlite_url: str) -> AsyncIterator[StandIn]:
    """A workspace with one rep."""
    made = StandIn()
    made.add_channel("sales", [made.add_user("Ana Ruiz", locale="en-GB").id])
    await made.start()
    yield made
    await made.stop()
    WATCH.met(made, sqlite_url)


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_stop_under_load_it_ends_in_time_with_every_answer_kept(
    slack: StandIn, tmp_path: Path, sqlite_url: str, how: signal.Signals
) -> None:
    settings = environment(slack, sqlite_url)
    process, _ = await _started(slack, tmp_path, settings)
    load = [asyncio.ensure_future(_record_many(slack, f"{letter}corp")) for letter in "ABCDEFGH"]
    await slack.until(lambda: len(slack.deliveries) > 8 * len(load), 20)
    process.send_signal(how)
    over = await ended(process, STOP_SECONDS)
    saved = [name for names in await asyncio.gather(*load) for name in names]

    assert over.code == 0
    assert len(saved) > 8
    assert await _not_stored(sqlite_url, saved) == []
    assert "Traceback" not in over.err
    assert "error" not in {json.loads(line)["level"] for line in over.err.splitlines()}


async def test_told_to_stop_while_a_nudge_is_being_sent_it_waits_for_the_answer(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    settings = environment(slack, sqlite_url)
    process, _ = await _sending(slack, tmp_path, settings, seconds=2)
    over = await _stop(process)

    sent = [json.loads(line)["event"] for line in over.splitlines()]
    assert sent.index("nudge_sent") < sent.index("stopped")


async def test_a_press_is_answered_and_redrawn_before_it_ends(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    process, _ = await _started(slack, tmp_path, environment(slack, sqlite_url))
    seen = await _record(slack, "Acme 12 March 2030 3pm")
    press = asyncio.ensure_future(slack.click(_ana(slack), seen.messages[-1], "they_did"))
    async with asyncio.timeout(STOP_SECONDS):
        while await _chosen_by(sqlite_url) != ["client"]:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.005)
    await _stop(process)

    assert (await press).status == 200
    redrawn = seen.messages[-1]
    assert "Who chose the date?" not in redrawn.text


async def test_what_it_acknowledged_survives_kill_9_and_is_there_at_the_next_start(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    settings = environment(slack, sqlite_url)
    saved: list[str] = []
    for round_number in range(KILLS):
        process, _ = await _started(slack, tmp_path, settings)
        names = [f"{letter * 5}{'xyz'[round_number]}" for letter in "ABCD"]
        load = [asyncio.ensure_future(_record_many(slack, name)) for name in names]
        before = len(slack.deliveries)
        await slack.until(lambda n=before: len(slack.deliveries) > n + 12, 20)
        process.kill()
        await ended(process)
        saved += [name for each in await asyncio.gather(*load) for name in each]

    assert len(saved) > KILLS
    assert await _not_stored(sqlite_url, saved) == []


async def test_told_to_stop_while_slack_takes_no_connection_it_ends(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    slack.refuse_sockets(1_000)
    process = await begin(tmp_path, environment(slack, sqlite_url, socket_mode=True))
    await slack.until(lambda: any(c.method == "apps.connections.open" for c in slack.calls), 20)
    await asyncio.sleep(0.2)
    process.terminate()

    assert (await ended(process, STOP_SECONDS)).code == 0


async def test_told_to_stop_it_takes_nothing_new_and_ends_what_is_under_way(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    settings = environment(slack, sqlite_url)
    process, port = await _sending(slack, tmp_path, settings, seconds=3)
    slack.faults.add("views.open", "slow", seconds=2)
    form = asyncio.ensure_future(_record(slack, ""))
    await slack.until(lambda: any(c.method == "views.open" for c in slack.calls), 30)
    process.terminate()
    async with asyncio.timeout(STOP_SECONDS):
        while (ready := await _ask(port, "/readyz"))[0] == 200:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)
    new = await _record(slack, "Globex 12 March 2030 3pm")
    over = await ended(process, STOP_SECONDS)

    assert ready == (503, {"ok": False, "state": "draining", "database": "ok"})
    assert (new.status, (await form).status) == (503, 200)
    assert over.code == 0
    assert [m.text.startswith("Acme") for m in slack.dm(_ana(slack)).messages] == [True]
    assert await _outbox(sqlite_url) == [("sent", None)]


async def test_a_message_slack_will_not_answer_for_is_left_to_be_looked_up(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    settings = environment(slack, sqlite_url)
    process, _ = await _sending(slack, tmp_path, settings, seconds=60)
    await _stop(process)
    ((state, lease_until),) = await _outbox(sqlite_url)

    assert state == "sending"
    # Nobody has to wait for the lease of who has gone.
    assert lease_until <= Clock().now().timestamp() * 1_000_000


@pytest.mark.parametrize("socket_mode", [False, True])
async def test_the_health_page_answers(
    slack: StandIn, tmp_path: Path, sqlite_url: str, socket_mode: bool
) -> None:
    settings = environment(slack, sqlite_url, socket_mode=socket_mode)
    process, port = await _started(slack, tmp_path, settings)
    health, ready = await _ask(port, "/healthz"), await _ask(port, "/readyz")
    await _stop(process)

    heard = {"socket": "ok"} if socket_mode else {}
    assert health == (200, {"ok": True, "database": "ok", "tick": "ok"} | heard)
    assert ready == (200, {"ok": True, "state": "ready", "database": "ok"})


async def test_while_it_starts_it_is_well_and_not_ready(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    slack.faults.add("auth.test", "slow", seconds=60)
    settings = environment(slack, sqlite_url) | {"STEADY_LOG_LEVEL": "DEBUG"}
    process = await begin(tmp_path, settings)
    port = await _told_port(process, "listening")
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    health, ready = await _ask(port, "/healthz"), await _ask(port, "/readyz")
    seen = await _record(slack, "Acme 12 March 2030 3pm")
    process.terminate()

    assert health == (200, {"ok": True, "state": "starting"})
    assert ready == (503, {"ok": False, "state": "starting", "database": None})
    assert seen.status == 503
    assert (await ended(process, STOP_SECONDS)).code == 0


@pytest.mark.postgres
async def test_while_it_migrates_it_is_not_ready_and_afterwards_it_is(
    slack: StandIn, tmp_path: Path, empty_postgres_url: str
) -> None:
    await schema.migrate(empty_postgres_url, "0004")
    settings = environment(slack, empty_postgres_url)
    refused = await ended(await begin(tmp_path, settings), START_SECONDS)
    settings |= {"STEADY_MIGRATE": "true", "STEADY_LOG_LEVEL": "DEBUG"}
    async with schema.connected(make_url(empty_postgres_url), "READ COMMITTED") as another:
        # As long as another replica migrates, this one waits for its turn to.
        asked = text("SELECT pg_advisory_xact_lock(:key)")
        await another.execute(asked, {"key": schema._MIGRATING})
        both = [await begin(tmp_path, settings) for _ in range(2)]
        ports = [await _told_port(process, "listening") for process in both]
        health = [await _ask(port, "/healthz") for port in ports]
        unready = [await _ask(port, "/readyz") for port in ports]
        await another.rollback()
    for process in both:
        await _told_port(process, "started")
    ready = [await _ask(port, "/readyz") for port in ports]
    for process in both:
        await _stop(process)

    assert (refused.code, "python -m bot migrate" in refused.err) == (2, True)
    assert health == [(200, {"ok": True, "state": "starting"})] * 2
    assert unready == [(503, {"ok": False, "state": "starting", "database": None})] * 2
    assert ready == [(200, {"ok": True, "state": "ready", "database": "ok"})] * 2


async def _started(
    slack: StandIn, folder: Path, settings: dict[str, str]
) -> tuple[asyncio.subprocess.Process, int]:
    """A process that Slack's requests go to, and its port."""
    process, port = await started(folder, settings)
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    return process, port


async def _sending(
    slack: StandIn, folder: Path, settings: dict[str, str], seconds: float
) -> tuple[asyncio.subprocess.Process, int]:
    """A process whose message is shown already, and whose answer Slack keeps for so long."""
    settings = settings | {"STEADY_METRICS_TOKEN": TOKEN}
    process, port = await _started(slack, folder, settings)
    await after_first_tick(port)
    slack.faults.add("chat.postMessage", "slow", seconds=seconds)
    await _record(slack, 'Acme in 9 minutes "then"')  # a client's time comes at any hour
    if not slack.dm(_ana(slack)).messages:
        await _stop(process)
        process, port = await _started(slack, folder, settings)
    await slack.until(lambda: bool(slack.dm(_ana(slack)).messages), 30)
    return process, port


async def _told_port(process: asyncio.subprocess.Process, event: str) -> int:
    assert process.stderr is not None
    while f'"{event}"'.encode() not in (line := await process.stderr.readline()):
        assert line, "it did not start"
    return int(json.loads(line)["port"])


async def _ask(port: int, path: str) -> tuple[int, dict[str, object]]:
    url = f"http://127.0.0.1:{port}{path}"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, await answer.json()


async def _outbox(database_url: str) -> list[tuple[str, int | None]]:
    """Every message's state and lease."""
    db = await Database.open(database_url, read_only=True)
    found = await db.read(_states)
    await db.close()
    return found


def _states(conn: Connection) -> list[tuple[str, int | None]]:
    found = conn.execute(text("SELECT state, lease_until FROM outbox"))
    return [(row.state, row.lease_until) for row in found]


async def _stop(process: asyncio.subprocess.Process) -> str:
    """What it logged after it had started."""
    process.terminate()
    over = await ended(process, STOP_SECONDS)
    assert over.code == 0
    return over.err


def _ana(slack: StandIn) -> str:
    return next(user.id for user in slack.workspace.users.values() if not user.is_bot)


async def _record(slack: StandIn, text: str) -> Seen:
    return await slack.command(_ana(slack), "/followup", text)


async def _record_many(slack: StandIn, client: str) -> list[str]:
    """Follow-ups one after another, as long as they are answered; returns the notes saved."""
    saved = []
    while True:
        note = f"{client}-{len(saved)}-end"
        seen = await _record(slack, f"{client} 12 March 2030 3pm {note}")
        if seen.status != 200:
            return saved
        # Its body, as the same person's other commands are answered meanwhile.
        if "Saved" in seen.body:
            saved.append(note)


async def _not_stored(database_url: str, saved: list[str]) -> list[str]:
    """The notes that are in no commitment."""
    db = await Database.open(database_url, read_only=True)
    stored = await db.read(_notes)
    await db.close()
    return [note for note in saved if note not in stored]


async def _chosen_by(database_url: str) -> list[str]:
    """Who chose each commitment's date."""
    db = await Database.open(database_url, read_only=True)
    asked = text("SELECT set_by FROM commitments")
    found = await db.read(lambda conn: list(conn.scalars(asked)))
    await db.close()
    return found


def _notes(conn: Connection) -> set[str]:
    return set(conn.scalars(text("SELECT note FROM commitments")))
