"""When Slack's answer says nothing, is a nudge still shown once, and nothing repeated blindly?"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from aiohttp import web
from sqlalchemy import Connection, text

from bot.slack import Slack, connect
from scheduler.sweep import sweep
from storage import outbox
from tests.cast import NOW
from tests.world import QUICK, World, world

DUE = datetime(2026, 3, 9, 13, 50, tzinfo=UTC)  # ten minutes before three in Berlin

BEFORE = ["reset_before", "timeout_before", "500", "503", "html", "internal_error", "fatal_error"]
AFTER = ["internal_error_after", "reset_after", "timeout_after", "slow"]
REFUSED_FOR_NOW = ["429", "ratelimited", "team_added_to_org"]


@pytest.fixture
async def team(sqlite_url: str) -> AsyncIterator[World]:
    """Acme is due on Monday 9 March; time passes where a test says so."""
    async with world(sqlite_url, NOW) as made:
        made.clock.stand_still()
        await made.said('Acme next Monday 3pm "after our board has met"')
        yield made


@pytest.mark.parametrize("kind", [*BEFORE, *AFTER])
async def test_a_nudge_whose_answer_is_unclear_is_shown_once(team: World, kind: str) -> None:
    team.trouble("chat.postMessage", kind)
    await team.until(DUE)
    assert await _states(team) == ["maybe"]

    await _ticks_until(team, "sent")
    assert len(team.dms()) == 1


@pytest.mark.parametrize("kind", AFTER)
async def test_what_slack_took_is_not_posted_again(team: World, kind: str) -> None:
    team.trouble("chat.postMessage", kind)
    await team.until(DUE)
    await _ticks_until(team, "sent")

    assert _calls(team, "chat.postMessage") == 1


async def test_an_answer_that_is_cut_short_is_unclear(team: World) -> None:
    async with _cutting_short() as url:
        session, courier = team.steady.session, team.steady.courier
        cut = replace(team.steady.slack, write=connect("xoxb-1", url, session).write)
        team.steady.courier = replace(courier, slack_for=lambda _: cut)
        await team.until(DUE)
        assert await _states(team) == ["maybe"]
        team.steady.courier = courier

    await _ticks_until(team, "sent")
    assert len(team.dms()) == 1


async def test_several_unclear_answers_in_a_row_end_in_one_message(team: World) -> None:
    for kind in ("500", "reset_before", "internal_error_after"):
        team.slack.faults.add("chat.postMessage", kind)
    await team.until(DUE)
    await _ticks_until(team, "sent")

    assert len(team.dms()) == 1


async def test_nothing_is_looked_up_before_slack_had_time_to_take_it(team: World) -> None:
    team.slack.faults.add("chat.postMessage", "500")
    await team.until(DUE)
    await team.steady.tick()

    assert _calls(team, "conversations.history") == 0
    assert await _states(team) == ["maybe"]


async def test_the_message_is_found_behind_many_others(team: World) -> None:
    team.slack.faults.add("chat.postMessage", "reset_after")
    await team.until(DUE)
    for number in range(40):
        team.slack.workspace.post(team.slack.dm(team.ana.id), team.ana.id, f"note {number}")
    await _ticks_until(team, "sent")

    assert _calls(team, "chat.postMessage") == 1
    assert _calls(team, "conversations.history") == 3


@pytest.mark.parametrize("error", ["missing_scope", "500", "reset_before", "ratelimited"])
async def test_while_the_history_cannot_be_read_nothing_is_repeated(
    team: World, error: str
) -> None:
    team.slack.faults.add("chat.postMessage", "reset_after")
    team.slack.faults.add("conversations.history", error, times=100)
    await team.until(DUE)
    await team.pass_by(minutes=1)

    assert await _states(team) == ["maybe"]
    assert _calls(team, "conversations.history") > 0
    assert len(team.dms()) == 1


async def test_a_history_that_stays_unreadable_ends_in_the_brief_marked_as_a_repeat(
    sqlite_url: str,
) -> None:
    short = replace(QUICK, give_up_reading=timedelta(minutes=5))
    async with world(sqlite_url, NOW, timing=short) as team:
        await team.said("Acme next Monday 3pm")
        team.slack.faults.add("chat.postMessage", "reset_after")
        team.slack.faults.add("conversations.history", "missing_scope", times=100)
        await team.until(DUE)
        await _ticks_until(team, "dead")
        await team.until(DUE + timedelta(days=1))

        assert len(team.dms()) == 2
        assert "Slack did not tell me" in team.last().text


async def test_what_is_no_longer_true_is_not_said_after_all(team: World) -> None:
    team.slack.faults.add("chat.postMessage", "500")
    await team.until(DUE)
    assert "Acme" in await team.said("done Acme")
    await _ticks_until(team, "cancelled")

    assert team.dms() == []


@pytest.mark.parametrize("kind", REFUSED_FOR_NOW)
async def test_what_slack_surely_did_not_take_waits_without_being_looked_up(
    team: World, kind: str
) -> None:
    team.slack.faults.add("chat.postMessage", kind, retry_after=60)
    await team.until(DUE)
    assert await _states(team) == ["ready"]
    await team.steady.tick()

    assert _calls(team, "chat.postMessage") == 1
    assert _calls(team, "conversations.history") == 0


async def test_after_a_429_it_comes_when_slack_allows_it(team: World) -> None:
    team.slack.faults.add("chat.postMessage", "429", retry_after=90)
    await team.until(DUE)
    await _ticks_until(team, "sent")
    first, second = [c.at for c in team.slack.calls if c.method == "chat.postMessage"]

    assert second - first >= timedelta(seconds=90)


async def test_what_a_dead_process_was_sending_is_looked_up_once_its_lease_is_over(
    team: World,
) -> None:
    await team.steady.tick()  # it was woken by what was said, and must not wake at a due moment
    team.clock.move_to(DUE)
    await sweep(team.steady.db, DUE, team.clock.steady_now())
    row = await _claimed_by_another(team)
    await team.steady.tick()
    assert await _states(team) == ["sending"]
    assert team.dms() == []

    await _ticks_until(team, "sent")
    assert row is not None
    assert len(team.dms()) == 1


async def test_one_bad_row_does_not_end_the_ticks(team: World) -> None:
    courier = team.steady.courier
    team.steady.courier = replace(courier, slack_for=_nobody)
    await team.until(DUE)
    team.steady.courier = courier
    await _ticks_until(team, "sent")

    assert len(team.dms()) == 1


def _nobody(_: str) -> Slack:
    raise KeyError("no such workspace")


async def _claimed_by_another(team: World) -> outbox.Waiting | None:
    now, steady_now, here = team.clock.now(), team.clock.steady_now(), team.steady.workspace.id
    claim = outbox.claim_next
    return await team.steady.db.claim(claim, here, now, steady_now, "another", QUICK.lease)


async def _ticks_until(team: World, state: str) -> None:
    for _ in range(30):
        if await _states(team) == [state]:
            return
        await team.pass_by(minutes=1)
    raise AssertionError(f"never {state}")


async def _states(team: World) -> list[str]:
    return await team.steady.db.read(_all_states)


def _all_states(conn: Connection) -> list[str]:
    return list(conn.scalars(text("SELECT state FROM outbox WHERE kind = 'timed'")))


def _calls(team: World, method: str) -> int:
    return sum(call.method == method for call in team.slack.calls)


@asynccontextmanager
async def _cutting_short() -> AsyncIterator[str]:
    """A Slack whose answers end in the middle."""

    async def answer(_: web.Request) -> web.Response:
        return web.Response(text='{"ok": tr', content_type="application/json")

    app = web.Application()
    app.router.add_post("/api/{method}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    await runner.cleanup()
