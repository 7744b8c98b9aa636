"""Whom do we know at a client?"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select, update

from bot.playbook import names
from bot.playbook.model import Contact
from storage.gone import Gone
from storage.ids import new_id
from storage.tables import contacts, touches

_LAST_TOUCH = (
    select(func.max(touches.c.happened_on))
    .where(
        touches.c.workspace_id == contacts.c.workspace_id,
        touches.c.client_id == contacts.c.client_id,
        touches.c.contact_id == contacts.c.id,
        touches.c.gone_at.is_(None),
    )
    .scalar_subquery()
)
_ALL = select(contacts, _LAST_TOUCH.label("last_touch_on")).where(
    contacts.c.workspace_id == bindparam("workspace_id"),
    contacts.c.gone_at.is_(None),
)
_OF_CLIENT = _ALL.where(contacts.c.client_id == bindparam("client_id")).order_by(
    contacts.c.left_on.is_not(None), contacts.c.name_key, contacts.c.id
)
_NAMED = _OF_CLIENT.where(contacts.c.name_key == bindparam("key"))
_BY_ID = select(contacts, _LAST_TOUCH.label("last_touch_on")).where(
    contacts.c.workspace_id == bindparam("workspace_id"), contacts.c.id == bindparam("contact_id")
)


def of(conn: Connection, workspace_id: str, client_id: int) -> list[Contact]:
    """Everybody we know or knew there, those who left last."""
    found = conn.execute(_OF_CLIENT, {"workspace_id": workspace_id, "client_id": client_id})
    return [_contact(row) for row in found]


def named(conn: Connection, workspace_id: str, client_id: int, name: str) -> Contact | None:
    """The person of that name there; who is still there comes first."""
    asked = {"workspace_id": workspace_id, "client_id": client_id, "key": names.key(name)}
    row = conn.execute(_NAMED, asked).first()
    return None if row is None else _contact(row)


def get(conn: Connection, workspace_id: str, contact_id: int) -> Contact:
    """The contact with this id; LookupError if there is none."""
    row = conn.execute(_BY_ID, {"workspace_id": workspace_id, "contact_id": contact_id}).first()
    if row is None:
        raise Gone("contact_gone", "no such contact")
    return _contact(row)


def add(
    conn: Connection, workspace_id: str, client_id: int, name: str, role: str | None, now: datetime
) -> Contact:
    """Somebody new we know there."""
    contact = Contact(new_id(now), client_id, name, role)
    conn.execute(
        insert(contacts),
        {
            "workspace_id": workspace_id,
            "id": contact.id,
            "client_id": client_id,
            "name": name,
            "name_key": names.key(name),
            "role": role,
            "version": contact.version,
            "created_at": now,
        },
    )
    return contact


def leave(
    conn: Connection, workspace_id: str, contact: Contact, on: date, ask_at: datetime | None
) -> None:
    """Somebody is there no more; `ask_at`: when their client's owner is asked who took over."""
    here = contacts.c.workspace_id == workspace_id, contacts.c.id == contact.id
    values = {"left_on": on, "ask_at": ask_at, "version": contact.version + 1}
    conn.execute(update(contacts).where(*here).values(values))


def _contact(row: Any) -> Contact:
    return Contact(
        row.id,
        row.client_id,
        row.name,
        row.role,
        row.left_on,
        row.last_touch_on,
        row.version,
        row.went_to,
        row.gone_at is None and (row.ask_at is not None or row.ask_state in ("due", "asked")),
    )
