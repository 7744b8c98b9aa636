"""What is a meeting for, when is one under way, and what came of it?"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bot.playbook import due, meeting
from bot.playbook.asking import Ask, Candidate, Question, about_stopping, is_wanted
from bot.playbook.meeting import Vetting, for_eyes
from bot.playbook.model import Commitment, Kind, Rep
from bot.playbook.nudge import NudgeKind
from bot.playbook.outcome import Moved, Saved
from storage import changes, commitments, outbox, questions, reps
from storage.tables import IS_OPEN, meetings
from storage.tables import commitments as commitments_

_WORDS = ("zone", "topics", "our_ask", "their_ask", "ask_about")


def get(conn: Connection, workspace_id: str, commitment_id: int, rep_id: int) -> Vetting:
    """What a meeting is for, as far as it is for this rep's eyes."""
    c = meetings.c
    here = c.workspace_id == workspace_id, c.id == commitment_id, c.gone_at.is_(None)
    row = conn.execute(select(meetings).where(*here)).first()
    if row is None:
        return Vetting()
    written = Vetting(**{name: getattr(row, name) for name in _WORDS}, rep_id=row.rep_id)
    lines: dict[str, str] = row.of_others or {}
    return for_eyes(written, rep_id, lines.get(str(rep_id)))


def keep(
    conn: Connection, workspace_id: str, commitment_id: int, rep_id: int, vetting: Vetting | None
) -> list[changes.Row]:
    """Write down what a meeting is for; the rows undo it. Nothing said changes nothing.

    A line to ask about that somebody else wrote is kept for them.
    """
    if vetting is None:
        return []
    c = meetings.c
    here = c.workspace_id == workspace_id, c.id == commitment_id
    values: dict[str, Any] = {name: getattr(vetting, name) for name in _WORDS}
    stands = conn.execute(select(meetings).where(*here)).first()
    if stands is None:
        of_it = {"workspace_id": workspace_id, "id": commitment_id, "rep_id": rep_id, "version": 1}
        conn.execute(insert(meetings), of_it | values)
        return [changes.Row("meetings", commitment_id)]
    before = changes.row(conn, workspace_id, "meetings", commitment_id)
    values |= {"rep_id": rep_id, "version": stands.version + 1, "gone_at": None}
    values["zone"] = vetting.zone or stands.zone
    if stands.rep_id != rep_id:
        values["of_others"] = _of_others(stands, rep_id)
    conn.execute(update(meetings).where(*here).values(values))
    return [before]


def carry_on(
    conn: Connection, workspace_id: str, was: Commitment, fresh: Commitment
) -> list[changes.Row]:
    """A meeting that moved is for the same; who wrote it down stays who alone may read it."""
    c = meetings.c
    here = c.workspace_id == workspace_id, c.id == was.id, c.gone_at.is_(None)
    row = conn.execute(select(meetings).where(*here)).mappings().first()
    if row is None:
        return []
    conn.execute(insert(meetings), dict(row) | {"id": fresh.id, "version": 1})
    return [changes.Row("meetings", fresh.id)]


def of_rep(conn: Connection, workspace_id: str, rep_id: int) -> list[Commitment]:
    """A rep's open meetings, the soonest first."""
    found = commitments.open_for(conn, workspace_id, rep_id=rep_id)
    return [c for c in found if c.kind is Kind.MEETING]


def silent_until(
    conn: Connection, workspace_id: str, rep_id: int, now: datetime
) -> datetime | None:
    """When the meeting is over that this rep sits in now; None when there is none."""
    c = commitments_.c
    until: datetime | None = conn.scalar(
        select(func.max(c.ends_at)).where(
            c.workspace_id == workspace_id,
            c.rep_id == rep_id,
            IS_OPEN,
            c.ends_at > now,
            c.due_at <= now,
        )
    )
    return until


def as_saved(conn: Connection, rep: Rep, saved: Saved) -> Saved:
    """A saved meeting, with what it is for and what else is in its frame."""
    c = saved.commitment
    if c.kind is not Kind.MEETING:
        return saved
    found = get(conn, rep.workspace_id, c.id, rep.id)
    return replace(saved, vetting=found, overlaps=_overlaps(conn, rep, c))


def as_moved(conn: Connection, rep: Rep, moved: Moved) -> Moved:
    """A moved meeting, with what else is in its frame."""
    c = moved.commitment
    is_one = c.kind is Kind.MEETING
    return replace(moved, overlaps=_overlaps(conn, rep, c)) if is_one else moved


def first_over_at(conn: Connection) -> datetime | None:
    """When the next meeting is asked about. Across workspaces."""
    c = commitments_.c
    first: datetime | None = conn.scalar(select(func.min(c.over_at)).where(c.over_at.is_not(None)))
    return first


def queue_over(conn: Connection, now: datetime, steady_now: datetime, limit: int) -> int:
    """Ask what came of the meetings whose frame has ended; returns how many were taken."""
    c = commitments_.c
    ripe = select(c.workspace_id, c.id).where(c.over_at <= now).order_by(c.over_at).limit(limit)
    found = conn.execute(ripe).all()
    for workspace_id, commitment_id in found:
        one = commitments.get(conn, workspace_id, commitment_id)
        here = c.workspace_id == workspace_id, c.id == commitment_id
        conn.execute(update(commitments_).where(*here).values(over_at=None))
        rep = reps.get(conn, workspace_id, one.rep_id)
        if one.is_open and _is_asked(conn, rep, now):
            _ask(conn, rep, one, now, steady_now)
    return len(found)


def find(conn: Connection, rep: Rep, now: datetime) -> Sequence[Candidate]:
    """Three meetings in a row were left without a word: shall Steady stop asking?"""
    last = _left_alone(conn, rep, now)
    return [about_stopping(Ask.MEETING, last.id)] if last else []


def mark_asked(conn: Connection, row: outbox.Waiting) -> None:
    """What came of a meeting is being asked."""
    if "question" in row.facts:  # one that was queued before this was counted has none
        questions.mark_asked(conn, row.workspace_id, row.facts["question"])


def over_key(commitment_id: int, version: int, c: Commitment) -> str:
    """What makes the question after a meeting one and the same."""
    return outbox.due_key(NudgeKind.MEETING_OVER, commitment_id, version, c.due_on)


def _of_others(stands: Any, rep_id: int) -> dict[str, str] | None:
    lines = dict(stands.of_others or {})
    lines.pop(str(rep_id), None)
    if stands.ask_about:
        lines[str(stands.rep_id)] = stands.ask_about
    return lines or None


def _is_asked(conn: Connection, rep: Rep, now: datetime) -> bool:
    """Not in a pause, muted, or left alone three times: the brief lists what is open."""
    if due.is_paused(rep, now) or not is_wanted(rep, Ask.MEETING):
        return False
    return Ask.MEETING not in questions.hushed(conn, rep) and _left_alone(conn, rep, now) is None


def _ask(conn: Connection, rep: Rep, c: Commitment, now: datetime, steady_now: datetime) -> None:
    of_it = {"commitment": c.id, "version": c.version}
    put = Candidate(Ask.MEETING, None, None, f"{c.id}:{c.version}", facts=of_it)
    facts: dict[str, Any] = {}
    if not questions.was_put(conn, rep, put):
        facts["question"] = questions.add(conn, rep, put, due.today_in(rep.zone, now), now)
    items = [outbox.Item(over_key(c.id, c.version, c), c.id)]
    to = (rep.workspace_id, rep.id)
    outbox.queue(conn, *to, NudgeKind.MEETING_OVER, items, now, now, steady_now, facts)


def _left_alone(conn: Connection, rep: Rep, now: datetime) -> Question | None:
    """The last, if it and the two before were said and their meetings stand as they stood."""
    lately = questions.left_alone(conn, rep, Ask.MEETING, due.today_in(rep.zone, now))
    stood = {q.facts["commitment"]: q.facts["version"] for q in lately}
    now_are = commitments.several(conn, rep.workspace_id, list(stood))
    if any(not c.is_open or c.version != stood[c.id] for c in now_are):
        return None
    return lately[0] if lately else None


def _overlaps(conn: Connection, rep: Rep, c: Commitment) -> tuple[Commitment, ...]:
    others: Sequence[Commitment] = of_rep(conn, rep.workspace_id, rep.id)
    return tuple(meeting.overlapping(c, others))
