"""What happens when Slack says that a member has changed, left, or come back?

The same is looked up before each message and with each morning brief, so an event that never
comes is no harm.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.playbook.profile import is_as_known
from storage import departures, reps
from storage.database import Database


async def changed(
    db: Database,
    workspace_id: str,
    event: Mapping[str, Any],
    now: datetime,
    steady_now: datetime,
) -> None:
    """A rep has another name, zone or standing; who is no rep of ours is nobody to us."""
    profile = event.get("user")
    if not isinstance(profile, Mapping) or not profile.get("id"):
        return
    rep = await db.read(reps.find, workspace_id, str(profile["id"]))
    if rep is not None and not is_as_known(rep, profile):
        await db.write(departures.notice, rep, profile, now, steady_now)
