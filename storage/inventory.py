"""Which clients does a rep look at in this sitting, and what was answered? (S0-1)"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bot.playbook import due, inventory
from bot.playbook.asking import Ask, Candidate, Question, QuestionState
from bot.playbook.inventory import SKIP, Asked, Inventory, Noted, Review, Sitting, Step
from bot.playbook.model import Client, Rep, Standing
from bot.playbook.outcome import Outcome
from bot.playbook.problem import Problem
from storage import answers, changes, clients, questions
from storage.ids import new_id
from storage.request import Request
from storage.tables import reviews

_C = reviews.c


def find(conn: Connection, rep: Rep, now: datetime) -> Sequence[Candidate]:
    """Twice a month, while there is anybody to look at."""
    today = due.today_in(rep.zone, now)
    if not _due(conn, rep, today):
        return ()
    return [Candidate(Ask.INVENTORY, None, None, inventory.period_of(today))]


def show(conn: Connection, rep: Rep, question: Question, now: datetime) -> Inventory | None:
    """Who would be looked at, as it stands now."""
    found = _due(conn, rep, due.today_in(rep.zone, now))
    return Inventory(question.id, tuple(found)) if found else None


def begin(conn: Connection, request: Request, question_id: int) -> Outcome:
    """The sitting begins; pressed again it goes on where it stands."""

    def follow(question: Question) -> Sequence[Any]:
        _take_up(conn, request.rep, request.now, None)
        return ()

    return answers.answer(conn, request, question_id, "begun", follow)


def pass_by(conn: Connection, request: Request, question_id: int) -> Outcome:
    """Not this time; the next is in two weeks."""
    return answers.answer(conn, request, question_id, "pass")


def take_up(conn: Connection, rep: Rep, now: datetime, client_id: int | None = None) -> Step:
    """The sitting of these two weeks, or one about a single client; begun if it was not.

    Whoever begins it unasked has not left the question alone.
    """
    found = _take_up(conn, rep, now, client_id)
    for question in questions.open_of(conn, rep, Ask.INVENTORY):
        if question.period == found.sitting.period and question.state is QuestionState.ASKED:
            questions.keep_answer(conn, rep.workspace_id, question.id, "begun", now)
    return found


def answer(
    conn: Connection, request: Request, review_id: int, which: str, said: str
) -> Step | Problem:
    """Keep one answer; the first stands, and an old button shows where the sitting is."""
    rep, asked = request.rep, Asked(which)
    row = conn.execute(select(reviews).where(*_one(rep, review_id))).first()
    if row is None:
        return Problem("question_gone")
    client = clients.known(conn, rep.workspace_id, row.client_id)
    is_first = getattr(row, which) is None and not row.is_skipped
    if client is None or not is_first or said not in (*inventory.ANSWERS[asked], SKIP):
        return inventory.step(_sitting(conn, rep, row.period))
    kept = {"is_skipped": True} if said == SKIP else {which: said, "reviewed_on": request.today}
    noted = Noted(client, said, _keep(conn, request, review_id, kept))
    no_about, no_to = (client, asked) if inventory.is_no(asked, said) else (None, None)
    return inventory.step(_sitting(conn, rep, row.period), no_about, no_to, noted)


def take_back(conn: Connection, request: Request, change_id: int) -> Step | Problem:
    """One answer is taken back, for ten minutes; the question stands there again."""
    rep = request.rep
    ids = changes.touched(conn, rep.workspace_id, change_id, "reviews")
    undone = changes.undo(conn, rep.workspace_id, rep.id, change_id, request.now)
    if isinstance(undone, Problem):
        return undone
    row = conn.execute(select(reviews).where(*_one(rep, ids[0]))).one()
    return inventory.step(_sitting(conn, rep, row.period))


def open_review(conn: Connection, rep: Rep, review_id: int, which: str) -> Client | None:
    """The client of a question of this rep's that nobody has answered yet."""
    row = conn.execute(select(reviews).where(*_one(rep, review_id))).first()
    if row is None or row.is_skipped or getattr(row, which) is not None:
        return None
    client = clients.known(conn, rep.workspace_id, row.client_id)
    is_ours = client is not None and client.standing not in (Standing.LOST, Standing.PARTED)
    return client if is_ours else None


def _take_up(conn: Connection, rep: Rep, now: datetime, client_id: int | None) -> Step:
    today = due.today_in(rep.zone, now)
    period = f"{today}:{client_id}" if client_id else inventory.period_of(today)
    if not _rows(conn, rep, period):
        wanted = [clients.get(conn, rep.workspace_id, client_id)] if client_id else None
        _add(conn, rep, period, wanted or _due(conn, rep, today), now)
    return inventory.step(_sitting(conn, rep, period))


def _keep(conn: Connection, request: Request, review_id: int, kept: Mapping[str, Any]) -> int:
    workspace_id, rep = request.workspace_id, request.rep
    before = changes.row(conn, workspace_id, "reviews", review_id)
    values = {**kept, "version": _C.version + 1}
    conn.execute(update(reviews).where(*_one(rep, review_id)).values(values))
    return changes.record(conn, workspace_id, rep.id, "reviewed", [before], request.now)


def _one(rep: Rep, review_id: int) -> tuple[Any, ...]:
    return _C.workspace_id == rep.workspace_id, _C.id == review_id, _C.rep_id == rep.id


def _due(conn: Connection, rep: Rep, today: date) -> list[Client]:
    book = clients.paying(conn, rep.workspace_id, rep.id)
    asked = (
        select(_C.client_id, func.max(_C.reviewed_on).label("last_on"))
        .where(_C.workspace_id == rep.workspace_id, _C.reviewed_on.is_not(None))
        .group_by(_C.client_id)
    )
    latest = {row.client_id: row.last_on for row in conn.execute(asked)}
    return inventory.due_now([(client, latest.get(client.id)) for client in book], today)


def _sitting(conn: Connection, rep: Rep, period: str) -> Sitting:
    """Who is still ours and pays us; a client that was lost or given away drops out."""
    found = []
    for row in _rows(conn, rep, period):
        client = clients.known(conn, rep.workspace_id, row.client_id)
        is_single = period.endswith(f":{row.client_id}")
        is_ours = client is not None and client.owner_id in (rep.id, None)
        if client is None or not (is_single or is_ours):
            continue
        if client.standing is Standing.ACTIVE or is_single:
            given = tuple((a, str(getattr(row, a))) for a in Asked if getattr(row, a) is not None)
            found.append(Review(row.id, client, given, row.is_skipped))
    return Sitting(period, tuple(found))


def _rows(conn: Connection, rep: Rep, period: str) -> Sequence[Any]:
    here = (_C.workspace_id == rep.workspace_id, _C.rep_id == rep.id, _C.period == period)
    return conn.execute(select(reviews).where(*here).order_by(_C.id)).all()


def _add(conn: Connection, rep: Rep, period: str, found: Sequence[Client], now: datetime) -> None:
    for client in found:
        of_it = {"workspace_id": rep.workspace_id, "id": new_id(now), "client_id": client.id}
        values = of_it | {"rep_id": rep.id, "period": period, "is_skipped": False}
        conn.execute(insert(reviews), values | {"version": 1, "created_at": now})
