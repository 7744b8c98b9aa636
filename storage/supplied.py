"""What happens when a rep notes whom a client buys from now? (S1-4)"""

from dataclasses import replace

from sqlalchemy import Connection

from bot.playbook import supplier as rule
from bot.playbook.client_intent import ClientIntent
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, Commitment, SetBy, Standing, State
from bot.playbook.outcome import Outcome, Saved, SupplierNoted
from bot.playbook.problem import Problem
from bot.playbook.supplier import Supplier
from storage import acts, changes, clients, closing, commitments, suppliers
from storage.ids import new_id
from storage.keeping import record
from storage.request import Request


def note(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Keep it; the first follow-up falls four months before that contract ends."""
    if not intent.other_name and intent.on is None and not intent.words:
        return Problem("no_supplier", {"client": client.name})
    if client.standing in (Standing.LOST, Standing.PARTED):
        return Problem("not_served", {"client": client.name})
    if intent.on is not None and intent.on < request.today:
        return Problem("contract_end_past", {"on": intent.on})
    before = suppliers.newest(conn, request.workspace_id, client.id)
    noted = _noted(request, intent, client, before)
    is_moved = intent.on is not None and (before is None or before.ends_on != noted.ends_on)
    follow_up = _follow_up(conn, request, client, noted) if is_moved else None
    if isinstance(follow_up, Problem):
        return follow_up
    rows = _ended(conn, request, before) if is_moved else []
    if follow_up is not None:
        noted = replace(noted, commitment_id=follow_up.id)
        rows.append(changes.Row("commitments", follow_up.id))
    rows.append(changes.row(conn, request.workspace_id, "clients", client.id))
    clients.know_of_loss(conn, request.workspace_id, client.id, contract_ends_on=noted.ends_on)
    suppliers.add(conn, request.workspace_id, noted, request.now)
    rows.append(changes.Row("suppliers", noted.id))
    change_id = record(conn, request, client.id, "supplier", rows)
    now_is = clients.get(conn, request.workspace_id, client.id)
    return SupplierNoted(now_is, noted, change_id, follow_up)


def _noted(
    request: Request, intent: ClientIntent, client: Client, before: Supplier | None
) -> Supplier:
    """What is not said again stands as before."""
    stood = before or Supplier(0, client.id, request.rep.id, "")
    return replace(
        stood,
        id=new_id(request.now),
        client_id=client.id,
        rep_id=request.rep.id,
        name=intent.other_name or stood.name,
        ends_on=intent.on or stood.ends_on,
        missing=intent.words or stood.missing,
    )


def _follow_up(
    conn: Connection, request: Request, client: Client, noted: Supplier
) -> Commitment | Problem:
    assert noted.ends_on is not None
    day = rule.follow_up_on(noted.ends_on, request.today, request.rep.hours)
    intent = Intent(
        Verb.RECORD,
        client_name=client.name,
        client_id=client.id,
        due_on=day,
        is_computed=True,
        set_by=SetBy.REP,
        words=noted.missing,
    )
    made = acts.record(conn, request, intent)
    if isinstance(made, Problem):
        return made
    assert isinstance(made, Saved)
    return made.commitment


def _ended(conn: Connection, request: Request, before: Supplier | None) -> list[changes.Row]:
    """The follow-up of another end gives way, unless it was moved or done since."""
    if before is None or before.commitment_id is None:
        return []
    found = commitments.get(conn, request.workspace_id, before.commitment_id)
    if not found.is_open or found.rep_id != request.rep.id:
        return []
    _, rows = closing.end_dates(conn, request, [found], State.CANCELLED, None)
    return list(rows)
