"""May this person own a client?"""

from bot.playbook.model import Rep
from bot.playbook.problem import Problem
from handlers.act import Act
from handlers.identify import rep_for


async def trouble(act: Act, user_id: str) -> Problem | None:
    """Only an active, full member can; the first time one is named they become a rep."""
    found = await rep_for(act.db, act.slack, act.workspace_id, user_id, act.now)
    return None if isinstance(found, Rep) else Problem("cannot_own")
