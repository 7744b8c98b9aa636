"""Would the kill tests notice a Steady that keeps its promise badly?"""

from pathlib import Path

from tests.torture.doomed import Plan
from tests.torture.lives import Launcher
from tests.torture.town import town


async def test_a_steady_that_does_not_look_before_it_repeats_is_found_out(
    launcher: Launcher, tmp_path: Path, sqlite_url: str
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        life = await team.start(Plan(dies="after posting"))
        await team.record(team.reps[0])
        await life.ended()
        await team.start(Plan(badly="looks away"))
        await team.settled()

        assert len((await team.broken()).repeated) == 1


async def test_a_steady_that_marks_before_it_has_posted_is_found_out(
    launcher: Launcher, tmp_path: Path, sqlite_url: str
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        life = await team.start(Plan(badly="marks at once", dies="before posting"))
        await team.record(team.reps[0])
        await life.ended()
        await team.start(Plan())
        await team.settled()

        assert len((await team.broken()).lost) == 1


async def test_a_steady_that_answers_before_it_has_stored_is_found_out(
    launcher: Launcher, tmp_path: Path, sqlite_url: str
) -> None:
    async with town(launcher, tmp_path, sqlite_url) as team:
        life = await team.start(Plan(badly="answers first"))
        await team.record(team.reps[0])
        life.kill()
        await life.ended()

        assert len((await team.broken()).forgotten) == 1
