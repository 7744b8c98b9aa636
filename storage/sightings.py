"""When did a client speak in the Slack channel we share? The time and the team, nothing else."""

from datetime import datetime

from sqlalchemy import Connection

from bot.playbook import due
from bot.playbook.model import Direction, Rep, Touch, TouchKind
from storage import clients, quiet, reps, touches, workspaces
from storage.ids import new_id


def note(conn: Connection, workspace_id: str, client_id: int, team_id: str, now: datetime) -> bool:
    """One touch at most on each day of whoever looks after the client; False for one more."""
    client = clients.get(conn, workspace_id, client_id)
    rep = _whose(conn, workspace_id, client.owner_id)
    if rep is None:
        return False
    day = due.today_in(rep.zone, now)
    if touches.was_seen_on(conn, workspace_id, client.id, day):
        return False
    touch = Touch(
        id=new_id(now),
        client_id=client.id,
        rep_id=rep.id,
        direction=Direction.IN,
        kind=TouchKind.MESSAGE,
        on=day,
        team_id=team_id,
    )
    touches.add(conn, workspace_id, touch, now)
    quiet.settle(conn, workspace_id, client.id, now)
    return True


def _whose(conn: Connection, workspace_id: str, owner_id: int | None) -> Rep | None:
    """Every touch stands under somebody's name; without an owner, the sales lead's."""
    rep_id = owner_id if owner_id is not None else workspaces.lead_of(conn, workspace_id)
    if rep_id is not None:
        return reps.get(conn, workspace_id, rep_id)
    return next(iter(reps.managers(conn, workspace_id)), None)
