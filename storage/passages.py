"""How long did deals stand on each stage, and how did they end? (S4-3)"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, insert, select, update

from bot.playbook import ladder
from bot.playbook.deal import Deal, DealState, Stage
from storage.ids import new_id
from storage.tables import passages

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


def _won_and_ended(latest: Select[Any]) -> Select[int, int]:
    found = latest.subquery()
    is_won = found.c.outcome == DealState.WON.value
    return select(func.count().filter(is_won), func.count()).select_from(found)


_TEAMS_CHANCE = _won_and_ended(_ENDED)
_OWN_CHANCE = _won_and_ended(_OWN_ENDED)
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
_NUMBERED = (
    select(
        passages.c.rep_id,
        passages.c.stage_id,
        passages.c.days,
        func.row_number()
        .over(partition_by=[passages.c.rep_id, passages.c.stage_id], order_by=passages.c.id.desc())
        .label("nth"),
    )
    .where(
        passages.c.workspace_id == bindparam("workspace_id"),
        passages.c.rep_id.in_(bindparam("rep_ids", expanding=True)),
        passages.c.days.is_not(None),
        passages.c.gone_at.is_(None),
    )
    .subquery()
)
_OWN_STAYS = select(_NUMBERED.c.rep_id, _NUMBERED.c.stage_id, _NUMBERED.c.days).where(
    _NUMBERED.c.nth <= LATEST
)


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


def chances(
    conn: Connection, workspace_id: str, rep_id: int, stages: Sequence[Stage]
) -> Mapping[int, int]:
    """By stage, in percent: the rep's own history, else the team's, else what the ladder says."""
    found = {}
    for stage in stages:
        here = {"workspace_id": workspace_id, "stage_id": stage.id}
        won, ended = conn.execute(_OWN_CHANCE, here | {"rep_id": rep_id}).one()
        if ended < ladder.HISTORY_FROM:
            won, ended = conn.execute(_TEAMS_CHANCE, here).one()
        found[stage.id] = ladder.chance(stage.chance, won, ended)
    return found


def limits(
    conn: Connection, workspace_id: str, rep_ids: Collection[int], stages: Sequence[Stage]
) -> Mapping[tuple[int, int], float]:
    """By rep and stage: after how many days a deal is stuck; the team's where a rep has none."""
    own: dict[tuple[int, int], list[int]] = defaultdict(list)
    asked = {"workspace_id": workspace_id, "rep_ids": list(rep_ids)}
    for rep_id, stage_id, days in conn.execute(_OWN_STAYS, asked) if rep_ids else ():
        own[rep_id, stage_id].append(days)
    found = {}
    for stage in stages:
        here = {"workspace_id": workspace_id, "stage_id": stage.id}
        teams = conn.scalars(_STAYS, here).all() if rep_ids else ()
        for rep_id in rep_ids:
            stays = own[rep_id, stage.id]
            is_known = len(stays) >= ladder.HISTORY_FROM
            found[rep_id, stage.id] = ladder.stuck_after(stays if is_known else teams)
    return found
