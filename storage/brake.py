"""Which promises to a client were made in a rush, and what becomes of them? (S0-4)"""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import Connection

from bot.playbook import brake
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Commitment, State
from bot.playbook.outcome import Cancelled, Finished, Outcome, Snoozed
from bot.playbook.problem import Problem
from storage import acts, changes, closing, commitments
from storage.followups import once
from storage.meant import own
from storage.request import Request

Act = Callable[[Commitment], Outcome | Problem]


def later(conn: Connection, request: Request, commitment_id: int) -> Outcome:
    """A week later than it stands, by the rep's own wish."""

    def act(found: Commitment) -> Outcome | Problem:
        day = max(found.back_on, request.today) + brake.LATER
        intent = Intent(
            Verb.SNOOZE,
            commitment_id=found.id,
            due_on=day,
            due_time=found.back_time,
            is_computed=True,
        )
        outcome = acts.snooze(conn, request, intent, found)
        if isinstance(outcome, Snoozed):
            return replace(outcome, rest=_rest(conn, request, found))
        return outcome

    return _on_open(conn, request, commitment_id, act)


def cancel(conn: Connection, request: Request, commitment_id: int) -> Outcome:
    """It will not be done; nobody said no."""

    def act(found: Commitment) -> Outcome | Problem:
        (ended,), rows = closing.end_dates(conn, request, [found], State.CANCELLED, None)
        change_id = changes.record(
            conn, request.workspace_id, request.rep.id, "cancelled", rows, request.now
        )
        return Cancelled(ended, change_id, _rest(conn, request, found))

    return _on_open(conn, request, commitment_id, act)


def _on_open(conn: Connection, request: Request, commitment_id: int, act: Act) -> Outcome:
    """Once, and only while it is open."""

    def carried_out() -> Outcome | Problem:
        found = own(conn, request, commitment_id)
        if isinstance(found, Problem):
            return found
        return act(found) if found.is_open else Finished(found)

    return once(conn, request, carried_out)


def _rest(conn: Connection, request: Request, but: Commitment) -> tuple[Commitment, ...]:
    """What else was promised in the same rush, and is open."""
    found = commitments.promised(
        conn, request.workspace_id, request.rep.id, but.client_id, but.created_at - brake.WITHIN
    )
    near = [c for c in found if c.created_at < but.created_at + brake.WITHIN]
    return tuple(c for c in near if c.is_open and c.id != but.id)
