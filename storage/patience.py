"""What happens when a rep answers one of patience's questions about a client? (S1-1, S1-2)"""

from datetime import date
from typing import Any

from sqlalchemy import Connection, select, update

from bot.playbook import cooled as rule
from bot.playbook import fit as fit_rule
from bot.playbook.client_intent import ClientIntent
from bot.playbook.cooled import Cooled
from bot.playbook.fit import Fit
from bot.playbook.model import Client, Commitment, Direction, Rep, Standing, Tier, Touch
from bot.playbook.nudge import NudgeKind
from bot.playbook.outcome import FitAnswered, Outcome, TalkAsked
from bot.playbook.problem import Problem
from storage import changes, clients, commitments, contacts, fits, outbox, touches
from storage.ids import new_id
from storage.keeping import changed, record
from storage.request import Request
from storage.tables import clients as clients_
from storage.who_agrees import who_agrees

_NOT_SERVED = (Standing.LOST, Standing.PARTED)


def fit(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """The questions of fit, answered anew; the newest answers count (S1-2)."""
    if client.standing in _NOT_SERVED:
        return Problem("not_served", {"client": client.name})
    if not intent.fit:
        return Problem("unread_fit", {"text": "", "client": client.name})
    workspace_id = request.workspace_id
    before = fits.newest(conn, workspace_id, client.id)
    traits = fit_rule.asked_of(client.standing)
    answers = fit_rule.completed(dict(intent.fit), before, traits)
    answered = Fit(new_id(request.now), client.id, request.rep.id, request.today, answers)
    fits.add(conn, workspace_id, answered, request.now)
    change_id = record(conn, request, client.id, "fit", [changes.Row("fits", answered.id)])
    return FitAnswered(client, answered, change_id, fit_rule.differences(before, answers))


def nurture(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """A word now and then instead of pressure: the rhythm of the nurture tier."""
    if client.standing in _NOT_SERVED:
        return Problem("not_served", {"client": client.name})
    if client.tier is Tier.NURTURE and client.cadence_days is None:
        return Problem("nurtured_already", {"client": client.name})

    def act() -> None:
        clients.set_cadence(conn, request.workspace_id, client, Tier.NURTURE, None)

    return changed(conn, request, client, "cadence", act)


def talk_over(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """The rep's manager is told that the rep would like to talk about this client (S1-1)."""
    if client.standing in _NOT_SERVED:
        return Problem("not_served", {"client": client.name})
    manager = who_agrees(conn, request.rep)
    if manager is None:
        return Problem("nobody_to_talk_to", {"client": client.name})
    workspace_id, now = request.workspace_id, request.now
    item = outbox.Item(f"talk:{client.id}:{request.rep.id}:{request.today.isoformat()}")
    if not outbox.is_announced(conn, workspace_id, item.due_key):
        facts: dict[str, Any] = {"client": client.id, "by": request.rep.id}
        to = (workspace_id, manager.id)
        kind = NudgeKind.TALK_OVER
        outbox.queue(conn, *to, kind, [item], now, now, request.steady_now, facts)
    return TalkAsked(client, manager)


def cooled(conn: Connection, request: Request, moved: Commitment, was: Commitment) -> Cooled | None:
    """What is worth trying when a client put its date off once or twice (S1-1)."""
    if not rule.is_cooled(moved, was):
        return None
    return _cooled(conn, request, moved.client_id, moved.put_offs)


def felt_colder(
    conn: Connection, request: Request, client: Client, is_good_fit: bool
) -> Cooled | None:
    """What is worth trying when a good fit feels colder; any other is asked early (S2-4)."""
    return _cooled(conn, request, client.id, 0) if is_good_fit else None


def leave_until(conn: Connection, request: Request, touch: Touch) -> date | None:
    """A day to leave it until, after four touches in two weeks without an answer (S1-3)."""
    if touch.direction is not Direction.OUT:
        return None
    since = rule.counted_from(request.today)
    unanswered = touches.out_since(conn, request.workspace_id, touch.client_id, since)
    return rule.leave_until(unanswered, request.today, request.rep.hours)


def still_to_leave(conn: Connection, request: Request, client_id: int) -> str | Problem:
    """The client's name, while it has not spoken since and no date stands with it (S1-3)."""
    workspace_id = request.workspace_id
    client = clients.get(conn, workspace_id, client_id)
    if not client.unanswered:
        return Problem("spoke_since", {"client": client.name})
    rep_id, find = request.rep.id, commitments.open_for
    for standing in find(conn, workspace_id, rep_id=rep_id, client_id=client_id, limit=1):
        return Problem("date_stands", {"client": client.name, "on": standing.back_on})
    return client.name


def told_again(
    conn: Connection, rep: Rep, client_id: int, refs: list[int | bool | None] | None
) -> Cooled | None:
    """What was worth trying, from what a receipt kept of it."""
    if refs is None:
        return None
    put_offs, says_reasons, other, *of = refs
    found = contacts.get(conn, rep.workspace_id, other) if other else None
    return Cooled(int(put_offs or 0), bool(says_reasons), found, of[0] if of else None)


def kept(found: Cooled | None) -> list[int | bool | None] | None:
    """What a receipt keeps of it."""
    if found is None:
        return None
    other_id = found.other.id if found.other else None
    return [found.put_offs, found.says_reasons, other_id, found.owner_id]


def _cooled(conn: Connection, request: Request, client_id: int, put_offs: int) -> Cooled:
    workspace_id = request.workspace_id
    here = clients_.c.workspace_id == workspace_id, clients_.c.id == client_id
    told_on = conn.scalar(select(clients_.c.reasons_told_on).where(*here))
    if told_on is None:
        conn.execute(update(clients_).where(*here).values(reasons_told_on=request.today))
    other = rule.second_contact(contacts.of(conn, workspace_id, client_id))
    owner_id = clients.get(conn, workspace_id, client_id).owner_id
    return Cooled(put_offs, told_on is None, other, owner_id)
