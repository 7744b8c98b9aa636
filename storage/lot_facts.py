"""What does a lot hold, and what is it about?"""

from collections.abc import Collection

from sqlalchemy import Connection

from bot.playbook.lot import LotIntent
from bot.playbook.model import Client, Rep
from bot.playbook.outcome import Counts, LotShown
from storage import clients, commitments, deals, reps


def shown(conn: Connection, workspace_id: str, intent: LotIntent, draft_id: int) -> LotShown:
    """Everything a lot would change, before it does."""
    found = commitments.several(conn, workspace_id, intent.ids("commitments"))
    about = clients_of(conn, workspace_id, intent)
    theirs = {c.client_id for c in found if c.is_theirs_to_name}
    return LotShown(
        intent,
        draft_id,
        counts(intent),
        tuple(about),
        rep(conn, workspace_id, intent.from_rep_id),
        rep(conn, workspace_id, intent.to_rep_id),
        tuple(c for c in about if c.id in theirs),
    )


def counts(intent: LotIntent) -> Counts:
    """How many of each."""
    held = (len(intent.ids(table)) for table in ("clients", "deals", "commitments"))
    return Counts(*held)


def clients_of(conn: Connection, workspace_id: str, intent: LotIntent) -> list[Client]:
    """Whom the things of a lot are about, by name."""
    ids = set(intent.ids("clients"))
    ids |= {c.client_id for c in commitments.several(conn, workspace_id, intent.ids("commitments"))}
    ids |= {d.client_id for d in deals.several(conn, workspace_id, intent.ids("deals"))}
    return named(conn, workspace_id, ids)


def named(conn: Connection, workspace_id: str, ids: Collection[int]) -> list[Client]:
    """These clients, by name."""
    return clients.several(conn, workspace_id, sorted(ids))


def rep(conn: Connection, workspace_id: str, rep_id: int | None) -> Rep | None:
    """The rep, where one is named."""
    return None if rep_id is None else reps.get(conn, workspace_id, rep_id)
