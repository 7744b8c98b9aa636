"""What was promised, by whom, for when?"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from bot.playbook import brake, due
from bot.playbook.meeting import ASK_AFTER, is_at_its_hour
from bot.playbook.model import Commitment, Kind, Rep, SetBy, State
from bot.playbook.quiet import Promise
from storage.gone import Gone
from storage.prepared import Prepared
from storage.tables import IS_OPEN, clients, commitments

_COLUMNS = (
    commitments.c.id,
    commitments.c.client_id,
    clients.c.name.label("client_name"),
    commitments.c.rep_id,
    commitments.c.kind,
    commitments.c.state,
    commitments.c.due_on,
    commitments.c.due_time,
    commitments.c.zone,
    commitments.c.back_on,
    commitments.c.back_time,
    commitments.c.due_at,
    commitments.c.set_by,
    commitments.c.words,
    commitments.c.note,
    commitments.c.put_offs,
    commitments.c.version,
    commitments.c.created_at,
    commitments.c.moved_from,
    commitments.c.asked_on,
    commitments.c.closed_at,
    commitments.c.close_reason,
    commitments.c.deal_id,
    commitments.c.mornings,
    commitments.c.minutes,
    commitments.c.ends_at,
)
_FROM = commitments.join(
    clients,
    (clients.c.workspace_id == commitments.c.workspace_id)
    & (clients.c.id == commitments.c.client_id),
)
_ALL: Select[Any] = (
    select(*_COLUMNS)
    .select_from(_FROM)
    .where(commitments.c.workspace_id == bindparam("workspace_id"))
)
_BY_ID = _ALL.where(commitments.c.id == bindparam("commitment_id"))
_BY_IDS = _ALL.where(commitments.c.id.in_(bindparam("ids", expanding=True)))
_OPEN = _ALL.where(IS_OPEN)
_SOONEST = (commitments.c.due_at, commitments.c.id)
_OURS_SINCE = (
    commitments.c.rep_id == bindparam("rep_id"),
    commitments.c.client_id == bindparam("client_id"),
    commitments.c.created_at > bindparam("since"),
    commitments.c.kind.in_([literal_column(f"'{kind}'") for kind in sorted(brake.OURS)]),
    commitments.c.moved_from.is_(None),
    commitments.c.close_reason.is_distinct_from(literal_column("'undone'")),
)
_PROMISED = _ALL.where(*_OURS_SINCE).order_by(commitments.c.created_at, commitments.c.id)
_NAMED = and_(
    commitments.c.state == literal_column(f"'{State.OPEN.value}'"),
    commitments.c.set_by == literal_column(f"'{SetBy.CLIENT.value}'"),
)
# Both at once, of what the client's dates are found by anyway.
_NAMED_OR_PROMISED = Prepared(
    select(
        commitments.c.created_at,
        commitments.c.zone,
        commitments.c.due_on,
        case((_NAMED, 1), else_=0).label("is_named"),
        case((and_(*_OURS_SINCE), 1), else_=0).label("is_ours"),
    ).where(
        commitments.c.workspace_id == bindparam("workspace_id"),
        commitments.c.client_id == bindparam("client_id"),
        or_(_NAMED, and_(*_OURS_SINCE)),
    )
)
_ADD = Prepared(insert(commitments))
_CONVERSATIONS = (Kind.FOLLOW_UP.value, Kind.MEETING.value, Kind.WIN_BACK.value)


def get(conn: Connection, workspace_id: str, commitment_id: int) -> Commitment:
    """The commitment with this id; LookupError if there is none."""
    row = conn.execute(
        _BY_ID, {"workspace_id": workspace_id, "commitment_id": commitment_id}
    ).first()
    if row is None:
        raise Gone("commitment_gone", "no such commitment")
    return _commitment(row)


def several(conn: Connection, workspace_id: str, ids: Collection[int]) -> list[Commitment]:
    """These commitments, the soonest first."""
    found = conn.execute(
        _BY_IDS.order_by(*_SOONEST), {"workspace_id": workspace_id, "ids": list(ids)}
    )
    return [_commitment(row) for row in found]


def open_for(
    conn: Connection,
    workspace_id: str,
    *,
    rep_id: int | None = None,
    client_id: int | None = None,
    until: date | None = None,
    limit: int | None = None,
) -> list[Commitment]:
    """Open commitments, the soonest first: a rep's, a client's, those coming back by a day."""
    found = _OPEN
    if rep_id is not None:
        found = found.where(commitments.c.rep_id == rep_id)
    if client_id is not None:
        found = found.where(commitments.c.client_id == client_id)
    if until is not None:
        found = found.where(commitments.c.back_on <= until)
    rows = conn.execute(found.order_by(*_SOONEST).limit(limit), {"workspace_id": workspace_id})
    return [_commitment(row) for row in rows]


def count(
    conn: Connection, workspace_id: str, rep_id: int, wanted: ColumnElement[bool], most: int
) -> int:
    """How many of a rep's open commitments are wanted, counted no further than `most`."""
    first = select(commitments.c.id).where(*_own(workspace_id, rep_id), wanted).limit(most)
    return conn.scalar(select(func.count()).select_from(first.subquery())) or 0


def page(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    wanted: ColumnElement[bool],
    number: int,
    size: int,
) -> list[Commitment]:
    """One page of a rep's open commitments, in the order of their days."""
    by_day = (commitments.c.back_on, commitments.c.due_at, commitments.c.id)
    found = _ALL.where(*_own(workspace_id, rep_id), wanted).order_by(*by_day)
    rows = conn.execute(
        found.limit(size).offset((number - 1) * size), {"workspace_id": workspace_id}
    )
    return [_commitment(row) for row in rows]


def open_with(conn: Connection, workspace_id: str, client_ids: Collection[int]) -> list[Commitment]:
    """Everybody's open commitments with these clients, the soonest first."""
    if not client_ids:
        return []
    found = _OPEN.where(commitments.c.client_id.in_(bindparam("ids", expanding=True)))
    asked = {"workspace_id": workspace_id, "ids": list(client_ids)}
    return [_commitment(row) for row in conn.execute(found.order_by(*_SOONEST), asked)]


def ended_with(conn: Connection, workspace_id: str, client_id: int, most: int) -> list[Commitment]:
    """What ended with a client last; what was undone never was, and what moved goes on."""
    c = commitments.c
    found = _ALL.where(
        c.client_id == client_id,
        c.state.in_((State.KEPT.value, State.ANSWERED_NO.value, State.CANCELLED.value)),
        c.close_reason.is_distinct_from("undone"),
    )
    latest = found.order_by(c.closed_at.desc(), c.id.desc()).limit(most)
    return [_commitment(row) for row in conn.execute(latest, {"workspace_id": workspace_id})]


def promised(
    conn: Connection, workspace_id: str, rep_id: int, client_id: int, since: datetime
) -> list[Commitment]:
    """What a rep promised a client since a moment, kept or not, the oldest first; not what was
    moved on, or taken back."""
    asked = {
        "workspace_id": workspace_id,
        "rep_id": rep_id,
        "client_id": client_id,
        "since": since,
    }
    return [_commitment(row) for row in conn.execute(_PROMISED, asked)]


def named_and_promised(
    conn: Connection, workspace_id: str, rep_id: int, client_id: int, since: datetime
) -> tuple[list[Promise], list[datetime]]:
    """The open dates a client named; and when the rep promised it something since a moment.

    Asked with every new promise: of those of `promised` only the times.
    """
    asked = {
        "workspace_id": workspace_id,
        "rep_id": rep_id,
        "client_id": client_id,
        "since": since,
    }
    found = _NAMED_OR_PROMISED.all(conn, asked)
    named = {
        Promise(due.today_in(row.zone, row.created_at), row.due_on) for row in found if row.is_named
    }
    return list(named), [row.created_at for row in found if row.is_ours]


def named_until(conn: Connection, rep: Rep, day: date) -> int:
    """How many open dates of a rep's, named by clients, come before that day."""
    found = select(func.count()).where(
        commitments.c.workspace_id == rep.workspace_id,
        commitments.c.rep_id == rep.id,
        IS_OPEN,
        commitments.c.set_by == SetBy.CLIENT.value,
        commitments.c.back_on < day,
    )
    return conn.scalar(found) or 0


def add(conn: Connection, workspace_id: str, commitment: Commitment) -> None:
    """Store a new commitment, its due moments with it."""
    moments = {"nudge_at": _nudge_at(commitment), "over_at": _over_at(commitment)}
    _ADD.run(conn, _values(workspace_id, commitment) | moments)


def rewrite(
    conn: Connection, workspace_id: str, commitment: Commitment, *, anew: bool = True
) -> None:
    """Store a commitment's new facts under the version it now carries; `anew`: announce it."""
    values = _values(workspace_id, commitment)
    if anew:
        values["nudge_at"] = _nudge_at(commitment)
        values["mornings"] = 0
    if commitment.kind is Kind.MEETING:
        was = get(conn, workspace_id, commitment.id)
        # In the same frame it was asked about already, or will be.
        is_same = (was.due_at, was.ends_at) == (commitment.due_at, commitment.ends_at)
        is_same |= was.ends_at == commitment.ends_at and not is_at_its_hour(commitment)
        values |= {} if is_same else {"over_at": _over_at(commitment)}
    del values["workspace_id"], values["id"]
    conn.execute(_one(workspace_id, commitment.id).values(values))


def close(
    conn: Connection,
    workspace_id: str,
    commitment: Commitment,
    state: State,
    now: datetime,
    reason: str | None = None,
) -> Commitment:
    """End a commitment, and give it back as it ended; it will not be announced again."""
    version = commitment.version + 1
    ended = {"closed_at": now, "close_reason": reason, "version": version}
    conn.execute(
        _one(workspace_id, commitment.id).values(
            state=state.value, nudge_at=None, over_at=None, **ended
        )
    )
    return replace(commitment, state=state, closed_at=now, close_reason=reason, version=version)


def tell(
    conn: Connection, workspace_id: str, commitment_id: int, set_by: SetBy, words: str | None
) -> None:
    """Keep whose date it is, and what they said."""
    values: dict[str, Any] = {"set_by": set_by.value}
    if words is not None:
        values["words"] = words
    conn.execute(_one(workspace_id, commitment_id).values(values))


def note_asked(conn: Connection, workspace_id: str, commitment_id: int, on: date) -> None:
    """The hard question was put on this day (S2-5)."""
    conn.execute(_one(workspace_id, commitment_id).values(asked_on=on))


def queued(conn: Connection, workspace_id: str, ids: Collection[int]) -> None:
    """These wait in the outbox now; the sweep need not look at them again."""
    conn.execute(
        update(commitments)
        .where(commitments.c.workspace_id == workspace_id, commitments.c.id.in_(ids))
        .values(nudge_at=None)
    )


def has_kept_since(
    conn: Connection, workspace_id: str, client_id: int, rep_id: int, since: datetime
) -> bool:
    """Whether a conversation of this rep's with this client was kept after that moment."""
    found = conn.execute(
        select(commitments.c.id)
        .where(
            commitments.c.workspace_id == workspace_id,
            commitments.c.client_id == client_id,
            commitments.c.rep_id == rep_id,
            commitments.c.state == State.KEPT.value,
            commitments.c.kind.in_(_CONVERSATIONS),
            commitments.c.closed_at > since,
        )
        .limit(1)
    )
    return found.first() is not None


def first_nudge_at(conn: Connection) -> datetime | None:
    """When the next timed commitment must be queued. Across workspaces."""
    first: datetime | None = conn.scalar(
        select(func.min(commitments.c.nudge_at)).where(commitments.c.nudge_at.is_not(None))
    )
    return first


def due_by(conn: Connection, moment: datetime, limit: int) -> list[tuple[str, Commitment]]:
    """Timed commitments whose nudge must be queued, with their workspace. Across workspaces."""
    found = (
        select(commitments.c.workspace_id, *_COLUMNS)
        .select_from(_FROM)
        .where(commitments.c.nudge_at <= moment)
        .order_by(commitments.c.nudge_at)
        .limit(limit)
    )
    return [(row.workspace_id, _commitment(row)) for row in conn.execute(found)]


def timed_for(
    conn: Connection, workspace_id: str, rep_id: int, until: datetime
) -> Sequence[Commitment]:
    """One rep's timed commitments that are not queued yet and whose moment comes by `until`."""
    # Their days, too, so that an index ends where what is due does: no zone is a day ahead.
    last_day = (until + due.MEETING_BRIEF_BEFORE).date() + timedelta(days=1)
    found = _OPEN.where(
        commitments.c.rep_id == rep_id,
        commitments.c.back_on <= last_day,
        commitments.c.nudge_at <= until,
    )
    rows = conn.execute(found.order_by(*_SOONEST), {"workspace_id": workspace_id})
    return [_commitment(row) for row in rows]


def moved_on_from(conn: Connection, workspace_id: str, commitment_id: int) -> Commitment | None:
    """The commitment that carried a moved one on."""
    row = conn.execute(
        _ALL.where(
            commitments.c.moved_from == commitment_id,
            commitments.c.state != State.CANCELLED.value,
        ),
        {"workspace_id": workspace_id},
    ).first()
    return None if row is None else _commitment(row)


def _nudge_at(c: Commitment) -> datetime | None:
    return due.nudge_at(c.back_time, c.due_at, due.notice_of(c))


def _over_at(c: Commitment) -> datetime | None:
    return None if c.ends_at is None else c.ends_at + ASK_AFTER


def _own(workspace_id: str, rep_id: int) -> tuple[ColumnElement[bool], ...]:
    return commitments.c.workspace_id == workspace_id, commitments.c.rep_id == rep_id, IS_OPEN


def _one(workspace_id: str, commitment_id: int) -> Any:
    return update(commitments).where(
        commitments.c.workspace_id == workspace_id, commitments.c.id == commitment_id
    )


def _values(workspace_id: str, c: Commitment) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "id": c.id,
        "client_id": c.client_id,
        "rep_id": c.rep_id,
        "kind": c.kind.value,
        "state": c.state.value,
        "due_on": c.due_on,
        "due_time": c.due_time,
        "zone": c.zone,
        "back_on": c.back_on,
        "back_time": c.back_time,
        "due_at": c.due_at,
        "set_by": c.set_by.value if c.set_by else None,
        "words": c.words,
        "note": c.note,
        "put_offs": c.put_offs,
        "moved_from": c.moved_from,
        "asked_on": c.asked_on,
        "version": c.version,
        "created_at": c.created_at,
        "closed_at": c.closed_at,
        "close_reason": c.close_reason,
        "deal_id": c.deal_id,
        "mornings": c.mornings,
        "minutes": c.minutes,
        "ends_at": c.ends_at,
    }


def _commitment(row: Any) -> Commitment:
    values = {name: getattr(row, name) for name in Commitment.__dataclass_fields__}
    values["kind"], values["state"] = Kind(row.kind), State(row.state)
    values["set_by"] = SetBy(row.set_by) if row.set_by else None
    return Commitment(**values)
