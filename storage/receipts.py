"""Was this request handled before, and what came of it?"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.playbook.outcome import Receipt
from storage.tables import receipts

SAME_LINE_WITHIN = timedelta(seconds=120)  # the same rep typing the same text again
KEPT_FOR = timedelta(days=7)
_CHOICES = ("draft:", "win_back:")  # a button is one choice, however late it is pressed again

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
_ADD = {
    "sqlite": sqlite_insert(receipts).on_conflict_do_nothing(),
    "postgresql": postgres_insert(receipts).on_conflict_do_nothing(),
}


def find(conn: Connection, workspace_id: str, key: str) -> Receipt | None:
    """What a request with this key came to, if it was handled before."""
    row = conn.execute(_BY_KEY, {"workspace_id": workspace_id, "key": key}).first()
    return None if row is None else Receipt(row.kind, row.refs)


def same_line(
    conn: Connection, workspace_id: str, rep_id: int, guard: str, now: datetime
) -> tuple[Receipt, datetime] | None:
    """What the same text came to a moment ago, or the same button ever, and when."""
    asked = {
        "workspace_id": workspace_id,
        "rep_id": rep_id,
        "guard": guard,
        "since": now - (KEPT_FOR if guard.startswith(_CHOICES) else SAME_LINE_WITHIN),
    }
    row = conn.execute(_BY_GUARD, asked).first()
    return None if row is None else (Receipt(row.kind, row.refs), row.at)


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
    return conn.execute(_ADD[conn.dialect.name], row).rowcount == 1


def guard_of(text: str) -> str:
    """A digest by which the same line is known again without being kept."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()


def forget_old(conn: Connection, now: datetime) -> int:
    """Drop receipts no delivery can come back to. Across workspaces."""
    return conn.execute(delete(receipts).where(receipts.c.at < now - KEPT_FOR)).rowcount
