"""What happens, in one transaction, when a rep answers a question of the playbook?"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from bot.playbook import preferences
from bot.playbook.asking import STOP, Ask, Question, QuestionState, over
from bot.playbook.model import Client
from bot.playbook.outcome import Outcome
from bot.playbook.problem import Problem
from storage import changes, clients, deals, followups, questions, reps
from storage.changes import Row
from storage.request import Request

# What an answer leads to: an outcome with a change of its own, rows it touched, or why not.
Follow = Callable[[Question], Outcome | Sequence[Row] | Problem]


def answer(
    conn: Connection,
    request: Request,
    question_id: int,
    said: str,
    follow: Follow | None = None,
) -> Outcome:
    """Keep this answer and do what follows from it; undoing that opens the question again.

    Answered before, or no longer true: nothing is changed, and the problem says why.
    """

    def act() -> Outcome | Problem:
        question = still_open(conn, request, question_id)
        if isinstance(question, Problem):
            return question
        found = follow(question) if follow else ()
        if isinstance(found, Problem):
            return found
        client = _client(conn, request, question)
        if isinstance(found, Sequence):
            return questions.settle(conn, request, question, said, client, rows=found)
        change_id = getattr(found, "change_id", None)
        if change_id is not None:  # without a change Steady asks back: the question stays open
            questions.settle(conn, request, question, said, client, change_id)
        return found

    return followups.once(conn, request, act)


def still_open(conn: Connection, request: Request, question_id: int) -> Question | Problem:
    """The question, if it may still be answered; otherwise why not."""
    workspace_id, rep = request.workspace_id, request.rep
    question = questions.find(conn, workspace_id, question_id)
    if question is None:
        return Problem("question_gone")
    if question.rep_id != rep.id:
        return Problem("not_yours_to_answer")
    if question.state in (QuestionState.ANSWERED, QuestionState.PASSED):
        return Problem("question_answered")
    client = _client(conn, request, question)
    why = over(question, client, rep) or _deal_over(conn, workspace_id, question)
    if why is not None:
        questions.withdraw(conn, workspace_id, question_id)
        named = clients.exactly(conn, workspace_id, question.client_id or 0).name
        return Problem("question_over", {"why": why, "client": named})
    if question.state is QuestionState.WITHDRAWN:
        return Problem("question_gone")
    return question


def stop(conn: Connection, request: Request, question_id: int, said: str) -> Outcome:
    """`keep` or `stop`: from now on the rep is asked this kind again, or no more."""

    def follow(question: Question) -> Sequence[Row]:
        ask = Ask(question.facts["ask"])
        return [_hushed(conn, request, ask)] if said == STOP else []

    return answer(conn, request, question_id, said, follow)


def _hushed(conn: Connection, request: Request, ask: Ask) -> Row:
    """This kind of question is among those the rep does not want."""
    rep = reps.get(conn, request.workspace_id, request.rep.id)
    before = changes.columns(conn, request.workspace_id, "reps", rep.id, "muted")
    reps.set_preferences(conn, preferences.muted_with(rep, ask), request.now)
    return before


def _client(conn: Connection, request: Request, question: Question) -> Client | None:
    if question.client_id is None:
        return None
    return clients.known(conn, request.workspace_id, question.client_id)


def _deal_over(conn: Connection, workspace_id: str, question: Question) -> str | None:
    if question.deal_id is None:
        return None
    found = deals.several(conn, workspace_id, [question.deal_id])
    return None if found and found[0].is_open else "deal"
