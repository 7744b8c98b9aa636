"""Who hears of it when Slack will not take a message for somebody?"""

from datetime import datetime

from sqlalchemy import Connection, select

from bot.playbook import due
from bot.playbook.model import Rep
from bot.playbook.nudge import NudgeKind
from storage import outbox, reps, workspaces
from storage.outbox import Item, Waiting
from storage.tables import outbox as rows


def give_up(
    conn: Connection, row: Waiting, owner: str, error: str, now: datetime, steady_now: datetime
) -> bool:
    """The message dies; what it was about goes to the rep's manager, else to the sales lead.

    They are told once a day of one rep; what comes later that day stands in that rep's list.
    """
    if not outbox.mark_dead(conn, row, owner, error, now):
        return False
    rep = reps.get(conn, row.workspace_id, row.rep_id)
    heir = _heir(conn, rep)
    about = _about(conn, row)
    if heir is None or not about or row.kind == NudgeKind.UNREACHED:
        return True
    key = f"unreached:{rep.id}:{due.today_in(rep.zone, now).isoformat()}"
    facts = {"rep": rep.id, "about": about}
    outbox.queue(
        conn,
        row.workspace_id,
        heir,
        NudgeKind.UNREACHED,
        [Item(key)],
        now,
        now,
        steady_now,
        facts,
    )
    return True


def _heir(conn: Connection, rep: Rep) -> int | None:
    """Who answers for the rep; nobody when that is the rep, or somebody who has left."""
    workspace = workspaces.find(conn, rep.workspace_id)
    candidates = (rep.manager_id, workspace.lead_id if workspace else None)
    for candidate in candidates:
        if candidate is not None and candidate != rep.id:
            found = reps.get(conn, rep.workspace_id, candidate)
            if not found.is_gone:
                return candidate
    return None


def _about(conn: Connection, row: Waiting) -> list[int]:
    """The commitments the message was composed of."""
    facts = conn.scalar(
        select(rows.c.facts).where(rows.c.workspace_id == row.workspace_id, rows.c.id == row.id)
    )
    listed = [commitment_id for commitment_id, _ in (facts or {}).get("listed", ())]
    return listed or outbox.live_items(conn, row.workspace_id, row.id)
