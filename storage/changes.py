"""What did a rep change, and how is it taken back?"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import compress
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Date,
    Table,
    Time,
    delete,
    insert,
    or_,
    select,
    update,
)

from bot.playbook import due
from bot.playbook.meeting import ASK_AFTER
from bot.playbook.model import Rep, State
from bot.playbook.nudge import NudgeKind
from bot.playbook.problem import Problem
from storage import clients as clients_
from storage import deals as deals_
from storage import outbox, passages, pipeline_days, quiet, redraws, turning
from storage.ids import new_id
from storage.prepared import Prepared
from storage.shortfalls import Cause, Why
from storage.tables import (
    agreements,
    changes,
    clients,
    commitments,
    contacts,
    deals,
    expectations,
    fits,
    goals,
    losses,
    meetings,
    orders,
    partings,
    questions,
    reps,
    reviews,
    stages,
    suppliers,
    touches,
    workspaces,
)
from storage.tables import passages as passages_
from storage.types import UtcInstant

UNDO_WITHIN = timedelta(minutes=10)
KEPT_FOR = timedelta(days=30)  # they hold clients' words

_ANNOUNCED = ("state", "back_on", "back_time", "words")  # what a nudge is said about
_FIRST = 1  # the version every row begins with
_AT_ONCE = 500  # rows looked up by one statement
_ADD = Prepared(insert(changes))

_TABLES: dict[str, Table] = {
    "commitments": commitments,
    "clients": clients,
    "touches": touches,
    "contacts": contacts,
    "losses": losses,
    "meetings": meetings,
    "goals": goals,
    "agreements": agreements,
    "partings": partings,
    "reviews": reviews,
    "questions": questions,
    "orders": orders,
    "expectations": expectations,
    "fits": fits,
    "suppliers": suppliers,
    "deals": deals,
    "passages": passages_,
    "stages": stages,
    "reps": reps,
    "workspaces": workspaces,  # one row, so its id is 0
}
# Rows many hands change at once: one's choice stands as long as these hold what it left there.
_BY_VALUE = {
    "commitments": {"state", "set_by", "words"},
    "reps": {
        *("zone", "has_fixed_zone", "locale", "has_fixed_locale", "opens", "closes"),
        *("working_days", "brief_time", "holidays", "muted", "paused_until", "stand_in_id"),
        *("away_from", "is_discreet", "protected_weekday", "protected_from", "protected_to"),
    },
    "workspaces": {
        *("lead_id", "zone", "digest_channel_id", "digest_channel_name", "digest_weekday"),
        *("digest_time", "digest_by", "digest_is_percent", "shows_rep_figures", "digest_on"),
        "digest_guests",
    },
    "losses": {"shares_name"},
}
RATES = "rates"  # all that says how amounts are counted, as one row
_MOVING = {
    "away_from",
    "digest_on",
    "digest_channel_name",
    "digest_guests",
}  # these change by themselves
_TURNED_OFF = "digest_on"  # a day that moves on; none while there is no digest
_OF_ONE_REP = ("commitments", "deals", "passages")  # what one rep's no closed
LOT = "lot_"  # how the kind of a change begins that took many things at once
OVER = NudgeKind.MEETING_OVER.value  # the question after a meeting
LOST = "lost"  # the kind of a change that believed a no to everything

# What quiet.settle and season.settle compute from the history is not put back but computed again.
_OF_CLIENTS = {"last_in_on", "last_touch_on", "unanswered"}
_OF_CLIENTS |= {"quiet_on", "quiet_at", "quiet_state", "quiet_since", "quiet_key", "quiet_told"}
_OF_CLIENTS |= {"season_on", "season_at", "season_state", "season_since", "season_key"}
_OF_CLIENTS |= {"season_told", "reasons_told_on"}  # what was said stays said
_COMPUTED = {"clients": _OF_CLIENTS, "deals": {"worth_minor"}}


@dataclass(frozen=True, slots=True)
class Row:
    """A row before a change touched it; `was` is None for one the change created."""

    table: str
    id: int
    was: dict[str, Any] | None = None


def row(
    conn: Connection, workspace_id: str, table: str, row_id: int, besides: Collection[str] = ()
) -> Row:
    """The row as it stands, to be handed to `record` after the change.

    `besides`: columns the change leaves alone, and which undoing it must leave alone too.
    """
    found = conn.execute(_select(workspace_id, table, row_id)).mappings().one()
    left_out = {"workspace_id", "id", *besides} | _COMPUTED.get(table, set())
    return Row(table, row_id, {k: _as_json(v) for k, v in found.items() if k not in left_out})


def columns(conn: Connection, workspace_id: str, table: str, row_id: int, *names: str) -> Row:
    """Only these columns of a row as they stand; undoing the change leaves the others alone."""
    found = conn.execute(_select(workspace_id, table, row_id)).mappings().one()
    return Row(table, row_id, {name: _as_json(found[name]) for name in names})


def is_there(conn: Connection, workspace_id: str, table: str, row_id: int) -> bool:
    """Whether a row was ever there: a button outlives what it is about."""
    return conn.execute(_select(workspace_id, table, row_id)).first() is not None


def deal_rows(conn: Connection, workspace_id: str, deal_id: int) -> list[Row]:
    """A deal, and where it stands on the ladder."""
    stood = passages.of(conn, workspace_id, deal_id)
    return [
        row(conn, workspace_id, "deals", deal_id),
        *(row(conn, workspace_id, "passages", passage_id) for passage_id in stood),
    ]


def record(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    kind: str,
    rows: Iterable[Row],
    now: datetime,
) -> int:
    """Remember the rows as they were before this change; returns the id that undoes it."""
    change_id, rows = new_id(now), list(rows)
    if [(r.table, r.was) for r in rows] != [("commitments", None)]:  # one's own, noted down
        redraws.concern(conn, workspace_id, rep_id, rows, now)
    versions = _versions(conn, workspace_id, [r for r in rows if r.was is not None])
    before = [_stored(conn, workspace_id, r, versions) for r in rows]
    _ADD.run(
        conn,
        {
            "workspace_id": workspace_id,
            "id": change_id,
            "rep_id": rep_id,
            "kind": kind,
            "at": now,
            "before": before,
        },
    )
    return change_id


def join(conn: Connection, workspace_id: str, change_id: int, rows: Iterable[Row]) -> None:
    """These rows belong to a change recorded before: undoing it puts them back as well."""
    here = changes.c.workspace_id == workspace_id, changes.c.id == change_id
    stored = conn.scalar(select(changes.c.before).where(*here)) or []
    rows = list(rows)
    versions = _versions(conn, workspace_id, rows)
    more = [_stored(conn, workspace_id, r, versions) for r in rows]
    conn.execute(update(changes).where(*here).values(before=[*stored, *more]))


def chosen(
    conn: Connection, workspace_id: str, rep_id: int, kind: str, rows: Sequence[Row], now: datetime
) -> int | None:
    """Remember a choice; what was chosen again as it stood is undone by the choice before."""
    differs = [_differing(conn, workspace_id, row) for row in rows]
    found = [row for row in differs if row.was]
    if not found:
        before = _chosen_before(conn, workspace_id, rep_id, kind, rows, now)
        return before if before and stands(conn, workspace_id, before) else None
    return record(conn, workspace_id, rep_id, kind, found, now)


def choice(conn: Connection, workspace_id: str, table: str, row_id: int) -> Row:
    """All of a row that somebody chooses by hand, as it stands."""
    return columns(conn, workspace_id, table, row_id, *sorted(_BY_VALUE[table]))


def touched(conn: Connection, workspace_id: str, change_id: int, table: str) -> list[int]:
    """The ids of one table's rows that a change touched."""
    before = conn.scalar(
        select(changes.c.before).where(
            changes.c.workspace_id == workspace_id, changes.c.id == change_id
        )
    )
    return [r["id"] for r in before or () if r["table"] == table]


def rows_of(conn: Connection, workspace_id: str, change_id: int) -> list[Row]:
    """Every row a change touched."""
    stored = conn.scalar(
        select(changes.c.before).where(
            changes.c.workspace_id == workspace_id, changes.c.id == change_id
        )
    )
    return [Row(r["table"], r["id"], r["was"]) for r in stored or ()]


def before(
    conn: Connection, workspace_id: str, change_id: int, table: str, row_id: int
) -> dict[str, Any] | None:
    """A row as a change found it; None where the change made it, or is long forgotten."""
    stored = conn.scalar(
        select(changes.c.before).where(
            changes.c.workspace_id == workspace_id, changes.c.id == change_id
        )
    )
    was = (r["was"] for r in stored or () if (r["table"], r["id"]) == (table, row_id))
    found = next(was, None)
    return None if found is None else {k: _as_value(_TABLES[table], k, v) for k, v in found.items()}


def latest(conn: Connection, workspace_id: str, rep_id: int, now: datetime) -> int | None:
    """The rep's last change that can still be undone."""
    return conn.scalar(
        select(changes.c.id)
        .where(
            changes.c.workspace_id == workspace_id,
            changes.c.rep_id == rep_id,
            changes.c.undone_at.is_(None),
            changes.c.at > now - UNDO_WITHIN,
        )
        .order_by(changes.c.at.desc(), changes.c.id.desc())
        .limit(1)
    )


def were_with(conn: Connection, workspace_id: str, change_id: int) -> set[int]:
    """Who had the commitments of a change before it."""
    stored = conn.scalar(
        select(changes.c.before).where(
            changes.c.workspace_id == workspace_id, changes.c.id == change_id
        )
    )
    found = (r["was"] for r in stored or () if r["table"] == "commitments")
    return {was["rep_id"] for was in found if was and "rep_id" in was}


def made_at(conn: Connection, workspace_id: str, change_id: int) -> datetime | None:
    """When a change was made; None when that is long forgotten."""
    here = changes.c.workspace_id == workspace_id, changes.c.id == change_id
    at: datetime | None = conn.scalar(select(changes.c.at).where(*here))
    return at


def chose_since(conn: Connection, rep: Rep, kind: str, change_id: int) -> bool:
    """Whether the rep made, or took back, a choice of this kind after that change."""
    at = made_at(conn, rep.workspace_id, change_id)
    found = select(changes.c.id).where(
        changes.c.workspace_id == rep.workspace_id,
        changes.c.rep_id == rep.id,
        changes.c.kind == kind,
        or_(changes.c.at >= at, changes.c.undone_at >= at),
    )
    return conn.execute(found.limit(1)).first() is not None


def kind_of(conn: Connection, workspace_id: str, change_id: int) -> str:
    """What kind of change it was; empty where nobody knows."""
    here = changes.c.workspace_id == workspace_id, changes.c.id == change_id
    return conn.scalar(select(changes.c.kind).where(*here)) or ""


def is_undone(conn: Connection, workspace_id: str, change_id: int) -> bool:
    """Whether a change was taken back."""
    here = changes.c.workspace_id == workspace_id, changes.c.id == change_id
    return conn.scalar(select(changes.c.undone_at).where(*here)) is not None


def stands(conn: Connection, workspace_id: str, change_id: int) -> bool:
    """Whether everything is still as this change left it; of a touch, whether it is still there."""
    here = changes.c.workspace_id == workspace_id, changes.c.id == change_id
    stored = conn.execute(select(changes).where(*here)).one_or_none()
    if stored is None or stored.undone_at is not None:
        return False
    rows = [r for r in stored.before if r["table"] == "touches"] or stored.before
    return all(_as_left(conn, workspace_id, rows))


def undoable(
    conn: Connection, workspace_id: str, rep_id: int, now: datetime, table: str = "commitments"
) -> dict[int, int]:
    """Each commitment, or client, that a recent change of this rep was about: the latest change."""
    found = conn.execute(
        select(changes.c.id, changes.c.before)
        .where(
            changes.c.workspace_id == workspace_id,
            changes.c.rep_id == rep_id,
            changes.c.undone_at.is_(None),
            changes.c.at > now - UNDO_WITHIN,
        )
        .order_by(changes.c.at, changes.c.id)
    )
    rows = [(row.id, Row(r["table"], r["id"])) for row in found for r in row.before]
    if table == "clients":
        return {i: change for change, r in rows for i in clients_of(conn, workspace_id, [r])}
    return {r.id: change for change, r in rows if r.table == table}


def undo(
    conn: Connection, workspace_id: str, rep_id: int, change_id: int, now: datetime
) -> Problem | tuple[str, list[Row]]:
    """Put every touched row back as it was; returns the kind of change and its rows.

    Nothing is put back when a row changed since, when it was undone before, or after ten
    minutes; the problem says which.
    """
    mine = (
        changes.c.workspace_id == workspace_id,
        changes.c.id == change_id,
        changes.c.rep_id == rep_id,
    )
    stored = conn.execute(select(changes).where(*mine)).one_or_none()
    if stored is None:
        return Problem("nothing_to_undo")
    if problem := _too_late(stored, now):
        return problem
    heir = _also_lost_by(conn, stored)
    found = _undoable(conn, stored, of_one_rep=heir is not None)
    if isinstance(found, Problem):
        return found
    if heir is not None:
        _hand_over(conn, stored, heir)
    rows = _taken_back(conn, stored, found, now)
    conn.execute(update(changes).where(*mine).values(undone_at=now))
    return stored.kind, rows


def forget_old(conn: Connection, now: datetime) -> int:
    """Drop changes that can long no longer be undone. Across workspaces."""
    return conn.execute(delete(changes).where(changes.c.at < now - KEPT_FOR)).rowcount


def clients_of(conn: Connection, workspace_id: str, rows: Iterable[Row]) -> list[int]:
    """The clients these rows are about."""
    found = {r.id for r in rows if r.table == "clients"}
    for name, table in _TABLES.items():
        ids = [r.id for r in rows if r.table == name]
        if ids and "client_id" in table.c:
            here = table.c.workspace_id == workspace_id
            found |= set(conn.scalars(select(table.c.client_id).where(here, table.c.id.in_(ids))))
    return sorted(found - {None})  # a question may be about no client


def _stored(
    conn: Connection, workspace_id: str, row: Row, versions: dict[tuple[str, int], int]
) -> dict[str, Any]:
    """A row of a change as it is kept; one this change created stands at its first version."""
    version = _FIRST if row.was is None else versions.get((row.table, row.id), 0)
    kept = {"table": row.table, "id": row.id, "was": row.was, "version": version}
    if row.table == RATES:
        return kept | {"left": turning.left(conn, workspace_id, row.was or {})}
    if not _is_by_value(row):
        return kept
    return kept | {"left": columns(conn, workspace_id, row.table, row.id, *(row.was or ())).was}


def _differing(conn: Connection, workspace_id: str, row: Row) -> Row:
    """What of a choice is not as it was; nothing of a row that was chosen again as it stood."""
    was = row.was or {}
    now_is = columns(conn, workspace_id, row.table, row.id, *was).was or {}
    differs = {name: value for name, value in was.items() if not _is_equal(value, now_is[name])}
    if not differs.keys() - _MOVING and _TURNED_OFF not in differs:
        return replace(row, was={})
    if row.table == "commitments":
        return row  # a choice about one that has ended is not taken back
    return replace(row, was=differs)


def _is_equal(was: object, now_is: object) -> bool:
    """A list that nobody has written yet is an empty one."""
    return was == now_is or all(value in (None, []) for value in (was, now_is))


def _chosen_before(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    kind: str,
    rows: Sequence[Row],
    now: datetime,
) -> int | None:
    """The last choice of this kind about the same things."""
    names = {(row.table, row.id) for row in rows}
    found = select(changes.c.id, changes.c.before).where(
        changes.c.workspace_id == workspace_id,
        changes.c.rep_id == rep_id,
        changes.c.kind == kind,
        changes.c.undone_at.is_(None),
        changes.c.at > now - UNDO_WITHIN,
    )
    for change_id, before in conn.execute(found.order_by(changes.c.id.desc())).all():
        if {(r["table"], r["id"]) for r in before} <= names:
            return int(change_id)
    return None


def _is_by_value(row: Row) -> bool:
    return row.was is not None and row.was.keys() <= _BY_VALUE.get(row.table, set())


def _as_left(conn: Connection, workspace_id: str, before: Sequence[dict[str, Any]]) -> list[bool]:
    """Which rows of a change are still as it left them."""
    stands = _versions(conn, workspace_id, [Row(r["table"], r["id"]) for r in before])

    def is_left(r: dict[str, Any]) -> bool:
        if "left" not in r:
            return bool(r["version"] == stands.get((r["table"], r["id"]), 0))
        if r["table"] == RATES:
            return turning.is_as_left(conn, workspace_id, r["left"])
        now_is = columns(conn, workspace_id, r["table"], r["id"], *r["left"]).was or {}
        return all(_is_same(name, now_is[name], was) for name, was in r["left"].items())

    return [is_left(r) for r in before]


def _is_same(name: str, now_is: object, was: object) -> bool:
    if name == _TURNED_OFF:
        return (now_is is None) == (was is None)
    return name in _MOVING or now_is == was


def _too_late(stored: Any, now: datetime) -> Problem | None:
    if stored.undone_at is not None:
        return Problem("already_undone")
    if now - stored.at >= UNDO_WITHIN:
        return Problem("undo_too_late", {"minutes": int(UNDO_WITHIN.total_seconds() // 60)})
    return None


def _undoable(
    conn: Connection, stored: Any, *, of_one_rep: bool
) -> Problem | list[tuple[Row, int]]:
    """The rows that are to be put back, each with the version the change left it at."""
    workspace_id = stored.workspace_id
    before = [r for r in stored.before if not of_one_rep or r["table"] in _OF_ONE_REP]
    same = [
        (Row(r["table"], r["id"], r["was"]), r["version"])
        for r in compress(before, _as_left(conn, workspace_id, before))
    ]
    # Of many things those that somebody changed since stay as they are.
    is_enough = bool(same) and stored.kind.startswith(LOT)
    if len(same) < len(before) and not is_enough:
        return Problem("changed_since")
    rows = [row for row, _ in same]
    if _is_stage_gone(conn, workspace_id, rows):
        return Problem("changed_since")
    if any(deals_.standing_on(conn, workspace_id, i) for i in _made(rows, "stages")):
        return Problem("stage_in_use")
    return same


def _taken_back(
    conn: Connection, stored: Any, found: Sequence[tuple[Row, int]], now: datetime
) -> list[Row]:
    """Put these rows back, and settle whatever is computed from them."""
    workspace_id, rep_id = stored.workspace_id, stored.rep_id
    rows = [row for row, _ in found]
    redraws.concern(conn, workspace_id, rep_id, rows, now)
    owners = _reps_of(conn, workspace_id, rows)
    for touched_row, version in found:
        _put_back(conn, workspace_id, touched_row, version + 1, now)
    _follow(conn, workspace_id, rows, [version for _, version in found], now)
    for client_id in clients_of(conn, workspace_id, rows):
        quiet.settle(conn, workspace_id, client_id, now)
    deals_.revalue(conn, workspace_id, [r.id for r in rows if r.table == "deals"])
    for owner_id in sorted(owners | _reps_of(conn, workspace_id, rows)):
        pipeline_days.settle(conn, workspace_id, owner_id, now, Cause(Why.UNDONE))
    return rows


def _also_lost_by(conn: Connection, stored: Any) -> Any | None:
    """A colleague's later no to the same client that stands: it keeps the client lost."""
    if stored.kind != LOST:
        return None
    workspace_id = stored.workspace_id
    mine = clients_of(conn, workspace_id, _changed(stored))
    later = select(changes).where(
        changes.c.workspace_id == workspace_id,
        changes.c.rep_id != stored.rep_id,
        changes.c.kind == LOST,
        changes.c.undone_at.is_(None),
        changes.c.id > stored.id,
    )
    for other in conn.execute(later.order_by(changes.c.at, changes.c.id)).all():
        if set(mine) & set(clients_of(conn, workspace_id, _changed(other))):
            return other
    return None


def _hand_over(conn: Connection, stored: Any, heir: Any) -> None:
    """The client itself comes back with the colleague's no, should that be taken back too."""
    left = [r for r in stored.before if r["table"] not in _OF_ONE_REP]
    names = {(r["table"], r["id"]) for r in left}
    kept = [r for r in heir.before if (r["table"], r["id"]) not in names]
    stands = _versions(conn, stored.workspace_id, [Row(r["table"], r["id"]) for r in left])
    now_at = [r | {"version": stands.get((r["table"], r["id"]), 0)} for r in left]
    here = changes.c.workspace_id == stored.workspace_id, changes.c.id == heir.id
    conn.execute(update(changes).where(*here).values(before=[*kept, *now_at]))


def _follow(
    conn: Connection, workspace_id: str, rows: list[Row], versions: list[int], now: datetime
) -> None:
    """What was changed before stands as it stood then: it can be undone under the new version."""
    moved = {
        (r.table, r.id, r.was["version"]): version + 1
        for r, version in zip(rows, versions, strict=True)
        if r.was is not None and "version" in r.was
    }
    moved |= _turned(conn, workspace_id, rows)
    recent = select(changes.c.id, changes.c.before).where(
        changes.c.workspace_id == workspace_id,
        changes.c.undone_at.is_(None),
        changes.c.at > now - UNDO_WITHIN,
    )
    for change_id, before in conn.execute(recent).all() if moved else ():
        fresh = [
            r | {"version": moved.get((r["table"], r["id"], r["version"]), r["version"])}
            for r in before
        ]
        if fresh != before:
            here = changes.c.workspace_id == workspace_id, changes.c.id == change_id
            conn.execute(update(changes).where(*here).values(before=fresh))


def _turned(
    conn: Connection, workspace_id: str, rows: Iterable[Row]
) -> dict[tuple[str, int, int], int]:
    """At which versions stand the targets that were turned to another currency and back."""
    was = {
        (table, row_id): version
        for r in rows
        if r.table == RATES
        for table, row_id, version in (r.was or {}).get("versions", ())
    }
    now_at = _versions(conn, workspace_id, [Row(*one) for one in was])
    return {(*one, version): now_at[one] for one, version in was.items() if one in now_at}


def _changed(stored: Any) -> list[Row]:
    """The rows a change found; what it made itself, as a buyer, is not what it was about."""
    return [Row(r["table"], r["id"], r["was"]) for r in stored.before if r["was"] is not None]


def _made(rows: Iterable[Row], table: str) -> list[int]:
    """What a change created, and undoing it takes away."""
    return [r.id for r in rows if r.table == table and r.was is None]


def _is_stage_gone(conn: Connection, workspace_id: str, rows: Iterable[Row]) -> bool:
    """Whether a deal would be put back on a stage that was removed meanwhile."""
    put_back = {r.id for r in rows if r.table == "stages"}
    wanted = {
        r.was["stage_id"] for r in rows if r.table == "deals" and r.was and "stage_id" in r.was
    }
    if not wanted - put_back:
        return False
    here = stages.c.workspace_id == workspace_id, stages.c.id.in_(wanted - put_back)
    return (
        conn.execute(select(stages.c.id).where(*here, stages.c.gone_at.is_not(None))).first()
        is not None
    )


def _reps_of(conn: Connection, workspace_id: str, rows: Iterable[Row]) -> set[int]:
    """Whose pipeline these rows count in, as they stand now."""
    rows = list(rows)
    if any(r.table in ("stages", RATES) for r in rows):
        aims = {i for r in rows if r.table == RATES for i, _ in (r.was or {})["targets"]}
        return aims | set(deals_.owners(conn, workspace_id))
    ids = [r.id for r in rows if r.table == "deals"]
    aims = {r.id for r in rows if r.table == "reps" and "target_minor" in (r.was or {})}
    return aims | set(deals_.owners(conn, workspace_id, ids))


def _put_back(conn: Connection, workspace_id: str, row: Row, version: int, now: datetime) -> None:
    if row.table == RATES:
        turning.put_back(conn, workspace_id, row.was or {})
        return
    table = _TABLES[row.table]
    here = update(table).where(*_here(table, workspace_id, row.id))
    if _is_by_value(row):
        conn.execute(here.values({k: _as_value(table, k, v) for k, v in (row.was or {}).items()}))
    elif row.was is not None and set(row.was) == {"client_id"}:
        # Only moved, under its old version: what is queued about it stays as it is.
        conn.execute(here.values(row.was))
    elif row.was is not None:
        values = {k: _as_value(table, k, v) for k, v in row.was.items()} | {"version": version}
        if row.table == "commitments":
            was_version = row.was["version"]
            values["nudge_at"] = _nudge_again(conn, workspace_id, row.id, was_version, values)
            values["over_at"] = _over_again(conn, workspace_id, row.id, was_version, values)
        conn.execute(here.values(values))
    elif row.table == "commitments":
        gone = {"state": State.CANCELLED.value, "close_reason": "undone", "closed_at": now}
        gone |= {"version": version, "nudge_at": None, "over_at": None}
        conn.execute(here.values(gone))
        outbox.cancel_for(conn, workspace_id, [row.id], now)
    elif row.table != "clients":
        conn.execute(here.values(gone_at=now, version=version))
    else:
        clients_.withdraw_if_unused(conn, workspace_id, row.id, now)


def _over_again(
    conn: Connection,
    workspace_id: str,
    commitment_id: int,
    was_version: int,
    values: dict[str, Any],
) -> datetime | None:
    """A question about a meeting that died with the change is asked again."""
    waiting: datetime | None = values["over_at"]
    if waiting is not None or values["ends_at"] is None:
        return waiting
    key = outbox.due_key(OVER, commitment_id, was_version, values["due_on"])
    died = outbox.died_unsaid(conn, workspace_id, key, commitment_id)
    ended: datetime = values["ends_at"]
    return ended + ASK_AFTER if died else None


def _nudge_again(
    conn: Connection,
    workspace_id: str,
    commitment_id: int,
    was_version: int,
    values: dict[str, Any],
) -> datetime | None:
    """A nudge that the change cancelled comes back; one that was already said does not."""

    def key_of(version: int) -> str:
        return outbox.due_key(values["kind"], commitment_id, version, values["back_on"])

    key, now_key = key_of(was_version), key_of(values["version"])
    stands = conn.execute(_select(workspace_id, "commitments", commitment_id)).one()
    # What the change left alone is not among the values.
    is_same = all(getattr(stands, k) == values[k] for k in _ANNOUNCED if k in values)
    if is_same and outbox.follow(conn, workspace_id, key_of(stands.version), now_key):
        return None
    # The same is said about it as now: whether it waits to be said is known best now.
    waiting: datetime | None = stands.nudge_at if is_same else values["nudge_at"]
    if waiting is not None:
        return waiting
    if outbox.died_unsaid(conn, workspace_id, key, commitment_id):
        named, back = ((values[f"{day}_on"], values[f"{day}_time"]) for day in ("due", "back"))
        before = due.notice(values["kind"], named, back)
        return due.nudge_at(values["back_time"], values["due_at"], before)
    # Nobody knows yet whether it was said: should it be said again, it is about this version.
    outbox.follow(conn, workspace_id, key, now_key, in_flight=True)
    return None


def _versions(
    conn: Connection, workspace_id: str, rows: Collection[Row]
) -> dict[tuple[str, int], int]:
    """At which version each row stands, some hundred of a table at a time."""
    found = {}
    for name in sorted({r.table for r in rows} & _TABLES.keys()):
        table = _TABLES[name]
        if "id" not in table.c:
            here = select(table.c.version).where(table.c.workspace_id == workspace_id)
            found[name, 0] = conn.execute(here).scalar_one()
            continue
        ids = sorted({r.id for r in rows if r.table == name})
        for start in range(0, len(ids), _AT_ONCE):
            some = table.c.id.in_(ids[start : start + _AT_ONCE])
            here = select(table.c.id, table.c.version).where(
                table.c.workspace_id == workspace_id, some
            )
            found |= {(name, row.id): row.version for row in conn.execute(here)}
    return found


def _select(workspace_id: str, table: str, row_id: int) -> Any:
    here = _TABLES[table]
    return select(here).where(*_here(here, workspace_id, row_id))


def _here(table: Table, workspace_id: str, row_id: int) -> list[ColumnElement[bool]]:
    found = [table.c.workspace_id == workspace_id]
    return [*found, table.c.id == row_id] if "id" in table.c else found


def _as_json(value: object) -> object:
    return value.isoformat() if isinstance(value, date | time) else value


def _as_value(table: Table, column: str, stored: Any) -> Any:
    kind = table.c[column].type
    if stored is None:
        return None
    if isinstance(kind, UtcInstant):
        return datetime.fromisoformat(stored)
    if isinstance(kind, Date):
        return date.fromisoformat(stored)
    return time.fromisoformat(stored) if isinstance(kind, Time) else stored
