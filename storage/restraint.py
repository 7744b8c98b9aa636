"""May this waiting message be said to its rep now? Asked, and counted, in one transaction."""

from datetime import date, datetime

from sqlalchemy import Connection, func, select, update

from bot.playbook import due, protection
from bot.playbook.model import Commitment, Rep
from bot.playbook.nudge import NudgeKind
from bot.playbook.restraint import ASKED_FOR, Busy, Held, Verdict, verdict
from storage import commitments, meetings
from storage.outbox import ASKED, Waiting, live_items
from storage.tables import outbox

# None of them needs to be counted.
UNCOUNTED = ASKED_FOR | {NudgeKind.BRIEF}
_NOT_SAID = ("cancelled", "dead")


def admit(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> Verdict:
    """What becomes of a claimed row now; what is said is counted before it leaves.

    Two replicas that hold two rows of one rep both write here: the database lets one of them
    count after the other.
    """
    kind, today = NudgeKind(row.kind), due.today_in(rep.zone, now)
    dates = _dates(conn, row) if kind is NudgeKind.TIMED else []
    said = _said(conn, row, rep, today)
    is_asked_for = bool(row.facts.get(ASKED))
    found = verdict(
        kind, rep, now, said, dates, is_asked_for=is_asked_for, busy=busy_in(conn, rep, now)
    )
    counts_on = today if found.counts else None
    here = (outbox.c.workspace_id == row.workspace_id, outbox.c.id == row.id)
    conn.execute(update(outbox).where(*here).values(counts_on=counts_on))
    return found


def busy_in(conn: Connection, rep: Rep, now: datetime) -> Busy | None:
    """What the rep must not be disturbed in now: protected time, or a meeting."""
    until = protection.protected_until(now, rep)
    if until is not None:
        return Busy(Held.PROTECTED, until)
    until = meetings.silent_until(conn, rep.workspace_id, rep.id, now)
    return None if until is None else Busy(Held.MEETING, until)


def _dates(conn: Connection, row: Waiting) -> list[Commitment]:
    ids = live_items(conn, row.workspace_id, row.id)
    return commitments.several(conn, row.workspace_id, ids)


def _said(conn: Connection, row: Waiting, rep: Rep, today: date) -> int:
    """How many others this rep has had today, those on their way among them."""
    others = select(func.count()).where(
        outbox.c.workspace_id == row.workspace_id,
        outbox.c.rep_id == rep.id,
        outbox.c.counts_on == today,
        outbox.c.id != row.id,
        outbox.c.state.not_in(_NOT_SAID),
    )
    return conn.scalar(others) or 0
