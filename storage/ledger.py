"""What has been sent to one rep, what was kept back and why, and what comes next?"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select

from bot.playbook import due, meeting, restraint
from bot.playbook.ledger import (
    MOST_KEPT_BACK,
    MOST_SENT,
    Ahead,
    KeptBack,
    Ledger,
    Sent,
    soonest,
    why_not,
)
from bot.playbook.model import Commitment, Rep
from bot.playbook.nudge import NudgeKind
from storage import clients, commitments, shortfalls
from storage.tables import clients as client_rows
from storage.tables import commitments as commitment_rows
from storage.tables import outbox, outbox_items, reps

LATELY = timedelta(days=14)
_MOST_READ = 60  # rows of one rep
_MOST_AHEAD = 20
_KINDS = [kind.value for kind in NudgeKind if kind is not NudgeKind.PRESENCE]


def of(conn: Connection, rep: Rep, now: datetime) -> Ledger:
    """The rep's own, and nobody else's."""
    rows = _rows(conn, rep, now)
    sent = [r for r in rows if r.state == "sent"][:MOST_SENT]
    other = [r for r in rows if r.state != "sent"][:MOST_KEPT_BACK]
    return Ledger(
        [Sent(NudgeKind(r.kind), r.settled_at, _names(conn, rep, r)) for r in sent],
        [_kept_back(conn, rep, r, now) for r in other],
        soonest(_ahead(conn, rep, now)),
    )


def _rows(conn: Connection, rep: Rep, now: datetime) -> Sequence[Any]:
    found = (
        select(outbox)
        .where(
            outbox.c.workspace_id == rep.workspace_id,
            outbox.c.rep_id == rep.id,
            outbox.c.kind.in_(_KINDS),
            outbox.c.created_at > now - LATELY,
        )
        .order_by(outbox.c.id.desc())
        .limit(_MOST_READ)
    )
    return conn.execute(found).all()


def _kept_back(conn: Connection, rep: Rep, row: Any, now: datetime) -> KeptBack:
    why = why_not(row.state, row.last_error)
    is_waiting = row.state == "ready" and row.not_before > now
    until = row.not_before if is_waiting else None
    at = row.settled_at or row.created_at
    return KeptBack(NudgeKind(row.kind), at, why, until, _names(conn, rep, row))


def _names(conn: Connection, rep: Rep, row: Any) -> tuple[str, ...]:
    """The clients a message is about, the facts it was made of first."""
    facts = row.facts or {}
    if "client" in facts:
        return (clients.get(conn, rep.workspace_id, facts["client"]).name,)
    if "listed" in facts:
        ids = [commitment_id for commitment_id, _ in facts["listed"]]
        found = commitments.several(conn, rep.workspace_id, ids)
        return tuple(dict.fromkeys(c.client_name for c in found))
    return _of_items(conn, rep, row.id)


def _of_items(conn: Connection, rep: Rep, outbox_id: int) -> tuple[str, ...]:
    here = outbox_items.c.workspace_id == rep.workspace_id
    joined = outbox_items.join(
        commitment_rows,
        (commitment_rows.c.workspace_id == outbox_items.c.workspace_id)
        & (commitment_rows.c.id == outbox_items.c.commitment_id),
    ).join(
        client_rows,
        (client_rows.c.workspace_id == commitment_rows.c.workspace_id)
        & (client_rows.c.id == commitment_rows.c.client_id),
    )
    named = select(client_rows.c.name).select_from(joined)
    found = conn.scalars(named.where(here, outbox_items.c.outbox_id == outbox_id))
    return tuple(dict.fromkeys(found))


def _ahead(conn: Connection, rep: Rep, now: datetime) -> list[Ahead]:
    """Briefs that have something to say, timed dates, and what waits."""
    here = (reps.c.workspace_id == rep.workspace_id, reps.c.id == rep.id)
    brief_at = conn.scalar(select(reps.c.brief_at).where(*here))
    assert brief_at is not None
    found = commitments.open_for(conn, rep.workspace_id, rep_id=rep.id, limit=_MOST_AHEAD * 10)
    ahead = [one for c in found if (one := _moment(c, rep, brief_at, now)) is not None]
    stands = shortfalls.find(conn, rep.workspace_id, rep.id)
    if stands is not None and stands.next_at is not None and stands.next_at > now:
        kind = NudgeKind.BACK_ABOVE if stands.back_at else NudgeKind.SHORTFALL
        ahead.append(Ahead(kind, stands.next_at))
    waiting = (r for r in _rows(conn, rep, now) if r.state == "ready" and r.not_before > now)
    return ahead + [Ahead(NudgeKind(r.kind), r.not_before, _names(conn, rep, r)) for r in waiting]


def _moment(c: Commitment, rep: Rep, brief_at: datetime, now: datetime) -> Ahead | None:
    """A time comes by itself; a day, and what is overdue, in the brief of a working morning."""
    away_until = due.end_of_pause(rep, now)
    comes_at = c.due_at - due.notice_of(c)
    is_by_itself = c.back_time is not None and comes_at > away_until
    if is_by_itself and restraint.comes_at_its_time(c, rep.hours, rep.zone):
        kind = NudgeKind.MEETING if meeting.is_at_its_hour(c) else NudgeKind.TIMED
        return Ahead(kind, comes_at, (c.client_name,))
    if c.due_at <= brief_at:
        return Ahead(NudgeKind.BRIEF, brief_at, (c.client_name,))
    day = c.back_on if c.is_theirs_to_name else due.next_working_day(c.back_on, rep.hours)
    at = due.due_at(day, None, rep.hours, rep.zone)
    return Ahead(NudgeKind.BRIEF, max(at, brief_at), (c.client_name,))
