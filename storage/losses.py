"""When did a client say no, why, and did it come back?"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.playbook.bad_day import Blow
from bot.playbook.model import Contact, Rep, Standing
from bot.playbook.winback import Loss, LossReason
from storage.ids import new_id
from storage.tables import clients, contacts, losses


def add(
    conn: Connection,
    workspace_id: str,
    client_id: int,
    rep_id: int,
    loss: Loss,
    was: Standing,
    now: datetime,
) -> int:
    """Keep a loss of a client that stood like this before; returns its id."""
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
            "was": was.value,
            "version": 1,
            "created_at": now,
        },
    )
    return loss_id


def of_rep(conn: Connection, rep: Rep, since: date) -> list[Blow]:
    """A rep's losses of clients that paid us, as far as they stand, the latest first (S0-7)."""
    found = conn.execute(
        select(losses.c.id, losses.c.client_id, losses.c.lost_on)
        .where(
            losses.c.workspace_id == rep.workspace_id,
            losses.c.rep_id == rep.id,
            losses.c.lost_on >= since,
            losses.c.was == Standing.ACTIVE.value,
            losses.c.gone_at.is_(None),
            losses.c.won_back_on.is_(None),
        )
        .order_by(losses.c.lost_on.desc(), losses.c.id.desc())
    )
    return [Blow(row.id, row.client_id, row.lost_on) for row in found]


def was_paying(conn: Connection, workspace_id: str, client_id: int) -> bool:
    """Whether a client paid us when the loss that stands was heard of."""
    loss_id = latest(conn, workspace_id, client_id)
    here = losses.c.workspace_id == workspace_id, losses.c.id == loss_id
    return conn.scalar(select(losses.c.was).where(*here)) == Standing.ACTIVE.value


def of(conn: Connection, workspace_id: str, client_id: int) -> list[Loss]:
    """Every time this client said no, the latest first."""
    found = conn.execute(
        select(losses, contacts.c.name.label("blocker"), clients.c.name.label("acquirer"))
        .outerjoin(
            contacts,
            (contacts.c.workspace_id == losses.c.workspace_id)
            & (contacts.c.id == losses.c.contact_id),
        )
        .outerjoin(
            clients,
            (clients.c.workspace_id == losses.c.workspace_id)
            & (clients.c.id == losses.c.acquired_by),
        )
        .where(
            losses.c.workspace_id == workspace_id,
            losses.c.client_id == client_id,
            losses.c.gone_at.is_(None),
        )
        .order_by(losses.c.lost_on.desc(), losses.c.id.desc())
    )
    return [_loss(row) for row in found]


def note_by(conn: Connection, workspace_id: str, client_id: int, rep_id: int) -> str | None:
    """What this rep noted about the loss that stands; a colleague's note is theirs."""
    here = losses.c.workspace_id == workspace_id, losses.c.rep_id == rep_id
    loss_id = latest(conn, workspace_id, client_id)
    note: str | None = conn.scalar(select(losses.c.note).where(*here, losses.c.id == loss_id))
    return note


def acquirer_of(conn: Connection, workspace_id: str, client_id: int) -> int | None:
    """The client that bought this one, as far as the loss that stands tells."""
    here = losses.c.workspace_id == workspace_id
    loss_id = latest(conn, workspace_id, client_id)
    buyer: int | None = conn.scalar(
        select(losses.c.acquired_by).where(here, losses.c.id == loss_id)
    )
    return buyer


def blocker_of(conn: Connection, workspace_id: str, client_id: int) -> str | None:
    """The name of whoever blocked it, as far as the loss that stands tells."""
    loss_id = latest(conn, workspace_id, client_id)
    name: str | None = conn.scalar(
        select(contacts.c.name)
        .join(
            losses,
            (losses.c.workspace_id == contacts.c.workspace_id)
            & (losses.c.contact_id == contacts.c.id),
        )
        .where(losses.c.workspace_id == workspace_id, losses.c.id == loss_id)
    )
    return name


def is_blocked_by(conn: Connection, workspace_id: str, contact: Contact) -> bool:
    """Whether the loss that stands hangs on this contact."""
    here = losses.c.workspace_id == workspace_id
    loss_id = latest(conn, workspace_id, contact.client_id)
    blocker = conn.scalar(select(losses.c.contact_id).where(here, losses.c.id == loss_id))
    return blocker == contact.id


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


def hang_on(
    conn: Connection,
    workspace_id: str,
    client_id: int,
    *,
    blocker_id: int | None = None,
    acquirer_id: int | None = None,
) -> None:
    """Who blocked it, and who bought them; told with the loss, and undone with it."""
    told = {"contact_id": blocker_id, "acquired_by": acquirer_id}
    known = {name: value for name, value in told.items() if value is not None}
    loss_id = latest(conn, workspace_id, client_id)
    here = losses.c.workspace_id == workspace_id, losses.c.id == loss_id
    if known and loss_id is not None:
        conn.execute(update(losses).where(*here).values(known))


def name_acquirer(conn: Connection, workspace_id: str, loss_id: int, acquirer_id: int) -> None:
    """Who bought them, told afterwards."""
    here = losses.c.workspace_id == workspace_id, losses.c.id == loss_id
    values = {"acquired_by": acquirer_id, "version": losses.c.version + 1}
    conn.execute(update(losses).where(*here).values(values))


def win_back(conn: Connection, workspace_id: str, loss_id: int, on: date) -> None:
    """They talk to us again."""
    here = losses.c.workspace_id == workspace_id, losses.c.id == loss_id
    conn.execute(update(losses).where(*here).values(won_back_on=on, version=losses.c.version + 1))


def _loss(row: Any) -> Loss:
    return Loss(
        row.lost_on,
        LossReason(row.reason) if row.reason else None,
        row.note,
        row.won_back_on,
        blocked_by=row.blocker,
        acquired_by=row.acquirer,
    )
