"""What did a client order, and when?"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.playbook.model import Client, Direction, Money, Order, Source, Standing, Touch
from bot.playbook.quiet import WATCHED
from storage import changes, clients, losses, quiet, touches
from storage.ids import new_id
from storage.tables import orders

_LATEST = (
    select(orders)
    .where(
        orders.c.workspace_id == bindparam("workspace_id"),
        orders.c.client_id == bindparam("client_id"),
        orders.c.gone_at.is_(None),
    )
    .order_by(orders.c.ordered_on.desc(), orders.c.id.desc())
    .limit(bindparam("most"))
)
_BY_ID = select(orders).where(
    orders.c.workspace_id == bindparam("workspace_id"), orders.c.id == bindparam("order_id")
)


def add(
    conn: Connection,
    workspace_id: str,
    client: Client,
    rep_id: int,
    on: date,
    now: datetime,
    *,
    amount: Money | None = None,
    source: Source = Source.TYPED,
    deal_id: int | None = None,
) -> tuple[Order, list[changes.Row]]:
    """Keep an order, and what follows from it; the rows, recorded as a change, take it back.

    Whoever orders pays us: a prospect becomes an active client, a lost one is won back. Nobody
    orders without a word, so the order is a touch in on its day.
    """
    rows = _now_buying(conn, workspace_id, client, on)
    is_back = client.standing not in WATCHED and source is Source.TYPED
    order = Order(
        id=new_id(now),
        client_id=client.id,
        rep_id=rep_id,
        on=on,
        amount=amount,
        source=Source.WON_BACK if is_back else source,
    )
    conn.execute(insert(orders), _values(workspace_id, order, deal_id, now))
    touch = Touch(new_id(now), client.id, rep_id, Direction.IN, None, on)
    touches.add(conn, workspace_id, touch, now)
    quiet.settle(conn, workspace_id, client.id, now)
    return order, [*rows, changes.Row("orders", order.id), changes.Row("touches", touch.id)]


def get(conn: Connection, workspace_id: str, order_id: int) -> Order:
    """The order with this id; LookupError if there is none."""
    row = conn.execute(_BY_ID, {"workspace_id": workspace_id, "order_id": order_id}).first()
    if row is None:
        raise LookupError("no such order")
    return _order(row)


def latest(conn: Connection, workspace_id: str, client_id: int, most: int) -> list[Order]:
    """A client's last orders, the newest first."""
    asked = {"workspace_id": workspace_id, "client_id": client_id, "most": most}
    return [_order(row) for row in conn.execute(_LATEST, asked)]


def withdraw(
    conn: Connection, workspace_id: str, client_id: int, deal_id: int, now: datetime
) -> list[changes.Row]:
    """A deal that goes on after all was no order; the touch that came with it stays."""
    here = orders.c.workspace_id == workspace_id, orders.c.gone_at.is_(None)
    of_it = (*here, orders.c.client_id == client_id, orders.c.deal_id == deal_id)
    ids = conn.scalars(select(orders.c.id).where(*of_it)).all()
    rows = [changes.row(conn, workspace_id, "orders", order_id) for order_id in ids]
    conn.execute(update(orders).where(*of_it).values(gone_at=now, version=orders.c.version + 1))
    return rows


def _now_buying(conn: Connection, workspace_id: str, client: Client, on: date) -> list[changes.Row]:
    if client.standing is Standing.ACTIVE:
        return []
    rows = [changes.row(conn, workspace_id, "clients", client.id)]
    if client.standing not in WATCHED and (loss_id := losses.latest(conn, workspace_id, client.id)):
        rows.append(changes.row(conn, workspace_id, "losses", loss_id))
        losses.win_back(conn, workspace_id, loss_id, on)
    clients.buys(conn, workspace_id, client)
    return rows


def _values(workspace_id: str, order: Order, deal_id: int | None, now: datetime) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "id": order.id,
        "client_id": order.client_id,
        "rep_id": order.rep_id,
        "ordered_on": order.on,
        "amount_minor": order.amount.minor if order.amount else None,
        "amount_currency": order.amount.currency if order.amount else None,
        "source": order.source.value,
        "deal_id": deal_id,
        "version": order.version,
        "created_at": now,
    }


def _order(row: Any) -> Order:
    has_amount = row.amount_minor is not None
    return Order(
        id=row.id,
        client_id=row.client_id,
        rep_id=row.rep_id,
        on=row.ordered_on,
        amount=Money(row.amount_minor, row.amount_currency) if has_amount else None,
        source=Source(row.source),
        version=row.version,
    )
