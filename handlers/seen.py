"""What happens when somebody writes in a channel that is shared with a client?

Of the event only who wrote and where is looked at. Kept is that the client spoke: the time and
the team, once a day. The text is never read.
"""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.playbook.profile import READ_SECONDS
from bot.playbook.seen import is_said_in_channel, team_named
from bot.slack import TROUBLE, Slack
from storage import clients, sightings
from storage.database import Database


async def said_in_channel(
    db: Database, slack: Slack, workspace_id: str, event: Mapping[str, Any], now: datetime
) -> None:
    """Somebody of another team wrote where a client was linked: that is contact (S3-1)."""
    if not is_said_in_channel(event):
        return
    client = await db.read(clients.in_channel, workspace_id, str(event["channel"]))
    if client is None:
        return
    team_id = team_named(event) or await _team_of(slack, str(event["user"]))
    if team_id is not None and team_id != workspace_id:
        await db.write(sightings.note, workspace_id, client.id, team_id, now)


async def _team_of(slack: Slack, user_id: str) -> str | None:
    """Where an event names no team, Slack knows whose its user is."""
    try:
        async with asyncio.timeout(READ_SECONDS):
            answer = await slack.read.users_info(user=user_id)
    except TROUBLE:
        return None
    found = answer["user"]
    return None if found.get("is_bot") else found.get("team_id")
