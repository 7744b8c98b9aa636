"""What is to be said about a pipeline below its target, read at the last moment? (S0-5)"""

from datetime import datetime

from sqlalchemy import Connection

from bot.playbook import due, shortfall, winning
from bot.playbook.deal import Against, Deal
from bot.playbook.model import Rep
from bot.playbook.nudge import NudgeKind
from bot.playbook.preferences import Muted, wants
from bot.playbook.shortfall import BelowTarget, Shortfall
from storage import deals, figures, outbox, reps, shortfalls
from storage.outbox import Item


def queue(conn: Connection, now: datetime, steady_now: datetime, limit: int) -> int:
    """Queue what has become due; returns how many were looked at. Across workspaces."""
    ripe = shortfalls.due_by(conn, now, limit)
    for workspace_id, rep_id, stands in ripe:
        rep = reps.get(conn, workspace_id, rep_id)
        if wants(rep, Muted.SHORTFALL):
            kind = NudgeKind.BACK_ABOVE if stands.back_at else NudgeKind.SHORTFALL
            today = due.today_in(rep.zone, now)
            item = Item(f"{kind}:{rep_id}:1:{today.isoformat()}")
            outbox.queue(conn, workspace_id, rep_id, kind, [item], now, now, steady_now)
        shortfalls.queued(conn, workspace_id, rep_id, now + shortfall.AGAIN_AFTER)
    return len(ripe)


def compose(
    conn: Connection, rep: Rep, kind: NudgeKind, now: datetime
) -> BelowTarget | Against | None:
    """What holds now; None when it is no longer so, or no longer wanted. Notes that it was said."""
    stands = shortfalls.find(conn, rep.workspace_id, rep.id)
    if stands is None or not wants(rep, Muted.SHORTFALL):
        return None
    if (stands.back_at is not None) is not (kind is NudgeKind.BACK_ABOVE):
        return None
    told = shortfall.after_told(stands, now)
    shortfalls.keep(conn, rep.workspace_id, rep.id, stands, told)
    return read(conn, rep, stands, now)


def read(conn: Connection, rep: Rep, stands: Shortfall, now: datetime) -> BelowTarget | Against:
    """The figures as they are."""
    found = figures.against(conn, rep)
    if stands.back_at is not None:
        return found
    today = due.today_in(rep.zone, now)
    usual = figures.usual_size(conn, rep.workspace_id, rep.id, today)
    openings = figures.opening(conn, rep.workspace_id, rep.id, today)
    gap = winning.gap(found.gap_minor, usual, openings)
    deal, is_again = _deal(conn, rep, stands), stands.is_again
    return BelowTarget(found, stands.cause, gap, deal, is_again, usual, openings)


def _deal(conn: Connection, rep: Rep, stands: Shortfall) -> Deal | None:
    """The deal that caused it, while anybody remembers it."""
    found = deals.several(conn, rep.workspace_id, [stands.deal_id] if stands.deal_id else [])
    return found[0] if found else None
