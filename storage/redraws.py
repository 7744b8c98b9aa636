"""Whose Home is older than the facts, by other hands than their own or by time alone?"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, Select, and_, or_, select, tuple_, union_all, update

from storage.tables import clients, commitments, deals, homes, touches


class Touched(Protocol):
    """A row that a change was about; `was` is None for one it made."""

    @property
    def table(self) -> str: ...
    @property
    def id(self) -> int: ...
    @property
    def was(self) -> dict[str, Any] | None: ...


def concern(
    conn: Connection, workspace_id: str, by_id: int, rows: Iterable[Touched], now: datetime
) -> None:
    """A change of this rep's was about these rows: whoever else they belong to has an older Home.

    Before the change or after it: what was given away concerns both.
    """
    ids: dict[str, list[int]] = {}
    before: set[int] = set()
    for row in rows:
        ids.setdefault(row.table, []).append(row.id)
        before |= {i for name in ("rep_id", "owner_id") if (i := (row.was or {}).get(name))}
    after = [_WHOSE[table](workspace_id, found) for table, found in ids.items() if table in _WHOSE]
    whose = [homes.c.rep_id.in_(before)] if before - {by_id} else []
    whose += [homes.c.rep_id.in_(union_all(*after))] if after else []
    if whose:
        _mark(conn, workspace_id, and_(homes.c.rep_id != by_id, or_(*whose)), now)


def want(conn: Connection, workspace_id: str, rep_ids: Collection[int], now: datetime) -> None:
    """These reps' Homes are to be drawn again."""
    _mark(conn, workspace_id, homes.c.rep_id.in_(rep_ids), now)


def waiting(conn: Connection, limit: int) -> list[tuple[str, int]]:
    """Workspace and rep of Homes that wait to be drawn, the longest first. Across workspaces."""
    stale = select(homes.c.workspace_id, homes.c.rep_id).where(homes.c.stale_at.is_not(None))
    found = conn.execute(stale.order_by(homes.c.stale_at).limit(limit)).all()
    return [(row.workspace_id, row.rep_id) for row in found]


def take(conn: Connection, limit: int) -> list[tuple[str, int]]:
    """The same, and they wait no longer: of several replicas one draws each."""
    found = waiting(conn, limit)
    if not found:
        return []
    here = tuple_(homes.c.workspace_id, homes.c.rep_id).in_(found)
    conn.execute(update(homes).where(here).values(stale_at=None))
    return found


def _mark(conn: Connection, workspace_id: str, whose: Any, now: datetime) -> None:
    here = homes.c.workspace_id == workspace_id
    conn.execute(update(homes).where(here, homes.c.stale_at.is_(None), whose).values(stale_at=now))


def _of(table: Any, owner: str) -> Any:
    def found(workspace_id: str, ids: Collection[int]) -> Select[Any]:
        here = table.c.workspace_id == workspace_id, table.c.id.in_(ids)
        return select(table.c[owner]).where(*here, table.c[owner].is_not(None))

    return found


def _of_touched(workspace_id: str, ids: Collection[int]) -> Select[Any]:
    """Contact by anybody is news to the client's owner."""
    met = and_(
        clients.c.workspace_id == touches.c.workspace_id, clients.c.id == touches.c.client_id
    )
    here = touches.c.workspace_id == workspace_id, touches.c.id.in_(ids)
    theirs = select(clients.c.owner_id).select_from(touches.join(clients, met))
    return theirs.where(*here, clients.c.owner_id.is_not(None))


_WHOSE: Mapping[str, Any] = {
    "commitments": _of(commitments, "rep_id"),
    "clients": _of(clients, "owner_id"),
    "deals": _of(deals, "rep_id"),
    "touches": _of_touched,
}
