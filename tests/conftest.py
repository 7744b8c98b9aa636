"""What can every test ask for?"""

import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from bot.log import OURS
from tests.cast import NOW
from tests.log_watch import WATCH
from tests.world import World, world

pytest_plugins = ["tests.databases"]

# How long an example takes says how busy the machine is, and nothing of Steady.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


@pytest.fixture(scope="session", autouse=True)
def nothing_private_is_logged() -> Iterator[None]:
    """Reads every record from the first test to the last, at DEBUG."""
    root = logging.getLogger()
    root.addHandler(WATCH)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.DEBUG)
    yield
    root.removeHandler(WATCH)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)
    assert WATCH.leaks() == []


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
