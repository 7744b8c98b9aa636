"""What has become of a client since a button about it was shown?"""

from sqlalchemy import Connection

from bot.playbook.model import Rep, Standing
from bot.playbook.problem import Problem
from storage import clients


def trouble(conn: Connection, rep: Rep, client_id: int, shown_of: int) -> Problem | None:
    """Why a button no longer means what it meant; None while it does.

    `shown_of` is whose client it was, 0 where that is not known.
    """
    client = clients.known(conn, rep.workspace_id, client_id)
    if client is None:
        return Problem("client_gone")
    if client.id != client_id:
        was = clients.exactly(conn, rep.workspace_id, client_id)
        return Problem("merged_since", {"client": was.name, "other": client.name})
    if client.standing in (Standing.LOST, Standing.PARTED):
        return Problem("not_served", {"client": client.name})
    if shown_of == rep.id and client.owner_id not in (None, rep.id):
        return Problem("given_since", {"client": client.name})
    return None
