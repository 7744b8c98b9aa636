"""Which client is the Friday call about, and what comes of the answer? (S0-4)"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.playbook import due, friday_call
from bot.playbook.asking import PASSED, Ask, Candidate, Question, over
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.friday_call import FridayCall
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, Direction, Rep, SetBy, Standing
from bot.playbook.outcome import Outcome
from bot.playbook.problem import Problem
from storage import (
    acts,
    answers,
    clientele,
    clients,
    figures,
    losses,
    outbox,
    questions,
)
from storage.request import Request

_A_DAY = timedelta(days=1)


def find(conn: Connection, rep: Rep, now: datetime) -> Sequence[Candidate]:
    """The client it would hurt most to lose, once a week; none in the week after a loss."""
    today = due.today_in(rep.zone, now)
    if not friday_call.is_day(today, rep.hours):
        return ()
    if losses.of_rep(conn, rep, today - friday_call.SILENT_AFTER_A_LOSS):
        return ()
    return [_candidate(today, *pair) for pair in _in_order(conn, rep, today)[:1]]


def show(conn: Connection, rep: Rep, question: Question, now: datetime) -> FridayCall | None:
    """The client it is about, while it pays us and is the rep's."""
    assert question.client_id is not None
    client = clients.known(conn, rep.workspace_id, question.client_id)
    if client is None or over(question, client, rep) or client.standing is not Standing.ACTIVE:
        return None
    return FridayCall(question.id, client)


def write_down(conn: Connection, request: Request, question_id: int, act: str, on: date) -> Outcome:
    """One act becomes a commitment this week."""

    def follow(question: Question) -> Outcome | Problem:
        intent = Intent(
            Verb.PLAN, client_id=question.client_id, due_on=on, note=act, set_by=SetBy.REP
        )
        return acts.record(conn, request, intent)

    return answers.answer(conn, request, question_id, "act", follow)


def we_spoke(conn: Connection, request: Request, question_id: int) -> Outcome:
    """Contact has been, today."""

    def follow(question: Question) -> Outcome | Problem:
        intent = ClientIntent(
            Deed.TOUCH, client_id=question.client_id, direction=Direction.IN, on=request.today
        )
        return clientele.settle(conn, request, intent)

    return answers.answer(conn, request, question_id, "spoke", follow)


def not_this_week(conn: Connection, request: Request, question_id: int) -> Outcome:
    """Another time; the client keeps its turn until the thirteen weeks are over."""
    return answers.answer(conn, request, question_id, PASSED)


def another(
    conn: Connection, request: Request, question_id: int, channel_id: str, ts: str
) -> FridayCall | Problem:
    """The next client in the order, in the same message."""
    question = answers.still_open(conn, request, question_id)
    if isinstance(question, Problem):
        return question
    rep, workspace_id = request.rep, request.workspace_id
    left = _in_order(conn, rep, request.today)
    if not left:
        return Problem("no_other_client")
    client = clients.known(conn, workspace_id, question.client_id or 0)
    questions.settle(conn, request, question, "another", client)
    fresh = replace(_candidate(request.today, *left[0]), period=question.period)
    fresh_id = questions.add(conn, rep, fresh, question.asked_on, request.now)
    questions.mark_asked(conn, workspace_id, fresh_id)
    row = outbox.message_at(conn, workspace_id, channel_id, ts)
    if row is not None and row.rep_id == rep.id:
        outbox.note_facts(conn, row, {"question": fresh_id})
    return FridayCall(fresh_id, left[0][0])


def _in_order(conn: Connection, rep: Rep, today: date) -> list[tuple[Client, int]]:
    since = today - friday_call.NOT_TWICE_IN + _A_DAY
    asked = {q.client_id for q in questions.since(conn, rep, Ask.FRIDAY_CALL, since)}
    book = figures.valued(conn, rep)
    return friday_call.in_order(book, {i for i in asked if i is not None}, today)


def _candidate(today: date, client: Client, weight: int) -> Candidate:
    return Candidate(Ask.FRIDAY_CALL, client.id, None, today.isoformat(), weight)
