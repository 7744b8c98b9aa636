"""What did a rep change, and how is it taken back?"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Date, Table, Time, delete, insert, select, update

from bot.playbook import due
from bot.playbook.model import State
from bot.playbook.problem import Problem
from storage import clients as clients_
from storage import outbox, quiet
from storage.ids import new_id
from storage.prepared import Prepared
from storage.tables import changes, clients, commitments, contacts, losses, touches
from storage.types import UtcInstant

UNDO_WITHIN = timedelta(minutes=10)
KEPT_FOR = timedelta(days=30)  # they hold clients' words

_ANNOUNCED = ("state", "back_on", "back_time", "words")  # what a nudge is said about
_FIRST = 1  # the version every row begins with
_ADD = Prepared(insert(changes))

_TABLES: dict[str, Table] = {
    "commitments": commitments,
    "clients": clients,
    "touches": touches,
    "contacts": contacts,
    "losses": losses,
}

# What quiet.settle computes from the history is not put back but computed again.
_COMPUTED = {"last_in_on", "last_touch_on", "unanswered"}
_COMPUTED |= {"quiet_on", "quiet_at", "quiet_state", "quiet_since", "quiet_key", "quiet_told"}


@dataclass(frozen=True, slots=True)
class Row:
    """A row before a change touched it; `was` is None for one the change created."""

    table: str
    id: int
    was: dict[str, Any] | None = None


def row(
    conn: Connection, workspace_id: str, table: str, row_id: int, besides: Collection[str] = ()
) -> Row:
    """The row as it stands, to be handed to `record` after the change.

    `besides`: columns the change leaves alone, and which undoing it must leave alone too.
    """
    found = conn.execute(_select(workspace_id, table, row_id)).mappings().one()
    left_out = {"workspace_id", "id", *besides} | (_COMPUTED if table == "clients" else set())
    return Row(table, row_id, {k: _as_json(v) for k, v in found.items() if k not in left_out})


def record(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    kind: str,
    rows: Iterable[Row],
    now: datetime,
) -> int:
    """Remember the rows as they were before this change; returns the id that undoes it."""
    change_id = new_id(now)
    before = [
        {
            "table": r.table,
            "id": r.id,
            "was": r.was,
            "version": _version_after(conn, workspace_id, r),
        }
        for r in rows
    ]
    _ADD.run(
        conn,
        {
            "workspace_id": workspace_id,
            "id": change_id,
            "rep_id": rep_id,
            "kind": kind,
            "at": now,
            "before": before,
        },
    )
    return change_id


def touched(conn: Connection, workspace_id: str, change_id: int, table: str) -> list[int]:
    """The ids of one table's rows that a change touched."""
    before = conn.scalar(
        select(changes.c.before).where(
            changes.c.workspace_id == workspace_id, changes.c.id == change_id
        )
    )
    return [r["id"] for r in before or () if r["table"] == table]


def latest(conn: Connection, workspace_id: str, rep_id: int, now: datetime) -> int | None:
    """The rep's last change that can still be undone."""
    return conn.scalar(
        select(changes.c.id)
        .where(
            changes.c.workspace_id == workspace_id,
            changes.c.rep_id == rep_id,
            changes.c.undone_at.is_(None),
            changes.c.at > now - UNDO_WITHIN,
        )
        .order_by(changes.c.at.desc(), changes.c.id.desc())
        .limit(1)
    )


def undoable(
    conn: Connection, workspace_id: str, rep_id: int, now: datetime, table: str = "commitments"
) -> dict[int, int]:
    """Each commitment, or client, that a recent change of this rep was about: the latest change."""
    found = conn.execute(
        select(changes.c.id, changes.c.before)
        .where(
            changes.c.workspace_id == workspace_id,
            changes.c.rep_id == rep_id,
            changes.c.undone_at.is_(None),
            changes.c.at > now - UNDO_WITHIN,
        )
        .order_by(changes.c.at, changes.c.id)
    )
    rows = [(row.id, Row(r["table"], r["id"])) for row in found for r in row.before]
    if table == "clients":
        return {i: change for change, r in rows for i in clients_of(conn, workspace_id, [r])}
    return {r.id: change for change, r in rows if r.table == table}


def undo(
    conn: Connection, workspace_id: str, rep_id: int, change_id: int, now: datetime
) -> Problem | tuple[str, list[Row]]:
    """Put every touched row back as it was; returns the kind of change and its rows.

    Nothing is put back when a row changed since, when it was undone before, or after ten
    minutes; the problem says which.
    """
    mine = (
        changes.c.workspace_id == workspace_id,
        changes.c.id == change_id,
        changes.c.rep_id == rep_id,
    )
    stored = conn.execute(select(changes).where(*mine)).one_or_none()
    if stored is None:
        return Problem("nothing_to_undo")
    if problem := _too_late(stored, now):
        return problem
    rows = [Row(r["table"], r["id"], r["was"]) for r in stored.before]
    versions = [r["version"] for r in stored.before]
    if versions != [_version(conn, workspace_id, r) for r in rows]:
        return Problem("changed_since")
    for touched_row, version in zip(rows, versions, strict=True):
        _put_back(conn, workspace_id, touched_row, version + 1, now)
    for client_id in clients_of(conn, workspace_id, rows):
        quiet.settle(conn, workspace_id, client_id, now)
    conn.execute(update(changes).where(*mine).values(undone_at=now))
    return stored.kind, rows


def forget_old(conn: Connection, now: datetime) -> int:
    """Drop changes that can long no longer be undone. Across workspaces."""
    return conn.execute(delete(changes).where(changes.c.at < now - KEPT_FOR)).rowcount


def clients_of(conn: Connection, workspace_id: str, rows: Iterable[Row]) -> list[int]:
    """The clients these rows are about."""
    found = {r.id for r in rows if r.table == "clients"}
    for name, table in _TABLES.items():
        ids = [r.id for r in rows if r.table == name and name != "clients"]
        if ids:
            here = table.c.workspace_id == workspace_id
            found |= set(conn.scalars(select(table.c.client_id).where(here, table.c.id.in_(ids))))
    return sorted(found)


def _too_late(stored: Any, now: datetime) -> Problem | None:
    if stored.undone_at is not None:
        return Problem("already_undone")
    if now - stored.at >= UNDO_WITHIN:
        return Problem("undo_too_late", {"minutes": int(UNDO_WITHIN.total_seconds() // 60)})
    return None


def _put_back(conn: Connection, workspace_id: str, row: Row, version: int, now: datetime) -> None:
    table = _TABLES[row.table]
    here = update(table).where(table.c.workspace_id == workspace_id, table.c.id == row.id)
    if row.was is not None and set(row.was) == {"client_id"}:
        # Only moved, under its old version: what is queued about it stays as it is.
        conn.execute(here.values(row.was))
    elif row.was is not None:
        values = {k: _as_value(table, k, v) for k, v in row.was.items()} | {"version": version}
        if row.table == "commitments":
            was_version = row.was["version"]
            values["nudge_at"] = _nudge_again(conn, workspace_id, row.id, was_version, values)
        conn.execute(here.values(values))
    elif row.table == "commitments":
        gone = {"state": State.CANCELLED.value, "close_reason": "undone", "closed_at": now}
        conn.execute(here.values(gone | {"version": version, "nudge_at": None}))
        outbox.cancel_for(conn, workspace_id, [row.id], now)
    elif row.table != "clients":
        conn.execute(here.values(gone_at=now, version=version))
    else:
        clients_.withdraw_if_unused(conn, workspace_id, row.id, now)


def _nudge_again(
    conn: Connection,
    workspace_id: str,
    commitment_id: int,
    was_version: int,
    values: dict[str, Any],
) -> datetime | None:
    """A nudge that the change cancelled comes back; one that was already said does not."""

    def key_of(version: int) -> str:
        return outbox.due_key(values["kind"], commitment_id, version, values["back_on"])

    key, now_key = key_of(was_version), key_of(values["version"])
    stands = conn.execute(_select(workspace_id, "commitments", commitment_id)).one()
    is_same = all(getattr(stands, k) == values[k] for k in _ANNOUNCED)
    if is_same and outbox.follow(conn, workspace_id, key_of(stands.version), now_key):
        return None
    waiting: datetime | None = values["nudge_at"]
    if waiting is not None:
        return waiting
    if outbox.died_unsaid(conn, workspace_id, key, commitment_id):
        return due.nudge_at(values["back_time"], values["due_at"])
    # Nobody knows yet whether it was said: should it be said again, it is about this version.
    outbox.follow(conn, workspace_id, key, now_key, in_flight=True)
    return None


def _version_after(conn: Connection, workspace_id: str, row: Row) -> int:
    """A row this change created stands at its first version."""
    return _FIRST if row.was is None else _version(conn, workspace_id, row)


def _version(conn: Connection, workspace_id: str, row: Row) -> int:
    table = _TABLES[row.table]
    found = conn.scalar(
        select(table.c.version).where(table.c.workspace_id == workspace_id, table.c.id == row.id)
    )
    return int(found or 0)


def _select(workspace_id: str, table: str, row_id: int) -> Any:
    here = _TABLES[table]
    return select(here).where(here.c.workspace_id == workspace_id, here.c.id == row_id)


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date | time) else value


def _as_value(table: Table, column: str, stored: Any) -> Any:
    kind = table.c[column].type
    if stored is None:
        return None
    if isinstance(kind, UtcInstant):
        return datetime.fromisoformat(stored)
    if isinstance(kind, Date):
        return date.fromisoformat(stored)
    return time.fromisoformat(stored) if isinstance(kind, Time) else stored
