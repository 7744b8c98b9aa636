"""On a machine whose clock is wrong, or jumps: is everything said once, and at its time?

STEADY_TORTURE=long has more nudges beside machines that disagree, and both ways.
"""

import os
import signal
from pathlib import Path

import pytest

from tests.torture.doomed import Plan
from tests.torture.fleet import fleet, said
from tests.torture.lives import Launcher
from tests.torture.town import SOON, Broken, town
from tests.world import eventually

IS_LONG = os.environ.get("STEADY_TORTURE") == "long"
NUDGES, PATIENCE = (2_000, 900) if IS_LONG else (60, 90)
HOURS = 3_600.0
LATER = "in 3 hours"
# Replicas agree to within three seconds or so: times of delivery must not be shorter than that.
ROOMY = {"timeout": 2.0, "settle": 4.0, "lease": 12.0}


@pytest.mark.parametrize("ahead", [60.0, -60.0, 5 * HOURS, -5 * HOURS, 24 * HOURS, -24 * HOURS])
@pytest.mark.parametrize("when", ["from the start", "while it runs"])
async def test_beside_a_wrong_clock_a_nudge_comes_at_its_time_and_no_other_comes_early(
    launcher: Launcher, tmp_path: Path, sqlite_url: str, ahead: float, when: str
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        is_wrong = when == "from the start"
        life = await team.start(Plan(ahead=ahead) if is_wrong else Plan(jumps=ahead))
        early = [await team.record(rep, LATER) for rep in team.reps]
        life.kill(signal.SIGUSR1)
        soon = [await team.record(rep, SOON) for rep in team.reps]
        await team.slack.until(lambda: all(team.slack.dm(rep.id).messages for rep in team.reps), 60)
        await team.settled()

        assert all("Saved" in seen.body for seen in (*early, *soon))
        assert await team.broken() == Broken()
        assert [len(team.slack.dm(rep.id).messages) for rep in team.reps] == [1, 1, 1]
        await eventually(lambda: "clock_wrong" in [event["event"] for event in life.events()], 60)


async def test_a_steady_that_believes_a_wrong_clock_is_found_out(
    launcher: Launcher, tmp_path: Path, sqlite_url: str
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        life = await team.start(Plan(badly="believes its machine", jumps=5 * HOURS))
        await team.record(team.reps[0], LATER)
        life.kill(signal.SIGUSR1)
        await team.slack.until(lambda: bool(team.slack.dm(team.reps[0].id).messages), 60)

        assert (await team.record(team.reps[0])).status == 401


@pytest.mark.postgres
@pytest.mark.timeout(PATIENCE + 120)
@pytest.mark.parametrize("ahead", [60.0, -60.0] if IS_LONG else [60.0])
async def test_replicas_whose_clocks_differ_say_everything_once(
    launcher: Launcher, tmp_path: Path, postgres_url: str, ahead: float
) -> None:
    async with fleet(launcher, tmp_path, postgres_url) as team:
        team.slack.refuse = lambda workspace, method, n: (
            "500_after" if method == "chat.postMessage" and n % 7 == 3 else None
        )
        await team.fill(NUDGES)
        swift = {"per_minute": 600_000, "channel_gap": 0.0, "tick": 0.2, **ROOMY}
        # Alone at first: beside another it might never come to post.
        dies = team.join(Plan(dies="after posting", ahead=ahead, **swift))
        await dies.ended()
        for other in (0.0, ahead):
            team.join(Plan(ahead=other, **swift))
        await team.settled(PATIENCE)

        assert len(await team.read(said)) == NUDGES
        assert team.twice() == []
