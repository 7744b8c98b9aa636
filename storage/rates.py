"""In which currency is everything counted, and what is another one worth in it?

Nothing is guessed: a currency without a rate that a manager typed is not counted.
"""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    bindparam,
    delete,
    insert,
    literal,
    select,
    update,
)

from bot.playbook import money, rate
from bot.playbook.model import Money
from storage import clients
from storage.tables import IS_OPEN_DEAL, deals, rates, workspaces

_REPORTING = select(workspaces.c.reporting_currency, workspaces.c.locale).where(
    workspaces.c.workspace_id == bindparam("workspace_id")
)
_ALL = select(rates.c.currency, rates.c.rate).where(
    rates.c.workspace_id == bindparam("workspace_id")
)


def reporting(conn: Connection, workspace_id: str) -> str:
    """The currency everything is counted in: a manager's choice, else the first.

    The first deal or target says in what is counted; before there is one, the clients' values or
    the locale do.
    """
    row = conn.execute(_REPORTING, {"workspace_id": workspace_id}).one()
    if row.reporting_currency is not None:
        return str(row.reporting_currency)
    return clients.last_currency(conn, workspace_id) or money.currency_for(row.locale)


def all_of(conn: Connection, workspace_id: str) -> dict[str, str]:
    """What a manager said one unit of each currency is worth in the reporting one."""
    found = conn.execute(_ALL, {"workspace_id": workspace_id})
    return {row.currency: row.rate for row in found}


def factors(conn: Connection, workspace_id: str) -> Mapping[str, Fraction]:
    """What to multiply each currency's smallest unit by; one without a rate is missing."""
    into = reporting(conn, workspace_id)
    typed = all_of(conn, workspace_id)
    known = {currency: rate.factor(text, currency, into) for currency, text in typed.items()}
    return known | {into: Fraction(1)}


def worth(conn: Connection, workspace_id: str, amount: Money) -> int | None:
    """An amount in the reporting currency; None without a rate."""
    by = factors(conn, workspace_id).get(amount.currency)
    return None if by is None else rate.worth(amount.minor, by)


def unrated(conn: Connection, workspace_id: str, rep_id: int | None = None) -> tuple[str, ...]:
    """Currencies of open deals that nobody gave a rate: these deals are not counted."""
    found = select(deals.c.amount_currency).where(
        deals.c.workspace_id == workspace_id, IS_OPEN_DEAL, deals.c.worth_minor.is_(None)
    )
    if rep_id is not None:
        found = found.where(deals.c.rep_id == rep_id)
    return tuple(conn.scalars(found.distinct().order_by(deals.c.amount_currency)))


def put(
    conn: Connection, workspace_id: str, currency: str, typed: str, rep_id: int, now: datetime
) -> None:
    """Keep what a manager said a currency is worth."""
    here = rates.c.workspace_id == workspace_id, rates.c.currency == currency
    conn.execute(delete(rates).where(*here))
    row = {"workspace_id": workspace_id, "currency": currency, "rate": typed}
    conn.execute(insert(rates), row | {"set_by": rep_id, "at": now})


def forget_all(conn: Connection, workspace_id: str) -> None:
    """Rates say what a currency is worth in another that is no longer counted in."""
    conn.execute(delete(rates).where(rates.c.workspace_id == workspace_id))


def value_deals(conn: Connection, workspace_id: str, currency: str) -> int:
    """Count open deals of this currency anew, and closed ones that never were; how many open."""
    by = factors(conn, workspace_id)[currency]
    here = (
        deals.c.workspace_id == workspace_id,
        deals.c.amount_currency == currency,
        deals.c.gone_at.is_(None),
    )
    is_uncounted = deals.c.worth_minor.is_(None)
    worth = {"worth_minor": times(deals.c.amount_minor, by)}
    conn.execute(update(deals).where(*here, ~IS_OPEN_DEAL, is_uncounted).values(worth))
    return conn.execute(update(deals).where(*here, IS_OPEN_DEAL).values(worth)).rowcount


def value_open(conn: Connection, workspace_id: str) -> int:
    """Count every open deal anew, those without a rate not at all; how many there are."""
    here = deals.c.workspace_id == workspace_id, IS_OPEN_DEAL
    many = conn.execute(update(deals).where(*here).values(worth_minor=None)).rowcount
    for currency in factors(conn, workspace_id):
        value_deals(conn, workspace_id, currency)
    return many


def report_in(conn: Connection, workspace_id: str, currency: str) -> None:
    """Count everything in another currency from now on."""
    here = update(workspaces).where(workspaces.c.workspace_id == workspace_id)
    conn.execute(here.values(reporting_currency=currency))


def adopt(conn: Connection, workspace_id: str, currency: str) -> None:
    """The first amount anybody counts says in what, until a manager says otherwise."""
    here = workspaces.c.workspace_id == workspace_id, workspaces.c.reporting_currency.is_(None)
    conn.execute(update(workspaces).where(*here).values(reporting_currency=currency))


def times(column: ColumnElement[int], by: Fraction, *, is_up: bool = False) -> ColumnElement[int]:
    """The same as `rate.worth`, in SQL, without a product that would not fit a 63-bit number.

    `is_up` rounds up instead: the way back from what was rounded down.
    """
    above, below = (literal(part, BigInteger) for part in (by.numerator, by.denominator))
    extra = literal(by.denominator - 1 if is_up else 0, BigInteger)
    whole = column // below
    return whole * above + ((column - whole * below) * above + extra) // below
