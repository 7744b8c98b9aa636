"""What does each step do to a deal, once it is known which deal and what is asked?"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.playbook import due, money, shortfall, winback
from bot.playbook.deal import Deal, DealState, Stage
from bot.playbook.intent import Intent, from_json
from bot.playbook.model import Client, Money, Standing
from bot.playbook.outcome import Ask, DealSaved, Outcome
from bot.playbook.pipeline_intent import PipelineIntent, Step
from bot.playbook.problem import Problem
from bot.playbook.winback import LossReason
from storage import (
    acts,
    changes,
    clients,
    closing,
    deals,
    figures,
    orders,
    passages,
    pipeline_days,
    quiet,
    recall,
    shortfalls,
    stages,
)
from storage.changes import Row
from storage.meant import client_meant
from storage.request import Request
from storage.shortfalls import Cause, Why

MOST_UNITS = 10**12  # of a currency's unit, in one deal

Act = Callable[[Connection, Request, PipelineIntent, Deal], Outcome | Problem]


def add(conn: Connection, request: Request, intent: PipelineIntent) -> Outcome | Problem:
    """A new deal, with a client created by being named."""
    client = client_meant(conn, request, intent)
    if isinstance(client, Ask | Problem):
        return client
    stage = _stage(conn, request, intent) or stages.all_of(conn, request.workspace_id)[0]
    if isinstance(stage, Problem):
        return stage
    if intent.amount is None:
        return Problem("no_amount", {"client": client.name if client else intent.client_name})
    name = intent.deal_name or (client.name if client else intent.client_name)
    if client is not None and deals.named(conn, request.workspace_id, client.id, name):
        return Problem("deal_known", {"client": client.name, "deal": name})
    if client is not None and (refusal := _no_contact(client)):
        return refusal
    is_new, client_is = client is None, _given_up(client)
    rows = []
    if client is None:
        client = _new_client(conn, request, intent)
        rows.append(Row("clients", client.id))
    deal = _new(conn, request, intent, client, stage, name)
    passage_id = passages.begin(conn, request.workspace_id, deal, request.today, request.now)
    rows = [Row("deals", deal.id), Row("passages", passage_id), *rows]
    change_id = _record(conn, request, deal, "deal_added", rows, Why.ADDED)
    return DealSaved(_shown(conn, request, deal), change_id, "added", None, is_new, client_is)


def move(
    conn: Connection, request: Request, intent: PipelineIntent, deal: Deal
) -> Outcome | Problem:
    """The client has agreed to more, or to less (S4-3); with it may come a new day or amount."""
    stage = _stage(conn, request, intent)
    if stage is None:
        return Problem("no_stage", {"deal": deal.name})
    if isinstance(stage, Problem):
        return stage
    if stage.id == deal.stage_id:
        return Problem("same_stage", {"deal": deal.name, "stage": stage.name})
    rows = changes.deal_rows(conn, request.workspace_id, deal.id)
    passages.end(conn, request.workspace_id, deal.id, request.today)
    moved = replace(_changed(intent, deal), stage_id=stage.id, stage_since=request.today)
    moved = deals.rewrite(conn, request.workspace_id, moved)
    passage_id = passages.begin(conn, request.workspace_id, moved, request.today, request.now)
    rows.append(Row("passages", passage_id))
    change_id = _record(conn, request, moved, "deal_moved", rows, _why(deal, moved, Why.MOVED))
    return DealSaved(_shown(conn, request, moved), change_id, "moved", was=deal)


def change(
    conn: Connection, request: Request, intent: PipelineIntent, deal: Deal
) -> Outcome | Problem:
    """Its amount, its name, the day it closes on, or the day they will have decided."""
    stage = _stage(conn, request, intent)
    if stage is not None and not (isinstance(stage, Stage) and stage.id == deal.stage_id):
        return move(conn, request, intent, deal)
    now_is = _changed(intent, deal)
    if now_is == deal:
        return Problem("nothing_changed", {"deal": deal.name})
    same = deals.named(conn, request.workspace_id, deal.client_id, now_is.name)
    if same is not None and same.id != deal.id:
        return Problem("deal_known", {"client": deal.client_name, "deal": now_is.name})
    row = changes.row(conn, request.workspace_id, "deals", deal.id)
    now_is = deals.rewrite(conn, request.workspace_id, now_is)
    change_id = _record(
        conn, request, now_is, "deal_changed", [row], _why(deal, now_is, Why.CHANGED)
    )
    return DealSaved(_shown(conn, request, now_is), change_id, "changed", was=deal)


def win(
    conn: Connection, request: Request, intent: PipelineIntent, deal: Deal
) -> Outcome | Problem:
    """They said yes."""
    on = intent.on or request.today
    if on > request.today:
        return Problem("deal_to_come", {"on": on})
    agreed = replace(deal, amount=intent.amount or deal.amount)
    won, rows = closing.win(conn, request, agreed, on)
    change_id = _record(conn, request, won, "deal_won", rows)
    return recall.deal_won(conn, request.rep, won.id, change_id)


def lose(
    conn: Connection, request: Request, intent: PipelineIntent, deal: Deal
) -> Outcome | Problem:
    """They said no to this deal, or to everything; why is asked, not demanded."""
    on = intent.on or request.today
    if on > request.today:
        return Problem("deal_to_come", {"on": on})
    why, note = _reason(intent), intent.note
    fell_by = _why_lost(why, bool(intent.is_client_lost))
    _, rows, _ = closing.lose(conn, request, deal, on, fell_by, why, note)
    if intent.is_client_lost:
        client = clients.get(conn, request.workspace_id, deal.client_id)
        reason = LossReason(why) if why else None
        change_id = acts.lose(conn, request, client, note, reason, rows).change_id
    else:
        change_id = _record(conn, request, deal, "deal_lost", rows)
        closing.tell_of_deal(conn, request, deal, change_id)
    return recall.deal_lost(
        conn, request.rep, deal.id, change_id, asks=intent.is_client_lost is None
    )


def tell_more(
    conn: Connection, request: Request, intent: PipelineIntent, lost: Deal
) -> Outcome | Problem:
    """Of a deal that is lost already: why, and whether the client is lost too."""
    workspace_id, why = request.workspace_id, _reason(intent)
    if intent.is_client_lost:
        client = clients.get(conn, workspace_id, lost.client_id)
        if client.standing is Standing.LOST:
            return Problem("lost_already", {"client": client.name})
        reason = why or lost.lost_reason
        heard = LossReason(reason) if reason else None
        shortfalls.tell_reason(conn, workspace_id, lost.rep_id, lost.id, Why.LOST, request.now)
        return acts.lose(conn, request, client, intent.note, heard)
    undoable = changes.undoable(conn, workspace_id, request.rep.id, request.now, "deals")
    change_id = undoable.get(lost.id)
    if change_id is None:
        rows = [changes.row(conn, workspace_id, "deals", lost.id)]
        deals.rewrite(conn, workspace_id, lost)
        change_id = _record(conn, request, lost, "deal_changed", rows)
    deals.set_reason(conn, workspace_id, lost.id, why, intent.note)
    client = clients.get(conn, workspace_id, lost.client_id)
    fell_by = _why_lost(why or lost.lost_reason, client.standing is Standing.LOST)
    shortfalls.tell_reason(conn, workspace_id, lost.rep_id, lost.id, fell_by, request.now)
    return recall.deal_lost(
        conn, request.rep, lost.id, change_id, asks=intent.is_client_lost is None
    )


def reopen(
    conn: Connection, request: Request, intent: PipelineIntent, deal: Deal
) -> Outcome | Problem:
    """It goes on after all, on the stage it stood on, or the one that is named."""
    workspace_id = request.workspace_id
    stage = _stage(conn, request, intent)
    if isinstance(stage, Problem):
        return stage
    client = clients.get(conn, workspace_id, deal.client_id)
    if refusal := _no_contact(client):
        return refusal
    ladder = stages.all_of(conn, workspace_id)
    stage = stage or next((s for s in ladder if s.id == deal.stage_id), ladder[0])
    rows = changes.deal_rows(conn, workspace_id, deal.id)
    again = replace(
        _changed(intent, deal),
        state=DealState.OPEN,
        stage_id=stage.id,
        stage_since=request.today,
        closed_on=None,
        lost_reason=None,
    )
    passages.conclude(conn, workspace_id, deal.id, None)
    again = deals.rewrite(conn, workspace_id, again, lost_note=None)
    passage_id = passages.begin(conn, workspace_id, again, request.today, request.now)
    rows.append(Row("passages", passage_id))
    rows += orders.withdraw(conn, workspace_id, deal.client_id, deal.id, request.now)
    was_prospect = _prospect_again(conn, request, client) if deal.state is DealState.WON else []
    rows += was_prospect
    quiet.settle(conn, workspace_id, deal.client_id, request.now)
    change_id = _record(conn, request, again, "deal_reopened", rows, Why.ADDED)
    client_is = Standing.PROSPECT if was_prospect else _given_up(client)
    shown = _shown(conn, request, again)
    return DealSaved(shown, change_id, "reopened", was=deal, client_is=client_is)


def next_step(
    conn: Connection, request: Request, intent: PipelineIntent, deal: Deal
) -> Outcome | Problem:
    """The next date of a deal is a follow-up that hangs on it."""
    if intent.follow_up is None:
        return Problem("no_date", {"client": deal.client_name})
    asked: Intent = from_json(intent.follow_up)
    asked = replace(asked, client_id=deal.client_id, client_name=deal.client_name)
    return acts.record(conn, request, replace(asked, deal_id=deal.id))


ACTS: dict[Step, Act] = {
    Step.MOVE: move,
    Step.CHANGE: change,
    Step.WON: win,
    Step.LOST: lose,
    Step.REOPEN: reopen,
    Step.NEXT: next_step,
}


def trouble(request: Request, intent: PipelineIntent) -> Problem | None:
    """What no deal can be given: a form may send what a line would not."""
    if intent.amount is not None and (problem := amount_trouble(intent.amount)):
        return problem
    if intent.close_on is not None and intent.close_on < request.today:
        return Problem("close_past", {"on": intent.close_on})
    if intent.decide_by is not None and intent.decide_by < request.today:
        return Problem("decide_past", {"on": intent.decide_by})
    horizon = due.horizon(request.today)
    for day in (intent.close_on, intent.decide_by):
        if day is not None and day > horizon:
            return Problem("too_far", {"on": day, "years": due.HORIZON_YEARS})
    return None


def amount_trouble(amount: Money) -> Problem | None:
    """Nothing, less than nothing, or more than anybody sells."""
    if amount.minor < 0:
        return Problem("negative_money", {"text": str(amount.minor)})
    if amount.minor == 0:
        return Problem("zero_amount")
    if amount.minor > MOST_UNITS * money.per_unit(amount.currency):
        return Problem("too_much", {"text": str(amount.minor)})
    return None


def _stage(conn: Connection, request: Request, intent: PipelineIntent) -> Stage | Problem | None:
    """The stage that was named, if one was."""
    ladder = stages.all_of(conn, request.workspace_id)
    if intent.stage_id is not None:
        found = next((s for s in ladder if s.id == intent.stage_id), None)
    elif intent.stage_name:
        found = stages.named(ladder, intent.stage_name)
    else:
        return None
    return found or Problem("unknown_stage", {"stage": intent.stage_name, "ladder": _names(ladder)})


def _names(ladder: tuple[Stage, ...]) -> tuple[str, ...]:
    return tuple(stage.name for stage in ladder)


def _no_contact(client: Client) -> Problem | None:
    """Who asked to be left alone is sold nothing, as no follow-up is taken for them."""
    if client.lost_reason != LossReason.DO_NOT_CONTACT:
        return None
    return Problem("do_not_contact_deal", {"client": client.name, "on": client.lost_on})


def _given_up(client: Client | None) -> Standing | None:
    """Worth a word beside a deal: they said no, or we let them go."""
    is_gone = client is not None and client.standing in (Standing.LOST, Standing.PARTED)
    return client.standing if client is not None and is_gone else None


def _prospect_again(conn: Connection, request: Request, client: Client) -> list[Row]:
    """A client whose only order was the deal that goes on after all pays nothing yet."""
    workspace_id = request.workspace_id
    if client.standing is not Standing.ACTIVE or orders.latest(conn, workspace_id, client.id, 1):
        return []
    row = changes.row(conn, workspace_id, "clients", client.id)
    clients.win_back(conn, workspace_id, client)
    return [row]


def _new_client(conn: Connection, request: Request, intent: PipelineIntent) -> Client:
    workspace_id, now = request.workspace_id, request.now
    made = clients.add(conn, workspace_id, intent.client_name, request.rep.id, now, request.today)
    quiet.settle(conn, workspace_id, made.id, now)
    return clients.get(conn, workspace_id, made.id)


def _new(
    conn: Connection,
    request: Request,
    intent: PipelineIntent,
    client: Client,
    stage: Stage,
    name: str,
) -> Deal:
    assert intent.amount is not None
    days: dict[str, Any] = {"close_on": intent.close_on, "decide_by": intent.decide_by}
    of = (request.workspace_id, client, request.rep.id)
    return deals.add(conn, *of, name, stage, intent.amount, request.now, request.today, **days)


def _changed(intent: PipelineIntent, deal: Deal) -> Deal:
    """What was said anew of it. A close date moved later is counted; a new day to decide by
    has not been asked about yet."""
    close_on = intent.close_on or deal.close_on
    is_later = deal.close_on is not None and close_on is not None and close_on > deal.close_on
    now_is = replace(
        deal,
        name=intent.new_name or deal.name,
        amount=intent.amount or deal.amount,
        close_on=close_on,
        close_moves=deal.close_moves + is_later,
    )
    if intent.decide_by is None or intent.decide_by == deal.decide_by:
        return now_is
    return replace(now_is, decide_by=intent.decide_by, decide_asked_on=None, decide_asks=0)


def _why(was: Deal, now_is: Deal, otherwise: Why) -> Why:
    """Later than was hoped, or less money, is a slip."""
    is_later = now_is.close_moves > was.close_moves
    is_less = was.worth and now_is.worth and now_is.worth.minor < was.worth.minor
    return Why.SLIPPED if is_later or is_less else otherwise


def _why_lost(reason: str | None, is_client_lost: bool) -> Why:
    """An honest no to what we offered, or a loss (S0-5)."""
    known = LossReason(reason) if reason else None
    is_loss = shortfall.cause_of_loss(known, is_client_lost) is shortfall.Cause.LOST
    return Why.LOST if is_loss else Why.NO


def _reason(intent: PipelineIntent) -> str | None:
    """The reason that was chosen, or the one the rep's words name."""
    if intent.reason in set(LossReason):
        return intent.reason
    heard = winback.heard_in(intent.note)
    return heard.value if heard else None


def _record(
    conn: Connection,
    request: Request,
    deal: Deal,
    kind: str,
    rows: list[Row],
    why: Why | None = None,
) -> int:
    workspace_id, now = request.workspace_id, request.now
    if why is not None:
        pipeline_days.settle(conn, workspace_id, deal.rep_id, now, Cause(why, deal.id))
    return changes.record(conn, workspace_id, request.rep.id, kind, rows, now)


def _shown(conn: Connection, request: Request, deal: Deal) -> Any:
    return figures.show(conn, request.rep, deal, request.now)
