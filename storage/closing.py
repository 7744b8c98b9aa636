"""How does a deal end, and what follows from it for its client and its dates?"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from bot.playbook.deal import Deal, DealState
from bot.playbook.model import Client, Commitment, Kind, Source, State
from bot.playbook.nudge import NudgeKind
from storage import (
    changes,
    clients,
    commitments,
    deals,
    orders,
    outbox,
    passages,
    pipeline_days,
    quiet,
)
from storage.changes import Row
from storage.request import Request
from storage.shortfalls import Cause, Why


def win(conn: Connection, request: Request, deal: Deal, on: date) -> tuple[Deal, list[Row]]:
    """They said yes: the deal is won, its client pays us, and no second try is needed (S4-2)."""
    won, rows = _close(conn, request, deal, DealState.WON, on, Why.WON)
    rows += _feed_client(conn, request, won)
    ahead = commitments.open_for(conn, request.workspace_id, client_id=deal.client_id)
    whose = request.rep.id, deal.rep_id
    tries = [c for c in ahead if c.kind is Kind.WIN_BACK and c.rep_id in whose]
    return won, rows + end_dates(conn, request, tries, State.KEPT, None)[1]


def lose(
    conn: Connection,
    request: Request,
    deal: Deal,
    on: date,
    why: Why,
    reason: str | None = None,
    note: str | None = None,
) -> tuple[Deal, list[Row], list[Commitment]]:
    """They said no to this deal: the rep's own dates that hang on it end with it (S2-6)."""
    lost, rows = _close(conn, request, deal, DealState.LOST, on, why, reason, note)
    ahead = commitments.open_for(conn, request.workspace_id, client_id=deal.client_id)
    own = [c for c in ahead if c.deal_id == deal.id and c.rep_id in (request.rep.id, deal.rep_id)]
    ended, more = end_dates(conn, request, own, State.ANSWERED_NO, note)
    return lost, rows + more, ended


def lose_with_client(
    conn: Connection,
    request: Request,
    client: Client,
    rep_ids: Collection[int],
    reason: str | None = None,
    note: str | None = None,
) -> list[Row]:
    """A client is lost or let go, and with it the open deals of those who decided that."""
    rows = []
    found = deals.open_of(conn, request.workspace_id, client_id=client.id)
    for deal in (each for each in found if each.rep_id in rep_ids):
        _, touched = _close(
            conn, request, deal, DealState.LOST, request.today, Why.LOST, reason, note
        )
        rows += touched
    return rows


def colleagues_with(
    conn: Connection, workspace_id: str, client_id: int, but: Collection[int]
) -> list[int]:
    """Who else has a date or a deal open with this client."""
    dates = commitments.open_for(conn, workspace_id, client_id=client_id)
    sold = deals.open_of(conn, workspace_id, client_id=client_id)
    return sorted(({c.rep_id for c in dates} | {d.rep_id for d in sold}) - set(but))


def tell_colleagues(
    conn: Connection,
    request: Request,
    client: Client,
    change_id: int,
    but: Collection[int],
    **besides: object,
) -> int:
    """What colleagues have there is never closed; they are told, and decide (S2-6): how many."""
    told = colleagues_with(conn, request.workspace_id, client.id, but)
    _tell(conn, request, told, client, change_id, **besides)
    return len(told)


def tell_of_deal(conn: Connection, request: Request, deal: Deal, change_id: int) -> None:
    """Colleagues' dates that hang on a deal that was lost stay open; they are told (S2-6)."""
    ahead = commitments.open_for(conn, request.workspace_id, client_id=deal.client_id)
    told = {c.rep_id for c in ahead if c.deal_id == deal.id} - {request.rep.id}
    client = clients.get(conn, request.workspace_id, deal.client_id)
    _tell(conn, request, sorted(told), client, change_id)


def _tell(
    conn: Connection,
    request: Request,
    rep_ids: Sequence[int],
    client: Client,
    change_id: int,
    **besides: object,
) -> None:
    facts = {"client": client.id, "by": request.rep.id, "change": change_id, **besides}
    now, steady_now = request.now, request.steady_now
    for colleague_id in rep_ids:
        item = outbox.Item(f"told_no:{client.id}:{change_id}:{colleague_id}")
        to = (request.workspace_id, colleague_id)
        outbox.queue(conn, *to, NudgeKind.TOLD_NO, [item], now, now, steady_now, facts)


def give(conn: Connection, request: Request, client: Client, to_rep_id: int) -> list[Row]:
    """A client is given away, and with it the open deals its owner had there."""
    if client.owner_id is None:
        return []
    workspace_id, from_rep_id = request.workspace_id, client.owner_id
    found = deals.open_of(conn, workspace_id, rep_id=from_rep_id, client_id=client.id)
    rows = [changes.row(conn, workspace_id, "deals", deal.id) for deal in found]
    for deal in found:
        deals.rewrite(conn, workspace_id, replace(deal, rep_id=to_rep_id))
    for rep_id in (from_rep_id, to_rep_id) if found else ():
        pipeline_days.settle(conn, workspace_id, rep_id, request.now, Cause(Why.MOVED))
    return rows


def end_dates(
    conn: Connection,
    request: Request,
    closing: Sequence[Commitment],
    state: State,
    reason: str | None,
) -> tuple[list[Commitment], list[Row]]:
    """End these dates, and let what was queued about them die with them."""
    workspace_id, now = request.workspace_id, request.now
    rows = [changes.row(conn, workspace_id, "commitments", c.id) for c in closing]
    ended = [commitments.close(conn, workspace_id, c, state, now, reason) for c in closing]
    outbox.cancel_for(conn, workspace_id, [c.id for c in ended], now)
    for client_id in sorted({c.client_id for c in ended}):
        quiet.settle(conn, workspace_id, client_id, now)
    return ended, rows


def _close(
    conn: Connection,
    request: Request,
    deal: Deal,
    state: DealState,
    on: date,
    why: Why,
    reason: str | None = None,
    note: str | None = None,
) -> tuple[Deal, list[Row]]:
    workspace_id = request.workspace_id
    rows = changes.deal_rows(conn, workspace_id, deal.id)
    passages.end(conn, workspace_id, deal.id, on)
    passages.conclude(conn, workspace_id, deal.id, state)
    ended = replace(deal, state=state, closed_on=on, lost_reason=reason)
    ended = deals.rewrite(conn, workspace_id, ended, lost_note=note)
    pipeline_days.settle(conn, workspace_id, deal.rep_id, request.now, Cause(why, deal.id))
    return ended, rows


def _feed_client(conn: Connection, request: Request, won: Deal) -> list[Row]:
    """A won deal is an order: whoever buys is a client that pays us (S3-2)."""
    workspace_id = request.workspace_id
    client = clients.get(conn, workspace_id, won.client_id)
    _, rows = orders.add(
        conn,
        workspace_id,
        client,
        won.rep_id,
        won.closed_on or request.today,
        request.now,
        amount=won.amount,
        source=Source.DEAL,
        deal_id=won.id,
    )
    return rows
