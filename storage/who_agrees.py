"""Which manager does a rep turn to?"""

from sqlalchemy import Connection

from bot.playbook import parting
from bot.playbook.model import Rep
from storage import reps, workspaces


def who_agrees(conn: Connection, rep: Rep) -> Rep | None:
    """Their own manager, else the sales lead, else any manager."""
    workspace = workspaces.lead_of(conn, rep.workspace_id)
    manager, lead = (
        reps.get(conn, rep.workspace_id, i) if i is not None else None
        for i in (rep.manager_id, workspace)
    )
    return parting.who_agrees(rep, manager, lead, reps.managers(conn, rep.workspace_id))
