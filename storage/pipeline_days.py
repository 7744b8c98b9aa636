"""What stood in a rep's pipeline on each day? (S0-8)

`settle` is the one place that writes what follows from deals. Whatever changes a deal, a target
or a rate calls it in the same transaction. A day without a row stands as the row before it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    bindparam,
    case,
    func,
    insert,
    literal,
    select,
    update,
)

from bot.playbook import due
from storage import passages, shortfalls, stages
from storage.shortfalls import Cause
from storage.tables import IS_OPEN_DEAL, deals, pipeline_days, reps

_REP = select(reps.c.zone, reps.c.target_minor).where(
    reps.c.workspace_id == bindparam("workspace_id"), reps.c.id == bindparam("rep_id")
)
_LATEST = (
    select(
        pipeline_days.c.day,
        pipeline_days.c.open_minor,
        pipeline_days.c.weighted_minor,
        pipeline_days.c.target_minor,
        pipeline_days.c.deals,
    )
    .where(
        pipeline_days.c.workspace_id == bindparam("workspace_id"),
        pipeline_days.c.rep_id == bindparam("rep_id"),
        pipeline_days.c.day <= bindparam("day"),
    )
    .order_by(pipeline_days.c.day.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class Standing:
    """Open deals of one rep, counted."""

    open_minor: int = 0
    weighted_minor: int = 0
    target_minor: int | None = None
    deals: int = 0


def settle(
    conn: Connection, workspace_id: str, rep_id: int, now: datetime, cause: Cause | None = None
) -> Standing:
    """Count a rep's open deals anew, and keep what stands today."""
    asked = {"workspace_id": workspace_id, "rep_id": rep_id}
    rep = conn.execute(_REP, asked).one()
    after = counted(conn, workspace_id, rep_id)
    latest = conn.execute(_LATEST, asked | {"day": date.max}).first()
    before = Standing() if latest is None else Standing(*latest[1:])
    # A rep who flew west lives a day twice; what stands today stands at the end of it.
    today = due.today_in(rep.zone, now)
    day = today if latest is None else max(today, latest.day)
    if after != before or latest is None:
        _keep(conn, workspace_id, rep_id, day, after, latest is not None and latest.day == day)
    target = after.target_minor
    shortfalls.settle(
        conn, workspace_id, rep_id, before.open_minor, after.open_minor, target, cause, now
    )
    return after


def settle_all(
    conn: Connection,
    workspace_id: str,
    now: datetime,
    cause: Cause | None,
    touched: ColumnElement[bool] = IS_OPEN_DEAL,
) -> None:
    """Count open deals anew for everybody who has such: a rate or a chance has changed."""
    found = select(deals.c.rep_id).where(
        deals.c.workspace_id == workspace_id, IS_OPEN_DEAL, touched
    )
    for rep_id in conn.scalars(found.distinct().order_by(deals.c.rep_id)).all():
        settle(conn, workspace_id, rep_id, now, cause)


def counted(conn: Connection, workspace_id: str, rep_id: int) -> Standing:
    """What the rep's open deals come to now; those without a rate count as deals alone."""
    here = deals.c.workspace_id == workspace_id, deals.c.rep_id == rep_id, IS_OPEN_DEAL
    weighted = weighted_worth(chances_of(conn, workspace_id, rep_id))
    row = conn.execute(
        select(
            func.count(),
            func.coalesce(func.sum(deals.c.worth_minor), 0),
            func.coalesce(func.sum(weighted), 0),
        ).where(*here)
    ).one()
    target = conn.execute(_REP, {"workspace_id": workspace_id, "rep_id": rep_id}).one().target_minor
    return Standing(int(row[1]), int(row[2]), target, row[0])


def chances_of(conn: Connection, workspace_id: str, rep_id: int) -> Mapping[int, int]:
    """The rep's chances by stage, in percent."""
    ladder = stages.all_of(conn, workspace_id)
    return passages.chances(conn, workspace_id, rep_id, ladder)


def weighted_worth(chances: Mapping[int, int]) -> ColumnElement[int]:
    """A deal's worth times its chance, rounded down; in SQL."""
    chance = case(
        {stage_id: literal(percent, BigInteger) for stage_id, percent in chances.items()},
        value=deals.c.stage_id,
        else_=literal(0, BigInteger),
    )
    return deals.c.worth_minor * chance // literal(100, BigInteger)


def on(conn: Connection, workspace_id: str, rep_id: int, day: date) -> Standing:
    """What stood in a rep's pipeline at the end of a day."""
    asked = {"workspace_id": workspace_id, "rep_id": rep_id, "day": day}
    row = conn.execute(_LATEST, asked).first()
    return Standing() if row is None else Standing(*row[1:])


def _keep(
    conn: Connection, workspace_id: str, rep_id: int, day: date, now_is: Standing, is_known: bool
) -> None:
    values = {
        "open_minor": now_is.open_minor,
        "weighted_minor": now_is.weighted_minor,
        "target_minor": now_is.target_minor,
        "deals": now_is.deals,
    }
    key = {"workspace_id": workspace_id, "rep_id": rep_id, "day": day}
    if not is_known:
        conn.execute(insert(pipeline_days), key | values)
        return
    here = (
        pipeline_days.c.workspace_id == workspace_id,
        pipeline_days.c.rep_id == rep_id,
        pipeline_days.c.day == day,
    )
    conn.execute(update(pipeline_days).where(*here).values(values))
