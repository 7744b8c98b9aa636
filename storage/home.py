"""What stands on a rep's Home, and what of it did Slack confirm?

Every list is read a page at a time and counted up to a bound, so that what Home costs follows its
own length and not what is stored.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update

from bot.playbook import due
from bot.playbook.card import QuietShown
from bot.playbook.desk import MOST_COUNTED, SIZES, Desk, Looking, Page, Part, Team, clamped
from bot.playbook.model import Commitment, Kind, Rep
from storage import (
    clients,
    commitments,
    digest,
    figures,
    postings,
    quiet,
    reps,
    season,
    stages,
    welcomes,
)
from storage.tables import commitments as commitments_
from storage.tables import homes
from storage.tables import reps as reps_


@dataclass(frozen=True, slots=True)
class Published:
    """What stands on somebody's Home since it was last drawn."""

    hash: str  # Slack's name for it
    drawn: str  # ours
    looking: Looking
    takes_charts: bool


def desk(conn: Connection, reader: Rep, looking: Looking, now: datetime) -> Desk:
    """One's own desk, or, for a manager, a rep's as far as it is for other eyes."""
    whose = _whose(conn, reader, looking)
    named = _season(conn, whose, looking, now)
    dated = {part: _dated(conn, whose, part, looking, now) for part in _DATED}
    found = Desk(
        whose,
        overdue=dated[Part.OVERDUE],
        today=dated[Part.TODAY],
        week=dated[Part.WEEK],
        later=dated[Part.LATER],
        waiting=dated[Part.WAITING],
        season=named,
        quiet=_quiet(conn, whose, looking, now, {one.client.id for one in named.lines}),
        red=clients.count_red(conn, whose.workspace_id, whose.id),
        circles=_circles(conn, reader, whose, looking, now),
        ladder=stages.all_of(conn, whose.workspace_id),
    )
    is_own = whose.id == reader.id
    if not is_own and not postings.get(conn, whose.workspace_id).shows_rep_figures:
        return found
    return replace(
        found,
        assumed=clients.assumed_revenue(conn, whose.workspace_id, whose.id),
        against=figures.against(conn, whose),
        weeks=figures.weeks(conn, whose, now),
        welcome=welcomes.find(conn, whose) if is_own else None,
    )


def team(conn: Connection, workspace_id: str, looking: Looking, now: datetime) -> Team:
    """The team's week so far, and a page of each rep's where they are shown."""
    posting = postings.get(conn, workspace_id)
    today = due.today_in(posting.zone, now)
    table = None
    if posting.shows_rep_figures:
        table = postings.table(conn, workspace_id, today, looking.page(Part.TEAM))
    return Team(digest.figures(conn, workspace_id, today), posting, table, today)


# What Slack confirmed


def published(conn: Connection, rep: Rep) -> Published | None:
    """What stands on the rep's Home; none before the first look."""
    row = conn.execute(select(homes).where(*_of(rep))).first()
    if row is None:
        return None
    said = row.looking
    looking = Looking(said["rep_id"], said["is_team"], said["pages"])
    return Published(row.hash, row.drawn, looking, row.takes_charts)


def keep(conn: Connection, rep: Rep, now_is: Published) -> None:
    """Slack took this Home."""
    looking = now_is.looking
    values = {
        "hash": now_is.hash,
        "drawn": now_is.drawn,
        "takes_charts": now_is.takes_charts,
        "looking": {
            "rep_id": looking.rep_id,
            "is_team": looking.is_team,
            "pages": dict(looking.pages),
        },
    }
    if conn.execute(update(homes).where(*_of(rep)).values(values)).rowcount:
        return
    conn.execute(insert(homes).values(workspace_id=rep.workspace_id, rep_id=rep.id, **values))
    me = reps_.c.workspace_id == rep.workspace_id, reps_.c.id == rep.id
    conn.execute(update(reps_).where(*me).values(has_home=True))


def _of(rep: Rep) -> tuple[ColumnElement[bool], ...]:
    return homes.c.workspace_id == rep.workspace_id, homes.c.rep_id == rep.id


# The parts


def _whose(conn: Connection, reader: Rep, looking: Looking) -> Rep:
    """Only a manager looks at another's desk, and only in the workspace of both."""
    if looking.rep_id in (None, reader.id) or not reader.is_manager:
        return reader
    try:
        return reps.get(conn, reader.workspace_id, int(looking.rep_id or 0))
    except LookupError:
        return reader


def _dated(
    conn: Connection, whose: Rep, part: Part, looking: Looking, now: datetime
) -> Page[Commitment]:
    wanted = _DATED[part](whose, now)
    total = commitments.count(conn, whose.workspace_id, whose.id, wanted, MOST_COUNTED)
    size = SIZES[part]
    number, pages = clamped(looking.page(part), total, size)
    found = commitments.page(conn, whose.workspace_id, whose.id, wanted, number, size)
    return Page(found, total, number, pages)


def _season(conn: Connection, whose: Rep, looking: Looking, now: datetime) -> Page[Any]:
    total, size = season.count_marked(conn, whose), SIZES[Part.SEASON]
    number, pages = clamped(looking.page(Part.SEASON), total, size)
    found = season.marked(conn, whose, size, now, skip=(number - 1) * size)
    return Page(found, total, number, pages)


def _quiet(
    conn: Connection, whose: Rep, looking: Looking, now: datetime, named: set[int]
) -> Page[QuietShown]:
    """A client stands once: one that is in season is not listed as quiet as well."""
    own = replace(whose, is_manager=False)  # a manager finds everybody's in `/client list quiet`
    size, number = SIZES[Part.QUIET], looking.page(Part.QUIET)
    found, total = clients.listed(conn, whose.workspace_id, "quiet", own, number, size)
    there, pages = clamped(number, total, size)
    if there != number:
        found, _ = clients.listed(conn, whose.workspace_id, "quiet", own, there, size)
    shown = quiet.show(conn, whose, [c for c in found if c.id not in named], now)
    return Page(shown, total, there, pages)


def _circles(
    conn: Connection, reader: Rep, whose: Rep, looking: Looking, now: datetime
) -> Page[Any]:
    size, number = SIZES[Part.CIRCLES], looking.page(Part.CIRCLES)
    found = figures.listed(conn, reader, "circles", number, now, whose=whose, size=size)
    return Page(found.lines, found.total, found.page, found.pages)


def _is_ours() -> ColumnElement[bool]:
    return commitments_.c.kind != Kind.THEIR_PROMISE.value


def _is_overdue(whose: Rep, now: datetime) -> ColumnElement[bool]:
    """As bot.playbook.due.is_overdue, in SQL."""
    c = commitments_.c
    today = due.today_in(whose.zone, now)
    return and_(
        c.back_on <= today,
        or_(
            and_(c.back_time.is_not(None), c.due_at < now),
            and_(c.back_time.is_(None), c.back_on < today),
        ),
    )


def _overdue(whose: Rep, now: datetime) -> ColumnElement[bool]:
    return and_(_is_ours(), _is_overdue(whose, now))


def _today(whose: Rep, now: datetime) -> ColumnElement[bool]:
    today = due.today_in(whose.zone, now)
    return and_(_is_ours(), commitments_.c.back_on <= today, ~_is_overdue(whose, now))


def _week(whose: Rep, now: datetime) -> ColumnElement[bool]:
    today = due.today_in(whose.zone, now)
    day = commitments_.c.back_on
    return and_(_is_ours(), day > today, day <= due.end_of_week(today))


def _later(whose: Rep, now: datetime) -> ColumnElement[bool]:
    sunday = due.end_of_week(due.today_in(whose.zone, now))
    return and_(_is_ours(), commitments_.c.back_on > sunday)


def _waiting(whose: Rep, now: datetime) -> ColumnElement[bool]:
    return ~_is_ours()


_DATED: Mapping[Part, Callable[[Rep, datetime], ColumnElement[bool]]] = {
    Part.OVERDUE: _overdue,
    Part.TODAY: _today,
    Part.WEEK: _week,
    Part.LATER: _later,
    Part.WAITING: _waiting,
}
