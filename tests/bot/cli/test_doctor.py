"""Does the doctor name what is wrong, and what to do, in one line each?"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp import web

from bot.demo.standin import StandIn
from bot.messages import doctor as words
from storage import workspaces
from storage.database import Database
from storage.workspaces import Workspace
from tests.cast import NOW
from tests.log_watch import WATCH
from tests.torture.lives import environment
from tests.torture.process import Ended, run, started


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    made = StandIn()
    await made.start()
    yield made
    await made.stop()
    WATCH.met(made)


async def examined(folder: Path, settings: dict[str, str]) -> tuple[int, dict[str, str]]:
    """The exit code, and each part's line."""
    # Port 0 is nobody's; a test that listens names its own.
    told: Ended = await run(folder, {"STEADY_HTTP_PORT": "9"} | settings, "doctor")
    assert told.err == ""
    return told.code, {line.split()[1]: line for line in told.out.splitlines()}


def settings_for(slack: StandIn, url: str, *, socket_mode: bool = False) -> dict[str, str]:
    return environment(slack, url, socket_mode=socket_mode) | {"STEADY_HTTP_PORT": "9"}


@pytest.mark.parametrize("socket_mode", [False, True])
async def test_where_all_is_well_every_line_says_so(
    slack: StandIn, tmp_path: Path, database_url: str, socket_mode: bool
) -> None:
    code, told = await examined(
        tmp_path, settings_for(slack, database_url, socket_mode=socket_mode)
    )

    assert code == 0
    assert list(told) == ["settings", "database", "slack", "scopes", "clock", "listening"]
    assert {line[:2] for line in told.values()} == {"ok"}


async def test_before_the_first_start_nothing_is_made(slack: StandIn, tmp_path: Path) -> None:
    code, told = await examined(tmp_path, settings_for(slack, f"sqlite:///{tmp_path}/new.db"))

    assert code == 0
    assert "the first start makes it" in told["database"]
    assert list(tmp_path.iterdir()) == []  # noqa: ASYNC240


async def test_it_looks_beside_a_steady_that_runs(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    settings = environment(slack, sqlite_url)
    process, port = await started(tmp_path, settings)
    code, told = await examined(tmp_path, settings | {"STEADY_HTTP_PORT": str(port)})
    process.terminate()
    await process.communicate()

    assert code == 0
    assert f"A Steady answers at 127.0.0.1:{port}." in told["listening"]


@pytest.mark.parametrize(
    ("change", "part", "says"),
    [
        ({"STEADY_SLACK_BOT_TOKEN": "xoxb-canary"}, "slack", "Copy it again from your app's"),
        ({"STEADY_SLACK_API_URL": "http://127.0.0.1:9/api/"}, "slack", "Check the network"),
        ({"STEADY_SLACK_APP_TOKEN": "xapp-canary"}, "slack", "Basic Information page"),
        ({"STEADY_DATABASE_URL": "sqlite:////nowhere/steady.db"}, "database", "cannot be used"),
        (
            {"STEADY_DATABASE_URL": "postgresql://steady:canary@127.0.0.1:9/steady"},
            "database",
            "cannot be used",
        ),
    ],
)
async def test_what_is_wrong_is_named_with_what_to_do(
    slack: StandIn, tmp_path: Path, sqlite_url: str, change: dict[str, str], part: str, says: str
) -> None:
    code, told = await examined(tmp_path, settings_for(slack, sqlite_url) | change)

    assert code == 1
    assert told[part].startswith("LOOK")
    assert says in told[part]
    assert "canary" not in "".join(told.values())


@pytest.mark.parametrize(
    ("layout", "says"), [("0001", "python -m bot migrate"), ("9999", "a newer Steady made")]
)
async def test_a_database_of_another_layout_is_told_apart(
    slack: StandIn, tmp_path: Path, sqlite_url: str, layout: str, says: str
) -> None:
    with closing(sqlite3.connect(tmp_path / "steady.db")) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", (layout,))
    code, told = await examined(tmp_path, settings_for(slack, sqlite_url))

    assert (code, says in told["database"]) == (1, True)


async def test_another_teams_database_is_named(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    db = await Database.open(sqlite_url)
    await db.write(workspaces.meet, Workspace("T0OTHER", "Other", "UTC", "en-US"), NOW)
    await db.close()
    code, told = await examined(tmp_path, settings_for(slack, sqlite_url))

    assert (code, "belongs to workspace T0OTHER" in told["database"]) == (1, True)


async def test_a_port_somebody_else_has_is_named(
    slack: StandIn, tmp_path: Path, sqlite_url: str
) -> None:
    runner = web.AppRunner(web.Application())
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    port = str(runner.addresses[0][1])
    settings = settings_for(slack, sqlite_url) | {"STEADY_HTTP_PORT": port}
    code, told = await examined(tmp_path, settings)
    await runner.cleanup()

    assert code == 1
    assert f"Something else listens on 127.0.0.1:{port}." in told["listening"]


@pytest.mark.parametrize(
    ("seconds", "is_well", "says"),
    [
        (60, True, "agrees"),
        (-60, True, "agrees"),
        (61, False, "61 seconds behind Slack's"),
        (-300, False, "300 seconds ahead of Slack's"),
    ],
)
def test_a_clock_more_than_a_minute_off_is_told(seconds: float, is_well: bool, says: str) -> None:
    found = words.clock(seconds)

    assert (found.is_well, says in found.said) == (is_well, True)


def test_rights_the_app_lacks_are_named() -> None:
    found = words.scopes({"users:read", "im:history"})

    assert not found.is_well
    assert "lacks im:history, users:read." in found.said
