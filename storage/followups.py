"""What happens, in one transaction, when a rep asks for something?

Each function is one use case behind `db.write`: it looks whether this request was handled
before, reads what it needs, changes it, and keeps a receipt.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import Connection

from bot.playbook import due, names, winback
from bot.playbook.client_intent import ClientIntent
from bot.playbook.intent import Intent, Verb
from bot.playbook.line import FindWhens, Line, is_name, name_keys, read_line
from bot.playbook.model import (
    Client,
    Commitment,
    Direction,
    Kind,
    Rep,
    SetBy,
    Standing,
    State,
    Touch,
    TouchKind,
)
from bot.playbook.outcome import (
    AlreadySaved,
    Ask,
    Finished,
    Kept,
    Listed,
    Moved,
    Outcome,
    Question,
    Refused,
    SaidNo,
    Saved,
    Snoozed,
    Told,
)
from bot.playbook.problem import Problem
from bot.playbook.winback import Loss, LossReason
from storage import (
    changes,
    clients,
    commitments,
    drafts,
    losses,
    outbox,
    quiet,
    recall,
    receipts,
    reps,
    touches,
)
from storage.ids import new_id

MOST_CHOICES = 5  # commitments offered as buttons
MOST_LISTED = 20  # lines of a list

_NOTHING = Intent(Verb.HELP)
_KINDS = {
    Verb.RECORD: Kind.FOLLOW_UP,
    Verb.THEIRS: Kind.THEIR_PROMISE,
    Verb.WIN_BACK: Kind.WIN_BACK,
}
# Kept, these mean that the client spoke; a plan action or a report is ours alone.
_THEY_SPOKE = {Kind.FOLLOW_UP, Kind.MEETING, Kind.WIN_BACK, Kind.THEIR_PROMISE}


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks, when, and by which delivery: the receipt's key makes a repeat harmless."""

    rep: Rep
    key: str
    now: datetime
    steady_now: datetime
    guard: str | None = None

    @property
    def workspace_id(self) -> str:
        return self.rep.workspace_id

    @property
    def today(self) -> date:
        return due.today_in(self.rep.zone, self.now)


def facts_for(
    conn: Connection, workspace_id: str, slack_user_id: str, keys: Collection[str]
) -> tuple[Rep | None, Mapping[str, Sequence[Client]]]:
    """The rep, and the clients a line could begin with, in one snapshot."""
    rep = reps.find(conn, workspace_id, slack_user_id)
    return rep, clients.known_by(conn, workspace_id, keys)


def take_line(
    conn: Connection, request: Request, text: str, find_whens: FindWhens
) -> Outcome | Line:
    """Read a typed line and carry it out; `help` and `list` come back as the line itself."""
    known = clients.known_by(conn, request.workspace_id, name_keys(text))
    line = read_line(text, known, find_whens)
    if line.intent.verb in (Verb.HELP, Verb.LIST):
        return line
    if line.intent.verb is Verb.UNDO:
        return undo(conn, request, None)
    if line.problem is not None:
        return refuse(conn, request, line.intent, line.problem)
    return carry_out(conn, request, line.intent)


def listed(conn: Connection, rep: Rep, asked: str, now: datetime) -> Listed:
    """`list`: everything, today's, this week's, what is overdue, or one client's."""
    today = due.today_in(rep.zone, now)
    which = names.key(asked) or "all"
    until = {"today": today, "overdue": today, "week": due.end_of_week(today)}.get(which)
    client = None
    if which not in ("all", "today", "week", "overdue"):
        same = clients.known_by(conn, rep.workspace_id, [which]).get(which, ())
        client = same[0] if same else None
        if client is None:
            return Listed("unknown_client", (), client_name=asked)
        which = "client"
    found = commitments.open_for(
        conn,
        rep.workspace_id,
        rep_id=rep.id,
        client_id=client.id if client else None,
        until=until,
    )
    if which == "overdue":
        found = [c for c in found if due.is_overdue(c, now)]
    more = max(0, len(found) - MOST_LISTED)
    name = client.name if client else ""
    return Listed(which, tuple(found[:MOST_LISTED]), more, name)


def carry_out(conn: Connection, request: Request, intent: Intent) -> Outcome:
    """Do what was asked, or ask back for what is missing."""
    return once(conn, request, lambda: _settle(conn, request, intent), intent)


def answer(
    conn: Connection, request: Request, draft_id: int, complete: Callable[[Intent], Intent]
) -> Outcome:
    """A choice was made: complete the draft with it and carry it out."""

    def act() -> Outcome | Problem:
        intent = drafts.find(conn, request.workspace_id, request.rep.id, draft_id)
        if not isinstance(intent, Intent):
            return Problem("draft_gone")
        return _settle(conn, request, complete(intent))

    return once(conn, request, act)


def refuse(conn: Connection, request: Request, intent: Intent, problem: Problem) -> Outcome:
    """The line could not be read to its end; nothing typed is lost, it waits for the form."""
    return once(conn, request, lambda: problem, intent)


def tell(
    conn: Connection, request: Request, commitment_id: int, set_by: SetBy, words: str | None
) -> Outcome:
    """Whose date it is, and what they said (S2-1)."""

    def act() -> Outcome | Problem:
        found = _own(conn, request, commitment_id)
        if isinstance(found, Problem) or not found.is_open:
            return found if isinstance(found, Problem) else Finished(found)
        commitments.tell(conn, request.workspace_id, found.id, set_by, words)
        quiet.settle(conn, request.workspace_id, found.client_id, request.now)
        return Told(commitments.get(conn, request.workspace_id, found.id))

    return once(conn, request, act)


def give_reason(
    conn: Connection, request: Request, client_id: int, change_id: int, reason: LossReason
) -> Outcome:
    """Keep why a lost client said no; the proposal for a later try follows from it (S4-2)."""

    def act() -> Outcome | Problem:
        client = clients.get(conn, request.workspace_id, client_id)
        if client.standing is not Standing.LOST or client.lost_on is None:
            return Problem("not_lost", {"client": client.name})
        clients.set_reason(conn, request.workspace_id, client_id, reason.value)
        losses.set_reason(conn, request.workspace_id, client_id, reason)
        return recall.said_no(conn, request.rep, client_id, change_id)

    return once(conn, request, act)


def undo(conn: Connection, request: Request, change_id: int | None) -> Outcome:
    """Take a change back: this one, or the rep's latest."""

    def act() -> Outcome | Problem:
        rep, now = request.rep, request.now
        wanted = change_id or changes.latest(conn, rep.workspace_id, rep.id, now)
        if wanted is None:
            return Problem("nothing_to_undo")
        told = outbox.waiting_about(conn, rep.workspace_id, wanted)
        done = changes.undo(conn, rep.workspace_id, rep.id, wanted, now)
        if isinstance(done, Problem):
            return done
        outbox.cancel(conn, rep.workspace_id, told, now)
        reps.plan_brief(conn, rep, now)
        return recall.undone(conn, rep.workspace_id, *done)

    return once(conn, request, act)


def once(
    conn: Connection,
    request: Request,
    act: Callable[[], Outcome | Problem],
    intent: Intent | ClientIntent | None = None,
) -> Outcome:
    """A request handled before is told again; a line typed again is pointed out."""
    workspace_id, rep, now = request.workspace_id, request.rep, request.now
    before = receipts.find(conn, workspace_id, request.key)
    if before is not None:
        return recall.outcome(conn, rep, before)
    found = _typed_again(conn, request, intent) or act()
    if isinstance(found, Problem):
        draft_id = drafts.keep(conn, workspace_id, rep.id, intent or _NOTHING, now, found)
        found = Refused(found, draft_id, has_text=intent is not None)
    guard = request.guard if isinstance(found, Saved) else None
    receipts.keep(conn, workspace_id, request.key, rep.id, recall.receipt(found), now, guard)
    return found


def _typed_again(
    conn: Connection, request: Request, intent: Intent | ClientIntent | None
) -> AlreadySaved | None:
    if request.guard is None or not isinstance(intent, Intent) or intent.is_repeat_meant:
        return None
    rep = request.rep
    same = receipts.same_line(conn, rep.workspace_id, rep.id, request.guard, request.now)
    if same is None:
        return None
    receipt, at = same
    saved = commitments.get(conn, rep.workspace_id, receipt.refs["commitment"])
    if not saved.is_open:
        return None
    meant = replace(intent, is_repeat_meant=True)
    draft_id = drafts.keep(conn, rep.workspace_id, rep.id, meant, request.now)
    return AlreadySaved(saved, receipt.refs["change"], draft_id, at)


def _settle(conn: Connection, request: Request, intent: Intent) -> Outcome | Problem:
    if intent.verb in _KINDS:
        return _record(conn, request, intent)
    found = _commitment_meant(conn, request, intent)
    if not isinstance(found, Commitment):
        return found
    intent = replace(intent, commitment_id=found.id, client_id=found.client_id)
    if not found.is_open:
        return Finished(found)
    return _ACTS[intent.verb](conn, request, intent, found)


# Recording


def _record(conn: Connection, request: Request, intent: Intent) -> Outcome | Problem:
    client = client_meant(conn, request, intent)
    if isinstance(client, Ask | Problem):
        return client
    if client is not None and client.lost_reason == LossReason.DO_NOT_CONTACT:
        return Problem("do_not_contact", {"client": client.name, "on": client.lost_on})
    trouble = _date_trouble(conn, request, intent)
    if trouble is not None:
        return trouble
    rep, now = request.rep, request.now
    is_new = client is None
    if client is None:
        name = intent.client_name
        client = clients.add(conn, rep.workspace_id, name, rep.id, now, request.today)
    commitment = _commitment(request, intent, client)
    commitments.add(conn, rep.workspace_id, commitment)
    reps.bring_brief_forward(conn, rep, commitment, now)
    if is_new or commitment.is_theirs_to_name:
        quiet.settle(conn, rep.workspace_id, client.id, now, touches_changed=False)
    rows = [changes.Row("commitments", commitment.id)]
    rows += [changes.Row("clients", client.id)] if is_new else []
    change_id = changes.record(conn, rep.workspace_id, rep.id, "saved", rows, now)
    return Saved(commitment, client, change_id, is_new_client=is_new)


def client_meant(
    conn: Connection, request: Request, intent: Intent | ClientIntent
) -> Client | Ask | Problem | None:
    """The client, a question, or None for a name that is new."""
    workspace_id = request.workspace_id
    if intent.client_id is not None:
        try:
            return clients.get(conn, workspace_id, intent.client_id)
        except LookupError:
            return Problem("client_gone")
    if not is_name(intent.client_name):
        return Problem("no_client")
    key = names.key(intent.client_name)
    same = clients.known_by(conn, workspace_id, [key]).get(key, ())
    if len(same) == 1:
        return same[0]
    near = same or ([] if intent.is_new_client else clients.near(conn, workspace_id, key))
    if not near:
        return None
    return _ask(conn, request, Question.WHICH_CLIENT, intent, clients=near, may_be_new=not same)


def _date_trouble(conn: Connection, request: Request, intent: Intent) -> Ask | Problem | None:
    """What keeps this date from being kept: none, several, past, or too far away."""
    if intent.due_on is None:
        if intent.asks:
            return _ask(conn, request, Question.WHICH_DATE, intent)
        return Problem("no_date", {"client": intent.client_name})
    today = request.today
    facts = {"on": intent.due_on, "at": intent.due_time, "today": today}
    if intent.due_on < today or _is_past(request, intent):
        return Problem("too_late", facts)
    if intent.due_on > due.horizon(today):
        return Problem("too_far", facts | {"years": due.HORIZON_YEARS})
    return None


def _is_past(request: Request, intent: Intent) -> bool:
    if intent.due_time is None or intent.due_on is None:
        return False
    rep = request.rep
    return due.due_at(intent.due_on, intent.due_time, rep.hours, rep.zone) <= request.now


def _commitment(request: Request, intent: Intent, client: Client) -> Commitment:
    rep = request.rep
    kind = _KINDS[intent.verb]
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
        set_by=SetBy.CLIENT if kind is Kind.THEIR_PROMISE else intent.set_by,
        words=intent.words,
        note=intent.note,
        put_offs=0,
        version=1,
        created_at=request.now,
    )
    return _redated(fresh, request, intent)


def _redated(commitment: Commitment, request: Request, intent: Intent) -> Commitment:
    """The commitment on the intent's date, its stored moments computed from it."""
    rep = request.rep
    assert intent.due_on is not None
    back_on = intent.due_on
    if intent.due_time is None:
        back_on = due.bring_back_on(
            intent.due_on,
            rep.hours,
            request.today,
            is_computed=intent.is_computed,
            is_latest=intent.is_latest,
        )
    return replace(
        commitment,
        due_on=intent.due_on,
        due_time=intent.due_time,
        zone=rep.zone,
        back_on=back_on,
        back_time=intent.due_time,
        due_at=due.due_at(back_on, intent.due_time, rep.hours, rep.zone),
    )


# Which commitment


def _commitment_meant(
    conn: Connection, request: Request, intent: Intent
) -> Commitment | Ask | Problem:
    """The commitment a rep means; one alone is taken, of several the nearest five are offered."""
    if intent.commitment_id is not None:
        return _own(conn, request, intent.commitment_id)
    client = None
    if intent.client_id is not None or intent.client_name:
        meant = client_meant(conn, request, intent)
        if isinstance(meant, Ask):
            return replace(meant, may_be_new=False)
        if not isinstance(meant, Client):
            return meant or Problem("unknown_client", {"client": intent.client_name})
        client = meant
    rep = request.rep
    found = commitments.open_for(
        conn, rep.workspace_id, rep_id=rep.id, client_id=client.id if client else None
    )
    if not found:
        return Problem("nothing_open", {"client": client.name if client else None})
    if len(found) == 1:
        return found[0]
    if client is not None and intent.verb is Verb.NO:
        return found[0]
    return _ask(conn, request, Question.WHICH_COMMITMENT, intent, commitments=found[:MOST_CHOICES])


def _own(conn: Connection, request: Request, commitment_id: int) -> Commitment | Problem:
    """The rep's own commitment; a colleague's is never touched."""
    try:
        found = commitments.get(conn, request.workspace_id, commitment_id)
    except LookupError:
        return Problem("commitment_gone")
    return found if found.rep_id == request.rep.id else Problem("not_yours")


# What can be done with one


def _keep(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """It was done; where that means they spoke, it is a touch (S3-1)."""
    also = []
    if commitment.kind in _THEY_SPOKE:
        touch = _spoke(request, commitment)
        touches.add(conn, request.workspace_id, touch, request.now)
        also.append(changes.Row("touches", touch.id))
    if commitment.kind is Kind.WIN_BACK:
        also += _won_back(conn, request, commitment.client_id)
    change_id = _close(conn, request, [commitment], State.KEPT, "kept", intent.note, also)
    return Kept(commitments.get(conn, request.workspace_id, commitment.id), change_id)


def _won_back(conn: Connection, request: Request, client_id: int) -> list[changes.Row]:
    """A lost client that talks to us again is a prospect; its losses stay in its history."""
    workspace_id = request.workspace_id
    client = clients.get(conn, workspace_id, client_id)
    if client.standing is not Standing.LOST:
        return []
    rows = [changes.row(conn, workspace_id, "clients", client_id)]
    clients.win_back(conn, workspace_id, client)
    if loss_id := losses.latest(conn, workspace_id, client_id):
        rows.append(changes.row(conn, workspace_id, "losses", loss_id))
        losses.win_back(conn, workspace_id, loss_id, request.today)
    return rows


def _spoke(request: Request, kept: Commitment) -> Touch:
    return Touch(
        id=new_id(request.now),
        client_id=kept.client_id,
        rep_id=request.rep.id,
        direction=Direction.IN,
        kind=TouchKind.MEETING if kept.kind is Kind.MEETING else None,
        on=request.today,
        commitment_id=kept.id,
    )


def _move(conn: Connection, request: Request, intent: Intent, was: Commitment) -> Outcome | Problem:
    """The client moved it: this one ends as moved, a new one carries the count on (S2-5)."""
    trouble = _date_trouble(conn, request, intent)
    if trouble is not None:
        return trouble
    assert intent.due_on is not None
    rep, now = request.rep, request.now
    is_put_off = due.is_put_off(was.due_on, intent.due_on, was.is_theirs_to_name, rep.hours)
    fresh = replace(
        was,
        id=new_id(now),
        set_by=intent.set_by or SetBy.CLIENT,
        words=intent.words,
        note=intent.note or was.note,
        put_offs=was.put_offs + is_put_off,
        moved_from=was.id,
        asked_on=None,
        version=1,
        created_at=now,
    )
    fresh = _redated(fresh, request, intent)
    before = changes.row(conn, rep.workspace_id, "commitments", was.id)
    commitments.close(conn, rep.workspace_id, was, State.MOVED, now)
    outbox.cancel_for(conn, rep.workspace_id, [was.id], now)
    commitments.add(conn, rep.workspace_id, fresh)
    reps.bring_brief_forward(conn, rep, fresh, now)
    quiet.settle(conn, rep.workspace_id, was.client_id, now, touches_changed=False)
    rows = [before, changes.Row("commitments", fresh.id)]
    change_id = changes.record(conn, rep.workspace_id, rep.id, "moved", rows, now)
    return Moved(fresh, was, change_id)


def _snooze(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """Later, by the rep's own wish: the named date stays, and no put-off is counted."""
    trouble = _date_trouble(conn, request, intent)
    if trouble is not None:
        return trouble
    later = _redated(commitment, request, intent)
    later = replace(
        later,
        due_on=commitment.due_on,
        due_time=commitment.due_time,
        version=commitment.version + 1,
    )
    change_id = _rewrite(conn, request, commitment, later, "snoozed")
    return Snoozed(later, change_id)


def _change(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """What was saved is put right; nothing is counted."""
    trouble = _date_trouble(conn, request, intent)
    if trouble is not None:
        return trouble
    right = replace(
        _redated(commitment, request, intent),
        words=intent.words,
        note=intent.note,
        set_by=intent.set_by or commitment.set_by,
        version=commitment.version + 1,
    )
    change_id = _rewrite(conn, request, commitment, right, "changed")
    client = clients.get(conn, request.workspace_id, commitment.client_id)
    return Saved(right, client, change_id, is_change=True)


def _rewrite(
    conn: Connection, request: Request, was: Commitment, now_is: Commitment, kind: str
) -> int:
    rep, now = request.rep, request.now
    before = changes.row(conn, rep.workspace_id, "commitments", was.id)
    commitments.rewrite(conn, rep.workspace_id, now_is)
    outbox.cancel_for(conn, rep.workspace_id, [was.id], now)
    reps.bring_brief_forward(conn, rep, now_is, now)
    quiet.settle(conn, rep.workspace_id, was.client_id, now, touches_changed=False)
    return changes.record(conn, rep.workspace_id, rep.id, kind, [before], now)


def _close(
    conn: Connection,
    request: Request,
    closing: Sequence[Commitment],
    state: State,
    kind: str,
    reason: str | None,
    also: Sequence[changes.Row] = (),
) -> int:
    """End these, and let what was queued about them die with them."""
    rep, now = request.rep, request.now
    rows = [changes.row(conn, rep.workspace_id, "commitments", c.id) for c in closing]
    for commitment in closing:
        commitments.close(conn, rep.workspace_id, commitment, state, now, reason)
    outbox.cancel_for(conn, rep.workspace_id, [c.id for c in closing], now)
    for client_id in sorted({c.client_id for c in closing}):
        quiet.settle(conn, rep.workspace_id, client_id, now)
    return changes.record(conn, rep.workspace_id, rep.id, kind, [*rows, *also], now)


def _no(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """Believe the no (S2-6): to this one, or to everything."""
    workspace_id = request.workspace_id
    client = clients.get(conn, workspace_id, commitment.client_id)
    if client.standing is Standing.ACTIVE and intent.scope is None:
        return _ask(conn, request, Question.NO_TO_WHAT, intent, clients=[client])
    if intent.scope == "this":
        change_id = _close(conn, request, [commitment], State.ANSWERED_NO, "said_no", intent.note)
        return SaidNo(client, (commitment,), (), False, None, None, change_id)
    return lose(conn, request, client, intent.note)


def lose(
    conn: Connection,
    request: Request,
    client: Client,
    said: str | None,
    reason: LossReason | None = None,
    before: Sequence[changes.Row] = (),
) -> Outcome:
    """Let a client go: the rep's own dates with it close; `said` may name the reason."""
    rep, workspace_id = request.rep, request.workspace_id
    everything = commitments.open_for(conn, workspace_id, client_id=client.id)
    closing = [c for c in everything if c.rep_id == rep.id]
    also = [changes.row(conn, workspace_id, "clients", client.id), *before]
    if client.standing is not Standing.LOST:
        reason = reason or winback.heard_in(said)
        kept = reason.value if reason else None
        clients.lose(conn, workspace_id, client, request.today, kept, said)
        loss = Loss(request.today, reason, said)
        loss_id = losses.add(conn, workspace_id, client.id, rep.id, loss, request.now)
        also.append(changes.Row("losses", loss_id))
    change_id = _close(conn, request, closing, State.ANSWERED_NO, "said_no", said, also)
    quiet.settle(conn, workspace_id, client.id, request.now)
    colleagues = sorted({c.rep_id for c in everything} - {rep.id})
    for colleague_id in colleagues:
        _tell_colleague(conn, request, colleague_id, client, change_id)
    return recall.said_no(conn, rep, client.id, change_id)


def _tell_colleague(
    conn: Connection, request: Request, colleague_id: int, client: Client, change_id: int
) -> None:
    """A colleague's dates are never closed; the colleague is told, and decides (S2-6)."""
    outbox.queue(
        conn,
        request.workspace_id,
        colleague_id,
        "told_no",
        [outbox.Item(f"told_no:{client.id}:{change_id}:{colleague_id}")],
        request.now,
        request.now,
        request.steady_now,
        {"client": client.id, "by": request.rep.id, "change": change_id},
    )


_ACTS = {
    Verb.DONE: _keep,
    Verb.MOVED: _move,
    Verb.SNOOZE: _snooze,
    Verb.NO: _no,
    Verb.CHANGE: _change,
}


# Asking back, and telling again


def _ask(
    conn: Connection,
    request: Request,
    question: Question,
    intent: Intent | ClientIntent,
    *,
    clients: Sequence[Client] = (),
    commitments: Sequence[Commitment] = (),
    may_be_new: bool = False,
) -> Ask:
    rep = request.rep
    draft_id = drafts.keep(conn, rep.workspace_id, rep.id, intent, request.now)
    return Ask(question, intent, draft_id, tuple(clients), tuple(commitments), may_be_new)
