"""Which clients have gone quiet, when will the others, and what is said of them?

`settle` is the one place that writes what follows from a client's history. Whatever changes the
facts calls it in the same transaction.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update

from bot.playbook import cadence, due
from bot.playbook import quiet as rule
from bot.playbook.card import QuietShown
from bot.playbook.model import (
    Client,
    Hours,
    Kind,
    QuietState,
    Rep,
    SeasonState,
    SetBy,
    State,
)
from bot.playbook.quiet import Promise, Reason
from storage import season, touches
from storage.clients import COLUMNS, exactly, from_row
from storage.prepared import Prepared
from storage.tables import clients, commitments, reps, workspaces

_MARKS = (
    clients.c.quiet_at,
    clients.c.quiet_key,
    clients.c.quiet_told,
    func.coalesce(reps.c.zone, workspaces.c.zone).label("zone"),
    reps.c.brief_time,
)
_OWNED = clients.join(workspaces, workspaces.c.workspace_id == clients.c.workspace_id).outerjoin(
    reps, (reps.c.workspace_id == clients.c.workspace_id) & (reps.c.id == clients.c.owner_id)
)
# What `settle` writes, and what it needs beside the client itself: a short row is a quick one.
_ONE = Prepared(
    select(
        clients.c.workspace_id,
        clients.c.gone_at,
        clients.c.last_in_on,
        clients.c.last_touch_on,
        clients.c.unanswered,
        clients.c.quiet_on,
        clients.c.quiet_state,
        clients.c.quiet_since,
        *_MARKS,
    )
    .select_from(_OWNED)
    .where(
        clients.c.workspace_id == bindparam("workspace_id"), clients.c.id == bindparam("client_id")
    )
)
_DUE = (
    select(clients.c.workspace_id, *COLUMNS, *_MARKS)
    .select_from(_OWNED)
    .where(clients.c.quiet_at <= bindparam("now"))
    .order_by(clients.c.quiet_at)
    .limit(bindparam("most"))
)
_NAMED = select(
    commitments.c.client_id,
    commitments.c.created_at,
    commitments.c.zone,
    commitments.c.due_on,
).where(
    commitments.c.workspace_id == bindparam("workspace_id"),
    commitments.c.state == State.OPEN.value,
    commitments.c.set_by == SetBy.CLIENT.value,
)
_NAMED_BY_ONE = Prepared(_NAMED.where(commitments.c.client_id == bindparam("client_id")))
_NAMED_BY_SOME = _NAMED.where(commitments.c.client_id.in_(bindparam("ids", expanding=True)))
_STORE = Prepared(
    update(clients)
    .where(
        clients.c.workspace_id == bindparam("of_workspace"), clients.c.id == bindparam("of_client")
    )
    .values(
        {
            name: bindparam(name)
            for name in (
                "last_in_on",
                "last_touch_on",
                "unanswered",
                "quiet_on",
                "quiet_at",
                "quiet_state",
                "quiet_since",
                "quiet_key",
            )
        }
    )
)
_UNTOLD = (
    select(*COLUMNS, clients.c.quiet_key)
    .where(
        clients.c.workspace_id == bindparam("workspace_id"),
        clients.c.owner_id == bindparam("owner_id"),
        clients.c.quiet_state.is_not(None),
        clients.c.gone_at.is_(None),
        clients.c.quiet_key.is_distinct_from(clients.c.quiet_told),
        clients.c.quiet_key.not_in(bindparam("said", expanding=True)),
        # One open nudge per client: while its season asks for a word, that is the one.
        or_(
            clients.c.season_state.is_(None),
            clients.c.season_state == SeasonState.PROPOSED.value,
        ),
    )
    .order_by(
        clients.c.value_minor.is_(None),
        clients.c.value_minor.desc(),
        clients.c.quiet_since,
        clients.c.id,
    )
    .limit(rule.MOST_LINES)
)
_UNHEARD_OF = (
    select(*COLUMNS)
    .where(
        clients.c.workspace_id == bindparam("workspace_id"),
        clients.c.owner_id == bindparam("owner_id"),
        clients.c.gone_at.is_(None),
        clients.c.standing.in_([each.value for each in rule.WATCHED]),
        or_(clients.c.last_touch_on.is_(None), clients.c.last_touch_on < bindparam("monday")),
        or_(clients.c.quiet_state.is_not(None), clients.c.quiet_on <= bindparam("soon")),
    )
    .order_by(
        clients.c.quiet_state.is_(None),
        clients.c.quiet_on.is_(None),
        clients.c.quiet_on,
        clients.c.id,
    )
    .limit(rule.MOST_ON_FRIDAY)
)
_KEYED = select(*COLUMNS, clients.c.quiet_key, clients.c.season_key, clients.c.season_told).where(
    clients.c.workspace_id == bindparam("workspace_id"),
    clients.c.id.in_(bindparam("ids", expanding=True)),
)
_LAST_WORDS = (
    select(commitments.c.words, commitments.c.created_at, commitments.c.zone)
    .where(
        commitments.c.workspace_id == bindparam("workspace_id"),
        commitments.c.client_id == bindparam("client_id"),
        commitments.c.words.is_not(None),
        commitments.c.close_reason.is_distinct_from("undone"),
    )
    .order_by(commitments.c.created_at.desc())
    .limit(1)
)
_PLANNED = (
    select(commitments.c.note, commitments.c.due_on)
    .where(
        commitments.c.workspace_id == bindparam("workspace_id"),
        commitments.c.client_id == bindparam("client_id"),
        commitments.c.state == State.OPEN.value,
        commitments.c.kind == Kind.PLAN_ACTION.value,
        commitments.c.note.is_not(None),
    )
    .order_by(commitments.c.due_on)
    .limit(1)
)


def settle(
    conn: Connection,
    workspace_id: str,
    client_id: int,
    now: datetime,
    *,
    touches_changed: bool = True,
    known: Client | None = None,
) -> Client:
    """Compute from the history when the client turns quiet, and store it; its season with it.

    Contact or a date closes a mark at once. Only the sweep sets one, but a mark that was told and
    closed is back as soon as its ground is: an undo opens the nudge again. `known`: the client as
    it is stored, from a caller who has just read it.
    """
    asked = {"workspace_id": workspace_id, "client_id": client_id}
    row = _ONE.first(conn, asked)
    assert row is not None
    client = known or exactly(conn, workspace_id, client_id)
    if touches_changed:
        contact = touches.contact_with(conn, workspace_id, client_id)
        client = replace(
            client,
            last_in_on=contact.last_in_on,
            last_touch_on=contact.last_touch_on,
            unanswered=contact.unanswered,
        )
    promises = _promises(_NAMED_BY_ONE.all(conn, asked))[client_id]
    today = due.today_in(row.zone, now)
    marked = rule.still_marked(client, promises, client.quiet_state, today)
    if marked is None:
        marked = _told(client, promises, row.quiet_told, today)
    settled = _store(conn, row, client, promises, marked, today)
    if touches_changed:
        season.settle(conn, workspace_id, client_id, now)
    return settled


def follow_date(
    conn: Connection, rep: Rep, client: Client, promises: Sequence[Promise], now: datetime
) -> Client:
    """What a new date with a client that was just read changes: often nothing, and that is seen.

    Its owner's day is the rep's own, and where a client that is not quiet will still turn on the
    day it would have, every mark stands as it is.
    """
    if client.owner_id == rep.id and client.quiet_state is None:
        today = due.today_in(rep.zone, now)
        turns_on = rule.quiet_on(client, promises, None, today)
        if turns_on == client.quiet_on and (turns_on is None or turns_on > today):
            return client
    to = (rep.workspace_id, client.id)
    return settle(conn, *to, now, touches_changed=False, known=client)


def mark_due(conn: Connection, now: datetime, most: int) -> int:
    """Mark the clients that have turned amber or red; returns how many. Across workspaces."""
    found = conn.execute(_DUE, {"now": now, "most": most}).all()
    by_workspace: dict[str, list[int]] = defaultdict(list)
    for row in found:
        by_workspace[row.workspace_id].append(row.id)
    named = {w: promises_of(conn, w, ids) for w, ids in by_workspace.items()}
    for row in found:
        client = from_row(row)
        promises = named[row.workspace_id][client.id]
        today = due.today_in(row.zone, now)
        _store(conn, row, client, promises, rule.mark(client, promises, today), today)
    return len(found)


def spread_over(
    conn: Connection, workspace_id: str, client_ids: Sequence[int], today: date, now: datetime
) -> None:
    """Imported clients without a last contact turn one after another over their cadence."""
    silent = [
        i for i in client_ids if touches.contact_with(conn, workspace_id, i).last_touch_on is None
    ]
    for place, client_id in enumerate(silent):
        client = exactly(conn, workspace_id, client_id)
        days = cadence.days(client.tier, client.cadence_days, None, today)
        start = rule.spread(len(silent), days, today)[place]
        here = clients.c.workspace_id == workspace_id, clients.c.id == client_id
        conn.execute(update(clients).where(*here).values(known_on=None, counts_from=start))
        settle(conn, workspace_id, client_id, now)


def first_quiet_at(conn: Connection) -> datetime | None:
    """When the next client turns quiet. Across workspaces."""
    first: datetime | None = conn.scalar(
        select(func.min(clients.c.quiet_at)).where(clients.c.quiet_at.is_not(None))
    )
    return first


def promises_of(
    conn: Connection, workspace_id: str, client_ids: Collection[int]
) -> Mapping[int, list[Promise]]:
    """The open dates these clients named, by client."""
    asked = {"workspace_id": workspace_id, "ids": list(client_ids)}
    return _promises(conn.execute(_NAMED_BY_SOME, asked) if client_ids else ())


def untold(conn: Connection, rep: Rep, said: Collection[str] = ()) -> list[tuple[Client, str]]:
    """The rep's quiet clients it was not told of, each with its key: three at most, by value.

    `said`: keys that a message on its way tells of.
    """
    asked = {"workspace_id": rep.workspace_id, "owner_id": rep.id, "said": list(said)}
    return [(from_row(row), row.quiet_key) for row in conn.execute(_UNTOLD, asked)]


def unheard_of(conn: Connection, rep: Rep, today: date) -> list[Client]:
    """The rep's clients without a touch this week that are quiet, or will be in a week.

    Of others the answer would change nothing, so the question is not put.
    """
    monday = today - timedelta(days=today.weekday())
    asked = {"workspace_id": rep.workspace_id, "owner_id": rep.id, "monday": monday}
    found = conn.execute(_UNHEARD_OF, asked | {"soon": today + timedelta(weeks=1)})
    return [from_row(row) for row in found]


def still_unheard_of(conn: Connection, rep: Rep, asked: Sequence[int], today: date) -> list[Client]:
    """Those of a checklist's clients who are still without a touch this week."""
    monday = today - timedelta(days=today.weekday())
    found = conn.execute(_KEYED, {"workspace_id": rep.workspace_id, "ids": list(asked)})
    known = {row.id: from_row(row) for row in found}
    silent = [known[i] for i in asked if i in known]
    return [c for c in silent if c.last_touch_on is None or c.last_touch_on < monday]


def as_said(
    conn: Connection, rep: Rep, said: Sequence[tuple[int, str]], now: datetime
) -> list[QuietShown]:
    """The quiet lines of a message as they stand now: contact closes a line by itself."""
    asked = {"workspace_id": rep.workspace_id, "ids": [client_id for client_id, _ in said]}
    found = {row.id: row for row in conn.execute(_KEYED, asked)} if said else {}
    shown = show(conn, rep, [from_row(found[i]) for i, _ in said], now)
    return [
        replace(line, is_live=_is_live(found[line.client.id], key))
        for line, (_, key) in zip(shown, said, strict=True)
    ]


def show(conn: Connection, rep: Rep, several: Sequence[Client], now: datetime) -> list[QuietShown]:
    """How each of these stands today, and a reason to call."""
    today = due.today_in(rep.zone, now)
    named = promises_of(conn, rep.workspace_id, [c.id for c in several])
    return [_shown(conn, rep.workspace_id, c, named[c.id], today) for c in several]


def _is_live(row: Any, key: str) -> bool:
    """Still quiet in the way that was said, and its season was not brought up since."""
    season_asks = row.season_state not in (None, SeasonState.PROPOSED.value)
    is_told_of_season = season_asks and row.season_key == row.season_told
    return row.quiet_key == key and not is_told_of_season


def _promises(rows: Iterable[Any]) -> Mapping[int, list[Promise]]:
    found: dict[int, list[Promise]] = defaultdict(list)
    for client_id, created_at, zone, due_on in rows:
        promise = Promise(due.today_in(zone, created_at), due_on)
        if promise not in found[client_id]:
            found[client_id].append(promise)
    return found


def _shown(
    conn: Connection, workspace_id: str, client: Client, promises: list[Promise], today: date
) -> QuietShown:
    reading = rule.read(client, promises, today)
    return QuietShown(
        client=client,
        state=reading.state,
        days=reading.days,
        cadence_days=reading.cadence_days,
        is_one_sided=reading.is_one_sided,
        promised_on=reading.their_date,
        since=reading.since,
        reason=_reason(conn, workspace_id, client.id),
    )


def _reason(conn: Connection, workspace_id: str, client_id: int) -> Reason | None:
    """Their own last words, else what the plan has next."""
    asked = {"workspace_id": workspace_id, "client_id": client_id}
    spoken = touches.last_words(conn, workspace_id, client_id)
    dated = conn.execute(_LAST_WORDS, asked).first()
    dated_on = due.today_in(dated.zone, dated.created_at) if dated else None
    if spoken and (dated_on is None or spoken[1] >= dated_on):
        return Reason("words", *spoken)
    if dated and dated_on:
        return Reason("words", dated.words, dated_on)
    planned = conn.execute(_PLANNED, asked).first()
    return Reason("plan", planned.note, planned.due_on) if planned else None


def _told(
    client: Client, promises: Sequence[Promise], told: str | None, today: date
) -> QuietState | None:
    """The state of today's that its owner was told of before."""
    if told is None:
        return None
    found = rule.mark(client, promises, today)
    states = [s for s in (QuietState.RED, QuietState.AMBER) if found in (s, QuietState.RED)]
    keys = {rule.key(client.id, s, rule.since(client, promises, s, today)): s for s in states}
    return keys.get(told)


def _store(
    conn: Connection,
    row: Any,
    client: Client,
    promises: Sequence[Promise],
    marked: QuietState | None,
    today: date,
) -> Client:
    is_gone = row.gone_at is not None
    marked = None if is_gone else marked
    began = rule.since(client, promises, marked, today) if marked else None
    turns_on = None if is_gone else rule.quiet_on(client, promises, marked, today)
    hours = Hours() if row.brief_time is None else Hours(brief_time=row.brief_time)
    values = {
        "last_in_on": client.last_in_on,
        "last_touch_on": client.last_touch_on,
        "unanswered": client.unanswered,
        "quiet_on": turns_on,
        "quiet_at": due.due_at(turns_on, None, hours, row.zone) if turns_on else None,
        "quiet_state": marked.value if marked else None,
        "quiet_since": began,
        "quiet_key": rule.key(client.id, marked, began) if marked and began else None,
    }
    if any(getattr(row, name) != value for name, value in values.items()):
        here = {"of_workspace": row.workspace_id, "of_client": client.id}
        _STORE.run(conn, values | here)
    if (client.quiet_on, client.quiet_state, client.quiet_since) == (turns_on, marked, began):
        return client
    return replace(client, quiet_on=turns_on, quiet_state=marked, quiet_since=began)
