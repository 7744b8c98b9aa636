"""What has left less open in a rep's pipeline, as far as it still holds? (S0-5)"""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, select

from bot.playbook import due, shortfall
from bot.playbook.deal import DealState
from bot.playbook.model import Money, Rep, Standing
from bot.playbook.shortfall import Cause, Fall, Shortfall
from bot.playbook.winback import LossReason
from storage import rates
from storage.tables import changes, clients, deals

_CLOSED = (Cause.WON, Cause.LOST, Cause.NO)
_SMALLER_BY = ("deal_changed", "deal_moved")  # the kinds of change that rewrite an amount

_DEALS: Select[Any] = (
    select(
        deals.c.id,
        deals.c.rep_id,
        deals.c.state,
        deals.c.worth_minor,
        deals.c.closed_on,
        deals.c.lost_reason,
        clients.c.standing,
    )
    .join_from(
        deals,
        clients,
        (clients.c.workspace_id == deals.c.workspace_id) & (clients.c.id == deals.c.client_id),
    )
    .where(deals.c.gone_at.is_(None))
)


def held(conn: Connection, rep: Rep, was: Shortfall, now: datetime) -> Fall | None:
    """The cause that was kept; None when its deal is open again, or was changed back."""
    if was.deal_id is None:
        return Fall(was.cause, None, 0, now)
    here = deals.c.workspace_id == rep.workspace_id, deals.c.id == was.deal_id
    row = conn.execute(_DEALS.where(*here)).first()
    if row is None:
        return None
    if was.cause in _CLOSED:
        return None if row.state != _STATE[was.cause] else _fall(was.cause, row, now)
    if was.cause is not Cause.SLIPPED:
        return Fall(was.cause, row.id, 0, now)
    if row.state != DealState.OPEN or row.rep_id != rep.id:
        return None
    slipped = _slipped_by(conn, rep, was, row)
    return Fall(was.cause, row.id, slipped or 0, now) if slipped != 0 else None


def since(conn: Connection, rep: Rep, was: Shortfall, now: datetime) -> list[Fall]:
    """Deals that closed since it fell, or after the day on which the rep was told."""
    first = was.below_on
    if was.told_at is not None:
        first = due.today_in(rep.zone, was.told_at) + timedelta(days=1)
    found = conn.execute(
        _DEALS.where(
            deals.c.workspace_id == rep.workspace_id,
            deals.c.rep_id == rep.id,
            deals.c.state.in_([DealState.WON.value, DealState.LOST.value]),
            deals.c.closed_on >= first,
            deals.c.worth_minor > 0,
        ).order_by(deals.c.id)
    )
    today = due.today_in(rep.zone, now)
    return [_fall(_cause(row), row, now - (today - row.closed_on)) for row in found]


_STATE = {Cause.WON: DealState.WON, Cause.LOST: DealState.LOST, Cause.NO: DealState.LOST}


def _fall(cause: Cause, row: Any, at: datetime) -> Fall:
    return Fall(cause, row.id, row.worth_minor or 0, at)


def _cause(row: Any) -> Cause:
    if row.state == DealState.WON:
        return Cause.WON
    reason = LossReason(row.lost_reason) if row.lost_reason else None
    return shortfall.cause_of_loss(reason, row.standing == Standing.LOST)


def _slipped_by(conn: Connection, rep: Rep, was: Shortfall, row: Any) -> int | None:
    """How much smaller the deal is than before it slipped; None when nobody can tell any more."""
    recent = conn.scalars(
        select(changes.c.before)
        .where(
            changes.c.workspace_id == rep.workspace_id,
            changes.c.rep_id == rep.id,
            changes.c.at >= datetime.combine(was.below_on, time(), ZoneInfo(rep.zone)),
            changes.c.kind.in_(_SMALLER_BY),
            changes.c.undone_at.is_(None),
        )
        .order_by(changes.c.at, changes.c.id)
    )
    befores = [
        kept["was"]
        for before in recent
        for kept in before
        if (kept["table"], kept["id"]) == ("deals", row.id) and kept["was"]
    ]
    worths = [_worth(conn, rep, before) for before in befores]
    known = [worth for worth in worths if worth is not None]
    return max(0, max(known) - (row.worth_minor or 0)) if known else None


def _worth(conn: Connection, rep: Rep, before: dict[str, Any]) -> int | None:
    amount = Money(before["amount_minor"], before["amount_currency"])
    return rates.worth(conn, rep.workspace_id, amount)
