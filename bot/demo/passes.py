"""May this trigger id or response URL still be used?"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.demo.refusal import RefusalError
from bot.demo.workspace import Workspace

TRIGGER_LIVES = timedelta(seconds=3)
URL_LIVES = timedelta(minutes=30)
URL_USES = 5


@dataclass(slots=True)
class Trigger:
    """What a person just did, and whether a form was opened for it yet."""

    user_id: str
    issued_at: datetime
    channel: str | None
    view_id: str | None
    exchanged: bool = False


@dataclass(slots=True)
class ReplyTo:
    """Where an answer goes: one person in one conversation, perhaps in place of one message."""

    user_id: str
    channel: str
    original_ts: str | None
    issued_at: datetime
    uses: int = 0


class Passes:
    """The trigger ids and response URLs handed out in this workspace."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._triggers: dict[str, Trigger] = {}
        self._replies: dict[str, ReplyTo] = {}
        self.url_root = ""

    def trigger(self, user_id: str, channel: str | None, view_id: str | None = None) -> str:
        """A trigger id for what this person just did."""
        now = self._now()
        trigger_id = f"{len(self._triggers) + 1}.{int(now.timestamp())}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user_id, now, channel, view_id)
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Use a trigger: once, and within three seconds."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise RefusalError("invalid_trigger_id")
        if trigger.exchanged:
            raise RefusalError("exchanged_trigger_id")
        if self._now() - trigger.issued_at > TRIGGER_LIVES:
            raise RefusalError("expired_trigger_id")
        trigger.exchanged = True
        return trigger

    def response_url(self, kind: str, user_id: str, channel: str, ts: str | None) -> str:
        """An address that takes answers to what this person just did in this conversation."""
        key = secrets.token_hex(12)
        self._replies[key] = ReplyTo(user_id, channel, ts, self._now())
        return f"{self.url_root}/{kind}/{self._workspace.team_id}/{len(self._replies)}/{key}"

    def answered_by(self, key: str) -> ReplyTo:
        """Where the acknowledgement's own answer goes; it does not count as a use."""
        return self._replies[key]

    def reply_to(self, key: str) -> ReplyTo:
        """Use a response URL: five times, within thirty minutes."""
        reply = self._replies.get(key)
        if reply is None or self._now() - reply.issued_at > URL_LIVES:
            raise RefusalError("expired_url")
        if reply.uses >= URL_USES:
            raise RefusalError("used_url")
        reply.uses += 1
        return reply

    def _now(self) -> datetime:
        return self._workspace.clock.steady_now()
