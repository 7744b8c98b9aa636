"""Who sees to the dates clients named while a rep is away, and what did they do?"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select

from bot.playbook import due
from bot.playbook.model import Commitment, Rep
from storage import changes, commitments, redraws, reps, workspaces
from storage.ids import new_id
from storage.tables import stood_in


def stand_in_for(conn: Connection, away: Rep, now: datetime) -> Rep | None:
    """The stand-in the rep named; when that one has left or is away too, the manager, else the
    sales lead; or nobody."""
    if away.stand_in_id is None or not due.is_paused(away, now):
        return None
    workspace = workspaces.find(conn, away.workspace_id)
    for rep_id in (away.stand_in_id, away.manager_id, workspace.lead_id if workspace else None):
        if rep_id is not None and rep_id != away.id:
            found = reps.get(conn, away.workspace_id, rep_id)
            if not found.is_gone and not due.is_paused(found, now):
                return found
    return None


def covered_by(conn: Connection, rep: Rep, now: datetime) -> list[Rep]:
    """The colleagues this rep stands in for now."""
    away = [one for one in reps.paused(conn, rep.workspace_id) if one.id != rep.id]
    return [one for one in away if _is_by(stand_in_for(conn, one, now), rep)]


def owner_of(conn: Connection, rep: Rep, commitment: Commitment, now: datetime) -> Rep | None:
    """The colleague whose date this rep sees to now: one the client named, or the rep set."""
    if commitment.rep_id == rep.id or not covers(conn, rep, commitment):
        return None
    return colleague(conn, rep, commitment.rep_id, now)


def colleague(conn: Connection, rep: Rep, owner_id: int | None, now: datetime) -> Rep | None:
    """The colleague, if this rep stands in for them now."""
    if owner_id is None or owner_id == rep.id:
        return None
    owner = reps.get(conn, rep.workspace_id, owner_id)
    return owner if _is_by(stand_in_for(conn, owner, now), rep) else None


def covers(conn: Connection, stand_in: Rep, commitment: Commitment) -> bool:
    """What a stand-in sees to: dates clients named, and what they set for the colleague since."""
    return commitment.is_theirs_to_name or commitment.id in _set_by(conn, stand_in, commitment)


def is_for(conn: Connection, rep: Rep, commitment: Commitment, now: datetime) -> bool:
    """Whether the rep may hear of it, and act on it: their own, or one they stand in for."""
    is_own = commitment.rep_id == rep.id
    return is_own or owner_of(conn, rep, commitment, now) is not None


def due_for(conn: Connection, rep: Rep, now: datetime) -> list[Commitment]:
    """What clients named and what came due since those colleagues went away."""
    today, found = due.today_in(rep.zone, now), []
    for away in covered_by(conn, rep, now):
        since = away.away_from or today
        theirs = commitments.open_for(conn, rep.workspace_id, rep_id=away.id, until=today)
        theirs = [c for c in theirs if covers(conn, rep, c) and c.back_on >= since]
        found += [c for c in theirs if c.back_time is None or c.due_at <= now]
    return found


def note(conn: Connection, by: Rep, commitment: Commitment, change_id: int, now: datetime) -> None:
    """A stand-in saw to it; the colleague reads so in the brief that catches them up."""
    redraws.want(conn, by.workspace_id, [commitment.rep_id], now)
    conn.execute(
        insert(stood_in).values(
            workspace_id=by.workspace_id,
            id=new_id(now),
            rep_id=commitment.rep_id,
            by_id=by.id,
            commitment_id=commitment.id,
            change_id=change_id,
            at=now,
        )
    )


def untold(conn: Connection, rep: Rep) -> list[int]:
    """What stand-ins saw to that the rep has not read of yet, the earliest first."""
    found = conn.execute(
        select(stood_in.c.id, stood_in.c.change_id)
        .where(
            stood_in.c.workspace_id == rep.workspace_id,
            stood_in.c.rep_id == rep.id,
            stood_in.c.told_at.is_(None),
        )
        .order_by(stood_in.c.at, stood_in.c.id)
    ).all()
    return [row.id for row in found if not changes.is_undone(conn, rep.workspace_id, row.change_id)]


def seen_to(conn: Connection, rep: Rep, ids: Sequence[int]) -> list[tuple[Rep, Commitment]]:
    """Who saw to what, as it stands now."""
    here = (stood_in.c.workspace_id == rep.workspace_id, stood_in.c.rep_id == rep.id)
    asked = select(stood_in).where(*here, stood_in.c.id.in_(ids))
    return [
        (
            reps.get(conn, rep.workspace_id, row.by_id),
            commitments.get(conn, rep.workspace_id, row.commitment_id),
        )
        for row in conn.execute(asked.order_by(stood_in.c.at, stood_in.c.id)).all()
    ]


def _set_by(conn: Connection, by: Rep, commitment: Commitment) -> set[int]:
    """What this stand-in did for the commitment's rep, who has not read of it yet."""
    found = select(stood_in.c.commitment_id).where(
        stood_in.c.workspace_id == by.workspace_id,
        stood_in.c.rep_id == commitment.rep_id,
        stood_in.c.told_at.is_(None),
        stood_in.c.by_id == by.id,
    )
    return set(conn.scalars(found))


def _is_by(stand_in: Rep | None, rep: Rep) -> bool:
    return stand_in is not None and stand_in.id == rep.id
