"""What becomes of a commitment when a rep acts on it?

Whatever changes goes into one `changes` row, which undoes it, and nudges about what ended die in
the same transaction.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.playbook import brake, due, meeting, winback
from bot.playbook.intent import Intent, Verb
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
    Ask,
    CalledOff,
    Kept,
    Moved,
    Outcome,
    Question,
    SaidNo,
    Saved,
    Snoozed,
)
from bot.playbook.problem import Problem
from bot.playbook.when import Moment
from bot.playbook.winback import Loss, LossReason
from storage import (
    changes,
    clients,
    closing,
    commitments,
    cover,
    deals,
    leavers,
    losses,
    meetings,
    outbox,
    patience,
    plans,
    quiet,
    recall,
    reps,
    touches,
)
from storage.ids import new_id
from storage.meant import ask_back, client_meant, date_trouble
from storage.request import Request
from storage.shortfalls import Why

# Kept, these mean that the client spoke; a plan action or a report is ours alone.
_THEY_SPOKE = {Kind.FOLLOW_UP, Kind.MEETING, Kind.WIN_BACK, Kind.THEIR_PROMISE}

# A plan goes on after a no to one deal, so nothing of it hangs on a deal (S2-6).
_OF_A_PLAN = {Kind.PLAN_ACTION, Kind.PROGRESS_REPORT}

Act = Callable[[Connection, Request, Intent, Commitment], Outcome | Problem]

KINDS = {
    Verb.RECORD: Kind.FOLLOW_UP,
    Verb.THEIRS: Kind.THEIR_PROMISE,
    Verb.WIN_BACK: Kind.WIN_BACK,
    Verb.PLAN: Kind.PLAN_ACTION,
    Verb.MEETING: Kind.MEETING,
}


def record(conn: Connection, request: Request, intent: Intent) -> Outcome | Problem:
    """A new commitment, with a client created by being named (S2-1)."""
    client = client_meant(conn, request, intent)
    if isinstance(client, Ask | Problem):
        return client
    if client is not None and client.lost_reason == LossReason.DO_NOT_CONTACT:
        return Problem("do_not_contact", {"client": client.name, "on": client.lost_on})
    trouble = date_trouble(conn, request, intent) or _needs_hour(intent)
    if trouble is not None:
        return trouble
    rep = request.rep
    is_new = client is None
    client = client or _named_first(conn, request, intent)
    owner = cover.colleague(conn, rep, intent.rep_id, request.now)
    commitment = _commitment(request, intent, client, owner or rep)
    if not is_new and commitment.kind not in _OF_A_PLAN:
        commitment = _on_a_deal(conn, intent, commitment, rep.workspace_id)
    client, rows, lately = _added(conn, request, intent, client, commitment, is_new=is_new)
    change_id = changes.record(conn, rep.workspace_id, rep.id, "saved", rows, request.now)
    if owner is not None:
        cover.note(conn, rep, commitment, change_id, request.now)
    rush = _rush(conn, request, commitment, lately) if owner is None else ()
    whose = owner.name if owner else None
    saved = Saved(commitment, client, change_id, is_new_client=is_new, rush=rush, owner=whose)
    return meetings.as_saved(conn, rep, saved)


def _named_first(conn: Connection, request: Request, intent: Intent) -> Client:
    workspace_id, rep_id = request.workspace_id, request.rep.id
    name, today = intent.client_name, request.today
    return clients.add(conn, workspace_id, name, rep_id, request.now, today)


def _added(
    conn: Connection,
    request: Request,
    intent: Intent,
    client: Client,
    fresh: Commitment,
    *,
    is_new: bool,
) -> tuple[Client, list[changes.Row], Sequence[datetime]]:
    """Store a new commitment with what hangs on it.

    Returns the client as it stands then, the rows, and when the rep promised it something lately.
    """
    rep, now, workspace_id = request.rep, request.now, request.workspace_id
    commitments.add(conn, workspace_id, fresh)
    reps.bring_brief_forward(conn, rep, fresh, now)
    lately: Sequence[datetime] = ()
    if is_new:
        to = (workspace_id, client.id)
        client = quiet.settle(conn, *to, now, touches_changed=False, known=client)
    else:
        whose, since = (rep.id, client.id), now - 2 * brake.WITHIN
        named, lately = commitments.named_and_promised(conn, workspace_id, *whose, since)
        if fresh.is_theirs_to_name:
            client = quiet.follow_date(conn, rep, client, named, now)
    rows = [changes.Row("commitments", fresh.id)]
    rows += [changes.Row("clients", client.id)] if is_new else []
    if fresh.kind is Kind.MEETING:
        rows += meetings.keep(conn, workspace_id, fresh.id, rep.id, intent.meeting)
    if fresh.kind is Kind.WIN_BACK:
        rows += leavers.settle_for(conn, workspace_id, client.id)
    return client, rows, lately


def _needs_hour(intent: Intent) -> Problem | None:
    """A meeting has a frame, and that begins at an hour (S2-8)."""
    is_one = intent.verb is Verb.MEETING and intent.due_time is None
    return Problem("meeting_needs_hour", {"client": intent.client_name}) if is_one else None


def _rush(
    conn: Connection, request: Request, fresh: Commitment, recorded: Sequence[datetime]
) -> tuple[Commitment, ...]:
    """What was promised to the client within two days, if this one is the fourth (S0-4)."""
    if fresh.kind not in brake.OURS or not brake.asks_now(recorded):
        return ()
    with_whom = (request.workspace_id, request.rep.id, fresh.client_id)
    lately = commitments.promised(conn, *with_whom, request.now - brake.WITHIN)
    return tuple(c for c in lately if c.is_open)


def _on_a_deal(
    conn: Connection, intent: Intent, fresh: Commitment, workspace_id: str
) -> Commitment:
    """It hangs on the deal that was named, or on the rep's only one with the client."""
    if intent.deal_id is not None:
        return replace(fresh, deal_id=intent.deal_id)
    only = deals.only_open(conn, workspace_id, fresh.client_id, fresh.rep_id)
    return fresh if only is None else replace(fresh, deal_id=only)


def keep(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """It was done; where that means that the rep and the client spoke, it is a touch (S3-1)."""
    also = []
    if commitment.kind in _THEY_SPOKE:
        touch = _spoke(request, commitment)
        touches.add(conn, request.workspace_id, touch, request.now)
        also.append(changes.Row("touches", touch.id))
    if commitment.kind is Kind.WIN_BACK:
        also += _won_back(conn, request, commitment.client_id)
    if commitment.kind is Kind.PROGRESS_REPORT:
        also.append(plans.add_report(conn, request, commitment.client_id))
    why = _reason(intent)
    closed, change_id = _close(conn, request, [commitment], State.KEPT, "kept", why, also)
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
    quiet.settle(conn, rep.workspace_id, was.client_id, now, touches_changed=False)
    rows = [before, changes.Row("commitments", fresh.id)]
    rows += meetings.carry_on(conn, rep.workspace_id, was, fresh)
    change_id = changes.record(conn, rep.workspace_id, rep.id, "moved", rows, now)
    cooled = patience.cooled(conn, request, fresh, was)
    return meetings.as_moved(conn, rep, Moved(fresh, was, change_id, cooled=cooled))


def snooze(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """Later, by the rep's own wish: the named date stays, and no put-off is counted."""
    if commitment.ends_at is not None and not meeting.is_over(commitment, request.now):
        return Problem("meeting_not_snoozed", {"client": commitment.client_name})
    trouble = date_trouble(conn, request, intent)
    if trouble is not None:
        return trouble
    later = _redated(commitment, request, intent)
    later = replace(
        later,
        due_on=commitment.due_on,
        due_time=commitment.due_time,
        zone=commitment.zone,
        words=intent.words or commitment.words,
        minutes=commitment.minutes,
        ends_at=commitment.ends_at,
        asked_on=None,  # "I'll ask on …": the question is still to be put
        version=commitment.version + 1,
    )
    # Whose date it is may still be told, and outlives an undone snooze.
    besides = ("set_by",) if intent.words else ("set_by", "words")
    change_id = _rewrite(conn, request, later, "snoozed", besides=besides)
    return Snoozed(later, change_id)


def change(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """What was saved is put right; nothing is counted."""
    was = commitment
    days = ((was.due_on, was.due_time), (was.back_on, was.back_time))
    # A snoozed day that is left alone is no day the client named.
    is_same_day = (intent.due_on, intent.due_time) in days and _is_same_frame(intent, was)
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
    is_news = not is_same_day or right.words != commitment.words
    of_meeting = meetings.keep(conn, request.workspace_id, was.id, request.rep.id, intent.meeting)
    if is_news:
        change_id = _rewrite(conn, request, right, "changed", also=of_meeting)
    else:
        change_id = _annotate(conn, request, right, of_meeting)
    client = clients.get(conn, request.workspace_id, commitment.client_id)
    return meetings.as_saved(conn, request.rep, Saved(right, client, change_id, is_change=True))


def _is_same_frame(intent: Intent, was: Commitment) -> bool:
    wanted = intent.meeting.minutes if intent.meeting else None
    return was.kind is not Kind.MEETING or wanted in (None, was.minutes)


def call_off(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """A meeting did not happen: nobody said no, and nobody spoke (S2-8)."""
    if commitment.kind is not Kind.MEETING:
        return Problem("no_meeting", {"client": commitment.client_name})
    closed, change_id = _close(
        conn, request, [commitment], State.CANCELLED, "not_held", meeting.NOT_HELD
    )
    return CalledOff(closed[0], change_id)


def believe_no(
    conn: Connection, request: Request, intent: Intent, commitment: Commitment
) -> Outcome | Problem:
    """Believe the no (S2-6): to this one, or to everything."""
    workspace_id = request.workspace_id
    client = clients.get(conn, workspace_id, commitment.client_id)
    goes_on = client.standing is Standing.ACTIVE or _has_several_deals(conn, request, client)
    if goes_on and intent.scope is None:
        return ask_back(conn, request, Question.NO_TO_WHAT, intent, clients=[client])
    if intent.scope == "this":
        closed, change_id = _no_to_this(conn, request, commitment, _reason(intent))
        return SaidNo(
            client,
            closed=tuple(closed),
            colleague_ids=(),
            is_everything=False,
            reason=None,
            second_try_on=None,
            change_id=change_id,
            deals=recall.closed_with(conn, workspace_id, change_id),
            doors=recall.doors(conn, request.rep, change_id),
        )
    return lose(conn, request, client, _reason(intent), whose=commitment.rep_id)


def _has_several_deals(conn: Connection, request: Request, client: Client) -> bool:
    """A no to one deal of several leaves the others."""
    workspace_id, rep_id = request.workspace_id, request.rep.id
    return len(deals.open_of(conn, workspace_id, rep_id=rep_id, client_id=client.id)) > 1


def _no_to_this(
    conn: Connection, request: Request, commitment: Commitment, why: str | None
) -> tuple[list[Commitment], int]:
    """What was refused closes; where it is a deal, with every date that hangs on it (S2-6)."""
    deal = deals.open_one(conn, request.workspace_id, commitment.deal_id, request.rep.id)
    if deal is None:
        return _close(conn, request, [commitment], State.ANSWERED_NO, "said_no", why)
    heard = winback.heard_in(why)
    _, rows, ended = closing.lose(conn, request, deal, request.today, Why.NO, heard, why)
    workspace_id, rep_id, now = request.workspace_id, request.rep.id, request.now
    change_id = changes.record(conn, workspace_id, rep_id, "said_no", rows, now)
    closing.tell_of_deal(conn, request, deal, change_id)
    return ended, change_id


def lose(
    conn: Connection,
    request: Request,
    client: Client,
    why: str | None,
    reason: LossReason | None = None,
    before: Sequence[changes.Row] = (),
    whose: int | None = None,
) -> SaidNo:
    """Let a client go: the rep's own dates with it close; `why` may name the reason.

    `whose`: the colleague a stand-in heard it for, whose dates close instead.
    """
    rep, workspace_id = request.rep, request.workspace_id
    owner_id = whose or rep.id
    ending = commitments.open_for(conn, workspace_id, rep_id=owner_id, client_id=client.id)
    heard = reason or winback.heard_in(why)
    is_news = client.standing is not Standing.LOST or heard is not None or not ending
    also = [changes.row(conn, workspace_id, "clients", client.id)] if is_news else []
    also += before
    also += closing.lose_with_client(conn, request, client, {owner_id}, heard, why)
    if client.standing is not Standing.LOST:
        clients.lose(conn, workspace_id, client, request.today, heard, why)
        loss = Loss(request.today, heard, why)
        loss_id = losses.add(
            conn, workspace_id, client.id, rep.id, loss, client.standing, request.now
        )
        also.append(changes.Row("losses", loss_id))
    elif heard is not None:
        clients.set_reason(conn, workspace_id, client.id, heard)
    _, change_id = _close(conn, request, ending, State.ANSWERED_NO, changes.LOST, why, also)
    quiet.settle(conn, workspace_id, client.id, request.now)
    closing.tell_colleagues(conn, request, client, change_id, {rep.id, owner_id})
    return recall.said_no(conn, rep, client.id, change_id)


ACTS: dict[Verb, Act] = {
    Verb.DONE: keep,
    Verb.MOVED: move,
    Verb.SNOOZE: snooze,
    Verb.NO: believe_no,
    Verb.CHANGE: change,
    Verb.NOT_HELD: call_off,
}


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


def _commitment(request: Request, intent: Intent, client: Client, owner: Rep) -> Commitment:
    kind = KINDS[intent.verb]
    return Commitment(
        id=new_id(request.now),
        client_id=client.id,
        client_name=client.name,
        rep_id=owner.id,
        kind=kind,
        state=State.OPEN,
        set_by=intent.set_by or (SetBy.CLIENT if kind is Kind.THEIR_PROMISE else None),
        words=intent.words,
        note=intent.note,
        put_offs=0,
        version=1,
        created_at=request.now,
        **_dates(request, intent, kind),
    )


def _redated(commitment: Commitment, request: Request, intent: Intent) -> Commitment:
    """The commitment on the intent's date."""
    return replace(commitment, **_dates(request, intent, commitment.kind, commitment.minutes))


def _dates(
    request: Request, intent: Intent, kind: Kind, minutes: int | None = None
) -> dict[str, Any]:
    """The intent's date as a commitment keeps it, and the stored moments computed from it."""
    rep, due_on, due_time = request.rep, intent.due_on, intent.due_time
    assert due_on is not None
    is_computed, is_latest = intent.is_computed, intent.is_latest
    back_on = due.bring_back_on(
        due_on, rep.hours, request.today, is_computed=is_computed, is_latest=is_latest
    )
    at, back_time = due.due_at(back_on, due_time, rep.hours, rep.zone), due_time
    if due_time is not None:
        # An hour that a change of the clocks leaves out comes back at the first that is there.
        local = at.astimezone(ZoneInfo(rep.zone))
        back_on, back_time = local.date(), local.time()
    return {
        "due_on": due_on,
        "due_time": due_time,
        "zone": rep.zone,
        "back_on": back_on,
        "back_time": back_time,
        "due_at": at,
        **(_frame(request, intent, minutes) if kind is Kind.MEETING else {}),
    }


def _frame(request: Request, intent: Intent, minutes: int | None) -> dict[str, Any]:
    """How long a meeting lasts; one without an hour has no frame yet."""
    if intent.meeting is not None and intent.meeting.minutes is not None:
        minutes = intent.meeting.minutes
    minutes = minutes or meeting.USUAL_MINUTES
    if intent.due_on is None or intent.due_time is None:
        return {"minutes": minutes, "ends_at": None}
    begins = Moment(intent.due_on, intent.due_time)
    return {"minutes": minutes, "ends_at": meeting.ends_at(begins, minutes, request.rep.zone)}


def _put_offs(conn: Connection, rep: Rep, was: Commitment, new_on: date) -> int:
    """Put-offs in a row; a conversation kept since the date was named sets them to none."""
    is_one_more = due.is_put_off(was.due_on, new_on, was.is_theirs_to_name, rep.hours)
    counted = was.put_offs + is_one_more
    if not counted:
        return 0
    spoke = commitments.has_kept_since
    who = was.rep_id
    return 0 if spoke(conn, rep.workspace_id, was.client_id, who, was.created_at) else counted


def _rewrite(
    conn: Connection,
    request: Request,
    now_is: Commitment,
    kind: str,
    besides: Collection[str] = (),
    also: Sequence[changes.Row] = (),
) -> int:
    rep, now = request.rep, request.now
    before = changes.row(conn, rep.workspace_id, "commitments", now_is.id, besides)
    commitments.rewrite(conn, rep.workspace_id, now_is)
    outbox.cancel_for(conn, rep.workspace_id, [now_is.id], now)
    reps.bring_brief_forward(conn, rep, now_is, now)
    quiet.settle(conn, rep.workspace_id, now_is.client_id, now, touches_changed=False)
    return changes.record(conn, rep.workspace_id, rep.id, kind, [before, *also], now)


def _annotate(
    conn: Connection, request: Request, now_is: Commitment, also: Sequence[changes.Row] = ()
) -> int:
    """What was said about it, or waits to be said, holds: it is not announced again."""
    rep = request.rep
    before = changes.row(conn, rep.workspace_id, "commitments", now_is.id)
    commitments.rewrite(conn, rep.workspace_id, now_is, anew=False)
    of = (now_is.kind, now_is.id)
    old_key = outbox.due_key(*of, now_is.version - 1, now_is.back_on)
    new_key = outbox.due_key(*of, now_is.version, now_is.back_on)
    outbox.follow(conn, rep.workspace_id, old_key, new_key)
    old_key, new_key = (
        meetings.over_key(now_is.id, version, now_is)
        for version in (now_is.version - 1, now_is.version)
    )
    outbox.follow(conn, rep.workspace_id, old_key, new_key)
    quiet.settle(conn, rep.workspace_id, now_is.client_id, request.now, touches_changed=False)
    return changes.record(conn, rep.workspace_id, rep.id, "changed", [before, *also], request.now)


def _close(
    conn: Connection,
    request: Request,
    ending: Sequence[Commitment],
    state: State,
    kind: str,
    reason: str | None,
    also: Sequence[changes.Row] = (),
) -> tuple[list[Commitment], int]:
    """End these, let what was queued about them die with them, and say what undoes it."""
    rep, now = request.rep, request.now
    closed, rows = closing.end_dates(conn, request, ending, state, reason)
    change_id = changes.record(conn, rep.workspace_id, rep.id, kind, [*rows, *also], now)
    return closed, change_id


def _reason(intent: Intent) -> str | None:
    """Why it ended: what the rep added, quoted or not."""
    return " … ".join(filter(None, (intent.note, intent.words))) or None
