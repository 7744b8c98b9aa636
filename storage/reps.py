"""Who are the reps, and when is each one's next morning brief?"""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.playbook import due, protection, welcome
from bot.playbook.model import Commitment, Hours, Kind, Protected, Rep
from bot.playbook.profile import is_zone
from bot.playbook.when import Moment, in_zone
from storage import mornings
from storage.gone import Gone
from storage.ids import new_id
from storage.prepared import Prepared
from storage.tables import IS_OPEN, IS_OPEN_DEAL, clients, commitments, deals, reps, workspaces


class Stuck(Exception):  # noqa: N818
    """Something about this one rep cannot be computed."""

    def __init__(self, workspace_id: str, rep_id: int) -> None:
        super().__init__("a rep nobody can compute")
        self.workspace_id = workspace_id
        self.rep_id = rep_id


_COLUMNS = (
    reps.c.workspace_id,
    reps.c.id,
    reps.c.slack_user_id,
    reps.c.name,
    reps.c.zone,
    reps.c.locale,
    reps.c.opens,
    reps.c.closes,
    reps.c.working_days,
    reps.c.brief_time,
    reps.c.is_manager,
    reps.c.manager_id,
    reps.c.dm_channel_id,
    reps.c.gone_at,
    reps.c.profile_read_at,
    reps.c.has_fixed_zone,
    reps.c.has_fixed_locale,
    reps.c.holidays,
    reps.c.muted,
    reps.c.paused_until,
    reps.c.is_discreet,
    reps.c.protected_weekday,
    reps.c.protected_from,
    reps.c.protected_to,
    reps.c.stand_in_id,
    reps.c.away_from,
    reps.c.welcomed_at,
    reps.c.has_home,
    workspaces.c.fiscal_start,
    workspaces.c.zone.label("workspace_zone"),
)
PUT_OFF = timedelta(hours=1)  # of a brief that could not be made
_FROM = reps.join(workspaces, workspaces.c.workspace_id == reps.c.workspace_id)
_BY_USER = Prepared(
    select(*_COLUMNS)
    .select_from(_FROM)
    .where(
        reps.c.workspace_id == bindparam("workspace_id"),
        reps.c.slack_user_id == bindparam("slack_user_id"),
    )
)
_BY_ID = (
    select(*_COLUMNS)
    .select_from(_FROM)
    .where(reps.c.workspace_id == bindparam("workspace_id"), reps.c.id == bindparam("rep_id"))
)
_NEXT_NAMED_DAY = (
    select(commitments.c.back_on)
    .where(
        commitments.c.workspace_id == bindparam("workspace_id"),
        commitments.c.rep_id == bindparam("rep_id"),
        IS_OPEN,
        commitments.c.back_on >= bindparam("earliest"),
    )
    .order_by(commitments.c.back_on)
    .limit(1)
)


_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
_HOLDS = select(
    or_(
        exists().where(
            commitments.c.workspace_id == bindparam("workspace_id"),
            commitments.c.rep_id == bindparam("rep_id"),
            IS_OPEN,
        ),
        exists().where(
            clients.c.workspace_id == bindparam("workspace_id"),
            clients.c.owner_id == bindparam("rep_id"),
            clients.c.gone_at.is_(None),
        ),
        exists().where(
            deals.c.workspace_id == bindparam("workspace_id"),
            deals.c.rep_id == bindparam("rep_id"),
            IS_OPEN_DEAL,
        ),
    )
)


def find(conn: Connection, workspace_id: str, slack_user_id: str) -> Rep | None:
    """The rep with this Slack user id, or None before the first meeting."""
    asked = {"workspace_id": workspace_id, "slack_user_id": slack_user_id}
    row = _BY_USER.first(conn, asked)
    return None if row is None else _rep(row)


def known(conn: Connection, workspace_id: str, slack_user_ids: Collection[str]) -> frozenset[str]:
    """Those of these Slack users who are reps: full members, every one, as far as we know."""
    found = select(reps.c.slack_user_id).where(
        reps.c.workspace_id == workspace_id,
        reps.c.slack_user_id.in_(slack_user_ids),
        reps.c.profile_read_at.is_not(None),
        reps.c.gone_at.is_(None),
    )
    return frozenset(conn.scalars(found))


def get(conn: Connection, workspace_id: str, rep_id: int) -> Rep:
    """The rep with this id; LookupError if there is none."""
    row = conn.execute(_BY_ID, {"workspace_id": workspace_id, "rep_id": rep_id}).first()
    if row is None:
        raise Gone("unknown_rep", "no such rep")
    return _rep(row)


def target_by(conn: Connection, rep: Rep) -> str | None:
    """What the colleague is called who chose this rep's target; none: the rep chose it."""
    chooser = reps.alias("chooser")
    of_it = (chooser.c.workspace_id == reps.c.workspace_id) & (chooser.c.id == reps.c.target_set_by)
    name: str | None = conn.scalar(
        select(chooser.c.name)
        .select_from(reps.join(chooser, of_it))
        .where(reps.c.workspace_id == rep.workspace_id, reps.c.id == rep.id, chooser.c.id != rep.id)
    )
    return (name or "your manager") if name is not None else None


def managers(conn: Connection, workspace_id: str) -> list[Rep]:
    """Everybody here who manages, those who have been here longest first."""
    found = conn.execute(
        select(*_COLUMNS)
        .select_from(_FROM)
        .where(
            reps.c.workspace_id == workspace_id,
            reps.c.is_manager.is_(True),
            reps.c.gone_at.is_(None),
        )
        .order_by(reps.c.id)
    )
    return [_rep(row) for row in found]


def paused(conn: Connection, workspace_id: str) -> list[Rep]:
    """Everybody here whose pause was not caught up with yet, over or not."""
    found = (
        select(*_COLUMNS)
        .select_from(_FROM)
        .where(reps.c.workspace_id == workspace_id, reps.c.paused_until.is_not(None))
    )
    return [_rep(row) for row in conn.execute(found.order_by(reps.c.id))]


def meet(conn: Connection, rep: Rep, now: datetime) -> Rep:
    """The rep as stored; added, with a first morning brief planned, at the first meeting."""
    known = find(conn, rep.workspace_id, rep.slack_user_id)
    if known is not None:
        return known
    hours = rep.hours
    brief_on, brief_at = due.next_brief(now, hours, rep.zone)
    rep = replace(rep, id=new_id(now))
    conn.execute(
        insert(reps).values(
            workspace_id=rep.workspace_id,
            id=rep.id,
            slack_user_id=rep.slack_user_id,
            name=rep.name,
            zone=rep.zone,
            locale=rep.locale,
            is_manager=rep.is_manager,
            manager_id=rep.manager_id,
            opens=hours.opens,
            closes=hours.closes,
            working_days="".join(str(d) for d in sorted(hours.working_days)),
            brief_time=hours.brief_time,
            brief_on=brief_on,
            brief_at=brief_at,
            profile_read_at=now if rep.is_vetted else None,
            welcomed_at=now if rep.is_welcomed else None,
            welcome=welcome.ALL if rep.is_welcomed else "",
            created_at=now,
        )
    )
    return rep


def set_profile(conn: Connection, told: Rep, now: datetime) -> Rep:
    """The rep as Slack tells it now; in another zone, what is open comes at its hour there."""
    before = get(conn, told.workspace_id, told.id)
    conn.execute(
        _update(told.workspace_id, told.id).values(
            name=told.name,
            zone=told.zone,
            locale=told.locale,
            is_manager=told.is_manager,
            profile_read_at=now,
        )
    )
    if told.zone != before.zone:
        _follow_to(conn, told, now)
    return replace(told, is_vetted=True)


def set_preferences(conn: Connection, wanted: Rep, now: datetime) -> Rep:
    """What the rep chose; whatever is due moves with zone and hours, in the same transaction."""
    before = get(conn, wanted.workspace_id, wanted.id)
    wanted = _away(before, wanted, now)
    hours = wanted.hours
    conn.execute(
        _update(wanted.workspace_id, wanted.id).values(
            zone=wanted.zone,
            locale=wanted.locale,
            has_fixed_zone=wanted.has_fixed_zone,
            has_fixed_locale=wanted.has_fixed_locale,
            opens=hours.opens,
            closes=hours.closes,
            working_days="".join(str(d) for d in sorted(hours.working_days)),
            brief_time=hours.brief_time,
            holidays=hours.holidays,
            muted=sorted(wanted.muted) or None,
            paused_until=wanted.paused_until,
            is_discreet=wanted.is_discreet,
            stand_in_id=wanted.stand_in_id,
            away_from=wanted.away_from,
        )
    )
    if wanted.protected != before.protected:
        set_protected(conn, wanted, wanted.protected, now)
    follow_choice(conn, before, wanted, now)
    return wanted


def follow_choice(conn: Connection, before: Rep, wanted: Rep, now: datetime) -> None:
    """Whatever is due moves with what was chosen, or was taken back."""
    if (wanted.zone, wanted.hours) != (before.zone, before.hours):
        _follow_to(conn, wanted, now)
    elif wanted.paused_until != before.paused_until:
        replan_brief(conn, wanted, now)
    if due.is_paused(before, now) and not due.is_paused(wanted, now):
        _catch_up_today(conn, wanted, now)


def follow_owner(conn: Connection, rep: Rep, commitment_ids: Collection[int]) -> None:
    """What came back as it was comes at its hour in the zone its owner is in now."""
    some = commitments.c.id.in_(commitment_ids)
    _dates_follow(conn, rep, some)
    _meetings_follow(conn, rep, some)


def set_protected(conn: Connection, rep: Rep, block: Protected | None, now: datetime) -> Rep:
    """The weekly block a rep keeps for finding new clients (S0-6); None: no longer."""
    chosen = replace(rep, protected=block)
    conn.execute(
        _update(rep.workspace_id, rep.id).values(
            protected_weekday=block.weekday if block else None,
            protected_from=block.begins if block else None,
            protected_to=block.ends if block else None,
        )
    )
    plan_protected(conn, chosen, now)
    return chosen


def plan_protected(conn: Connection, rep: Rep, now: datetime) -> None:
    """When the rep's next block ends, and is asked about."""
    day, at = protection.next_end(now, rep) or (None, None)
    conn.execute(_update(rep.workspace_id, rep.id).values(protected_on=day, protected_at=at))


def set_manager(conn: Connection, workspace_id: str, rep_id: int, manager_id: int) -> None:
    """Name the rep's manager."""
    conn.execute(_update(workspace_id, rep_id).values(manager_id=manager_id))


def set_gone(conn: Connection, workspace_id: str, rep_id: int, gone_at: datetime | None) -> None:
    """The rep left the workspace, or is back."""
    conn.execute(_update(workspace_id, rep_id).values(gone_at=gone_at))


def gone_since(conn: Connection, workspace_id: str, rep_id: int) -> datetime:
    """When we learnt that the rep had left; long ago for one who has not."""
    here = reps.c.workspace_id == workspace_id, reps.c.id == rep_id
    found: datetime | None = conn.scalar(select(reps.c.gone_at).where(*here))
    return found or _LONG_AGO


def has_something_open(conn: Connection, rep: Rep) -> bool:
    """Whether a date, a client or a deal stands in the rep's name."""
    found: bool = conn.execute(
        _HOLDS, {"workspace_id": rep.workspace_id, "rep_id": rep.id}
    ).scalar_one()
    return found


def set_dm_channel(
    conn: Connection, workspace_id: str, rep_id: int, channel_id: str | None
) -> None:
    """Remember the rep's DM, so that its history can be read after a lost answer; or forget it."""
    conn.execute(_update(workspace_id, rep_id).values(dm_channel_id=channel_id))


def brief_due(conn: Connection, now: datetime, limit: int) -> list[tuple[Rep, date, datetime]]:
    """Reps whose brief has come, with its local day and instant. Across workspaces."""
    found = conn.execute(
        select(*_COLUMNS, reps.c.brief_on, reps.c.brief_at)
        .select_from(_FROM)
        .where(reps.c.brief_at <= now)
        .order_by(reps.c.brief_at)
        .limit(limit)
    )
    return [(_rep(row), row.brief_on, row.brief_at) for row in found]


def first_brief_at(conn: Connection) -> datetime | None:
    """When the next brief of anybody comes. Across workspaces."""
    first: datetime | None = conn.scalar(select(func.min(reps.c.brief_at)))
    return first


def quarantined(conn: Connection) -> int:
    """How many reps of a restored copy have messages to be looked up. Across workspaces."""
    found = select(func.count()).select_from(reps).where(reps.c.look_from.is_not(None))
    return conn.scalar(found) or 0


def plan_brief(conn: Connection, rep: Rep, now: datetime) -> None:
    """The brief was said: rewrite when the next one comes, from what is open now."""
    conn.execute(_update(rep.workspace_id, rep.id).values(_next_brief(conn, rep, now)))


def plan_brief_if_due(conn: Connection, rep: Rep, now: datetime) -> None:
    """A brief that has come is left to the next one."""
    come = _update(rep.workspace_id, rep.id).where(reps.c.brief_at <= now)
    conn.execute(come.values(_next_brief(conn, rep, now)))


def replan_brief(conn: Connection, rep: Rep, now: datetime) -> None:
    """Something else is open now. A brief that has come and waits for the sweep stays due."""
    ahead = _update(rep.workspace_id, rep.id).where(reps.c.brief_at > now)
    conn.execute(ahead.values(_next_brief(conn, rep, now)))


def caught_up(conn: Connection, rep: Rep) -> Rep:
    """A working day's brief has come: whatever pause there was is over and dealt with."""
    if (rep.paused_until, rep.stand_in_id, rep.away_from) == (None, None, None):
        return rep
    over = {"paused_until": None, "stand_in_id": None, "away_from": None}
    conn.execute(_update(rep.workspace_id, rep.id).values(over))
    return replace(rep, paused_until=None, stand_in_id=None, away_from=None)


def missed(conn: Connection, rep: Rep, brief_on: date) -> None:
    """That morning's brief was never said: the next one catches up."""
    if rep.away_from is None and due.is_working_day(brief_on, rep.hours):
        conn.execute(_update(rep.workspace_id, rep.id).values(away_from=brief_on))


def put_off_brief(conn: Connection, workspace_id: str, rep_id: int, now: datetime) -> None:
    """A brief that could not be made is tried again later, and holds up nobody else's."""
    conn.execute(_update(workspace_id, rep_id).values(brief_at=now + PUT_OFF))


def bring_brief_forward(conn: Connection, rep: Rep, commitment: Commitment, now: datetime) -> None:
    """A date named on a day off gets its own brief; on any other day one comes anyway."""
    if commitment.rep_id != rep.id:
        rep = get(conn, rep.workspace_id, commitment.rep_id)  # a stand-in moved it
    if not due.is_working_day(commitment.back_on, rep.hours):
        replan_brief(conn, rep, now)


def _away(before: Rep, wanted: Rep, now: datetime) -> Rep:
    """A pause begins today and ends with its stand-in."""
    if wanted.paused_until is None:
        return replace(wanted, stand_in_id=None, away_from=before.away_from)
    is_new = wanted.paused_until != before.paused_until and before.away_from is None
    since = due.today_in(wanted.zone, now) if is_new else before.away_from
    return replace(wanted, away_from=since)


def _catch_up_today(conn: Connection, rep: Rep, now: datetime) -> None:
    """Back within office hours: the brief that catches up comes at once."""
    today = due.today_in(rep.zone, now)
    is_day = due.is_working_day(today, rep.hours) and due.is_brief_hour(now, rep.hours, rep.zone)
    if is_day:
        conn.execute(_update(rep.workspace_id, rep.id).values(brief_on=today, brief_at=now))


def _next_brief(conn: Connection, rep: Rep, now: datetime) -> dict[str, Any]:
    after = due.end_of_pause(rep, now)
    earliest = due.earliest_brief_day(after, rep.hours, rep.zone)
    asked = {"workspace_id": rep.workspace_id, "rep_id": rep.id, "earliest": earliest}
    named = conn.scalar(_NEXT_NAMED_DAY, asked)
    brief_on, brief_at = due.next_brief(after, rep.hours, rep.zone, named)
    return {"brief_on": brief_on, "brief_at": brief_at}


def _follow_to(conn: Connection, rep: Rep, now: datetime) -> None:
    """Days and hours stay as named, their instants move; what is queued already stays queued."""
    _dates_follow(conn, rep)
    _meetings_follow(conn, rep)
    plan_protected(conn, rep, now)
    mornings.follow_owner(conn, rep)
    replan_brief(conn, rep, now)


def _dates_follow(conn: Connection, rep: Rep, *which: ColumnElement[bool]) -> None:
    c = commitments.c
    mine = (c.workspace_id == rep.workspace_id, c.rep_id == rep.id, IS_OPEN, *which)
    others = select(c.id, c.back_on, c.back_time, c.nudge_at).where(
        *mine, c.kind != Kind.MEETING.value
    )
    for row in conn.execute(others).all():
        at = due.due_at(row.back_on, row.back_time, rep.hours, rep.zone)
        nudge_at = due.nudge_at(row.back_time, at) if row.nudge_at else None
        moved = update(commitments).where(c.workspace_id == rep.workspace_id, c.id == row.id)
        conn.execute(moved.values(zone=rep.zone, due_at=at, nudge_at=nudge_at))


def _meetings_follow(conn: Connection, rep: Rep, *which: ColumnElement[bool]) -> None:
    """A meeting takes place when it takes place: its instants stay, its hours are told anew."""
    c = commitments.c
    mine = (c.workspace_id == rep.workspace_id, c.rep_id == rep.id, IS_OPEN, *which)
    columns = (c.id, c.zone, c.due_on, c.due_time, c.back_on, c.back_time)
    here = ZoneInfo(rep.zone)
    for row in conn.execute(select(*columns).where(*mine, c.kind == Kind.MEETING.value)).all():
        there = ZoneInfo(row.zone)
        values: dict[str, Any] = {"zone": rep.zone}
        for day in ("due", "back"):
            at = getattr(row, f"{day}_time")
            if at is not None:
                now_is = in_zone(Moment(getattr(row, f"{day}_on"), at), there, here)
                values |= {f"{day}_on": now_is.due_on, f"{day}_time": now_is.due_time}
        if row.back_time is None:
            values |= {"due_at": due.due_at(row.back_on, None, rep.hours, rep.zone)}
        moved = update(commitments).where(c.workspace_id == rep.workspace_id, c.id == row.id)
        conn.execute(moved.values(values))


def _update(workspace_id: str, rep_id: int) -> Any:
    return update(reps).where(reps.c.workspace_id == workspace_id, reps.c.id == rep_id)


@lru_cache(maxsize=256)
def _hours(opens: time, closes: time, working_days: str, brief_time: time, holidays: str) -> Hours:
    """Most of a team keep the same."""
    days = frozenset(int(day) for day in working_days)
    return Hours(opens, closes, days, brief_time, holidays)


def _rep(row: Any) -> Rep:
    return Rep(
        workspace_id=row.workspace_id,
        id=row.id,
        slack_user_id=row.slack_user_id,
        name=row.name,
        # A zone this machine's tables do not know would fail every act of the rep.
        zone=row.zone if is_zone(row.zone) else row.workspace_zone,
        locale=row.locale,
        hours=_hours(row.opens, row.closes, row.working_days, row.brief_time, row.holidays),
        is_manager=row.is_manager,
        manager_id=row.manager_id,
        dm_channel_id=row.dm_channel_id,
        is_gone=row.gone_at is not None,
        is_vetted=row.profile_read_at is not None and is_zone(row.zone),
        fiscal_start=row.fiscal_start,
        has_fixed_zone=row.has_fixed_zone,
        has_fixed_locale=row.has_fixed_locale,
        muted=frozenset(row.muted or ()),
        paused_until=row.paused_until,
        is_discreet=row.is_discreet,
        protected=_protected(row),
        stand_in_id=row.stand_in_id,
        away_from=row.away_from,
        is_welcomed=row.welcomed_at is not None,
        has_home=row.has_home,
    )


def _protected(row: Any) -> Protected | None:
    if row.protected_weekday is None:
        return None
    return Protected(row.protected_weekday, row.protected_from, row.protected_to)
