"""Which target did somebody choose for a rep, and is that still to be told?"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, select

from bot.playbook.model import Money, Rep
from bot.playbook.nudge import NudgeKind, TargetTold
from storage import changes, outbox, rates, reps
from storage.outbox import Item, Waiting
from storage.request import Request
from storage.tables import outbox as outbox_
from storage.tables import reps as reps_


def queue(
    conn: Connection,
    request: Request,
    rep: Rep,
    chosen: Money | None,
    was: Money | None,
    change_id: int,
) -> None:
    """The rep hears of it once, and of the last word alone where several wait to be said."""
    if rep.id == request.rep.id:
        return
    waiting = _waiting(conn, rep)
    before = waiting[0].facts["was"] if waiting else was and [was.minor, was.currency]
    outbox.cancel(conn, request.workspace_id, [row.id for row in waiting], request.now)
    facts: dict[str, Any] = {"target": rep.id, "was": before, "by": request.rep.id}
    facts |= {"change": change_id, "is_none": chosen is None}
    facts["instead_of"] = waiting[-1].facts if waiting else None
    _say(conn, request, facts, f"{change_id}")


def stands_again(
    conn: Connection, request: Request, waiting: Sequence[int], change_id: int
) -> None:
    """The last word was taken back before it was said: the one before it is told after all."""
    for row in outbox.several(conn, request.workspace_id, waiting):
        if row.kind == NudgeKind.TARGET_SET and (before := row.facts["instead_of"]):
            _say(conn, request, before, f"{before['change']}:{change_id}")


def compose(conn: Connection, row: Waiting, rep: Rep) -> TargetTold | None:
    """What was chosen, as it stands; None when it was taken back or chosen anew by somebody."""
    if changes.is_undone(conn, row.workspace_id, row.facts["change"]):
        return None
    target, by = _stands(conn, rep)
    if target is None and not row.facts["is_none"]:
        return None  # the rep took it away
    if target is not None and by != row.facts["by"]:
        return None
    was = Money(*row.facts["was"]) if row.facts["was"] else None
    if target == was:
        return None
    return TargetTold(target, was, reps.get(conn, row.workspace_id, row.facts["by"]).name)


def taken_back(conn: Connection, row: Waiting, rep: Rep) -> TargetTold:
    """Whoever chose it took that back: the target as it stands now."""
    by = reps.get(conn, row.workspace_id, row.facts["by"])
    return TargetTold(_stands(conn, rep)[0], None, by.name, is_taken_back=True)


def _say(conn: Connection, request: Request, facts: dict[str, Any], key: str) -> None:
    item = Item(f"{NudgeKind.TARGET_SET.value}:{key}")
    to = (request.workspace_id, facts["target"], NudgeKind.TARGET_SET)
    outbox.queue(conn, *to, [item], request.now, request.now, request.steady_now, facts)


def _waiting(conn: Connection, rep: Rep) -> Sequence[Waiting]:
    found = conn.scalars(
        select(outbox_.c.id)
        .where(
            outbox_.c.workspace_id == rep.workspace_id,
            outbox_.c.rep_id == rep.id,
            outbox_.c.kind == NudgeKind.TARGET_SET.value,
            outbox_.c.state == "ready",
        )
        .order_by(outbox_.c.id)
    )
    return outbox.several(conn, rep.workspace_id, found.all())


def _stands(conn: Connection, rep: Rep) -> tuple[Money | None, int | None]:
    row = conn.execute(
        select(reps_.c.target_minor, reps_.c.target_set_by).where(
            reps_.c.workspace_id == rep.workspace_id, reps_.c.id == rep.id
        )
    ).one()
    if row.target_minor is None:
        return None, None
    return Money(row.target_minor, rates.reporting(conn, rep.workspace_id)), row.target_set_by
