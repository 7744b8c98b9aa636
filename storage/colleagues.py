"""What does a rep ask a colleague about a client in a sitting, and what comes back? (S0-1)"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.playbook import due
from bot.playbook.asking import (
    Ask,
    Candidate,
    Question,
    QuestionState,
    about_stopping,
    is_wanted,
)
from bot.playbook.inventory import (
    ANSWERS,
    DECLINED,
    GONE,
    Asked,
    ColleagueAsked,
    ColleagueSaid,
)
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
    trouble = _trouble(conn, rep, colleague, request)
    if trouble is not None:
        return trouble
    facts = {"review": review_id, "which": which, "by": rep.id}
    candidate = Candidate(
        Ask.COLLEAGUE, client.id, None, f"{review_id}:{which}:{rep.id}", facts=facts
    )
    question = questions.put(conn, colleague, candidate, request.today, now)
    if question is None:
        return Problem("colleague_asked", {"name": colleague.name})
    here, steady_now = request.workspace_id, request.steady_now
    _queue(conn, here, NudgeKind.ASKED_COLLEAGUE, question, now, steady_now)
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
    is_open = question.state is QuestionState.ASKED
    found = _asked(conn, rep, question) if is_open else None
    if found is None or said not in (*ANSWERS[found.asked], DECLINED):
        return Problem("question_gone")
    questions.keep_answer(conn, request.workspace_id, question_id, said, request.now)
    here, now = request.workspace_id, request.now
    _queue(conn, here, NudgeKind.COLLEAGUE_SAID, question, now, request.steady_now)
    return found


def find(conn: Connection, rep: Rep, now: datetime) -> Sequence[Candidate]:
    """Three questions of colleagues in a row were let be: shall Steady bring no more?"""
    last = _left_alone(conn, rep, now)
    return [about_stopping(Ask.COLLEAGUE, last.id)] if last else []


def is_waited_for(conn: Connection, rep: Rep) -> bool:
    """Whether a colleague waits for an answer of this rep's."""
    return bool(questions.open_of(conn, rep, Ask.COLLEAGUE))


def nobody_answers(conn: Connection, rep: Rep, now: datetime, steady_now: datetime) -> None:
    """Who was asked has left: whoever waits for the answer hears that none will come."""
    for question in questions.open_of(conn, rep, Ask.COLLEAGUE):
        questions.give_up(conn, rep.workspace_id, question.id, GONE, now)
        _queue(conn, rep.workspace_id, NudgeKind.COLLEAGUE_SAID, question, now, steady_now)


def compose(conn: Connection, row: Waiting, rep: Rep) -> ColleagueAsked | ColleagueSaid | None:
    """The question, or what was answered to it, as it stands; None when it is no longer so."""
    question = questions.find(conn, row.workspace_id, row.facts["question"])
    if question is None:
        return None
    if row.kind == NudgeKind.COLLEAGUE_SAID:
        return _said(conn, rep, question)
    return _asked(conn, rep, question) if question.state is QuestionState.ASKED else None


def _trouble(conn: Connection, rep: Rep, colleague: Rep, request: Request) -> Problem | None:
    if colleague.id == rep.id:
        return Problem("colleague_self")
    if colleague.is_gone:
        return Problem("colleague_cannot")
    if due.is_paused(colleague, request.now):
        return Problem("colleague_away", {"name": colleague.name, "on": colleague.paused_until})
    if _is_in_peace(conn, colleague, request.now):
        return Problem("colleague_cannot")
    return None


def _is_in_peace(conn: Connection, rep: Rep, now: datetime) -> bool:
    """Muted, or let be so often that the rep is asked whether to bring any more."""
    is_hushed = Ask.COLLEAGUE in questions.hushed(conn, rep)
    is_wanted_ = is_wanted(rep, Ask.COLLEAGUE)
    return not is_wanted_ or is_hushed or _left_alone(conn, rep, now) is not None


def _left_alone(conn: Connection, rep: Rep, now: datetime) -> Question | None:
    """The last, if it and the two before were said."""
    lately = questions.left_alone(conn, rep, Ask.COLLEAGUE, due.today_in(rep.zone, now))
    keys = [_key(NudgeKind.ASKED_COLLEAGUE, question.id) for question in lately]
    if not all(outbox.was_sent(conn, rep.workspace_id, key) for key in keys):
        return None
    return lately[0] if lately else None


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


def _queue(
    conn: Connection,
    workspace_id: str,
    kind: NudgeKind,
    question: Question,
    now: datetime,
    steady_now: datetime,
) -> None:
    """The question goes to whom it is put, what came of it to who asked."""
    to = question.rep_id if kind is NudgeKind.ASKED_COLLEAGUE else int(question.facts["by"])
    facts: dict[str, Any] = {"question": question.id}
    items = [Item(_key(kind, question.id))]
    outbox.queue(conn, workspace_id, to, kind, items, now, now, steady_now, facts)


def _key(kind: NudgeKind, question_id: int) -> str:
    return f"{kind.value}:{question_id}"
