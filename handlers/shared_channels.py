"""May a Slack channel be linked with a client?"""

import logging

from bot.playbook.problem import Problem
from bot.slack import TROUBLE
from handlers.act import Act

log = logging.getLogger(__name__)


async def look_up(act: Act, channel_id: str, name: str) -> tuple[str, str | None] | Problem:
    """Its id, and its name unless it is private: shared with others, and one Steady is in."""
    if not act.watches_channels:
        return Problem("channels_off")
    try:
        answer = await act.slack.read.conversations_info(channel=channel_id)
    except TROUBLE as error:
        log.warning("channel_unread", extra={"kind": type(error).__name__})
        return Problem("channel_unread")
    channel = answer["channel"]
    if not channel.get("is_ext_shared"):
        return Problem("channel_not_shared")
    if not channel.get("is_member"):
        return Problem("channel_not_joined")
    is_private = bool(channel.get("is_private"))
    return channel_id, None if is_private else str(channel.get("name") or name)
