"""Which client, which day and which commitment did the rep mean? If it is not sure, ask back."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.playbook import due, names
from bot.playbook.client_intent import ClientIntent
from bot.playbook.intent import Intent, Verb
from bot.playbook.line import is_name, looks_like_a_name
from bot.playbook.model import Client, Commitment
from bot.playbook.outcome import Ask, Question
from bot.playbook.pipeline_intent import PipelineIntent
from bot.playbook.problem import Problem
from storage import clients, commitments, cover, drafts
from storage.request import Request

MOST_CHOICES = 5  # commitments offered as buttons


def client_meant(
    conn: Connection, request: Request, intent: Intent | ClientIntent | PipelineIntent
) -> Client | Ask | Problem | None:
    """The client, a question, or None for a name that is new."""
    workspace_id = request.workspace_id
    if intent.client_id is not None:
        met = request.met.get(intent.client_id)
        known = met or clients.known(conn, workspace_id, intent.client_id)
        return known or Problem("unknown_client", {"client": intent.client_name})
    if not is_name(intent.client_name):
        return Problem("no_client")
    key = names.key(intent.client_name)
    same = clients.known_by(conn, workspace_id, [key]).get(key, ())
    if len(same) == 1:
        return same[0]
    near = same or ([] if intent.is_new_client else clients.near(conn, workspace_id, key))
    if not near and not _may_be_a_remark(intent):
        return None
    return ask_back(conn, request, Question.WHICH_CLIENT, intent, clients=near, may_be_new=not same)


def _may_be_a_remark(intent: Intent | ClientIntent | PipelineIntent) -> bool:
    """A line of an unknown client's may hold a note where the name ends; so ask, once."""
    is_said = isinstance(intent, Intent) and intent.verb in (Verb.RECORD, Verb.THEIRS)
    return is_said and not intent.is_new_client and not looks_like_a_name(intent.client_name)


def date_trouble(conn: Connection, request: Request, intent: Intent) -> Ask | Problem | None:
    """What keeps this date from being kept: none, several, past, or too far away."""
    if intent.due_on is None:
        if intent.asks:
            return ask_back(conn, request, Question.WHICH_DATE, intent)
        return Problem("no_date", {"client": intent.client_name})
    today = request.today
    facts = {"on": intent.due_on, "at": intent.due_time, "today": today}
    if intent.due_on < today or _is_past(request, intent):
        return Problem("too_late", facts)
    if intent.due_on > due.horizon(today):
        return Problem("too_far", facts | {"years": due.HORIZON_YEARS})
    return None


def commitment_meant(
    conn: Connection, request: Request, intent: Intent
) -> Commitment | Ask | Problem:
    """The commitment a rep means; one alone is taken, of several the nearest five are offered."""
    if intent.commitment_id is not None:
        may_change = intent.verb is not Verb.CHANGE  # a colleague's note would be lost
        return own(conn, request, intent.commitment_id, or_covered=may_change)
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
    return ask_back(
        conn, request, Question.WHICH_COMMITMENT, intent, commitments=found[:MOST_CHOICES]
    )


def own(
    conn: Connection, request: Request, commitment_id: int, *, or_covered: bool = True
) -> Commitment | Problem:
    """The rep's own commitment, or one they stand in for; another's is never touched."""
    try:
        found = commitments.get(conn, request.workspace_id, commitment_id)
    except LookupError:
        return Problem("commitment_gone")
    if found.rep_id == request.rep.id:
        return found
    is_covered = or_covered and cover.owner_of(conn, request.rep, found, request.now) is not None
    return found if is_covered else Problem("not_yours")


def ask_back(
    conn: Connection,
    request: Request,
    question: Question,
    intent: Intent | ClientIntent | PipelineIntent,
    *,
    clients: Sequence[Client] = (),
    commitments: Sequence[Commitment] = (),
    may_be_new: bool = False,
) -> Ask:
    """A question to the rep, with everything said so far kept as a draft."""
    rep = request.rep
    draft_id = drafts.keep(conn, rep.workspace_id, rep.id, intent, request.now)
    return Ask(question, intent, draft_id, tuple(clients), tuple(commitments), may_be_new)


def _is_past(request: Request, intent: Intent) -> bool:
    if intent.due_time is None or intent.due_on is None:
        return False
    rep = request.rep
    return due.due_at(intent.due_on, intent.due_time, rep.hours, rep.zone) <= request.now
