"""What becomes of a commitment when a rep acts on it?

Whatever changes goes into one `changes` row, which undoes it, and nudges about what ended die in
the same transaction.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from bot.playbook import due, winback
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, Commitment, Kind, Rep, SetBy, Standing, State
from bot.playbook.nudge import NudgeKind
from bot.playbook.outcome import Ask, Kept, Moved, Outcome, Question, SaidNo, Saved, Snoozed
from bot.playbook.problem import Problem
from bot.playbook.winback import LossReason
from storage import changes, clients, commitments, outbox, recall, reps
from storage.ids import new_id
from storage.meant import ask_back, client_meant, date_trouble
from storage.request import Request

Act = Callable[[Connection, Request, Intent, Commitment], Outcome | Problem]

KINDS = {
    Verb.RECORD: Kind.FOLLOW_UP,
    Verb.THEIRS: Kind.THEIR_PROMISE,
    Verb.WIN_BACK: Kind.WIN_BACK,
}


def record(conn: Connection, request: Request, intent: Intent) -> Outcome | Problem:
    """A new commitment, with a client created by being named (S2-1)."""
    client = client_meant(conn, request, intent)
    if isinstance(client, Ask | Problem):
        return client
    if client is not None and client.lost_reason == LossReason.DO_NOT_CONTACT:
        return Problem("do_not_contact", {"client": client.name, "on": client.lost_on})
    trouble = date_trouble(conn, request, intent)
    if trouble is not None:
        return trouble
    rep, now = request.rep, request.now
    is_new = client is None
    if client is None:
        client = clients.add(conn, rep.workspace_id, intent.client_name, rep.id, now)
    commitment = _commitment(request, intent, client)
    commitments.add(conn, rep.workspace_id, commitment)
    reps.bring_brief_forward(conn, rep, commitment, now)
    rows = [changes.Row("commitments", commitment.id)]
    rows += [changes.Row("clients", client.id)] if is_new else []
    change_id = changes.record(conn, rep.workspace_id, rep.id, "saved", rows, now)
    return Saved(commitment, client, change_id, is_new_client=is_new)


def keep(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """The rep and the client spoke."""
    closed, change_id = _close(conn, request, [commitment], State.KEPT, "kept", _reason(intent))
    return Kept(closed[0], change_id)


def move(conn: Connection, request: Request, intent: Intent, was: Commitment) -> Outcome | Problem:
    """The client moved it: this one ends as moved, a new one carries the count on (S2-5)."""
    trouble = date_trouble(conn, request, intent)
    if trouble is not None:
        return trouble
    assert intent.due_on is not None
    rep, now = request.rep, request.now
    fresh = replace(
        was,
        id=new_id(now),
        set_by=intent.set_by or SetBy.CLIENT,
        words=intent.words,
        note=intent.note or was.note,
        put_offs=_put_offs(conn, rep, was, intent.due_on),
        moved_from=was.id,
        asked_on=None,
        version=1,
        created_at=now,
    )
    fresh = _redated(fresh, request, intent)
    before = changes.row(conn, rep.workspace_id, "commitments", was.id)
    was = commitments.close(conn, rep.workspace_id, was, State.MOVED, now)
    outbox.cancel_for(conn, rep.workspace_id, [was.id], now)
    commitments.add(conn, rep.workspace_id, fresh)
    reps.bring_brief_forward(conn, rep, fresh, now)
    rows = [before, changes.Row("commitments", fresh.id)]
    change_id = changes.record(conn, rep.workspace_id, rep.id, "moved", rows, now)
    return Moved(fresh, was, change_id)


def snooze(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """Later, by the rep's own wish: the named date stays, and no put-off is counted."""
    trouble = date_trouble(conn, request, intent)
    if trouble is not None:
        return trouble
    later = _redated(commitment, request, intent)
    later = replace(
        later,
        due_on=commitment.due_on,
        due_time=commitment.due_time,
        zone=commitment.zone,
        version=commitment.version + 1,
    )
    # Whose date it is may still be told, and outlives an undone snooze.
    change_id = _rewrite(conn, request, later, "snoozed", besides=("set_by", "words"))
    return Snoozed(later, change_id)


def change(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """What was saved is put right; nothing is counted."""
    is_same_day = (intent.due_on, intent.due_time) == (commitment.due_on, commitment.due_time)
    trouble = None if is_same_day else date_trouble(conn, request, intent)
    if trouble is not None:
        return trouble
    right = replace(
        commitment if is_same_day else _redated(commitment, request, intent),
        words=intent.words,
        note=intent.note,
        set_by=intent.set_by or commitment.set_by,
        version=commitment.version + 1,
    )
    change_id = _rewrite(conn, request, right, "changed")
    client = clients.get(conn, request.workspace_id, commitment.client_id)
    return Saved(right, client, change_id, is_change=True)


def believe_no(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """Believe the no (S2-6): to this one, or to everything."""
    workspace_id = request.workspace_id
    client = clients.get(conn, workspace_id, commitment.client_id)
    if client.standing is Standing.ACTIVE and intent.scope is None:
        return ask_back(conn, request, Question.NO_TO_WHAT, intent, clients=[client])
    if intent.scope == "this":
        why = _reason(intent)
        closed, change_id = _close(conn, request, [commitment], State.ANSWERED_NO, "said_no", why)
        return SaidNo(
            client,
            closed=tuple(closed),
            colleague_ids=(),
            is_everything=False,
            reason=None,
            second_try_on=None,
            change_id=change_id,
        )
    return _lose(conn, request, intent, client)


ACTS: dict[Verb, Act] = {
    Verb.DONE: keep,
    Verb.MOVED: move,
    Verb.SNOOZE: snooze,
    Verb.NO: believe_no,
    Verb.CHANGE: change,
}


def _commitment(request: Request, intent: Intent, client: Client) -> Commitment:
    rep = request.rep
    kind = KINDS[intent.verb]
    fresh = Commitment(
        id=new_id(request.now),
        client_id=client.id,
        client_name=client.name,
        rep_id=rep.id,
        kind=kind,
        state=State.OPEN,
        due_on=request.now.date(),
        due_time=None,
        zone=rep.zone,
        back_on=request.now.date(),
        back_time=None,
        due_at=request.now,
        set_by=intent.set_by or (SetBy.CLIENT if kind is Kind.THEIR_PROMISE else None),
        words=intent.words,
        note=intent.note,
        put_offs=0,
        version=1,
        created_at=request.now,
    )
    return _redated(fresh, request, intent)


def _redated(commitment: Commitment, request: Request, intent: Intent) -> Commitment:
    """The commitment on the intent's date, its stored moments computed from it."""
    rep, due_on, due_time = request.rep, intent.due_on, intent.due_time
    assert due_on is not None
    is_computed, is_latest = intent.is_computed, intent.is_latest
    back_on = due.bring_back_on(
        due_on, rep.hours, request.today, is_computed=is_computed, is_latest=is_latest
    )
    return replace(
        commitment,
        due_on=due_on,
        due_time=due_time,
        zone=rep.zone,
        back_on=back_on,
        back_time=due_time,
        due_at=due.due_at(back_on, due_time, rep.hours, rep.zone),
    )


def _put_offs(conn: Connection, rep: Rep, was: Commitment, new_on: date) -> int:
    """Put-offs in a row; a conversation kept since the date was named sets them to none."""
    is_one_more = due.is_put_off(was.due_on, new_on, was.is_theirs_to_name, rep.hours)
    counted = was.put_offs + is_one_more
    if not counted:
        return 0
    spoke = commitments.has_kept_since
    return 0 if spoke(conn, rep.workspace_id, was.client_id, rep.id, was.created_at) else counted


def _rewrite(
    conn: Connection,
    request: Request,
    now_is: Commitment,
    kind: str,
    besides: Collection[str] = (),
) -> int:
    rep, now = request.rep, request.now
    before = changes.row(conn, rep.workspace_id, "commitments", now_is.id, besides)
    commitments.rewrite(conn, rep.workspace_id, now_is)
    outbox.cancel_for(conn, rep.workspace_id, [now_is.id], now)
    reps.bring_brief_forward(conn, rep, now_is, now)
    return changes.record(conn, rep.workspace_id, rep.id, kind, [before], now)


def _close(
    conn: Connection,
    request: Request,
    closing: Sequence[Commitment],
    state: State,
    kind: str,
    reason: str | None,
    also: Sequence[changes.Row] = (),
) -> tuple[list[Commitment], int]:
    """End these, let what was queued about them die with them, and say what undoes it."""
    rep, now = request.rep, request.now
    rows = [changes.row(conn, rep.workspace_id, "commitments", c.id) for c in closing]
    closed = [commitments.close(conn, rep.workspace_id, c, state, now, reason) for c in closing]
    outbox.cancel_for(conn, rep.workspace_id, [c.id for c in closed], now)
    change_id = changes.record(conn, rep.workspace_id, rep.id, kind, [*rows, *also], now)
    return closed, change_id


def _reason(intent: Intent) -> str | None:
    """Why it ended: what the rep added, quoted or not."""
    return " … ".join(filter(None, (intent.note, intent.words))) or None


def _lose(conn: Connection, request: Request, intent: Intent, client: Client) -> Outcome:
    rep, workspace_id = request.rep, request.workspace_id
    everything = commitments.open_for(conn, workspace_id, client_id=client.id)
    closing = [c for c in everything if c.rep_id == rep.id]
    before = changes.row(conn, workspace_id, "clients", client.id)
    why = _reason(intent)
    heard = winback.heard_in(why)
    if client.standing is not Standing.LOST:
        clients.lose(conn, workspace_id, client, request.today, heard, why)
    elif heard is not None:
        clients.set_reason(conn, workspace_id, client.id, heard)
    _, change_id = _close(conn, request, closing, State.ANSWERED_NO, "said_no", why, also=[before])
    colleagues = sorted({c.rep_id for c in everything} - {rep.id})
    for colleague_id in colleagues:
        _tell_colleague(conn, request, colleague_id, client, change_id)
    return recall.said_no(conn, rep, client.id, change_id)


def _tell_colleague(
    conn: Connection, request: Request, colleague_id: int, client: Client, change_id: int
) -> None:
    """A colleague's dates are never closed; the colleague is told, and decides (S2-6)."""
    item = outbox.Item(f"told_no:{client.id}:{change_id}:{colleague_id}")
    facts = {"client": client.id, "by": request.rep.id, "change": change_id}
    now, steady_now, to = request.now, request.steady_now, (request.workspace_id, colleague_id)
    outbox.queue(conn, *to, NudgeKind.TOLD_NO, [item], now, now, steady_now, facts)
