"""Which rungs has a workspace's ladder? (S4-3)"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.playbook import names
from bot.playbook.deal import Stage
from bot.playbook.ladder import DEFAULT_STAGES
from storage.ids import new_id
from storage.tables import stages

_COLUMNS = (
    stages.c.id,
    stages.c.position,
    stages.c.name,
    stages.c.chance,
    stages.c.version,
)
_ALL = (
    select(*_COLUMNS)
    .where(stages.c.workspace_id == bindparam("workspace_id"), stages.c.gone_at.is_(None))
    .order_by(stages.c.position, stages.c.id)
)
_BY_ID = select(*_COLUMNS).where(
    stages.c.workspace_id == bindparam("workspace_id"), stages.c.id == bindparam("stage_id")
)


def seed(conn: Connection, workspace_id: str, now: datetime) -> None:
    """The ladder a workspace begins with."""
    for position, (name, chance) in enumerate(DEFAULT_STAGES, start=1):
        add(conn, workspace_id, position, name, chance, now)


def all_of(conn: Connection, workspace_id: str) -> tuple[Stage, ...]:
    """The ladder, the first rung first."""
    found = conn.execute(_ALL, {"workspace_id": workspace_id})
    return tuple(_stage(row) for row in found)


def get(conn: Connection, workspace_id: str, stage_id: int) -> Stage:
    """The stage with this id, removed or not; LookupError if there never was one."""
    row = conn.execute(_BY_ID, {"workspace_id": workspace_id, "stage_id": stage_id}).first()
    if row is None:
        raise LookupError("no such stage")
    return _stage(row)


def named(ladder: Sequence[Stage], name: str) -> Stage | None:
    """The stage of this name: said in full, or as the one beginning of it there is."""
    key = names.key(name)
    exact = [s for s in ladder if names.key(s.name) == key]
    near = exact or [s for s in ladder if key and names.key(s.name).startswith(key)]
    return near[0] if len(near) == 1 else None


def add(
    conn: Connection, workspace_id: str, position: int, name: str, chance: int, now: datetime
) -> Stage:
    """A new rung."""
    stage = Stage(new_id(now), position, name, chance)
    conn.execute(
        insert(stages),
        {
            "workspace_id": workspace_id,
            "id": stage.id,
            "position": position,
            "name": name,
            "name_key": names.key(name),
            "chance": chance,
            "version": stage.version,
            "created_at": now,
        },
    )
    return stage


def rename(conn: Connection, workspace_id: str, stage: Stage, name: str) -> None:
    """What the client has agreed to, in other words."""
    _set(conn, workspace_id, stage, name=name, name_key=names.key(name))


def set_chance(conn: Connection, workspace_id: str, stage: Stage, chance: int) -> None:
    """What a deal on it is worth, in percent, while there is no history."""
    _set(conn, workspace_id, stage, chance=chance)


def set_position(conn: Connection, workspace_id: str, stage: Stage, position: int) -> None:
    """Its place on the ladder."""
    _set(conn, workspace_id, stage, position=position)


def remove(conn: Connection, workspace_id: str, stage: Stage, now: datetime) -> None:
    """The rung goes; what was on it in the past keeps its name."""
    _set(conn, workspace_id, stage, gone_at=now)


def _set(conn: Connection, workspace_id: str, stage: Stage, **values: Any) -> None:
    here = update(stages).where(stages.c.workspace_id == workspace_id, stages.c.id == stage.id)
    conn.execute(here.values(**values, version=stage.version + 1))


def _stage(row: Any) -> Stage:
    return Stage(row.id, row.position, row.name, row.chance, row.version)
