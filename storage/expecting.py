"""Whose expectations is a rep asked about, and what comes of the answer? (S0-2)"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.playbook import due
from bot.playbook import expectations as rule
from bot.playbook.asking import PASSED, Ask, Candidate, Question, over
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.expectations import Expectations, Missing, WhatExpected
from bot.playbook.model import Client, Rep, Standing
from bot.playbook.outcome import Expected, Outcome
from bot.playbook.problem import Problem
from storage import answers, changes, clients, expectations, figures, questions
from storage.ids import new_id
from storage.keeping import record
from storage.request import Request


def find(conn: Connection, rep: Rep, now: datetime) -> Sequence[Candidate]:
    """The client worth most of which nothing is noted, one a week at most."""
    today = due.today_in(rep.zone, now)
    if questions.since(conn, rep, Ask.EXPECTATIONS, today - rule.APART + due.A_DAY):
        return ()
    paying = clients.paying(conn, rep.workspace_id, rep.id)
    ids = [client.id for client in paying]
    noted = expectations.noted(conn, rep.workspace_id, ids)
    since = today - rule.NOT_TWICE_IN + due.A_DAY
    asked = expectations.asked_since(conn, rep.workspace_id, ids, since)
    worth = {each.client.id: each.value_minor for each in figures.valued(conn, rep)}
    first = rule.in_order(paying, worth, noted, asked)[:1]
    return [Candidate(Ask.EXPECTATIONS, c.id, None, today.isoformat()) for c in first]


def show(conn: Connection, rep: Rep, question: Question, now: datetime) -> WhatExpected | None:
    """The client, while it pays us, is the rep's, and nothing is noted of it."""
    assert question.client_id is not None
    client = clients.known(conn, rep.workspace_id, question.client_id)
    if client is None or over(question, client, rep) or client.standing is not Standing.ACTIVE:
        return None
    if expectations.noted(conn, rep.workspace_id, [client.id]):
        return None
    return WhatExpected(question.id, client)


def note(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Keep what they expect; what is not on our list is kept as it was said."""
    if client.standing in (Standing.LOST, Standing.PARTED):
        return Problem("not_served", {"client": client.name})
    if intent.expects is None:
        return Problem("no_expectations", {"client": client.name})
    wanted = rule.tidied(intent.expects)
    if isinstance(wanted, Problem):
        return wanted
    offered = expectations.helps_with(conn, request.workspace_id)
    named = rule.named_as(wanted, offered)
    noted = Expectations(new_id(request.now), client.id, request.rep.id, request.today, named)
    expectations.add(conn, request.workspace_id, noted, request.now)
    row = changes.Row("expectations", noted.id)
    change_id = record(conn, request, client.id, "expects", [row])
    return Expected(client, noted, change_id, rule.unlisted(named, offered))


def answer(conn: Connection, request: Request, question_id: int, wanted: Sequence[str]) -> Outcome:
    """What the rep says to the question; nothing is an answer too."""

    def follow(question: Question) -> Outcome | Problem:
        client = clients.get(conn, request.workspace_id, question.client_id or 0)
        intent = ClientIntent(Deed.EXPECTS, client_id=client.id, expects=tuple(wanted))
        return note(conn, request, intent, client)

    return answers.answer(conn, request, question_id, "noted", follow)


def not_now(conn: Connection, request: Request, question_id: int) -> Outcome:
    """Another time, in half a year at the earliest."""
    return answers.answer(conn, request, question_id, PASSED)


def asked_for(conn: Connection, workspace_id: str) -> list[Missing]:
    """What clients ask for that is not on the list, for a manager's eyes."""
    offered = expectations.helps_with(conn, workspace_id)
    return rule.missing(expectations.wanted(conn, workspace_id), offered)


def say_help(conn: Connection, request: Request, offered: Sequence[str]) -> int:
    """A manager says what we can help with; returns what takes it back."""
    here = request.workspace_id
    before = changes.columns(conn, here, "workspaces", 0, "help_with")
    expectations.set_help(conn, here, offered)
    return changes.record(conn, here, request.rep.id, "help_with", [before], request.now)
