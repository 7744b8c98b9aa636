"""Bolt reads the environment by itself; does any of it reach Steady?"""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cast import NOW
from tests.world import world

# With the first two Bolt switches to OAuth, keeps files, and drops the bot token.
OTHERS = {
    "SLACK_CLIENT_ID": "111.222",
    "SLACK_CLIENT_SECRET": "somebody-elses-secret",
    "SLACK_SCOPES": "chat:write",
    "SLACK_BOT_TOKEN": "xoxb-somebody-elses",
    "SLACK_APP_TOKEN": "xapp-somebody-elses",
    "SLACK_SIGNING_SECRET": "somebody-elses-signing-secret",
    "SLACK_VERIFICATION_TOKEN": "somebody-elses-verification-token",
    "SLACK_ENCODING": "latin-1",
}


@pytest.mark.parametrize("socket_mode", [False, True])
async def test_variables_that_bolt_reads_change_nothing(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path, socket_mode: bool
) -> None:
    for name, value in OTHERS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    async with world(sqlite_url, NOW, socket_mode=socket_mode) as made:
        said = await made.said('Acme today 15:00 "after lunch"')
        assert said.startswith("Saved.")
        await made.until(NOW + timedelta(hours=5))
        assert "Acme asked for today, 15:00." in made.last().text
        await made.press("done")
        assert "Acme is done." in made.last().text
    assert files_in(tmp_path) <= {"steady.db", "steady.db-wal", "steady.db-shm", "steady.db.lock"}


def files_in(folder: Path) -> set[str]:
    return {found.name for found in folder.iterdir()}
