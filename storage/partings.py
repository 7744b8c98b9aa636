"""Which partings was a manager asked to agree to, and how do they stand? (S2-9)"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.playbook.model import Client, Rep
from bot.playbook.parting import Answer, AskedToPart, answer_now
from storage import clients, reps
from storage.gone import Gone
from storage.ids import new_id
from storage.tables import partings


def add(
    conn: Connection,
    rep: Rep,
    client: Client,
    manager: Rep,
    share: float,
    reason: str | None,
    now: datetime,
) -> AskedToPart:
    """A rep asks a manager to agree."""
    parting_id = new_id(now)
    conn.execute(
        insert(partings),
        {
            "workspace_id": rep.workspace_id,
            "id": parting_id,
            "client_id": client.id,
            "owner_id": client.owner_id,
            "rep_id": rep.id,
            "manager_id": manager.id,
            "share": share,
            "reason": reason,
            "state": Answer.OPEN.value,
            "version": 1,
            "created_at": now,
        },
    )
    return get(conn, rep.workspace_id, parting_id)


def get(conn: Connection, workspace_id: str, parting_id: int) -> AskedToPart:
    """What was asked, and how it stands now; LookupError if there is none."""
    here = partings.c.workspace_id == workspace_id, partings.c.id == parting_id
    row = conn.execute(select(partings).where(*here)).first()
    if row is None:
        raise Gone("question_gone", "no such parting")
    return _asked(conn, row)


def open_for(conn: Connection, workspace_id: str, client_id: int) -> AskedToPart | None:
    """What a manager was asked about this client and has not answered."""
    row = conn.execute(
        select(partings)
        .where(
            partings.c.workspace_id == workspace_id,
            partings.c.client_id == client_id,
            partings.c.state == Answer.OPEN.value,
            partings.c.gone_at.is_(None),
        )
        .order_by(partings.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else _asked(conn, row)


def settle(conn: Connection, workspace_id: str, parting_id: int, answer: Answer) -> None:
    """The manager answered."""
    values = {"state": answer.value, "version": partings.c.version + 1}
    conn.execute(_one(workspace_id, parting_id).values(values))


def undone_by(conn: Connection, workspace_id: str, parting_id: int, change_id: int) -> None:
    """Which change takes the answer back."""
    conn.execute(_one(workspace_id, parting_id).values(change_id=change_id))


def _asked(conn: Connection, row: Any) -> AskedToPart:
    workspace_id = row.workspace_id
    was = clients.exactly(conn, workspace_id, row.client_id)
    answer = answer_now(
        Answer(row.state),
        was,
        row.owner_id,
        is_merged=was.merged_into is not None,
        is_gone=row.gone_at is not None,
    )
    return AskedToPart(
        row.id,
        clients.get(conn, workspace_id, row.client_id),
        reps.get(conn, workspace_id, row.rep_id),
        reps.get(conn, workspace_id, row.manager_id),
        row.share,
        row.reason,
        answer,
        row.change_id,
    )


def _one(workspace_id: str, parting_id: int) -> Any:
    return update(partings).where(
        partings.c.workspace_id == workspace_id, partings.c.id == parting_id
    )
