"""Which questions of the playbook were put to whom, and what became of them?"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from bot.playbook.asking import (
    IGNORED_BEFORE_ASKING,
    KEEP,
    PASSED,
    Answered,
    Ask,
    Candidate,
    Question,
    QuestionState,
    is_ignored,
)
from bot.playbook.model import Client, Rep
from storage import changes
from storage.changes import Row
from storage.ids import new_id
from storage.request import Request
from storage.tables import questions

_SAID = [each.value for each in (QuestionState.ASKED, QuestionState.ANSWERED, QuestionState.PASSED)]
_OPEN = [each.value for each in (QuestionState.READY, QuestionState.ASKED)]


def get(conn: Connection, workspace_id: str, question_id: int) -> Question:
    """The question with this id; LookupError if there is none."""
    found = find(conn, workspace_id, question_id)
    if found is None:
        raise LookupError("no such question")
    return found


def find(conn: Connection, workspace_id: str, question_id: int) -> Question | None:
    """The question with this id, if it was ever put."""
    row = conn.execute(select(questions).where(*_one(workspace_id, question_id))).first()
    return None if row is None else _question(row)


def since(conn: Connection, rep: Rep, ask: Ask, day: date) -> list[Question]:
    """Questions of a kind put to a rep on a day or later, the latest first; none withdrawn."""
    asked = (*_of(rep, ask), questions.c.asked_on >= day, questions.c.state.in_(_SAID))
    found = conn.execute(select(questions).where(*asked).order_by(questions.c.id.desc()))
    return [_question(row) for row in found]


def was_put(conn: Connection, rep: Rep, candidate: Candidate) -> bool:
    """Whether this question was put in its period, and perhaps answered."""
    key = questions.c.key == _key(candidate)
    return (
        conn.execute(select(questions.c.id).where(*_of(rep, candidate.ask), key)).first()
        is not None
    )


def lately(conn: Connection, rep: Rep, ask: Ask) -> list[Question]:
    """The last of a kind that were said since the rep chose to keep it, the latest first."""
    return _latest(conn, rep, ask, kept_since(conn, rep, ask))


def left_alone(conn: Connection, rep: Rep, ask: Ask, today: date) -> list[Question]:
    """The last three of a kind, if all were let be and the days they were put are over."""
    found = _latest(conn, rep, ask)
    if not is_ignored(found) or found[0].asked_on >= today:
        return []  # mostly, and one look tells
    return found if found[-1].id > kept_since(conn, rep, ask) else []


def kept_since(conn: Connection, rep: Rep, ask: Ask) -> int:
    """The question by which the rep chose to keep a kind; 0 if that never was. Ids grow."""
    kept = select(questions.c.id).where(
        *_of(rep, Ask.STOP),
        questions.c.answer == KEEP,
        questions.c.period.startswith(f"{ask.value}:", autoescape=True),
    )
    return conn.scalar(kept.order_by(questions.c.id.desc()).limit(1)) or 0


def hushed(conn: Connection, rep: Rep) -> set[Ask]:
    """Kinds of which the rep was asked whether to stop them, and has not said."""
    waiting = (*_of(rep, Ask.STOP), questions.c.state.in_(_OPEN))
    return {
        Ask(row.facts["ask"]) for row in conn.execute(select(questions.c.facts).where(*waiting))
    }


def add(conn: Connection, rep: Rep, candidate: Candidate, on: date, now: datetime) -> int:
    """Keep a question that waits to be said; returns its id."""
    question_id = new_id(now)
    conn.execute(
        insert(questions),
        {
            "workspace_id": rep.workspace_id,
            "id": question_id,
            "rep_id": rep.id,
            "ask": candidate.ask.value,
            "client_id": candidate.client_id,
            "deal_id": candidate.deal_id,
            "period": candidate.period,
            "key": _key(candidate),
            "state": QuestionState.READY.value,
            "asked_on": on,
            "facts": dict(candidate.facts),
            "version": 1,
            "created_at": now,
        },
    )
    return question_id


def mark_asked(conn: Connection, workspace_id: str, question_id: int) -> None:
    """It is being said."""
    waits = questions.c.state == QuestionState.READY.value
    said = update(questions).where(*_one(workspace_id, question_id), waits)
    conn.execute(said.values(state=QuestionState.ASKED.value))


def drop(conn: Connection, workspace_id: str, question_id: int) -> None:
    """It was never said: its period is free again."""
    conn.execute(delete(questions).where(*_one(workspace_id, question_id)))


def drop_unsaid(conn: Connection, rep: Rep, before: date) -> None:
    """What waited on a day that is over was never said."""
    here = questions.c.workspace_id == rep.workspace_id, questions.c.rep_id == rep.id
    unsaid = questions.c.state == QuestionState.READY.value, questions.c.asked_on < before
    conn.execute(delete(questions).where(*here, *unsaid))


def put(
    conn: Connection, to: Rep, candidate: Candidate, on: date, now: datetime
) -> Question | None:
    """Keep a question that is said as soon as may be; None if it was put before."""
    if was_put(conn, to, candidate):
        return None
    question_id = add(conn, to, candidate, on, now)
    mark_asked(conn, to.workspace_id, question_id)
    return get(conn, to.workspace_id, question_id)


def open_of(conn: Connection, rep: Rep, ask: Ask) -> list[Question]:
    """Questions of a kind that this rep has not answered, the first first."""
    waiting = (*_of(rep, ask), questions.c.state.in_(_OPEN))
    found = conn.execute(select(questions).where(*waiting).order_by(questions.c.id))
    return [_question(row) for row in found]


def keep_answer(
    conn: Connection, workspace_id: str, question_id: int, said: str, now: datetime
) -> None:
    """What was answered, where nothing else follows from it."""
    state = QuestionState.ANSWERED.value
    _set(conn, workspace_id, question_id, state=state, answer=said, answered_at=now)


def withdraw(conn: Connection, workspace_id: str, question_id: int) -> None:
    """What it was about is no longer so."""
    _set(conn, workspace_id, question_id, state=QuestionState.WITHDRAWN.value)


def give_up(conn: Connection, workspace_id: str, question_id: int, why: str, now: datetime) -> None:
    """No answer will come, and why; whoever was asked has nothing to answer any more."""
    state = QuestionState.WITHDRAWN.value
    _set(conn, workspace_id, question_id, state=state, answer=why, answered_at=now)


def settle(
    conn: Connection,
    request: Request,
    question: Question,
    answer: str,
    client: Client | None,
    change_id: int | None = None,
    rows: Collection[Row] = (),
) -> Answered:
    """Keep an answer, under the change it led to, or under one of its own."""
    workspace_id, now = request.workspace_id, request.now
    before = changes.row(conn, workspace_id, "questions", question.id)
    state = QuestionState.PASSED if answer == PASSED else QuestionState.ANSWERED
    _set(conn, workspace_id, question.id, state=state.value, answer=answer, answered_at=now)
    if change_id is None:
        every = [before, *rows]
        change_id = changes.record(conn, workspace_id, request.rep.id, "answered", every, now)
    else:
        changes.join(conn, workspace_id, change_id, [before, *rows])
    return Answered(get(conn, workspace_id, question.id), client, change_id)


def _latest(conn: Connection, rep: Rep, ask: Ask, since: int = 0) -> list[Question]:
    said = (*_of(rep, ask), questions.c.state.in_(_SAID), questions.c.id > since)
    found = select(questions).where(*said).order_by(questions.c.id.desc())
    return [_question(row) for row in conn.execute(found.limit(IGNORED_BEFORE_ASKING))]


def _set(conn: Connection, workspace_id: str, question_id: int, **values: Any) -> None:
    values["version"] = questions.c.version + 1
    conn.execute(update(questions).where(*_one(workspace_id, question_id)).values(values))


def _of(rep: Rep, ask: Ask) -> tuple[Any, ...]:
    return (
        questions.c.workspace_id == rep.workspace_id,
        questions.c.rep_id == rep.id,
        questions.c.ask == ask.value,
    )


def _one(workspace_id: str, question_id: int) -> tuple[Any, ...]:
    return questions.c.workspace_id == workspace_id, questions.c.id == question_id


def _key(candidate: Candidate) -> str:
    return f"{candidate.period}:{candidate.client_id or 0}:{candidate.deal_id or 0}"


def _question(row: Any) -> Question:
    names = [name for name in Question.__dataclass_fields__ if name not in ("ask", "state")]
    found = {name: getattr(row, name) for name in names}
    return Question(ask=Ask(row.ask), state=QuestionState(row.state), **found)
