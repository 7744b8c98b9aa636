"""How is an outcome told again? From ids and dates, never from kept text."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.playbook import due, lot, names, winback
from bot.playbook import fit as fit_rule
from bot.playbook.asking import Answered
from bot.playbook.deal import Deal, DealShown, StressLine
from bot.playbook.doors import open_doors
from bot.playbook.expectations import unlisted
from bot.playbook.lot import LotIntent
from bot.playbook.model import Client, Commitment, Kind, Money, Rep, Standing
from bot.playbook.outcome import (
    NOTED,
    AlreadyNoted,
    AlreadySaved,
    Ask,
    CalledOff,
    Cancelled,
    ClientSaved,
    Counts,
    DealLost,
    DealSaved,
    DealWon,
    Expected,
    Finished,
    FitAnswered,
    FormStands,
    Kept,
    LadderSaved,
    LotDone,
    LotShown,
    Moved,
    Ordered,
    Outcome,
    PartAsked,
    Parting,
    PlanSaved,
    Question,
    RateSaved,
    Receipt,
    Refused,
    Reopened,
    SaidNo,
    Saved,
    Snoozed,
    SpokeTo,
    SupplierNoted,
    TalkAsked,
    TargetSet,
    Told,
    Touched,
    Undone,
    WhichDeal,
)
from bot.playbook.pipeline_intent import PipelineIntent
from bot.playbook.winback import LossReason
from storage import (
    changes,
    clients,
    closing,
    commitments,
    contacts,
    deals,
    drafts,
    expectations,
    figures,
    fits,
    losses,
    lot_facts,
    meetings,
    orders,
    partings,
    patience,
    plans,
    questions,
    reps,
    stages,
    suppliers,
    touches,
)

Refs = dict[str, Any]


def receipt(outcome: Outcome) -> Receipt:
    """What to keep of an outcome so that a repeated delivery gets the same answer."""
    if isinstance(outcome, FormStands):
        first = receipt(outcome.first)
        return Receipt("form_stands", {"kind": first.kind, "refs": first.refs})
    found = _refs(outcome) or _answer_refs(outcome) or _relation_refs(outcome)
    kind, refs = found or _deal_refs(outcome) or _measure_refs(outcome)
    return Receipt(kind, refs)


def outcome(conn: Connection, rep: Rep, kept: Receipt) -> Outcome:
    """The outcome a receipt stands for, from the facts as they are now."""
    return _TELL[kept.kind](conn, rep, kept.refs)


def said_no(conn: Connection, rep: Rep, client_id: int, change_id: int) -> SaidNo:
    """A no to everything, as it stands: what closed with it, and who else has a date there."""
    workspace_id = rep.workspace_id
    client = clients.get(conn, workspace_id, client_id)
    closed = changes.touched(conn, workspace_id, change_id, "commitments")
    ended = commitments.several(conn, workspace_id, closed)
    reason = LossReason(client.lost_reason) if client.lost_reason else None
    bought_by = losses.acquirer_of(conn, workspace_id, client.id)
    buyer = clients.get(conn, workspace_id, bought_by) if bought_by else None
    return SaidNo(
        client,
        closed=tuple(ended),
        colleague_ids=tuple(closing.colleagues_with(conn, workspace_id, client_id, {rep.id})),
        is_everything=True,
        reason=reason,
        second_try_on=_second_try_on(client, ended, rep),
        change_id=change_id,
        acquirer=buyer,
        carried=_people_in_both(conn, workspace_id, client, buyer) if buyer else 0,
        deals=closed_with(conn, workspace_id, change_id),
        blocked_by=losses.blocker_of(conn, workspace_id, client.id),
        was_paying=losses.was_paying(conn, workspace_id, client.id),
        doors=doors(conn, rep, change_id, client.id),
    )


def doors(conn: Connection, rep: Rep, change_id: int, but: int | None = None) -> tuple[Deal, ...]:
    """The rep's other open deals, from three on; never on the day a client was lost (S2-6)."""
    at = changes.made_at(conn, rep.workspace_id, change_id)
    if at is None or losses.of_rep(conn, rep, due.today_in(rep.zone, at)):
        return ()
    found = deals.open_of(conn, rep.workspace_id, rep_id=rep.id)
    return open_doors([deal for deal in found if deal.client_id != but])


def closed_with(conn: Connection, workspace_id: str, change_id: int) -> tuple[Deal, ...]:
    """The deals that a change closed."""
    ids = changes.touched(conn, workspace_id, change_id, "deals")
    return tuple(d for d in deals.several(conn, workspace_id, ids) if not d.is_open)


def deal_won(conn: Connection, rep: Rep, deal_id: int, change_id: int) -> DealWon:
    """A deal that was won, as it stands, and the second tries that ended with it."""
    deal = deals.get(conn, rep.workspace_id, deal_id)
    client = clients.get(conn, rep.workspace_id, deal.client_id)
    ids = changes.touched(conn, rep.workspace_id, change_id, "commitments")
    tries = tuple(commitments.several(conn, rep.workspace_id, ids))
    return DealWon(deal, client, figures.against(conn, rep), change_id, tries)


def deal_lost(conn: Connection, rep: Rep, deal_id: int, change_id: int, *, asks: bool) -> DealLost:
    """A no to one deal, as it stands: what closed with it, and when to try again."""
    workspace_id = rep.workspace_id
    deal = deals.get(conn, workspace_id, deal_id)
    client = clients.get(conn, workspace_id, deal.client_id)
    closed = changes.touched(conn, workspace_id, change_id, "commitments")
    return DealLost(
        deal,
        client,
        tuple(commitments.several(conn, workspace_id, closed)),
        _try_deal_again_on(deal, client, rep),
        change_id,
        asks_for_reason=deal.lost_reason is None,
        asks_about_client=asks and client.standing not in (Standing.LOST, Standing.PARTED),
        was_paying=losses.was_paying(conn, workspace_id, client.id),
        doors=doors(conn, rep, change_id),
    )


def undone(conn: Connection, workspace_id: str, kind: str, rows: Sequence[changes.Row]) -> Undone:
    """What was put back: one commitment as it stands, or several of one client."""
    restored = [r.id for r in rows if r.table == "commitments" and r.was is not None]
    ids = [r.id for r in rows if r.table == "commitments"]
    found = commitments.several(conn, workspace_id, ids)
    client_ids = changes.clients_of(conn, workspace_id, rows)
    client = clients.get(conn, workspace_id, client_ids[0]) if client_ids else None
    alone = next((c for c in found if [c.id] == restored), None)
    deal = _only_deal(conn, workspace_id, [r.id for r in rows if r.table == "deals"])
    if client is None:
        return Undone(kind, None, "", alone, deal=deal)
    is_still_lost = kind == changes.LOST and client.standing is Standing.LOST
    return Undone(kind, client.id, client.name, alone, is_still_lost, deal)


def lot_undone(
    conn: Connection, workspace_id: str, change_id: int, kind: str, rows: Sequence[changes.Row]
) -> Undone:
    """What was put back of many things, and whose were changed since."""
    put_back = {(r.table, r.id) for r in rows}
    touched = changes.rows_of(conn, workspace_id, change_id)
    left = [r for r in touched if (r.table, r.id) not in put_back]
    about = changes.clients_of(conn, workspace_id, left)
    found = tuple(lot_facts.named(conn, workspace_id, about))
    return Undone(kind, None, "", count=len(rows), left=found)


def _refs(outcome: Outcome) -> tuple[str, Refs] | None:
    match outcome:
        case Saved(c, _, change, is_new, is_edit):
            refs = {"commitment": c.id, "change": change, "new": is_new, "edit": is_edit}
            return "saved", refs | _ids_of("rush", outcome.rush)
        case AlreadySaved(c, change, draft, at):
            refs = {"commitment": c.id, "change": change, "draft": draft}
            return "already_saved", {**refs, "at": at.isoformat()}
        case Kept(c, change):
            return "kept", {"commitment": c.id, "change": change}
        case Moved(c, was, change):
            refs = {"commitment": c.id, "was": was.id, "change": change}
            return "moved", {**refs, "cooled": patience.kept(outcome.cooled)}
        case Snoozed(c, change, rest):
            return "snoozed", {"commitment": c.id, "change": change} | _ids_of("rest", rest)
        case CalledOff(c, change):
            return "called_off", {"commitment": c.id, "change": change}
        case Cancelled(c, change, rest):
            return "cancelled", {"commitment": c.id, "change": change} | _ids_of("rest", rest)
        case Told(c):
            return "told", {"commitment": c.id}
        case Finished(c):
            return "finished", {"commitment": c.id}
        case _:
            return None


def _answer_refs(outcome: Outcome) -> tuple[str, Refs] | None:
    """What was taken back, asked back, refused, or said before."""
    refs: Refs
    match outcome:
        case Undone(kind, client_id, _, c, is_still_lost, deal):
            alone, put_back = c.id if c else None, deal.id if deal else None
            refs = {"kind": kind, "client": client_id, "commitment": alone}
            refs |= {"count": outcome.count, "left": [c.id for c in outcome.left]}
            return "undone", {**refs, "deal": put_back, "lost": is_still_lost}
        case Ask(question, _, draft):
            refs = {"question": question.value, "draft": draft, "new": outcome.may_be_new}
            refs["clients"] = [c.id for c in outcome.clients]
            refs["commitments"] = [c.id for c in outcome.commitments]
            return "ask", refs
        case Refused(_, draft, has_text):
            return "refused", {"draft": draft, "text": has_text}
        case Answered(asked, _, change):
            return "answered", {"question": asked.id, "change": change}
        case AlreadyNoted(before, change, draft, at):
            kept = receipt(before)
            refs = {"kind": kept.kind, "refs": kept.refs, "change": change, "draft": draft}
            return "already_noted", {**refs, "at": at.isoformat()}
        case _:
            return None


def _relation_refs(outcome: Outcome) -> tuple[str, Refs] | None:
    """What was noted about a client, or is to become of it."""
    refs: Refs
    match outcome:
        case Touched() | ClientSaved():
            return _client_refs(outcome)
        case SpokeTo(several, change):
            return "spoke_to", {"clients": [c.id for c in several], "change": change}
        case Ordered(client, order, change):
            flags = {"first": outcome.is_first, "back": outcome.is_back}
            return "ordered", {"client": client.id, "order": order.id, "change": change, **flags}
        case SupplierNoted(client, supplier, change, follow_up):
            refs = {"client": client.id, "supplier": supplier.id, "change": change}
            return "supplier", {**refs, "follow_up": follow_up.id if follow_up else None}
        case Expected(client, noted, change):
            return "expected", {"client": client.id, "noted": noted.id, "change": change}
        case TalkAsked(client, manager):
            return "talk", {"client": client.id, "manager": manager.id}
        case PlanSaved(plan, what, change):
            refs = {"client": plan.client.id, "what": what, "change": change}
            return "plan_saved", {**refs, "on": plan.today.isoformat()}
        case FitAnswered(client, fit, change):
            return "fit", {"client": client.id, "fit": fit.id, "change": change}
        case _:
            return _end_refs(outcome)


def _end_refs(outcome: Outcome) -> tuple[str, Refs] | None:
    """How it ends with a client: by their no, or by letting them go."""
    match outcome:
        case SaidNo(client, _, _, is_everything):
            change = outcome.change_id
            return "said_no", {"client": client.id, "change": change, "all": is_everything}
        case Parting(client, share, needs_manager, draft, manager, stress):
            said: Refs = {"client": client.id, "share": share, "manager": needs_manager}
            who = manager.id if manager else None
            said |= {"draft": draft, "who": who, "currency": outcome.currency}
            return "parting", {**said, "stress": _figures(stress)}
        case PartAsked(asked, change):
            return "part_asked", {"parting": asked.id, "change": change}
        case _:
            return None


def _deal_refs(outcome: Outcome) -> tuple[str, Refs] | None:
    match outcome:
        case DealSaved(shown, change, what, was, is_new):
            refs = {"deal": shown.deal.id, "change": change, "what": what, "on": _shown_on(shown)}
            return "deal_saved", {
                **refs,
                "was": was is not None,
                "new": is_new,
                "is": outcome.client_is,
            }
        case DealWon(deal, _, _, change):
            return "deal_won", {"deal": deal.id, "change": change}
        case DealLost(deal):
            refs = {"deal": deal.id, "change": outcome.change_id}
            return "deal_lost", {**refs, "asks": outcome.asks_about_client}
        case WhichDeal(_, draft, several):
            ids = [each.deal.id for each in several]
            return "which_deal", {"draft": draft, "deals": ids, "on": _shown_on(several[0])}
        case _:
            return None


def _measure_refs(outcome: Outcome) -> tuple[str, Refs]:
    refs: Refs
    match outcome:
        case TargetSet(target, was, rep, _, change):
            refs = {"target": _parts(target), "was": _parts(was), "change": change}
            return "target_set", {**refs, "rep": rep.id if rep else None}
        case LadderSaved(_, what, stage, change, moved):
            refs = {"what": what, "stage": stage.id, "change": change}
            return "ladder_saved", {**refs, "moved": moved}
        case RateSaved(currency, rate, reporting, many, change, missing):
            refs = {"currency": currency, "rate": rate, "into": reporting, "deals": many}
            return "rate_saved", {**refs, "change": change, "missing": list(missing)}
        case LotShown(_, draft):
            return "lot_shown", {"draft": draft}
        case LotDone(intent, counts, change, left):
            held = [counts.clients, counts.deals, counts.dates]
            without = replace(intent, things=()).as_json()
            refs = {"intent": without, "counts": held, "change": change}
            return "lot_done", {**refs, "left": [c.id for c in left]}
        case Reopened(c, change):
            return "reopened", {"commitment": c.id, "change": change}
        case _:
            raise TypeError(f"no receipt for {type(outcome).__name__}")


def _people_in_both(conn: Connection, workspace_id: str, client: Client, buyer: Client) -> int:
    """People of a client we lost whom we know at its buyer too."""
    here, there = (
        {names.key(c.name) for c in contacts.of(conn, workspace_id, each.id) if not c.left_on}
        for each in (client, buyer)
    )
    return len(here & there)


def _shown_on(shown: DealShown) -> str:
    """The day on which it stood as shown."""
    return (shown.deal.stage_since + timedelta(days=shown.days_in_stage)).isoformat()


def _figures(line: StressLine | None) -> list[int | float] | None:
    if line is None:
        return None
    return [line.value_minor, line.share, line.elsewhere_minor, line.short_minor]


def _parts(money: Money | None) -> list[int | str] | None:
    return None if money is None else [money.minor, money.currency]


def _second_try_on(client: Client, ended: Sequence[Commitment], rep: Rep) -> date | None:
    """Reckoned from this no, on a working day; one more that failed is given a year (S4-2)."""
    days = [due.today_in(c.zone, c.closed_at) for c in ended if c.closed_at]
    has_failed_before = any(c.kind is Kind.WIN_BACK for c in ended)
    day = winback.second_try_for(client, max(days, default=None), has_failed_before)
    return None if day is None else due.next_working_day(day, rep.hours)


def _try_deal_again_on(deal: Deal, client: Client, rep: Rep) -> date | None:
    """As for a lost client; while nobody knows why, as for any other reason (S4-2)."""
    assert deal.closed_on is not None
    day = winback.second_try_on(
        LossReason(deal.lost_reason or LossReason.OTHER),
        deal.closed_on,
        fiscal_start=client.fiscal_start,
        their_date=client.try_again_on,
        contract_ends_on=client.contract_ends_on,
    )
    return None if day is None else due.next_working_day(day, rep.hours)


def _only_deal(conn: Connection, workspace_id: str, ids: Sequence[int]) -> Deal | None:
    found = deals.several(conn, workspace_id, ids)
    return found[0] if len(found) == 1 else None


def _client_refs(outcome: Touched | ClientSaved) -> tuple[str, Refs]:
    refs: Refs = {"client": outcome.client.id, "change": outcome.change_id}
    match outcome:
        case Touched():
            next_id = outcome.next_open.id if outcome.next_open else None
            refs |= {"touch": outcome.touch.id, "next": next_id, "quiet": outcome.was_quiet}
            refs |= {"fits": outcome.is_good_fit, "cooled": patience.kept(outcome.cooled)}
            refs |= {"leave": outcome.leave_until.isoformat() if outcome.leave_until else None}
            return "touched", {**refs, "new": outcome.is_new_client, "cool": outcome.is_cooling}
        case ClientSaved():
            refs |= {"what": outcome.what, "new": outcome.is_new}
            refs |= {"owner": outcome.owner.id if outcome.owner else None}
            refs |= {"contact": outcome.contact.id if outcome.contact else None}
            refs |= {"left": outcome.left.id if outcome.left else None, "count": outcome.count}
            refs |= {"stays": outcome.stays}
            refs |= {"follow_up": outcome.follow_up.id if outcome.follow_up else None}
            return "client_saved", {**refs, "other": outcome.other.id if outcome.other else None}


def _saved(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    commitment = commitments.get(conn, rep.workspace_id, refs["commitment"])
    client = clients.get(conn, rep.workspace_id, commitment.client_id)
    rush = _still_open(conn, rep, refs, "rush")
    saved = Saved(commitment, client, refs["change"], refs["new"], refs["edit"], rush=rush)
    if commitment.rep_id != rep.id:
        saved = replace(saved, owner=reps.get(conn, rep.workspace_id, commitment.rep_id).name)
    return meetings.as_saved(conn, rep, saved)


def _ids_of(name: str, several: Sequence[Commitment]) -> Refs:
    return {name: [c.id for c in several]} if several else {}


def _still_open(conn: Connection, rep: Rep, refs: Refs, name: str) -> tuple[Commitment, ...]:
    ids = refs.get(name, ())
    found = {c.id: c for c in commitments.several(conn, rep.workspace_id, ids)}
    return tuple(found[i] for i in ids if i in found and found[i].is_open)


def _already_saved(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    commitment = commitments.get(conn, rep.workspace_id, refs["commitment"])
    at = datetime.fromisoformat(refs["at"])
    return AlreadySaved(commitment, refs["change"], refs["draft"], at)


def _kept(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    return Kept(commitments.get(conn, rep.workspace_id, refs["commitment"]), refs["change"])


def _moved(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    now_is = commitments.get(conn, rep.workspace_id, refs["commitment"])
    was = commitments.get(conn, rep.workspace_id, refs["was"])
    cooled = patience.told_again(conn, rep, now_is.client_id, refs.get("cooled"))
    return meetings.as_moved(conn, rep, Moved(now_is, was, refs["change"], cooled=cooled))


def _plan_saved(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    noon = datetime.combine(date.fromisoformat(refs["on"]), time(12), UTC)
    return PlanSaved(plans.of(conn, rep, refs["client"], noon), refs["what"], refs["change"])


def _called_off(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    return CalledOff(commitments.get(conn, rep.workspace_id, refs["commitment"]), refs["change"])


def _snoozed(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    found = commitments.get(conn, rep.workspace_id, refs["commitment"])
    return Snoozed(found, refs["change"], _still_open(conn, rep, refs, "rest"))


def _cancelled(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    found = commitments.get(conn, rep.workspace_id, refs["commitment"])
    return Cancelled(found, refs["change"], _still_open(conn, rep, refs, "rest"))


def _said_no(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    found = said_no(conn, rep, refs["client"], refs["change"])
    if refs["all"]:
        return found
    return replace(
        found,
        colleague_ids=(),
        is_everything=False,
        reason=None,
        second_try_on=None,
        acquirer=None,
        carried=0,
        blocked_by=None,
        was_paying=False,
        doors=doors(conn, rep, refs["change"]),
    )


def _deal_saved(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    deal = deals.get(conn, rep.workspace_id, refs["deal"])
    was = None
    if refs["was"]:
        found = changes.before(conn, rep.workspace_id, refs["change"], "deals", deal.id)
        was = deals.as_it_was(conn, rep.workspace_id, deal, found) if found else None
    shown = figures.shown(conn, rep, [deal], date.fromisoformat(refs["on"]))[0]
    client_is = Standing(refs["is"]) if refs.get("is") else None
    return DealSaved(shown, refs["change"], refs["what"], was, refs["new"], client_is)


def _deal_won(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    return deal_won(conn, rep, refs["deal"], refs["change"])


def _deal_lost(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    return deal_lost(conn, rep, refs["deal"], refs["change"], asks=refs["asks"])


def _which_deal(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    intent = drafts.find(conn, rep.workspace_id, rep.id, refs["draft"])
    if not isinstance(intent, PipelineIntent):
        return _refused(conn, rep, refs | {"text": False})
    by_id = {d.id: d for d in deals.several(conn, rep.workspace_id, refs["deals"])}
    found = [by_id[i] for i in refs["deals"] if i in by_id]
    return WhichDeal(
        intent,
        refs["draft"],
        tuple(figures.shown(conn, rep, found, date.fromisoformat(refs["on"]))),
    )


def _target_set(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    whose = reps.get(conn, rep.workspace_id, refs["rep"]) if refs["rep"] else None
    stands = figures.against(conn, whose) if whose else None
    target, was = (Money(*parts) if parts else None for parts in (refs["target"], refs["was"]))
    return TargetSet(target, was, whose, stands, refs["change"])


def _ladder_saved(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    ladder = stages.all_of(conn, rep.workspace_id)
    stage = stages.get(conn, rep.workspace_id, refs["stage"])
    return LadderSaved(ladder, refs["what"], stage, refs["change"], refs["moved"])


def _rate_saved(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    missing = tuple(refs["missing"])
    return RateSaved(
        refs["currency"], refs["rate"], refs["into"], refs["deals"], refs["change"], missing
    )


def _touched(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    workspace_id, next_id = rep.workspace_id, refs["next"]
    return Touched(
        clients.get(conn, workspace_id, refs["client"]),
        touches.get(conn, workspace_id, refs["touch"], rep.id),
        refs["change"],
        commitments.get(conn, workspace_id, next_id) if next_id else None,
        refs["quiet"],
        refs["new"],
        refs["cool"],
        bool(refs.get("fits")),
        patience.told_again(conn, rep, refs["client"], refs.get("cooled")),
        date.fromisoformat(refs["leave"]) if refs.get("leave") else None,
    )


def _client_saved(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    workspace_id, owner, other = rep.workspace_id, refs["owner"], refs["other"]
    contact, left = refs["contact"], refs.get("left")
    return ClientSaved(
        clients.get(conn, workspace_id, refs["client"]),
        refs["change"],
        refs["what"],
        refs["new"],
        reps.get(conn, workspace_id, owner) if owner else None,
        clients.exactly(conn, workspace_id, other) if other else None,
        contacts.get(conn, workspace_id, contact) if contact else None,
        contacts.get(conn, workspace_id, left) if left else None,
        refs.get("count", 0),
        refs.get("stays", 0),
        commitments.get(conn, workspace_id, ahead) if (ahead := refs.get("follow_up")) else None,
    )


def _parting(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    client = clients.get(conn, rep.workspace_id, refs["client"])
    who = refs.get("who")
    manager = reps.get(conn, rep.workspace_id, who) if who else None
    stress = StressLine(client, *refs["stress"]) if refs.get("stress") else None
    facts = (refs["share"], refs["manager"], refs["draft"], manager, stress)
    return Parting(client, *facts, refs.get("currency"))


def _part_asked(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    return PartAsked(partings.get(conn, rep.workspace_id, refs["parting"]), refs["change"])


def _already_noted(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    before = outcome(conn, rep, Receipt(refs["kind"], refs["refs"]))
    assert isinstance(before, NOTED)
    at = datetime.fromisoformat(refs["at"])
    return AlreadyNoted(before, refs["change"], refs["draft"], at)


def _spoke_to(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    found = (clients.get(conn, rep.workspace_id, i) for i in refs["clients"])
    return SpokeTo(tuple(found), refs["change"])


def _ordered(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    client = clients.get(conn, rep.workspace_id, refs["client"])
    order = orders.get(conn, rep.workspace_id, refs["order"])
    return Ordered(client, order, refs["change"], refs["first"], refs["back"])


def _supplier(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    workspace_id, follow_up = rep.workspace_id, refs["follow_up"]
    return SupplierNoted(
        clients.get(conn, workspace_id, refs["client"]),
        suppliers.get(conn, workspace_id, refs["supplier"]),
        refs["change"],
        commitments.get(conn, workspace_id, follow_up) if follow_up else None,
    )


def _expected(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    noted = expectations.get(conn, rep.workspace_id, refs["noted"])
    left_out = unlisted(noted.wanted, expectations.helps_with(conn, rep.workspace_id))
    client = clients.get(conn, rep.workspace_id, refs["client"])
    return Expected(client, noted, refs["change"], left_out)


def _talk(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    client = clients.get(conn, rep.workspace_id, refs["client"])
    return TalkAsked(client, reps.get(conn, rep.workspace_id, refs["manager"]))


def _fit(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    answered = fits.get(conn, rep.workspace_id, refs["fit"])
    before = fits.before(conn, rep.workspace_id, answered)
    client = clients.get(conn, rep.workspace_id, refs["client"])
    differs = fit_rule.differences(before, answered.answers)
    return FitAnswered(client, answered, refs["change"], differs)


def _told(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    return Told(commitments.get(conn, rep.workspace_id, refs["commitment"]))


def _undone(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    client_id, commitment_id = refs["client"], refs["commitment"]
    name = clients.get(conn, rep.workspace_id, client_id).name if client_id else ""
    alone = commitments.get(conn, rep.workspace_id, commitment_id) if commitment_id else None
    deal = _only_deal(conn, rep.workspace_id, [refs["deal"]] if refs.get("deal") else [])
    left = tuple(lot_facts.named(conn, rep.workspace_id, refs.get("left", ())))
    told = Undone(refs["kind"], client_id, name, alone, bool(refs.get("lost")), deal)
    return replace(told, count=refs.get("count", 0), left=left)


def _lot_shown(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    intent = drafts.find(conn, rep.workspace_id, rep.id, refs["draft"])
    if not isinstance(intent, LotIntent):
        return _refused(conn, rep, refs | {"text": False})
    return lot_facts.shown(conn, rep.workspace_id, intent, refs["draft"])


def _lot_done(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    intent = lot.from_json(refs["intent"])
    return LotDone(
        intent,
        Counts(*refs["counts"]),
        refs["change"],
        tuple(lot_facts.named(conn, rep.workspace_id, refs["left"])),
        lot_facts.rep(conn, rep.workspace_id, intent.from_rep_id),
        lot_facts.rep(conn, rep.workspace_id, intent.to_rep_id),
    )


def _reopened(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    found = commitments.get(conn, rep.workspace_id, refs["commitment"])
    return Reopened(found, refs["change"]) if found.is_open else Finished(found)


def _finished(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    return Finished(commitments.get(conn, rep.workspace_id, refs["commitment"]))


def _asked(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    workspace_id = rep.workspace_id
    intent = drafts.find(conn, workspace_id, rep.id, refs["draft"])
    if intent is None or isinstance(intent, LotIntent):
        return _refused(conn, rep, refs | {"text": False})
    return Ask(
        Question(refs["question"]),
        intent,
        refs["draft"],
        tuple(clients.get(conn, workspace_id, i) for i in refs["clients"]),
        tuple(commitments.several(conn, workspace_id, refs["commitments"])),
        refs["new"],
    )


def _refused(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    problem = drafts.problem(conn, rep.workspace_id, rep.id, refs["draft"])
    return Refused(problem, refs["draft"], refs["text"])


def _form_stands(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    first = _TELL[refs["kind"]](conn, rep, refs["refs"])
    return first if isinstance(first, FormStands) else FormStands(first)


def _answered(conn: Connection, rep: Rep, refs: Refs) -> Outcome:
    question = questions.get(conn, rep.workspace_id, refs["question"])
    client_id = question.client_id
    client = clients.get(conn, rep.workspace_id, client_id) if client_id else None
    return Answered(question, client, refs["change"])


_TELL: dict[str, Callable[[Connection, Rep, Refs], Outcome]] = {
    "saved": _saved,
    "already_saved": _already_saved,
    "kept": _kept,
    "moved": _moved,
    "snoozed": _snoozed,
    "called_off": _called_off,
    "plan_saved": _plan_saved,
    "cancelled": _cancelled,
    "said_no": _said_no,
    "told": _told,
    "touched": _touched,
    "client_saved": _client_saved,
    "parting": _parting,
    "part_asked": _part_asked,
    "already_noted": _already_noted,
    "spoke_to": _spoke_to,
    "ordered": _ordered,
    "lot_shown": _lot_shown,
    "lot_done": _lot_done,
    "reopened": _reopened,
    "fit": _fit,
    "talk": _talk,
    "expected": _expected,
    "supplier": _supplier,
    "undone": _undone,
    "finished": _finished,
    "ask": _asked,
    "refused": _refused,
    "deal_saved": _deal_saved,
    "deal_won": _deal_won,
    "deal_lost": _deal_lost,
    "which_deal": _which_deal,
    "target_set": _target_set,
    "ladder_saved": _ladder_saved,
    "rate_saved": _rate_saved,
    "form_stands": _form_stands,
    "answered": _answered,
}
