"""A world in which an hour of real time passes at a word, and no second unasked."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime

import pytest

from bot.demo.standin import Message, StandIn
from tests.cast import NOW
from tests.world import HastyClock, World, world


@dataclass(slots=True)
class Waiting:
    """A world whose clock can be hurried past every lease and every back-off."""

    world: World

    @property
    def clock(self) -> HastyClock:
        return self.world.clock

    @property
    def slack(self) -> StandIn:
        return self.world.slack

    async def pass_by(self, minutes: int = 10) -> None:
        """Let time pass, a minute and a tick at a time."""
        await self.world.pass_by(minutes)

    async def until_due(self, moment: datetime) -> None:
        """Come to a due moment; what happens there is the test's."""
        await self.world.until(moment)

    def posted(self, words: str) -> list[Message]:
        """Ana's messages that hold these words."""
        return [one for one in self.world.dms() if words in one.text]


@pytest.fixture
async def waiting(sqlite_url: str) -> AsyncIterator[Waiting]:
    async with world(sqlite_url, NOW) as made:
        made.clock.stand_still()
        yield Waiting(made)
