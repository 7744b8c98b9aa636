"""May a restored copy speak yet? Only when it has read what was said since its backup was made.

It answers whoever asks meanwhile, and lets itself go when the last rep's messages are read.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.playbook.model import Rep
from bot.slack import TROUBLE, refusal
from scheduler.delivery import EVENT_TYPE, Courier
from storage import quarantine
from storage.quarantine import Said

log = logging.getLogger(__name__)

_PAGE = 15  # messages: what Slack allows every kind of app
# Nobody is there to have been told anything.
_NOBODY = frozenset(
    {"cannot_dm_bot", "channel_not_found", "user_disabled", "user_not_found", "users_not_found"}
)
# Waiting would not help: the token may not read at all.
_NEVER = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A copy that was just started, and since when it has tried to look."""

    courier: Courier
    since: datetime

    async def is_over(self) -> bool:
        """Read on, rep by rep; False while Slack cannot be asked."""
        courier = self.courier
        while not courier.stopping.is_set():
            found = await courier.db.read(quarantine.next_rep)
            if found is None:
                return True
            if not await self._look(*found):
                return False
        return False

    async def _look(self, rep: Rep, since: datetime) -> bool:
        extra: dict[str, object] = {"workspace": rep.workspace_id, "rep": rep.id}
        try:
            said = await _said_since(self.courier, rep, since)
        except TROUBLE as error:
            code = refusal(error) if isinstance(error, SlackApiError) else type(error).__name__
            return await self._without_looking(rep, code, extra | {"error": code})
        now = self.courier.clock.now()
        known = await self.courier.db.write(quarantine.settle, rep, said, now)
        log.info("quarantine_looked", extra=extra | {"found": known})
        return True

    async def _without_looking(self, rep: Rep, code: str, extra: dict[str, object]) -> bool:
        clock, db = self.courier.clock, self.courier.db
        if code in _NOBODY:
            await db.write(quarantine.settle, rep, [], clock.now())
            return True
        has_waited = clock.steady_now() - self.since >= self.courier.timing.give_up_reading
        if code in _NEVER or has_waited:
            await db.write(quarantine.give_up, rep, clock.now(), clock.steady_now())
            log.error("quarantine_unreadable", extra=extra)
            return True
        log.warning("quarantine_waits", extra=extra)
        return False


async def _said_since(courier: Courier, rep: Rep, since: datetime) -> list[Said]:
    """Every message of ours in the rep's direct messages from a moment on."""
    read = courier.slack_for(rep.workspace_id).read
    channel_id = rep.dm_channel_id
    if channel_id is None:
        opened = await read.conversations_open(users=rep.slack_user_id)
        channel_id = str(opened["channel"]["id"])
    found: list[Said] = []
    cursor = ""
    while True:
        answer = await read.conversations_history(
            channel=channel_id,
            oldest=f"{since.timestamp():.6f}",
            inclusive=True,
            limit=_PAGE,
            cursor=cursor,
            include_all_metadata=True,
        )
        found += _ours(channel_id, answer["messages"])
        cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            return found


def _ours(channel_id: str, messages: Iterable[dict[str, Any]]) -> list[Said]:
    marked = [
        (message["ts"], mark["event_payload"])
        for message in messages
        if (mark := message.get("metadata") or {}).get("event_type") == EVENT_TYPE
    ]
    return [
        Said(channel_id, str(ts), str(payload.get("token")), payload.get("keys") or [])
        for ts, payload in marked
    ]
