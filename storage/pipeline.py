"""What happens, in one transaction, when a rep asks for something about a deal?

Each function is one use case, as in storage.followups: a request handled before is told again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.playbook import names
from bot.playbook.deal import Deal, DealState
from bot.playbook.model import Client
from bot.playbook.outcome import Ask, Outcome, Question, WhichDeal
from bot.playbook.pipeline_intent import PipelineIntent, Step
from bot.playbook.problem import Problem
from storage import clientele, deal_acts, deals, drafts, figures, measures
from storage.followups import once
from storage.meant import MOST_CHOICES, ask_back, client_meant
from storage.request import Request


def carry_out(conn: Connection, request: Request, intent: PipelineIntent) -> Outcome:
    """Do what was asked, or ask back for what is missing."""
    return once(conn, request, lambda: _settle(conn, request, intent), intent)


def answer(
    conn: Connection,
    request: Request,
    draft_id: int,
    complete: Callable[[Any], Any],
) -> Outcome:
    """A choice was made: complete the draft with it, whatever it is about, and carry it out."""
    kept = drafts.find(conn, request.workspace_id, request.rep.id, draft_id)
    if not isinstance(kept, PipelineIntent):
        return clientele.answer(conn, request, draft_id, complete)
    intent, request = complete(kept), replace(request, guard=f"draft:{draft_id}")
    return once(conn, request, lambda: _settle(conn, request, intent), intent)


def refuse(conn: Connection, request: Request, intent: PipelineIntent, problem: Problem) -> Outcome:
    """The line could not be read to its end; nothing typed is lost, it waits for the form."""
    return once(conn, request, lambda: problem, intent)


def deal_meant(
    conn: Connection, request: Request, intent: PipelineIntent
) -> Deal | WhichDeal | Ask | Problem:
    """The deal a rep means; one alone is taken, of several the greatest five are offered."""
    if intent.deal_id is not None:
        return _by_id(conn, request, intent, intent.deal_id)
    client = None
    if intent.client_id is not None or intent.client_name:
        meant = client_meant(conn, request, replace(intent, is_new_client=False))
        if isinstance(meant, Ask):
            return replace(meant, may_be_new=False)
        if not isinstance(meant, Client):
            return meant or Problem("unknown_client", {"client": intent.client_name})
        client = meant
        intent = replace(intent, client_id=client.id, client_name=client.name)
    found = _candidates(conn, request, intent, client)
    if not found:
        return _none(intent, client)
    return found[0] if len(found) == 1 else _which(conn, request, intent, found)


def _settle(conn: Connection, request: Request, intent: PipelineIntent) -> Outcome | Problem:
    if intent.step in measures.STEPS:
        return measures.STEPS[intent.step](conn, request, intent)
    problem = deal_acts.trouble(request, intent)
    if problem is not None:
        return problem
    if intent.step is Step.ADD:
        return deal_acts.add(conn, request, intent)
    if intent.step is Step.LIST:
        return _whose_list(conn, request, intent)
    if intent.step not in deal_acts.ACTS:
        return Problem("nothing_asked")
    deal = deal_meant(conn, request, intent)
    if not isinstance(deal, Deal):
        return deal
    return _carry_on(conn, request, intent, deal)


def _whose_list(conn: Connection, request: Request, intent: PipelineIntent) -> Outcome | Problem:
    """A list of a client's, of whom it is not clear which one."""
    meant = client_meant(conn, request, replace(intent, is_new_client=False))
    if isinstance(meant, Ask):
        return replace(meant, may_be_new=False)
    if isinstance(meant, Client):
        return ask_back(conn, request, Question.WHICH_CLIENT, intent, clients=[meant])
    return meant or Problem("unknown_client", {"client": intent.client_name})


def _carry_on(
    conn: Connection, request: Request, intent: PipelineIntent, deal: Deal
) -> Outcome | Problem:
    """What is closed stays closed, unless more is told of it or it goes on after all."""
    if intent.step is Step.LOST and deal.state is DealState.LOST:
        return deal_acts.tell_more(conn, request, intent, deal)
    if deal.is_open is (intent.step is Step.REOPEN):
        code = "deal_open" if deal.is_open else "deal_closed"
        return Problem(code, {"deal": deal.name, "client": deal.client_name, "on": deal.closed_on})
    return deal_acts.ACTS[intent.step](conn, request, intent, deal)


def _by_id(
    conn: Connection, request: Request, intent: PipelineIntent, deal_id: int
) -> Deal | Problem:
    try:
        deal = deals.get(conn, request.workspace_id, deal_id)
    except LookupError:
        return Problem("deal_gone")
    if deal.rep_id != request.rep.id and not request.rep.is_manager:
        return Problem("not_your_deal", {"deal": deal.name, "client": deal.client_name})
    if intent.deal_version is not None and intent.deal_version != deal.version:
        return Problem("deal_changed", {"deal": deal.name, "client": deal.client_name})
    return deal


def _candidates(
    conn: Connection, request: Request, intent: PipelineIntent, client: Client | None
) -> Sequence[Deal]:
    """The rep's own deals, open unless one is to go on; a manager's are also the others'."""
    workspace_id, rep = request.workspace_id, request.rep
    if intent.step is Step.REOPEN and client is not None:
        closed = [d for d in deals.of_client(conn, workspace_id, client.id) if not d.is_open]
        found = [d for d in closed if d.rep_id == rep.id or rep.is_manager]
    else:
        client_id = client.id if client else None
        found = deals.open_of(conn, workspace_id, rep_id=rep.id, client_id=client_id)
        if not found and rep.is_manager and client_id is not None:
            found = deals.open_of(conn, workspace_id, client_id=client_id)
    return _called(found, intent.deal_name)


def _called(found: Sequence[Deal], name: str) -> Sequence[Deal]:
    """Those of this name; else those whose name contains it."""
    key = names.key(name)
    exact = [d for d in found if names.key(d.name) == key]
    return exact or [d for d in found if key in names.key(d.name)]


def _none(intent: PipelineIntent, client: Client | None) -> Problem:
    if client is None:
        return Problem("no_client")
    facts = {"client": client.name, "deal": intent.deal_name}
    return Problem("unknown_deal" if intent.deal_name else "no_open_deal", facts)


def _which(
    conn: Connection, request: Request, intent: PipelineIntent, found: Sequence[Deal]
) -> WhichDeal:
    rep = request.rep
    draft_id = drafts.keep(conn, rep.workspace_id, rep.id, intent, request.now)
    offered = figures.shown(conn, rep, found[:MOST_CHOICES], request.today)
    return WhichDeal(intent, draft_id, tuple(offered))
