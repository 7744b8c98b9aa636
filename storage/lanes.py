"""When may something be said in a workspace again?

Every workspace has a lane of its own: how fast it is written to, and how long Slack asked a method
of its to be left alone. The rows are shared by all replicas; no lane waits for another.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, Update, and_, bindparam, delete, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from storage import outbox as messages
from storage.outbox import Waiting
from storage.tables import lanes, outbox

POSTING = "chat.postMessage"

_ADD = {
    "sqlite": sqlite_insert(lanes).on_conflict_do_nothing(),
    "postgresql": postgres_insert(lanes).on_conflict_do_nothing(),
}

# What every message asks is prepared once.
_OF_IT = and_(
    lanes.c.workspace_id == bindparam("of_workspace"), lanes.c.method == bindparam("of_method")
)
_LOCKED = select(lanes).where(_OF_IT).with_for_update()
_SPEND = update(lanes).where(_OF_IT).values(spent_until=bindparam("spent"))
_RECENT = select(outbox.c.rep_id, outbox.c.state, outbox.c.sending_at).where(
    outbox.c.workspace_id == bindparam("of_workspace"),
    outbox.c.sending_at > bindparam("after"),
    outbox.c.sending_at < bindparam("before"),
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast one workspace is written to.

    Slack takes about one message a second in a channel and "several hundred" a minute in a
    workspace; a short burst does no harm.
    """

    per_minute: int = 240  # messages to one workspace
    burst: int = 8  # messages that need not wait for one another
    channel_gap: timedelta = timedelta(seconds=1)  # between two messages to one rep
    in_flight: int = 2  # requests at once: what a crash may leave to be looked up

    @property
    def gap(self) -> timedelta:
        return timedelta(minutes=1) / self.per_minute

    @property
    def ahead(self) -> timedelta:
        """How far ahead of its allowance a burst may run."""
        return self.gap * (self.burst - 1)


def claim(
    conn: Connection,
    workspace_id: str,
    now: datetime,
    steady_now: datetime,
    owner: str,
    lease: timedelta,
    pace: Pace,
    timeout: timedelta,
) -> Waiting | datetime | None:
    """The next row of a lane, under a lease; or when one may be taken; or None, nothing waits.

    The lane's row is held meanwhile, so that replicas share one allowance.
    """
    lane = _held(conn, workspace_id)
    if lane.shut_until is not None and lane.shut_until > steady_now:
        return None
    spent = _spent(lane.spent_until, steady_now, pace)
    if spent > steady_now + pace.ahead:
        waits = messages.is_waiting(conn, workspace_id, now, steady_now)
        free_at: datetime = spent - pace.ahead
        return free_at if waits else None
    recent = _recent(conn, workspace_id, steady_now, max(timeout, pace.channel_gap))
    under_way = [r for r in recent if r.state == "sending" and r.sending_at > steady_now - timeout]
    if len(under_way) >= pace.in_flight:
        return None
    warm: dict[int, datetime] = {
        r.rep_id: r.sending_at for r in recent if r.sending_at > steady_now - pace.channel_gap
    }
    row = messages.claim_next(conn, workspace_id, now, steady_now, owner, lease, warm.keys())
    if row is not None:
        lane_of = {"of_workspace": workspace_id, "of_method": POSTING}
        conn.execute(_SPEND, lane_of | {"spent": spent + pace.gap})
        return row
    if warm and messages.is_waiting(conn, workspace_id, now, steady_now):
        return min(warm.values()) + pace.channel_gap
    return None


def shut(conn: Connection, workspace_id: str, method: str, until: datetime, why: str) -> None:
    """Leave a method alone until then; a longer pause that is known stands."""
    known = _held(conn, workspace_id, method)
    if known.shut_until is None or known.shut_until < until:
        conn.execute(_lane(workspace_id, method).values(shut_until=until, why=why))


def put_back(
    conn: Connection, row: Waiting, owner: str, until: datetime, why: str, error: str
) -> bool:
    """Surely not sent, and nothing else in the workspace can be: the lane waits with the row."""
    shut(conn, row.workspace_id, POSTING, until, why)
    return messages.put_back(conn, row, owner, retry_at=until, error=error)


def pauses(conn: Connection, workspace_id: str, steady_now: datetime) -> list[tuple[str, datetime]]:
    """The methods to be left alone, and until when."""
    found = conn.execute(
        select(lanes.c.method, lanes.c.shut_until).where(
            lanes.c.workspace_id == workspace_id, lanes.c.shut_until > steady_now
        )
    )
    return [(row.method, row.shut_until) for row in found]


def mended(conn: Connection, workspace_id: str) -> None:
    """Something got through."""
    conn.execute(_lane(workspace_id, POSTING).values(shut_until=None, why=None))


def troubled(conn: Connection, reasons: Sequence[str]) -> list[tuple[str, str]]:
    """Workspaces whose lane is shut for one of these reasons. Across workspaces."""
    found = conn.execute(
        select(lanes.c.workspace_id, lanes.c.why)
        .where(lanes.c.why.in_(reasons))
        .order_by(lanes.c.workspace_id)
    )
    return [(row.workspace_id, row.why) for row in found]


def reopen(conn: Connection, workspace_id: str, reasons: Sequence[str]) -> None:
    """Slack accepts the token: what was shut because it did not is tried again."""
    of_it = and_(lanes.c.workspace_id == workspace_id, lanes.c.why.in_(reasons))
    conn.execute(delete(lanes).where(of_it))


def _held(conn: Connection, workspace_id: str, method: str = POSTING) -> Row[Any]:
    """The lane's row, locked until the transaction ends; made when there is none."""
    asked = {"of_workspace": workspace_id, "of_method": method}
    found = conn.execute(_LOCKED, asked).first()
    if found is None:
        conn.execute(_ADD[conn.dialect.name], {"workspace_id": workspace_id, "method": method})
        found = conn.execute(_LOCKED, asked).one()
    return found


def _spent(until: datetime | None, steady_now: datetime, pace: Pace) -> datetime:
    """Where the allowance stands; a clock that was set back must not shut the lane."""
    if until is None or until > steady_now + pace.ahead + 2 * pace.gap:
        return steady_now
    return max(until, steady_now)


def _recent(
    conn: Connection, workspace_id: str, steady_now: datetime, within: timedelta
) -> Sequence[Row[Any, Any, Any]]:
    """Who was written to just now; what is far ahead was written before the clock was set back."""
    bounds = {"after": steady_now - within, "before": steady_now + within}
    return conn.execute(_RECENT, {"of_workspace": workspace_id} | bounds).all()


def _lane(workspace_id: str, method: str) -> Update:
    return update(lanes).where(lanes.c.workspace_id == workspace_id, lanes.c.method == method)
