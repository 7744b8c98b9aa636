"""Whose open pipeline has fallen below the target they chose, and why? (S0-5)"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from bot.playbook import shortfall
from bot.playbook.shortfall import Change, Shortfall
from storage import falls, reps
from storage.tables import shortfalls


class Why(StrEnum):
    """What moved a rep's pipeline."""

    ADDED = "added"
    WON = "won"
    LOST = "lost"  # the deal, or its client
    NO = "no"  # an honest no to this deal
    SLIPPED = "slipped"  # its close date, or less money than was hoped
    MOVED = "moved"  # given away, or to a stage
    CHANGED = "changed"
    TARGET = "target"
    RATE = "rate"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why the figures changed, and by which deal."""

    why: Why
    deal_id: int | None = None


_SAID = {
    Why.WON: shortfall.Cause.WON,
    Why.LOST: shortfall.Cause.LOST,
    Why.NO: shortfall.Cause.NO,
    Why.SLIPPED: shortfall.Cause.SLIPPED,
    Why.MOVED: shortfall.Cause.GIVEN,
    Why.TARGET: shortfall.Cause.TARGET,
}
_ONE = (
    shortfalls.c.workspace_id == bindparam("workspace"),
    shortfalls.c.rep_id == bindparam("rep"),
)
_FIND = select(
    shortfalls.c.below_on,
    shortfalls.c.cause,
    shortfalls.c.deal_id,
    shortfalls.c.nudge_at,
    shortfalls.c.told_at,
    shortfalls.c.back_at,
).where(*_ONE)


def settle(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    before_minor: int,
    after_minor: int,
    target_minor: int | None,
    cause: Cause | None,
    now: datetime,
) -> None:
    """What follows from a rep's pipeline having changed: what is to be said of it, and when."""
    was = find(conn, workspace_id, rep_id)
    why, deal_id = _said(cause)
    change = Change(why, deal_id, before_minor, after_minor, target_minor)
    if was is None and not change.is_below:
        return
    rep = reps.get(conn, workspace_id, rep_id)
    held = falls.held(conn, rep, was, now) if was else None
    others = falls.since(conn, rep, was, now) if was and held is None else []
    now_is = shortfall.after_change(was, change, held, others, now, rep.hours, rep.zone)
    keep(conn, workspace_id, rep_id, was, now_is)


def tell_reason(
    conn: Connection, workspace_id: str, rep_id: int, deal_id: int, why: Why, now: datetime
) -> None:
    """Why a deal was lost is told afterwards: what is to be said of it, and when, may change."""
    was = find(conn, workspace_id, rep_id)
    if was is None:
        return
    rep = reps.get(conn, workspace_id, rep_id)
    now_is = shortfall.after_reason(was, deal_id, _SAID[why], now, rep.hours, rep.zone)
    keep(conn, workspace_id, rep_id, was, now_is)


def find(conn: Connection, workspace_id: str, rep_id: int) -> Shortfall | None:
    """How it stands with this rep; None while enough is open, or no target was chosen."""
    row = conn.execute(_FIND, {"workspace": workspace_id, "rep": rep_id}).first()
    return None if row is None else _shortfall(row)


def keep(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    was: Shortfall | None,
    now_is: Shortfall | None,
) -> None:
    """Store what has become of it."""
    if now_is == was:
        return
    one = {"workspace": workspace_id, "rep": rep_id}
    if now_is is None:
        conn.execute(delete(shortfalls).where(*_ONE), one)
    elif was is None:
        key = {"workspace_id": workspace_id, "rep_id": rep_id}
        conn.execute(insert(shortfalls), key | _values(now_is))
    else:
        conn.execute(update(shortfalls).where(*_ONE).values(_values(now_is)), one)


def due_by(conn: Connection, now: datetime, limit: int) -> list[tuple[str, int, Shortfall]]:
    """Workspace, rep and how it stands, of those something is to be said to. Across workspaces."""
    found = conn.execute(
        select(shortfalls)
        .where(shortfalls.c.nudge_at <= now)
        .order_by(shortfalls.c.nudge_at)
        .limit(limit)
    )
    return [(row.workspace_id, row.rep_id, _shortfall(row)) for row in found]


def queued(conn: Connection, workspace_id: str, rep_id: int, again_at: datetime) -> None:
    """A message about it waits in the outbox; should it never be said, it is looked at again."""
    conn.execute(
        update(shortfalls).where(*_ONE).values(nudge_at=again_at),
        {"workspace": workspace_id, "rep": rep_id},
    )


def first_at(conn: Connection) -> datetime | None:
    """When something is next to be said about any of them. Across workspaces."""
    first: datetime | None = conn.scalar(
        select(func.min(shortfalls.c.nudge_at)).where(shortfalls.c.nudge_at.is_not(None))
    )
    return first


def _said(cause: Cause | None) -> tuple[shortfall.Cause, int | None]:
    """How it is said; a deal that moved to a stage was not given away."""
    if cause is None or (cause.why is Why.MOVED and cause.deal_id is not None):
        return shortfall.Cause.OTHER, None
    return _SAID.get(cause.why, shortfall.Cause.OTHER), cause.deal_id


def _shortfall(row: Any) -> Shortfall:
    cause = shortfall.Cause(row.cause)
    return Shortfall(row.below_on, cause, row.deal_id, row.nudge_at, row.told_at, row.back_at)


def _values(now_is: Shortfall) -> dict[str, Any]:
    return {
        "below_on": now_is.below_on,
        "cause": now_is.cause.value,
        "deal_id": now_is.deal_id,
        "nudge_at": now_is.next_at,
        "told_at": now_is.told_at,
        "back_at": now_is.back_at,
    }
