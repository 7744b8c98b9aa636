"""When is a client's next turn in its owner's morning, once the owner or their zone is another?"""

from sqlalchemy import Connection, select, update

from bot.playbook import due
from bot.playbook.model import Rep
from storage.tables import clients

_TURNS = (  # what a brief tells of a client: on which day, and that day's brief
    (clients.c.quiet_on, clients.c.quiet_at),
    (clients.c.season_on, clients.c.season_at),
)


def follow_owner(conn: Connection, rep: Rep) -> None:
    """In another zone the owner's morning is another instant; the days stay as they are."""
    for on, at in _TURNS:
        mine = (
            clients.c.workspace_id == rep.workspace_id,
            clients.c.owner_id == rep.id,
            at.is_not(None),
        )
        for day in conn.scalars(select(on).distinct().where(*mine)).all():
            morning = due.due_at(day, None, rep.hours, rep.zone)
            conn.execute(update(clients).where(*mine, on == day).values({at.name: morning}))
