"""May the digest stand in this channel, and who would read along?"""

import asyncio
import logging
from typing import Any

from slack_sdk.errors import SlackApiError

from bot.onlookers import LOOK_SECONDS, members_of, name_of, profiles_of
from bot.playbook.channel import REFUSALS, Seen, is_guest, unfit
from bot.slack import TROUBLE, refusal
from handlers.act import Act
from storage import reps

log = logging.getLogger(__name__)


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
    read = act.slack.read
    here = await members_of(read, channel_id, LOOK_SECONDS)
    known = await act.db.read(reps.known, act.workspace_id, here)
    told = await profiles_of(read, [one for one in here if one not in known], LOOK_SECONDS)
    guests = {str(one["id"]): name_of(one) for one in told if is_guest(one)}
    unseen = max(0, members - len(known) - len(told))
    names = tuple(sorted(guests.values()))
    return Seen(channel_id, name, None, members, names, unseen, tuple(sorted(guests)))
