"""When was there contact with a client, and who spoke?"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from bot.playbook.model import Direction, Heat, Touch, TouchKind
from storage.tables import touches

_COLUMNS = (
    touches.c.id,
    touches.c.client_id,
    touches.c.rep_id,
    touches.c.direction,
    touches.c.kind,
    touches.c.happened_on.label("on"),
    touches.c.contact_id,
    touches.c.heat,
    touches.c.words,
    touches.c.note,
    touches.c.commitment_id,
    touches.c.version,
    touches.c.team_id,
)
_ALL = select(*_COLUMNS).where(
    touches.c.workspace_id == bindparam("workspace_id"), touches.c.gone_at.is_(None)
)
_OF_CLIENT = _ALL.where(touches.c.client_id == bindparam("client_id"))
_NEWEST = (touches.c.happened_on.desc(), touches.c.id.desc())
_BY_ID = select(*_COLUMNS).where(
    touches.c.workspace_id == bindparam("workspace_id"), touches.c.id == bindparam("touch_id")
)
_LAST = (
    select(touches.c.happened_on, touches.c.id)
    .where(
        touches.c.workspace_id == bindparam("workspace_id"),
        touches.c.client_id == bindparam("client_id"),
        touches.c.gone_at.is_(None),
    )
    .order_by(*_NEWEST)
)
_LAST_IN = _LAST.where(touches.c.direction == Direction.IN.value).limit(1)
_LAST_OUT = _LAST.where(touches.c.direction == Direction.OUT.value)
_MOST_COUNTED = 100  # outward touches in a row; more say nothing more
_ADD = insert(touches)


@dataclass(frozen=True, slots=True)
class Contact:
    """What the touches come to: when they last spoke, when anybody did, what waits unanswered."""

    last_in_on: date | None
    last_touch_on: date | None
    unanswered: int


def add(conn: Connection, workspace_id: str, touch: Touch, now: datetime) -> None:
    """Store a new touch."""
    conn.execute(
        _ADD,
        {
            "workspace_id": workspace_id,
            "id": touch.id,
            "client_id": touch.client_id,
            "rep_id": touch.rep_id,
            "direction": touch.direction.value,
            "kind": touch.kind.value if touch.kind else None,
            "happened_on": touch.on,
            "contact_id": touch.contact_id,
            "heat": touch.heat.value if touch.heat else None,
            "words": touch.words,
            "note": touch.note,
            "commitment_id": touch.commitment_id,
            "team_id": touch.team_id,
            "version": touch.version,
            "created_at": now,
        },
    )


def get(conn: Connection, workspace_id: str, touch_id: int, viewer_id: int) -> Touch:
    """The touch with this id, as this rep may see it; LookupError if there is none."""
    row = conn.execute(_BY_ID, {"workspace_id": workspace_id, "touch_id": touch_id}).first()
    if row is None:
        raise LookupError("no such touch")
    return _touch(row, viewer_id)


def latest(
    conn: Connection, workspace_id: str, client_id: int, viewer_id: int, limit: int
) -> list[Touch]:
    """A client's last touches, the newest first; heat and notes only of the rep who looks."""
    found = conn.execute(
        _OF_CLIENT.order_by(*_NEWEST).limit(limit),
        {"workspace_id": workspace_id, "client_id": client_id},
    )
    return [_touch(row, viewer_id) for row in found]


def felt(
    conn: Connection, workspace_id: str, client_id: int, rep_id: int, limit: int
) -> list[Heat]:
    """What one rep felt after its touches with a client, the latest first."""
    own = touches.c.rep_id == rep_id, touches.c.heat.is_not(None)
    found = conn.execute(
        _OF_CLIENT.where(*own).order_by(*_NEWEST).limit(limit),
        {"workspace_id": workspace_id, "client_id": client_id},
    )
    return [Heat(row.heat) for row in found]


def last_words(conn: Connection, workspace_id: str, client_id: int) -> tuple[str, date] | None:
    """What the client said in its newest touch that has their words."""
    row = conn.execute(
        _OF_CLIENT.where(touches.c.words.is_not(None)).order_by(*_NEWEST).limit(1),
        {"workspace_id": workspace_id, "client_id": client_id},
    ).first()
    return None if row is None else (row.words, row.on)


def was_seen_on(conn: Connection, workspace_id: str, client_id: int, on: date) -> bool:
    """Whether a word of theirs in Slack counts for this day already."""
    asked = {"workspace_id": workspace_id, "client_id": client_id}
    seen = touches.c.happened_on == on, touches.c.team_id.is_not(None)
    return conn.execute(_OF_CLIENT.where(*seen).limit(1), asked).first() is not None


def contact_with(conn: Connection, workspace_id: str, client_id: int) -> Contact:
    """What the history of touches comes to; of one day, those logged later are later."""
    asked = {"workspace_id": workspace_id, "client_id": client_id}
    spoke = conn.execute(_LAST_IN, asked).first()
    ours = conn.execute(_LAST_OUT.limit(_MOST_COUNTED), asked).all()
    waiting = [o for o in ours if spoke is None or (o.happened_on, o.id) > tuple(spoke)]
    last_in_on = spoke.happened_on if spoke else None
    return Contact(
        last_in_on,
        waiting[0].happened_on if waiting else last_in_on,
        len(waiting),
    )


def out_since(conn: Connection, workspace_id: str, client_id: int, since: date) -> int:
    """How often we reached out from that day on, and since they last spoke."""
    asked = {"workspace_id": workspace_id, "client_id": client_id}
    spoke = conn.execute(_LAST_IN, asked).first()
    ours = conn.execute(_LAST_OUT.limit(_MOST_COUNTED), asked).all()
    waiting = [o for o in ours if spoke is None or (o.happened_on, o.id) > tuple(spoke)]
    return sum(touch.happened_on >= since for touch in waiting)


def _touch(row: Any, viewer_id: int) -> Touch:
    is_own = row.rep_id == viewer_id
    return Touch(
        id=row.id,
        client_id=row.client_id,
        rep_id=row.rep_id,
        direction=Direction(row.direction),
        kind=TouchKind(row.kind) if row.kind else None,
        on=row.on,
        contact_id=row.contact_id,
        heat=Heat(row.heat) if row.heat and is_own else None,
        words=row.words,
        note=row.note if is_own else None,
        commitment_id=row.commitment_id,
        version=row.version,
        team_id=row.team_id,
    )
