"""What is a client's plan of improvement, and what became of it? (S0-3)"""

from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from bot.playbook import due, plan
from bot.playbook.model import Commitment, Kind, Rep, SetBy, State
from bot.playbook.plan import Agreement, Goal, Plan
from storage import clients, commitments
from storage.changes import Row
from storage.ids import new_id
from storage.request import Request
from storage.tables import agreements, goals
from storage.tables import commitments as commitments_

MOST_ACTIONS = 20
LOOKS_BACK = timedelta(days=100)  # of a report: a quarter, and some days of grace


def of(conn: Connection, rep: Rep, client_id: int, now: datetime) -> Plan:
    """A client's plan as this rep sees it; what others mean to do stays with them."""
    workspace_id, today = rep.workspace_id, due.today_in(rep.zone, now)
    ahead = commitments.open_for(conn, workspace_id, rep_id=rep.id, client_id=client_id)
    reports = [c for c in ahead if c.kind is Kind.PROGRESS_REPORT]
    return Plan(
        client=clients.get(conn, workspace_id, client_id),
        goals=plan.this_year(_goals(conn, workspace_id, client_id), today),
        agreement=_agreement(conn, workspace_id, client_id),
        done=tuple(_done(conn, rep, client_id, now)),
        open=tuple(c for c in ahead if c.kind is Kind.PLAN_ACTION)[:MOST_ACTIONS],
        report=reports[0] if reports else None,
        today=today,
    )


def add_report(conn: Connection, request: Request, client_id: int) -> Row:
    """The next progress report, a quarter from today."""
    rep, now = request.rep, request.now
    on = plan.next_report_on(request.today, rep.hours)
    client = clients.get(conn, request.workspace_id, client_id)
    fresh = Commitment(
        id=new_id(now),
        client_id=client.id,
        client_name=client.name,
        rep_id=rep.id,
        kind=Kind.PROGRESS_REPORT,
        state=State.OPEN,
        due_on=on,
        due_time=None,
        zone=rep.zone,
        back_on=on,
        back_time=None,
        due_at=due.due_at(on, None, rep.hours, rep.zone),
        set_by=SetBy.REP,
        words=None,
        note=None,
        put_offs=0,
        version=1,
        created_at=now,
    )
    commitments.add(conn, request.workspace_id, fresh)
    return Row("commitments", fresh.id)


def _goals(conn: Connection, workspace_id: str, client_id: int) -> list[Goal]:
    c = goals.c
    here = c.workspace_id == workspace_id, c.client_id == client_id, c.gone_at.is_(None)
    found = conn.execute(select(goals).where(*here).order_by(c.id))
    return [Goal(r.id, r.goal, r.measure, r.year, r.set_on, r.reached_on) for r in found]


def _agreement(conn: Connection, workspace_id: str, client_id: int) -> Agreement | None:
    c = agreements.c
    here = c.workspace_id == workspace_id, c.client_id == client_id, c.gone_at.is_(None)
    row = conn.execute(select(agreements).where(*here).order_by(c.id.desc())).first()
    return None if row is None else Agreement(row.agreed_on, row.agreed_with, row.words)


def _done(conn: Connection, rep: Rep, client_id: int, now: datetime) -> list[Commitment]:
    """What was kept since the last report, or within a quarter."""
    c = commitments_.c
    mine = (c.workspace_id == rep.workspace_id, c.rep_id == rep.id, c.client_id == client_id)
    kept = (c.state == State.KEPT.value, c.closed_at > now - LOOKS_BACK)
    ids = select(c.id).where(*mine, *kept, c.kind == Kind.PLAN_ACTION.value)
    latest = ids.order_by(c.closed_at.desc()).limit(MOST_ACTIONS)
    found = commitments.several(conn, rep.workspace_id, list(conn.scalars(latest)))
    return found[::-1]
