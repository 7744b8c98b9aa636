"""Who has left a client, and whom do we ask who took over? (S3-3)"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, update

from bot.playbook import due, took_over
from bot.playbook.card import LeftShown
from bot.playbook.model import Client, Contact, Kind, Rep, State
from storage import changes, clients, contacts, losses, reps
from storage.tables import clients as client_rows
from storage.tables import commitments
from storage.tables import contacts as people

_DUE = (
    select(people.c.workspace_id, people.c.id)
    .where(people.c.ask_at <= bindparam("now"))
    .order_by(people.c.ask_at)
    .limit(bindparam("most"))
)
UNTOLD = (
    select(people.c.id)
    .join(
        client_rows,
        (client_rows.c.workspace_id == people.c.workspace_id)
        & (client_rows.c.id == people.c.client_id),
    )
    .where(
        people.c.workspace_id == bindparam("workspace_id"),
        people.c.ask_state == "due",
        people.c.gone_at.is_(None),
        client_rows.c.gone_at.is_(None),
        client_rows.c.owner_id == bindparam("owner_id"),
    )
    .order_by(people.c.left_on, people.c.id)
)


def ask_at(
    conn: Connection, workspace_id: str, client: Client, contact: Contact, now: datetime
) -> datetime | None:
    """The brief of the client's owner that asks; none where there is nothing to ask."""
    if client.owner_id is None or _question(conn, workspace_id, client, contact) is None:
        return None
    owner = reps.get(conn, workspace_id, client.owner_id)
    day = took_over.ask_on(due.today_in(owner.zone, now), owner.hours)
    return due.due_at(day, None, owner.hours, owner.zone)


def mark_due(conn: Connection, now: datetime, most: int) -> int:
    """Have those asked about whose brief has come; returns how many. Across workspaces."""
    found = conn.execute(_DUE, {"now": now, "most": most}).all()
    for row in found:
        contact = contacts.get(conn, row.workspace_id, row.id)
        client = clients.get(conn, row.workspace_id, contact.client_id)
        asks = _question(conn, row.workspace_id, client, contact) is not None
        _set(conn, row.workspace_id, row.id, ask_at=None, ask_state="due" if asks else None)
    return len(found)


def first_ask_at(conn: Connection) -> datetime | None:
    """When the next question comes. Across workspaces."""
    first: datetime | None = conn.scalar(
        select(func.min(people.c.ask_at)).where(people.c.ask_at.is_not(None))
    )
    return first


def untold(conn: Connection, rep: Rep) -> list[LeftShown]:
    """Who left the rep's clients and was not asked about yet: a few at a time."""
    found = conn.scalars(UNTOLD, {"workspace_id": rep.workspace_id, "owner_id": rep.id}).all()
    shown = show(conn, rep.workspace_id, found)
    return [one for one in shown if one.is_live][: took_over.MOST_LINES]


def show(conn: Connection, workspace_id: str, contact_ids: Sequence[int]) -> list[LeftShown]:
    """What is asked about each of these as it stands now; an answer closes it by itself."""
    return [_shown(conn, workspace_id, contact_id) for contact_id in contact_ids]


def answer(
    conn: Connection, workspace_id: str, contact: Contact, went_to: str | None = None
) -> changes.Row:
    """Nothing more is asked about somebody who left; the row takes it back."""
    before = changes.row(conn, workspace_id, "contacts", contact.id)
    values: dict[str, Any] = {"ask_at": None, "ask_state": "answered"}
    values |= {"went_to": went_to} if went_to else {}
    _set(conn, workspace_id, contact.id, **values, version=contact.version + 1)
    return before


def settle_for(conn: Connection, workspace_id: str, client_id: int) -> list[changes.Row]:
    """Somebody new is known there, or a second try stands: what was asked is answered."""
    known = contacts.of(conn, workspace_id, client_id)
    return [answer(conn, workspace_id, each) for each in known if each.is_asked_about]


def _shown(conn: Connection, workspace_id: str, contact_id: int) -> LeftShown:
    contact = contacts.get(conn, workspace_id, contact_id)
    client = clients.get(conn, workspace_id, contact.client_id)
    asks = _question(conn, workspace_id, client, contact)
    return LeftShown(
        contact,
        client,
        asks,
        is_live=asks is not None and contact.is_asked_about,
        second_try_on=_second_try_on(conn, workspace_id, client.id),
    )


def _question(
    conn: Connection, workspace_id: str, client: Client, contact: Contact
) -> took_over.Question | None:
    return took_over.question(client, losses.is_blocked_by(conn, workspace_id, contact))


def _second_try_on(conn: Connection, workspace_id: str, client_id: int) -> date | None:
    found: date | None = conn.scalar(
        select(func.min(commitments.c.due_on)).where(
            commitments.c.workspace_id == workspace_id,
            commitments.c.client_id == client_id,
            commitments.c.state == State.OPEN.value,
            commitments.c.kind == Kind.WIN_BACK.value,
        )
    )
    return found


def _set(conn: Connection, workspace_id: str, contact_id: int, **values: Any) -> None:
    here = people.c.workspace_id == workspace_id, people.c.id == contact_id
    conn.execute(update(people).where(*here).values(**values))
