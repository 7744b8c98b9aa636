"""The same job over Socket Mode: no address of its own, and connections that come and go."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import aiohttp
import pytest

from bot.app import Steady
from bot.clock import MovableClock
from bot.demo.standin import StandIn
from tests.cast import NOW
from tests.world import MANIFEST, World, eventually, settings_for, world

# Ten minutes before three in Berlin: winter time in March, summer time in April.
PUT_OFFS = {
    "20 March": datetime(2026, 3, 20, 13, 50, tzinfo=UTC),
    "7 April": datetime(2026, 4, 7, 12, 50, tzinfo=UTC),
    "24 April": datetime(2026, 4, 24, 12, 50, tzinfo=UTC),
}


@pytest.fixture
async def socket_world(sqlite_url: str) -> AsyncIterator[World]:
    """Steady without a public address."""
    async with world(sqlite_url, NOW, socket_mode=True) as made:
        yield made


async def test_the_main_job_over_socket_mode(socket_world: World) -> None:
    team = socket_world
    said = await team.said('Acme next Monday 3pm "after our board has met"')
    assert "Monday 9 March at 15:00, Berlin time" in said

    await team.until(datetime(2026, 3, 9, 13, 50, tzinfo=UTC))
    assert "“after our board has met”" in team.last().text

    for day, comes_at in PUT_OFFS.items():
        await team.press("moved")
        await team.fill_in({"when": f"{day} 3pm", "words": "not before that"})
        await team.until(comes_at)
    assert "either answer is fine" in team.last().text.casefold()

    await team.press("no")
    silent_from = len(team.dms())
    await team.until(datetime(2026, 6, 1, 9, 0, tzinfo=UTC))
    assert len(team.dms()) == silent_from


@pytest.mark.parametrize("how", ["refresh_requested", "warning", "cut"])
async def test_a_new_connection_loses_no_acknowledged_command(
    socket_world: World, how: str
) -> None:
    team = socket_world
    names = ["Acme", "Globex", "Initech", "Hooli", "Vandelay", "Dunder", "Wonka", "Tyrell"]
    under_way = [asyncio.ensure_future(team.followup(f"{name} 12 March 3pm")) for name in names]
    await asyncio.sleep(0.02)
    await team.slack.drop_sockets(how)
    seen = await asyncio.gather(*under_way)
    await eventually(lambda: team.slack.socket_count > 0, 25)
    after = await team.said("Stark 13 March 3pm")

    listed = await team.said("list")
    assert "Saved" in after
    assert [
        n for n, s in zip(names, seen, strict=True) if "Saved" in s.body and n not in listed
    ] == []


async def test_an_acknowledged_command_survives_a_cut_and_a_new_start(sqlite_url: str) -> None:
    async with world(sqlite_url, NOW, socket_mode=True) as first:
        assert "Saved" in await first.said("Acme 12 March 3pm")
        await first.slack.drop_sockets("cut")
    async with world(sqlite_url, NOW, socket_mode=True) as second:
        assert "Acme" in await second.said("list")


async def test_the_same_envelope_twice_is_saved_once(socket_world: World) -> None:
    team = socket_world
    first = await team.followup("Acme 12 March 3pm")
    again = await team.slack.redeliver(team.slack.deliveries[-1])

    assert again.text == first.text
    assert (await team.said("list")).count("Acme") == 1


@pytest.mark.parametrize("is_socket", [True, False])
async def test_the_health_page_answers_in_both_ways_to_run(
    sqlite_url: str, is_socket: bool
) -> None:
    async with (
        world(sqlite_url, NOW, socket_mode=is_socket) as team,
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{team.steady.port}/healthz") as answer,
    ):
        assert answer.status == 200
        assert json.loads(await answer.text())["ok"] is True


async def test_the_health_page_tells_when_slack_is_not_listened_to(socket_world: World) -> None:
    team = socket_world
    team.slack.refuse_sockets(1_000)
    await team.slack.drop_sockets("cut")
    await eventually(lambda: team.slack.socket_count == 0)
    url = f"http://127.0.0.1:{team.steady.port}/healthz"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == 503


async def test_over_socket_mode_no_request_comes_in_by_http(socket_world: World) -> None:
    team = socket_world
    url = f"http://127.0.0.1:{team.steady.port}/slack/events"
    async with aiohttp.ClientSession() as session, session.post(url, data=b"{}") as answer:
        assert answer.status == 404


@pytest.mark.parametrize("is_socket", [True, False])
async def test_a_stop_leaves_nothing_running_and_nothing_to_complain_about(
    sqlite_url: str, caplog: pytest.LogCaptureFixture, is_socket: bool
) -> None:
    before = asyncio.all_tasks()
    async with world(sqlite_url, NOW, socket_mode=is_socket) as team:
        await team.said("Acme 12 March 3pm")
        await team.until(datetime(2026, 3, 12, 14, 0, tzinfo=UTC))
        await team.press("done")

    await eventually(lambda: asyncio.all_tasks() <= before)
    assert [r.getMessage() for r in caplog.records if r.levelno >= logging.WARNING] == []


# The watchdog


async def test_an_address_that_slack_refused_once_is_not_tried_for_ever(
    socket_world: World,
) -> None:
    team = socket_world
    team.slack.refuse_sockets(1)
    await team.slack.drop_sockets("cut")
    await eventually(lambda: team.slack.socket_count == 0)
    await eventually(lambda: team.slack.socket_count == 1, 25)

    opened = [call for call in team.slack.calls if call.method == "apps.connections.open"]
    assert len(opened) == 3  # the first, the refused, the one that stands
    assert "Saved" in await team.said("Acme 12 March 3pm")


async def test_a_start_while_slack_takes_no_connection_goes_on_and_connects_later(
    sqlite_url: str,
) -> None:
    slack = StandIn(MovableClock(NOW), manifest=MANIFEST)
    await slack.start()
    slack.refuse_sockets(1)
    steady = await Steady.build(settings_for(slack, sqlite_url, socket_mode=True))
    await steady.start()
    assert (await steady.health.check())["socket"] == "disconnected"
    await eventually(lambda: slack.socket_count == 1, 25)
    async with asyncio.timeout(30):
        while not (await steady.health.check())["ok"]:  # noqa: ASYNC110 - an answer is kept a while
            await asyncio.sleep(0.05)
    await steady.stop()
    await slack.stop()


@pytest.mark.parametrize("reason", ["refresh_requested", "warning"])
async def test_the_next_connection_stands_before_the_last_is_let_go(
    socket_world: World, reason: str
) -> None:
    team = socket_world
    lowest = [team.slack.socket_count]
    watching = asyncio.ensure_future(_watch(team, lowest))
    if reason == "warning":  # Slack closes it ten seconds later
        await team.slack.drop_sockets("warning")
        opened = [c.method for c in team.slack.calls]
        await eventually(
            lambda: (
                [c.method for c in team.slack.calls].count("apps.connections.open")
                > opened.count("apps.connections.open")
            )
        )
        await eventually(lambda: team.slack.socket_count == 1)
        assert lowest == [1]
    else:
        await team.slack.drop_sockets(reason)
        await eventually(lambda: team.slack.socket_count == 1)
    watching.cancel()
    assert "Saved" in await team.said("Acme 12 March 3pm")


async def test_what_came_over_the_old_connection_is_answered(socket_world: World) -> None:
    team = socket_world
    names = [f"{chr(65 + n) * 5}{chr(90 - n) * 5}" for n in range(20)]
    for round_ in range(4):
        mine = names[round_ * 5 : round_ * 5 + 5]
        asked = [asyncio.ensure_future(team.followup(f"{name} 12 March 3pm")) for name in mine]
        await asyncio.sleep(0.005)
        await team.slack.drop_sockets("warning")
        seen = await asyncio.gather(*asked)
        assert [s.status for s in seen] == [200] * 5
        assert all("Saved" in s.body for s in seen)
    listed = await team.said("list")
    assert [name for name in names if name not in listed] == []


async def test_an_event_that_met_no_connection_is_brought_again_and_taken_once(
    sqlite_url: str,
) -> None:
    async with world(sqlite_url, NOW, socket_mode=True) as team:
        team.slack.refuse_sockets(1)
        await team.slack.drop_sockets("cut")
        await eventually(lambda: team.slack.socket_count == 0)
        dm = team.slack.dm(team.ana.id).id
        await team.slack.say(team.ana.id, dm, "Acme 12 March 3pm")
        await eventually(lambda: team.slack.socket_count == 1, 25)
        delivery = team.slack.deliveries[-1]
        for _ in range(3):
            await team.slack.redeliver(delivery)
        await team.steady.tick()
        assert (await team.said("list")).count("Acme") == 1


async def _watch(team: World, lowest: list[int]) -> None:
    while True:
        lowest[0] = min(lowest[0], team.slack.socket_count)
        await asyncio.sleep(0.001)
