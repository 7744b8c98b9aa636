"""Where does a rep's pipeline stand, and by what history is it read?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, func, select

from bot.playbook import coaster, due, ladder, rate, stress, winning
from bot.playbook.deal import (
    Against,
    Deal,
    DealList,
    DealShown,
    DealState,
    Mine,
    Stage,
    Stress,
    StressLine,
)
from bot.playbook.model import Client, Commitment, Rep
from bot.playbook.stress import Valued
from bot.playbook.winning import Choosing, Opening, UsualSize, WinRate
from storage import (
    clients,
    commitments,
    deals,
    passages,
    pipeline_days,
    rates,
    reps,
    stages,
)
from storage.tables import IS_OPEN_DEAL
from storage.tables import clients as clients_
from storage.tables import deals as deals_

PAGE = 20  # lines of a list
MOST_SHOWN = 5  # of circles, stuck and slipping deals beside the figures

_CLOSED = select(func.count().filter(deals_.c.state == DealState.WON.value), func.count()).where(
    deals_.c.workspace_id == bindparam("workspace_id"),
    deals_.c.gone_at.is_(None),
    deals_.c.closed_on >= bindparam("since"),
)
_WON_SIZES = (
    select(deals_.c.worth_minor)
    .where(
        deals_.c.workspace_id == bindparam("workspace_id"),
        deals_.c.gone_at.is_(None),
        deals_.c.state == DealState.WON.value,
        deals_.c.closed_on >= bindparam("since"),
        deals_.c.worth_minor.is_not(None),
    )
    .order_by(deals_.c.closed_on.desc(), deals_.c.id.desc())
    .limit(passages.LATEST)
)
# A first conversation: a client that became one lately, and has spoken.
_OPENED = select(
    func.count().filter(
        exists().where(
            deals_.c.workspace_id == clients_.c.workspace_id,
            deals_.c.client_id == clients_.c.id,
            deals_.c.gone_at.is_(None),
        )
    ),
    func.count(),
).where(
    clients_.c.workspace_id == bindparam("workspace_id"),
    clients_.c.gone_at.is_(None),
    clients_.c.known_on >= bindparam("since"),
    clients_.c.last_in_on.is_not(None),
)


def against(conn: Connection, rep: Rep) -> Against:
    """Open pipeline against the target the rep chose."""
    workspace_id = rep.workspace_id
    stands = pipeline_days.counted(conn, workspace_id, rep.id)
    here = deals_.c.workspace_id == workspace_id, deals_.c.rep_id == rep.id, deals.is_circle()
    worth = func.coalesce(func.sum(deals_.c.worth_minor), 0)
    circles, circles_minor = conn.execute(select(func.count(), worth).where(*here)).one()
    return Against(
        rep=rep,
        currency=rates.reporting(conn, workspace_id),
        open_minor=stands.open_minor,
        weighted_minor=stands.weighted_minor,
        target_minor=stands.target_minor,
        deals=stands.deals,
        circles=circles,
        circles_minor=int(circles_minor),
        unrated=rates.unrated(conn, workspace_id, rep.id),
        chosen_by=None if stands.target_minor is None else reps.target_by(conn, rep),
    )


def mine(conn: Connection, rep: Rep, now: datetime) -> Mine:
    """Everything bare `/pipeline` shows a rep."""
    steps = stages.all_of(conn, rep.workspace_id)
    return Mine(
        against=against(conn, rep),
        by_stage=_by_stage(conn, rep, steps),
        circles=_first(conn, rep, "circles", now),
        stuck=_first(conn, rep, "stuck", now),
        slipping=_first(conn, rep, "slipping", now),
        weeks=weeks(conn, rep, now),
        stress=stress_of(conn, rep, now),
        stages=steps,
    )


def weeks(conn: Connection, rep: Rep, now: datetime) -> tuple[coaster.Week, ...]:
    """Thirteen weeks of open pipeline: each as it ended, this one as it stands (S0-8)."""
    today = due.today_in(rep.zone, now)
    found = []
    for monday in coaster.mondays(today):
        day = min(due.end_of_week(monday), today)
        stood = pipeline_days.on(conn, rep.workspace_id, rep.id, day)
        found.append((monday, stood.open_minor, stood.target_minor))
    return tuple(found)


# Lists


def listed(
    conn: Connection,
    rep: Rep,
    which: str,
    page: int,
    now: datetime,
    *,
    stage: Stage | None = None,
    client: Client | None = None,
    whose: Rep | None = None,
    size: int = PAGE,
) -> DealList:
    """One page of deals: mine, all, circles, stuck, slipping, won, lost, a stage's, a client's.

    A rep sees its own; a manager everybody's, but for `mine`. A page beyond the last is the last.
    """
    today, page = due.today_in(rep.zone, now), max(page, 1)
    wanted = _wanted(which, stage, client)
    wanted = and_(wanted, *_whose(rep, which, client, whose))
    if which == "stuck" and not (stage or client):
        ids = _stuck(conn, rep.workspace_id, wanted, today)
        found = deals.several(conn, rep.workspace_id, ids[(page - 1) * size : page * size])
        total = len(ids)
    else:
        order = "latest" if which in ("won", "lost") else "greatest"
        found, total = deals.page(conn, rep.workspace_id, wanted, page, size, order)
    pages = max(1, -(-total // size))
    if page > pages:
        given: dict[str, Any] = {"stage": stage, "client": client, "whose": whose, "size": size}
        return listed(conn, rep, which, pages, now, **given)
    said = stage.name if stage else client.name if client else which
    lines = shown(conn, rep, found, today)
    return DealList(said, tuple(lines), page, pages, total, whose)


def shown(conn: Connection, rep: Rep, several: Sequence[Deal], today: date) -> list[DealShown]:
    """These deals with their next step, as this rep may see them."""
    workspace_id = rep.workspace_id
    steps = stages.all_of(conn, workspace_id) if several else ()
    limits = passages.limits(conn, workspace_id, {d.rep_id for d in several}, steps)
    ahead = commitments.open_with(conn, workspace_id, {d.client_id for d in several})
    found = []
    for deal in several:
        on_it = [c for c in ahead if _is_on(c, deal)]
        days = max(0, (today - deal.stage_since).days)
        limit = limits.get((deal.rep_id, deal.stage_id), ladder.STUCK_AFTER_DAYS)
        has_their_date = any(c.is_theirs_to_name and c.due_on >= today for c in on_it)
        found.append(
            DealShown(
                deal,
                next_step=_seen_by(rep, on_it[0]) if on_it and deal.is_open else None,
                is_stuck=deal.is_open and ladder.is_stuck(days, limit, has_their_date),
                is_slipping=ladder.is_slipping(deal),
                days_in_stage=days,
            )
        )
    return found


def show(conn: Connection, rep: Rep, deal: Deal, now: datetime) -> DealShown:
    """One deal with its next step."""
    return shown(conn, rep, [deal], due.today_in(rep.zone, now))[0]


def undecided(conn: Connection, rep: Rep, now: datetime) -> list[DealShown]:
    """The rep's deals whose client would have decided by now: the hard question's (S2-5)."""
    today = due.today_in(rep.zone, now)
    return shown(conn, rep, deals.undecided(conn, rep.workspace_id, rep.id, today), today)


# History


def win_rate(conn: Connection, workspace_id: str, rep_id: int | None, today: date) -> WinRate:
    """Won of all closed in twelve months: own from twenty on, else the team's, else a quarter."""
    return winning.win_rate(
        *_own_and_teams(conn, _CLOSED, deals_.c.rep_id, workspace_id, rep_id, today)
    )


def opening(conn: Connection, workspace_id: str, rep_id: int | None, today: date) -> Opening:
    """The share of first conversations that became deals."""
    return winning.opening(
        *_own_and_teams(conn, _OPENED, clients_.c.owner_id, workspace_id, rep_id, today)
    )


def usual_size(
    conn: Connection, workspace_id: str, rep_id: int | None, today: date
) -> UsualSize | None:
    """What a won deal usually comes to."""
    asked = {"workspace_id": workspace_id, "since": winning.since(today)}
    own = conn.scalars(_WON_SIZES.where(deals_.c.rep_id == rep_id), asked).all()
    if len(own) >= winning.USUAL_FROM:
        return winning.usual_size(own, (), ())
    teams = conn.scalars(_WON_SIZES, asked).all()
    if rep_id is None:
        return winning.usual_size((), teams, ())
    here = deals_.c.workspace_id == workspace_id, deals_.c.rep_id == rep_id, IS_OPEN_DEAL
    worth = deals_.c.worth_minor
    open_ = conn.scalars(select(worth).where(*here, worth.is_not(None))).all()
    return winning.usual_size(own, teams, open_)


def choosing(conn: Connection, rep: Rep, now: datetime, *, is_for_team: bool = False) -> Choosing:
    """What helps to choose a target: a rep's own figures, or those of the whole team."""
    workspace_id, today = rep.workspace_id, due.today_in(rep.zone, now)
    rep_id = None if is_for_team else rep.id
    here = [deals_.c.workspace_id == workspace_id]
    here += [] if is_for_team else [deals_.c.rep_id == rep.id]
    worth = func.coalesce(func.sum(deals_.c.worth_minor), 0)
    won = select(func.count(), worth).where(
        *here,
        deals_.c.gone_at.is_(None),
        deals_.c.state == DealState.WON.value,
        deals_.c.closed_on >= winning.since(today),
    )
    many, won_minor = conn.execute(won).one()
    return Choosing(
        rates.reporting(conn, workspace_id),
        win_rate(conn, workspace_id, rep_id, today),
        usual_size(conn, workspace_id, rep_id, today),
        int(conn.scalar(select(worth).where(*here, IS_OPEN_DEAL)) or 0),
        int(won_minor),
        many,
    )


# Stress


def stress_of(conn: Connection, rep: Rep, now: datetime) -> Stress:
    """Would the rep's pipeline survive the loss of any one client? (S4-1)"""
    book, unvalued, unrated = book_of(conn, rep.workspace_id, rep.id)
    weighted, needed = _likely(conn, rep, now)
    reporting = rates.reporting(conn, rep.workspace_id)
    return stress.read(reporting, book, weighted, needed, unvalued, unrated)


def valued(conn: Connection, rep: Rep) -> list[Valued]:
    """The rep's paying clients that are worth a known amount, in the reporting currency."""
    return book_of(conn, rep.workspace_id, rep.id)[0]


def stress_without(conn: Connection, rep: Rep, client: Client, now: datetime) -> StressLine:
    """What losing this one client would cost its owner, and what is likely to be won elsewhere.

    While nobody knows its value it counts as nothing, and the words say so (S2-9).
    """
    owner = reps.get(conn, rep.workspace_id, client.owner_id) if client.owner_id else rep
    factors = rates.factors(conn, rep.workspace_id)
    valued = _valued(client, factors)
    if valued is None:
        return stress.line(Valued(client, 0), [], *_likely(conn, owner, now))
    book, *_ = book_of(conn, owner.workspace_id, owner.id)
    if client.id not in {each.client.id for each in book}:
        book = [*book, valued]
    return stress.line(valued, book, *_likely(conn, owner, now))


def book_of(
    conn: Connection, workspace_id: str, rep_id: int | None
) -> tuple[list[Valued], int, list[str]]:
    """A rep's, or the team's, paying clients that are worth a known amount; how many have none;
    those without a rate, by currency."""
    factors = rates.factors(conn, workspace_id)
    paying = clients.paying(conn, workspace_id, rep_id)
    valued = [_valued(client, factors) for client in paying]
    known = [each for each in valued if each is not None]
    typed = [client.value.currency for client in paying if client.value is not None]
    unrated = sorted(currency for currency in typed if currency not in factors)
    return known, len(paying) - len(typed), unrated


def _valued(client: Client, factors: Mapping[str, Any]) -> Valued | None:
    if client.value is None or client.value.currency not in factors:
        return None
    return Valued(client, rate.worth(client.value.minor, factors[client.value.currency]))


def _likely(conn: Connection, rep: Rep, now: datetime) -> tuple[dict[int, int], int]:
    """The weighted worth of the rep's open deals by client, and what the plan needs of it."""
    workspace_id, today = rep.workspace_id, due.today_in(rep.zone, now)
    weighted = pipeline_days.weighted_worth(pipeline_days.chances_of(conn, workspace_id, rep.id))
    found = conn.execute(
        select(deals_.c.client_id, func.coalesce(func.sum(weighted), 0))
        .where(deals_.c.workspace_id == workspace_id, deals_.c.rep_id == rep.id, IS_OPEN_DEAL)
        .group_by(deals_.c.client_id)
    )
    target = pipeline_days.counted(conn, workspace_id, rep.id).target_minor
    share = win_rate(conn, workspace_id, rep.id, today).share
    return {client_id: int(sum_) for client_id, sum_ in found}, stress.needed(target, share)


def _first(conn: Connection, rep: Rep, which: str, now: datetime) -> tuple[DealShown, ...]:
    return listed(conn, rep, which, 1, now, whose=rep).lines[:MOST_SHOWN]


def _by_stage(
    conn: Connection, rep: Rep, steps: Sequence[Stage]
) -> tuple[tuple[Stage, int, int], ...]:
    found = conn.execute(
        select(deals_.c.stage_id, func.count(), func.coalesce(func.sum(deals_.c.worth_minor), 0))
        .where(deals_.c.workspace_id == rep.workspace_id, deals_.c.rep_id == rep.id, IS_OPEN_DEAL)
        .group_by(deals_.c.stage_id)
    )
    counted = {stage_id: (many, int(worth)) for stage_id, many, worth in found}
    return tuple((step, *counted.get(step.id, (0, 0))) for step in steps)


def _own_and_teams(
    conn: Connection, counts: Any, owner: Any, workspace_id: str, rep_id: int | None, today: date
) -> tuple[tuple[int, int], tuple[int, int]]:
    asked = {"workspace_id": workspace_id, "since": winning.since(today)}
    own = (0, 0)
    if rep_id is not None:
        own = tuple(conn.execute(counts.where(owner == rep_id), asked).one())
    if own[1] >= winning.HISTORY_FROM:
        return own, (0, 0)
    return own, tuple(conn.execute(counts, asked).one())


def _whose(rep: Rep, which: str, client: Client | None, whose: Rep | None) -> list[Any]:
    """A client's deals are the team's to see; of the rest a rep sees its own."""
    if whose is not None:
        return [deals.is_of(whose.id)]
    sees_all = (rep.is_manager and which != "mine") or client is not None
    return [] if sees_all else [deals.is_of(rep.id)]


def _wanted(which: str, stage: Stage | None, client: Client | None) -> Any:
    if stage is not None:
        return deals.is_on(stage.id)
    if client is not None:
        return deals.is_with(client.id)
    return _WHICH.get(which, deals.is_open)()


def _stuck(conn: Connection, workspace_id: str, wanted: Any, today: date) -> list[int]:
    """The ids of those that stand too long on their stage, the greatest first."""
    still = deals.standing_still(conn, workspace_id, wanted, today)
    steps = stages.all_of(conn, workspace_id)
    limits = passages.limits(conn, workspace_id, {each.rep_id for each in still}, steps)
    return [
        each.id
        for each in still
        if (today - each.stage_since).days > limits.get((each.rep_id, each.stage_id), 0)
    ]


def _won() -> ColumnElement[bool]:
    return deals.is_closed(DealState.WON)


def _lost() -> ColumnElement[bool]:
    return deals.is_closed(DealState.LOST)


_WHICH = {
    "circles": deals.is_circle,
    "slipping": deals.is_slipping,
    "won": _won,
    "lost": _lost,
}


def _is_on(commitment: Commitment, deal: Deal) -> bool:
    """A date with the client covers all its deals, unless it hangs on one."""
    return commitment.client_id == deal.client_id and commitment.deal_id in (None, deal.id)


def _seen_by(rep: Rep, commitment: Commitment) -> Commitment:
    """A note is its rep's own."""
    return commitment if commitment.rep_id == rep.id else replace(commitment, note=None)
