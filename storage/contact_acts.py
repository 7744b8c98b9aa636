"""What happens when a rep tells who is at a client, who left, and who came after? (S3-3)"""

from sqlalchemy import Connection

from bot.playbook import names
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.model import Client, Contact
from bot.playbook.outcome import ClientSaved, Outcome
from bot.playbook.problem import Problem
from storage import changes, clients, contacts, leavers
from storage.keeping import met, record
from storage.request import Request


def note(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Somebody we know there now."""
    contact, rows = met(conn, request, intent, client)
    if contact is None:
        return Problem("no_contact", {"client": client.name})
    if not rows and contact.left_on is None:
        return Problem("contact_known", {"contact": contact.name, "client": client.name})
    if not rows:
        workspace_id, role = request.workspace_id, intent.contact_role
        contact = contacts.add(conn, workspace_id, client.id, contact.name, role, request.now)
        rows = [changes.Row("contacts", contact.id)]
    rows += leavers.settle_for(conn, request.workspace_id, client.id)
    change_id = record(conn, request, client.id, "contact", rows)
    return ClientSaved(client, change_id, "contact", contact=contact)


def note_left(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Somebody is there no more: who took over, and where did they go? (S3-3)"""
    workspace_id, name = request.workspace_id, intent.contact_name or ""
    contact = contacts.named(conn, workspace_id, client.id, name)
    if contact is None or contact.left_on is not None:
        return Problem("unknown_contact", {"contact": name, "client": client.name})
    before = changes.row(conn, workspace_id, "contacts", contact.id)
    ask_at = leavers.ask_at(conn, workspace_id, client, contact, request.now)
    contacts.leave(conn, workspace_id, contact, request.today, ask_at)
    change_id = record(conn, request, client.id, "left", [before])
    left = contacts.get(conn, workspace_id, contact.id)
    return ClientSaved(client, change_id, "left", contact=left)


def note_successor(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Who came after somebody who left, and where they went: maybe to another client (S3-3)."""
    left = _leaver(conn, request, intent)
    if isinstance(left, Problem):
        return left
    if not intent.contact_name and not intent.other_name:
        return Problem("nobody_named")
    workspace_id = request.workspace_id
    rows = [leavers.answer(conn, workspace_id, left, intent.other_name or None)]
    successor, added = met(conn, request, intent, client)
    there, arrived = _arrived(conn, request, intent, left)
    change_id = record(conn, request, client.id, "took_over", [*rows, *added, *arrived])
    left = contacts.get(conn, workspace_id, left.id)
    return ClientSaved(client, change_id, "took_over", other=there, contact=successor, left=left)


def leave_alone(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Nobody took over yet, or a second try is not for now: it is not asked again."""
    left = _leaver(conn, request, intent)
    if isinstance(left, Problem):
        return left
    if not left.is_asked_about:
        return Problem("left_answered", {"contact": left.name, "client": client.name})
    before = leavers.answer(conn, request.workspace_id, left)
    change_id = record(conn, request, client.id, "left_alone", [before])
    return ClientSaved(client, change_id, "left_alone", left=left)


def _arrived(
    conn: Connection, request: Request, intent: ClientIntent, left: Contact
) -> tuple[Client | None, list[changes.Row]]:
    """Where they went is a client of ours: they are somebody we know there."""
    workspace_id, key = request.workspace_id, names.key(intent.other_name)
    same = clients.known_by(conn, workspace_id, [key]).get(key, ()) if key else ()
    there = next((c for c in same if c.id != left.client_id), None)
    if there is None:
        return None, []
    person = ClientIntent(Deed.CONTACT, contact_name=left.name, contact_role=left.role)
    _, rows = met(conn, request, person, there)
    return there, rows


def _leaver(conn: Connection, request: Request, intent: ClientIntent) -> Contact | Problem:
    assert intent.contact_id is not None
    try:
        left = contacts.get(conn, request.workspace_id, intent.contact_id)
    except LookupError:
        return Problem("client_gone")
    if left.left_on is None:
        return Problem("contact_back", {"contact": left.name})
    return left
