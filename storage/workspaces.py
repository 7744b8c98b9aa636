"""Which workspaces does Steady serve?"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from storage import stages
from storage.tables import reps, workspaces


@dataclass(frozen=True, slots=True)
class Workspace:
    id: str
    name: str
    zone: str
    locale: str
    fiscal_start: int = 1
    lead_id: int | None = None


_BY_ID = select(
    workspaces.c.workspace_id,
    workspaces.c.name,
    workspaces.c.zone,
    workspaces.c.locale,
    workspaces.c.fiscal_start,
    workspaces.c.lead_id,
).where(workspaces.c.workspace_id == bindparam("workspace_id"))


def find(conn: Connection, workspace_id: str) -> Workspace | None:
    """The workspace, or None before it was first met."""
    row = conn.execute(_BY_ID, {"workspace_id": workspace_id}).first()
    return None if row is None else Workspace(*row)


def meet(conn: Connection, workspace: Workspace, now: datetime) -> Workspace:
    """The workspace as stored; added when it is new."""
    known = find(conn, workspace.id)
    if known is not None:
        return known
    conn.execute(
        insert(workspaces).values(
            workspace_id=workspace.id,
            name=workspace.name,
            zone=workspace.zone,
            locale=workspace.locale,
            fiscal_start=workspace.fiscal_start,
            created_at=now,
        )
    )
    stages.seed(conn, workspace.id, now)
    return workspace


def set_lead(conn: Connection, workspace_id: str, lead_id: int) -> None:
    """Name the sales lead, who inherits when a rep without a manager leaves."""
    conn.execute(
        update(workspaces).where(workspaces.c.workspace_id == workspace_id).values(lead_id=lead_id)
    )


def name_lead(conn: Connection, workspace_id: str, slack_user_id: str | None) -> None:
    """Name the sales lead by their Slack id; none takes the name back."""
    who = select(reps.c.id).where(
        reps.c.workspace_id == workspace_id, reps.c.slack_user_id == slack_user_id
    )
    here = workspaces.c.workspace_id == workspace_id
    conn.execute(update(workspaces).where(here).values(lead_id=who.scalar_subquery()))


def lead_user(conn: Connection, workspace_id: str) -> str | None:
    """The sales lead's Slack id, where one was named and is still here."""
    lead: str | None = conn.scalar(
        select(reps.c.slack_user_id)
        .join(
            workspaces,
            (workspaces.c.workspace_id == reps.c.workspace_id)
            & (workspaces.c.lead_id == reps.c.id),
        )
        .where(workspaces.c.workspace_id == workspace_id, reps.c.gone_at.is_(None))
    )
    return lead


def lead_of(conn: Connection, workspace_id: str) -> int | None:
    """The sales lead's id, where one was named."""
    here = workspaces.c.workspace_id == workspace_id
    lead: int | None = conn.scalar(select(workspaces.c.lead_id).where(here))
    return lead


def beat(conn: Connection, workspace_id: str, steady_now: datetime) -> None:
    """Write something, to know that it can be done."""
    here = workspaces.c.workspace_id == workspace_id
    conn.execute(update(workspaces).where(here).values(beat_at=steady_now))


def served(conn: Connection) -> list[str]:
    """The ids of every workspace, the oldest first."""
    found = select(workspaces.c.workspace_id).order_by(workspaces.c.created_at)
    return list(conn.scalars(found))
