"""What must not drift apart: layers, manifest and handlers, messages and handlers, settings."""

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from bot.cli.manifest import over_http, with_shared_channels
from bot.messages.ids import Action, Form, Shortcut
from bot.settings import Settings
from handlers import table
from tests.bot.messages.everything import EVERY_FORM, EVERY_HOME, EVERY_MESSAGE

ROOT = Path(__file__).parents[1]
MANIFEST = ROOT / "manifest.yml"
URL = "https://steady.example.com"

NO_SCHEMA = (
    "no manifest schema here: name Slack's manifest.schema.1.0.0.json in MANIFEST_SCHEMA "
    "(github.com/slackapi/manifest-schema)"
)


def manifest(variant: str) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(MANIFEST.read_text(encoding="utf-8"))
    read = with_shared_channels(read) if variant == "shared_channels" else read
    return over_http(read, URL) if variant == "http" else read


@pytest.fixture(params=["socket_mode", "http", "shared_channels"])
def features(request: pytest.FixtureRequest) -> dict[str, Any]:
    """Every variant must name the same things."""
    return manifest(request.param)


def test_rooms_keep_to_their_layers() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_manifest_names_every_command_that_has_a_handler(features: dict[str, Any]) -> None:
    commands = features["features"]["slash_commands"]
    assert {one["command"] for one in commands} == set(table.COMMANDS)
    assert all(one["should_escape"] for one in commands)


def test_the_manifest_names_every_shortcut_that_has_a_handler(features: dict[str, Any]) -> None:
    named = {one["callback_id"] for one in features["features"]["shortcuts"]}
    assert named == set(table.SHORTCUTS) == set(Shortcut)


def test_the_manifest_subscribes_to_every_event_that_has_a_handler(
    features: dict[str, Any],
) -> None:
    named = features["settings"]["event_subscriptions"]["bot_events"]
    heard = {event.partition(".")[0] for event in named}
    assert heard == set(table.EVENTS) | set(table.ABOUT_PEOPLE)


def test_over_http_every_request_goes_to_one_address() -> None:
    over = manifest("http")
    address = f"{URL}/slack/events"
    settings = over["settings"]
    assert {one["url"] for one in over["features"]["slash_commands"]} == {address}
    assert settings["event_subscriptions"]["request_url"] == address
    assert settings["interactivity"]["request_url"] == address
    assert settings["interactivity"]["message_menu_options_url"] == address
    assert settings["socket_mode_enabled"] is False


def test_what_the_command_line_prints_is_the_http_manifest() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "bot", "manifest", "--url", URL],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert yaml.safe_load(printed.stdout) == manifest("http")


def test_slack_accepts_the_manifest(features: dict[str, Any]) -> None:
    named = os.environ.get("MANIFEST_SCHEMA")
    if not named:
        (pytest.fail if os.environ.get("STEADY_TEST_ALL") else pytest.skip)(NO_SCHEMA)
    jsonschema.validate(features, json.loads(Path(named).read_text(encoding="utf-8")))


def shown_actions() -> set[str]:
    blocks = [b for said in EVERY_MESSAGE.values() for b in said.blocks]
    blocks += [b for view in (EVERY_FORM | EVERY_HOME).values() for b in view["blocks"]]
    elements = [one for b in blocks for one in b.get("elements", ())]
    elements += [b[name] for b in blocks for name in ("accessory", "element") if name in b]
    fields = {b["element"]["action_id"] for b in blocks if b["type"] == "input"}
    ids = {one["action_id"].partition(":")[0] for one in elements if "action_id" in one}
    return (ids - fields) | (fields & set(table.OPTIONS))


def test_every_button_has_a_handler_and_every_handler_a_button() -> None:
    assert shown_actions() == set(table.ACTIONS) | set(table.OPTIONS) == set(Action)


def test_every_form_has_a_handler_and_every_handler_a_form() -> None:
    sent = {form["callback_id"] for form in EVERY_FORM.values() if "submit" in form}
    assert sent == set(table.FORMS) == set(Form) - {Form.ECHO}


@pytest.mark.parametrize("page", ["README.md", ".env.example"])
def test_every_setting_is_written_down(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    missing = [n for n in Settings.model_fields if f"STEADY_{n.upper()}" not in text]
    assert missing == []


def test_sqlalchemy_is_asked_for_with_what_async_needs() -> None:
    """Since 2.1 it no longer brings greenlet by itself."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [d for d in project["project"]["dependencies"] if d.startswith("sqlalchemy")]
    assert wanted[0].startswith("sqlalchemy[asyncio]")


def test_a_start_on_a_file_imports_nothing_it_does_not_use() -> None:
    """Each of these costs a tenth of the memory and of the time until Steady is ready."""
    rare = ("alembic", "asyncpg", "sqlalchemy.orm", "sqlalchemy.ext.asyncio", "bot.demo")
    asked = f"import sys, bot.app; print([name for name in {rare} if name in sys.modules])"

    said = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True)

    assert said.stdout == "[]\n"
