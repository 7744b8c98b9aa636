"""Does `/metrics` tell who runs Steady what there is to know, and nobody else?"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.meter import REQUEST_SECONDS, Meter
from tests.bot.figures import TOKEN, asked, figures, until
from tests.cast import NOW
from tests.log_watch import WATCH
from tests.world import World, world


@asynccontextmanager
async def counted_world(url: str, *, socket_mode: bool = False) -> AsyncIterator[World]:
    """A world whose settings name a metrics token."""
    WATCH.keep_out([TOKEN])
    async with world(url, NOW, socket_mode=socket_mode, metrics_token=TOKEN) as made:
        made.clock.stand_still()
        yield made


async def test_requests_and_messages_are_counted_by_what_became_of_them(sqlite_url: str) -> None:
    async with counted_world(sqlite_url) as team:
        await team.said('Acme today 6pm "x y"')
        await team.said("list")
        team.slack.faults.add("chat.postMessage", "429", retry_after=30)
        await team.until(NOW.replace(hour=16, minute=50))
        await team.pass_by(minutes=1)
        found = await figures(team.steady.port)

    assert found["steady_requests_total followup_command ok command"] == 2
    assert found["steady_request_seconds_count command"] == 2
    assert found["steady_sends_total throttled"] == 1
    assert found["steady_sends_total sent"] == 1
    assert found["steady_slack_calls_total chat.postMessage 429"] == 1
    assert found["steady_stage_seconds_count sweep"] > 0
    assert found["steady_database_trouble_total busy"] == 0
    assert found["process_resident_memory_bytes"] > 0
    assert "steady_socket_connected" not in found


async def test_what_waits_is_told_by_state_and_by_how_long_it_has_waited(sqlite_url: str) -> None:
    async with counted_world(sqlite_url) as team:
        await team.said('Acme today 6pm "x y"')
        before = await figures(team.steady.port)
        team.steady.courier.stopping.set()  # nobody ticks
        team.clock.move_to(NOW.replace(hour=16, minute=55))
        after = await figures(team.steady.port)

    assert before["steady_oldest_due_seconds"] == 0
    assert after["steady_oldest_due_seconds"] == pytest.approx(300, abs=5)
    assert after["steady_outbox ready"] == 0
    assert after["steady_quarantined_reps"] == 0


async def test_the_state_of_slacks_socket_is_told(sqlite_url: str) -> None:
    async with counted_world(sqlite_url, socket_mode=True) as team:
        before = await figures(team.steady.port)
        team.slack.refuse_sockets(1_000)
        await team.slack.drop_sockets()
        await until(team.steady.port, lambda found: not found["steady_socket_connected"])

    assert before["steady_socket_connected"] == 1


@pytest.mark.parametrize("token", ["", "wrong", TOKEN + "x", "Bearer"])
async def test_who_does_not_know_the_token_is_told_nothing(sqlite_url: str, token: str) -> None:
    async with counted_world(sqlite_url) as team:
        assert await asked(team.steady.port, token) == (401, "")


async def test_without_a_token_there_is_no_such_page(steady_world: World) -> None:
    status, _ = await asked(steady_world.steady.port, "")
    assert status == 404


async def test_without_its_database_it_still_tells_the_rest(sqlite_url: str) -> None:
    async with counted_world(sqlite_url) as team:
        await team.steady.db.close()
        await team.said("list")
        found = await figures(team.steady.port)

    assert found["steady_requests_total followup_command not_saved command"] == 1
    assert found["steady_database_trouble_total closed"] > 0
    assert not any(name.startswith("steady_outbox") for name in found)


@pytest.mark.parametrize(("seconds", "bucket"), [(0.0, 0), (0.005, 0), (0.0051, 1), (61.0, 12)])
def test_a_time_is_counted_in_the_first_bucket_it_fits(seconds: float, bucket: int) -> None:
    meter = Meter()
    meter.time(REQUEST_SECONDS, seconds, "command")
    counts = meter.timed[REQUEST_SECONDS][("command",)].counts

    assert [place for place, count in enumerate(counts) if count] == [bucket]
