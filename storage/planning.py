"""What happens, in one transaction, when a rep changes a client's plan of improvement? (S0-3)"""

from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Connection, insert, select, update

from bot.playbook import plan
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client
from bot.playbook.outcome import Outcome, PlanSaved
from bot.playbook.problem import Problem
from storage import changes, clients, followups, plans
from storage.changes import Row
from storage.ids import new_id
from storage.request import Request
from storage.tables import agreements, goals


def add_goal(
    conn: Connection, request: Request, client_id: int, text: str, measure: str
) -> Outcome:
    """One more goal for the year, with its measure."""

    def act(client: Client) -> list[Row] | Problem:
        found = plans.of(conn, request.rep, client.id, request.now)
        if len(found.goals) >= plan.MOST_GOALS:
            return Problem("too_many_goals", {"most": plan.MOST_GOALS})
        goal_id = new_id(request.now)
        values = _new(request, client.id, goal_id) | {"goal": text, "measure": measure}
        conn.execute(insert(goals), values | {"year": request.today.year, "set_on": request.today})
        return [Row("goals", goal_id)]

    return _changed(conn, request, client_id, "goal", act)


def reach(conn: Connection, request: Request, goal_id: int) -> Outcome:
    """A goal was reached, today; pressed again it says so."""
    here = goals.c.workspace_id == request.workspace_id, goals.c.id == goal_id
    row = conn.execute(select(goals).where(*here, goals.c.gone_at.is_(None))).first()
    if row is None:
        return followups.once(conn, request, lambda: Problem("goal_gone"))

    def act(client: Client) -> list[Row] | Problem:
        if row.reached_on is not None:
            return Problem("goal_reached", {"on": row.reached_on})
        before = changes.row(conn, request.workspace_id, "goals", goal_id)
        now_is = {"reached_on": request.today, "version": row.version + 1}
        conn.execute(update(goals).where(*here).values(now_is))
        return [before]

    return _changed(conn, request, row.client_id, "reached", act)


def agree(
    conn: Connection, request: Request, client_id: int, on: date, who: str, words: str
) -> Outcome:
    """Somebody there said yes to the plan; a progress report follows each quarter."""

    def act(client: Client) -> list[Row] | Problem:
        found = plans.of(conn, request.rep, client.id, request.now)
        trouble = plan.agree_trouble(found.goals, on, request.today, client)
        if trouble is not None:
            return trouble
        agreed_id = new_id(request.now)
        said = {"agreed_on": on, "agreed_with": who, "words": words}
        conn.execute(insert(agreements), _new(request, client.id, agreed_id) | said)
        rows = [Row("agreements", agreed_id)]
        if found.report is None:
            rows.append(plans.add_report(conn, request, client.id))
        return rows

    return _changed(conn, request, client_id, "agreed", act)


def report_sent(conn: Connection, request: Request, client_id: int) -> Outcome:
    """The report went out: the one that was due is kept, and the next is planned."""
    found = plans.of(conn, request.rep, client_id, request.now)
    if found.report is None:
        return followups.once(conn, request, lambda: Problem("no_report_due"))
    intent = Intent(Verb.DONE, commitment_id=found.report.id)
    return followups.carry_out(conn, request, intent)


def _changed(
    conn: Connection,
    request: Request,
    client_id: int,
    what: str,
    act: Callable[[Client], list[Row] | Problem],
) -> Outcome:
    def settle() -> Outcome | Problem:
        workspace_id = request.workspace_id
        client = clients.known(conn, workspace_id, client_id)
        if client is None:
            return Problem("client_gone")
        rows = act(client)
        if isinstance(rows, Problem):
            return rows
        change_id = changes.record(
            conn, workspace_id, request.rep.id, f"plan_{what}", rows, request.now
        )
        return PlanSaved(plans.of(conn, request.rep, client.id, request.now), what, change_id)

    return followups.once(conn, request, settle)


def _new(request: Request, client_id: int, row_id: int) -> dict[str, Any]:
    of_it = {"workspace_id": request.workspace_id, "id": row_id, "client_id": client_id}
    return of_it | {"rep_id": request.rep.id, "version": 1, "created_at": request.now}
