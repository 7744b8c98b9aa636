"""What can every test ask for?"""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.cast import NOW
from tests.world import World, world

pytest_plugins = ["tests.databases"]


@pytest.fixture
async def steady_world(sqlite_url: str) -> AsyncIterator[World]:
    """A whole Steady on SQLite beside a stand-in Slack, on a Monday morning."""
    async with world(sqlite_url, NOW) as made:
        yield made


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """One line for each part this machine could not run, and how to get it."""
    skipped = terminalreporter.stats.get("skipped", [])
    for reason in sorted({str(report.longrepr[2]).removeprefix("Skipped: ") for report in skipped}):
        terminalreporter.write_line(f"Left out: {reason}", yellow=True)
