"""What does the page show one visitor?"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.demo.blocks import Json
from bot.demo.manifest import Manifest
from bot.demo.page_clock import PRESETS
from bot.demo.stage import Stage
from bot.demo.workspace import Conversation, File, Message, User, aware, micros


@dataclass(slots=True)
class Marks:
    """What visitors have read, and which ephemeral messages they put away."""

    read: dict[tuple[str, str], int] = field(default_factory=dict)
    dismissed: set[tuple[str, str, str]] = field(default_factory=set)

    def mark_read(self, viewer: str, conversation: Conversation) -> None:
        """Everything in this conversation has been seen."""
        latest = max((micros(m.ts) for m in conversation.messages), default=0)
        self.read[viewer, conversation.id] = latest

    def dismiss(self, viewer: str, channel_id: str, ts: str) -> None:
        """Never show this ephemeral message again."""
        self.dismissed.add((viewer, channel_id, ts))


def snapshot(stage: Stage, manifest: Manifest, marks: Marks, viewer: User) -> Json:
    """Everything one visitor may see, complete, as the page draws it."""
    workspace, views, app = stage.workspace, stage.views, stage.workspace.app
    home = views.home(viewer.id)
    return {
        "type": "snapshot",
        "version": workspace.version,
        "team": {"id": workspace.team_id, "name": workspace.name},
        "app": {"id": app.id, "user_id": app.bot_user_id, "name": app.name},
        "viewer": viewer.id,
        "users": [_user(user) for user in workspace.users.values()],
        "clock": _clock(workspace.clock.now(), viewer.tz),
        "conversations": [_conversation(stage, marks, viewer, c) for c in _theirs(stage, viewer)],
        "home": views.as_slack(home) if home else None,
        "views": [views.as_slack(view) for view in views.stack(viewer.id)],
        "commands": [_without_escape(asdict(one)) for one in manifest.commands],
        "shortcuts": [asdict(one) for one in manifest.shortcuts],
    }


def _user(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "title": user.title,
        "tz": user.tz,
        "is_bot": user.is_bot,
        "deleted": user.deleted,
        "pickable": not user.is_bot and not user.deleted,
    }


def _clock(now: datetime, tz: str) -> Json:
    presets = [{"id": preset.id, "label": preset.label} for preset in PRESETS]
    return {"now": aware(now), "local": _local(now, tz), "tz": tz, "presets": presets}


def _theirs(stage: Stage, viewer: User) -> list[Conversation]:
    dm = stage.workspace.dm(viewer.id)
    everywhere = stage.workspace.conversations.values()
    return [*(c for c in everywhere if c.kind == "channel" and viewer.id in c.members), dm]


def _conversation(stage: Stage, marks: Marks, viewer: User, conversation: Conversation) -> Json:
    shown = [m for m in conversation.messages if _visible(marks, viewer, m)]
    with_whom = stage.workspace.app.bot_user_id if conversation.kind == "im" else None
    return {
        "id": conversation.id,
        "kind": conversation.kind,
        "name": conversation.name,
        "topic": conversation.topic,
        "with": with_whom,
        "unread": _unread(marks, viewer, conversation.id, shown),
        "messages": [_message(message, viewer.tz) for message in shown],
    }


def _visible(marks: Marks, viewer: User, message: Message) -> bool:
    for_them = message.ephemeral_for in (None, viewer.id)
    return for_them and (viewer.id, message.channel, message.ts) not in marks.dismissed


def _unread(marks: Marks, viewer: User, channel_id: str, shown: list[Message]) -> int:
    """Ephemeral messages answer what the visitor just did; they never count."""
    mark = marks.read.get((viewer.id, channel_id), 0)
    fresh = (m for m in shown if micros(m.ts) > mark and m.user != viewer.id)
    return sum(message.ephemeral_for is None for message in fresh)


def _message(message: Message, tz: str) -> Json:
    return {
        "ts": message.ts,
        "at": aware(message.shown_at),
        "at_local": _local(message.shown_at, tz),
        "user": message.user,
        "bot": message.by_app,
        "text": message.text,
        "blocks": message.blocks,
        "files": [_file(file) for file in message.files],
        "ephemeral": message.ephemeral_for is not None,
        "edited": message.edited,
    }


def _file(file: File) -> Json:
    return {"id": file.id, "name": file.name, "size": file.length, "url": f"/files/{file.id}"}


def _local(moment: datetime, tz: str) -> str:
    return moment.astimezone(ZoneInfo(tz)).strftime("%Y-%m-%dT%H:%M")


def _without_escape(command: Json) -> Json:
    return {name: value for name, value in command.items() if name != "should_escape"}
