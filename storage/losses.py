"""When did a client say no, why, and did it come back?"""

from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update

from bot.playbook.winback import Loss, LossReason
from storage.ids import new_id
from storage.tables import losses


def add(
    conn: Connection,
    workspace_id: str,
    client_id: int,
    rep_id: int,
    loss: Loss,
    now: datetime,
) -> int:
    """Keep a loss; returns its id."""
    loss_id = new_id(now)
    conn.execute(
        insert(losses),
        {
            "workspace_id": workspace_id,
            "id": loss_id,
            "client_id": client_id,
            "rep_id": rep_id,
            "lost_on": loss.lost_on,
            "reason": loss.reason.value if loss.reason else None,
            "note": loss.note,
            "version": 1,
            "created_at": now,
        },
    )
    return loss_id


def of(conn: Connection, workspace_id: str, client_id: int) -> list[Loss]:
    """Every time this client said no, the latest first."""
    found = conn.execute(
        select(losses)
        .where(
            losses.c.workspace_id == workspace_id,
            losses.c.client_id == client_id,
            losses.c.gone_at.is_(None),
        )
        .order_by(losses.c.lost_on.desc(), losses.c.id.desc())
    )
    return [
        Loss(r.lost_on, LossReason(r.reason) if r.reason else None, r.note, r.won_back_on)
        for r in found
    ]


def latest(conn: Connection, workspace_id: str, client_id: int) -> int | None:
    """The id of the loss that still stands."""
    found: int | None = conn.scalar(
        select(losses.c.id)
        .where(
            losses.c.workspace_id == workspace_id,
            losses.c.client_id == client_id,
            losses.c.gone_at.is_(None),
            losses.c.won_back_on.is_(None),
        )
        .order_by(losses.c.lost_on.desc(), losses.c.id.desc())
        .limit(1)
    )
    return found


def set_reason(conn: Connection, workspace_id: str, client_id: int, reason: LossReason) -> None:
    """Why they said no, told afterwards."""
    loss_id = latest(conn, workspace_id, client_id)
    here = losses.c.workspace_id == workspace_id, losses.c.id == loss_id
    conn.execute(update(losses).where(*here).values(reason=reason.value))


def win_back(conn: Connection, workspace_id: str, loss_id: int, on: date) -> None:
    """They talk to us again."""
    here = losses.c.workspace_id == workspace_id, losses.c.id == loss_id
    conn.execute(update(losses).where(*here).values(won_back_on=on, version=losses.c.version + 1))
