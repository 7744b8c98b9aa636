"""Which clients do we know?"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from bot.playbook import names
from bot.playbook.model import Client, Standing, State
from storage.ids import new_id
from storage.tables import clients, commitments

_COLUMNS = (
    clients.c.id,
    clients.c.name,
    clients.c.standing,
    clients.c.owner_id,
    clients.c.lost_on,
    clients.c.lost_reason,
    clients.c.version,
    clients.c.name_key,
)
_BY_KEYS = (
    select(*_COLUMNS)
    .where(
        clients.c.workspace_id == bindparam("workspace_id"),
        clients.c.name_key.in_(bindparam("keys", expanding=True)),
        clients.c.gone_at.is_(None),
    )
    .order_by(clients.c.created_at)
)
_BY_ID = select(*_COLUMNS).where(
    clients.c.workspace_id == bindparam("workspace_id"), clients.c.id == bindparam("client_id")
)
_ALL = select(*_COLUMNS).where(
    clients.c.workspace_id == bindparam("workspace_id"), clients.c.gone_at.is_(None)
)
_ADD = insert(clients)


def known_by(
    conn: Connection, workspace_id: str, keys: Collection[str]
) -> dict[str, Sequence[Client]]:
    """The clients named by these keys; two clients may share a name."""
    found: dict[str, list[Client]] = defaultdict(list)
    asked = {"workspace_id": workspace_id, "keys": list(keys)}
    for row in conn.execute(_BY_KEYS, asked) if keys else ():
        found[row.name_key].append(_client(row))
    return dict(found)


def get(conn: Connection, workspace_id: str, client_id: int) -> Client:
    """The client with this id; LookupError if there is none."""
    row = conn.execute(_BY_ID, {"workspace_id": workspace_id, "client_id": client_id}).first()
    if row is None:
        raise LookupError("no such client")
    return _client(row)


def known(conn: Connection, workspace_id: str, client_id: int) -> Client | None:
    """The client with this id, unless its creation was undone."""
    asked = {"workspace_id": workspace_id, "client_id": client_id}
    row = conn.execute(_BY_ID.where(clients.c.gone_at.is_(None)), asked).first()
    return None if row is None else _client(row)


def near(conn: Connection, workspace_id: str, name: str) -> list[Client]:
    """Clients whose name is close to one we do not know."""
    everyone = [_client(row) for row in conn.execute(_ALL, {"workspace_id": workspace_id})]
    return names.close_matches(name, everyone)


def beginning(conn: Connection, workspace_id: str, typed: str, limit: int) -> list[Client]:
    """Clients for a form's list: those that contain what was typed, by name."""
    pattern = names.key(typed).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    found = conn.execute(
        _ALL.where(clients.c.name_key.like(f"%{pattern}%", escape="\\"))
        .order_by(clients.c.name_key)
        .limit(limit),
        {"workspace_id": workspace_id},
    )
    return [_client(row) for row in found]


def add(
    conn: Connection, workspace_id: str, name: str, owner_id: int | None, now: datetime
) -> Client:
    """A new prospect, created by being named."""
    client = Client(new_id(now), name, Standing.PROSPECT, owner_id)
    conn.execute(
        _ADD,
        {
            "workspace_id": workspace_id,
            "id": client.id,
            "name": name,
            "name_key": names.key(name),
            "standing": client.standing.value,
            "owner_id": owner_id,
            "version": client.version,
            "created_at": now,
        },
    )
    return client


def lose(
    conn: Connection,
    workspace_id: str,
    client: Client,
    on: date,
    reason: str | None,
    note: str | None,
) -> None:
    """The client said no to everything; the reason is kept."""
    conn.execute(
        _one(workspace_id, client.id).values(
            standing=Standing.LOST.value,
            lost_on=on,
            lost_reason=reason,
            lost_note=note,
            version=client.version + 1,
        )
    )


def set_reason(conn: Connection, workspace_id: str, client_id: int, reason: str) -> None:
    """Why they said no, told afterwards; not a change of its own to undo."""
    conn.execute(_one(workspace_id, client_id).values(lost_reason=reason))


def set_standing(conn: Connection, workspace_id: str, client_id: int, standing: Standing) -> None:
    """Where the client stands with us now."""
    conn.execute(_one(workspace_id, client_id).values(standing=standing.value))


def withdraw_if_unused(conn: Connection, workspace_id: str, client_id: int, now: datetime) -> None:
    """An undone creation frees the name again, unless something else hangs on it."""
    used = exists().where(
        commitments.c.workspace_id == workspace_id,
        commitments.c.client_id == client_id,
        commitments.c.state != State.CANCELLED.value,
    )
    conn.execute(_one(workspace_id, client_id).where(~used).values(gone_at=now))


def _one(workspace_id: str, client_id: int) -> Any:
    return update(clients).where(clients.c.workspace_id == workspace_id, clients.c.id == client_id)


def _client(row: Any) -> Client:
    return Client(
        id=row.id,
        name=row.name,
        standing=Standing(row.standing),
        owner_id=row.owner_id,
        lost_on=row.lost_on,
        lost_reason=row.lost_reason,
        version=row.version,
    )
