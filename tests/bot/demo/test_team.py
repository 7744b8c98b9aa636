"""Does the demo's team show clients in every state, whatever the day it is started on?"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.run import Demo, start


@pytest.fixture(
    params=[
        datetime(2026, 1, 5, 12, tzinfo=UTC),
        datetime(2026, 3, 27, 12, tzinfo=UTC),
        datetime(2026, 11, 22, 12, tzinfo=UTC),
    ],
    ids=str,
)
async def demo(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Demo]:
    made = await start("127.0.0.1", 0, tmp_path, request.param)
    yield made
    await made.stop()


def user(demo: Demo, name: str) -> str:
    return next(u.id for u in demo.slack.workspace.users.values() if u.name == name)


def said(demo: Demo, name: str) -> list[str]:
    return [message.text for message in demo.slack.dm(user(demo, name)).messages]


async def test_a_client_in_season_one_that_may_have_a_season_and_one_that_is_late(
    demo: Demo,
) -> None:
    in_season = [text for text in said(demo, "Ana Ruiz") if "Bellweather Toys usually" in text]
    assert "Who decides this year?" in in_season[0]

    for _ in range(8):
        assert await demo.move_on(user(demo, "Ana Ruiz"))

    texts = said(demo, "Ana Ruiz")
    assert sum("Larkfield Garden ordered in" in text for text in texts) == 1
    assert any("Trellis Paper usually orders" in text for text in said(demo, "Ben Okafor"))


async def test_what_comes_next_leads_through_a_whole_season(demo: Demo) -> None:
    for _ in range(80):
        if any("half of that is over" in text for text in said(demo, "Ana Ruiz")):
            break
        assert await demo.move_on(user(demo, "Ana Ruiz"))

    about = [text for text in said(demo, "Ana Ruiz") if "Bellweather Toys usually" in text]
    assert ["Who decides" in about[0], "is open" in about[1], "is over" in about[2]] == [True] * 3


async def test_a_client_that_was_lost_is_back_with_its_history_on_the_card(demo: Demo) -> None:
    seen = await demo.slack.command(user(demo, "Ana Ruiz"), "/client", "Osprey Cycles")
    assert "Pays us" in seen.text
    assert "and back since" in seen.text
    assert "€11,000" in seen.text
