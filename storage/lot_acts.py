"""What is done to many things at once? What somebody changed since it was shown stays."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from bot.playbook import due
from bot.playbook.intent import Intent
from bot.playbook.lot import Lot, LotIntent, Thing
from bot.playbook.nudge import NudgeKind
from bot.playbook.outcome import LotDone, LotShown
from bot.playbook.problem import Problem
from storage import (
    changes,
    clients,
    commitments,
    deals,
    drafts,
    giving,
    lot_facts,
    outbox,
    quiet,
    reps,
)
from storage.changes import LOT, Row
from storage.request import Request

MOST_OVERDUE = 200  # dates moved at once


def show_overdue(conn: Connection, request: Request, intent: Intent) -> LotShown | Problem:
    """All of the rep's dates that have passed, to another day: what that would change."""
    assert intent.due_on is not None
    rep, now = request.rep, request.now
    today = due.today_in(rep.zone, now)
    found = commitments.open_for(conn, rep.workspace_id, rep_id=rep.id, until=today)
    late = [c for c in found if due.is_overdue(c, now)][:MOST_OVERDUE]
    if not late:
        return Problem("nothing_overdue")
    things = tuple(Thing("commitments", c.id, c.version) for c in late)
    lot = LotIntent(Lot.OVERDUE, things, intent.due_on, intent.due_time)
    return shown(conn, request, lot)


def things_of(
    conn: Connection, workspace_id: str, rep_id: int, client_id: int | None = None
) -> tuple[Thing, ...]:
    """A rep's clients, open deals and open dates; with one client alone where it is named."""
    owned = clients.owned_by(conn, workspace_id, rep_id, client_id)
    sold = deals.open_of(conn, workspace_id, rep_id=rep_id, client_id=client_id)
    dated = commitments.open_for(conn, workspace_id, rep_id=rep_id, client_id=client_id)
    return (
        *(Thing("clients", each, version) for each, version in owned),
        *(Thing("deals", d.id, d.version) for d in sold),
        *(Thing("commitments", c.id, c.version) for c in dated),
    )


def shown(conn: Connection, request: Request, lot: LotIntent) -> LotShown:
    """The lot, kept until it is confirmed."""
    draft_id = drafts.keep(conn, request.workspace_id, request.rep.id, lot, request.now)
    return lot_facts.shown(conn, request.workspace_id, lot, draft_id)


def carry_out(conn: Connection, request: Request, intent: LotIntent) -> LotDone | Problem:
    """What still is as it was shown; the rest stays, and is named."""
    heir = lot_facts.rep(conn, request.workspace_id, intent.to_rep_id)
    if heir is not None and heir.is_gone:
        return Problem("heir_gone", {"name": heir.name})
    taken, left = _parted(conn, request, intent)
    if not taken.things:
        return Problem("lot_gone")
    rows = _ACTS[intent.lot](conn, request, taken)
    workspace_id, rep, now = request.workspace_id, request.rep, request.now
    change_id = changes.record(conn, workspace_id, rep.id, f"{LOT}{intent.lot}", rows, now)
    done = LotDone(
        replace(taken, things=()),
        lot_facts.counts(taken),
        change_id,
        tuple(lot_facts.clients_of(conn, workspace_id, left)),
        lot_facts.rep(conn, workspace_id, intent.from_rep_id),
        heir,
    )
    _tell(conn, request, done)
    return done


def _parted(conn: Connection, request: Request, intent: LotIntent) -> tuple[LotIntent, LotIntent]:
    """What may be changed, and what was changed since it was shown."""
    stands = _standing(conn, request.workspace_id, intent)
    holders = {request.rep.id, intent.from_rep_id}

    def is_as_shown(thing: Thing) -> bool:
        version, holder = stands.get((thing.table, thing.id), (None, None))
        is_theirs = holder in holders or intent.lot is Lot.TAKEN_BACK
        return version == thing.version and is_theirs

    taken = tuple(each for each in intent.things if is_as_shown(each))
    left = tuple(each for each in intent.things if not is_as_shown(each))
    return replace(intent, things=taken), replace(intent, things=left)


def _standing(
    conn: Connection, workspace_id: str, intent: LotIntent
) -> dict[tuple[str, int], tuple[int, int | None]]:
    """At which version each thing stands, and with whom; of what has ended nothing."""
    found: dict[tuple[str, int], tuple[int, int | None]] = {}
    for c in commitments.several(conn, workspace_id, intent.ids("commitments")):
        if c.is_open:
            found["commitments", c.id] = c.version, c.rep_id
    for d in deals.several(conn, workspace_id, intent.ids("deals")):
        if d.is_open:
            found["deals", d.id] = d.version, d.rep_id
    for client_id, version, owner_id in clients.stand(conn, workspace_id, intent.ids("clients")):
        found["clients", client_id] = version, owner_id
    return found


def _move_overdue(conn: Connection, request: Request, intent: LotIntent) -> list[Row]:
    """Later, by the rep's own wish: the days the clients named stay, no put-off is counted."""
    assert intent.due_on is not None
    workspace_id, rep, now = request.workspace_id, request.rep, request.now
    found = commitments.several(conn, workspace_id, intent.ids("commitments"))
    besides = ("set_by", "words")
    rows = [changes.row(conn, workspace_id, "commitments", c.id, besides) for c in found]
    at = due.due_at(intent.due_on, intent.due_time, rep.hours, rep.zone)
    for c in found:
        later = replace(
            c,
            back_on=intent.due_on,
            back_time=intent.due_time,
            due_at=at,
            asked_on=None,
            version=c.version + 1,
        )
        commitments.rewrite(conn, workspace_id, later)
    outbox.cancel_for(conn, workspace_id, [c.id for c in found], now)
    for client_id in sorted({c.client_id for c in found}):
        quiet.settle(conn, workspace_id, client_id, now, touches_changed=False)
    reps.replan_brief(conn, rep, now)
    return rows


def _hand_on(conn: Connection, request: Request, intent: LotIntent) -> list[Row]:
    workspace_id, now = request.workspace_id, request.now
    assert intent.to_rep_id is not None
    heir = reps.get(conn, workspace_id, intent.to_rep_id)
    given = commitments.several(conn, workspace_id, intent.ids("commitments"))
    rows = giving.hand_on_dates(conn, workspace_id, given, heir, now)
    if intent.from_rep_id is None:
        return rows
    owned, sold, giver_id = intent.ids("clients"), intent.ids("deals"), intent.from_rep_id
    rows += giving.hand_on_deals(conn, workspace_id, sold, giver_id, heir, now)
    return rows + giving.hand_on_clients(conn, workspace_id, owned, giver_id, heir)


_ACTS: dict[Lot, Callable[[Connection, Request, LotIntent], list[Row]]] = {
    Lot.OVERDUE: _move_overdue,
    Lot.GIVEN: _hand_on,
    Lot.TAKEN_BACK: _hand_on,
}


def _tell(conn: Connection, request: Request, done: LotDone) -> None:
    """Whoever gets, or gives back, hears of it; not whoever did it."""
    workspace_id, now, change_id = request.workspace_id, request.now, done.change_id
    told = {done.heir.id} if done.heir is not None else set()
    if done.intent.lot is Lot.TAKEN_BACK:
        told = changes.were_with(conn, workspace_id, change_id)
    counts = [done.counts.clients, done.counts.deals, done.counts.dates]
    facts: dict[str, Any] = {"change": change_id, "by": request.rep.id, "lot": done.intent.lot}
    facts |= {"counts": counts, "giver": done.intent.from_rep_id}
    for rep_id in sorted(told - {request.rep.id}):
        item = outbox.Item(f"handed_on:{change_id}:{rep_id}")
        to = (workspace_id, rep_id)
        steady_now = request.steady_now
        outbox.queue(conn, *to, NudgeKind.HANDED_ON, [item], now, now, steady_now, facts)
