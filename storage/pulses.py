"""Who is asked how business is, what is counted, and what becomes of the counts? (S1-5)

A rep's message holds a ballot: chance under the pulse's seal, made when it is said and written down
nowhere. Whoever brings it back is counted once, and the rows written for it are the same whoever
pressed: nothing here, and nothing in the questions, receipts or changes, knows who has answered.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, case, delete, func, insert, select, update

from bot.playbook import due, pulse
from bot.playbook.asking import Ask, Candidate, Question
from bot.playbook.model import Rep
from bot.playbook.nudge import NudgeKind
from bot.playbook.problem import Problem
from bot.playbook.pulse import Pulse, PulseResult, Step
from storage import outbox, postings, reps, workspaces
from storage.once import add_once
from storage.outbox import Item, Waiting
from storage.tables import pulse_ballots, pulse_counts, pulses
from storage.tables import reps as reps_

KIND = "pulse"  # of the one message that goes to a channel
_AT_ONCE = 25  # pulses a transaction closes
_CHANCE = 12  # bytes of a ballot
_SEALED = 22  # characters of its seal


def find(conn: Connection, rep: Rep, now: datetime) -> Sequence[Candidate]:
    """Once in each pulse; the first rep of the team whose day has come opens it."""
    opened_on = pulse.open_on(due.today_in(rep.zone, now))
    if opened_on is None:
        return ()
    found = _get(conn, rep.workspace_id, opened_on) or _opened(conn, rep, opened_on, now)
    if found is None or not _is_open(found, now):
        return ()
    return [Candidate(Ask.PULSE, None, None, opened_on.isoformat())]


def show(conn: Connection, rep: Rep, question: Question, now: datetime) -> Pulse | None:
    """The question with a ballot of its own, while it is open."""
    opened_on = date.fromisoformat(question.period)
    found = _get(conn, rep.workspace_id, opened_on)
    if found is None or not _is_open(found, now):
        return None
    chance = secrets.token_urlsafe(_CHANCE)
    ballot = f"{question.period}:{chance}:{_seal(found.seal, chance)}"
    return Pulse(ballot, pulse.last_day(opened_on))


def count(
    conn: Connection, workspace_id: str, ballot: str, step: Step, now: datetime
) -> Problem | None:
    """Count an answer, once for each ballot; None when it was counted now.

    Every step's row is written, so that none of them stands out as the one chosen last.
    """
    opened_on, chance, seal = _parts(ballot)
    found = _get(conn, workspace_id, opened_on, is_locked=True)
    if found is None or not _is_open(found, now):
        return Problem("pulse_closed")
    if not hmac.compare_digest(_seal(found.seal, chance), seal):
        return Problem("question_gone")
    digest = hashlib.sha256(chance.encode()).hexdigest()
    row = {"workspace_id": workspace_id, "opened_on": opened_on, "digest": digest}
    if not conn.execute(add_once(pulse_ballots, conn.dialect.name), row).rowcount:
        return Problem("pulse_counted")
    one = case((pulse_counts.c.step == step.value, 1), else_=0)
    here = _of(pulse_counts, workspace_id, opened_on)
    conn.execute(update(pulse_counts).where(*here).values(answers=pulse_counts.c.answers + one))
    return None


def close_due(conn: Connection, now: datetime, steady_now: datetime) -> int:
    """Close what has come to its end, and have it told if enough answered; returns how many."""
    is_due = pulses.c.state == "open", pulses.c.closes_at <= now
    ready = conn.execute(
        select(pulses).where(*is_due).order_by(pulses.c.closes_at).limit(_AT_ONCE).with_for_update()
    ).all()
    for row in ready:
        _close(conn, row, now, steady_now)
    return len(ready)


def first_at(conn: Connection) -> datetime | None:
    """When the next pulse of anybody closes. Across workspaces."""
    first: datetime | None = conn.scalar(
        select(func.min(pulses.c.closes_at)).where(pulses.c.state == "open")
    )
    return first


def result(conn: Connection, workspace_id: str, opened_on: date) -> PulseResult | None:
    """The counts, once they may be told."""
    found = _get(conn, workspace_id, opened_on)
    if found is None or found.state != "published":
        return None
    return PulseResult(opened_on, _counts(conn, workspace_id, opened_on))


def tell_managers(
    conn: Connection, workspace_id: str, opened_on: date, now: datetime, steady_now: datetime
) -> None:
    """Without a channel each manager reads it alone; without a manager the sales lead."""
    lead = workspaces.lead_of(conn, workspace_id)
    told = [rep.id for rep in reps.managers(conn, workspace_id)] or ([lead] if lead else [])
    facts = {"note": "pulse", "opened_on": opened_on.isoformat()}
    for rep_id in told:
        item, kind = Item(f"pulse_told:{rep_id}:{opened_on.isoformat()}"), NudgeKind.DIGEST_NOTE
        outbox.queue(conn, workspace_id, rep_id, kind, [item], now, now, steady_now, facts)


def give_up(
    conn: Connection, row: Waiting, owner: str, code: str, now: datetime, steady_now: datetime
) -> None:
    """The channel cannot have it: the managers read it instead."""
    if outbox.mark_dead(conn, row, owner, code, now):
        opened_on = date.fromisoformat(row.facts["opened_on"])
        tell_managers(conn, row.workspace_id, opened_on, now, steady_now)


def _opened(conn: Connection, rep: Rep, opened_on: date, now: datetime) -> Any | None:
    """A new pulse, unless the team is too small for anybody to stay unknown in it."""
    workspace_id = rep.workspace_id
    here = reps_.c.workspace_id == workspace_id, reps_.c.gone_at.is_(None)
    if not pulse.may_ask(
        [muted or () for muted in conn.scalars(select(reps_.c.muted).where(*here))]
    ):
        return None
    zone = postings.get(conn, workspace_id).zone
    row = {"workspace_id": workspace_id, "opened_on": opened_on}
    begun = {"closes_at": pulse.closes_at(opened_on, zone), "state": "open"}
    begun["seal"] = secrets.token_hex(32)
    if conn.execute(add_once(pulses, conn.dialect.name), row | begun).rowcount:
        conn.execute(insert(pulse_counts), [row | {"step": s.value, "answers": 0} for s in Step])
    return _get(conn, workspace_id, opened_on)


def _close(conn: Connection, row: Any, now: datetime, steady_now: datetime) -> None:
    """What is left are the counts, or with too few answers nothing."""
    workspace_id, opened_on = row.workspace_id, row.opened_on
    is_told = pulse.may_tell(_counts(conn, workspace_id, opened_on))
    conn.execute(delete(pulse_ballots).where(*_of(pulse_ballots, workspace_id, opened_on)))
    if not is_told:
        conn.execute(delete(pulse_counts).where(*_of(pulse_counts, workspace_id, opened_on)))
    closed = update(pulses).where(*_of(pulses, workspace_id, opened_on))
    conn.execute(closed.values(state="published" if is_told else "withheld", seal=None))
    if is_told:
        _tell(conn, workspace_id, opened_on, now, steady_now)


def _tell(
    conn: Connection, workspace_id: str, opened_on: date, now: datetime, steady_now: datetime
) -> None:
    """In the digest's channel, while there is one."""
    place = postings.get(conn, workspace_id)
    if place.next_at is None or place.channel_id is None or place.set_by is None:
        tell_managers(conn, workspace_id, opened_on, now, steady_now)
        return
    facts = {"channel": place.channel_id, "opened_on": opened_on.isoformat()}
    item = Item(f"{KIND}:{opened_on.isoformat()}")
    outbox.queue(conn, workspace_id, place.set_by, KIND, [item], now, now, steady_now, facts)


def _counts(conn: Connection, workspace_id: str, opened_on: date) -> tuple[int, ...]:
    here = _of(pulse_counts, workspace_id, opened_on)
    found = select(pulse_counts.c.answers).where(*here).order_by(pulse_counts.c.step)
    return tuple(conn.scalars(found))


def _get(
    conn: Connection, workspace_id: str, opened_on: date, *, is_locked: bool = False
) -> Any | None:
    """Locked, an answer and the close wait for each other."""
    found = select(pulses).where(*_of(pulses, workspace_id, opened_on))
    return conn.execute(found.with_for_update() if is_locked else found).first()


def _is_open(row: Any, now: datetime) -> bool:
    return bool(row.state == "open" and now < row.closes_at)


def _parts(ballot: str) -> tuple[date, str, str]:
    opened_on, chance, seal = ballot.split(":")
    return date.fromisoformat(opened_on), chance, seal


def _seal(key: str, chance: str) -> str:
    return hmac.new(key.encode(), chance.encode(), hashlib.sha256).hexdigest()[:_SEALED]


def _of(table: Any, workspace_id: str, opened_on: date) -> tuple[Any, ...]:
    return table.c.workspace_id == workspace_id, table.c.opened_on == opened_on
