"""What does a visitor of the demo see of the team's pipelines?"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.demo.run import Demo, start


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Demo]:
    """The demo on a Wednesday morning."""
    running = await start("127.0.0.1", 0, tmp_path, datetime(2026, 3, 2, 9, tzinfo=UTC))
    yield running
    await running.stop()


async def said(demo: Demo, name: str, text: str) -> str:
    people = demo.slack.workspace.users.values()
    user = next(one for one in people if one.name.startswith(name))
    seen = await demo.slack.command(user.id, "/pipeline", text)
    assert seen.status == 200, seen.error
    return seen.text


async def test_one_rep_is_healthy(demo: Demo) -> None:
    assert "against €250,000: €37,000 more than the target." in await said(demo, "Ana", "")


async def test_one_rep_is_below_target(demo: Demo) -> None:
    assert "against €180,000: €55,000 short." in await said(demo, "Ben", "")


async def test_one_rep_has_everything_on_one_client(demo: Demo) -> None:
    assert "Juniper Labs" in await said(demo, "Mia", "list mine")
    assert "Juniper Labs is €193,200 a year, 100 % of your book." in await said(
        demo, "Mia", "stress"
    )


async def test_thirteen_weeks_are_drawn(demo: Demo) -> None:
    shown = await said(demo, "Ana", "")
    assert "Open pipeline, week by week." in shown
    assert "Lowest in the week of" in shown


async def test_on_monday_the_digest_is_posted(demo: Demo) -> None:
    wins = next(c for c in demo.slack.workspace.conversations.values() if c.name == "wins")
    assert [m for m in wins.messages if m.by_app] == []

    await demo.move_clock(datetime(2026, 3, 9, 8, 30, tzinfo=UTC))

    posted = [m for m in wins.messages if m.by_app]
    assert len(posted) == 1
    assert "data_visualization" in {block["type"] for block in posted[0].blocks or []}
    assert "Northgate Clinics" not in posted[0].text
