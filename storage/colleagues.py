"""What does a rep ask a colleague about a client in a sitting, and what comes back? (S0-1)"""

from typing import Any

from sqlalchemy import Connection

from bot.playbook import due
from bot.playbook.asking import Ask, Candidate, Question, QuestionState, is_wanted
from bot.playbook.inventory import ANSWERS, DECLINED, Asked, ColleagueAsked, ColleagueSaid
from bot.playbook.model import Client, Rep, Standing
from bot.playbook.nudge import NudgeKind
from bot.playbook.problem import Problem
from storage import clients, inventory, outbox, questions, reps
from storage.outbox import Item, Waiting
from storage.request import Request


def ask(
    conn: Connection, request: Request, review_id: int, which: str, colleague: Rep
) -> Client | Problem:
    """Put the question to a colleague, once; nothing but the question goes along."""
    rep, now = request.rep, request.now
    client = inventory.open_review(conn, rep, review_id, which)
    if client is None:
        return Problem("question_answered")
    trouble = _trouble(rep, colleague, request)
    if trouble is not None:
        return trouble
    facts = {"review": review_id, "which": which, "by": rep.id}
    candidate = Candidate(
        Ask.COLLEAGUE, client.id, None, f"{review_id}:{which}:{rep.id}", facts=facts
    )
    question_id = questions.put(conn, colleague, candidate, request.today, now)
    if question_id is None:
        return Problem("colleague_asked", {"name": colleague.name})
    _queue(conn, request, colleague.id, NudgeKind.ASKED_COLLEAGUE, question_id)
    return client


def answer(
    conn: Connection, request: Request, question_id: int, said: str
) -> ColleagueAsked | Problem:
    """The colleague's answer goes to who asked; the first stands."""
    rep = request.rep
    question = questions.find(conn, request.workspace_id, question_id)
    if question is None or question.rep_id != rep.id or question.ask is not Ask.COLLEAGUE:
        return Problem("question_gone")
    if question.state is QuestionState.ANSWERED:
        return Problem("question_answered")
    found = _asked(conn, rep, question)
    if found is None or said not in (*ANSWERS[found.asked], DECLINED):
        return Problem("question_gone")
    questions.keep_answer(conn, request.workspace_id, question_id, said, request.now)
    by = int(question.facts["by"])
    _queue(conn, request, by, NudgeKind.COLLEAGUE_SAID, question_id)
    return found


def compose(conn: Connection, row: Waiting, rep: Rep) -> ColleagueAsked | ColleagueSaid | None:
    """The question, or what was answered to it, as it stands; None when it is no longer so."""
    question = questions.find(conn, row.workspace_id, row.facts["question"])
    if question is None:
        return None
    if row.kind == NudgeKind.COLLEAGUE_SAID:
        return _said(conn, rep, question)
    return _asked(conn, rep, question) if question.state is QuestionState.ASKED else None


def _trouble(rep: Rep, colleague: Rep, request: Request) -> Problem | None:
    if colleague.id == rep.id:
        return Problem("colleague_self")
    if colleague.is_gone:
        return Problem("colleague_cannot")
    if due.is_paused(colleague, request.now):
        return Problem("colleague_away", {"name": colleague.name, "on": colleague.paused_until})
    return None if is_wanted(colleague, Ask.COLLEAGUE) else Problem("colleague_cannot")


def _asked(conn: Connection, rep: Rep, question: Question) -> ColleagueAsked | None:
    client = _served(conn, rep, question)
    if client is None:
        return None
    by = reps.get(conn, rep.workspace_id, question.facts["by"])
    return ColleagueAsked(question.id, client, Asked(question.facts["which"]), by.name)


def _said(conn: Connection, rep: Rep, question: Question) -> ColleagueSaid | None:
    client, facts = _served(conn, rep, question), question.facts
    if client is None or question.answer is None:
        return None
    colleague = reps.get(conn, rep.workspace_id, question.rep_id)
    still = inventory.open_review(conn, rep, facts["review"], facts["which"])
    which, said = Asked(facts["which"]), question.answer
    is_open = still is not None
    return ColleagueSaid(facts["review"], client, which, colleague.name, said, is_open)


def _served(conn: Connection, rep: Rep, question: Question) -> Client | None:
    client = clients.known(conn, rep.workspace_id, question.client_id or 0)
    if client is None or client.standing in (Standing.LOST, Standing.PARTED):
        return None
    return client


def _queue(conn: Connection, request: Request, to: int, kind: NudgeKind, question_id: int) -> None:
    facts: dict[str, Any] = {"question": question_id}
    item, now = Item(f"{kind.value}:{question_id}"), request.now
    outbox.queue(conn, request.workspace_id, to, kind, [item], now, now, request.steady_now, facts)
