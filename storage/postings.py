"""Where and when does a workspace have its digest, and what waits to be said about it?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from bot.playbook import digest as rule
from bot.playbook import due, posting
from bot.playbook.digest import (
    ChannelTrouble,
    DigestNote,
    GuestsJoined,
    Loss,
    LossQuestion,
    RepLine,
    TeamTable,
)
from bot.playbook.model import Rep, Standing
from bot.playbook.nudge import NudgeKind
from bot.playbook.posting import Posting
from storage import digest, outbox, rates
from storage.outbox import Item, Waiting
from storage.reps import get as rep_of
from storage.reps import managers
from storage.tables import clients, digests, losses, reps, workspaces

KIND = "digest"  # of the one message that goes to a channel
UNTOLD_ZONE = "UTC"  # of a workspace while nobody has said where it is
ROWS = 50  # reps on a page of the table
_AT_ONCE = 25  # workspaces a transaction takes
_MOST_ASKED = 10  # lost clients in one question

_COLUMNS = (
    workspaces.c.workspace_id,
    workspaces.c.zone,
    workspaces.c.digest_channel_id,
    workspaces.c.digest_channel_name,
    workspaces.c.digest_weekday,
    workspaces.c.digest_time,
    workspaces.c.digest_by,
    workspaces.c.digest_is_percent,
    workspaces.c.shows_rep_figures,
    workspaces.c.digest_on,
    workspaces.c.digest_at,
)
_BY_ID = select(*_COLUMNS).where(workspaces.c.workspace_id == bindparam("workspace_id"))
_DUE = (
    select(*_COLUMNS)
    .where(workspaces.c.digest_at <= bindparam("now"))
    .order_by(workspaces.c.digest_at)
    .limit(_AT_ONCE)
)
_ASK_DUE = (
    select(*_COLUMNS)
    .where(workspaces.c.digest_ask_at <= bindparam("now"))
    .order_by(workspaces.c.digest_ask_at)
    .limit(_AT_ONCE)
)
_BEGIN = {
    "sqlite": sqlite_insert(digests).on_conflict_do_nothing(),
    "postgresql": postgres_insert(digests).on_conflict_do_nothing(),
}


def get(conn: Connection, workspace_id: str) -> Posting:
    """How a workspace has its digest."""
    return _posting(conn.execute(_BY_ID, {"workspace_id": workspace_id}).one())


def set_up(
    conn: Connection,
    rep: Rep,
    channel_id: str,
    channel_name: str,
    weekday: int,
    at: time,
    now: datetime,
    guests: Sequence[str] = (),
) -> Posting:
    """The digest goes there from its next day on; `guests` who read along have been named.

    The first to set it up says by their own clock where the workspace is, if nobody has before.
    """
    known = get(conn, rep.workspace_id)
    zone = rep.zone if known.zone == UNTOLD_ZONE else known.zone
    wanted = replace(
        known,
        zone=zone,
        channel_id=channel_id,
        channel_name=channel_name,
        weekday=weekday,
        at=at,
        set_by=rep.id,
    )
    _set(
        conn,
        rep.workspace_id,
        zone=zone,
        digest_channel_id=channel_id,
        digest_channel_name=channel_name,
        digest_weekday=weekday,
        digest_time=at,
        digest_by=rep.id,
        digest_guests=sorted(guests),
    )
    return plan(conn, wanted, now)


def fill_in(
    conn: Connection,
    rep: Rep,
    channel_id: str,
    channel_name: str,
    weekday: int,
    at: time,
    now: datetime,
    is_percent: bool,
    shows_reps: bool,
    guests: Sequence[str] = (),
) -> Posting:
    """Everything the form says, at once."""
    say_in_percent(conn, rep.workspace_id, is_percent)
    show_reps(conn, rep.workspace_id, shows_reps)
    return set_up(conn, rep, channel_id, channel_name, weekday, at, now, guests)


def guests_told(conn: Connection, workspace_id: str) -> frozenset[str]:
    """The guests who were named to whoever set the digest up."""
    here = workspaces.c.workspace_id == workspace_id
    return frozenset(conn.scalar(select(workspaces.c.digest_guests).where(here)) or ())


def tell_of_guests(
    conn: Connection, row: Waiting, guests: Mapping[str, str], now: datetime, steady_now: datetime
) -> None:
    """Guests who joined the channel since are named once, to whoever set the digest up."""
    told = guests_told(conn, row.workspace_id)
    fresh = {user_id: name for user_id, name in guests.items() if user_id not in told}
    if not fresh:
        return
    _set(conn, row.workspace_id, digest_guests=sorted(told | fresh.keys()))
    names = sorted(fresh.values())
    facts = {"note": "guests", "channel": row.facts["channel"], "guests": names}
    key = f"digest_guests:{row.id}"
    _queue_note(conn, row.workspace_id, _who_hears(conn, row), key, facts, now, steady_now)


def plan(conn: Connection, wanted: Posting, now: datetime) -> Posting:
    """When it comes next: never twice in a week, whatever its day was changed to."""
    on, at = posting.next_moment(now, wanted.weekday, wanted.at, wanted.zone)
    while _has_begun(conn, wanted.workspace_id, posting.week_of(on)):
        on, at = posting.next_moment(at, wanted.weekday, wanted.at, wanted.zone)
    ask_at = posting.asked_at(on, wanted.zone)
    _set(
        conn,
        wanted.workspace_id,
        digest_on=on,
        digest_at=at,
        digest_ask_at=ask_at if ask_at > now else None,
    )
    return replace(wanted, next_on=on, next_at=at)


def turn_off(conn: Connection, workspace_id: str) -> Posting:
    """No digest from now on; where and when it was is kept."""
    _set(conn, workspace_id, digest_on=None, digest_at=None, digest_ask_at=None)
    return get(conn, workspace_id)


def restore(conn: Connection, workspace_id: str, now: datetime) -> None:
    """A choice was taken back: it comes on its day as before, or not at all."""
    found = get(conn, workspace_id)
    if found.next_on is None or found.channel_id is None:
        turn_off(conn, workspace_id)
    else:
        plan(conn, found, now)


def say_in_percent(conn: Connection, workspace_id: str, is_percent: bool) -> Posting:
    """Shares instead of amounts, or amounts again."""
    _set(conn, workspace_id, digest_is_percent=is_percent)
    return get(conn, workspace_id)


def show_reps(conn: Connection, workspace_id: str, shows: bool) -> Posting:
    """Whether managers see each rep's figures."""
    _set(conn, workspace_id, shows_rep_figures=shows)
    return get(conn, workspace_id)


def rename_channel(conn: Connection, workspace_id: str, name: str) -> None:
    """The channel is called something else; its id is what counts."""
    _set(conn, workspace_id, digest_channel_name=name)


def by_name(conn: Connection, found: Posting) -> str:
    """What the manager who set it up is called; empty while nobody has."""
    one = select(reps.c.name).where(
        reps.c.workspace_id == found.workspace_id, reps.c.id == found.set_by
    )
    return conn.scalar(one) or ""


def first_at(conn: Connection) -> datetime | None:
    """When the next digest of anybody comes, or reps are asked about it. Across workspaces."""
    first = conn.execute(
        select(func.min(workspaces.c.digest_at), func.min(workspaces.c.digest_ask_at))
    ).one()
    return min((moment for moment in first if moment is not None), default=None)


def queue_digests(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Queue the digests that have come, late the same day if need be; returns how many were due.

    One whose day is over is left out: a Monday's word on a Wednesday helps nobody.
    """
    ready = [_posting(row) for row in conn.execute(_DUE, {"now": now}).all()]
    for one in ready:
        if due.today_in(one.zone, now) == one.next_on and _begin(conn, one, now):
            _queue_post(conn, one, now, steady_now)
            _queue_tables(conn, one, now, steady_now)
        plan(conn, one, now)
    return len(ready)


def queue_questions(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Ask the reps who lost a client whether the digest may name it; returns how many were due."""
    ready = [_posting(row) for row in conn.execute(_ASK_DUE, {"now": now}).all()]
    for one in ready:
        assert one.next_on is not None
        for rep_id in _losers(conn, one.workspace_id, one.next_on):
            key = f"digest_ask:{rep_id}:{one.next_on.isoformat()}"
            facts = {"note": "losses", "posted_on": one.next_on.isoformat()}
            _queue_note(conn, one.workspace_id, rep_id, key, facts, now, steady_now)
        _set(conn, one.workspace_id, digest_ask_at=None)
    return len(ready)


def is_wanted(found: Posting, row: Waiting, now: datetime) -> bool:
    """Whether a waiting digest is still to be posted: the same channel, and its day not over."""
    is_there = found.next_at is not None and found.channel_id == row.facts["channel"]
    return is_there and due.today_in(found.zone, now).isoformat() == row.facts["posted_on"]


def give_up(
    conn: Connection, row: Waiting, owner: str, code: str, now: datetime, steady_now: datetime
) -> None:
    """The channel takes it no longer: the digest is off, and whoever set it up is told once."""
    if not outbox.mark_dead(conn, row, owner, code, now):
        return
    turn_off(conn, row.workspace_id)
    facts = {"note": "trouble", "code": code, "channel": row.facts["channel"]}
    key = f"digest_trouble:{row.id}:{row.facts['posted_on']}"
    _queue_note(conn, row.workspace_id, _who_hears(conn, row), key, facts, now, steady_now)


def compose(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> DigestNote | None:
    """What somebody reads alone about the digest; None when there is nothing to say any more."""
    match row.facts["note"]:
        case "table":
            found = get(conn, rep.workspace_id)
            posted_on = date.fromisoformat(row.facts["posted_on"])
            return table(conn, rep.workspace_id, posted_on, 1) if found.shows_rep_figures else None
        case "losses":
            question = losses_of(conn, rep, date.fromisoformat(row.facts["posted_on"]))
            asked = tuple(one for one in question.losses if one.shares_name is None)
            return replace(question, losses=asked) if asked else None
        case "guests":
            found = get(conn, rep.workspace_id)
            is_there = found.next_on is not None and found.channel_id == row.facts["channel"]
            guests = tuple(row.facts["guests"])
            return GuestsJoined(guests, found.channel_name, found.is_percent) if is_there else None
        case _:
            found = get(conn, rep.workspace_id)
            return ChannelTrouble(
                row.facts["code"],
                row.facts["channel"],
                found.channel_name,
                found.weekday,
                found.at,
            )


def table(conn: Connection, workspace_id: str, posted_on: date, page: int) -> TeamTable:
    """One page of every rep's figures."""
    total = digest.count_reps(conn, workspace_id)
    pages = max(1, -(-total // ROWS))
    page = min(max(1, page), pages)
    on_page = digest.page_of_reps(conn, workspace_id, page, ROWS)
    lines = digest.by_rep(conn, workspace_id, posted_on, on_page)
    return _table(conn, workspace_id, posted_on, lines, page, pages, total)


def whole_table(conn: Connection, workspace_id: str, posted_on: date) -> TeamTable:
    """Every rep's figures at once, for a file."""
    lines = digest.by_rep(conn, workspace_id, posted_on)
    return _table(conn, workspace_id, posted_on, lines, 1, 1, len(lines))


def mine(conn: Connection, rep: Rep, posted_on: date) -> TeamTable:
    """All that a manager sees of one rep."""
    lines = digest.by_rep(conn, rep.workspace_id, posted_on, [rep.id])
    return _table(conn, rep.workspace_id, posted_on, lines, 1, 1, len(lines))


def losses_of(conn: Connection, rep: Rep, posted_on: date) -> LossQuestion:
    """The clients a rep lost in the week a digest tells of."""
    found = conn.execute(
        select(losses.c.id, clients.c.name, losses.c.lost_on, losses.c.shares_name)
        .select_from(_LOST)
        .where(*_is_lost(rep.workspace_id, posted_on), losses.c.rep_id == rep.id)
        .order_by(losses.c.lost_on, losses.c.id)
        .limit(_MOST_ASKED)
    )
    return LossQuestion(tuple(Loss(*row) for row in found), posted_on)


def share_name(conn: Connection, rep: Rep, loss_id: int, shares: bool) -> None:
    """The rep lets the digest name a client they lost, or does not; nobody else can."""
    mine_ = losses.c.workspace_id == rep.workspace_id, losses.c.id == loss_id
    conn.execute(update(losses).where(*mine_, losses.c.rep_id == rep.id).values(shares_name=shares))


def _begin(conn: Connection, one: Posting, now: datetime) -> bool:
    """Whether this week's digest is ours to queue: two sweeps, or two replicas, find one row."""
    assert one.next_on is not None
    row = {
        "workspace_id": one.workspace_id,
        "week_on": posting.week_of(one.next_on),
        "state": "queued",
        "at": now,
    }
    return conn.execute(_BEGIN[conn.dialect.name], row).rowcount > 0


def _has_begun(conn: Connection, workspace_id: str, week_on: date) -> bool:
    one = select(digests.c.week_on).where(
        digests.c.workspace_id == workspace_id, digests.c.week_on == week_on
    )
    return conn.execute(one).first() is not None


def _queue_post(conn: Connection, one: Posting, now: datetime, steady_now: datetime) -> None:
    assert one.next_on is not None
    assert one.set_by is not None
    facts = {"channel": one.channel_id, "posted_on": one.next_on.isoformat()}
    week_on = posting.week_of(one.next_on)
    item = Item(f"digest:{week_on.isoformat()}")
    outbox_id = outbox.queue(
        conn, one.workspace_id, one.set_by, KIND, [item], now, now, steady_now, facts
    )
    here = digests.c.workspace_id == one.workspace_id, digests.c.week_on == week_on
    conn.execute(update(digests).where(*here).values(outbox_id=outbox_id))


def _queue_tables(conn: Connection, one: Posting, now: datetime, steady_now: datetime) -> None:
    """Every rep's figures go to those who manage somebody, and to whoever set the digest up."""
    if not one.shows_rep_figures:
        return
    assert one.next_on is not None
    for rep_id in _managers(conn, one):
        key = f"digest_table:{rep_id}:{one.next_on.isoformat()}"
        facts = {"note": "table", "posted_on": one.next_on.isoformat()}
        _queue_note(conn, one.workspace_id, rep_id, key, facts, now, steady_now)


def _queue_note(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    key: str,
    facts: dict[str, Any],
    now: datetime,
    steady_now: datetime,
) -> None:
    kind = NudgeKind.DIGEST_NOTE
    outbox.queue(conn, workspace_id, rep_id, kind, [Item(key)], now, now, steady_now, facts)


def _who_hears(conn: Connection, row: Waiting) -> int:
    """Whoever set the digest up; when they have left the sales lead, else another manager."""
    found = conn.execute(
        select(workspaces.c.lead_id, reps.c.gone_at)
        .join(reps, reps.c.workspace_id == workspaces.c.workspace_id)
        .where(workspaces.c.workspace_id == row.workspace_id, reps.c.id == row.rep_id)
    ).one()
    if found.gone_at is None:
        return row.rep_id
    lead = found.lead_id and rep_of(conn, row.workspace_id, found.lead_id)
    if lead and not lead.is_gone:
        return int(lead.id)
    return next((rep.id for rep in managers(conn, row.workspace_id)), row.rep_id)


def _managers(conn: Connection, one: Posting) -> Sequence[int]:
    theirs = select(reps.c.manager_id).where(
        reps.c.workspace_id == one.workspace_id,
        reps.c.manager_id.is_not(None),
        reps.c.gone_at.is_(None),
    )
    found = select(reps.c.id).where(
        reps.c.workspace_id == one.workspace_id,
        reps.c.gone_at.is_(None),
        reps.c.is_manager,
        or_(reps.c.id == one.set_by, reps.c.id.in_(theirs)),
    )
    return conn.scalars(found.order_by(reps.c.id)).all()


_LOST = losses.join(
    clients,
    (clients.c.workspace_id == losses.c.workspace_id) & (clients.c.id == losses.c.client_id),
)


def _is_lost(workspace_id: str, posted_on: date) -> tuple[Any, ...]:
    return (
        losses.c.workspace_id == workspace_id,
        losses.c.lost_on.between(*rule.days_of(posted_on)),
        losses.c.gone_at.is_(None),
        losses.c.won_back_on.is_(None),
        clients.c.standing == Standing.LOST.value,
        clients.c.gone_at.is_(None),
    )


def _losers(conn: Connection, workspace_id: str, posted_on: date) -> Sequence[int]:
    found = (
        select(losses.c.rep_id)
        .select_from(_LOST)
        .where(*_is_lost(workspace_id, posted_on), losses.c.shares_name.is_(None))
        .distinct()
        .order_by(losses.c.rep_id)
    )
    return conn.scalars(found).all()


def _table(
    conn: Connection,
    workspace_id: str,
    posted_on: date,
    lines: Sequence[RepLine],
    page: int,
    pages: int,
    total: int,
) -> TeamTable:
    first, last = rule.days_of(posted_on)
    currency = rates.reporting(conn, workspace_id)
    return TeamTable(tuple(lines), currency, first, last, page, pages, total)


def _set(conn: Connection, workspace_id: str, **values: Any) -> None:
    conn.execute(
        update(workspaces).where(workspaces.c.workspace_id == workspace_id).values(**values)
    )


def _posting(row: Any) -> Posting:
    return Posting(
        workspace_id=row.workspace_id,
        zone=row.zone,
        channel_id=row.digest_channel_id,
        channel_name=row.digest_channel_name or "",
        weekday=row.digest_weekday,
        at=row.digest_time,
        set_by=row.digest_by,
        is_percent=row.digest_is_percent,
        shows_rep_figures=row.shows_rep_figures,
        next_on=row.digest_on,
        next_at=row.digest_at,
    )
