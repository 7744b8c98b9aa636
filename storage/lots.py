"""What happens, in one transaction, when a rep asks for many things at once?

A lot is shown before it is done, however often that is pressed, and undone as one.
"""

from sqlalchemy import Connection

from bot.playbook.lot import Lot, LotIntent, Thing
from bot.playbook.outcome import LotDone, Outcome
from bot.playbook.problem import Problem
from storage import changes, commitments, drafts, giving, lot_acts, recall, receipts, reps
from storage.followups import once
from storage.request import Request


def show_given(conn: Connection, request: Request, from_user: str, to_user: str) -> Outcome:
    """All of one rep's clients, deals and dates, to another: what that would change."""

    def act() -> Outcome | Problem:
        giver = reps.find(conn, request.workspace_id, from_user)
        heir = reps.find(conn, request.workspace_id, to_user)
        if giver is None or heir is None or heir.is_gone:
            return Problem("not_a_rep_there", {"user": from_user if giver is None else to_user})
        if problem := _giving_trouble(request, giver.id, heir.id):
            return problem
        things = lot_acts.things_of(conn, request.workspace_id, giver.id)
        if not things:
            return Problem("nothing_to_give", {"name": giver.name})
        lot = LotIntent(Lot.GIVEN, things, from_rep_id=giver.id, to_rep_id=heir.id)
        return lot_acts.shown(conn, request, lot)

    return once(conn, request, act)


def carry_out(conn: Connection, request: Request, draft_id: int) -> Outcome:
    """Do what was shown, however often it is pressed."""

    def act() -> Outcome | Problem:
        intent = drafts.find(conn, request.workspace_id, request.rep.id, draft_id)
        if not isinstance(intent, LotIntent):
            return Problem("draft_gone")
        return _once_only(conn, request, f"lot:{draft_id}", intent)

    return once(conn, request, act)


def give(
    conn: Connection, request: Request, giver_id: int, client_id: int | None, to_user: str
) -> Outcome:
    """What somebody who left had, all of it or with one client, to a colleague.

    What has gone to whoever decides about it goes along.
    """

    def act() -> Outcome | Problem:
        heir = reps.find(conn, request.workspace_id, to_user)
        if heir is None or heir.is_gone:
            return Problem("not_a_rep_there", {"user": to_user})
        things = lot_acts.things_of(conn, request.workspace_id, giver_id, client_id)
        mine = _inherited(conn, request.workspace_id, request.rep.id, giver_id, client_id)
        if heir.id != request.rep.id:
            things = (*things, *mine)
        if not things:
            return Problem("lot_gone")
        lot = LotIntent(Lot.GIVEN, things, from_rep_id=giver_id, to_rep_id=heir.id)
        return lot_acts.carry_out(conn, request, lot)

    return once(conn, request, act)


def take_back(conn: Connection, request: Request) -> Outcome:
    """Somebody who was away takes back the dates that went to others."""

    def act() -> Outcome | Problem:
        rep = request.rep
        went = giving.went_from(conn, rep.workspace_id, rep.id)
        found = commitments.several(conn, rep.workspace_id, list(went))
        still = [c for c in found if c.is_open and c.rep_id != rep.id]
        if not still:
            return Problem("lot_gone")
        things = tuple(Thing("commitments", c.id, c.version) for c in still)
        return lot_acts.carry_out(
            conn, request, LotIntent(Lot.TAKEN_BACK, things, to_rep_id=rep.id)
        )

    return once(conn, request, act)


def _giving_trouble(request: Request, giver_id: int, heir_id: int) -> Problem | None:
    """One's own may be given by anybody, a colleague's by a manager."""
    if giver_id != request.rep.id and not request.rep.is_manager:
        return Problem("managers_only_give")
    return Problem("give_to_oneself") if giver_id == heir_id else None


def _once_only(
    conn: Connection, request: Request, key: str, intent: LotIntent
) -> Outcome | Problem:
    """A preview is one choice: pressed again it is told again, and nothing more is done."""
    before = receipts.find(conn, request.workspace_id, key)
    if before is not None:
        if changes.is_undone(conn, request.workspace_id, before.refs["change"]):
            return Problem("already_undone")
        return recall.outcome(conn, request.rep, before)
    done = lot_acts.carry_out(conn, request, intent)
    if isinstance(done, LotDone):
        kept = recall.receipt(done)
        receipts.keep(conn, request.workspace_id, key, request.rep.id, kept, request.now)
    return done


def _inherited(
    conn: Connection, workspace_id: str, heir_id: int, giver_id: int, client_id: int | None
) -> tuple[Thing, ...]:
    """Dates of somebody who left that came to this rep, and stand with them still."""
    went = giving.went_from(conn, workspace_id, giver_id)
    found = commitments.several(conn, workspace_id, list(went))
    return tuple(
        Thing("commitments", c.id, c.version)
        for c in found
        if c.is_open and c.rep_id == heir_id and client_id in (None, c.client_id)
    )
