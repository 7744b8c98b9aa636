"""What had ended goes on after all: how is it opened again, however long ago that was?"""

from dataclasses import replace

from sqlalchemy import Connection

from bot.playbook.model import Client, Kind, Standing, State
from bot.playbook.outcome import ClientSaved, Finished, Outcome, Reopened
from bot.playbook.problem import Problem
from bot.playbook.winback import LossReason
from storage import changes, clients, closing, commitments, losses, orders, outbox, reps
from storage.changes import Row
from storage.followups import once
from storage.keeping import record
from storage.meant import own
from storage.request import Request


def commitment(conn: Connection, request: Request, commitment_id: int) -> Outcome:
    """A date that had ended stands again; one that has passed is overdue at once."""

    def act() -> Outcome | Problem:
        found = own(conn, request, commitment_id)
        if isinstance(found, Problem) or found.is_open:
            return found if isinstance(found, Problem) else Finished(found)
        workspace_id, now = request.workspace_id, request.now
        if problem := _trouble(conn, request, found.client_id, found.id):
            return problem
        before = changes.row(conn, workspace_id, "commitments", found.id)
        again = replace(
            found, state=State.OPEN, closed_at=None, close_reason=None, version=found.version + 1
        )
        commitments.rewrite(conn, workspace_id, again, anew=again.due_at > now)
        outbox.cancel_for(conn, workspace_id, [again.id], now)
        reps.replan_brief(conn, request.rep, now)
        change_id = record(conn, request, again.client_id, "reopened", [before])
        return Reopened(again, change_id)

    return once(conn, request, act)


def client(conn: Connection, request: Request, client_id: int) -> Outcome:
    """A client that was lost, or let go, is one again; its history stays."""

    def act() -> Outcome | Problem:
        found = clients.known(conn, request.workspace_id, client_id)
        if found is None:
            return Problem("client_gone")
        if found.standing not in (Standing.LOST, Standing.PARTED):
            return Problem("client_open", {"client": found.name})
        return _reopened(conn, request, found)

    return once(conn, request, act)


def _reopened(conn: Connection, request: Request, found: Client) -> ClientSaved:
    workspace_id, today = request.workspace_id, request.today
    rows = [changes.row(conn, workspace_id, "clients", found.id)]
    pays = bool(orders.latest(conn, workspace_id, found.id, 1))
    clients.win_back(conn, workspace_id, found, Standing.ACTIVE if pays else Standing.PROSPECT)
    loss_id = losses.latest(conn, workspace_id, found.id)
    if loss_id is not None and found.standing is Standing.LOST:
        rows.append(changes.row(conn, workspace_id, "losses", loss_id))
        losses.win_back(conn, workspace_id, loss_id, today)
    rows += second_tries_end(conn, request, found.id)
    change_id = record(conn, request, found.id, "client_reopened", rows)
    now_is = clients.get(conn, workspace_id, found.id)
    return ClientSaved(now_is, change_id, "reopened")


def second_tries_end(conn: Connection, request: Request, client_id: int) -> list[Row]:
    """A client that is back needs no date for a second try: the rep's own ends with it."""
    mine = commitments.open_for(
        conn, request.workspace_id, rep_id=request.rep.id, client_id=client_id
    )
    tries = [c for c in mine if c.kind is Kind.WIN_BACK]
    return closing.end_dates(conn, request, tries, State.KEPT, None)[1]


def _trouble(
    conn: Connection, request: Request, client_id: int, commitment_id: int
) -> Problem | None:
    """What stands in its place, or a client that wants to hear nothing more."""
    found = clients.get(conn, request.workspace_id, client_id)
    if found.lost_reason == LossReason.DO_NOT_CONTACT:
        return Problem("do_not_contact", {"client": found.name, "on": found.lost_on})
    later = commitments.moved_on_from(conn, request.workspace_id, commitment_id)
    if later is None:
        return None
    return Problem("moved_on", {"client": found.name, "on": later.due_on, "at": later.due_time})
