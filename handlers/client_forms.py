"""What happens when a form about a client is opened or filled in?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from bot.messages import client_forms, forms
from bot.messages.forms import Origin, View
from bot.messages.ids import NEW_CLIENT_OPTION, Action, Field
from bot.playbook.cadence_said import read_cadence
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.fit import FitAnswer, Trait
from bot.playbook.line import LONGEST_TEXT, cleaned
from bot.playbook.model import Client, Contact, Direction, Heat, Money, Tier, TouchKind
from bot.playbook.money import read_money
from bot.playbook.outcome import Parting, Refused
from bot.playbook.problem import Problem
from bot.playbook.season import LEAD_WEEKS
from bot.playbook.season_said import read_lead, read_season
from handlers import forms as shown
from handlers import owners, redraw
from handlers.act import Act, Reply
from handlers.forms import Filled
from handlers.slack_text import unwrapped
from storage import clientele, clients, contacts, drafts, fits, rates, since, suppliers

# The field a problem stands under, when it has one.
_FIELD_OF = {
    "which_client": Field.CLIENT,
    "no_client": Field.CLIENT,
    "not_a_name": Field.CLIENT,
    "unknown_client": Field.CLIENT,
    "touch_to_come": Field.DAY,
    "touch_too_old": Field.DAY,
    "order_to_come": Field.DAY,
    "cadence_out_of_range": Field.CADENCE,
    "client_known": Field.NAME,
    "contact_known": Field.NAME,
    "no_contact": Field.NAME,
    "contract_end_past": Field.DAY,
    "no_supplier": Field.SUPPLIER,
    "nobody_named": Field.NAME,
    "acquired_by_itself": Field.ACQUIRED_BY,
}

Build = Callable[[Client, Origin], View]


async def open_for_draft(act: Act, intent: ClientIntent) -> Reply:
    """The form for a line that could not be read to its end."""
    if intent.deed is Deed.TOUCH:
        return await open_touch(act, intent)
    if intent.deed is Deed.CADENCE and intent.client_id is not None:
        return await _open_for(act, intent.client_id, client_forms.rhythm)
    if intent.deed is Deed.SEASON and intent.client_id is not None:
        return await _open_for(act, intent.client_id, client_forms.months)
    if intent.deed is Deed.ORDER and intent.client_id is not None:
        return await _open_order(act, intent.client_id)
    if intent.deed is Deed.FIT and intent.client_id is not None:
        return await open_fit(act, intent.client_id)
    if intent.deed is Deed.SUPPLIER and intent.client_id is not None:
        return await open_supplier(act, intent.client_id)
    return await open_add(act, intent)


async def open_fit(act: Act, client_id: int) -> Reply:
    """The questions of fit, as they were answered before."""
    before = await act.db.read(fits.newest, act.rep.workspace_id, client_id)
    return await _open_for(act, client_id, lambda c, origin: client_forms.fit(c, before, origin))


async def open_supplier(act: Act, client_id: int) -> Reply:
    """Whom they buy from now, as it was noted before."""
    before = await act.db.read(suppliers.newest, act.rep.workspace_id, client_id)
    return await _open_for(
        act, client_id, lambda c, origin: client_forms.supplier(c, before, origin)
    )


async def note_supplier_clicked(act: Act) -> Reply:
    """`client`: the form for whom they buy from now (S1-4)."""
    client = await act.db.read(clients.known, act.rep.workspace_id, int(act.value))
    if client is None:
        return Reply(beside=shown.refusal(act, Problem("client_gone")))
    return await open_supplier(act, client.id)


async def open_touch(act: Act, intent: ClientIntent) -> Reply:
    """The form for a touch, filled in as far as something is known."""
    day = intent.on or act.request().today
    view = client_forms.touch(replace(intent, on=day), shown.origin_of(act))
    return await shown.open_view(act, view)


async def open_add(act: Act, intent: ClientIntent) -> Reply:
    """The form for a new client."""
    return await shown.open_view(act, client_forms.add(intent, shown.origin_of(act)))


async def log_touch_clicked(act: Act) -> Reply:
    """`client`, or nothing: the form for a touch."""
    intent = ClientIntent(Deed.TOUCH)
    if act.value:
        client = await act.db.read(clients.get, act.rep.workspace_id, int(act.value))
        intent = replace(intent, client_name=client.name, client_id=client.id)
    return await open_touch(act, intent)


async def change_cadence_clicked(act: Act) -> Reply:
    return await _open_for(act, int(act.value), client_forms.rhythm)


async def change_season_clicked(act: Act) -> Reply:
    return await _open_for(act, int(act.value), client_forms.months)


async def they_ordered_clicked(act: Act) -> Reply:
    """The form for an order, on today."""
    return await _open_order(act, int(act.value))


async def let_go_clicked(act: Act) -> Reply:
    """Not a client any more: ask why, since the later try depends on it (S4-2)."""
    trouble = await act.db.read(since.trouble, act.rep, int(act.value), 0)
    if trouble is not None:
        return Reply(beside=shown.refusal(act, trouble))
    people: list[Contact] = await act.db.read(contacts.of, act.rep.workspace_id, int(act.value))
    return await _open_for(act, int(act.value), partial(client_forms.let_go, people=people))


async def add_contact_clicked(act: Act) -> Reply:
    """Somebody we know there, or who took over (S3-3)."""
    return await _open_for(act, int(act.value), client_forms.contact)


async def took_over_clicked(act: Act) -> Reply:
    """`contact`: who came after somebody who left, and where they went (S3-3)."""
    left = await act.db.read(contacts.get, act.rep.workspace_id, int(act.value))
    if left.left_on is None:
        problem = Problem("contact_back", {"contact": left.name})
        return Reply(beside=shown.refusal(act, problem))
    client = await act.db.read(clients.get, act.rep.workspace_id, left.client_id)
    origin = replace(shown.origin_of(act, client_id=client.id), contact_id=left.id)
    return await shown.open_view(act, client_forms.took_over(left, client, origin))


async def by_whom_clicked(act: Act) -> Reply:
    """`client`: who bought them (S4-2)."""
    return await _open_for(act, int(act.value), client_forms.acquired)


async def ask_to_part_clicked(act: Act) -> Reply:
    """`draft`: the manager agrees first; why part? (S2-9)"""
    draft_id = int(act.value)
    kept = await act.db.read(drafts.find, act.rep.workspace_id, act.rep.id, draft_id)
    if not isinstance(kept, ClientIntent):
        return Reply(beside=shown.refusal(act, Problem("draft_gone")))
    found = await act.db.write(clientele.carry_out, act.request(), replace(kept, note=None))
    if not isinstance(found, Parting) or found.manager is None:
        return await redraw.in_place(act, found)
    origin = shown.origin_of(act, client_id=kept.client_id)
    name, reason = found.client.name, kept.reason or kept.note
    view = client_forms.ask_to_part(name, found.manager.name, reason, origin)
    return await shown.open_view(act, view)


async def log_touch_shortcut(act: Act) -> Reply:
    """The global shortcut."""
    return await open_touch(act, ClientIntent(Deed.TOUCH))


async def log_touch_from_this_shortcut(act: Act) -> Reply:
    """A message as what the client said, on its day, for the rep to confirm."""
    said = act.payload.get("message", {})
    words = cleaned(unwrapped(str(said.get("text", ""))))[:LONGEST_TEXT] or None
    day = min(_said_on(act, str(said.get("ts") or "")), act.request().today)
    intent = ClientIntent(Deed.TOUCH, words=words, touch_kind=TouchKind.MESSAGE, on=day)
    return await open_touch(act, intent)


async def touch_submitted(act: Act) -> Reply:
    """Contact that has been."""
    filled = Filled(act.payload)
    intent = ClientIntent(
        Deed.TOUCH,
        direction=Direction(filled.chosen(Field.DIRECTION) or Direction.IN),
        touch_kind=_kind(filled),
        on=filled.day(),
        heat=_heat(filled),
        words=filled.text(Field.WORDS),
        note=filled.text(Field.NOTE),
    )
    return await _carried_out(act, _with_client(intent, filled))


async def add_client_submitted(act: Act) -> Reply:
    """A new client, and how often it should hear from us."""
    filled = Filled(act.payload)
    intent = _paced(ClientIntent(Deed.ADD, client_name=filled.text(Field.NAME) or ""), filled)
    if isinstance(intent, Problem):
        return shown.field_error(act, Field.CADENCE, intent)
    if worth := filled.text(Field.VALUE):
        value = await _amount(act, worth)
        if isinstance(value, Problem):
            return shown.field_error(act, Field.VALUE, value)
        intent = replace(intent, value=value)
    owner = filled.user(Field.OWNER)
    if owner and (problem := await owners.trouble(act, owner)):
        return shown.field_error(act, Field.OWNER, problem)
    return await _carried_out(act, replace(intent, owner_user_id=owner, is_new_client=True))


async def cadence_submitted(act: Act) -> Reply:
    """How often a client should hear from us."""
    filled, origin = Filled(act.payload), _origin(act)
    intent = _paced(ClientIntent(Deed.CADENCE, client_id=origin.client_id), filled)
    if isinstance(intent, Problem):
        return shown.field_error(act, Field.CADENCE, intent)
    return await _carried_out(act, intent)


async def season_submitted(act: Act) -> Reply:
    """The months a client orders in; an empty field means none."""
    filled, origin = Filled(act.payload), _origin(act)
    months = read_season(filled.text(Field.SEASON) or "none")
    if isinstance(months, Problem):
        return shown.field_error(act, Field.SEASON, months)
    weeks = read_lead(filled.text(Field.LEAD) or str(LEAD_WEEKS))
    if isinstance(weeks, Problem):
        return shown.field_error(act, Field.LEAD, weeks)
    lead = months.lead_weeks or weeks if months.months else None
    client_id = origin.client_id
    intent = ClientIntent(Deed.SEASON, client_id=client_id, months=months.months, lead_weeks=lead)
    return await _carried_out(act, intent)


async def order_submitted(act: Act) -> Reply:
    """They ordered, on a day and for an amount."""
    filled, origin = Filled(act.payload), _origin(act)
    intent = ClientIntent(Deed.ORDER, client_id=origin.client_id, on=filled.day())
    if worth := filled.text(Field.AMOUNT):
        amount = await _amount(act, worth)
        if isinstance(amount, Problem):
            return shown.field_error(act, Field.AMOUNT, amount)
        intent = replace(intent, amount=amount)
    return await _carried_out(act, intent)


async def fit_submitted(act: Act) -> Reply:
    """The questions of fit, all of them."""
    filled, origin = Filled(act.payload), _origin(act)
    said = ((trait, filled.chosen(Field(trait.value))) for trait in Trait)
    answers = tuple((trait, FitAnswer(answer)) for trait, answer in said if answer)
    # What the form asked about may have become part of another client meanwhile.
    intent = ClientIntent(Deed.FIT, client_id=origin.client_id, fit=answers, shown_of=0)
    return await _carried_out(act, intent)


async def supplier_submitted(act: Act) -> Reply:
    """Whom they buy from now, until when, and what they are not getting."""
    filled = Filled(act.payload)
    intent = ClientIntent(
        Deed.SUPPLIER,
        client_id=_origin(act).client_id,
        other_name=filled.text(Field.SUPPLIER) or "",
        on=filled.day(),
        words=filled.text(Field.WORDS),
    )
    return await _carried_out(act, intent)


async def contact_submitted(act: Act) -> Reply:
    """Somebody we know at a client."""
    filled, origin = Filled(act.payload), _origin(act)
    intent = ClientIntent(
        Deed.CONTACT,
        client_id=origin.client_id,
        contact_name=filled.text(Field.NAME),
        contact_role=filled.text(Field.ROLE),
    )
    return await _carried_out(act, intent)


async def let_go_submitted(act: Act) -> Reply:
    """Not a client any more, and why."""
    filled, origin = Filled(act.payload), _origin(act)
    intent = ClientIntent(
        Deed.LOST,
        client_id=origin.client_id,
        reason=filled.chosen(Field.REASON),
        months=(int(month),) if (month := filled.chosen(Field.MONTH)) else (),
        on=filled.day(),
        other_name=filled.text(Field.ACQUIRED_BY) or "",
        note=filled.text(Field.NOTE),
        shown_of=0,
    )
    if blocker := filled.chosen(Field.BLOCKED_BY):
        who = await act.db.read(contacts.get, act.rep.workspace_id, int(blocker))
        intent = replace(intent, contact_name=who.name)
    return await _carried_out(act, intent)


async def took_over_submitted(act: Act) -> Reply:
    """Who came after somebody who left, and where they went."""
    filled, origin = Filled(act.payload), _origin(act)
    intent = ClientIntent(
        Deed.TOOK_OVER,
        client_id=origin.client_id,
        contact_id=origin.contact_id,
        contact_name=filled.text(Field.NAME),
        contact_role=filled.text(Field.ROLE),
        other_name=filled.text(Field.WENT_TO) or "",
    )
    return await _carried_out(act, intent)


async def acquired_submitted(act: Act) -> Reply:
    """Who bought them."""
    buyer = Filled(act.payload).text(Field.ACQUIRED_BY) or ""
    intent = ClientIntent(Deed.ACQUIRED, client_id=_origin(act).client_id, other_name=buyer)
    return await _carried_out(act, intent)


async def ask_to_part_submitted(act: Act) -> Reply:
    """The manager is asked, with the rep's reason."""
    reason = Filled(act.payload).text(Field.NOTE)
    client_id = _origin(act).client_id
    intent = ClientIntent(Deed.ASK_TO_PART, client_id=client_id, note=reason, shown_of=0)
    return await _carried_out(act, intent)


def _said_on(act: Act, ts: str) -> date:
    """A message's day on the rep's own calendar."""
    if not ts:
        return act.request().today
    return datetime.fromtimestamp(float(ts), ZoneInfo(act.rep.zone)).date()


def _with_client(intent: ClientIntent, filled: Filled) -> ClientIntent:
    chosen = filled.chosen(Field.CLIENT, Action.CLIENT_TYPED) or ""
    if chosen.startswith(f"{NEW_CLIENT_OPTION}:"):
        return replace(intent, client_name=chosen.partition(":")[2], is_new_client=True)
    return replace(intent, client_id=int(chosen)) if chosen else intent


def _paced(intent: ClientIntent, filled: Filled) -> ClientIntent | Problem:
    """The tier, and a rhythm of its own where one was typed."""
    tier = Tier(filled.chosen(Field.TIER) or Tier.STANDARD)
    intent = replace(intent, tier=tier)
    said = filled.text(Field.CADENCE)
    if said is None:
        return intent
    found = read_cadence(said)
    if isinstance(found, Problem):
        return found
    if isinstance(found, Tier):
        return replace(intent, tier=found)
    return replace(intent, cadence_days=found)


def _kind(filled: Filled) -> TouchKind | None:
    chosen = filled.chosen(Field.TOUCH_KIND)
    return TouchKind(chosen) if chosen else None


def _heat(filled: Filled) -> Heat | None:
    chosen = filled.chosen(Field.HEAT)
    return Heat(chosen) if chosen else None


async def _carried_out(act: Act, intent: ClientIntent) -> Reply:
    outcome = await act.db.write(clientele.carry_out, act.request(), intent)
    act.wake()
    if isinstance(outcome, Refused):
        field = _FIELD_OF.get(outcome.problem.code)
        if field is Field.CLIENT and intent.deed is Deed.ADD:
            field = Field.NAME
        if field is not None and str(field) in act.payload["state"]["values"]:
            return shown.field_error(act, field, outcome.problem)
    return await shown.answered(act, _origin(act), outcome)


async def _open_for(act: Act, client_id: int, build: Build) -> Reply:
    """A form about one client."""
    try:
        client = await act.db.read(clients.get, act.rep.workspace_id, client_id)
    except LookupError:
        return Reply(beside=shown.refusal(act, Problem("client_gone")))
    origin = shown.origin_of(act, client_id=client_id)
    return await shown.open_view(act, build(client, origin))


async def _amount(act: Act, typed: str) -> Money | Problem:
    """An amount that names no currency counts in the one everything is counted in."""
    reporting = await act.db.read(rates.reporting, act.rep.workspace_id)
    return read_money(typed, act.rep.locale, reporting)


async def _open_order(act: Act, client_id: int) -> Reply:
    today = act.request().today
    return await _open_for(act, client_id, lambda c, origin: client_forms.order(c, today, origin))


def _origin(act: Act) -> Origin:
    return forms.origin_of(str(act.payload["private_metadata"]))
