"""Which clients are in season, when will the others be, and what is said of them?

`settle` and the sweep alone write what follows from a client's months, orders and touches.
storage.quiet.settle calls it, so whatever changes a client's history need not know of both.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, func, select, update

from bot.playbook import due
from bot.playbook import season as rule
from bot.playbook.card import SeasonShown
from bot.playbook.model import Client, Hours, Rep, SeasonState
from bot.playbook.quiet import MOST_LINES
from storage.clients import COLUMNS, from_row
from storage.tables import clients, orders, reps, workspaces

# What the sweep marks and a brief says, what presses most first.
_PRESSING = (
    SeasonState.RED,
    SeasonState.AMBER,
    SeasonState.LATE,
    SeasonState.ASK,
    SeasonState.PROPOSED,
)
_WATCHED = select(
    clients.c.workspace_id,
    *COLUMNS,
    clients.c.season_at,
    clients.c.season_key,
    clients.c.season_told,
    func.coalesce(reps.c.zone, workspaces.c.zone).label("zone"),
    reps.c.brief_time,
).select_from(
    clients.join(workspaces, workspaces.c.workspace_id == clients.c.workspace_id).outerjoin(
        reps,
        (reps.c.workspace_id == clients.c.workspace_id) & (reps.c.id == clients.c.owner_id),
    )
)
_ONE = _WATCHED.where(
    clients.c.workspace_id == bindparam("workspace_id"), clients.c.id == bindparam("client_id")
)
_DUE = (
    _WATCHED.where(clients.c.season_at <= bindparam("now"))
    .order_by(clients.c.season_at)
    .limit(bindparam("most"))
)
_DAYS = (
    select(orders.c.ordered_on)
    .distinct()
    .where(
        orders.c.workspace_id == bindparam("workspace_id"),
        orders.c.client_id == bindparam("client_id"),
        orders.c.gone_at.is_(None),
    )
    .order_by(orders.c.ordered_on.desc())
    .limit(rule.MOST_ORDERS)
)
_COMPUTED = ("season_on", "season_at", "season_state", "season_since", "season_key")
_STORE = (
    update(clients)
    .where(
        clients.c.workspace_id == bindparam("of_workspace"), clients.c.id == bindparam("of_client")
    )
    .values({name: bindparam(name) for name in _COMPUTED})
)
_MARKED = select(*COLUMNS, clients.c.season_key).where(
    clients.c.workspace_id == bindparam("workspace_id"),
    clients.c.owner_id == bindparam("owner_id"),
    clients.c.season_state.is_not(None),
    clients.c.gone_at.is_(None),
)
_IN_ORDER = (
    case({state.value: n for n, state in enumerate(_PRESSING)}, value=clients.c.season_state),
    clients.c.value_minor.is_(None),
    clients.c.value_minor.desc(),
    clients.c.season_since,
    clients.c.id,
)
_UNTOLD = (
    _MARKED.where(
        clients.c.season_key.is_distinct_from(clients.c.season_told),
        clients.c.season_key.not_in(bindparam("said", expanding=True)),
    )
    .order_by(*_IN_ORDER)
    .limit(MOST_LINES)
)
_KEYED = select(*COLUMNS, clients.c.season_key).where(
    clients.c.workspace_id == bindparam("workspace_id"),
    clients.c.id.in_(bindparam("ids", expanding=True)),
)


def settle(conn: Connection, workspace_id: str, client_id: int, now: datetime) -> None:
    """Compute from the history when the client's season asks for something, and store it.

    An order or a word closes a mark at once. Only the sweep sets one, but a mark that was told
    and closed is back as soon as its ground is: an undo opens the nudge again.
    """
    row = conn.execute(_ONE, {"workspace_id": workspace_id, "client_id": client_id}).one()
    client, days = from_row(row), _order_days(conn, workspace_id, client_id)
    if not (client.season_months or days or row.season_on or row.season_state):
        return
    today = due.today_in(row.zone, now)
    found = rule.read(client, days, today)
    known = (row.season_key, row.season_told)
    marked = found if found and rule.key(client.id, found) in known else None
    _store(conn, row, client, days, marked, today)


def mark_due(conn: Connection, now: datetime, most: int) -> int:
    """Mark the clients whose season or rhythm asks for something; returns how many. Across
    workspaces."""
    found = conn.execute(_DUE, {"now": now, "most": most}).all()
    for row in found:
        client, days = from_row(row), _order_days(conn, row.workspace_id, row.id)
        today = due.today_in(row.zone, now)
        _store(conn, row, client, days, rule.read(client, days, today), today)
    return len(found)


def first_season_at(conn: Connection) -> datetime | None:
    """When the next client's season asks for something. Across workspaces."""
    first: datetime | None = conn.scalar(
        select(func.min(clients.c.season_at)).where(clients.c.season_at.is_not(None))
    )
    return first


def untold(conn: Connection, rep: Rep, said: Collection[str] = ()) -> list[tuple[Client, str]]:
    """The rep's clients in season it was not told of, each with its key, what presses first.

    `said`: keys that a message on its way tells of.
    """
    asked = {"workspace_id": rep.workspace_id, "owner_id": rep.id, "said": list(said)}
    return [(from_row(row), row.season_key) for row in conn.execute(_UNTOLD, asked)]


def marked(
    conn: Connection, rep: Rep, most: int, now: datetime, *, skip: int = 0
) -> list[SeasonShown]:
    """The rep's clients in season, told or not, what presses first."""
    asked = {"workspace_id": rep.workspace_id, "owner_id": rep.id}
    found = conn.execute(_MARKED.order_by(*_IN_ORDER).limit(most).offset(skip), asked)
    return show(conn, rep, [from_row(row) for row in found], now)


def count_marked(conn: Connection, rep: Rep) -> int:
    """How many of the rep's clients are in season."""
    asked = {"workspace_id": rep.workspace_id, "owner_id": rep.id}
    return conn.scalar(select(func.count()).select_from(_MARKED.subquery()), asked) or 0


def as_said(
    conn: Connection, rep: Rep, said: Sequence[tuple[int, str]], now: datetime
) -> list[SeasonShown]:
    """The season lines of a message as they stand now: an order closes a line by itself."""
    asked = {"workspace_id": rep.workspace_id, "ids": [client_id for client_id, _ in said]}
    found = {row.id: row for row in conn.execute(_KEYED, asked)} if said else {}
    shown = show(conn, rep, [from_row(found[i]) for i, _ in said], now)
    return [
        replace(line, is_live=found[line.client.id].season_key == key)
        for line, (_, key) in zip(shown, said, strict=True)
    ]


def show(conn: Connection, rep: Rep, several: Sequence[Client], now: datetime) -> list[SeasonShown]:
    """What each of these orders and asks for today."""
    today = due.today_in(rep.zone, now)
    return [_shown(conn, rep.workspace_id, client, today) for client in several]


def _shown(conn: Connection, workspace_id: str, client: Client, today: date) -> SeasonShown:
    days = _order_days(conn, workspace_id, client.id)
    found = rule.read(client, days, today)
    return SeasonShown(
        client=client,
        state=found.state if found else None,
        months=found.months if found else (),
        since=found.since if found else None,
        season=rule.season_at(client, today),
        usual_gap=rule.usual_gap(days),
        ordered_on=days[-1] if days else None,
        days=(today - days[-1]).days if days else None,
    )


def _order_days(conn: Connection, workspace_id: str, client_id: int) -> list[date]:
    """The days of a client's orders, the earliest first."""
    asked = {"workspace_id": workspace_id, "client_id": client_id}
    return list(conn.scalars(_DAYS, asked))[::-1]


def _store(
    conn: Connection,
    row: Any,
    client: Client,
    days: Sequence[date],
    marked: rule.Reading | None,
    today: date,
) -> None:
    is_gone = row.gone_at is not None
    marked = None if is_gone else marked
    key = rule.key(client.id, marked) if marked else None
    turns_on = None if is_gone else rule.season_on(client, days, key, today)
    hours = Hours() if row.brief_time is None else Hours(brief_time=row.brief_time)
    values = {
        "season_on": turns_on,
        "season_at": due.due_at(turns_on, None, hours, row.zone) if turns_on else None,
        "season_state": marked.state.value if marked else None,
        "season_since": marked.since if marked else None,
        "season_key": key,
    }
    if any(getattr(row, name) != value for name, value in values.items()):
        here = {"of_workspace": row.workspace_id, "of_client": client.id}
        conn.execute(_STORE, values | here)
