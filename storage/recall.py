"""How is an outcome told again? From ids and dates, never from kept text."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.playbook import due, winback
from bot.playbook.model import Client, Commitment, Kind, Rep
from bot.playbook.outcome import (
    AlreadySaved,
    Ask,
    ClientSaved,
    Finished,
    FormStands,
    Kept,
    Moved,
    Outcome,
    Parting,
    Question,
    Receipt,
    Refused,
    SaidNo,
    Saved,
    Snoozed,
    SpokeTo,
    Told,
    Touched,
    Undone,
)
from bot.playbook.winback import LossReason
from storage import changes, clients, commitments, contacts, drafts, reps, touches

Refs = dict[str, Any]


def receipt(outcome: Outcome) -> Receipt:
    """What to keep of an outcome so that a repeated delivery gets the same answer."""
    if isinstance(outcome, FormStands):
        first = receipt(outcome.first)
        return Receipt("form_stands", {"kind": first.kind, "refs": first.refs})
    kind, refs = _refs(outcome) or _longer_refs(outcome)
    return Receipt(kind, refs)


def outcome(conn: Connection, rep: Rep, kept: Receipt) -> Outcome:
    """The outcome a receipt stands for, from the facts as they are now."""
    return _TELL[kept.kind](conn, rep, kept.refs)


def said_no(conn: Connection, rep: Rep, client_id: int, change_id: int) -> SaidNo:
    """A no to everything, as it stands: what closed with it, and who else has a date there."""
    workspace_id = rep.workspace_id
    client = clients.get(conn, workspace_id, client_id)
    closed = changes.touched(conn, workspace_id, change_id, "commitments")
    ended = commitments.several(conn, workspace_id, closed)
    others = commitments.open_for(conn, workspace_id, client_id=client_id)
    reason = LossReason(client.lost_reason) if client.lost_reason else None
    return SaidNo(
        client,
        closed=tuple(ended),
        colleague_ids=tuple(sorted({c.rep_id for c in others} - {rep.id})),
        is_everything=True,
        reason=reason,
        second_try_on=_second_try_on(client, ended, rep),
        change_id=change_id,
    )


def undone(conn: Connection, workspace_id: str, kind: str, rows: Sequence[changes.Row]) -> Undone:
    """What was put back: one commitment as it stands, or several of one client."""
    restored = [r.id for r in rows if r.table == "commitments" and r.was is not None]
    ids = [r.id for r in rows if r.table == "commitments"]
    found = commitments.several(conn, workspace_id, ids)
    client_ids = changes.clients_of(conn, workspace_id, rows)
    client = clients.get(conn, workspace_id, client_ids[0]) if client_ids else None
    alone = next((c for c in found if [c.id] == restored), None)
    return Undone(kind, client.id if client else None, client.name if client else "", alone)


def _refs(outcome: Outcome) -> tuple[str, Refs] | None:
    match outcome:
        case Saved(c, _, change, is_new, is_edit):
            return "saved", {"commitment": c.id, "change": change, "new": is_new, "edit": is_edit}
        case AlreadySaved(c, change, draft, at):
            refs = {"commitment": c.id, "change": change, "draft": draft}
            return "already_saved", {**refs, "at": at.isoformat()}
        case Kept(c, change):
            return "kept", {"commitment": c.id, "change": change}
        case Moved(c, was, change):
            return "moved", {"commitment": c.id, "was": was.id, "change": change}
        case Snoozed(c, change):
            return "snoozed", {"commitment": c.id, "change": change}
        case Told(c):
            return "told", {"commitment": c.id}
        case Finished(c):
            return "finished", {"commitment": c.id}
        case _:
            return None


def _longer_refs(outcome: Outcome) -> tuple[str, Refs]:
    match outcome:
        case SaidNo(client, _, _, is_everything):
            change = outcome.change_id
            return "said_no", {"client": client.id, "change": change, "all": is_everything}
        case Undone(kind, client_id, _, c):
            alone = c.id if c else None
            return "undone", {"kind": kind, "client": client_id, "commitment": alone}
        case Ask(question, _, draft):
            refs: Refs = {"question": question.value, "draft": draft, "new": outcome.may_be_new}
            refs["clients"] = [c.id for c in outcome.clients]
            refs["commitments"] = [c.id for c in outcome.commitments]
            return "ask", refs
        case Refused(_, draft, has_text):
            return "refused", {"draft": draft, "text": has_text}
        case Touched() | ClientSaved():
            return _client_refs(outcome)
        case SpokeTo(several, change):
            return "spoke_to", {"clients": [c.id for c in several], "change": change}
        case Parting(client, share, needs_manager, draft):
            said = {"client": client.id, "share": share, "manager": needs_manager}
            return "parting", {**said, "draft": draft}
        case _:
            raise TypeError(f"no receipt for {type(outcome).__name__}")


def _second_try_on(client: Client, ended: Sequence[Commitment], rep: Rep) -> date | None:
    """Reckoned from this no, on a working day; one more that failed is given a year (S4-2)."""
    days = [due.today_in(c.zone, c.closed_at) for c in ended if c.closed_at]
    has_failed_before = any(c.kind is Kind.WIN_BACK for c in ended)
    day = winback.second_try_for(client, max(days, default=None), has_failed_before)
    return None if day is None else due.next_working_day(day, rep.hours)


def _client_refs(outcome: Touched | ClientSaved) -> tuple[str, Refs]:
    refs: Refs = {"client": outcome.client.id, "change": outcome.change_id}
    match outcome:
        case Touched():
            next_id = outcome.next_open.id if outcome.next_open else None
            refs |= {"touch": outcome.touch.id, "next": next_id, "quiet": outcome.was_quiet}
            return "touched", {**refs, "new": outcome.is_new_client, "cool": outcome.is_cooling}
        case ClientSaved():
            refs |= {"what": outcome.what, "new": outcome.is_new}
            refs |= {"owner": outcome.owner.id if outcome.owner else None}
            refs |= {"contact": outcome.contact.id if outcome.contact else None}
            return "client_saved", {**refs, "other": outcome.other.id if outcome.other else None}


def _saved(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    commitment = commitments.get(conn, rep.workspace_id, refs["commitment"])
    client = clients.get(conn, rep.workspace_id, commitment.client_id)
    return Saved(commitment, client, refs["change"], refs["new"], refs["edit"])


def _already_saved(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    commitment = commitments.get(conn, rep.workspace_id, refs["commitment"])
    at = datetime.fromisoformat(refs["at"])
    return AlreadySaved(commitment, refs["change"], refs["draft"], at)


def _kept(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    return Kept(commitments.get(conn, rep.workspace_id, refs["commitment"]), refs["change"])


def _moved(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    now_is = commitments.get(conn, rep.workspace_id, refs["commitment"])
    was = commitments.get(conn, rep.workspace_id, refs["was"])
    return Moved(now_is, was, refs["change"])


def _snoozed(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    return Snoozed(commitments.get(conn, rep.workspace_id, refs["commitment"]), refs["change"])


def _said_no(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    found = said_no(conn, rep, refs["client"], refs["change"])
    if refs["all"]:
        return found
    return replace(found, colleague_ids=(), is_everything=False, reason=None, second_try_on=None)


def _touched(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    workspace_id, next_id = rep.workspace_id, refs["next"]
    return Touched(
        clients.get(conn, workspace_id, refs["client"]),
        touches.get(conn, workspace_id, refs["touch"], rep.id),
        refs["change"],
        commitments.get(conn, workspace_id, next_id) if next_id else None,
        refs["quiet"],
        refs["new"],
        refs["cool"],
    )


def _client_saved(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    workspace_id, owner, other = rep.workspace_id, refs["owner"], refs["other"]
    contact = refs["contact"]
    return ClientSaved(
        clients.get(conn, workspace_id, refs["client"]),
        refs["change"],
        refs["what"],
        refs["new"],
        reps.get(conn, workspace_id, owner) if owner else None,
        clients.exactly(conn, workspace_id, other) if other else None,
        contacts.get(conn, workspace_id, contact) if contact else None,
    )


def _parting(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    client = clients.get(conn, rep.workspace_id, refs["client"])
    return Parting(client, refs["share"], refs["manager"], refs["draft"])


def _spoke_to(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    found = (clients.get(conn, rep.workspace_id, i) for i in refs["clients"])
    return SpokeTo(tuple(found), refs["change"])


def _told(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    return Told(commitments.get(conn, rep.workspace_id, refs["commitment"]))


def _undone(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    client_id, commitment_id = refs["client"], refs["commitment"]
    name = clients.get(conn, rep.workspace_id, client_id).name if client_id else ""
    alone = commitments.get(conn, rep.workspace_id, commitment_id) if commitment_id else None
    return Undone(refs["kind"], client_id, name, alone)


def _finished(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    return Finished(commitments.get(conn, rep.workspace_id, refs["commitment"]))


def _asked(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    workspace_id = rep.workspace_id
    intent = drafts.find(conn, workspace_id, rep.id, refs["draft"])
    if intent is None:
        return _refused(conn, rep, refs | {"text": False})
    return Ask(
        Question(refs["question"]),
        intent,
        refs["draft"],
        tuple(clients.get(conn, workspace_id, i) for i in refs["clients"]),
        tuple(commitments.several(conn, workspace_id, refs["commitments"])),
        refs["new"],
    )


def _refused(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    problem = drafts.problem(conn, rep.workspace_id, rep.id, refs["draft"])
    return Refused(problem, refs["draft"], refs["text"])


def _form_stands(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    first = _TELL[refs["kind"]](conn, rep, refs["refs"])
    return first if isinstance(first, FormStands) else FormStands(first)


_TELL: dict[str, Callable[[Connection, Rep, Refs], Outcome]] = {
    "saved": _saved,
    "already_saved": _already_saved,
    "kept": _kept,
    "moved": _moved,
    "snoozed": _snoozed,
    "said_no": _said_no,
    "told": _told,
    "touched": _touched,
    "client_saved": _client_saved,
    "parting": _parting,
    "spoke_to": _spoke_to,
    "undone": _undone,
    "finished": _finished,
    "ask": _asked,
    "refused": _refused,
    "form_stands": _form_stands,
}
