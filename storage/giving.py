"""How do clients, deals and dates go from one rep to another?"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.playbook.handover import inherited, private_note
from bot.playbook.model import Commitment, Rep
from storage import changes, commitments, mornings, outbox, pipeline_days, quiet, reps
from storage.changes import Row
from storage.ids import new_id
from storage.shortfalls import Cause, Why
from storage.tables import clients, deals, handovers

_AT_ONCE = 500  # rows changed by one statement


def hand_on_clients(
    conn: Connection, workspace_id: str, ids: Sequence[int], giver_id: int, heir: Rep
) -> list[Row]:
    """Somebody else looks after these clients; what is quiet there is news to them."""
    c = clients.c
    for some in _batches(ids):
        conn.execute(
            update(clients)
            .where(c.workspace_id == workspace_id, c.id.in_(some))
            .values(owner_id=heir.id, version=c.version + 1, quiet_told=None, season_told=None)
        )
    if ids:
        mornings.follow_owner(conn, heir)
    return [Row("clients", each, {"owner_id": giver_id}) for each in ids]


def hand_on_deals(
    conn: Connection,
    workspace_id: str,
    ids: Sequence[int],
    giver_id: int,
    heir: Rep,
    now: datetime,
) -> list[Row]:
    """Open deals count in somebody else's pipeline from now on."""
    c = deals.c
    for some in _batches(ids):
        here = update(deals).where(c.workspace_id == workspace_id, c.id.in_(some))
        conn.execute(here.values(rep_id=heir.id, version=c.version + 1))
    for rep_id in (giver_id, heir.id) if ids else ():
        pipeline_days.settle(conn, workspace_id, rep_id, now, Cause(Why.MOVED))
    return [Row("deals", each, {"rep_id": giver_id}) for each in ids]


def hand_on_dates(
    conn: Connection, workspace_id: str, given: Sequence[Commitment], heir: Rep, now: datetime
) -> list[Row]:
    """Dates come to somebody else; the giver's own notes stay with the giver.

    What has passed is not announced again, unless it waited to be said.
    """
    ids = [each.id for each in given]
    unsaid = outbox.unsaid(conn, workspace_id, ids)
    rows = [changes.row(conn, workspace_id, "commitments", each) for each in ids]
    for each in given:
        note = None if private_note(each) else each.note
        own = _own_note(conn, workspace_id, each.id, heir.id)
        fresh = inherited(each, heir, own or note)
        is_news = fresh.due_at > now or each.id in unsaid
        commitments.rewrite(conn, workspace_id, fresh, anew=is_news)
        if not is_news:
            commitments.queued(conn, workspace_id, [each.id])
        _keep(conn, workspace_id, each, heir.id, now)
    outbox.cancel_for(conn, workspace_id, ids, now)
    for client_id in sorted({each.client_id for each in given}):
        quiet.settle(conn, workspace_id, client_id, now, touches_changed=False)
    if given:
        reps.replan_brief(conn, heir, now)
    return rows


def went_from(conn: Connection, workspace_id: str, rep_id: int) -> dict[int, int]:
    """Each commitment that went from this rep to another, and to whom it went last."""
    found = conn.execute(
        select(handovers.c.commitment_id, handovers.c.to_rep_id)
        .where(handovers.c.workspace_id == workspace_id, handovers.c.from_rep_id == rep_id)
        .order_by(handovers.c.id)
    )
    return {row.commitment_id: row.to_rep_id for row in found}


def _keep(
    conn: Connection, workspace_id: str, given: Commitment, heir_id: int, now: datetime
) -> None:
    conn.execute(
        insert(handovers).values(
            workspace_id=workspace_id,
            id=new_id(now),
            from_rep_id=given.rep_id,
            to_rep_id=heir_id,
            commitment_id=given.id,
            note=private_note(given),
            at=now,
        )
    )


def _own_note(conn: Connection, workspace_id: str, commitment_id: int, rep_id: int) -> str | None:
    """What the heir wrote down about it before it went away."""
    h = handovers.c
    found: str | None = conn.scalar(
        select(h.note)
        .where(
            h.workspace_id == workspace_id,
            h.from_rep_id == rep_id,
            h.commitment_id == commitment_id,
            h.note.is_not(None),
        )
        .order_by(h.id.desc())
        .limit(1)
    )
    return found


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _AT_ONCE):
        yield ids[start : start + _AT_ONCE]
