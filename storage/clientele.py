"""What happens, in one transaction, when a rep asks for something about a client?

Each function is one use case, as in storage.followups: a request handled before is told again.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.playbook import (
    cadence_said,
    client_line,
    due,
    heat,
    names,
    relations,
    season_said,
)
from bot.playbook import fit as fit_rule
from bot.playbook import season as season_rule
from bot.playbook.card import Card, ClientList
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.client_line import ClientLine, Here, read_client_line
from bot.playbook.deal import DealShown
from bot.playbook.line import is_name
from bot.playbook.model import Client, Direction, Kind, Rep, Standing, Touch, TouchKind
from bot.playbook.outcome import Ask, ClientSaved, Ordered, Outcome, SpokeTo, Touched
from bot.playbook.problem import Problem
from storage import (
    changes,
    clients,
    closing,
    commitments,
    contact_acts,
    contacts,
    deals,
    drafts,
    endings,
    expectations,
    expecting,
    figures,
    fits,
    followups,
    history,
    losses,
    orders,
    patience,
    quiet,
    rates,
    renewals,
    reps,
    season,
    since,
    supplied,
    suppliers,
    touches,
)
from storage.followups import once
from storage.ids import new_id
from storage.keeping import changed, met, new_client, record
from storage.meant import client_meant
from storage.reopening import second_tries_end
from storage.request import Request

PAGE = 20  # lines of a list
LATEST_TOUCHES = 3  # of a card
LATEST_ORDERS = 3
LATEST_ENDED = 3  # dates, and deals, that can be opened again

_READ_ONLY = (
    Deed.PLAN,
    Deed.REPORT,
    Deed.REVIEW,
    Deed.CARD,
    Deed.LIST,
    Deed.SERVE,
    Deed.HELP,
    Deed.CONTACTS,
)
_THEY_SPOKE = (TouchKind.CALL, TouchKind.MEETING, TouchKind.VISIT, None)

Act = Callable[[Connection, Request, ClientIntent, Client], Outcome | Problem]


def take_line(
    conn: Connection,
    request: Request,
    text: str,
    owner_user_id: str | None = None,
    channel: tuple[str, str | None] = ("", None),
) -> Outcome | ClientLine:
    """Read a typed line and carry it out; what only shows comes back as the line itself."""
    known = clients.known_by(conn, request.workspace_id, client_line.name_keys(text))
    locale, currency = request.rep.locale, rates.reporting(conn, request.workspace_id)
    channel_id, channel_name = channel
    here = Here(request.today, locale, currency, owner_user_id, channel_id or None, channel_name)
    line = read_client_line(text, known, here)
    if line.problem is not None:
        return refuse(conn, request, line.intent, line.problem)
    if line.intent.deed in _READ_ONLY or _asks_for_a_form(line.intent):
        return line
    if line.intent.deed is Deed.UNDO:
        return followups.undo(conn, request, None)
    return carry_out(conn, request, line.intent)


def carry_out(conn: Connection, request: Request, intent: ClientIntent) -> Outcome:
    """Do what was asked, or ask back for what is missing."""
    return once(conn, request, lambda: settle(conn, request, intent), intent)


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
    intent, request = complete(kept), replace(request, guard=f"draft:{draft_id}")
    return once(conn, request, lambda: settle(conn, request, intent), intent)


def refuse(conn: Connection, request: Request, intent: ClientIntent, problem: Problem) -> Outcome:
    """The line could not be read to its end; nothing typed is lost, it waits for the form."""
    return once(conn, request, lambda: problem, intent)


def spoke_to(conn: Connection, request: Request, client_ids: Sequence[int]) -> Outcome:
    """Friday's checklist: these clients spoke to the rep this week (S3-1)."""

    def act() -> Outcome | Problem:
        asked = [clients.get(conn, request.workspace_id, i) for i in dict.fromkeys(client_ids)]
        if not asked:
            return Problem("nobody_chosen")
        found = [c for c in asked if not _spoke_today(conn, request, c)]
        if not found:
            return Problem("spoke_already", {"client": asked[0].name})
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
        season=season.show(conn, rep, [client], now)[0],
        orders=tuple(orders.latest(conn, workspace_id, client.id, LATEST_ORDERS)),
        deals=tuple(figures.shown(conn, rep, ahead, due.today_in(rep.zone, now))),
        ended=tuple(commitments.ended_with(conn, workspace_id, client.id, LATEST_ENDED)),
        ended_deals=tuple(_ended_deals(conn, rep, client.id, due.today_in(rep.zone, now))),
        fit=fits.newest(conn, workspace_id, client.id),
        expects=tuple(expectations.latest(conn, workspace_id, client.id)),
        supplier=suppliers.newest(conn, workspace_id, client.id),
    )


def _ended_deals(conn: Connection, rep: Rep, client_id: int, today: date) -> list[DealShown]:
    """Deals with a client that were won or lost last."""
    closed = [d for d in deals.of_client(conn, rep.workspace_id, client_id) if not d.is_open]
    closed.sort(key=lambda d: (d.closed_on or date.min, d.id), reverse=True)
    return list(figures.shown(conn, rep, closed[:LATEST_ENDED], today))


def listed(conn: Connection, rep: Rep, which: str, page: int, now: datetime) -> ClientList:
    """One page of a list; a page beyond the last is the last."""
    found, total = clients.listed(conn, rep.workspace_id, which, rep, max(page, 1), PAGE)
    pages = max(1, -(-total // PAGE))
    if page > pages:
        return listed(conn, rep, which, pages, now)
    lines = quiet.show(conn, rep, found, now)
    if which == "moved":
        noted = losses.note_by
        lines = [
            replace(one, note=noted(conn, rep.workspace_id, one.client.id, rep.id)) for one in lines
        ]
    red = 0
    if which == "quiet":
        red = clients.count_red(conn, rep.workspace_id, None if rep.is_manager else rep.id)
    return ClientList(which, tuple(lines), max(page, 1), pages, total, red)


def settle(conn: Connection, request: Request, intent: ClientIntent) -> Outcome | Problem:
    """Do what was asked, inside a request that is known to be new."""
    trouble = _trouble(request, intent) or _since(conn, request, intent)
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


def _since(conn: Connection, request: Request, intent: ClientIntent) -> Problem | None:
    """Why a button that was shown a while ago means nothing any more."""
    if intent.shown_of is None or intent.client_id is None:
        return None
    return since.trouble(conn, request.rep, intent.client_id, intent.shown_of)


def _asks_for_a_form(intent: ClientIntent) -> bool:
    """`fit Acme` or `expects Acme` alone, once it is known about whom."""
    return intent.needs_its_form and intent.client_id is not None


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
    if intent.deed is Deed.ORDER:
        return _order_trouble(request, intent)
    if intent.deed is Deed.SEASON:
        return season_said.trouble(intent.months, intent.lead_weeks)
    days = intent.cadence_days
    if days is not None and not 1 <= days <= cadence_said.LONGEST_DAYS:
        facts = {"days": days, "longest": cadence_said.LONGEST_DAYS}
        return Problem("cadence_out_of_range", facts)
    if intent.value is not None and intent.value.minor < 0:
        return Problem("negative_money", {"text": str(intent.value.minor)})
    return None


def _order_trouble(request: Request, intent: ClientIntent) -> Problem | None:
    if intent.on is not None and intent.on > request.today:
        return Problem("order_to_come", {"on": intent.on})
    if intent.amount is not None and intent.amount.minor < 0:
        return Problem("negative_order", {"text": str(intent.amount.minor)})
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
    client = new_client(conn, request, intent, owner)
    contact, rows = met(conn, request, intent, client)
    rows = [*rows, changes.Row("clients", client.id)]
    change_id = record(conn, request, client.id, "added", rows)
    client = clients.get(conn, request.workspace_id, client.id)
    given = None if owner.id == request.rep.id else owner
    return ClientSaved(client, change_id, "added", is_new=True, owner=given, contact=contact)


def _owner(conn: Connection, request: Request, intent: ClientIntent) -> Rep | Problem:
    if intent.owner_user_id is None:
        return request.rep
    found = reps.find(conn, request.workspace_id, intent.owner_user_id)
    if found is None or found.is_gone:
        return Problem("not_a_rep_there", {"user": intent.owner_user_id})
    return found


# What can be done with one


def _touch(
    conn: Connection, request: Request, intent: ClientIntent, found: Client | None
) -> Outcome | Problem:
    """Contact, by anybody on the team, closes what was said about a quiet client (S3-1)."""
    if found is not None and intent.is_proposed and _spoke_today(conn, request, found):
        return Problem("spoke_already", {"client": found.name})
    is_new = found is None
    client = found or new_client(conn, request, intent, request.rep)
    contact, rows = met(conn, request, intent, client)
    touch = replace(_logged(request, intent, client), contact_id=contact.id if contact else None)
    touches.add(conn, request.workspace_id, touch, request.now)
    rows += [changes.Row("touches", touch.id)]
    rows += [changes.Row("clients", client.id)] if is_new else []
    change_id = record(conn, request, client.id, "touched", rows)
    ahead = commitments.open_for(conn, request.workspace_id, client_id=client.id)
    ours = [c for c in ahead if c.kind is not Kind.THEIR_PROMISE]
    is_good_fit = fit_rule.is_good(fits.newest(conn, request.workspace_id, client.id))
    is_cooling = _is_cooling(conn, request, touch)
    return Touched(
        clients.get(conn, request.workspace_id, client.id),
        touch,
        change_id,
        next_open=ours[0] if ours else None,
        was_quiet=client.quiet_state is not None,
        is_new_client=is_new,
        is_cooling=is_cooling,
        is_good_fit=is_good_fit,
        cooled=patience.felt_colder(conn, request, client, is_good_fit) if is_cooling else None,
        leave_until=patience.leave_until(conn, request, touch),
    )


def _spoke_today(conn: Connection, request: Request, client: Client) -> bool:
    """A button pressed twice: the rep has noted today that they spoke."""
    latest = touches.latest(conn, request.workspace_id, client.id, request.rep.id, LATEST_TOUCHES)
    return any(
        t.rep_id == request.rep.id and t.on == request.today and t.direction is Direction.IN
        for t in latest
    )


def _is_cooling(conn: Connection, request: Request, touch: Touch) -> bool:
    if touch.heat is None:
        return False
    workspace_id, rep_id = request.workspace_id, request.rep.id
    felt = touches.felt(conn, workspace_id, touch.client_id, rep_id, heat.FALLING_OVER)
    return heat.is_cooling(felt)


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

    return changed(conn, request, client, "cadence", act)


def _value(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    if intent.value is None:
        return Problem("not_money", {"text": ""})
    if intent.is_proposed and client.value == intent.value:
        return Problem("value_noted", {"client": client.name})
    if intent.is_proposed and client.value != intent.value_was:
        return Problem("value_since", {"client": client.name})

    def act() -> None:
        clients.set_value(conn, request.workspace_id, client, intent.value)

    return changed(conn, request, client, "value", act)


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

    return changed(conn, request, client, "renamed", act)


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

    return replace(changed(conn, request, client, "given", act, rows), owner=owner)


def _channel(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """A Slack channel shared with the client; its owner or a manager says so."""
    if client.owner_id != request.rep.id and not request.rep.is_manager:
        return Problem("not_yours_to_link", {"client": client.name})
    workspace_id, channel_id = request.workspace_id, intent.channel_id
    if channel_id is None and client.channel_id is None:
        return Problem("no_channel", {"client": client.name})
    other = clients.in_channel(conn, workspace_id, channel_id) if channel_id else None
    if other is not None and other.id != client.id:
        return Problem("channel_taken", {"client": client.name, "other": other.name})

    def act() -> None:
        clients.set_channel(conn, workspace_id, client, channel_id, intent.channel_name)

    return changed(conn, request, client, "channel" if channel_id else "channel_off", act)


def _decider(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """We know who decides there; asked again after 180 days (S3-3)."""

    def act() -> None:
        clients.confirm_decider(conn, request.workspace_id, client, request.today)

    return changed(conn, request, client, "decider", act)


def _one_person(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Only one person is there, so one contact is enough (S3-3)."""

    def act() -> None:
        clients.note_one_person(conn, request.workspace_id, client)

    return changed(conn, request, client, "one_person", act)


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
    change_id = record(conn, request, into.id, "merged", rows)
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
    first, stands, rows = renewals.follow(conn, request, client, renews_on)

    def act() -> None:
        clients.set_renewal(conn, request.workspace_id, client, renews_on, first)

    return replace(changed(conn, request, client, "renews", act, rows), follow_up=stands)


# Season and rhythm (S3-2)


def _season(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """The months in which it orders, and how long before them to ask; either alone may change."""
    weeks = intent.lead_weeks
    is_lead_alone = weeks is not None and not intent.months
    if is_lead_alone and not client.season_months:
        return Problem("no_season", {"client": client.name})
    months = client.season_months if is_lead_alone else intent.months
    lead = None if weeks == season_rule.LEAD_WEEKS else weeks or client.lead_weeks

    def act() -> None:
        clients.set_season(conn, request.workspace_id, client, months, lead if months else None)

    return changed(conn, request, client, "season", act)


def _no_season(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """Two years in one month were chance; it is not asked about again."""

    def act() -> None:
        clients.refuse_season(conn, request.workspace_id, client, intent.months)

    return changed(conn, request, client, "no_season", act)


def _ordered(
    conn: Connection, request: Request, intent: ClientIntent, client: Client
) -> Outcome | Problem:
    """They ordered: a word from them, and the season is settled until next year."""
    workspace_id, rep = request.workspace_id, request.rep
    on = intent.on or request.today
    order, rows = orders.add(
        conn, workspace_id, client, rep.id, on, request.now, amount=intent.amount
    )
    if client.standing in (Standing.LOST, Standing.PARTED):
        rows += second_tries_end(conn, request, client.id)
    change_id = changes.record(conn, workspace_id, rep.id, "ordered", rows, request.now)
    return Ordered(
        clients.get(conn, workspace_id, client.id),
        order,
        change_id,
        is_first=client.standing in (Standing.PROSPECT, Standing.NURTURE),
        is_back=client.standing in (Standing.LOST, Standing.PARTED),
    )


_ACTS: dict[Deed, Act] = {
    Deed.CADENCE: _cadence,
    Deed.VALUE: _value,
    Deed.GIVE: _give,
    Deed.DECIDER: _decider,
    Deed.ONE_PERSON: _one_person,
    Deed.CONTACT: contact_acts.note,
    Deed.CONTACT_LEFT: contact_acts.note_left,
    Deed.MERGE: _merge,
    Deed.RENEWS: _renews,
    Deed.PART: endings.part,
    Deed.ASK_TO_PART: endings.ask_to_part,
    Deed.RENAME: _rename,
    Deed.LOST: endings.lost,
    Deed.ACQUIRED: endings.acquired,
    Deed.TOOK_OVER: contact_acts.note_successor,
    Deed.LEFT_ALONE: contact_acts.leave_alone,
    Deed.CHANNEL: _channel,
    Deed.SEASON: _season,
    Deed.NO_SEASON: _no_season,
    Deed.ORDER: _ordered,
    Deed.FIT: patience.fit,
    Deed.NURTURE: patience.nurture,
    Deed.TALK_OVER: patience.talk_over,
    Deed.SUPPLIER: supplied.note,
    Deed.EXPECTS: expecting.note,
}
