"""Killed at a named point, does Steady say what was due once, and only once?"""

from pathlib import Path

import pytest

from tests.torture.doomed import LOOKING, SENDING, Plan
from tests.torture.lives import Launcher
from tests.torture.town import Broken, town

ON_THE_WAY = [(point,) for point in SENDING]
WHILE_LOOKING = [("after posting", point) for point in LOOKING]
WHILE_LOOKING += [("after posting", "in mark_sent"), ("after posting", "after mark_sent")]
WHILE_REPEATING = [("before posting", "after put_back"), ("before posting", "after posting")]


@pytest.mark.parametrize("deaths", [*ON_THE_WAY, *WHILE_LOOKING, *WHILE_REPEATING])
async def test_a_nudge_is_shown_once_whenever_steady_dies(
    launcher: Launcher, tmp_path: Path, sqlite_url: str, deaths: tuple[str, ...]
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        life = await team.start(Plan(dies=deaths[0]))
        await team.record(team.reps[0])
        await life.ended()
        for death in deaths[1:]:
            life = await team.start(Plan(dies=death))
            await life.ended()
        await team.start(Plan())
        if not team.acknowledged:
            # The sweep shared the command's commit and died before it: nobody was told "Saved".
            await team.record(team.reps[0])
        await team.settled()

        assert await team.broken() == Broken()
        assert len(team.slack.dm(team.reps[0].id).messages) == 1


async def test_a_nudge_is_shown_once_when_steady_dies_before_it_reads_slacks_answer(
    launcher: Launcher, tmp_path: Path, sqlite_url: str
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        team.slack.faults.add("chat.postMessage", "slow", seconds=20)
        life = await team.start(Plan(timeout=20, lease=40))
        await team.record(team.reps[0])
        await team.slack.until(lambda: bool(team.slack.dm(team.reps[0].id).messages), 60)
        life.kill()
        await life.ended()
        await team.start(Plan())
        await team.settled()

        assert await team.broken() == Broken()
        assert len(team.slack.dm(team.reps[0].id).messages) == 1


async def test_a_command_is_stored_once_when_steady_dies_before_it_answers(
    launcher: Launcher, tmp_path: Path, sqlite_url: str
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        life = await team.start(Plan(dies="before answering"))
        unanswered = await team.record(team.reps[0])
        await life.ended()
        await team.start(Plan())
        again = await team.slack.redeliver(team.slack.deliveries[-1])
        await team.settled()

        assert (unanswered.status, again.status) == (0, 200)
        assert "Saved" in again.text
        assert len(team.slack.dm(team.reps[0].id).messages) == 1
