"""What happens, in one transaction, when a rep asks for something about a client?

Each function is one use case, as in storage.followups: a request handled before is told again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.playbook import cadence_said, client_line, due, heat, money, names, parting, relations
from bot.playbook.card import Card, ClientList
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.client_line import ClientLine, Here, read_client_line
from bot.playbook.line import is_name
from bot.playbook.model import Client, Contact, Direction, Kind, Rep, Touch, TouchKind
from bot.playbook.outcome import Ask, ClientSaved, Outcome, Parting, SpokeTo, Touched
from bot.playbook.problem import Problem
from bot.playbook.winback import LossReason
from storage import (
    acts,
    changes,
    clients,
    closing,
    commitments,
    contacts,
    deals,
    drafts,
    figures,
    followups,
    history,
    losses,
    quiet,
    recall,
    reps,
    touches,
)
from storage.followups import once
from storage.ids import new_id
from storage.meant import client_meant
from storage.request import Request

PAGE = 20  # lines of a list
LATEST_TOUCHES = 3  # of a card

_READ_ONLY = (Deed.CARD, Deed.LIST, Deed.HELP, Deed.CONTACTS)
_THEY_SPOKE = (TouchKind.CALL, TouchKind.MEETING, TouchKind.VISIT, None)

Act = Callable[[Connection, Request, ClientIntent, Client], Outcome | Problem]


def take_line(
    conn: Connection, request: Request, text: str, owner_user_id: str | None = None
) -> Outcome | ClientLine:
    """Read a typed line and carry it out; what only shows comes back as the line itself."""
    known = clients.known_by(conn, request.workspace_id, client_line.name_keys(text))
    locale = request.rep.locale
    currency = clients.last_currency(conn, request.workspace_id) or money.currency_for(locale)
    here = Here(request.today, locale, currency, owner_user_id)
    line = read_client_line(text, known, here)
    if line.problem is not None:
        return refuse(conn, request, line.intent, line.problem)
    if line.intent.deed in _READ_ONLY:
        return line
    if line.intent.deed is Deed.UNDO:
        return followups.undo(conn, request, None)
    return carry_out(conn, request, line.intent)


def carry_out(conn: Connection, request: Request, intent: ClientIntent) -> Outcome:
    """Do what was asked, or ask back for what is missing."""
    return once(conn, request, lambda: _settle(conn, request, intent), intent)


def answer(
    conn: Connection,
    request: Request,
    draft_id: int,
    complete: Callable[[Any], Any],
) -> Outcome:
    """A choice was made: complete the draft with it, whatever it is about, and carry it out."""
    kept = drafts.find(conn, request.workspace_id, request.rep.id, draft_id)
    if not isinstance(kept, ClientIntent):
        return followups.answer(conn, request, draft_id, complete)
    return once(conn, request, lambda: _settle(conn, request, complete(kept)))


def refuse(conn: Connection, request: Request, intent: ClientIntent, problem: Problem) -> Outcome:
    """The line could not be read to its end; nothing typed is lost, it waits for the form."""
    return once(conn, request, lambda: problem, intent)


def spoke_to(conn: Connection, request: Request, client_ids: Sequence[int]) -> Outcome:
    """Friday's checklist: these clients spoke to the rep this week (S3-1)."""

    def act() -> Outcome | Problem:
        found = [clients.get(conn, request.workspace_id, i) for i in dict.fromkeys(client_ids)]
        if not found:
            return Problem("nobody_chosen")
        rows = []
        for client in found:
            touch = _logged(request, ClientIntent(Deed.TOUCH, direction=Direction.IN), client)
            touches.add(conn, request.workspace_id, touch, request.now)
            quiet.settle(conn, request.workspace_id, client.id, request.now)
            rows.append(changes.Row("touches", touch.id))
        change_id = changes.record(
            conn, request.workspace_id, request.rep.id, "spoke_to", rows, request.now
        )
        now_are = [clients.get(conn, request.workspace_id, c.id) for c in found]
        return SpokeTo(tuple(now_are), change_id)

    return once(conn, request, act)


def card(conn: Connection, rep: Rep, client_id: int, now: datetime) -> Card:
    """Everything about one client; LookupError if there is none."""
    workspace_id = rep.workspace_id
    client = clients.get(conn, workspace_id, client_id)
    known = contacts.of(conn, workspace_id, client.id)
    ahead = deals.open_of(conn, workspace_id, client_id=client.id)
    return Card(
        client=client,
        owner=reps.get(conn, workspace_id, client.owner_id) if client.owner_id else None,
        quiet=quiet.show(conn, rep, [client], now)[0],
        touches=tuple(touches.latest(conn, workspace_id, client.id, rep.id, LATEST_TOUCHES)),
        open=tuple(commitments.open_for(conn, workspace_id, client_id=client.id)),
        contacts=tuple(known),
        relations=relations.read(client, known, due.today_in(rep.zone, now)),
        losses=tuple(losses.of(conn, workspace_id, client.id)),
        deals=tuple(figures.shown(conn, rep, ahead, due.today_in(rep.zone, now))),
    )


def listed(conn: Connection, rep: Rep, which: str, page: int, now: datetime) -> ClientList:
    """One page of a list; a page beyond the last is the last."""
    found, total = clients.listed(conn, rep.workspace_id, which, rep, max(page, 1), PAGE)
    pages = max(1, -(-total // PAGE))
    if page > pages:
        return listed(conn, rep, which, pages, now)
    return ClientList(which, tuple(quiet.show(conn, rep, found, now)), max(page, 1), pages, total)


def _settle(conn: Connection, request: Request, intent: ClientIntent) -> Outcome | Problem:
    trouble = _trouble(request, intent)
    if trouble is not None:
        return trouble
    found = client_meant(conn, request, intent)
    if isinstance(found, Problem):
        return found
    if isinstance(found, Ask):
        return _which(intent, found)
    if intent.deed is Deed.ADD:
        return _added(conn, request, intent, found)
    if intent.deed is Deed.TOUCH:
        return _touch(conn, request, intent, found)
    if found is None or intent.deed not in _ACTS:
        return Problem("unknown_client", {"client": intent.client_name})
    return _ACTS[intent.deed](conn, request, intent, found)


def _which(intent: ClientIntent, found: Ask) -> Outcome | Problem:
    """Only a touch and `add` may be about a new client; of a name two bear there is no third."""
    if intent.deed is Deed.ADD and not found.may_be_new:
        return Problem("client_known", {"client": found.clients[0].name})
    may_be_new = found.may_be_new and intent.deed in (Deed.ADD, Deed.TOUCH)
    return replace(found, may_be_new=may_be_new)


def _trouble(request: Request, intent: ClientIntent) -> Problem | None:
    """What no client can be given: a form may send what a line would not."""
    is_touch = intent.deed is Deed.TOUCH
    if is_touch and intent.on is not None and intent.on > request.today:
        return Problem("touch_to_come", {"on": intent.on})
    days = intent.cadence_days
    if days is not None and not 1 <= days <= cadence_said.LONGEST_DAYS:
        facts = {"days": days, "longest": cadence_said.LONGEST_DAYS}
        return Problem("cadence_out_of_range", facts)
    if intent.value is not None and intent.value.minor < 0:
        return Problem("negative_money", {"text": str(intent.value.minor)})
    return None


# Adding


def _added(
    conn: Connection, request: Request, intent: ClientIntent, found: Client | None
) -> Outcome | Problem:
    if found is not None:
        return Problem("client_known", {"client": found.name})
    owner = _owner(conn, request, intent)
    if isinstance(owner, Problem):
        return owner
    client = _new(conn, request, intent, owner)
    rows = [changes.Row("clients", client.id)]
    change_id = _record(conn, request, client.id, "added", rows)
    client = clients.get(conn, request.workspace_id, client.id)
    given = None if owner.id == request.rep.id else owner
    return ClientSaved(client, change_id, "added", is_new=True, owner=given)


def _owner(conn: Connection, request: Request, intent: ClientIntent) -> Rep | Problem:
    if intent.owner_user_id is None:
        return request.rep
    found = reps.find(conn, request.workspace_id, intent.owner_user_id)
    if found is None or found.is_gone:
        return Problem("not_a_rep_there", {"user": intent.owner_user_id})
    return found


def _new(conn: Connection, request: Request, intent: ClientIntent, owner: Rep) -> Client:
    facts: dict[str, Any] = {"cadence_days": intent.cadence_days, "value": intent.value}
    if intent.tier is not None:
        facts["tier"] = intent.tier
    name, today = intent.client_name, request.today
    return clients.add(conn, request.workspace_id, name, owner.id, request.now, today, **facts)


# What can be done with one


def _touch(
    conn: Connection, request: Request, intent: ClientIntent, found: Client | None
) -> Outcome | Problem:
    """Contact, by anybody on the team, closes what was said about a quiet client (S3-1)."""
    is_new = found is None
    client = found or _new(conn, request, intent, request.rep)
    contact, rows = _met(conn, request, intent, client)
    touch = replace(_logged(request, intent, client), contact_id=contact.id if contact else None)
    touches.add(conn, request.workspace_id, touch, request.now)
    rows += [changes.Row("touches", touch.id)]
    rows += [changes.Row("clients", client.id)] if is_new else []
    change_id = _record(conn, request, client.id, "touched", rows)
    ahead = commitments.open_for(conn, request.workspace_id, client_id=client.id)
    ours = [c for c in ahead if c.kind is not Kind.THEIR_PROMISE]
    return Touched(
        clients.get(conn, request.workspace_id, client.id),
        touch,
        change_id,
        next_open=ours[0] if ours else None,
        was_quiet=client.quiet_state is not None,
        is_new_client=is_new,
        is_cooling=_is_cooling(conn, request, touch),
    )


def _is_cooling(conn: Connection, request: Request, touch: Touch) -> bool:
    if touch.heat is None:
        return False
    workspace_id, rep_id = request.workspace_id, request.rep.id
    felt = touches.felt(conn, workspace_id, touch.client_id, rep_id, heat.FALLING_OVER)
    return heat.is_cooling(felt)


def _met(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> tuple[Contact | None, list[changes.Row]]:
    """Who it was: somebody we know there, or somebody new."""
    if not intent.contact_name:
        return None, []
    workspace_id, name = request.workspace_id, intent.contact_name
    known = contacts.named(conn, workspace_id, client.id, name)
    if known is not None:
        return known, []
    made = contacts.add(conn, workspace_id, client.id, name, intent.contact_role, request.now)
    return made, [changes.Row("contacts", made.id)]


def _logged(request: Request, intent: ClientIntent, client: Client) -> Touch:
    """Who spoke, where nobody said so: a call takes two, a mail may wait unanswered."""
    they_spoke = intent.touch_kind in _THEY_SPOKE
    return Touch(
        id=new_id(request.now),
        client_id=client.id,
        rep_id=request.rep.id,
        direction=intent.direction or (Direction.IN if they_spoke else Direction.OUT),
        kind=intent.touch_kind,
        on=intent.on or request.today,
        heat=intent.heat,
        words=intent.words,
        note=intent.note,
    )


def _cadence(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """A tier brings its own days with it; own days leave the tier as it is."""
    if intent.tier is None and intent.cadence_days is None:
        return Problem("not_a_cadence", {"text": ""})
    tier = intent.tier or client.tier

    def act() -> None:
        clients.set_cadence(conn, request.workspace_id, client, tier, intent.cadence_days)

    return _changed(conn, request, client, "cadence", act)


def _value(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    if intent.value is None:
        return Problem("not_money", {"text": ""})

    def act() -> None:
        clients.set_value(conn, request.workspace_id, client, intent.value)

    return _changed(conn, request, client, "value", act)


def _rename(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """A new name, unless another client bears it."""
    key = names.key(intent.new_name)
    if not is_name(intent.new_name):
        return Problem("not_a_name", {"client": intent.new_name})
    same = clients.known_by(conn, request.workspace_id, [key]).get(key, ())
    if any(c.id != client.id for c in same):
        return Problem("client_known", {"client": same[0].name})

    def act() -> None:
        clients.rename(conn, request.workspace_id, client, intent.new_name)

    return _changed(conn, request, client, "renamed", act)


def _give(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Somebody else looks after this client; dates that were promised stay with who promised."""
    owner = _owner(conn, request, intent)
    if isinstance(owner, Problem):
        return owner
    if owner.id == client.owner_id:
        return Problem("already_theirs", {"client": client.name, "user": owner.slack_user_id})

    rows = closing.give(conn, request, client, owner.id)

    def act() -> None:
        clients.set_owner(conn, request.workspace_id, client, owner.id)

    return replace(_changed(conn, request, client, "given", act, rows), owner=owner)


def _contact(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Somebody we know there now."""
    contact, rows = _met(conn, request, intent, client)
    if contact is None:
        return Problem("no_contact", {"client": client.name})
    if not rows and contact.left_on is None:
        return Problem("contact_known", {"contact": contact.name, "client": client.name})
    if not rows:
        workspace_id, role = request.workspace_id, intent.contact_role
        contact = contacts.add(conn, workspace_id, client.id, contact.name, role, request.now)
        rows = [changes.Row("contacts", contact.id)]
    change_id = _record(conn, request, client.id, "contact", rows)
    return ClientSaved(client, change_id, "contact", contact=contact)


def _contact_left(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Somebody is there no more: who took over, and where did they go? (S3-3)"""
    workspace_id, name = request.workspace_id, intent.contact_name or ""
    contact = contacts.named(conn, workspace_id, client.id, name)
    if contact is None or contact.left_on is not None:
        return Problem("unknown_contact", {"contact": name, "client": client.name})
    before = changes.row(conn, workspace_id, "contacts", contact.id)
    contacts.leave(conn, workspace_id, contact, request.today)
    change_id = _record(conn, request, client.id, "left", [before])
    left = contacts.get(conn, workspace_id, contact.id)
    return ClientSaved(client, change_id, "left", contact=left)


def _decider(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """We know who decides there; asked again after 180 days (S3-3)."""

    def act() -> None:
        clients.confirm_decider(conn, request.workspace_id, client, request.today)

    return _changed(conn, request, client, "decider", act)


def _one_person(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Only one person is there, so one contact is enough (S3-3)."""

    def act() -> None:
        clients.note_one_person(conn, request.workspace_id, client)

    return _changed(conn, request, client, "one_person", act)


def _merge(
    conn: Connection, request: Request, intent: ClientIntent, gone: Client
) -> Outcome | Problem:
    """Two names for one client: its whole history goes on under the other."""
    workspace_id = request.workspace_id
    meant = replace(intent, client_id=intent.other_id, client_name=intent.other_name)
    into = client_meant(conn, request, meant)
    if isinstance(into, Problem):
        return into
    if not isinstance(into, Client):
        return Problem("unknown_client", {"client": intent.other_name})
    if into.id == gone.id:
        return Problem("merge_self", {"client": gone.name})
    rows = [changes.row(conn, workspace_id, "clients", each.id) for each in (gone, into)]
    rows += history.move(conn, workspace_id, gone.id, into.id)
    clients.merge(conn, workspace_id, gone, into, request.now)
    quiet.settle(conn, workspace_id, gone.id, request.now)
    change_id = _record(conn, request, into.id, "merged", rows)
    merged = clients.get(conn, workspace_id, into.id)
    return ClientSaved(merged, change_id, "merged", other=gone)


def _renews(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """The day their contract with us comes up again; it is followed up 120 days before."""
    if intent.on is None:
        return Problem("no_renewal", {"client": client.name})
    if intent.on < request.today:
        return Problem("renewal_past", {"on": intent.on})
    renews_on = intent.on

    def act() -> None:
        clients.set_renewal(conn, request.workspace_id, client, renews_on)

    return _changed(conn, request, client, "renews", act)


def _part(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Trust in abundance: seen with its share of the book, agreed by a manager above 5 %."""
    share = _share(conn, request, client)
    needs_manager = parting.needs_manager(share) and not request.rep.is_manager
    if not intent.is_confirmed:
        kept = replace(intent, client_id=client.id, client_name=client.name)
        draft_id = drafts.keep(conn, request.workspace_id, request.rep.id, kept, request.now)
        stress = figures.stress_without(conn, request.rep, client, request.now)
        return Parting(client, share, needs_manager, draft_id, stress)
    if needs_manager:
        return Problem("part_needs_manager", {"client": client.name})

    rows = closing.lose_with_client(conn, request, client, None, None, intent.note)

    def act() -> None:
        clients.part(conn, request.workspace_id, client, request.today, intent.note)

    return _changed(conn, request, client, "parted", act, rows)


def _share(conn: Connection, request: Request, client: Client) -> float | None:
    if client.value is None:
        return None
    book = clients.book_value(conn, request.workspace_id, client.value.currency)
    return parting.share(client.value.minor, book)


def _lost(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Not a client any more: a no to everything, believed (S2-6)."""
    reason, note = intent.reason, intent.note or intent.words
    if reason not in set(LossReason):
        return acts.lose(conn, request, client, reason or note)
    rows = [] if not intent.other_name else _acquired(conn, request, intent, client)
    lost = acts.lose(conn, request, client, note, LossReason(reason), rows)
    clients.know_of_loss(
        conn,
        request.workspace_id,
        client.id,
        fiscal_start=intent.months[0] if intent.months else None,
        contract_ends_on=intent.on if reason == LossReason.COMPETITOR else None,
        try_again_on=intent.on if reason == LossReason.TIMING else None,
    )
    return recall.said_no(conn, request.rep, client.id, lost.change_id)


def _acquired(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> list[changes.Row]:
    """Whoever bought them is a client to be; the people we know go with them (S4-2)."""
    workspace_id, key = request.workspace_id, names.key(intent.other_name)
    same = clients.known_by(conn, workspace_id, [key]).get(key, ())
    buyer = next((c for c in same if c.id != client.id), None)
    rows = []
    if buyer is None:
        meant = ClientIntent(Deed.ADD, client_name=intent.other_name)
        buyer = _new(conn, request, meant, request.rep)
        quiet.settle(conn, workspace_id, buyer.id, request.now)
        rows.append(changes.Row("clients", buyer.id))
    for contact in contacts.of(conn, workspace_id, client.id):
        if contact.left_on is None:
            name, role = contact.name, contact.role
            taken = contacts.add(conn, workspace_id, buyer.id, name, role, request.now)
            rows.append(changes.Row("contacts", taken.id))
    return rows


_ACTS: dict[Deed, Act] = {
    Deed.CADENCE: _cadence,
    Deed.VALUE: _value,
    Deed.GIVE: _give,
    Deed.DECIDER: _decider,
    Deed.ONE_PERSON: _one_person,
    Deed.CONTACT: _contact,
    Deed.CONTACT_LEFT: _contact_left,
    Deed.MERGE: _merge,
    Deed.RENEWS: _renews,
    Deed.PART: _part,
    Deed.RENAME: _rename,
    Deed.LOST: _lost,
}


def _changed(
    conn: Connection,
    request: Request,
    client: Client,
    what: str,
    act: Callable[[], None],
    also: Sequence[changes.Row] = (),
) -> ClientSaved:
    before = changes.row(conn, request.workspace_id, "clients", client.id)
    act()
    change_id = _record(conn, request, client.id, what, [before, *also])
    return ClientSaved(clients.get(conn, request.workspace_id, client.id), change_id, what)


def _record(
    conn: Connection, request: Request, client_id: int, kind: str, rows: list[changes.Row]
) -> int:
    """Whatever was changed may change when the client turns quiet."""
    workspace_id, now = request.workspace_id, request.now
    quiet.settle(conn, workspace_id, client_id, now)
    return changes.record(conn, workspace_id, request.rep.id, kind, rows, now)
