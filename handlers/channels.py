"""May the digest stand in this channel, and who would read along?"""

import asyncio
import logging
from collections.abc import Sequence
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.playbook.channel import REFUSALS, Seen, is_guest, unfit
from bot.slack import TROUBLE, refusal
from handlers.act import Act
from storage import reps

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.8  # at the channel, and again at its members: Slack waits three for our answer
MOST_LOOKED_AT = 200  # members, one page
MOST_ASKED = 30  # of them, who are not reps already


async def seen(act: Act, channel_id: str) -> Seen | None:
    """The channel as Slack tells it now; None when it does not in time."""
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            answer = await act.slack.read.conversations_info(
                channel=channel_id, include_num_members=True
            )
    except SlackApiError as error:
        why = REFUSALS.get(refusal(error))
        return Seen(channel_id, "", why) if why else None
    except TROUBLE as error:
        log.warning("channel_unread", extra={"kind": type(error).__name__})
        return None
    channel: dict[str, Any] = answer["channel"]
    name = str(channel.get("name") or "")
    if why := unfit(channel):
        return Seen(channel_id, name, why)
    return await _with_guests(act, channel_id, name, int(channel.get("num_members") or 0))


async def _with_guests(act: Act, channel_id: str, name: str, members: int) -> Seen:
    """Its guests, as far as Slack tells of them within a moment."""
    here = await _members(act, channel_id)
    known = await act.db.read(reps.known, act.workspace_id, here)
    asked = [one for one in here if one not in known][:MOST_ASKED]
    told = await _profiles(act, asked)
    guests = sorted(_name(profile) for profile in told if is_guest(profile))
    unseen = max(0, members - len(known) - len(told))
    return Seen(channel_id, name, None, members, tuple(guests), unseen)


async def _members(act: Act, channel_id: str) -> list[str]:
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            page = await act.slack.read.conversations_members(
                channel=channel_id, limit=MOST_LOOKED_AT
            )
    except TROUBLE as error:
        log.warning("members_unread", extra={"kind": type(error).__name__})
        return []
    return [str(one) for one in page["members"]]


async def _profiles(act: Act, user_ids: Sequence[str]) -> list[dict[str, Any]]:
    """Those that come in time, all asked for at once."""
    asked = [asyncio.create_task(_profile(act, user_id)) for user_id in user_ids]
    done, late = await asyncio.wait(asked, timeout=LOOK_SECONDS) if asked else (set(), set())
    for each in late:
        each.cancel()
    return [profile for each in done if (profile := each.result()) is not None]


async def _profile(act: Act, user_id: str) -> dict[str, Any] | None:
    try:
        answer = await act.slack.read.users_info(user=user_id)
    except TROUBLE:
        return None
    profile: dict[str, Any] = answer["user"]
    return profile


def _name(profile: dict[str, Any]) -> str:
    names = profile.get("profile") or {}
    return str(names.get("display_name") or profile.get("real_name") or profile.get("name") or "?")
