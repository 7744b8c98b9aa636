"""What can every test ask for?"""

from collections.abc import AsyncIterator

import pytest

from tests.cast import NOW
from tests.world import World, world

pytest_plugins = ["tests.databases"]


@pytest.fixture
async def steady_world(sqlite_url: str) -> AsyncIterator[World]:
    """A whole Steady on SQLite beside a stand-in Slack, on a Monday morning."""
    async with world(sqlite_url, NOW) as made:
        yield made
