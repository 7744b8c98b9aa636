"""How long did deals stand on each stage, and how did they end? (S4-3)"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from bot.playbook import ladder
from bot.playbook.deal import Deal, DealState, Stage
from storage.ids import new_id
from storage.tables import passages

T = TypeVar("T")

LATEST = 100  # passages of a stage that history is read from

_ENDED = (
    select(passages.c.outcome)
    .where(
        passages.c.workspace_id == bindparam("workspace_id"),
        passages.c.stage_id == bindparam("stage_id"),
        passages.c.outcome.is_not(None),
        passages.c.gone_at.is_(None),
    )
    .order_by(passages.c.id.desc())
    .limit(LATEST)
)
_OWN_ENDED = _ENDED.where(passages.c.rep_id == bindparam("rep_id"))
_STAYS = (
    select(passages.c.days)
    .where(
        passages.c.workspace_id == bindparam("workspace_id"),
        passages.c.stage_id == bindparam("stage_id"),
        passages.c.days.is_not(None),
        passages.c.gone_at.is_(None),
    )
    .order_by(passages.c.id.desc())
    .limit(LATEST)
)
_OWN_STAYS = _STAYS.where(passages.c.rep_id == bindparam("rep_id"))


def begin(conn: Connection, workspace_id: str, deal: Deal, on: date, now: datetime) -> int:
    """The deal has reached its stage; returns the passage's id."""
    passage_id = new_id(now)
    conn.execute(
        insert(passages),
        {
            "workspace_id": workspace_id,
            "id": passage_id,
            "deal_id": deal.id,
            "stage_id": deal.stage_id,
            "rep_id": deal.rep_id,
            "entered_on": on,
            "version": 1,
            "created_at": now,
        },
    )
    return passage_id


def of(conn: Connection, workspace_id: str, deal_id: int) -> list[int]:
    """The ids of a deal's passages, the first first."""
    found = select(passages.c.id).where(
        passages.c.workspace_id == workspace_id,
        passages.c.deal_id == deal_id,
        passages.c.gone_at.is_(None),
    )
    return list(conn.scalars(found.order_by(passages.c.id)))


def end(conn: Connection, workspace_id: str, deal_id: int, on: date) -> None:
    """The deal has left the stage it stood on."""
    here = (
        passages.c.workspace_id == workspace_id,
        passages.c.deal_id == deal_id,
        passages.c.left_on.is_(None),
        passages.c.gone_at.is_(None),
    )
    for row in conn.execute(select(passages.c.id, passages.c.entered_on).where(*here)).all():
        days = max(0, (on - row.entered_on).days)
        one = passages.c.workspace_id == workspace_id, passages.c.id == row.id
        conn.execute(
            update(passages)
            .where(*one)
            .values(left_on=on, days=days, version=passages.c.version + 1)
        )


def conclude(conn: Connection, workspace_id: str, deal_id: int, outcome: DealState | None) -> None:
    """How the deal ended, on every stage it passed; None: it goes on."""
    here = (
        passages.c.workspace_id == workspace_id,
        passages.c.deal_id == deal_id,
        passages.c.gone_at.is_(None),
    )
    value = None if outcome is None else outcome.value
    conn.execute(
        update(passages).where(*here).values(outcome=value, version=passages.c.version + 1)
    )


def hold(conn: Connection, workspace_id: str, stage_id: int) -> bool:
    """Whether any deal ever stood on this stage."""
    here = passages.c.workspace_id == workspace_id, passages.c.stage_id == stage_id
    return conn.scalar(select(func.count()).select_from(passages).where(*here)) != 0


def chances(
    conn: Connection, workspace_id: str, rep_id: int, stages: Sequence[Stage]
) -> Mapping[int, int]:
    """By stage, in percent: the rep's own history, else the team's, else what the ladder says."""
    found = {}
    for stage in stages:
        ended = _history(conn, _OWN_ENDED, _ENDED, workspace_id, rep_id, stage.id)
        won = sum(outcome == DealState.WON.value for outcome in ended)
        found[stage.id] = ladder.chance(stage.chance, won, len(ended))
    return found


def limits(
    conn: Connection, workspace_id: str, rep_id: int, stages: Sequence[Stage]
) -> Mapping[int, float]:
    """By stage: after how many days a deal is stuck."""
    found = {}
    for stage in stages:
        stays = _history(conn, _OWN_STAYS, _STAYS, workspace_id, rep_id, stage.id)
        found[stage.id] = ladder.stuck_after(stays)
    return found


def _history(
    conn: Connection,
    own: Select[T],
    teams: Select[T],
    workspace_id: str,
    rep_id: int,
    stage_id: int,
) -> Sequence[T]:
    asked = {"workspace_id": workspace_id, "stage_id": stage_id}
    mine = conn.scalars(own, asked | {"rep_id": rep_id}).all()
    if len(mine) >= ladder.HISTORY_FROM:
        return mine
    return conn.scalars(teams, asked).all()
