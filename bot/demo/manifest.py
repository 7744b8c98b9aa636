"""What does the app's manifest promise: commands, shortcuts, events, tabs?"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command as the composer offers it."""

    command: str
    description: str
    usage_hint: str
    should_escape: bool


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut: «global» from anywhere, «message» from a message's menu."""

    callback_id: str
    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The parts of a manifest the stand-in goes by."""

    commands: tuple[Command, ...] = ()
    shortcuts: tuple[Shortcut, ...] = ()
    events: frozenset[str] = frozenset()
    home_tab: bool = True
    messages_tab: bool = True


def read_manifest(path: Path) -> Manifest:
    """The manifest file, as YAML."""
    whole: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    features = whole.get("features", {})
    tabs = features.get("app_home", {})
    subscriptions = whole.get("settings", {}).get("event_subscriptions", {})
    return Manifest(
        commands=tuple(_command(one) for one in features.get("slash_commands", [])),
        shortcuts=tuple(_shortcut(one) for one in features.get("shortcuts", [])),
        events=frozenset(subscriptions.get("bot_events", [])),
        home_tab=tabs.get("home_tab_enabled", False),
        messages_tab=tabs.get("messages_tab_enabled", False),
    )


def _command(given: Mapping[str, Any]) -> Command:
    return Command(
        command=given["command"],
        description=given.get("description", ""),
        usage_hint=given.get("usage_hint", ""),
        should_escape=given.get("should_escape", False),
    )


def _shortcut(given: Mapping[str, Any]) -> Shortcut:
    return Shortcut(
        callback_id=given["callback_id"],
        name=given["name"],
        type=given["type"],
        description=given.get("description", ""),
    )
