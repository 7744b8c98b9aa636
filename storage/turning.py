"""How is everything counted in another currency, or at another rate, and how back again?"""

from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection, exists, insert, select, update

from bot.playbook import rate
from storage import rates
from storage.tables import deals, pipeline_days, reps, workspaces
from storage.tables import rates as rates_

AMOUNTS = (
    deals.c.worth_minor,
    reps.c.target_minor,
    workspaces.c.team_target_minor,
    pipeline_days.c.open_minor,
    pipeline_days.c.weighted_minor,
    pipeline_days.c.target_minor,
)

_FIRST = 1  # the version of a row whose target nobody changed

Was = dict[str, Any]


def standing(conn: Connection, workspace_id: str) -> Was:
    """In what everything is counted, at which rates, and what is aimed at."""
    here = rates_.c.workspace_id == workspace_id
    found = conn.execute(select(rates_).where(here).order_by(rates_.c.currency))
    row = conn.execute(
        select(workspaces.c.reporting_currency, workspaces.c.team_target_minor).where(
            workspaces.c.workspace_id == workspace_id
        )
    ).one()
    aims = conn.execute(
        select(reps.c.id, reps.c.target_minor)
        .where(reps.c.workspace_id == workspace_id, reps.c.target_minor.is_not(None))
        .order_by(reps.c.id)
    )
    sold = exists().where(deals.c.workspace_id == workspace_id, deals.c.gone_at.is_(None))
    return {
        "rates": [[r.currency, r.rate, r.set_by, r.at.isoformat()] for r in found],
        "into": row.reporting_currency,
        "team": row.team_target_minor,
        "targets": [[r.id, r.target_minor] for r in aims],
        "is_sold": bool(conn.scalar(select(sold))),
    }


def versions(conn: Connection, workspace_id: str) -> list[list[Any]]:
    """At which version stands each target that somebody chose."""
    here = workspaces.c.workspace_id == workspace_id
    of_team = conn.execute(select(workspaces.c.version).where(here)).scalar_one()
    of_reps = conn.execute(
        select(reps.c.id, reps.c.version)
        .where(reps.c.workspace_id == workspace_id, reps.c.version > _FIRST)
        .order_by(reps.c.id)
    )
    return [["workspaces", 0, of_team], *(["reps", r.id, r.version] for r in of_reps)]


def left(conn: Connection, workspace_id: str, was: Was) -> Was:
    """What must stay as a change left it, so that the change can be taken back.

    Targets are amounts in what everything is counted in; and where nothing was turned, nothing
    that is counted since could be turned back.
    """
    stands = standing(conn, workspace_id)
    names = ["rates", "into"]
    if stands["into"] != was["into"]:
        names += ["team", "targets"] if was["by"] is not None else ["team", "targets", "is_sold"]
    return {name: stands[name] for name in names}


def is_as_left(conn: Connection, workspace_id: str, was_left: Was) -> bool:
    """Whether nobody changed rates, currency or, with the currency, a target since."""
    now_is = standing(conn, workspace_id)
    return all(now_is[name] == was for name, was in was_left.items())


def uncounted(conn: Connection, workspace_id: str, currency: str) -> list[int]:
    """Closed deals of a currency that nobody gave a rate."""
    found = select(deals.c.id).where(
        deals.c.workspace_id == workspace_id,
        deals.c.amount_currency == currency,
        deals.c.closed_on.is_not(None),
        deals.c.worth_minor.is_(None),
    )
    return list(conn.scalars(found.order_by(deals.c.id)))


def turn(
    conn: Connection, workspace_id: str, was: str, into: str, rep_id: int, now: datetime
) -> Fraction | None:
    """Every amount, and every rate, as it is in the other currency; returns by what."""
    typed = rates.all_of(conn, workspace_id)
    rates.forget_all(conn, workspace_id)
    if into not in typed:
        return None
    turned = rate.turned({was: "1"} | typed, into)
    for currency, text in turned.items():
        rates.put(conn, workspace_id, currency, text, rep_id, now)
    by = rate.factor(turned[was], was, into) if was in turned else Fraction(0)
    _multiply(conn, workspace_id, by)
    return by


def put_back(conn: Connection, workspace_id: str, was: Was) -> None:
    """Rates, currency and targets as they were, and every amount counted by them.

    What was rounded down on the way there is rounded up on the way back.
    """
    if was["by"] is not None:
        _multiply(conn, workspace_id, 1 / Fraction(was["by"]), is_up=True)
        _aim(conn, workspace_id, was)
    rates.forget_all(conn, workspace_id)
    for currency, text, rep_id, at in was["rates"]:
        row = {"workspace_id": workspace_id, "currency": currency, "rate": text}
        conn.execute(insert(rates_), row | {"set_by": rep_id, "at": datetime.fromisoformat(at)})
    here = update(workspaces).where(workspaces.c.workspace_id == workspace_id)
    conn.execute(here.values(reporting_currency=was["into"]))
    _forget(conn, workspace_id, was["uncounted"])
    rates.value_open(conn, workspace_id)


def _multiply(conn: Connection, workspace_id: str, by: Fraction, *, is_up: bool = False) -> None:
    for column in AMOUNTS:
        table = column.table
        values = {column.name: rates.times(column, by, is_up=is_up)}
        if table in (reps, workspaces):
            # A target is in the former currency in what would undo it: that is no longer true.
            values["version"] = table.c.version + 1
        conn.execute(update(table).where(table.c.workspace_id == workspace_id).values(values))


def _aim(conn: Connection, workspace_id: str, was: Was) -> None:
    """A target is a round number that somebody chose: it comes back to the cent."""
    here = update(workspaces).where(workspaces.c.workspace_id == workspace_id)
    conn.execute(here.values(team_target_minor=was["team"]))
    for rep_id, minor in was["targets"]:
        one = reps.c.workspace_id == workspace_id, reps.c.id == rep_id
        conn.execute(update(reps).where(*one).values(target_minor=minor))


def _forget(conn: Connection, workspace_id: str, ids: Sequence[int]) -> None:
    """Closed deals that were counted only since there was a rate."""
    some = deals.c.workspace_id == workspace_id, deals.c.id.in_(ids)
    conn.execute(update(deals).where(*some).values(worth_minor=None))
