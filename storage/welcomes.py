"""Who has been welcomed, and what of it is left?"""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, exists, or_, select, update

from bot.playbook import welcome
from bot.playbook.model import Rep
from bot.playbook.welcome import Step, Welcome
from storage import workspaces
from storage.tables import IS_OPEN, clients, commitments, reps


def find(conn: Connection, rep: Rep) -> Welcome | None:
    """Where the rep stands in it; none before the greeting, and once it is over.

    What was done by typing counts as done.
    """
    asked = select(reps.c.welcome, reps.c.welcomed_at, reps.c.target_minor).where(*_is(rep))
    row = conn.execute(asked).one()
    done = set(row.welcome.split())
    if row.welcomed_at is None or welcome.is_over(done):
        return None
    if row.target_minor is not None:
        done.add(Step.TARGET)
    if _has_a_client(conn, rep):
        done.add(Step.CLIENT)
    lacks_lead = rep.is_manager and workspaces.lead_of(conn, rep.workspace_id) is None
    return Welcome(rep, welcome.next_step(done), lacks_lead)


def claim(conn: Connection, rep: Rep, now: datetime) -> bool:
    """Whether this is the greeting: of many at once, on many replicas, one is told so."""
    first = update(reps).where(*_is(rep), reps.c.welcomed_at.is_(None)).values(welcomed_at=now)
    return conn.execute(first).rowcount == 1


def finish(conn: Connection, rep: Rep, step: str) -> None:
    """A step was done or skipped; twice is the same as once."""
    said = conn.scalar(select(reps.c.welcome).where(*_is(rep))) or ""
    known = {*said.split(), step} & set(welcome.ALL.split())
    kept = " ".join(one for one in welcome.ALL.split() if one in known)
    conn.execute(update(reps).where(*_is(rep)).values(welcome=kept))


def _is(rep: Rep) -> tuple[ColumnElement[bool], ...]:
    return reps.c.workspace_id == rep.workspace_id, reps.c.id == rep.id


def _has_a_client(conn: Connection, rep: Rep) -> bool:
    """A client of the rep's is written down, or a day with one."""
    dated = exists().where(
        commitments.c.workspace_id == rep.workspace_id, commitments.c.rep_id == rep.id, IS_OPEN
    )
    owned = exists().where(
        clients.c.workspace_id == rep.workspace_id,
        clients.c.owner_id == rep.id,
        clients.c.gone_at.is_(None),
    )
    return bool(conn.scalar(select(or_(dated, owned))))
