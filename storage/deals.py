"""Which sales are in progress, and how did the others end?"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Select,
    and_,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.playbook import decision, ladder, names
from bot.playbook.deal import Deal, DealState, Stage
from bot.playbook.model import Client, Money, SetBy, State
from storage import rates
from storage.gone import Gone
from storage.ids import new_id
from storage.prepared import Prepared
from storage.tables import IS_OPEN_DEAL, clients, commitments, deals, passages, stages

_COLUMNS = (
    deals.c.id,
    deals.c.client_id,
    clients.c.name.label("client_name"),
    deals.c.rep_id,
    deals.c.name,
    deals.c.stage_id,
    stages.c.name.label("stage_name"),
    deals.c.stage_since,
    deals.c.amount_minor,
    deals.c.amount_currency,
    deals.c.worth_minor,
    deals.c.state,
    deals.c.opened_on,
    deals.c.close_on,
    deals.c.close_moves,
    deals.c.decide_by,
    deals.c.decide_asked_on,
    deals.c.closed_on,
    deals.c.lost_reason,
    deals.c.version,
    deals.c.created_at,
    deals.c.decide_asks,
)
_FROM = deals.join(
    clients,
    (clients.c.workspace_id == deals.c.workspace_id) & (clients.c.id == deals.c.client_id),
).join(stages, (stages.c.workspace_id == deals.c.workspace_id) & (stages.c.id == deals.c.stage_id))
_ALL: Select[Any] = (
    select(*_COLUMNS)
    .select_from(_FROM)
    .where(deals.c.workspace_id == bindparam("workspace_id"), deals.c.gone_at.is_(None))
)
_BY_ID = _ALL.where(deals.c.id == bindparam("deal_id"))
_BY_IDS = _ALL.where(deals.c.id.in_(bindparam("ids", expanding=True)))
_OPEN = _ALL.where(IS_OPEN_DEAL)
TWO_OPEN = (
    select(deals.c.id)
    .where(
        deals.c.workspace_id == bindparam("workspace_id"),
        deals.c.client_id == bindparam("client_id"),
        deals.c.rep_id == bindparam("rep_id"),
        IS_OPEN_DEAL,
    )
    .limit(2)
)
_TWO_OPEN = Prepared(TWO_OPEN)
_GREATEST = (deals.c.worth_minor.is_(None), deals.c.worth_minor.desc(), deals.c.id)
_ADD = insert(deals)

# The dates a deal stands on: those that hang on it, and those with its client as a whole.
_ON_IT = and_(
    commitments.c.workspace_id == deals.c.workspace_id,
    commitments.c.client_id == deals.c.client_id,
    or_(commitments.c.deal_id.is_(None), commitments.c.deal_id == deals.c.id),
    # Not IS_OPEN: its index has no client, and a PostgreSQL without statistics, as after an import,
    # would read every open date of the workspace for each deal: 5,000 of them took 9 s, not 0.04.
    commitments.c.state.concat("") == State.OPEN.value,
)
HAS_DATE = exists().where(_ON_IT).correlate(deals)
HAS_LIVE_DATE_OF_THEIRS = (
    exists()
    .where(
        _ON_IT,
        commitments.c.set_by == SetBy.CLIENT.value,
        commitments.c.due_on >= bindparam("today", type_=Date),
    )
    .correlate(deals)
)


def get(conn: Connection, workspace_id: str, deal_id: int) -> Deal:
    """The deal with this id; LookupError if there is none, or its creation was undone."""
    row = conn.execute(_BY_ID, {"workspace_id": workspace_id, "deal_id": deal_id}).first()
    if row is None:
        raise Gone("deal_gone", "no such deal")
    return _deal(row, rates.reporting(conn, workspace_id))


def several(conn: Connection, workspace_id: str, ids: Collection[int]) -> list[Deal]:
    """These deals, the greatest first."""
    if not ids:
        return []
    asked = {"workspace_id": workspace_id, "ids": list(ids)}
    return _read(conn, workspace_id, _BY_IDS.order_by(*_GREATEST), asked)


def open_of(
    conn: Connection,
    workspace_id: str,
    *,
    rep_id: int | None = None,
    client_id: int | None = None,
) -> list[Deal]:
    """Open deals, the greatest first: the team's, a rep's, a client's."""
    found = _OPEN
    if rep_id is not None:
        found = found.where(deals.c.rep_id == rep_id)
    if client_id is not None:
        found = found.where(deals.c.client_id == client_id)
    return _read(conn, workspace_id, found.order_by(*_GREATEST), {"workspace_id": workspace_id})


def open_one(conn: Connection, workspace_id: str, deal_id: int | None, rep_id: int) -> Deal | None:
    """This deal, if it is the rep's and still open."""
    found = [] if deal_id is None else several(conn, workspace_id, [deal_id])
    return next((d for d in found if d.is_open and d.rep_id == rep_id), None)


def only_open(conn: Connection, workspace_id: str, client_id: int, rep_id: int) -> int | None:
    """The rep's open deal with a client, if there is exactly one."""
    asked = {"workspace_id": workspace_id, "client_id": client_id, "rep_id": rep_id}
    found = _TWO_OPEN.all(conn, asked)
    return found[0].id if len(found) == 1 else None


def of_client(conn: Connection, workspace_id: str, client_id: int) -> list[Deal]:
    """Every deal there was with a client, the latest first."""
    found = _ALL.where(deals.c.client_id == client_id).order_by(deals.c.id.desc())
    return _read(conn, workspace_id, found, {"workspace_id": workspace_id})


def add(
    conn: Connection,
    workspace_id: str,
    client: Client,
    rep_id: int,
    name: str,
    stage: Stage,
    amount: Money,
    now: datetime,
    today: date,
    *,
    close_on: date | None = None,
    decide_by: date | None = None,
) -> Deal:
    """A new sale, open from today on, standing on this stage."""
    rates.adopt(conn, workspace_id, amount.currency)
    deal = Deal(
        id=new_id(now),
        client_id=client.id,
        client_name=client.name,
        rep_id=rep_id,
        name=name,
        stage_id=stage.id,
        stage_name=stage.name,
        stage_since=today,
        amount=amount,
        worth=None,
        state=DealState.OPEN,
        opened_on=today,
        close_on=close_on,
        decide_by=decide_by,
    )
    row = _values(conn, workspace_id, deal) | {"version": deal.version, "created_at": now}
    conn.execute(_ADD, row | {"workspace_id": workspace_id, "id": deal.id})
    return get(conn, workspace_id, deal.id)


def rewrite(conn: Connection, workspace_id: str, deal: Deal, **besides: Any) -> Deal:
    """Store a deal's new facts under a raised version, counted at today's rate."""
    values = _values(conn, workspace_id, deal) | {"version": deal.version + 1}
    here = update(deals).where(deals.c.workspace_id == workspace_id, deals.c.id == deal.id)
    conn.execute(here.values(values | besides))
    return get(conn, workspace_id, deal.id)


def revalue(conn: Connection, workspace_id: str, ids: Collection[int]) -> None:
    """Count these again at today's rates."""
    found = select(deals.c.id, deals.c.amount_minor, deals.c.amount_currency).where(
        deals.c.workspace_id == workspace_id, deals.c.id.in_(ids)
    )
    for row in conn.execute(found).all() if ids else ():
        worth = rates.worth(conn, workspace_id, Money(row.amount_minor, row.amount_currency))
        here = update(deals).where(deals.c.workspace_id == workspace_id, deals.c.id == row.id)
        conn.execute(here.values(worth_minor=worth))


def as_it_was(conn: Connection, workspace_id: str, deal: Deal, was: dict[str, Any]) -> Deal:
    """A deal as it stood before a change, from the row the change kept."""
    amount = Money(was["amount_minor"], was["amount_currency"])
    worth = rates.worth(conn, workspace_id, amount)
    stage_name = conn.execute(
        select(stages.c.name).where(
            stages.c.workspace_id == workspace_id, stages.c.id == was["stage_id"]
        )
    ).scalar_one()
    reporting = rates.reporting(conn, workspace_id)
    return replace(
        deal,
        rep_id=was["rep_id"],
        name=was["name"],
        stage_id=was["stage_id"],
        stage_name=stage_name,
        stage_since=was["stage_since"],
        amount=amount,
        worth=None if worth is None else Money(worth, reporting),
        state=DealState(was["state"]),
        close_on=was["close_on"],
        close_moves=was["close_moves"],
        decide_by=was["decide_by"],
        decide_asked_on=was["decide_asked_on"],
        decide_asks=was["decide_asks"],
        closed_on=was["closed_on"],
        lost_reason=was["lost_reason"],
        version=was["version"],
    )


def page(
    conn: Connection,
    workspace_id: str,
    wanted: ColumnElement[bool],
    number: int,
    size: int,
    order: str = "greatest",
) -> tuple[list[Deal], int]:
    """One page of the deals that are wanted, and how many there are in all."""
    here = [deals.c.workspace_id == workspace_id, deals.c.gone_at.is_(None), wanted]
    asked = {"workspace_id": workspace_id}
    total = conn.scalar(select(func.count()).select_from(deals).where(*here)) or 0
    found = _ALL.where(wanted).order_by(*_ORDER[order]).limit(size).offset((number - 1) * size)
    return _read(conn, workspace_id, found, asked), total


def named(conn: Connection, workspace_id: str, client_id: int, name: str) -> Deal | None:
    """A client's open deal of this name."""
    key = names.key(name)
    ahead = open_of(conn, workspace_id, client_id=client_id)
    return next((deal for deal in ahead if names.key(deal.name) == key), None)


def standing_on(conn: Connection, workspace_id: str, stage_id: int) -> list[int]:
    """The ids of open deals on a stage."""
    found = select(deals.c.id).where(deals.c.workspace_id == workspace_id, is_on(stage_id))
    return list(conn.scalars(found.order_by(deals.c.id)))


def carry_over(conn: Connection, workspace_id: str, from_id: int, to_id: int) -> list[int]:
    """Open deals stand on another stage now, for as long as they stood; returns their passages."""
    here = deals.c.workspace_id == workspace_id, is_on(from_id)
    on_it = (
        passages.c.workspace_id == workspace_id,
        passages.c.deal_id.in_(select(deals.c.id).where(*here)),
        passages.c.left_on.is_(None),
        passages.c.gone_at.is_(None),
    )
    stood = list(conn.scalars(select(passages.c.id).where(*on_it).order_by(passages.c.id)))
    for table, where in ((passages, on_it), (deals, here)):
        values = {"stage_id": to_id, "version": table.c.version + 1}
        conn.execute(update(table).where(*where).values(values))
    return stood


def owners(conn: Connection, workspace_id: str, ids: Collection[int] | None = None) -> list[int]:
    """The reps of these deals; of all open ones where none are named."""
    here = IS_OPEN_DEAL if ids is None else deals.c.id.in_(ids)
    found = select(deals.c.rep_id).where(deals.c.workspace_id == workspace_id, here)
    return [] if ids is not None and not ids else list(conn.scalars(found.distinct()))


def standing_still(
    conn: Connection, workspace_id: str, wanted: ColumnElement[bool], today: date
) -> Sequence[Any]:
    """Open deals without a live date of theirs: id, rep, stage and since when, greatest first."""
    found = (
        select(deals.c.id, deals.c.rep_id, deals.c.stage_id, deals.c.stage_since)
        .where(deals.c.workspace_id == workspace_id, wanted, ~HAS_LIVE_DATE_OF_THEIRS)
        .order_by(*_GREATEST)
    )
    return conn.execute(found, {"today": today}).all()


def undecided(conn: Connection, workspace_id: str, rep_id: int, today: date) -> list[Deal]:
    """Deals whose client would have decided by now, and has named no other day (S2-5)."""
    wanted = deals.c.rep_id == rep_id, deals.c.decide_by < today, ~HAS_LIVE_DATE_OF_THEIRS
    asked = {"workspace_id": workspace_id, "today": today}
    found = _OPEN.where(*wanted).order_by(deals.c.decide_by, deals.c.id)
    return [d for d in _read(conn, workspace_id, found, asked) if decision.is_due(d, today)]


def note_asked(conn: Connection, workspace_id: str, deal_id: int, on: date) -> None:
    """The hard question was put about it on this day; once a day is counted."""
    here = update(deals).where(
        deals.c.workspace_id == workspace_id,
        deals.c.id == deal_id,
        deals.c.decide_asked_on.is_distinct_from(on),
    )
    conn.execute(here.values(decide_asked_on=on, decide_asks=deals.c.decide_asks + 1))


def set_reason(
    conn: Connection, workspace_id: str, deal_id: int, reason: str | None, note: str | None
) -> None:
    """Why it was lost, told afterwards; not a change of its own to undo."""
    here = update(deals).where(deals.c.workspace_id == workspace_id, deals.c.id == deal_id)
    told = {"lost_reason": reason, "lost_note": note}
    known = {name: value for name, value in told.items() if value is not None}
    if known:
        conn.execute(here.values(known))


def won_elsewhere(
    conn: Connection, workspace_id: str, rep_id: int, client_id: int, after: date
) -> int:
    """What a rep's deals won after a day with other clients come to, in the reporting currency."""
    won = select(func.coalesce(func.sum(deals.c.worth_minor), 0)).where(
        deals.c.workspace_id == workspace_id,
        deals.c.rep_id == rep_id,
        deals.c.state == DealState.WON.value,
        deals.c.client_id != client_id,
        deals.c.closed_on > after,
        deals.c.gone_at.is_(None),
    )
    return int(conn.scalar(won) or 0)


def is_open() -> ColumnElement[bool]:
    """In progress."""
    return IS_OPEN_DEAL


def is_circle() -> ColumnElement[bool]:
    """Neither a yes, a no, nor a date (S2-7)."""
    return and_(IS_OPEN_DEAL, ~HAS_DATE)


def is_slipping() -> ColumnElement[bool]:
    """Its close date was moved later twice (S4-3)."""
    return and_(IS_OPEN_DEAL, deals.c.close_moves >= ladder.SLIPS)


def is_closed(state: DealState) -> ColumnElement[bool]:
    """Won, or lost."""
    return deals.c.state == state.value


def is_on(stage_id: int) -> ColumnElement[bool]:
    """In progress on one stage."""
    return and_(IS_OPEN_DEAL, deals.c.stage_id == stage_id)


def is_in(currency: str) -> ColumnElement[bool]:
    """Agreed in one currency."""
    return deals.c.amount_currency == currency


def is_with(client_id: int) -> ColumnElement[bool]:
    """With one client, in progress or not."""
    return deals.c.client_id == client_id


def is_of(rep_id: int) -> ColumnElement[bool]:
    """Whose it is."""
    return deals.c.rep_id == rep_id


def _read(
    conn: Connection, workspace_id: str, found: Select[Any], asked: dict[str, Any]
) -> list[Deal]:
    rows = conn.execute(found, asked).all()
    if not rows:
        return []
    reporting = rates.reporting(conn, workspace_id)
    return [_deal(row, reporting) for row in rows]


_ORDER: dict[str, tuple[Any, ...]] = {
    "greatest": _GREATEST,
    "latest": (deals.c.closed_on.desc(), deals.c.id.desc()),
}


def _values(conn: Connection, workspace_id: str, deal: Deal) -> dict[str, Any]:
    return {
        "client_id": deal.client_id,
        "rep_id": deal.rep_id,
        "name": deal.name,
        "name_key": names.key(deal.name),
        "stage_id": deal.stage_id,
        "stage_since": deal.stage_since,
        "amount_minor": deal.amount.minor,
        "amount_currency": deal.amount.currency,
        "worth_minor": rates.worth(conn, workspace_id, deal.amount),
        "state": deal.state.value,
        "opened_on": deal.opened_on,
        "close_on": deal.close_on,
        "close_moves": deal.close_moves,
        "decide_by": deal.decide_by,
        "decide_asked_on": deal.decide_asked_on,
        "decide_asks": deal.decide_asks,
        "closed_on": deal.closed_on,
        "lost_reason": deal.lost_reason,
    }


def _deal(row: Any, reporting: str) -> Deal:
    return Deal(
        id=row.id,
        client_id=row.client_id,
        client_name=row.client_name,
        rep_id=row.rep_id,
        name=row.name,
        stage_id=row.stage_id,
        stage_name=row.stage_name,
        stage_since=row.stage_since,
        amount=Money(row.amount_minor, row.amount_currency),
        worth=None if row.worth_minor is None else Money(row.worth_minor, reporting),
        state=DealState(row.state),
        opened_on=row.opened_on,
        close_on=row.close_on,
        close_moves=row.close_moves,
        decide_by=row.decide_by,
        decide_asked_on=row.decide_asked_on,
        closed_on=row.closed_on,
        lost_reason=row.lost_reason,
        version=row.version,
        created_at=row.created_at,
        decide_asks=row.decide_asks,
    )
