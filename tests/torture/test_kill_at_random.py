"""Killed at any moment while Slack fails too, does it keep its word, repeat nothing, wake nobody?

STEADY_TORTURE=long kills two hundred times instead of twenty-five.
"""

import asyncio
import os
import random
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from bot.demo.standin import User
from tests.torture.doomed import Plan
from tests.torture.lives import Launcher
from tests.torture.town import AT_NIGHT, Broken, Town, town

KILLS = 200 if os.environ.get("STEADY_TORTURE") == "long" else 25
SECONDS = 1_800 if KILLS > 25 else 300
SHORTEST, LONGEST = 0.0, 1.0  # seconds of a life, once it listens
TROUBLE = [
    "500",
    "429",
    "internal_error_after",
    "reset_before",
    "reset_after",
    "slow",
]  # one a life
PATIENCE = 10  # seconds
LIVES = Plan(lease=4.0)  # so long that a busy machine gets from the claim to the wire within it
PAUSE = 0.1  # seconds between two acts of a rep


@pytest.mark.timeout(SECONDS)
async def test_no_acknowledged_act_is_lost_and_no_nudge_is_repeated(
    launcher: Launcher,
    tmp_path: Path,
    database_url: str,
    tell: Callable[..., None],
) -> None:
    seed = random.randrange(1_000_000)
    async with town(launcher, tmp_path, database_url, seed) as team:
        await team.start(LIVES)
        work = [asyncio.ensure_future(_work(team, rep)) for rep in team.reps]
        work.append(asyncio.ensure_future(_type_at_night(team)))
        for number in range(KILLS):
            await asyncio.sleep(team.chance.uniform(SHORTEST, LONGEST))
            if number % 5 == 4:
                await _one_more_is_pressed(team)
            assert team.life is not None
            team.life.kill()
            await team.life.ended()
            if number % 4 == 3:
                await team.leave_for_noa(number)
            team.slack.faults.add("chat.postMessage", team.chance.choice(TROUBLE), seconds=3)
            await team.start(LIVES)
        team.slack.faults.clear()
        for each in work:
            each.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await team.settled()

        shown = sum(len(team.slack.dm(rep.id).messages) for rep in team.reps)
        held = await team.held()
        broken = await team.broken()
        tell(kills=KILLS, acknowledged=len(team.acknowledged), shown=shown)
        tell(lost=len(broken.forgotten), twice=len(broken.repeated), never=len(broken.lost))
        tell(out_of_hours=len(broken.at_night), held_at_night=sum(held.values()))
        assert broken == Broken(), f"seed {seed}"
        assert team.tokens_shown_twice() == [], f"seed {seed}"
        assert len(team.acknowledged) > KILLS / 2
        assert {"kept", "moved"} & set(team.acknowledged.values())
        assert set(held) == {"timed", "brief", "question"}, f"seed {seed}"


async def _work(team: Town, rep: User) -> None:
    """A busy rep: a new client, a button, a new client."""
    while True:
        await team.record(rep)
        await asyncio.sleep(PAUSE)
        with suppress(LookupError):
            await team.press_something(rep)
        await asyncio.sleep(PAUSE)


async def _one_more_is_pressed(team: Town) -> None:
    """A life in five lasts until then: on a busy machine nothing is shown within a second."""

    def pressed() -> int:
        return sum(state != "open" for state in team.acknowledged.values())

    before = pressed()
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while pressed() == before:  # noqa: ASYNC110 - the reps press by themselves
                await asyncio.sleep(0.01)


async def _type_at_night(team: Town) -> None:
    """Times of her own choice that lie before her day begins, and what her brief would say."""
    while True:
        for when in AT_NIGHT:
            await team.record(team.noa, when)
            await asyncio.sleep(5 * PAUSE)
