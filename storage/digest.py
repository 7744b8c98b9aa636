"""What are the team's figures of a week, and each rep's? Counted in the database.

A handful of statements, each of which brings back a few rows however many deals there are. Only
the figures by rep are as long as the team.
"""

from collections.abc import Collection, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Date,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)

from bot.playbook import digest as rule
from bot.playbook import stress
from bot.playbook.deal import DealState, Footing, Stress
from bot.playbook.digest import Digest, RepLine
from bot.playbook.model import Kind, QuietState, SetBy, Standing, State
from storage import figures as measured
from storage import passages, pipeline_days, rates, stages
from storage.tables import (
    IS_OPEN,
    IS_OPEN_DEAL,
    clients,
    commitments,
    deals,
    losses,
    reps,
    workspaces,
)
from storage.tables import pipeline_days as days

_TEAM = 0  # no rep's id: where nobody has a history of their own, the team's stands in
_IS_NAMED = and_(
    commitments.c.set_by == SetBy.CLIENT.value,
    commitments.c.kind != Kind.THEIR_PROMISE.value,
    commitments.c.state.in_((State.KEPT.value, State.OPEN.value)),  # neither moved nor taken back
)
_KEPT = func.count(case((commitments.c.state == State.KEPT.value, 1)))
# The first open date of each deal, and of each client as a whole: one pass instead of a look per
# deal, by the order in which storage.deals finds the next step.
_STEPS = (
    select(
        commitments.c.client_id,
        commitments.c.deal_id,
        commitments.c.due_at,
        commitments.c.id,
        commitments.c.set_by,
        func.row_number()
        .over(
            partition_by=(commitments.c.client_id, commitments.c.deal_id),
            order_by=(commitments.c.due_at, commitments.c.id),
        )
        .label("place"),
    )
    .where(commitments.c.workspace_id == bindparam("workspace_id"), IS_OPEN)
    .cte("steps")
)
_OWN, _WHOLE = _STEPS.alias("own"), _STEPS.alias("whole")
_IS_OWN_FIRST = or_(
    _WHOLE.c.id.is_(None),
    _OWN.c.due_at < _WHOLE.c.due_at,
    and_(_OWN.c.due_at == _WHOLE.c.due_at, _OWN.c.id < _WHOLE.c.id),
)
_NAMED_BY_THEM = case(
    (and_(_OWN.c.id.is_not(None), _IS_OWN_FIRST), _OWN.c.set_by == SetBy.CLIENT.value),
    else_=_WHOLE.c.set_by == SetBy.CLIENT.value,
)
_FOOTING = case(
    (and_(_OWN.c.id.is_(None), _WHOLE.c.id.is_(None)), Footing.NONE.value),
    (_NAMED_BY_THEM, Footing.THEIRS.value),
    else_=Footing.OURS.value,
)
_STANDING = deals.outerjoin(
    _OWN,
    and_(_OWN.c.deal_id == deals.c.id, _OWN.c.client_id == deals.c.client_id, _OWN.c.place == 1),
).outerjoin(
    _WHOLE,
    and_(_WHOLE.c.client_id == deals.c.client_id, _WHOLE.c.deal_id.is_(None), _WHOLE.c.place == 1),
)
_HAS_DATE = or_(_OWN.c.id.is_not(None), _WHOLE.c.id.is_not(None))
_OPEN_BY_REP = (
    select(
        deals.c.rep_id,
        func.count().label("deals"),
        func.coalesce(func.sum(deals.c.worth_minor), 0).label("minor"),
        func.count(case((~_HAS_DATE, 1))).label("circles"),
    )
    .select_from(_STANDING)
    .where(deals.c.workspace_id == bindparam("workspace_id"), IS_OPEN_DEAL)
    .group_by(deals.c.rep_id)
)
_IS_QUIET = clients.c.quiet_state.is_not(None)
_IS_OURS = clients.c.standing.not_in((Standing.LOST.value, Standing.PARTED.value))


def figures(conn: Connection, workspace_id: str, posted_on: date) -> Digest:
    """The team's week, as a digest posted on this day tells it."""
    first, last = rule.days_of(posted_on)
    team = _team(conn, workspace_id)
    target = team.pop("team_target")
    open_ = _open(conn, workspace_id)
    ends = rule.week_ends(posted_on)
    before = _weeks(conn, workspace_id, ends, target)
    return Digest(
        first_on=first,
        last_on=last,
        currency=rates.reporting(conn, workspace_id),
        was_minor=before[-1][1] if before else None,
        weeks=(*before, (last, open_["open_minor"], team["target_minor"])),
        **team,
        **open_,
        **_unrated(conn, workspace_id),
        **_unrated_values(conn, workspace_id),
        **_won(conn, workspace_id, first, last),
        **_got_a_no(conn, workspace_id, first, last),
        **_lost(conn, workspace_id, first, last),
        **_named_dates(conn, workspace_id, first, last),
        **_book(conn, workspace_id, _needed(conn, workspace_id, team["target_minor"], posted_on)),
    )


def by_rep(
    conn: Connection, workspace_id: str, posted_on: date, rep_ids: Collection[int] | None = None
) -> list[RepLine]:
    """What a manager sees of each rep, by name; of some alone where they are given."""
    first, last = rule.days_of(posted_on)
    team = select(reps.c.id, reps.c.name, reps.c.target_minor).where(*_here(workspace_id))
    if rep_ids is not None:
        team = team.where(reps.c.id.in_(rep_ids))
    parts = [
        _keyed(conn, workspace_id, found)
        for found in (
            _OPEN_BY_REP,
            _won_by_rep(workspace_id, first, last),
            _named_by_rep(workspace_id, first, last),
            _quiet_by_rep(workspace_id),
        )
    ]
    return [_line(row, *(part.get(row.id) for part in parts)) for row in _sorted(conn, team)]


def count_reps(conn: Connection, workspace_id: str) -> int:
    """How many reps there are."""
    found = select(func.count()).select_from(reps).where(*_here(workspace_id))
    return conn.scalar(found) or 0


def page_of_reps(conn: Connection, workspace_id: str, page: int, size: int) -> list[int]:
    """The reps of one page of the table, by name."""
    found = select(reps.c.id).where(*_here(workspace_id)).order_by(*_BY_NAME)
    return list(conn.scalars(found.limit(size).offset((page - 1) * size)))


def _here(workspace_id: str) -> tuple[ColumnElement[bool], ...]:
    return reps.c.workspace_id == workspace_id, reps.c.gone_at.is_(None)


def _team(conn: Connection, workspace_id: str) -> dict[str, Any]:
    """The target the team chose, else what its reps chose together."""
    chosen = select(workspaces.c.team_target_minor).where(workspaces.c.workspace_id == workspace_id)
    target: int | None = conn.scalar(chosen)
    row = conn.execute(
        select(func.count(), func.count(reps.c.target_minor), func.sum(reps.c.target_minor)).where(
            *_here(workspace_id)
        )
    ).one()
    aimed = None if row[2] is None else int(row[2])
    return {
        "reps": row[0],
        "team_target": target,
        "target_minor": aimed if target is None else target,
        "aims": row[1] if target is None and row[1] else None,
    }


def _open(conn: Connection, workspace_id: str) -> dict[str, Any]:
    """What is open, by rung of the ladder and by whose date it stands on (S2-7)."""
    found = conn.execute(
        select(
            deals.c.stage_id,
            _FOOTING.label("footing"),
            func.count().label("deals"),
            func.coalesce(func.sum(deals.c.worth_minor), 0).label("minor"),
        )
        .select_from(_STANDING)
        .where(deals.c.workspace_id == bindparam("workspace_id"), IS_OPEN_DEAL)
        .group_by(deals.c.stage_id, "footing"),
        {"workspace_id": workspace_id},
    ).all()
    minor = {
        footing: sum(int(r.minor) for r in found if r.footing == footing) for footing in Footing
    }
    return {
        "deals": sum(r.deals for r in found),
        "open_minor": sum(minor.values()),
        "theirs_minor": minor[Footing.THEIRS],
        "ours_minor": minor[Footing.OURS],
        "circles": sum(r.deals for r in found if r.footing == Footing.NONE),
        "circles_minor": minor[Footing.NONE],
        "stages": tuple(
            (
                stage.name,
                sum(r.deals for r in found if r.stage_id == stage.id),
                sum(int(r.minor) for r in found if r.stage_id == stage.id),
            )
            for stage in stages.all_of(conn, workspace_id)
        ),
    }


def _weeks(
    conn: Connection, workspace_id: str, ends: list[date], team_target: int | None
) -> list[tuple[date, int, int | None]]:
    """What stood open at the end of these days; a week before the first of all is left out.

    A day without a row stands as the row before it: one look per rep and day, however long ago.
    """
    asked = union_all(*(select(literal(day, Date).label("day")) for day in ends)).subquery()
    earlier = days.alias("earlier")
    latest = (
        select(func.max(earlier.c.day))
        .where(
            earlier.c.workspace_id == reps.c.workspace_id,
            earlier.c.rep_id == reps.c.id,
            earlier.c.day <= asked.c.day,
        )
        .correlate(reps, asked)
        .scalar_subquery()
    )
    stood = and_(
        days.c.workspace_id == reps.c.workspace_id, days.c.rep_id == reps.c.id, days.c.day == latest
    )
    found = conn.execute(
        select(
            asked.c.day,
            func.sum(days.c.open_minor),
            func.sum(case((reps.c.gone_at.is_(None), days.c.target_minor))),
        )
        .select_from(asked.join(reps, reps.c.workspace_id == workspace_id).join(days, stood))
        .where(reps.c.workspace_id == workspace_id)
        .group_by(asked.c.day)
        .order_by(asked.c.day)
    )
    return [
        (day, int(open_), team_target if team_target is not None or aim is None else int(aim))
        for day, open_, aim in found
    ]


def _unrated(conn: Connection, workspace_id: str) -> dict[str, Any]:
    """Open deals in a currency nobody gave a rate: nothing is guessed about them."""
    found = conn.execute(
        select(deals.c.amount_currency, func.count())
        .where(deals.c.workspace_id == workspace_id, IS_OPEN_DEAL, deals.c.worth_minor.is_(None))
        .group_by(deals.c.amount_currency)
        .order_by(deals.c.amount_currency)
    ).all()
    return {"unrated": tuple(r[0] for r in found), "unrated_deals": sum(r[1] for r in found)}


def _unrated_values(conn: Connection, workspace_id: str) -> dict[str, Any]:
    """Clients whose yearly value is in a currency nobody gave a rate."""
    found = conn.execute(
        select(clients.c.value_currency, func.count())
        .where(
            clients.c.workspace_id == workspace_id,
            clients.c.gone_at.is_(None),
            _IS_OURS,
            clients.c.value_currency.is_not(None),
            clients.c.value_currency.not_in(rates.factors(conn, workspace_id)),
        )
        .group_by(clients.c.value_currency)
        .order_by(clients.c.value_currency)
    ).all()
    return {
        "unrated_values": tuple(r[0] for r in found),
        "unrated_clients": sum(r[1] for r in found),
    }


def _won(conn: Connection, workspace_id: str, first: date, last: date) -> dict[str, Any]:
    """Who said yes in these days, the greatest first."""
    minor = func.coalesce(func.sum(deals.c.worth_minor), 0)
    found = conn.execute(
        select(clients.c.name, func.count().over(), func.sum(minor).over())
        .select_from(_with_client(deals))
        .where(*_was_won(workspace_id, first, last))
        .group_by(clients.c.id, clients.c.name)
        .order_by(minor.desc(), clients.c.id)
        .limit(rule.MOST_NAMED)
    ).all()
    clients_, total = (found[0][1], int(found[0][2])) if found else (0, 0)
    return {"won": tuple(r[0] for r in found), "won_clients": clients_, "won_minor": total}


def _got_a_no(conn: Connection, workspace_id: str, first: date, last: date) -> dict[str, Any]:
    """The deals that left what was open without being won."""
    many, minor = conn.execute(
        select(func.count(), func.coalesce(func.sum(deals.c.worth_minor), 0)).where(
            *_was_closed(workspace_id, DealState.LOST, first, last)
        )
    ).one()
    return {"no_deals": many, "no_minor": int(minor)}


def _lost(conn: Connection, workspace_id: str, first: date, last: date) -> dict[str, Any]:
    """How many clients were lost in these days, and those whom every rep who lost them names."""
    is_shared = func.min(case((losses.c.shares_name, 1), else_=0))
    found = conn.execute(
        select(clients.c.name, is_shared.label("is_shared"), func.count().over())
        .select_from(_with_client(losses))
        .where(
            losses.c.workspace_id == workspace_id,
            losses.c.lost_on.between(first, last),
            losses.c.gone_at.is_(None),
            losses.c.won_back_on.is_(None),
            clients.c.standing == Standing.LOST.value,
            clients.c.gone_at.is_(None),
        )
        .group_by(clients.c.id, clients.c.name)
        .order_by(is_shared.desc(), clients.c.id)
        .limit(rule.MOST_NAMED)
    ).all()
    named = tuple(row.name for row in found if row.is_shared)
    return {"lost": found[0][2] if found else 0, "lost_named": named}


def _named_dates(conn: Connection, workspace_id: str, first: date, last: date) -> dict[str, Any]:
    """The dates clients named in these days, and how many of them were kept."""
    row = conn.execute(
        select(func.count(), _KEPT).where(*_was_named(workspace_id, first, last))
    ).one()
    return {"named": row[0], "kept": row[1]}


def stress_of_team(conn: Connection, workspace_id: str, today: date) -> Stress:
    """Would what the whole team has open survive the loss of any one client? (S4-1)

    Reckoned as for the line in the digest; only a manager reads the name.
    """
    target = _team(conn, workspace_id)["target_minor"]
    book, unvalued, unrated = measured.book_of(conn, workspace_id, None)
    found = conn.execute(_likely_by_client(conn, workspace_id))
    weighted = {row.client_id: int(row.minor or 0) for row in found}
    needed = _needed(conn, workspace_id, target, today)
    reporting = rates.reporting(conn, workspace_id)
    return stress.read(reporting, book, weighted, needed, unvalued, unrated)


def _needed(conn: Connection, workspace_id: str, target: int | None, today: date) -> int:
    """What of the likely wins this year's plan already needs."""
    return stress.needed(target, measured.win_rate(conn, workspace_id, None, today).share)


def _book(conn: Connection, workspace_id: str, needed: int) -> dict[str, Any]:
    """Who is quiet, what rests on them, and whether any one loss would be made up for (S4-1)."""
    worth = _yearly_worth(rates.factors(conn, workspace_id))
    likely = _likely_by_client(conn, workspace_id).cte("likely")
    all_likely = select(func.coalesce(func.sum(likely.c.minor), 0)).scalar_subquery()
    elsewhere = all_likely - func.coalesce(likely.c.minor, 0) - needed
    pays = and_(clients.c.standing == Standing.ACTIVE.value, worth > 0)
    row = conn.execute(
        select(
            func.count(case((_IS_QUIET, 1))),
            func.count(case((clients.c.quiet_state == QuietState.RED.value, 1))),
            func.coalesce(func.sum(case((_IS_QUIET, worth))), 0),
            func.coalesce(func.sum(worth), 0),
            func.count(case((pays, 1))),
            func.count(case((and_(pays, worth > elsewhere), 1))),
        )
        .select_from(clients.outerjoin(likely, likely.c.client_id == clients.c.id))
        .where(clients.c.workspace_id == workspace_id, clients.c.gone_at.is_(None), _IS_OURS)
    ).one()
    names = ("quiet", "red", "quiet_minor", "book_minor", "valued", "not_survived")
    return {name: int(value) for name, value in zip(names, row, strict=True)}


def _likely_by_client(conn: Connection, workspace_id: str) -> Select[Any]:
    """The weighted worth of the team's open deals with each client."""
    ladder = stages.all_of(conn, workspace_id)
    chances = passages.chances(conn, workspace_id, _TEAM, ladder)
    minor = func.sum(pipeline_days.weighted_worth(chances)).label("minor")
    return (
        select(deals.c.client_id, minor)
        .where(deals.c.workspace_id == workspace_id, IS_OPEN_DEAL)
        .group_by(deals.c.client_id)
    )


def _yearly_worth(factors: Mapping[str, Fraction]) -> ColumnElement[int]:
    """What a client is worth a year in the reporting currency; NULL where nothing says so."""
    by_currency = {code: rates.times(clients.c.value_minor, by) for code, by in factors.items()}
    return cast(case(by_currency, value=clients.c.value_currency), BigInteger)


def _won_by_rep(workspace_id: str, first: date, last: date) -> Select[Any]:
    minor = func.coalesce(func.sum(deals.c.worth_minor), 0).label("minor")
    return (
        select(deals.c.rep_id, minor)
        .where(*_was_won(workspace_id, first, last))
        .group_by(deals.c.rep_id)
    )


def _named_by_rep(workspace_id: str, first: date, last: date) -> Select[Any]:
    return (
        select(commitments.c.rep_id, func.count().label("named"), _KEPT.label("kept"))
        .where(*_was_named(workspace_id, first, last))
        .group_by(commitments.c.rep_id)
    )


def _quiet_by_rep(workspace_id: str) -> Select[Any]:
    return (
        select(clients.c.owner_id.label("rep_id"), func.count().label("quiet"))
        .where(
            clients.c.workspace_id == workspace_id,
            clients.c.gone_at.is_(None),
            _IS_QUIET,
            _IS_OURS,
            clients.c.owner_id.is_not(None),
        )
        .group_by(clients.c.owner_id)
    )


_BY_NAME = (func.lower(reps.c.name), reps.c.id)


def _sorted(conn: Connection, team: Select[Any]) -> list[Any]:
    return list(conn.execute(team.order_by(*_BY_NAME)))


def _keyed(conn: Connection, workspace_id: str, found: Select[Any]) -> dict[int, Any]:
    return {row.rep_id: row for row in conn.execute(found, {"workspace_id": workspace_id})}


def _line(rep: Any, open_: Any, won: Any, named: Any, quiet: Any) -> RepLine:
    return RepLine(
        rep_id=rep.id,
        name=rep.name,
        target_minor=rep.target_minor,
        open_minor=int(open_.minor) if open_ else 0,
        deals=open_.deals if open_ else 0,
        circles=open_.circles if open_ else 0,
        won_minor=int(won.minor) if won else 0,
        kept=named.kept if named else 0,
        named=named.named if named else 0,
        quiet=quiet.quiet if quiet else 0,
    )


def _was_won(workspace_id: str, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return _was_closed(workspace_id, DealState.WON, first, last)


def _was_closed(
    workspace_id: str, state: DealState, first: date, last: date
) -> tuple[ColumnElement[bool], ...]:
    return (
        deals.c.workspace_id == workspace_id,
        deals.c.state == state.value,
        deals.c.gone_at.is_(None),
        deals.c.closed_on.between(first, last),
    )


def _was_named(workspace_id: str, first: date, last: date) -> tuple[ColumnElement[bool], ...]:
    return (
        commitments.c.workspace_id == workspace_id,
        _IS_NAMED,
        commitments.c.due_on.between(first, last),
    )


def _with_client(table: Any) -> Any:
    on = and_(clients.c.workspace_id == table.c.workspace_id, clients.c.id == table.c.client_id)
    return table.join(clients, on)
