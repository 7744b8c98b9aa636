"""Which clients do we know?"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    exists,
    func,
    insert,
    select,
    true,
    update,
)

from bot.playbook import names
from bot.playbook.model import (
    Client,
    Money,
    QuietState,
    Rep,
    SeasonState,
    Standing,
    State,
    Tier,
)
from bot.playbook.quiet import WATCHED, quiet_on
from bot.playbook.winback import LossReason
from storage.gone import Gone
from storage.ids import new_id
from storage.prepared import Prepared
from storage.tables import clients, commitments, deals, touches

COLUMNS = (
    clients.c.id,
    clients.c.name,
    clients.c.standing,
    clients.c.owner_id,
    clients.c.lost_on,
    clients.c.lost_reason,
    clients.c.version,
    clients.c.tier,
    clients.c.cadence_days,
    clients.c.value_minor,
    clients.c.value_currency,
    clients.c.known_on,
    clients.c.counts_from,
    clients.c.renews_on,
    clients.c.fiscal_start,
    clients.c.contract_ends_on,
    clients.c.try_again_on,
    clients.c.decider_confirmed_on,
    clients.c.is_one_person,
    clients.c.merged_into,
    clients.c.channel_id,
    clients.c.channel_name,
    clients.c.gone_at,
    clients.c.last_in_on,
    clients.c.last_touch_on,
    clients.c.unanswered,
    clients.c.quiet_on,
    clients.c.quiet_state,
    clients.c.quiet_since,
    clients.c.season_months,
    clients.c.lead_weeks,
    clients.c.season_refused,
    clients.c.season_on,
    clients.c.season_state,
    clients.c.season_since,
    clients.c.name_key,
)
LISTS = ("mine", "all", "quiet", "lost", "moved")
_OF_EVERYBODY = ("all", "moved")  # lists that are the whole team's
_KEYS_AT_ONCE = 16
_AT_ONCE = 500  # rows looked up by one statement
_BY_KEYS = Prepared(
    select(*COLUMNS)
    .where(
        clients.c.workspace_id == bindparam("workspace_id"),
        clients.c.name_key.in_([bindparam(f"key_{n}") for n in range(_KEYS_AT_ONCE)]),
        clients.c.gone_at.is_(None),
    )
    .order_by(clients.c.created_at)
)
_BY_ID = Prepared(
    select(*COLUMNS).where(
        clients.c.workspace_id == bindparam("workspace_id"), clients.c.id == bindparam("client_id")
    )
)
_ALL = select(*COLUMNS).where(
    clients.c.workspace_id == bindparam("workspace_id"), clients.c.gone_at.is_(None)
)
_IN_CHANNEL = select(*COLUMNS).where(
    clients.c.workspace_id == bindparam("workspace_id"),
    clients.c.channel_id == bindparam("channel"),
    clients.c.gone_at.is_(None),
)
_ADD = insert(clients)


def known_by(
    conn: Connection, workspace_id: str, keys: Collection[str]
) -> dict[str, Sequence[Client]]:
    """The clients named by these keys; two clients may share a name."""
    found: dict[str, list[Client]] = defaultdict(list)
    several = sorted(keys)
    for first in range(0, len(several), _KEYS_AT_ONCE):
        # A short row is filled up with its last key: the statement stays the same.
        few = several[first : first + _KEYS_AT_ONCE]
        asked = {f"key_{n}": few[min(n, len(few) - 1)] for n in range(_KEYS_AT_ONCE)}
        for row in _BY_KEYS.all(conn, {"workspace_id": workspace_id, **asked}):
            found[row.name_key].append(from_row(row))
    return dict(found)


def get(conn: Connection, workspace_id: str, client_id: int) -> Client:
    """The client with this id, or the one it was merged into; LookupError if there is none."""
    found = exactly(conn, workspace_id, client_id)
    if found.merged_into is not None:
        return get(conn, workspace_id, found.merged_into)
    return found


def exactly(conn: Connection, workspace_id: str, client_id: int) -> Client:
    """The client with this id, merged or not."""
    row = _BY_ID.first(conn, {"workspace_id": workspace_id, "client_id": client_id})
    if row is None:
        raise Gone("client_gone", "no such client")
    return from_row(row)


def known(conn: Connection, workspace_id: str, client_id: int) -> Client | None:
    """The client with this id, or the one it was merged into, unless its creation was undone."""
    row = _BY_ID.first(conn, {"workspace_id": workspace_id, "client_id": client_id})
    if row is not None and row.merged_into is not None:
        return known(conn, workspace_id, row.merged_into)
    return None if row is None or row.gone_at is not None else from_row(row)


def near(conn: Connection, workspace_id: str, name: str) -> list[Client]:
    """Clients whose name is close to one we do not know."""
    everyone = [from_row(row) for row in conn.execute(_ALL, {"workspace_id": workspace_id})]
    return names.close_matches(name, everyone)


def beginning(conn: Connection, workspace_id: str, typed: str, limit: int) -> list[Client]:
    """Clients for a form's list: those that contain what was typed, by name."""
    pattern = names.key(typed).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    found = conn.execute(
        _ALL.where(clients.c.name_key.like(f"%{pattern}%", escape="\\"))
        .order_by(clients.c.name_key)
        .limit(limit),
        {"workspace_id": workspace_id},
    )
    return [from_row(row) for row in found]


def add(
    conn: Connection,
    workspace_id: str,
    name: str,
    owner_id: int | None,
    now: datetime,
    today: date | None = None,
    *,
    tier: Tier = Tier.STANDARD,
    cadence_days: int | None = None,
    value: Money | None = None,
) -> Client:
    """A new prospect, known from today on; while no contact is known, quiet counts from here."""
    today = today or now.date()
    client = Client(
        id=new_id(now),
        name=name,
        standing=Standing.PROSPECT,
        owner_id=owner_id,
        tier=tier,
        cadence_days=cadence_days,
        value=value,
        known_on=today,
        counts_from=today,
    )
    client = replace(client, quiet_on=quiet_on(client, (), None, today))
    conn.execute(_ADD, _values(workspace_id, client, now))
    return client


def set_cadence(
    conn: Connection, workspace_id: str, client: Client, tier: Tier, own_days: int | None
) -> None:
    """How often this client should hear from us: its tier, or the rep's own days."""
    _set(conn, workspace_id, client, tier=tier.value, cadence_days=own_days)


def set_value(conn: Connection, workspace_id: str, client: Client, value: Money | None) -> None:
    """What the client is worth a year."""
    _set(conn, workspace_id, client, **_money(value))


def set_owner(conn: Connection, workspace_id: str, client: Client, owner_id: int | None) -> None:
    """Whose client it is; the new owner has been told nothing yet."""
    _set(conn, workspace_id, client, owner_id=owner_id, quiet_told=None, season_told=None)


def set_season(
    conn: Connection,
    workspace_id: str,
    client: Client,
    months: Collection[int],
    lead_weeks: int | None,
) -> None:
    """In which months it usually orders; months that were taken away are no season of theirs."""
    left = set(client.season_months) - set(months)
    refused = (set(client.season_refused) | left) - set(months)
    values = {"season_months": _numbers(months), "season_refused": _numbers(refused)}
    _set(conn, workspace_id, client, **values, lead_weeks=lead_weeks)


def refuse_season(
    conn: Connection, workspace_id: str, client: Client, months: Collection[int]
) -> None:
    """Orders in these months, two years running, were chance."""
    refused = set(client.season_refused) | set(months)
    _set(conn, workspace_id, client, season_refused=_numbers(refused))


def buys(conn: Connection, workspace_id: str, client: Client) -> None:
    """An order makes a client that pays us, whatever it was; its losses stay in its history."""
    values = {"standing": Standing.ACTIVE.value, "lost_on": None, "lost_reason": None}
    _set(conn, workspace_id, client, **values)


def set_renewal(
    conn: Connection, workspace_id: str, client: Client, on: date, follow_up_id: int | None
) -> None:
    """The day their contract with us comes up again, and what was made to bring it up."""
    _set(conn, workspace_id, client, renews_on=on, renewal_id=follow_up_id)


def set_channel(
    conn: Connection,
    workspace_id: str,
    client: Client,
    channel_id: str | None,
    channel_name: str | None,
) -> None:
    """The Slack channel shared with them; none: it is not any more."""
    _set(conn, workspace_id, client, channel_id=channel_id, channel_name=channel_name)


def in_channel(conn: Connection, workspace_id: str, channel_id: str) -> Client | None:
    """The client a Slack channel is shared with."""
    row = conn.execute(_IN_CHANNEL, {"workspace_id": workspace_id, "channel": channel_id}).first()
    return None if row is None else from_row(row)


def confirm_decider(conn: Connection, workspace_id: str, client: Client, on: date) -> None:
    """Who decides there is known as of this day (S3-3)."""
    _set(conn, workspace_id, client, decider_confirmed_on=on)


def note_one_person(conn: Connection, workspace_id: str, client: Client) -> None:
    """Only one person is there: fewer contacts are enough (S3-3)."""
    _set(conn, workspace_id, client, is_one_person=True)


def part(conn: Connection, workspace_id: str, client: Client, on: date, note: str | None) -> None:
    """We let the client go (S2-9)."""
    values = {"standing": Standing.PARTED.value, "lost_on": on, "lost_note": note}
    _set(conn, workspace_id, client, **values)


def win_back(
    conn: Connection, workspace_id: str, client: Client, standing: Standing = Standing.PROSPECT
) -> None:
    """A lost client talks to us again; its losses stay in its history."""
    values = {"standing": standing.value, "lost_on": None, "lost_reason": None}
    _set(conn, workspace_id, client, **values)


def paying(conn: Connection, workspace_id: str, owner_id: int | None) -> list[Client]:
    """A rep's clients that pay us; everybody's, where no rep is named."""
    whose = [clients.c.owner_id == owner_id] if owner_id is not None else []
    mine = _ALL.where(clients.c.standing == Standing.ACTIVE.value, *whose).order_by(clients.c.id)
    return [from_row(row) for row in conn.execute(mine, {"workspace_id": workspace_id})]


def several(conn: Connection, workspace_id: str, ids: Sequence[int]) -> list[Client]:
    """These clients, by name."""
    found: list[Client] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = clients.c.id.in_(ids[start : start + _AT_ONCE])
        here = select(*COLUMNS).where(clients.c.workspace_id == workspace_id, some)
        found += [from_row(row) for row in conn.execute(here)]
    return sorted(found, key=lambda c: (c.name.casefold(), c.id))


def owned_by(
    conn: Connection, workspace_id: str, owner_id: int, client_id: int | None = None
) -> list[tuple[int, int]]:
    """A rep's clients, or this one of them: ids and versions."""
    c = clients.c
    mine = select(c.id, c.version).where(
        c.workspace_id == workspace_id, c.owner_id == owner_id, c.gone_at.is_(None)
    )
    if client_id is not None:
        mine = mine.where(c.id == client_id)
    return [(row.id, row.version) for row in conn.execute(mine.order_by(c.id))]


def stand(
    conn: Connection, workspace_id: str, ids: Sequence[int]
) -> Iterator[tuple[int, int, int | None]]:
    """At which version these stand, and with whom; those that are gone are left out."""
    c = clients.c
    for start in range(0, len(ids), _AT_ONCE):
        some = c.id.in_(ids[start : start + _AT_ONCE])
        here = select(c.id, c.version, c.owner_id).where(
            c.workspace_id == workspace_id, some, c.gone_at.is_(None)
        )
        yield from ((row.id, row.version, row.owner_id) for row in conn.execute(here))


def merge(conn: Connection, workspace_id: str, gone: Client, into: Client, now: datetime) -> None:
    """One client goes, the other takes what it lacks itself."""
    _set(conn, workspace_id, gone, merged_into=into.id, gone_at=now)
    taken: dict[str, Any] = {"counts_from": min(_start(gone), _start(into))}
    days = [c.known_on for c in (gone, into) if c.known_on]
    taken["known_on"] = min(days) if len(days) == 2 else None
    if into.value is None:
        taken |= _money(gone.value)
    if Standing.ACTIVE in (gone.standing, into.standing):
        taken["standing"] = Standing.ACTIVE.value
    taken["owner_id"] = into.owner_id or gone.owner_id
    taken["renews_on"] = into.renews_on or gone.renews_on
    if into.renews_on is None:
        of_gone = select(clients.c.renewal_id).where(
            clients.c.workspace_id == workspace_id, clients.c.id == gone.id
        )
        taken["renewal_id"] = of_gone.scalar_subquery()
    if into.channel_id is None:
        taken |= {"channel_id": gone.channel_id, "channel_name": gone.channel_name}
    taken["season_months"] = _numbers(into.season_months or gone.season_months)
    taken["lead_weeks"] = into.lead_weeks or gone.lead_weeks
    taken["season_refused"] = _numbers({*into.season_refused, *gone.season_refused})
    _set(conn, workspace_id, into, **taken)


def book_value(conn: Connection, workspace_id: str, currency: str) -> int:
    """What all clients together are worth a year in one currency, in its smallest unit."""
    total = conn.scalar(
        select(func.sum(clients.c.value_minor)).where(
            clients.c.workspace_id == workspace_id,
            clients.c.gone_at.is_(None),
            clients.c.value_currency == currency,
            _IS_WATCHED,
        )
    )
    return int(total or 0)


def assumed_revenue(
    conn: Connection, workspace_id: str, owner_id: int | None = None
) -> tuple[Money, ...]:
    """The yearly value of clients past their cadence, by currency: what we assume (S3-4)."""
    here = [
        clients.c.workspace_id == workspace_id,
        clients.c.quiet_state.is_not(None),
        clients.c.value_minor > 0,
        clients.c.gone_at.is_(None),
    ]
    if owner_id is not None:
        here.append(clients.c.owner_id == owner_id)
    found = conn.execute(
        select(clients.c.value_currency, func.sum(clients.c.value_minor))
        .where(*here)
        .group_by(clients.c.value_currency)
        .order_by(func.sum(clients.c.value_minor).desc())
    )
    return tuple(Money(int(total), currency) for currency, total in found)


def count_red(conn: Connection, workspace_id: str, owner_id: int | None) -> int:
    """How many of a rep's clients, or of everybody's, are past one and a half of their cadence."""
    here = [
        clients.c.workspace_id == workspace_id,
        clients.c.quiet_state == QuietState.RED.value,
        clients.c.gone_at.is_(None),
    ]
    here += [] if owner_id is None else [clients.c.owner_id == owner_id]
    return conn.scalar(select(func.count()).select_from(clients).where(*here)) or 0


def rename(conn: Connection, workspace_id: str, client: Client, name: str) -> None:
    """The client is called something else."""
    _set(conn, workspace_id, client, name=name, name_key=names.key(name))


def last_currency(conn: Connection, workspace_id: str) -> str | None:
    """What the newest client with a value is counted in."""
    newest = (
        select(clients.c.value_currency)
        .where(clients.c.workspace_id == workspace_id, clients.c.value_currency.is_not(None))
        .order_by(clients.c.id.desc())
        .limit(1)
    )
    return conn.scalar(newest)


def listed(
    conn: Connection, workspace_id: str, which: str, rep: Rep, page: int, size: int
) -> tuple[list[Client], int]:
    """One page of a list and how many there are in all; a manager sees everybody's."""
    here = [clients.c.workspace_id == workspace_id, clients.c.gone_at.is_(None), _IN[which]]
    if which == "mine" or (which not in _OF_EVERYBODY and not rep.is_manager):
        here.append(clients.c.owner_id == rep.id)
    total = conn.scalar(select(func.count()).select_from(clients).where(*here)) or 0
    found = conn.execute(
        select(*COLUMNS).where(*here).order_by(*_ORDER[which]).limit(size).offset((page - 1) * size)
    )
    return [from_row(row) for row in found], total


def lose(
    conn: Connection,
    workspace_id: str,
    client: Client,
    on: date,
    reason: str | None,
    note: str | None,
) -> None:
    """The client said no to everything; the reason is kept."""
    values = {"standing": Standing.LOST.value, "lost_on": on, "lost_reason": reason}
    _set(conn, workspace_id, client, **values, lost_note=note)


def know_of_loss(
    conn: Connection,
    workspace_id: str,
    client_id: int,
    *,
    fiscal_start: int | None = None,
    contract_ends_on: date | None = None,
    try_again_on: date | None = None,
) -> None:
    """What makes a later try come on a better day (S4-2)."""
    told = {
        "fiscal_start": fiscal_start,
        "contract_ends_on": contract_ends_on,
        "try_again_on": try_again_on,
    }
    known = {name: value for name, value in told.items() if value is not None}
    if known:
        conn.execute(_one(workspace_id, client_id).values(**known))


def set_reason(conn: Connection, workspace_id: str, client_id: int, reason: str) -> None:
    """Why they said no, told afterwards; not a change of its own to undo."""
    conn.execute(_one(workspace_id, client_id).values(lost_reason=reason))


def set_standing(conn: Connection, workspace_id: str, client_id: int, standing: Standing) -> None:
    """Where the client stands with us now."""
    conn.execute(_one(workspace_id, client_id).values(standing=standing.value))


def withdraw_if_unused(conn: Connection, workspace_id: str, client_id: int, now: datetime) -> None:
    """An undone creation frees the name again, unless something else hangs on it."""
    promised = exists().where(
        commitments.c.workspace_id == workspace_id,
        commitments.c.client_id == client_id,
        commitments.c.state != State.CANCELLED.value,
    )
    touched = exists().where(
        touches.c.workspace_id == workspace_id,
        touches.c.client_id == client_id,
        touches.c.gone_at.is_(None),
    )
    dealt = exists().where(
        deals.c.workspace_id == workspace_id,
        deals.c.client_id == client_id,
        deals.c.gone_at.is_(None),
    )
    unused = _one(workspace_id, client_id).where(~promised, ~touched, ~dealt)
    conn.execute(unused.values(gone_at=now))


_IS_WATCHED = clients.c.standing.in_([each.value for each in WATCHED])
_IN: dict[str, ColumnElement[bool]] = {
    "mine": _IS_WATCHED,
    "all": true(),
    "quiet": clients.c.quiet_state.is_not(None),
    "lost": ~_IS_WATCHED,
    "moved": (clients.c.standing == Standing.LOST.value)
    & (clients.c.lost_reason == LossReason.MOVED_AWAY.value),
}
_BY_LOSS = (clients.c.lost_on.is_(None), clients.c.lost_on.desc(), clients.c.id)
_ORDER: dict[str, tuple[Any, ...]] = {
    "mine": (clients.c.name_key, clients.c.id),
    "all": (clients.c.name_key, clients.c.id),
    "quiet": (
        clients.c.quiet_state.desc(),  # red before amber
        clients.c.value_minor.is_(None),
        clients.c.value_minor.desc(),
        clients.c.id,
    ),
    "lost": _BY_LOSS,
    "moved": _BY_LOSS,
}


def _values(workspace_id: str, client: Client, now: datetime) -> dict[str, Any]:
    """A new client's row."""
    return {
        "workspace_id": workspace_id,
        "id": client.id,
        "name": client.name,
        "name_key": names.key(client.name),
        "standing": client.standing.value,
        "owner_id": client.owner_id,
        "tier": client.tier.value,
        "cadence_days": client.cadence_days,
        **_money(client.value),
        "known_on": client.known_on,
        "counts_from": client.counts_from,
        "is_one_person": False,
        "quiet_on": client.quiet_on,
        "unanswered": 0,
        "version": client.version,
        "created_at": now,
    }


def _set(conn: Connection, workspace_id: str, client: Client, **values: Any) -> None:
    conn.execute(_one(workspace_id, client.id).values(**values, version=client.version + 1))


def _one(workspace_id: str, client_id: int) -> Any:
    return update(clients).where(clients.c.workspace_id == workspace_id, clients.c.id == client_id)


def _start(client: Client) -> date:
    assert client.counts_from is not None
    return client.counts_from


def _numbers(months: Collection[int]) -> str | None:
    """Months as they are kept; none of them is none."""
    return " ".join(map(str, sorted(months))) or None


def _months(kept: str | None) -> tuple[int, ...]:
    return tuple(map(int, kept.split())) if kept else ()


def _money(value: Money | None) -> dict[str, Any]:
    return {
        "value_minor": value.minor if value else None,
        "value_currency": value.currency if value else None,
    }


def from_row(row: Any) -> Client:
    """The client a row of `COLUMNS` holds."""
    worth = None if row.value_minor is None else Money(row.value_minor, row.value_currency)
    return Client(
        id=row.id,
        name=row.name,
        standing=Standing(row.standing),
        owner_id=row.owner_id,
        lost_on=row.lost_on,
        lost_reason=row.lost_reason,
        version=row.version,
        tier=Tier(row.tier),
        cadence_days=row.cadence_days,
        value=worth,
        known_on=row.known_on,
        counts_from=row.counts_from,
        last_in_on=row.last_in_on,
        last_touch_on=row.last_touch_on,
        unanswered=row.unanswered,
        quiet_on=row.quiet_on,
        quiet_state=QuietState(row.quiet_state) if row.quiet_state else None,
        quiet_since=row.quiet_since,
        renews_on=row.renews_on,
        fiscal_start=row.fiscal_start,
        contract_ends_on=row.contract_ends_on,
        try_again_on=row.try_again_on,
        decider_confirmed_on=row.decider_confirmed_on,
        is_one_person=row.is_one_person,
        merged_into=row.merged_into,
        channel_id=row.channel_id,
        channel_name=row.channel_name,
        season_months=_months(row.season_months),
        lead_weeks=row.lead_weeks,
        season_refused=_months(row.season_refused),
        season_on=row.season_on,
        season_state=SeasonState(row.season_state) if row.season_state else None,
        season_since=row.season_since,
    )
