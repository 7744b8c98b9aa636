"""Which clients does a rep look at in this sitting, and what was answered? (S0-1)"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bot.playbook import due, inventory
from bot.playbook.asking import Ask, Candidate, Question
from bot.playbook.inventory import SKIP, Asked, Inventory, Review, Sitting, Step
from bot.playbook.model import Client, Rep, Standing
from bot.playbook.outcome import Outcome
from storage import answers, clients
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
        take_up(conn, request.rep, request.now)
        return ()

    return answers.answer(conn, request, question_id, "begun", follow)


def pass_by(conn: Connection, request: Request, question_id: int) -> Outcome:
    """Not this time; the next is in two weeks."""
    return answers.answer(conn, request, question_id, "pass")


def take_up(conn: Connection, rep: Rep, now: datetime, client_id: int | None = None) -> Step:
    """The sitting of these two weeks, or one about a single client; begun if it was not."""
    today = due.today_in(rep.zone, now)
    period = f"{today}:{client_id}" if client_id else inventory.period_of(today)
    if not _rows(conn, rep, period):
        wanted = [clients.get(conn, rep.workspace_id, client_id)] if client_id else None
        _add(conn, rep, period, wanted or _due(conn, rep, today), now)
    return inventory.step(_sitting(conn, rep, period))


def answer(conn: Connection, rep: Rep, review_id: int, which: str, said: str, on: date) -> Step:
    """Keep one answer; the first stands, and an old button shows where the sitting is."""
    here = (_C.workspace_id == rep.workspace_id, _C.id == review_id, _C.rep_id == rep.id)
    row = conn.execute(select(reviews).where(*here)).one()
    client = clients.known(conn, rep.workspace_id, row.client_id)
    if said == SKIP:
        conn.execute(update(reviews).where(*here).values(is_skipped=True))
        return inventory.step(_sitting(conn, rep, row.period))
    asked, is_first = Asked(which), getattr(row, which) is None
    if is_first and said in inventory.ANSWERS[asked]:
        conn.execute(update(reviews).where(*here).values({which: said, "reviewed_on": on}))
    is_no = is_first and inventory.is_no(asked, said)
    heard = (client, asked) if is_no else (None, None)
    return inventory.step(_sitting(conn, rep, row.period), *heard)


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
