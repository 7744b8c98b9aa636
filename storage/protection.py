"""When does a rep's protected time end next, and was it kept?"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bot.playbook import protection
from bot.playbook.asking import (
    IGNORED_BEFORE_ASKING,
    Ask,
    Candidate,
    about_stopping,
    is_wanted,
)
from bot.playbook.model import Rep
from bot.playbook.nudge import NudgeKind
from bot.playbook.protection import Kept, ProtectedWeek
from storage import outbox, questions
from storage import reps as reps_
from storage.ids import new_id
from storage.outbox import Waiting
from storage.tables import protected_weeks, reps

_ASKED = protected_weeks.c


def first_at(conn: Connection) -> datetime | None:
    """When the next block of anybody ends. Across workspaces."""
    first: datetime | None = conn.scalar(
        select(func.min(reps.c.protected_at)).where(reps.c.protected_at.is_not(None))
    )
    return first


def queue_questions(conn: Connection, now: datetime, steady_now: datetime, limit: int) -> int:
    """Ask whether the blocks that have ended were kept; returns how many were taken."""
    ended = (
        select(reps.c.workspace_id, reps.c.id, reps.c.protected_on, reps.c.protected_at)
        .where(reps.c.protected_at <= now)
        .order_by(reps.c.protected_at)
        .limit(limit)
    )
    found = conn.execute(ended).all()
    for row in found:
        rep = reps_.get(conn, row.workspace_id, row.id)
        if protection.is_asked_about(row.protected_on, row.protected_at, now, rep):
            _ask(conn, rep, row.protected_on, now, steady_now)
        reps_.plan_protected(conn, rep, now)
    return len(found)


def find(conn: Connection, rep: Rep, now: datetime) -> Sequence[Candidate]:
    """Three weeks in a row were left unanswered: shall Steady stop asking?"""
    last = _left_alone(conn, rep)
    if rep.protected is None or last is None or not protection.is_week_over(last.day, rep, now):
        return ()
    return [about_stopping(Ask.PROTECTED, last.id)]


def compose(conn: Connection, row: Waiting, rep: Rep) -> ProtectedWeek | None:
    """The question, unless it was answered or the block given up meanwhile."""
    week = get(conn, rep, int(row.facts["week"]))
    return week if week is not None and week.answer is None else None


def answer(
    conn: Connection, rep: Rep, week_id: int, kept: Kept | None, now: datetime
) -> ProtectedWeek | None:
    """The first answer stands; None takes it back, and asks again in place."""
    week = get(conn, rep, week_id)
    if week is not None and (week.answer is None or kept is None):
        one = (_ASKED.workspace_id == rep.workspace_id, _ASKED.id == week_id)
        said = kept.value if kept else None
        conn.execute(update(protected_weeks).where(*one).values(answer=said, answered_at=now))
    return get(conn, rep, week_id)


def get(conn: Connection, rep: Rep, week_id: int) -> ProtectedWeek | None:
    """One week of this rep's own, as it stands; None once nothing is protected any more."""
    one = (_ASKED.workspace_id == rep.workspace_id, _ASKED.id == week_id, _ASKED.rep_id == rep.id)
    row = conn.execute(select(protected_weeks).where(*one)).first()
    if row is None or rep.protected is None:
        return None
    kept = Kept(row.answer) if row.answer else None
    answers = [Kept(said) for said in conn.scalars(_answers(rep))]
    return ProtectedWeek(row.id, row.day, rep.protected, kept, protection.streak(answers))


def _answers(rep: Rep) -> Any:
    return (
        select(_ASKED.answer)
        .where(
            _ASKED.workspace_id == rep.workspace_id,
            _ASKED.rep_id == rep.id,
            _ASKED.answer.is_not(None),
        )
        .order_by(_ASKED.day.desc())
        .limit(protection.WEEKS)
    )


def _left_alone(conn: Connection, rep: Rep) -> Any | None:
    """The last week, if it and those before were said and not answered; until the rep says."""
    said = (
        select(_ASKED.id, _ASKED.day, _ASKED.answer)
        .where(
            _ASKED.workspace_id == rep.workspace_id,
            _ASKED.rep_id == rep.id,
            _ASKED.id > questions.kept_since(conn, rep, Ask.PROTECTED),
        )
        .order_by(_ASKED.day.desc())
        .limit(IGNORED_BEFORE_ASKING)
    )
    lately = conn.execute(said).all()
    is_ignored = len(lately) == IGNORED_BEFORE_ASKING and not any(w.answer for w in lately)
    is_ignored = is_ignored and all(_was_said(conn, rep, week.day) for week in lately)
    return lately[0] if is_ignored else None


def _was_said(conn: Connection, rep: Rep, day: date) -> bool:
    return outbox.was_sent(conn, rep.workspace_id, _key(rep, day))


def _key(rep: Rep, day: date) -> str:
    return f"{NudgeKind.PROTECTED.value}:{rep.id}:{day.isoformat()}"


def _ask(conn: Connection, rep: Rep, day: date, now: datetime, steady_now: datetime) -> None:
    here = _ASKED.workspace_id == rep.workspace_id, _ASKED.rep_id == rep.id, _ASKED.day == day
    is_hushed = Ask.PROTECTED in questions.hushed(conn, rep)
    if is_hushed or not is_wanted(rep, Ask.PROTECTED) or _left_alone(conn, rep) is not None:
        return
    if conn.execute(select(_ASKED.id).where(*here)).first() is not None:
        return
    week_id, of = new_id(now), {"workspace_id": rep.workspace_id, "rep_id": rep.id}
    conn.execute(insert(protected_weeks), of | {"id": week_id, "day": day, "created_at": now})
    item = outbox.Item(_key(rep, day))
    to = (rep.workspace_id, rep.id)
    facts = {"week": week_id}
    outbox.queue(conn, *to, NudgeKind.PROTECTED, [item], now, now, steady_now, facts)
