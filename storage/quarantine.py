"""What did a restored copy say after its backup was made, and before it was brought back?

Each rep of a backup carries `look_from`, the moment from which the direct messages have to be read
back. What stands there is recorded as said; then the rep is like any other. While any rep is left,
nothing is swept and nothing is sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, func, insert, or_, select, update

from bot.playbook.model import Kind, Rep
from bot.playbook.nudge import NudgeKind
from storage import commitments, outbox, postings, reps
from storage.ids import new_id
from storage.outbox import CLIENT_LINES, UNREADABLE, Item
from storage.tables import IS_WAITING, clients, contacts
from storage.tables import outbox as outbox_table
from storage.tables import reps as reps_table

_BEFORE_SENDING = timedelta(minutes=2)  # for clocks that differ


@dataclass(frozen=True, slots=True)
class Said:
    """A message of ours that stands in a rep's direct messages, by the marks it carries."""

    channel_id: str
    ts: str
    token: str
    due_keys: Sequence[str]


def next_rep(conn: Connection) -> tuple[Rep, datetime] | None:
    """A rep whose messages are still to be read, and from when. Across workspaces."""
    row = conn.execute(
        select(reps_table.c.workspace_id, reps_table.c.id, reps_table.c.look_from)
        .where(reps_table.c.look_from.is_not(None))
        .order_by(reps_table.c.look_from, reps_table.c.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    rep = reps.get(conn, row.workspace_id, row.id)
    return rep, min([row.look_from, *_under_way_since(conn, rep)])


def digest_channel(conn: Connection, rep: Rep) -> str | None:
    """Where the weekly digest is posted, if this rep set it up and it is on."""
    found = postings.get(conn, rep.workspace_id)
    return found.channel_id if found.set_by == rep.id and found.next_at is not None else None


def settle(conn: Connection, rep: Rep, said: Sequence[Said], now: datetime) -> int:
    """Record what was said, and let the rep go; returns how many messages nobody knew of."""
    if not _let_go(conn, rep):
        return 0  # another replica was faster, and may have said something since
    waiting = {row.token: row for row in _waiting(conn, rep)}
    found = 0
    for one in said:
        if one.token in waiting:
            _note_sent(conn, rep, waiting[one.token], one, now)
        elif outbox.message_at(conn, rep.workspace_id, one.channel_id, one.ts) is not None:
            continue
        else:
            _add(conn, rep, one, now)
        found += 1
    return found


def give_up(conn: Connection, rep: Rep, now: datetime, steady_now: datetime) -> None:
    """Slack does not let us look: what may have been said comes in the next brief, marked so."""
    if not _let_go(conn, rep):
        return
    due = commitments.timed_for(conn, rep.workspace_id, rep.id, now)
    items = [Item(outbox.due_key(c.kind, c.id, c.version, c.back_on), c.id) for c in due]
    if items:
        kind = NudgeKind.TIMED
        outbox.queue(conn, rep.workspace_id, rep.id, kind, items, now, now, steady_now)
        commitments.queued(conn, rep.workspace_id, [c.id for c in due])
    conn.execute(
        _of(rep).values(
            state="dead", last_error=UNREADABLE, owner=None, lease_until=None, settled_at=now
        )
    )
    reps.plan_brief_if_due(conn, rep, now)


def _under_way_since(conn: Connection, rep: Rep) -> list[datetime]:
    c = outbox_table.c
    here = (c.workspace_id == rep.workspace_id, c.rep_id == rep.id, IS_WAITING)
    first: datetime | None = conn.scalar(select(func.min(c.sending_at)).where(*here))
    return [first - _BEFORE_SENDING] if first else []


def _waiting(conn: Connection, rep: Rep) -> Sequence[Row[Any, Any, Any]]:
    c = outbox_table.c
    asked = select(c.id, c.token, c.facts)
    return conn.execute(
        asked.where(c.workspace_id == rep.workspace_id, c.rep_id == rep.id, IS_WAITING)
    ).all()


def _note_sent(
    conn: Connection, rep: Rep, row: Row[Any, Any, Any], said: Said, now: datetime
) -> None:
    conn.execute(
        _of(rep)
        .where(outbox_table.c.id == row.id)
        .values(
            state="sent",
            channel_id=said.channel_id,
            ts=said.ts,
            owner=None,
            lease_until=None,
            settled_at=now,
        )
    )
    _told(conn, rep, said.due_keys)


def _add(conn: Connection, rep: Rep, said: Said, now: datetime) -> None:
    """A message nobody knew of: its due keys are announced, and its buttons work."""
    listed = _listed(conn, rep, said.due_keys)
    keys = [key for key in said.due_keys if _commitment(key) is None]
    outbox_id = new_id(now)
    conn.execute(
        insert(outbox_table).values(
            workspace_id=rep.workspace_id,
            id=outbox_id,
            rep_id=rep.id,
            kind=_kind(keys),
            state="sent",
            not_before=now,
            retry_at=now,
            token=said.token,
            channel_id=said.channel_id,
            ts=said.ts,
            attempts=1,
            facts={"listed": [[i, version] for i, version in listed.values()], "more": 0},
            created_at=now,
            settled_at=now,
        )
    )
    items = [Item(key, commitment_id) for key, (commitment_id, _) in listed.items()]
    outbox.announce(conn, rep.workspace_id, outbox_id, [*items, *(Item(key) for key in keys)])
    _told(conn, rep, keys)


def _kind(keys: Sequence[str]) -> str:
    """What a message was, as far as anything follows from it."""
    names = {key.partition(":")[0] for key in keys}
    for kind in (postings.KIND, NudgeKind.BRIEF.value):
        if kind in names:
            return kind
    return NudgeKind.TIMED.value


def _listed(conn: Connection, rep: Rep, keys: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Commitments this copy has, by due key, with their version.

    A version it has not come to yet is left out: it will mean something else here.
    """
    asked = {key: found for key in keys if (found := _commitment(key)) is not None}
    several = commitments.several(conn, rep.workspace_id, [i for i, _ in asked.values()])
    versions = {c.id: c.version for c in several}
    return {key: (i, v) for key, (i, v) in asked.items() if v <= versions.get(i, 0)}


def _commitment(due_key: str) -> tuple[int, int] | None:
    """The commitment and version a due key names, if it names one."""
    parts = due_key.split(":")
    if len(parts) != 4 or parts[0] not in set(Kind):
        return None
    return int(parts[1]), int(parts[2])


def _told(conn: Connection, rep: Rep, keys: Sequence[str]) -> None:
    """Lines about clients that were said wait for a change; who took over is asked once."""
    for key in keys:
        name, _, rest = key.partition(":")
        about = rest.partition(":")[0]
        if name in CLIENT_LINES:
            here = clients.c.workspace_id == rep.workspace_id
            one = update(clients).where(here, clients.c.id == int(about))
            conn.execute(one.values({f"{name}_told": key}))
        elif name == "left":
            _asked_who_took_over(conn, rep, int(about))


def _asked_who_took_over(conn: Connection, rep: Rep, contact_id: int) -> None:
    c = contacts.c
    waits = or_(c.ask_at.is_not(None), c.ask_state == "due")
    one = update(contacts).where(c.workspace_id == rep.workspace_id, c.id == contact_id, waits)
    conn.execute(one.values(ask_at=None, ask_state="asked"))


def _let_go(conn: Connection, rep: Rep) -> bool:
    """Whether it was still to be done."""
    c = reps_table.c
    one = update(reps_table).where(c.workspace_id == rep.workspace_id, c.id == rep.id)
    return conn.execute(one.where(c.look_from.is_not(None)).values(look_from=None)).rowcount == 1


def _of(rep: Rep) -> Any:
    """The rep's messages that wait."""
    c = outbox_table.c
    return update(outbox_table).where(
        c.workspace_id == rep.workspace_id, c.rep_id == rep.id, IS_WAITING
    )
