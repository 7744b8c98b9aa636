"""Who is in a channel, as far as Slack tells within a moment?"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack import TROUBLE

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.8  # at its members, and again at each: Slack waits three for our answer
MOST_LOOKED_AT = 200  # members, one page
MOST_ASKED = 30  # of them, who are not known already


async def members_of(read: AsyncWebClient, channel_id: str, seconds: float) -> list[str]:
    """The members, a page of them; nobody when Slack does not tell in time."""
    try:
        async with asyncio.timeout(seconds):
            page = await read.conversations_members(channel=channel_id, limit=MOST_LOOKED_AT)
    except TROUBLE as error:
        log.warning("members_unread", extra={"kind": type(error).__name__})
        return []
    return [str(one) for one in page["members"]]


async def profiles_of(
    read: AsyncWebClient, user_ids: Sequence[str], seconds: float
) -> list[dict[str, Any]]:
    """Those that come in time, all asked for at once."""
    asked = [asyncio.create_task(_profile(read, one)) for one in user_ids[:MOST_ASKED]]
    done, late = await asyncio.wait(asked, timeout=seconds) if asked else (set(), set())
    for each in late:
        each.cancel()
    return [profile for each in done if (profile := each.result()) is not None]


def name_of(profile: dict[str, Any]) -> str:
    """What somebody is called in Slack; empty where it tells no name."""
    names = profile.get("profile") or {}
    return str(names.get("display_name") or profile.get("real_name") or profile.get("name") or "")


async def _profile(read: AsyncWebClient, user_id: str) -> dict[str, Any] | None:
    try:
        answer = await read.users_info(user=user_id)
    except TROUBLE:
        return None
    profile: dict[str, Any] = answer["user"]
    return profile
