"""The stand-in and the emulator, both running, for the contract test."""

from collections.abc import AsyncIterator, Iterator

import pytest

from bot.demo.standin import StandIn
from tests.contract import peers


@pytest.fixture(scope="session")
def emulator_url() -> Iterator[str]:
    with peers.emulator_process() as url:
        yield url


@pytest.fixture
async def both(emulator_url: str) -> AsyncIterator[tuple[peers.Peer, peers.Peer]]:
    slack = StandIn()
    await slack.start()
    yield peers.stand_in(slack), await peers.emulator(emulator_url)
    await slack.stop()
