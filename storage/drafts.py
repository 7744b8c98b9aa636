"""What did a rep ask for while Steady still has to ask back?"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Select, delete, insert, select

from bot.playbook import client_intent, lot, pipeline_intent
from bot.playbook.client_intent import ClientIntent, is_about_a_client
from bot.playbook.intent import Intent, from_json
from bot.playbook.kept import problem_as_json, problem_from_json
from bot.playbook.lot import LotIntent, is_about_a_lot
from bot.playbook.pipeline_intent import PipelineIntent, is_about_a_deal
from bot.playbook.problem import Problem
from storage.ids import new_id
from storage.tables import drafts

KEPT_FOR = timedelta(days=30)


def keep(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    intent: Intent | ClientIntent | PipelineIntent | LotIntent,
    now: datetime,
    problem: Problem | None = None,
) -> int:
    """Store everything said so far, and what stood in the way; returns the draft's id."""
    draft_id = new_id(now)
    conn.execute(
        insert(drafts),
        {
            "workspace_id": workspace_id,
            "id": draft_id,
            "rep_id": rep_id,
            "intent": intent.as_json(),
            "problem": problem_as_json(problem) if problem else None,
            "at": now,
        },
    )
    return draft_id


def find(
    conn: Connection, workspace_id: str, rep_id: int, draft_id: int
) -> Intent | ClientIntent | PipelineIntent | LotIntent | None:
    """The rep's own draft, or None when it is too old."""
    stored = conn.scalar(_one(drafts.c.intent, workspace_id, rep_id, draft_id))
    if stored is None:
        return None
    if is_about_a_lot(stored):
        return lot.from_json(stored)
    if is_about_a_deal(stored):
        return pipeline_intent.from_json(stored)
    return client_intent.from_json(stored) if is_about_a_client(stored) else from_json(stored)


def problem(conn: Connection, workspace_id: str, rep_id: int, draft_id: int) -> Problem:
    """What stood in the way of a draft."""
    stored = conn.scalar(_one(drafts.c.problem, workspace_id, rep_id, draft_id))
    return Problem("draft_gone") if stored is None else problem_from_json(stored)


def forget_old(conn: Connection, now: datetime) -> int:
    """Drop drafts nobody came back to. Across workspaces."""
    return conn.execute(delete(drafts).where(drafts.c.at < now - KEPT_FOR)).rowcount


def _one(column: Any, workspace_id: str, rep_id: int, draft_id: int) -> Select[Any]:
    return select(column).where(
        drafts.c.workspace_id == workspace_id,
        drafts.c.id == draft_id,
        drafts.c.rep_id == rep_id,
    )
