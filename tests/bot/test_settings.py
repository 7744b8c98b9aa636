"""What does somebody read whose settings are not right yet? One line that says what to do."""

import socket
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.demo.standin import StandIn
from bot.settings import Unusable, read_settings
from storage import schema, workspaces
from storage.database import Database
from tests.torture.lives import environment
from tests.torture.process import run, started

BOT, APP, SECRET = "xoxb-1-canary", "xapp-1-canary", "canary-secret"
HTTP = {"STEADY_SLACK_BOT_TOKEN": BOT, "STEADY_SLACK_SIGNING_SECRET": SECRET}


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    """A workspace to meet."""
    made = StandIn()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def settings(slack: StandIn, tmp_path: Path) -> dict[str, str]:
    """Settings with which it would run."""
    return environment(slack, f"sqlite:///{tmp_path / 'steady.db'}")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({}, "STEADY_SLACK_BOT_TOKEN is not set."),
        (HTTP | {"STEADY_SLACK_BOT_TOKEN": "xoxp-1-canary"}, "must be a bot token"),
        (HTTP | {"STEADY_SLACK_APP_TOKEN": "xoxb-1-canary"}, "begins with xapp-"),
        ({"STEADY_SLACK_BOT_TOKEN": BOT}, "Set STEADY_SLACK_APP_TOKEN (xapp-…) for Socket Mode"),
        (HTTP | {"STEADY_SLACK_API_URL": "slack.com"}, "STEADY_SLACK_API_URL must begin with"),
        (HTTP | {"STEADY_HTTP_PORT": "eighty"}, "STEADY_HTTP_PORT is not usable"),
        (HTTP | {"STEADY_HTTP_PORT": "70000"}, "STEADY_HTTP_PORT is not usable"),
        (HTTP | {"STEADY_LOG_LEVEL": "loud"}, "STEADY_LOG_LEVEL is not usable"),
        (HTTP | {"STEADY_METRICS_TOKEN": "canary"}, "STEADY_METRICS_TOKEN is too easy to guess"),
        (HTTP | {"STEADY_LOG_FORMAT": "verse"}, "STEADY_LOG_FORMAT is not usable"),
        (HTTP | {"STEADY_DATABASE_URL": "steady.db"}, "STEADY_DATABASE_URL is not usable"),
        (
            HTTP | {"STEADY_DATABASE_URL": "mysql://localhost/x"},
            "STEADY_DATABASE_URL is not usable",
        ),
        (HTTP | {"STEADY_DATABASE_URL": "sqlite://"}, "STEADY_DATABASE_URL is not usable"),
    ],
)
async def test_a_setting_that_cannot_be_right_stops_the_start_with_one_line(
    tmp_path: Path, wrong: dict[str, str], says: str
) -> None:
    ended = await run(tmp_path, wrong)

    assert ended.code == 2
    assert _one_line(ended.err).find(says) >= 0
    assert "canary" not in ended.err + ended.out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"STEADY_SLACK_BOT_TOKEN": BOT}, "did not accept STEADY_SLACK_BOT_TOKEN (invalid_auth)"),
        (
            {"STEADY_SLACK_APP_TOKEN": APP, "STEADY_SLACK_SIGNING_SECRET": ""},
            "did not accept STEADY_SLACK_APP_TOKEN (invalid_auth)",
        ),
        ({"STEADY_SLACK_API_URL": "http://127.0.0.1:9/api/"}, "Check the network"),
    ],
)
async def test_what_slack_refuses_stops_the_start_with_one_line(
    tmp_path: Path, settings: dict[str, str], change: dict[str, str], says: str
) -> None:
    ended = await run(tmp_path, settings | change)

    assert ended.code == 2
    assert says in _one_line(ended.err)
    assert "canary" not in ended.err + ended.out


async def test_a_port_that_is_taken_is_named(tmp_path: Path, settings: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        ended = await run(tmp_path, settings | {"STEADY_HTTP_PORT": port})

    assert ended.code == 2
    assert f"Cannot listen on 127.0.0.1:{port}: it is taken." in _one_line(ended.err)


async def test_a_host_nobody_has_is_named(tmp_path: Path, settings: dict[str, str]) -> None:
    ended = await run(tmp_path, settings | {"STEADY_HTTP_HOST": "no-such-host.invalid"})

    assert ended.code == 2
    assert "STEADY_HTTP_HOST" in _one_line(ended.err)


async def test_a_folder_that_is_missing_is_named(tmp_path: Path, settings: dict[str, str]) -> None:
    url = f"sqlite:///{tmp_path / 'nowhere' / 'steady.db'}"
    ended = await run(tmp_path, settings | {"STEADY_DATABASE_URL": url})

    assert ended.code == 2
    assert str(tmp_path / "nowhere") in _one_line(ended.err)


async def test_a_folder_nobody_may_write_in_is_named(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    # A plain file in the folder's place: root, as which containers run, may write in any folder.
    (tmp_path / "shut").write_text("")
    url = f"sqlite:///{tmp_path / 'shut' / 'steady.db'}"
    ended = await run(tmp_path, settings | {"STEADY_DATABASE_URL": url})

    assert ended.code == 2
    assert str(tmp_path / "shut") in _one_line(ended.err)


async def test_a_database_another_process_has_open_is_refused(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    db = await Database.open(settings["STEADY_DATABASE_URL"])
    try:
        ended = await run(tmp_path, settings)
    finally:
        await db.close()

    assert ended.code == 2
    assert "another process" in _one_line(ended.err)


async def test_a_database_of_an_older_layout_is_not_touched(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    file = tmp_path / "steady.db"
    with closing(sqlite3.connect(file)) as raw:
        raw.executescript(
            "CREATE TABLE alembic_version (version_num VARCHAR(32));"
            "INSERT INTO alembic_version VALUES ('0001');"
        )
    before = file.read_bytes()
    ended = await run(tmp_path, settings)

    assert ended.code == 2
    assert "python -m bot migrate" in _one_line(ended.err)
    assert file.read_bytes()[100:] == before[100:]


async def test_a_database_of_a_newer_layout_is_said_to_be_newer_and_not_touched(
    tmp_path: Path, settings: dict[str, str], sqlite_url: str
) -> None:
    file = tmp_path / "steady.db"
    with closing(sqlite3.connect(file)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
        raw.commit()
    ended = await run(tmp_path, settings | {"STEADY_MIGRATE": "true"})

    assert ended.code == 2
    line = _one_line(ended.err)
    assert "layout 9999, which a newer Steady made" in line
    assert "migrate" not in line
    with closing(sqlite3.connect(file)) as raw:
        assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("9999",)


async def test_a_start_migrates_when_it_is_asked_to(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    url = f"sqlite:///{tmp_path / 'steady.db'}"
    await schema.migrate(url, "0001")
    refused = await run(tmp_path, settings)
    nobody = {"STEADY_SLACK_API_URL": "http://127.0.0.1:9/"}
    asked = await run(tmp_path, settings | nobody | {"STEADY_MIGRATE": "true"})
    db = await Database.open(url, read_only=True)
    found = await db.read(schema.current)
    await db.close()

    assert "STEADY_MIGRATE" in _one_line(refused.err)
    assert "Slack does not answer" in _one_line(asked.err)
    assert found == schema.head()


async def test_a_file_that_is_no_database_is_named(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    (tmp_path / "steady.db").write_text("a shopping list, and a long one" * 200)
    ended = await run(tmp_path, settings)

    assert ended.code == 2
    assert "STEADY_DATABASE_URL" in _one_line(ended.err)


async def test_a_postgres_server_that_is_away_is_named(
    tmp_path: Path, settings: dict[str, str]
) -> None:
    url = "postgresql+asyncpg://steady:canary@127.0.0.1:9/steady"
    ended = await run(tmp_path, settings | {"STEADY_DATABASE_URL": url})

    assert ended.code == 2
    assert "STEADY_DATABASE_URL" in _one_line(ended.err)
    assert "canary" not in ended.err


async def test_the_database_of_another_workspace_is_refused(
    tmp_path: Path, settings: dict[str, str], slack: StandIn, sqlite_url: str
) -> None:
    other = StandIn(name="Contoso")
    await other.start()
    mine, theirs = (environment(each, sqlite_url) for each in (slack, other))
    process, _ = await started(tmp_path, mine)
    process.terminate()
    await process.communicate()
    ended = await run(tmp_path, theirs)
    await other.stop()

    assert ended.code == 2
    assert f"belongs to workspace {slack.team_id}" in _one_line(ended.err)
    db = await Database.open(sqlite_url, read_only=True)
    served = await db.read(workspaces.served)
    await db.close()
    assert served == [slack.team_id]


def test_settings_are_read_from_the_file_beside_which_it_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*HTTP, "STEADY_HTTP_PORT"):
        monkeypatch.delenv(name, raising=False)
    file = tmp_path / ".env"
    file.write_text("".join(f"{name}={value}\n" for name, value in HTTP.items()))
    with file.open("a") as more:
        more.write("STEADY_HTTP_PORT=4321\n")
    settings = read_settings(file)

    assert settings.http_port == 4321
    assert not settings.uses_socket_mode
    assert "canary" not in repr(settings)


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in HTTP.items():
        monkeypatch.setenv(name, value)
    file = tmp_path / ".env"
    file.write_text("STEADY_SLACK_BOT_TOKEN=nonsense\n")

    assert read_settings(file).slack_bot_token.get_secret_value() == BOT


@pytest.mark.parametrize("name", ["SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"])
def test_the_variables_of_other_slack_apps_are_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "xoxb-somebody-elses")
    for ours in HTTP:
        monkeypatch.delenv(ours, raising=False)

    with pytest.raises(Unusable, match="STEADY_SLACK_BOT_TOKEN is not set"):
        read_settings(tmp_path / ".env")


def _one_line(err: str) -> str:
    assert err.endswith("\n")
    assert err.count("\n") == 1, err
    return err
