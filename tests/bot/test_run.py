"""How does `python -m bot run` begin and end?"""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from sqlalchemy import Connection, text

from bot.demo.standin import Seen, StandIn
from handlers.http import PATH
from storage.database import Database
from tests.torture.lives import environment
from tests.torture.process import begin, ended, started

STOP_SECONDS = 15
KILLS = 3


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    """A workspace with one rep."""
    made = StandIn()
    made.add_channel("sales", [made.add_user("Ana Ruiz", locale="en-GB").id])
    await made.start()
    yield made
    await made.stop()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
async def test_told_to_stop_under_load_it_ends_in_time_with_every_answer_kept(
    slack: StandIn, tmp_path: Path, sqlite_url: str, how: signal.Signals
) -> None:
    settings = environment(slack, sqlite_url)
    process, _ = await _started(slack, tmp_path, settings)
    load = [asyncio.ensure_future(_record_many(slack, f"{letter}corp")) for letter in "ABCDEFGH"]
    await asyncio.sleep(1)
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
    process, _ = await _started(slack, tmp_path, settings)
    await _record(slack, "Acme in 9 minutes")
    await _stop(process)
    slack.faults.add("chat.postMessage", "slow", seconds=2)
    process, _ = await _started(slack, tmp_path, settings)
    ana = _ana(slack)
    await slack.until(lambda: bool(slack.dm(ana).messages), 10)
    over = await _stop(process)

    sent = [json.loads(line)["event"] for line in over.splitlines()]
    assert sent.index("nudge_sent") < sent.index("stopped")


async def test_a_press_is_answered_and_redrawn_before_it_ends(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    process, _ = await _started(slack, tmp_path, environment(slack, sqlite_url))
    seen = await _record(slack, "Acme 12 March 2030 3pm")
    press = asyncio.ensure_future(slack.click(_ana(slack), seen.messages[-1], "they_did"))
    await asyncio.sleep(0.05)
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
        await asyncio.sleep(0.3)
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


@pytest.mark.parametrize("socket_mode", [False, True])
async def test_the_health_page_answers(
    slack: StandIn, tmp_path: Path, sqlite_url: str, socket_mode: bool
) -> None:
    settings = environment(slack, sqlite_url, socket_mode=socket_mode)
    process, port = await _started(slack, tmp_path, settings)
    url = f"http://127.0.0.1:{port}/healthz"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        told = await answer.json()
    await _stop(process)

    assert told == {"ok": True, "database": "ok"}


async def _started(
    slack: StandIn, folder: Path, settings: dict[str, str]
) -> tuple[asyncio.subprocess.Process, int]:
    """A process that Slack's requests go to, and its port."""
    process, port = await started(folder, settings)
    slack.request_url = f"http://127.0.0.1:{port}{PATH}"
    return process, port


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


def _notes(conn: Connection) -> set[str]:
    return set(conn.scalars(text("SELECT note FROM commitments")))
