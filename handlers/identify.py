"""Who is this? A Slack user becomes a rep at the first meeting."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.playbook.model import Rep
from bot.playbook.problem import Problem
from bot.slack import TROUBLE, Slack
from storage import reps, workspaces
from storage.database import Database

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 1.0  # for users.info; after that the workspace's zone has to do


async def rep_for(
    db: Database, slack: Slack, workspace_id: str, user_id: str, now: datetime
) -> Rep | Problem:
    """The rep behind a Slack user; a deleted user, a guest or a bot is none."""
    known = await db.read(reps.find, workspace_id, user_id)
    if known is not None and not known.is_gone:
        return known
    profile = await _profile(slack, user_id)
    problem = _trouble(profile)
    if problem is not None:
        return problem
    if known is not None:
        await db.write(reps.set_gone, workspace_id, known.id, None)
        return replace(known, is_gone=False)
    workspace = await db.read(workspaces.find, workspace_id)
    assert workspace is not None
    newcomer = _newcomer(workspace, user_id, profile)
    return await db.write(reps.meet, newcomer, now)


async def _profile(slack: Slack, user_id: str) -> Mapping[str, Any]:
    """What Slack says of this user, or nothing when it does not say so in time."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            answer = await slack.read.users_info(user=user_id, include_locale=True)
    except TROUBLE as error:
        log.warning("profile_unread", extra={"user": user_id, "kind": type(error).__name__})
        return {}
    profile: Mapping[str, Any] = answer["user"]
    return profile


def _trouble(profile: Mapping[str, Any]) -> Problem | None:
    if profile.get("deleted") or profile.get("is_bot") or profile.get("is_stranger"):
        return Problem("not_a_rep")
    if profile.get("is_restricted") or profile.get("is_ultra_restricted"):
        return Problem("guest")
    return None


def _newcomer(workspace: workspaces.Workspace, user_id: str, profile: Mapping[str, Any]) -> Rep:
    """Slack workspace admins are managers at the first meeting."""
    names = profile.get("profile", {})
    name = names.get("display_name") or profile.get("real_name") or profile.get("name") or ""
    return Rep(
        workspace_id=workspace.id,
        id=0,
        slack_user_id=user_id,
        name=str(name).split(" ")[0],
        zone=profile.get("tz") or workspace.zone,
        locale=profile.get("locale") or workspace.locale,
        is_manager=bool(profile.get("is_admin") or profile.get("is_owner")),
        fiscal_start=workspace.fiscal_start,
    )
