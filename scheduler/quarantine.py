"""May a restored copy speak yet? Only when it has read what was said since its backup was made.

It answers whoever asks meanwhile, and lets itself go when the last rep's messages are read.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.playbook.channel import REFUSALS
from bot.playbook.model import Rep
from bot.slack import TROUBLE, refusal, wait_asked
from scheduler.delivery import EVENT_TYPE, Courier
from storage import quarantine
from storage.quarantine import Said

log = logging.getLogger(__name__)

_PAGE = 15  # messages: what Slack allows every kind of app
_PAUSES = 3
_SHORT_SECONDS = 5  # a pause waited for at once; a longer one ends the look until then
# Nobody is there to have been told anything.
_NOBODY = frozenset(
    {"cannot_dm_bot", "channel_not_found", "user_disabled", "user_not_found", "users_not_found"}
)
# Waiting would not help: the token may not read at all.
_NEVER = frozenset({"missing_scope", "no_permission", "not_allowed_token_type"})


@dataclass(frozen=True, slots=True)
class Quarantine:
    """A copy that was just started, and since when it has tried to look.

    `lives` hears that it gets on.
    """

    courier: Courier
    since: datetime
    lives: Callable[[], object] = lambda: None

    async def is_over(self) -> bool:
        """Read on, rep by rep; False while Slack cannot be asked."""
        courier = self.courier
        while not courier.stopping.is_set():
            found = await courier.db.read(quarantine.next_rep)
            if found is None:
                return True
            if not await self._look(*found):
                return False
            self.lives()
        return False

    async def _look(self, rep: Rep, since: datetime) -> bool:
        extra: dict[str, object] = {"workspace": rep.workspace_id, "rep": rep.id}
        try:
            said = [*await self._in_dm(rep, since), *await self._in_channel(rep, since)]
        except TROUBLE as error:
            code = refusal(error) if isinstance(error, SlackApiError) else type(error).__name__
            return await self._without_looking(rep, code, extra | {"error": code})
        now = self.courier.clock.now()
        known = await self.courier.db.write(quarantine.settle, rep, said, now)
        log.info("quarantine_looked", extra=extra | {"found": known})
        return True

    async def _in_dm(self, rep: Rep, since: datetime) -> list[Said]:
        read, channel_id = self.courier.slack_for(rep.workspace_id).read, rep.dm_channel_id
        try:
            if channel_id is None:
                opening = partial(read.conversations_open, users=rep.slack_user_id)
                channel_id = str((await self._patiently(opening))["channel"]["id"])
            return await self._said_since(rep.workspace_id, channel_id, since)
        except SlackApiError as error:
            if refusal(error) in _NOBODY:
                return []
            raise

    async def _in_channel(self, rep: Rep, since: datetime) -> list[Said]:
        """The weekly digest is looked for with the rep who set it up."""
        channel_id = await self.courier.db.read(quarantine.digest_channel, rep)
        if channel_id is None:
            return []
        try:
            return await self._said_since(rep.workspace_id, channel_id, since)
        except SlackApiError as error:
            if refusal(error) in REFUSALS:  # it would not take another digest either
                return []
            raise

    async def _said_since(self, workspace_id: str, channel_id: str, since: datetime) -> list[Said]:
        """Every message of ours in a channel from a moment on."""
        read = self.courier.slack_for(workspace_id).read
        found: list[Said] = []
        cursor = ""
        while True:
            page = partial(
                read.conversations_history,
                channel=channel_id,
                oldest=f"{since.timestamp():.6f}",
                inclusive=True,
                limit=_PAGE,
                cursor=cursor,
                include_all_metadata=True,
            )
            answer = await self._patiently(page)
            self.lives()
            found += _ours(channel_id, answer["messages"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return found

    async def _patiently(self, ask: Callable[[], Awaitable[Any]]) -> Any:
        """What Slack answers; a short pause is waited for, as what was read would be lost."""
        for _ in range(_PAUSES):
            try:
                return await ask()
            except SlackApiError as error:
                asked = wait_asked(error)
                if asked is None or asked > _SHORT_SECONDS:
                    raise
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.courier.stopping.wait(), asked)
        return await ask()

    async def _without_looking(self, rep: Rep, code: str, extra: dict[str, object]) -> bool:
        clock, db = self.courier.clock, self.courier.db
        has_waited = clock.steady_now() - self.since >= self.courier.timing.give_up_reading
        if code in _NEVER or has_waited:
            await db.write(quarantine.give_up, rep, clock.now(), clock.steady_now())
            log.error("quarantine_unreadable", extra=extra)
            return True
        log.warning("quarantine_waits", extra=extra)
        return False


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
