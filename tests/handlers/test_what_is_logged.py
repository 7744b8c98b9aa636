"""Does the log keep quiet about tokens, clients, and everything anybody wrote?"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection

from bot import log
from tests.journeys.steps import choose, echo, press, utc
from tests.world import World

NAME, WORDS, NOTE = "Canarywharf", "canary words of theirs", "canary note of mine"
REASON, TYPED, ECHOED = "canary reason", "Canarytyped", "canary in a form"


@contextmanager
def logged_in_full() -> Iterator[None]:
    """The log as it is set up in production, but at DEBUG."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    root.handlers.clear()  # set_up would close those of pytest
    log.set_up("DEBUG")
    try:
        yield
    finally:
        root.handlers[:] = before
        root.setLevel(level)


async def a_whole_journey(world: World) -> None:
    await echo(world, f'{NAME} Friday 3pm "{WORDS}" {NOTE}')
    await echo(world, f"{NAME} next spring {NOTE}")
    await echo(world, f'{NAME} 30 February "{WORDS}"')
    await echo(world, f"dnoe {NAME}")
    await world.slack.say(world.ana.id, world.slack.dm(world.ana.id).id, f"{TYPED} Friday 4pm")
    await world.followup("")
    new = {"text": {"type": "plain_text", "text": "New"}, "value": f"new:{NAME} Two"}
    await world.fill_in({"client": new, "when": "Friday", "words": ECHOED})
    await world.slack.open_home(world.ana.id)
    world.slack.faults.add("chat.postMessage", "internal_error_after")
    await world.until(utc(3, 6, 13, 50))
    nudge = next(m for m in world.dms() if NAME in m.text)
    await press(world, nudge, "They moved it")
    await world.fill_in({"when": "13 March 3pm", "words": WORDS})
    await world.until(utc(3, 13, 13, 50))
    nudge = world.last()
    await press(world, nudge, "They said no")
    await choose(world, nudge, "Add the reason", "The price")
    await echo(world, f"no {TYPED} {REASON}")


async def things_that_break(world: World) -> None:
    """A bug, a lost answer, a database that is away; each is logged with its trace."""
    await echo(world, f'Broken{NAME} Friday "{WORDS}"')
    await world.steady.db.write(broken)
    await world.said("list")
    await world.slack.open_home(world.ana.id)
    world.slack.faults.add("views.publish", "500")
    await world.slack.open_home(world.ana.id)
    await world.steady.tick()
    await world.steady.db.close()
    await world.said(f'{NAME} Friday "{WORDS}"')
    await world.slack.say(world.ana.id, world.slack.dm(world.ana.id).id, f"{TYPED} Friday")
    await world.steady.tick()


async def test_the_log_of_a_whole_journey_holds_nothing_anybody_wrote(
    steady_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with logged_in_full():
        await a_whole_journey(steady_world)
        await things_that_break(steady_world)
    logged = capsys.readouterr().err

    assert {"request_failed", "nudge_unclear", "tick_failed"} <= events(logged)
    slack = steady_world.slack
    secrets = [slack.bot_token, slack.app_token, slack.signing_secret]
    wrote = [NAME, WORDS, NOTE, REASON, TYPED, ECHOED, "canary", "Canary"]
    assert [one for one in (*secrets, *wrote) if one in logged] == []


async def test_every_line_is_one_object_with_its_event(
    steady_world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with logged_in_full():
        await a_whole_journey(steady_world)
    lines = capsys.readouterr().err.splitlines()
    assert lines
    assert all({"at", "level", "event"} <= set(json.loads(line)) for line in lines)


def events(logged: str) -> set[str]:
    return {json.loads(line)["event"] for line in logged.splitlines()}


def broken(conn: Connection) -> None:
    conn.exec_driver_sql("update commitments set kind = 'canary_kind'")
