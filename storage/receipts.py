"""Was this request handled before, and what came of it?"""

import hashlib
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import Connection, bindparam, delete, null, select, type_coerce, union_all

from bot.playbook.outcome import Receipt
from storage.once import add_once
from storage.prepared import Prepared
from storage.tables import receipts

SAME_LINE_WITHIN = timedelta(seconds=120)  # the same rep typing the same text again
KEPT_FOR = timedelta(days=7)
_CHOICES = (
    "draft:",
    "win_back:",
    "leave:",
)  # a button is one choice, however late it is pressed again

_BY_KEY = select(receipts.c.kind, receipts.c.refs).where(
    receipts.c.workspace_id == bindparam("workspace_id"), receipts.c.key == bindparam("key")
)
_BY_GUARD = (
    select(receipts.c.kind, receipts.c.refs, receipts.c.at)
    .where(
        receipts.c.workspace_id == bindparam("workspace_id"),
        receipts.c.rep_id == bindparam("rep_id"),
        receipts.c.guard == bindparam("guard"),
        receipts.c.at > bindparam("since"),
    )
    .order_by(receipts.c.at.desc())
    .limit(1)
)
# One look for both; the engines want what is sorted and cut in brackets.
_NEVER = type_coerce(null(), receipts.c.at.type).label("at")
_SEEN = Prepared(union_all(_BY_KEY.add_columns(_NEVER), select(_BY_GUARD.subquery())))


def find(conn: Connection, workspace_id: str, key: str) -> Receipt | None:
    """What a request with this key came to, if it was handled before."""
    row = conn.execute(_BY_KEY, {"workspace_id": workspace_id, "key": key}).first()
    return None if row is None else Receipt(row.kind, row.refs)


def seen(
    conn: Connection, workspace_id: str, key: str, rep_id: int, guard: str | None, now: datetime
) -> tuple[Receipt | None, tuple[Receipt, datetime] | None]:
    """What this delivery came to before; and what the same text, or button, came to, and when."""
    if guard is None:
        return find(conn, workspace_id, key), None
    asked = {
        "workspace_id": workspace_id,
        "key": key,
        "rep_id": rep_id,
        "guard": guard,
        "since": now - (KEPT_FOR if guard.startswith(_CHOICES) else SAME_LINE_WITHIN),
    }
    before: Receipt | None = None
    same: tuple[Receipt, datetime] | None = None
    for kind, refs, at in _SEEN.all(conn, asked):
        if at is None:
            before = Receipt(kind, refs)
        else:
            same = Receipt(kind, refs), at
    return before, same


def keep(
    conn: Connection,
    workspace_id: str,
    key: str,
    rep_id: int,
    receipt: Receipt,
    now: datetime,
    guard: str | None = None,
) -> bool:
    """Remember what a request came to; False if another delivery was faster."""
    row = {
        "workspace_id": workspace_id,
        "key": key,
        "rep_id": rep_id,
        "kind": receipt.kind,
        "refs": receipt.refs,
        "guard": guard,
        "at": now,
    }
    return _add(conn.dialect.name).run(conn, row) == 1


def guard_of(text: str) -> str:
    """A digest by which the same line is known again without being kept."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def forget_old(conn: Connection, now: datetime) -> int:
    """Drop receipts no delivery can come back to. Across workspaces."""
    return conn.execute(delete(receipts).where(receipts.c.at < now - KEPT_FOR)).rowcount


@cache
def _add(engine: str) -> Prepared:
    return Prepared(add_once(receipts, engine))
