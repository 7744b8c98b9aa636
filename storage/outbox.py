"""What waits to be said, and what has been?

    ready ──claim──> sending ──ok──> sent
      ^                 │ ├─no longer true──> cancelled
      │                 │ ├─refused for good──> dead (logged; the next brief lists it)
      ├──surely not sent┘ └─unclear answer──> maybe ──┐
      │                   └─the lease lapsed──────────┤
      └──not in the history──── checking <────────────┘ ──found──> sent

A claim is committed before the request leaves. What is unclear is looked up in the channel's
history by the row's token before anything is said again.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from bot.playbook import due
from bot.playbook.model import State
from bot.playbook.nudge import NudgeKind
from bot.playbook.restraint import GATHERED, Held
from storage.ids import earliest_beside, new_id
from storage.once import add_once
from storage.tables import (
    IS_OPEN,
    IS_WAITING,
    clients,
    commitments,
    contacts,
    outbox,
    outbox_items,
    stood_in,
    workspaces,
)

UNREADABLE = "unreadable"  # the history could not be read for a day
REP_GONE = "rep_gone"  # nobody is there to be told
IN_BRIEF = "in_brief"  # a line of the brief stood for it
ASKED = "asked"  # a fact: the rep opened it from there
# Its dates are not waited for anew: they stand in the brief, or nobody is there.
_LEFT = (REP_GONE, Held.CAP.value, Held.HOURS.value)
_KEPT_BACK = (Held.CAP.value, Held.HOURS.value, Held.PAUSE.value)
KEPT_FOR = timedelta(days=180)  # once settled; buttons of older messages still do their work
FORGOTTEN_AT_ONCE = 500  # rows a transaction drops: short enough not to hold up commands
CLIENT_LINES = ("quiet", "season")  # what a brief says of clients: in its facts, by client and key


@dataclass(frozen=True, slots=True)
class Item:
    """One due thing a message says: its due key, and the commitment or client behind it."""

    due_key: str
    commitment_id: int | None = None
    client_id: int | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """An outbox row somebody holds."""

    workspace_id: str
    id: int
    rep_id: int
    kind: str
    state: str
    token: str
    not_before: datetime
    channel_id: str | None
    ts: str | None
    attempts: int
    sending_at: datetime | None
    facts: Mapping[str, Any]


_IN_FLIGHT = ("sending", "maybe", "checking")
_ABOUT_A_CHANGE = (NudgeKind.TOLD_NO.value, NudgeKind.PART_ANSWER.value, NudgeKind.HANDED_ON.value)
_ABOUT_COMMITMENTS = tuple(
    kind.value for kind in (NudgeKind.TIMED, NudgeKind.MEETING, NudgeKind.MEETING_OVER)
)
_COLUMNS = [outbox.c[name] for name in Waiting.__dataclass_fields__]
_HOLDS = and_(
    outbox.c.workspace_id == outbox_items.c.workspace_id,
    outbox.c.id == outbox_items.c.outbox_id,
)


def _is_ready(workspace_id: Any, now: Any, steady_now: Any) -> tuple[Any, ...]:
    return (
        outbox.c.workspace_id == workspace_id,
        IS_WAITING,
        outbox.c.state == literal_column("'ready'"),
        outbox.c.not_before <= now,
        outbox.c.retry_at <= steady_now,
    )


# What every message asks is prepared once: building a statement costs more than running it.
_HERE = outbox.c.workspace_id == bindparam("of_workspace")
_THIS = and_(_HERE, outbox.c.id == bindparam("of_id"))
_READY_HERE = _is_ready(bindparam("of_workspace"), bindparam("now"), bindparam("steady_now"))
_NEXT = (
    select(outbox.c.workspace_id, outbox.c.id)
    .where(*_READY_HERE)
    .order_by(outbox.c.not_before, outbox.c.id)
    .limit(1)
    .with_for_update(skip_locked=True)
)
_NEXT_BESIDES = _NEXT.where(outbox.c.rep_id.not_in(bindparam("besides", expanding=True)))
_ANY = select(outbox.c.id).where(*_READY_HERE).limit(1)
_CLAIM: dict[str, Any] = {
    "owner": bindparam("to_owner"),
    "lease_until": bindparam("until"),
    "state": bindparam("to_state"),
}
_TO_SEND = _CLAIM | {"sending_at": bindparam("at"), "attempts": outbox.c.attempts + 1}
_TAKE = {
    "sending": update(outbox).where(_THIS).values(_TO_SEND).returning(*_COLUMNS),
    "checking": update(outbox).where(_THIS).values(_CLAIM).returning(*_COLUMNS),
}
_HELD = and_(
    _THIS,
    outbox.c.owner == bindparam("by_owner"),
    outbox.c.attempts == bindparam("at_attempt"),
    outbox.c.state.in_(("sending", "checking")),
)
_SENT = (
    update(outbox)
    .where(_HELD)
    .values(
        state="sent",
        owner=None,
        lease_until=None,
        channel_id=bindparam("to_channel"),
        ts=bindparam("to_ts"),
        settled_at=bindparam("now"),
    )
    .returning(outbox.c.facts)
)


def due_key(kind: str, commitment_id: int, version: int, back_on: date) -> str:
    """What makes a due moment one and the same, however often and by whomever it is found."""
    return f"{kind}:{commitment_id}:{version}:{back_on.isoformat()}"


def queue(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    kind: str,
    items: Sequence[Item],
    not_before: datetime,
    now: datetime,
    steady_now: datetime,
    facts: Mapping[str, Any] | None = None,
) -> int | None:
    """Queue one message for these items; None when every item was announced before."""
    outbox_id = new_id(now)
    conn.execute(
        insert(outbox),
        {
            "workspace_id": workspace_id,
            "id": outbox_id,
            "rep_id": rep_id,
            "kind": kind,
            "state": "ready",
            "not_before": not_before,
            "retry_at": steady_now,
            "token": str(uuid4()),
            "attempts": 0,
            "facts": dict(facts or {}),
            "created_at": now,
        },
    )
    if announce(conn, workspace_id, outbox_id, items):
        return outbox_id
    conn.execute(_one(workspace_id, outbox_id, is_end=True))
    return None


def announce(conn: Connection, workspace_id: str, outbox_id: int, items: Sequence[Item]) -> int:
    """A message speaks for these; returns for how many no other did."""
    rows = [_item_row(workspace_id, outbox_id, item) for item in items]
    add = add_once(outbox_items, conn.dialect.name)
    if len(rows) > 1:
        # After an outage a message speaks for many: one way to the server, not one for each.
        return len(conn.execute(add.returning(outbox_items.c.due_key), rows).all())
    return sum(conn.execute(add, row).rowcount for row in rows)


def claim_next(
    conn: Connection,
    workspace_id: str,
    now: datetime,
    steady_now: datetime,
    owner: str,
    lease: timedelta,
    besides: Collection[int] = (),
) -> Waiting | None:
    """Take the workspace's row that has waited longest, under a lease; `besides` these reps'.

    The caller commits before it sends.
    """
    asked: dict[str, Any] = {"of_workspace": workspace_id, "now": now, "steady_now": steady_now}
    wanted = _NEXT_BESIDES if besides else _NEXT
    found = conn.execute(wanted, asked | ({"besides": list(besides)} if besides else {})).first()
    return _take(conn, found, "sending", steady_now, owner, lease)


def is_waiting(conn: Connection, workspace_id: str, now: datetime, steady_now: datetime) -> bool:
    """Whether anything may be said now."""
    asked = {"of_workspace": workspace_id, "now": now, "steady_now": steady_now}
    return conn.execute(_ANY, asked).first() is not None


def claim_unclear(
    conn: Connection, workspace_id: str, steady_now: datetime, owner: str, lease: timedelta
) -> Waiting | None:
    """Take a row nobody can be sure of: an unclear answer, or a lapsed lease."""
    waiting = (
        select(outbox.c.workspace_id, outbox.c.id)
        .where(outbox.c.workspace_id == workspace_id, *_is_unclear(steady_now))
        .order_by(outbox.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = conn.execute(waiting).first()
    return _take(conn, found, "checking", steady_now, owner, lease)


def busy(conn: Connection, now: datetime, steady_now: datetime) -> list[str]:
    """The workspaces in which something may be said or looked up now. Across workspaces."""
    here = workspaces.c.workspace_id
    ready = select(outbox.c.id).where(*_is_ready(here, now, steady_now))
    unclear = select(outbox.c.id).where(outbox.c.workspace_id == here, *_is_unclear(steady_now))
    return list(conn.scalars(select(here).where(or_(ready.exists(), unclear.exists()))))


def first_waiting(conn: Connection, now: datetime) -> datetime | None:
    """When the next message that is held back may go out. Across workspaces."""
    first: datetime | None = conn.scalar(
        select(func.min(outbox.c.not_before)).where(
            IS_WAITING, outbox.c.state == "ready", outbox.c.not_before > now
        )
    )
    return first


def mark_sent(
    conn: Connection, row: Waiting, owner: str, channel_id: str, ts: str, now: datetime
) -> bool:
    """The message stands in the channel; False when the lease passed to somebody else.

    The lines about clients it holds are said now, and not again until something changes; who took
    over is asked once.
    """
    said = conn.execute(
        _SENT,
        {
            "of_workspace": row.workspace_id,
            "of_id": row.id,
            "by_owner": owner,
            "at_attempt": row.attempts,
            "to_channel": channel_id,
            "to_ts": ts,
            "now": now,
        },
    ).first()
    if said is None:
        return False
    facts = said.facts
    if row.kind == NudgeKind.BRIEF:
        _named_this_morning(conn, row.workspace_id, facts or {}, now)
    for contact_id in (facts or {}).get("left", ()):
        here = contacts.c.workspace_id == row.workspace_id, contacts.c.id == contact_id
        waiting = update(contacts).where(*here, contacts.c.ask_state == "due")
        conn.execute(waiting.values(ask_state="asked"))
    for name in CLIENT_LINES:
        for client_id, key in (facts or {}).get(name, ()):
            conn.execute(
                update(clients)
                .where(clients.c.workspace_id == row.workspace_id, clients.c.id == client_id)
                .values({f"{name}_told": key})
            )
    return True


def mark_maybe(conn: Connection, row: Waiting, owner: str, retry_at: datetime, error: str) -> bool:
    """Slack's answer was lost: look before repeating, at `retry_at` (real time) at the earliest."""
    return _settle(conn, row, owner, state="maybe", retry_at=retry_at, last_error=error)


def put_back(
    conn: Connection,
    row: Waiting,
    owner: str,
    *,
    not_before: datetime | None = None,
    retry_at: datetime | None = None,
    error: str | None = None,
) -> bool:
    """Surely not sent: it waits again, until business time `not_before`, real time `retry_at`."""
    values: dict[str, Any] = {"state": "ready", "last_error": error}
    values |= {"not_before": not_before} if not_before else {}
    values |= {"retry_at": retry_at} if retry_at else {}
    return _settle(conn, row, owner, **values)


def mark_cancelled(conn: Connection, row: Waiting, owner: str, why: str, now: datetime) -> bool:
    """It will not be said; what of it is still to be said at a time waits for that again."""
    if not _settle(conn, row, owner, state="cancelled", last_error=why, settled_at=now):
        return False
    if why not in _LEFT:
        _wait_again(conn, row)
    if why == REP_GONE:  # a stand-in: somebody else hears of the colleague's dates
        _wait_again(conn, row, commitments.c.rep_id != row.rep_id)
    return True


def mark_dead(conn: Connection, row: Waiting, owner: str, error: str, now: datetime) -> bool:
    """Slack refused for good."""
    return _settle(conn, row, owner, state="dead", last_error=error, settled_at=now)


def note_facts(conn: Connection, row: Waiting, facts: Mapping[str, Any]) -> Waiting:
    """Keep what the message was rendered from, so that a click can redraw it whole."""
    merged = dict(row.facts) | dict(facts)
    conn.execute(_one(row.workspace_id, row.id).values(facts=merged))
    return replace(row, facts=merged)


def note_channel(conn: Connection, row: Waiting, channel_id: str) -> Waiting:
    """Know the channel before the request leaves: its history may have to be read."""
    conn.execute(_one(row.workspace_id, row.id).values(channel_id=channel_id))
    return replace(row, channel_id=channel_id)


def due_keys(conn: Connection, workspace_id: str, outbox_id: int) -> list[str]:
    """What a message announces: its items, and the lines about clients it was composed with."""
    items = select(outbox_items.c.due_key).where(
        outbox_items.c.workspace_id == workspace_id, outbox_items.c.outbox_id == outbox_id
    )
    facts = conn.scalar(
        select(outbox.c.facts).where(
            outbox.c.workspace_id == workspace_id, outbox.c.id == outbox_id
        )
    )
    lines = [str(key) for name in CLIENT_LINES for _, key in (facts or {}).get(name, ())]
    return sorted({*conn.scalars(items), *lines})


def live_items(conn: Connection, workspace_id: str, outbox_id: int) -> list[int]:
    """The commitments of a message that are still open under the version it was queued for."""
    # Not IS_OPEN: its index has no id, and a PostgreSQL without statistics, as after an import,
    # would walk all that is open once for each item.
    found = conn.execute(
        select(
            outbox_items.c.due_key,
            commitments.c.id,
            commitments.c.version,
            commitments.c.state,
        )
        .join(
            commitments,
            and_(
                commitments.c.workspace_id == outbox_items.c.workspace_id,
                commitments.c.id == outbox_items.c.commitment_id,
            ),
        )
        .where(
            outbox_items.c.workspace_id == workspace_id,
            outbox_items.c.outbox_id == outbox_id,
        )
    )
    live = [row for row in found if row.state == State.OPEN]
    return [row.id for row in live if row.due_key.split(":")[2] == str(row.version)]


def message_at(conn: Connection, workspace_id: str, channel_id: str, ts: str) -> Waiting | None:
    """The row behind a message that was sent, for redrawing it."""
    found = conn.execute(
        select(*_COLUMNS).where(
            outbox.c.workspace_id == workspace_id,
            outbox.c.channel_id == channel_id,
            outbox.c.ts == ts,
        )
    ).first()
    return None if found is None else _waiting(found)


def in_flight(conn: Connection, workspace_id: str, rep_id: int, channel_id: str) -> list[Waiting]:
    """Rows of a channel that may stand there already under a ts nobody knows yet."""
    found = conn.execute(
        select(*_COLUMNS).where(
            outbox.c.workspace_id == workspace_id,
            IS_WAITING,
            outbox.c.rep_id == rep_id,
            outbox.c.channel_id == channel_id,
            outbox.c.state.in_(_IN_FLIGHT),
        )
    )
    return [_waiting(row) for row in found]


def cancel_for(
    conn: Connection, workspace_id: str, commitment_ids: Collection[int], now: datetime
) -> None:
    """Queued nudges that have nothing left to say die with the commitments they were about.

    A brief is left alone: what it lists is read when it is said.
    """
    about = conn.scalars(
        select(outbox_items.c.outbox_id)
        .distinct()
        .join(outbox, _HOLDS)
        .where(
            outbox_items.c.workspace_id == workspace_id,
            outbox_items.c.commitment_id.in_(commitment_ids),
            outbox.c.state == "ready",
            outbox.c.kind.in_(_ABOUT_COMMITMENTS),
        )
    ).all()
    empty = [i for i in about if not live_items(conn, workspace_id, i)]
    cancel(conn, workspace_id, empty, now, "no_longer_true")


def unsaid(conn: Connection, workspace_id: str, commitment_ids: Collection[int]) -> set[int]:
    """Those of these whose own nudge waits, or is on its way."""
    found = conn.scalars(
        select(outbox_items.c.commitment_id)
        .join(outbox, _HOLDS)
        .where(
            outbox_items.c.workspace_id == workspace_id,
            outbox_items.c.commitment_id.in_(commitment_ids),
            outbox.c.kind == NudgeKind.TIMED.value,
            outbox.c.state.in_(("ready", *_IN_FLIGHT)),
        )
    )
    return {each for each in found if each is not None}


def drop(conn: Connection, row: "Waiting") -> None:
    """A row with nothing to say goes, as if it had never been."""
    items, rows = outbox_items.c, outbox.c
    of_it = items.workspace_id == row.workspace_id, items.outbox_id == row.id
    conn.execute(delete(outbox_items).where(*of_it))
    conn.execute(delete(outbox).where(rows.workspace_id == row.workspace_id, rows.id == row.id))


def waiting_about(conn: Connection, workspace_id: str, change_id: int) -> list[int]:
    """Messages not sent yet that a change gave rise to."""
    return [row.id for row in _about(conn, workspace_id, change_id, ("ready",))]


def told_of(conn: Connection, workspace_id: str, change_id: int) -> list[Waiting]:
    """Messages that a change gave rise to and that were said, or may have been."""
    return _about(conn, workspace_id, change_id, (*_IN_FLIGHT, "sent"))


def was_said(conn: Connection, workspace_id: str, outbox_id: int) -> bool:
    """Whether a message stands in its channel, as far as anybody knows."""
    state = conn.scalar(
        select(outbox.c.state).where(
            outbox.c.workspace_id == workspace_id, outbox.c.id == outbox_id
        )
    )
    return state in (*_IN_FLIGHT, "sent")


def was_sent(conn: Connection, workspace_id: str, due_key: str) -> bool:
    """Whether a message for this due key stands in its channel, as far as anybody knows."""
    row = _message_of(conn, workspace_id, due_key)
    return row is not None and row.state in (*_IN_FLIGHT, "sent")


def cancel(
    conn: Connection, workspace_id: str, ids: Collection[int], now: datetime, why: str = "undone"
) -> None:
    """These will not be said."""
    if not ids:
        return
    conn.execute(
        update(outbox)
        .where(
            outbox.c.workspace_id == workspace_id,
            outbox.c.id.in_(ids),
            outbox.c.state == "ready",
        )
        .values(state="cancelled", last_error=why, settled_at=now)
    )


def kept_back(conn: Connection, workspace_id: str, rep_id: int, *, fresh: bool) -> list[int]:
    """What waits for a rep since it could not be said in its moment; `fresh`: what came now, too.

    Only what a line of the brief can stand for.
    """
    waiting = select(outbox.c.id).where(
        outbox.c.workspace_id == workspace_id,
        IS_WAITING,
        outbox.c.rep_id == rep_id,
        outbox.c.state == "ready",
        outbox.c.kind.in_([kind.value for kind in GATHERED]),
    )
    if not fresh:
        waiting = waiting.where(outbox.c.last_error.in_(_KEPT_BACK))
    return list(conn.scalars(waiting.order_by(outbox.c.id)))


def give_way(conn: Connection, workspace_id: str, ids: Collection[int], until: datetime) -> None:
    """A brief is to stand for these; should it not be said, they come after it."""
    here = (outbox.c.workspace_id == workspace_id, outbox.c.id.in_(ids))
    conn.execute(update(outbox).where(*here, outbox.c.state == "ready").values(not_before=until))


def several(conn: Connection, workspace_id: str, ids: Collection[int]) -> list[Waiting]:
    """These rows, the oldest first."""
    here = (outbox.c.workspace_id == workspace_id, outbox.c.id.in_(ids))
    found = conn.execute(select(*_COLUMNS).where(*here).order_by(outbox.c.id))
    return [_waiting(row) for row in found]


def open_up(
    conn: Connection, workspace_id: str, rep_id: int, outbox_id: int, now: datetime
) -> bool:
    """The rep wants to read what a line of the brief stood for; False when it came already."""
    here = (
        outbox.c.workspace_id == workspace_id,
        outbox.c.id == outbox_id,
        outbox.c.rep_id == rep_id,
        outbox.c.state == "cancelled",
        outbox.c.last_error == IN_BRIEF,
    )
    facts = conn.scalar(select(outbox.c.facts).where(*here))
    again = {"state": "ready", "settled_at": None, "last_error": None, "not_before": now}
    wanted = update(outbox).where(*here).values(again | {"facts": (facts or {}) | {ASKED: True}})
    return conn.execute(wanted).rowcount == 1


def is_announced(conn: Connection, workspace_id: str, due_key: str) -> bool:
    """Whether a message for this due key was queued."""
    return _message_of(conn, workspace_id, due_key) is not None


def died_unsaid(conn: Connection, workspace_id: str, due_key: str, commitment_id: int) -> bool:
    """Whether a message was queued for this due key and surely did not tell of the commitment.

    A message about several is sent without those that had ended by then.
    """
    row = _message_of(conn, workspace_id, due_key)
    if row is None or row.state in ("ready", "cancelled"):
        return row is not None
    return all(listed != commitment_id for listed, _ in (row.facts or {}).get("listed", ()))


def follow(
    conn: Connection, workspace_id: str, old_key: str, new_key: str, *, in_flight: bool = False
) -> bool:
    """The message for one due key speaks for another version of its commitment from now on.

    False when there is no such message, or none in flight where that is asked for.
    """
    row = _message_of(conn, workspace_id, old_key)
    if row is None or (in_flight and row.state not in _IN_FLIGHT):
        return False
    renamed = update(outbox_items).where(
        outbox_items.c.workspace_id == workspace_id, outbox_items.c.due_key == old_key
    )
    conn.execute(renamed.values(due_key=new_key))
    facts = dict(row.facts or {})
    if "listed" in facts:
        _, commitment_id, version, _ = new_key.split(":")
        of = int(commitment_id)
        facts["listed"] = [[i, int(version) if i == of else v] for i, v in facts["listed"]]
        conn.execute(_one(workspace_id, row.id).values(facts=facts))
    return True


def unreadable(conn: Connection, workspace_id: str, commitment_ids: Collection[int]) -> set[int]:
    """Commitments whose message could never be looked up: saying them again may be a repeat."""
    found = conn.scalars(
        select(outbox_items.c.commitment_id)
        .join(outbox, _HOLDS)
        .where(
            outbox_items.c.workspace_id == workspace_id,
            outbox_items.c.commitment_id.in_(commitment_ids),
            outbox.c.state == "dead",
            outbox.c.last_error == UNREADABLE,
        )
    )
    return {int(i) for i in found if i is not None}


def try_again(conn: Connection, steady_now: datetime) -> int:
    """Steady starts anew: what waited for a mended token, or was put off, is tried at once.

    A message Slack may have taken is left to be looked up. Across workspaces.
    """
    put_off = (
        update(outbox)
        .where(IS_WAITING, outbox.c.state == "ready", outbox.c.retry_at > steady_now)
        .values(retry_at=steady_now)
    )
    return conn.execute(put_off).rowcount


def forget_old(conn: Connection, now: datetime) -> int:
    """Drop some messages settled half a year ago; returns how many. Across workspaces.

    A due key must never be queued twice. A commitment comes due only while it is open, so a
    message about one that is open is kept, and with it the key; closed ones stay closed, for what
    brings one back raises its version. A brief's key holds a day, and only today's is queued. A
    quiet line's key stands on its client until the client is heard from.
    """
    still_open = (
        select(outbox_items.c.due_key)
        .join(
            commitments,
            and_(
                commitments.c.workspace_id == outbox_items.c.workspace_id,
                commitments.c.id == outbox_items.c.commitment_id,
            ),
        )
        .where(_HOLDS, IS_OPEN)
    )
    old = (
        select(outbox.c.workspace_id, outbox.c.id)
        .where(outbox.c.settled_at < now - KEPT_FOR, ~still_open.exists())
        .limit(FORGOTTEN_AT_ONCE)
    )
    found = conn.execute(old).all()
    for workspace_id, outbox_id in found:
        of_it = (
            outbox_items.c.workspace_id == workspace_id,
            outbox_items.c.outbox_id == outbox_id,
        )
        conn.execute(delete(outbox_items).where(*of_it))
        conn.execute(_one(workspace_id, outbox_id, is_end=True))
    return len(found)


def keys_on_their_way(
    conn: Connection, workspace_id: str, rep_id: int, but: int | None = None
) -> set[str]:
    """Keys of lines about clients in messages of which nobody knows yet whether they were said.

    `but`: the message that is being made.
    """
    found = conn.execute(
        select(outbox.c.id, outbox.c.facts).where(
            outbox.c.workspace_id == workspace_id,
            IS_WAITING,
            outbox.c.rep_id == rep_id,
            outbox.c.state.in_(_IN_FLIGHT),
        )
    )
    others = [row.facts or {} for row in found if row.id != but]
    return {key for facts in others for name in CLIENT_LINES for _, key in facts.get(name, ())}


def speak_for(conn: Connection, row: Waiting, lines: Sequence[tuple[int, str]]) -> set[str]:
    """This message announces these lines; returns the keys that may be a repeat.

    They are those of a message that could never be looked up.
    """
    found = conn.execute(
        select(outbox_items.c.due_key)
        .join(outbox, _HOLDS)
        .where(
            outbox_items.c.workspace_id == row.workspace_id,
            outbox_items.c.due_key.in_([key for _, key in lines]),
            outbox.c.state == "dead",
            outbox.c.last_error == UNREADABLE,
        )
    )
    repeats = set(found.scalars())
    for client_id, key in lines:
        _forget_item(conn, row.workspace_id, key)
        conn.execute(
            insert(outbox_items), _item_row(row.workspace_id, row.id, Item(key, None, client_id))
        )
    return repeats


def release_orphans(conn: Connection, owner: str, steady_now: datetime) -> int:
    """One process alone has this database: what another left in flight can be looked up now.

    Across workspaces.
    """
    lapsed = (
        update(outbox)
        .where(IS_WAITING, outbox.c.state.in_(("sending", "checking")), outbox.c.owner != owner)
        .values(lease_until=steady_now)
    )
    return conn.execute(lapsed).rowcount


def release_own(conn: Connection, owner: str, steady_now: datetime) -> int:
    """Who holds these is about to end: others may look them up now. Across workspaces."""
    held = (
        update(outbox)
        .where(IS_WAITING, outbox.c.state.in_(("sending", "checking")), outbox.c.owner == owner)
        .values(lease_until=steady_now)
    )
    return conn.execute(held).rowcount


def _named_this_morning(
    conn: Connection, workspace_id: str, facts: Mapping[str, Any], now: datetime
) -> None:
    """What a brief has said: each date once more, and the messages it stood for."""
    for commitment_id, version in facts.get("listed", ()):
        same = and_(commitments.c.id == commitment_id, commitments.c.version == version)
        one = update(commitments).where(commitments.c.workspace_id == workspace_id, same)
        conn.execute(one.values(mornings=commitments.c.mornings + 1))
    if held := facts.get("held"):
        cancel(conn, workspace_id, held, now, IN_BRIEF)
    if seen := facts.get("stood_in"):
        here = (stood_in.c.workspace_id == workspace_id, stood_in.c.id.in_(seen))
        conn.execute(update(stood_in).where(*here).values(told_at=now))


def _is_unclear(steady_now: datetime) -> tuple[Any, ...]:
    return (
        IS_WAITING,
        outbox.c.state.in_(("maybe", "sending", "checking")),
        or_(
            and_(outbox.c.state == "maybe", outbox.c.retry_at <= steady_now),
            and_(outbox.c.state != "maybe", outbox.c.lease_until <= steady_now),
        ),
    )


def _about(
    conn: Connection, workspace_id: str, change_id: int, states: Collection[str]
) -> list[Waiting]:
    found = conn.execute(
        select(*_COLUMNS).where(
            outbox.c.workspace_id == workspace_id,
            outbox.c.id >= earliest_beside(change_id),
            outbox.c.state.in_(states),
            outbox.c.kind.in_(_ABOUT_A_CHANGE),
        )
    )
    return [_waiting(row) for row in found if (row.facts or {}).get("change") == change_id]


def _take(
    conn: Connection,
    found: Row[Any, Any] | None,
    state: str,
    steady_now: datetime,
    owner: str,
    lease: timedelta,
) -> Waiting | None:
    if found is None:
        return None
    taken = conn.execute(
        _TAKE[state],
        {
            "of_workspace": found.workspace_id,
            "of_id": found.id,
            "to_state": state,
            "to_owner": owner,
            "until": steady_now + lease,
            "at": steady_now,
        },
    ).one()
    return _waiting(taken)


def _message_of(conn: Connection, workspace_id: str, due_key: str) -> Row[Any, Any, Any] | None:
    return conn.execute(
        select(outbox.c.id, outbox.c.state, outbox.c.facts)
        .select_from(outbox_items.join(outbox, _HOLDS))
        .where(outbox_items.c.workspace_id == workspace_id, outbox_items.c.due_key == due_key)
    ).first()


def _settle(conn: Connection, row: Waiting, owner: str, **values: Any) -> bool:
    """Only the holder of the lease may settle a row, and not with the answer to an older try."""
    held = _one(row.workspace_id, row.id).where(
        outbox.c.owner == owner,
        outbox.c.attempts == row.attempts,
        outbox.c.state.in_(("sending", "checking")),
    )
    return conn.execute(held.values(owner=None, lease_until=None, **values)).rowcount == 1


def _wait_again(conn: Connection, row: Waiting, *which: ColumnElement[bool]) -> None:
    """Open commitments with a time that no other message tells of, as they stand now."""
    here = commitments.c.workspace_id == row.workspace_id
    mine = select(outbox_items.c.commitment_id).where(
        outbox_items.c.workspace_id == row.workspace_id, outbox_items.c.outbox_id == row.id
    )
    still = and_(IS_OPEN, commitments.c.back_time.is_not(None), commitments.c.nudge_at.is_(None))
    for c in conn.execute(
        select(commitments).where(here, commitments.c.id.in_(mine), still, *which)
    ):
        key = due_key(c.kind, c.id, c.version, c.back_on)
        other = _message_of(conn, row.workspace_id, key)
        if other is None or other.id == row.id:
            _forget_item(conn, row.workspace_id, key)
            before = due.notice(c.kind, (c.due_on, c.due_time), (c.back_on, c.back_time))
            again = due.nudge_at(c.back_time, c.due_at, before)
            one = update(commitments).where(here, commitments.c.id == c.id)
            conn.execute(one.values(nudge_at=again))


def _forget_item(conn: Connection, workspace_id: str, key: str) -> None:
    here = outbox_items.c.workspace_id == workspace_id
    conn.execute(outbox_items.delete().where(here, outbox_items.c.due_key == key))


def _one(workspace_id: str, outbox_id: int, *, is_end: bool = False) -> Any:
    start = delete(outbox) if is_end else update(outbox)
    return start.where(outbox.c.workspace_id == workspace_id, outbox.c.id == outbox_id)


def _item_row(workspace_id: str, outbox_id: int, item: Item) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "due_key": item.due_key,
        "outbox_id": outbox_id,
        "commitment_id": item.commitment_id,
        "client_id": item.client_id,
    }


def _waiting(row: Row[Any]) -> Waiting:
    values = {name: getattr(row, name) for name in Waiting.__dataclass_fields__}
    values["facts"] = values["facts"] or {}
    return Waiting(**values)
