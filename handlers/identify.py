"""Who is this? A Slack user becomes a rep at the first meeting."""

import asyncio
import logging
from dataclasses import replace
from datetime import datetime

from bot.playbook.model import Rep
from bot.playbook.problem import Problem
from bot.playbook.profile import READ_SECONDS, Profile, as_told, is_admin, trouble
from bot.slack import TROUBLE, Slack
from storage import departures, reps, workspaces
from storage.database import Database

log = logging.getLogger(__name__)


async def rep_for(
    db: Database,
    slack: Slack,
    workspace_id: str,
    user_id: str,
    now: datetime,
    steady_now: datetime,
) -> Rep | Problem:
    """The rep behind a Slack user; a deleted user, a guest or a bot is none.

    Whom Slack did not tell of in time is served in the workspace's zone, and asked about again.
    """
    known = await db.read(reps.find, workspace_id, user_id)
    if known is not None and known.is_vetted and not known.is_gone:
        return known
    profile = await profile_of(slack, user_id)
    problem = trouble(profile)
    if problem is not None:
        return problem
    if known is None:
        return await _met(db, workspace_id, user_id, profile, now)
    if known.is_gone:
        await db.write(departures.come_back, known, now, steady_now)
        known = replace(known, is_gone=False)
    if not profile:
        return known
    told = as_told(known, profile)
    if not known.is_vetted:
        told = replace(told, is_manager=is_admin(profile))
    return await db.write(reps.set_profile, told, now)


async def profile_of(slack: Slack, user_id: str) -> Profile:
    """What Slack says of this user, or nothing when it does not say so in time."""
    try:
        async with asyncio.timeout(READ_SECONDS):
            answer = await slack.read.users_info(user=user_id, include_locale=True)
    except TROUBLE as error:
        log.warning("profile_unread", extra={"user": user_id, "kind": type(error).__name__})
        return {}
    profile: Profile = answer["user"]
    return profile


async def _met(
    db: Database, workspace_id: str, user_id: str, profile: Profile, now: datetime
) -> Rep:
    """Somebody new, in the workspace's zone and language where Slack names none."""
    workspace = await db.read(workspaces.find, workspace_id)
    assert workspace is not None
    newcomer = Rep(
        workspace_id=workspace.id,
        id=0,
        slack_user_id=user_id,
        name="",
        zone=workspace.zone,
        locale=workspace.locale,
        is_manager=is_admin(profile),
        fiscal_start=workspace.fiscal_start,
        is_vetted=bool(profile),
        is_welcomed=False,
    )
    return await db.write(reps.meet, as_told(newcomer, profile), now)
