"""How is what a rep changes about a client kept, so that it can be taken back?"""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from bot.playbook.client_intent import ClientIntent
from bot.playbook.model import Client, Contact, Rep
from bot.playbook.outcome import ClientSaved
from storage import changes, clients, contacts, quiet
from storage.request import Request


def changed(
    conn: Connection,
    request: Request,
    client: Client,
    what: str,
    act: Callable[[], None],
    also: Sequence[changes.Row] = (),
) -> ClientSaved:
    """One fact of a client is set; `also`: what went with it."""
    before = changes.row(conn, request.workspace_id, "clients", client.id)
    act()
    change_id = record(conn, request, client.id, what, [before, *also])
    return ClientSaved(clients.get(conn, request.workspace_id, client.id), change_id, what)


def record(
    conn: Connection, request: Request, client_id: int, kind: str, rows: list[changes.Row]
) -> int:
    """Whatever was changed may change when the client turns quiet."""
    workspace_id, now = request.workspace_id, request.now
    quiet.settle(conn, workspace_id, client_id, now)
    return changes.record(conn, workspace_id, request.rep.id, kind, rows, now)


def new_client(conn: Connection, request: Request, intent: ClientIntent, owner: Rep) -> Client:
    """A client nobody knew, with what was said about it."""
    facts: dict[str, Any] = {"cadence_days": intent.cadence_days, "value": intent.value}
    if intent.tier is not None:
        facts["tier"] = intent.tier
    name, today = intent.client_name, request.today
    return clients.add(conn, request.workspace_id, name, owner.id, request.now, today, **facts)


def met(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> tuple[Contact | None, list[changes.Row]]:
    """Who it was: somebody we know there, or somebody new."""
    if not intent.contact_name:
        return None, []
    workspace_id, name = request.workspace_id, intent.contact_name
    known = contacts.named(conn, workspace_id, client.id, name)
    if known is not None:
        return known, []
    made = contacts.add(conn, workspace_id, client.id, name, intent.contact_role, request.now)
    return made, [changes.Row("contacts", made.id)]
