"""Which follow-up stands for a renewal, and how does it follow when the day changes? (S0-2)"""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from bot.playbook import due, relations
from bot.playbook.model import Client, Commitment, Kind, Rep, SetBy, Standing, State
from storage import changes, commitments, outbox, reps
from storage.ids import new_id
from storage.request import Request
from storage.tables import clients


def follow(
    conn: Connection, request: Request, client: Client, renews_on: date
) -> tuple[int | None, Commitment | None, list[changes.Row]]:
    """Brought up four months before: the one that stands is moved, else one is made.

    Returns which was made first for this client, what stands now, and the rows that changed.
    """
    first, stands = _stands(conn, request.workspace_id, client)
    owner = _owner(conn, request, client, stands)
    day = relations.renewal_brought_up_on(renews_on, request.today, owner.hours)
    if stands is not None:
        is_left = day is None or stands.is_theirs_to_name or stands.due_on == day
        rows = [] if is_left else [_moved(conn, request, owner, stands, day or renews_on)]
        return first, commitments.get(conn, request.workspace_id, stands.id), rows
    is_done_with = first is not None and client.renews_on == renews_on
    if day is None or is_done_with or client.standing in (Standing.LOST, Standing.PARTED):
        return first, None, []
    if (same := _same_day(conn, request.workspace_id, client, day)) is not None:
        return first, same, []
    made = _made(request, owner, client, day)
    commitments.add(conn, request.workspace_id, made)
    reps.bring_brief_forward(conn, owner, made, request.now)
    return made.id, made, [changes.Row("commitments", made.id)]


def _stands(
    conn: Connection, workspace_id: str, client: Client
) -> tuple[int | None, Commitment | None]:
    """The one made for the renewal, wherever it was moved since, while it is open."""
    here = clients.c.workspace_id == workspace_id, clients.c.id == client.id
    first: int | None = conn.scalar(select(clients.c.renewal_id).where(*here))
    found = commitments.get(conn, workspace_id, first) if first is not None else None
    while found is not None and found.state is State.MOVED:
        found = commitments.moved_on_from(conn, workspace_id, found.id)
    return first, found if found is not None and found.is_open else None


def _owner(conn: Connection, request: Request, client: Client, stands: Commitment | None) -> Rep:
    """Whose it is already, else whose client it is."""
    rep_id = stands.rep_id if stands is not None else client.owner_id
    if rep_id in (None, request.rep.id):
        return request.rep
    return reps.get(conn, request.workspace_id, rep_id or 0)


def _moved(
    conn: Connection, request: Request, owner: Rep, was: Commitment, day: date
) -> changes.Row:
    before = changes.row(conn, request.workspace_id, "commitments", was.id)
    moved = replace(was, **_dates(request, owner, day), asked_on=None, version=was.version + 1)
    commitments.rewrite(conn, request.workspace_id, moved)
    outbox.cancel_for(conn, request.workspace_id, [was.id], request.now)
    reps.bring_brief_forward(conn, owner, moved, request.now)
    return before


def _same_day(conn: Connection, workspace_id: str, client: Client, day: date) -> Commitment | None:
    """What is due with them on that day anyhow."""
    ahead = commitments.open_for(conn, workspace_id, client_id=client.id)
    ours = (c for c in ahead if c.kind is not Kind.THEIR_PROMISE)
    return next((c for c in ours if day in (c.due_on, c.back_on)), None)


def _made(request: Request, owner: Rep, client: Client, day: date) -> Commitment:
    return Commitment(
        id=new_id(request.now),
        client_id=client.id,
        client_name=client.name,
        rep_id=owner.id,
        kind=Kind.FOLLOW_UP,
        state=State.OPEN,
        set_by=SetBy.REP,
        words=None,
        note=relations.RENEWAL_NOTE,
        put_offs=0,
        version=1,
        created_at=request.now,
        **_dates(request, owner, day),
    )


def _dates(request: Request, owner: Rep, day: date) -> dict[str, Any]:
    """The day, in its owner's morning brief."""
    return {
        "due_on": day,
        "due_time": None,
        "zone": owner.zone,
        "back_on": day,
        "back_time": None,
        "due_at": due.due_at(day, None, owner.hours, owner.zone),
    }
