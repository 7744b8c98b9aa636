"""May this person own a client?"""

from bot.playbook import profile
from bot.playbook.model import Rep
from bot.playbook.problem import Problem
from handlers.act import Act
from handlers.identify import profile_of, rep_for


async def trouble(act: Act, user_id: str) -> Problem | None:
    """Only an active, full member can, as Slack says now; whoever is new becomes a rep."""
    if profile.trouble(await profile_of(act.slack, user_id)) is not None:
        return Problem("cannot_own")
    found = await rep_for(act.db, act.slack, act.workspace_id, user_id, act.now, act.steady_now)
    return None if isinstance(found, Rep) else Problem("cannot_own")
