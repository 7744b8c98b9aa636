"""How much waits to be said, and since when? Each question is one look into a small index."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from storage import commitments, reps
from storage.tables import IS_WAITING, outbox

STATES = ("ready", "sending", "maybe", "checking")


@dataclass(frozen=True, slots=True)
class Depth:
    """What waits: how many messages by state, the oldest thing due, and reps in quarantine."""

    by_state: Mapping[str, int]
    oldest_due_at: datetime | None
    quarantined: int


def depth(conn: Connection) -> Depth:
    """Across workspaces."""
    found = conn.execute(
        select(outbox.c.state, func.count(), func.min(outbox.c.not_before))
        .where(IS_WAITING)
        .group_by(outbox.c.state)
    ).all()
    moments = [oldest for _, _, oldest in found]
    moments += [commitments.first_nudge_at(conn), reps.first_brief_at(conn)]
    return Depth(
        dict.fromkeys(STATES, 0) | {state: count for state, count, _ in found},
        min((moment for moment in moments if moment is not None), default=None),
        reps.quarantined(conn),
    )
