"""What does Steady say when a rep asked for something about a client?"""

from datetime import date, datetime, timedelta

from bot.messages import (
    counts,
    dates,
    expectations,
    followup,
    money,
    names,
    patience,
    pipeline,
    season,
)
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    cut,
    heading,
    isolated,
    message,
    quotation,
    say,
)
from bot.messages.ids import Action
from bot.messages.quiet import every_said, how_many, people_said
from bot.playbook import cadence, due
from bot.playbook.card import Card, ClientList, QuietShown
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.model import (
    Client,
    Contact,
    Direction,
    Heat,
    QuietState,
    Rep,
    Standing,
    Tier,
    Touch,
    TouchKind,
)
from bot.playbook.outcome import Ask, ClientSaved, SpokeTo, Touched
from bot.playbook.quiet import ONE_SIDED_AT
from bot.playbook.relations import renewal_brought_up_on

TIERS = {
    Tier.KEY: "key",
    Tier.STANDARD: "standard",
    Tier.LIGHT: "light",
    Tier.NURTURE: "nurture",
}
KINDS = {
    TouchKind.CALL: "a call",
    TouchKind.MEETING: "a meeting",
    TouchKind.MAIL: "a mail",
    TouchKind.MESSAGE: "a message",
    TouchKind.VISIT: "a visit",
}
HEATS = {Heat.HOT: "hot", Heat.WARM: "warm", Heat.COLD: "cold"}
MOST_OPEN = 5  # open commitments on a card
MOST_TOUCHES = 4
MOST_CONTACTS = 25  # of a list
MOST_NAMED = 4  # of a card
_COOLING = (
    "It has felt colder each time. Trust that, and ask early: “Is this still something you want? "
    "Either answer is fine.”"
)
_TITLES = {
    "mine": "Your clients",
    "all": "All clients",
    "lost": "Clients we lost",
    "moved": "Clients lost because they moved away",
}
_WHERE_THEY_WENT = (
    "Where each of them went I know only from your own notes, so this is everybody. Whoever is "
    "near you now may be worth a second try."
)
_EMPTY = {
    "mine": "You have no clients here yet. /client add Acme writes the first one down.",
    "all": "No clients are here yet. /client add Acme writes the first one down.",
    "quiet": "Nobody has gone quiet or is due a word, as far as I know.",
    "lost": "No client has been lost.",
    "moved": "Nobody was lost because they moved away.",
}


def card(found: Card, rep: Rep, now: datetime) -> Message:
    """Everything worth knowing before a call."""
    client = found.client
    return message(
        heading(isolated(client.name)),
        say(_who_it_is(found, rep)),
        _how_it_stands(found.quiet, rep, now),
        season.on_card(found, rep, now),
        [aside(line) for line in _standing_facts(found, rep, now)],
        _last_words(found.quiet, rep, now),
        _open(found, rep, now),
        pipeline.of_client(found.deals, rep, now),
        _lately(found, rep, now),
        _ended(found, rep, now),
        _card_buttons(client),
    )


def contacts(found: Card, rep: Rep, now: datetime) -> Message:
    """Everybody we know there, and who has left."""
    client = found.client
    row = buttons(f"people:{client.id}", *_people_buttons(found))
    if not found.contacts:
        return message(say(f"I know nobody at {isolated(client.name)} yet."), row)
    lines = [say(f"• {_person_line(c, rep, now)}") for c in found.contacts[:MOST_CONTACTS]]
    left_out = len(found.contacts) - MOST_CONTACTS
    rest = [aside(f"And {counts.count_said(left_out)} more.")] if left_out > 0 else []
    sentence = f"Whom we know at {isolated(client.name)}:"
    return message(say(sentence), lines, rest, [aside(x) for x in _too_few(found)], row)


def touched(outcome: Touched, rep: Rep, now: datetime) -> Message:
    """Contact was logged; and no conversation ends without a date (S2-2)."""
    client, touch = outcome.client, outcome.touch
    asks = outcome.next_open is None and touch.direction is Direction.IN and _is_watched(client)
    ask = " When did they say to follow up?" if asks else ""
    row = [button("Set the next date", Action.NEXT_DATE, str(client.id), style="primary")]
    row = row if asks else []
    if touch.rep_id == rep.id:
        row += patience.after_a_touch(outcome, rep, now)
    said = [say("They said:"), quotation(touch.words)] if touch.words else []
    return message(
        say(_noted(client, touch, rep, now) + ask),
        said,
        [aside(line) for line in _remarks(outcome, rep, now)],
        patience.cooled(outcome.cooled),
        buttons(f"touched:{touch.id}", *row, _undo(outcome.change_id)),
    )


def saved(outcome: ClientSaved, rep: Rep, now: datetime) -> Message:
    """A client was added, or one fact of it was set."""
    client = outcome.client
    row = [_undo(outcome.change_id)]
    value = str(client.id)
    if outcome.what == "left" and outcome.contact is not None:
        row = [button("Who took over", Action.TOOK_OVER, str(outcome.contact.id)), *row]
    if outcome.what == "took_over" and outcome.left is not None and outcome.other is None:
        row = [*_follow_them(outcome.left), *row]
    if outcome.what == "renews" and outcome.follow_up is None:
        row = [button("Set a date", Action.NEXT_DATE, value), *row]
    if outcome.what == "added":
        row = [
            button("Log a touch", Action.LOG_TOUCH, value),
            button("Set a date", Action.NEXT_DATE, value),
            *row,
        ]
    return message(say(_saved(outcome, rep, now)), buttons(f"client:{client.id}", *row))


def _follow_them(left: Contact) -> list[Block]:
    """Where somebody went may become a client too."""
    if left.went_to is None:
        return []
    label = f"Add {isolated(cut(left.went_to, 50))} as a client"
    return [button(label, Action.FOLLOW_THEM, str(left.id))]


def spoke_to(outcome: SpokeTo) -> Message:
    """Friday's checklist was answered."""
    spoken_to = counts.joined([names.client_said(c) for c in outcome.clients])
    return message(
        say(f"Noted: you spoke with {spoken_to} this week."),
        buttons(f"spoke:{outcome.change_id}", _undo(outcome.change_id)),
    )


def which_client(ask: Ask, intent: ClientIntent) -> Message:
    """Several could be meant; every answer is a button, and nothing typed is lost."""
    picks = [
        button(
            names.label(c, ask.clients), f"{Action.PICK_FOR_CLIENT}:{n}", f"{ask.draft_id}|{c.id}"
        )
        for n, c in enumerate(ask.clients)
    ]
    if ask.may_be_new and intent.deed in (Deed.ADD, Deed.TOUCH):
        label = f"New: {intent.client_name}"
        picks.append(button(label, Action.NEW_FOR_CLIENT, str(ask.draft_id)))
    sentence = names.do_not_know(intent.client_name, ask.clients)
    is_shared = len({c.name for c in ask.clients}) < len(ask.clients)
    if intent.deed is Deed.ADD and not is_shared:
        typed = isolated(cut(intent.client_name, 80))
        sentence = f"{typed} looks much like a client I know. Is it one of these?"
    return message(say(sentence), buttons(f"ask:{ask.draft_id}", *picks))


def listed(found: ClientList, rep: Rep, now: datetime) -> Message:
    """One page of clients, a line each; the buttons turn the page in place."""
    if found.total == 0:
        return message(say(_EMPTY[found.which]))
    title = _title(found)
    top = [aside(_WHERE_THEY_WENT)] if found.which == "moved" else []
    if found.pages > 1:
        title += f". Page {found.page} of {found.pages}"
    lines = [_list_line(found.which, one, rep, now) for one in found.lines]
    return message(say(f"{title}."), top, lines, _turn(found))


def _title(found: ClientList) -> str:
    """What is listed and how many; those gone quiet are counted apart from those due a word."""
    if found.which == "quiet":
        return how_many(found.total, found.red, of_clients=True)
    return f"{_TITLES[found.which]}: {found.total:,}"


def _list_line(which: str, one: QuietShown, rep: Rep, now: datetime) -> Block:
    if which != "moved":
        return say(f"• {_line(one, rep, now)}")
    note = f" You noted: {isolated(cut(one.note, 120))}" if one.note else ""
    again = button("Set a date", Action.WIN_BACK_OTHER, str(one.client.id))
    return say(f"• {_line(one, rep, now)}{note}", accessory=again)


def _line(one: QuietShown, rep: Rep, now: datetime) -> str:
    """A client in a line: how it stands, what it is worth, what comes next."""
    client = one.client
    worth = f", {money.said(client.value)} a year" if client.value else ""
    return f"{isolated(client.name)}{worth}. {_state(one, rep, now)}"


def _state(one: QuietShown, rep: Rep, now: datetime) -> str:
    if not _is_watched(one.client):
        return _ended_on(one.client, rep, now)
    named = one.promised_on and dates.short(one.promised_on, rep.locale, now)
    if one.state is QuietState.PROMISED:
        return f"Their date stands: {named}."
    between = f" They named {named}." if named else ""
    if one.days is None:
        return f"{_STATES[one.state] or 'New: '}no contact I know of.{between}"
    return f"{_STATES[one.state] or 'In touch: '}last contact {_ago(one.days)}.{between}"


def _ended_on(client: Client, rep: Rep, now: datetime) -> str:
    """ "Lost on Monday 2 March: the price." """
    what = "Lost" if client.standing is Standing.LOST else "We parted"
    on = f" on {_day(client.lost_on, rep, now)}" if client.lost_on else ""
    return f"{what}{on}{f': {_reason(client)}' if client.lost_reason else ''}."


_STATES = {
    QuietState.FINE: "",
    QuietState.PROMISED: "",
    QuietState.ONE_SIDED: "No answer so far: ",
    QuietState.AMBER: "Due a word: ",
    QuietState.RED: "Gone quiet: ",
    QuietState.UNWATCHED: "",
}


def _reason(client: Client) -> str:
    for reason, label in followup.REASONS.items():
        if reason.value == client.lost_reason:
            return label[0].lower() + label[1:]
    return "something else"


def _turn(found: ClientList) -> list[Block]:
    if found.pages < 2:
        return []
    back, on = f"{found.which}|{found.page - 1}", f"{found.which}|{found.page + 1}"
    row = [button("Back", f"{Action.LIST_PAGE}:back", back)] if found.page > 1 else []
    if found.page < found.pages:
        row.append(button("More", f"{Action.LIST_PAGE}:on", on))
    return [buttons(f"page:{found.which}", *row)]


# The card


def _who_it_is(found: Card, rep: Rep) -> str:
    client = found.client
    facts = [names.STANDINGS[client.standing].capitalize()]
    if client.value:
        facts.append(f"{money.said(client.value)} a year")
    if found.owner is not None and found.owner.id != rep.id:
        facts.append(f"with {names.rep_said(found.owner)}")
    if client.standing in (Standing.LOST, Standing.PARTED):
        return f"{', '.join(facts)}."
    return f"{', '.join(facts)}. {_rhythm(client, found.quiet)}"


def _rhythm(client: Client, quiet: QuietShown) -> str:
    """How often it should hear from us, and why that often."""
    often = f"A word {every_said(quiet.cadence_days)}"
    if client.cadence_days is not None:
        return f"{often}, as you chose."
    usual = f"{every_said(cadence.DAYS[client.tier])} ({TIERS[client.tier]})"
    if quiet.cadence_days != cadence.DAYS[client.tier]:
        return f"{often} while it is new, then {usual}."
    return f"A word {usual}."


def _how_it_stands(quiet: QuietShown, rep: Rep, now: datetime) -> list[Block]:
    client = quiet.client
    if not _is_watched(client):
        return [say(f"{_ended_on(client, rep, now)} I do not watch its cadence.")]
    lines = [say(_contact_known(quiet, rep, now))]
    if quiet.is_one_sided:
        lines.append(aside(_unanswered(client)))
    if quiet.promised_on is not None:
        lines.append(aside(f"They named {_day(quiet.promised_on, rep, now)}; that date stands."))
    return lines


def _contact_known(quiet: QuietShown, rep: Rep, now: datetime) -> str:
    """ "Contact" is always what Steady knows of: nobody logs everything."""
    last = quiet.client.last_touch_on
    known = "No contact that I know of yet."
    if last is not None:
        known = f"Last contact I know of: {_day(last, rep, now)}."
    match quiet.state:
        case QuietState.RED:
            return f"Gone quiet. {known}"
        case QuietState.AMBER:
            return f"Due a word. {known}"
        case _:
            return f"{known}{_due_next(quiet.client, rep, now)}"


def _due_next(client: Client, rep: Rep, now: datetime) -> str:
    """The brief in which it would be brought up: the next one on or after the day it turns."""
    if client.quiet_on is None or client.quiet_on <= due.today_in(rep.zone, now):
        return ""
    day = due.next_working_day(client.quiet_on, rep.hours)
    return f" Unless I hear of contact before, I bring it up on {_day(day, rep, now)}."


def _standing_facts(found: Card, rep: Rep, now: datetime) -> list[str]:
    """People, renewal and earlier losses, in small print."""
    client = found.client
    lines = _people(found)
    if client.renews_on is not None:
        lines.append(f"Renews on {_day(client.renews_on, rep, now)}.")
    if client.decider_confirmed_on is not None:
        day = _day(client.decider_confirmed_on, rep, now)
        lines.append(f"Who decides was last confirmed on {day}.")
    lines += patience.fit_on_card(found.fit, rep, now)
    lines += expectations.on_card(found.expects, rep, now)
    lines += patience.supplier_on_card(found.supplier, rep, now)
    if client.channel_id is not None:
        lines.append(_channel_line(found))
    stands = found.losses[0] if found.losses else None
    if stands is not None and stands.won_back_on is None:
        lines += [f"{isolated(stands.acquired_by)} bought them."] if stands.acquired_by else []
        lines += [f"{isolated(stands.blocked_by)} blocked it."] if stands.blocked_by else []
    back = [loss for loss in found.losses if loss.won_back_on is not None]
    if back and back[0].won_back_on is not None:
        lost, won = _day(back[0].lost_on, rep, now), _day(back[0].won_back_on, rep, now)
        lines.append(f"Lost on {lost}, and back since {won}.")
    return lines


def _channel_line(found: Card) -> str:
    """A rep can always see that a channel is read, and what is kept of it."""
    channel = _channel(found.client)
    if not found.is_channel_read:
        return f"Linked with {channel}. Reading channels is switched off: nothing there counts."
    return (
        f"What they write in {channel} counts as contact. I keep the time and the team that "
        "wrote, never the words."
    )


def _people(found: Card) -> list[str]:
    """How many we know there, and whether it rests on too few (S3-3)."""
    here = [c for c in found.contacts if c.left_on is None]
    lines = []
    if here:
        whom = counts.some_of([_who(c) for c in here[:MOST_NAMED]], len(here))
        lines.append(f"We know {whom}.")
    return [*lines, *_too_few(found)]


def _too_few(found: Card) -> list[str]:
    lines = []
    if found.relations.are_too_few:
        whom = people_said(found.relations.live)
        wanted = counts.count_said(found.relations.wanted)
        lines.append(f"In touch with {whom} there; {wanted} would be safer.")
    if found.relations.is_decider_due:
        lines.append("Who decides there? Nobody has confirmed that lately.")
    return lines


def _people_buttons(found: Card) -> list[Block]:
    value = str(found.client.id)
    row = [button("Add a contact", Action.ADD_CONTACT, value)]
    if found.relations.is_decider_due:
        row.append(button("We know who decides", Action.KNOW_DECIDER, value))
    if found.relations.are_too_few and found.relations.wanted > 1:
        row.append(button("Only one person there", Action.ONE_PERSON, value))
    return row


def _who(person: Contact) -> str:
    role = f" ({isolated(cut(person.role, 40))})" if person.role else ""
    return f"{isolated(cut(person.name, 60))}{role}"


def _person_line(person: Contact, rep: Rep, now: datetime) -> str:
    if person.left_on is not None:
        went = f"; now at {isolated(cut(person.went_to, 80))}" if person.went_to else ""
        day = dates.short(person.left_on, rep.locale, now)
        return f"{_who(person)}: left, noted {day}{went}."
    if person.last_touch_on is None:
        return f"{_who(person)}."
    return f"{_who(person)}: last contact {dates.short(person.last_touch_on, rep.locale, now)}."


def _last_words(quiet: QuietShown, rep: Rep, now: datetime) -> list[Block]:
    reason = quiet.reason
    if reason is None or reason.kind != "words":
        return []
    return [say(f"They last said, on {_day(reason.on, rep, now)}:"), quotation(reason.text)]


def _open(found: Card, rep: Rep, now: datetime) -> list[Block]:
    shown = found.open[:MOST_OPEN]
    if not shown:
        return [say("No date is set with them.")] if _is_watched(found.client) else []
    lines = [say("What is open:")]
    lines += [say(f"• {followup.line_for(c, rep, now)}") for c in shown]
    more = len(found.open) - len(shown)
    return [*lines, *([aside(f"And {counts.count_said(more)} more.")] if more > 0 else [])]


def _ended(found: Card, rep: Rep, now: datetime) -> list[Block]:
    """What was closed lately, each with a way back for whoever's it is."""
    lines = []
    for c in found.ended:
        mine = c.rep_id == rep.id
        again = button("Reopen", Action.REOPEN, str(c.id)) if mine else None
        lines.append(say(f"• {followup.result_line(c, rep, now)}", accessory=again))
    for one in found.ended_deals:
        mine = one.deal.rep_id == rep.id
        again = button("Reopen", Action.REOPEN_DEAL, str(one.deal.id)) if mine else None
        lines.append(say(f"• {pipeline.line(one, rep, now)}", accessory=again))
    return [say("Closed lately:"), *lines] if lines else []


def _lately(found: Card, rep: Rep, now: datetime) -> list[Block]:
    if not found.touches:
        return []
    lines = [say("Lately:")]
    for touch in found.touches[:MOST_TOUCHES]:
        lines.append(say(f"• {_touch_line(touch, rep, now)}"))
    return lines


def _touch_line(touch: Touch, rep: Rep, now: datetime) -> str:
    """One touch in a line; heat and note are for its own rep's eyes."""
    day = dates.short(touch.on, rep.locale, now)
    if touch.team_id is not None:
        return f"{day}: they wrote in the channel you share."
    who = "you" if touch.rep_id == rep.id else "a colleague"
    what = KINDS[touch.kind] if touch.kind else "contact"
    spoke = "they answered" if touch.direction is Direction.IN else "no answer yet"
    mine = touch.rep_id == rep.id
    heat = f", {HEATS[touch.heat]}" if mine and touch.heat else ""
    note = f" ({isolated(cut(touch.note, 120))})" if mine and touch.note else ""
    if touch.direction is Direction.IN:
        return f"{day}: {what}, by {who}{heat}{note}."
    return f"{day}: {what} from {who}, {spoke}{heat}{note}."


def _card_buttons(client: Client) -> Block:
    value = str(client.id)
    if not _is_watched(client):
        return buttons(
            f"client:{client.id}",
            button("Plan a second try", Action.WIN_BACK_OTHER, value),
            button("Log a touch", Action.LOG_TOUCH, value),
            button("Client again", Action.REOPEN_CLIENT, value),
        )
    return buttons(
        f"client:{client.id}",
        button("Log a touch", Action.LOG_TOUCH, value, style="primary"),
        button("Set a date", Action.NEXT_DATE, value),
        button("Change cadence", Action.CHANGE_CADENCE, value),
        button("Not a client any more", Action.LET_GO, value),
        *_supplier_button(client),
    )


def _supplier_button(client: Client) -> list[Block]:
    """Who has not bought from us buys from somebody else (S1-4)."""
    is_one = client.standing is Standing.PROSPECT
    return [button("Their supplier", Action.NOTE_SUPPLIER, str(client.id))] if is_one else []


def _is_watched(client: Client) -> bool:
    return client.standing not in (Standing.LOST, Standing.PARTED)


# Contact logged, facts set


def _noted(client: Client, touch: Touch, rep: Rep, now: datetime) -> str:
    name, day = isolated(client.name), _when(touch.on, rep, now)
    if touch.direction is Direction.IN:
        return f"Noted: {_spoken(touch)} {name} {day}."
    what = f"{KINDS[touch.kind]} to {name}" if touch.kind else f"you reached out to {name}"
    return f"Noted: {what} {day}, not answered yet."


def _spoken(touch: Touch) -> str:
    match touch.kind:
        case TouchKind.MAIL | TouchKind.MESSAGE:
            return f"{KINDS[touch.kind]} from"
        case None:
            return "you spoke with"
        case kind:
            return f"{KINDS[kind]} with"


def _remarks(outcome: Touched, rep: Rep, now: datetime) -> list[str]:
    client, touch = outcome.client, outcome.touch
    is_mine = touch.rep_id == rep.id
    lines = []
    if outcome.is_new_client:
        lines.append(f"{isolated(client.name)} is new here; I added it as a prospect.")
    if is_mine and touch.heat:
        lines.append(f"You felt: {HEATS[touch.heat]}. Only you see that.")
    if is_mine and touch.note:
        lines.append(f"Your note: {isolated(touch.note)}")
    if outcome.is_cooling and is_mine:
        lines.append(patience.GOOD_FIT_COOLS if outcome.is_good_fit else _COOLING)
    if outcome.leave_until is not None and is_mine:
        lines.append(patience.leave_it(outcome, rep, now))
    elif client.unanswered >= ONE_SIDED_AT:
        lines.append(_unanswered(client))
    elif comes := _due_next(client, rep, now):
        lines.append(comes.strip())
    return lines


def _unanswered(client: Client) -> str:
    times = counts.times_said(max(client.unanswered, ONE_SIDED_AT))
    return f"That is {times} in a row without an answer. {patience.somebody_else(None)}"


def _saved(outcome: ClientSaved, rep: Rep, now: datetime) -> str:
    client, name = outcome.client, isolated(outcome.client.name)
    match outcome.what:
        case "added":
            worth = f", worth {money.said(client.value)} a year" if client.value else ""
            return f"{name} is in{worth}.{_due_next(client, rep, now)}"
        case "cadence":
            return f"{name}: {_often(client)} from now on.{_due_next(client, rep, now)}"
        case "value":
            if client.value is None:
                return f"What {name} is worth a year is not known now."
            return f"{name} is worth {money.said(client.value)} a year, as far as you know."
        case "renamed":
            return f"It is called {name} from now on. Its history came along."
        case "given" if outcome.owner is not None:
            owner = names.rep_said(outcome.owner)
            return f"{name} is {owner}'s from now on. Its history came along."
        case "merged" if outcome.other is not None:
            other = isolated(outcome.other.name)
            return f"{other} is part of {name} now, with all its history."
        case "renews" if client.renews_on is not None:
            day = _day(client.renews_on, rep, now)
            return f"{name} renews on {day}.{_in_time(outcome, rep, now)}"
        case "contact" if outcome.contact is not None:
            return f"{_who(outcome.contact)} is noted at {name}."
        case "left" if outcome.contact is not None:
            who = _who(outcome.contact)
            return f"{who} has left {name}. Who took over, and where did they go?"
        case "decider":
            return f"Good: we know who decides at {name}. I ask again in half a year."
        case "one_person":
            return f"Only one person at {name}, then; I ask for no more."
        case "reopened":
            return f"{name} is a client again, and its history stays.{_due_next(client, rep, now)}"
        case "parted":
            told = followup.colleagues_told(outcome.count) + _still_open(outcome.stays, name)
            return f"We part from {name}, kindly. Its history stays.{told}"
        case _:
            return _saved_lately(outcome)


def _still_open(count: int, name: str) -> str:
    """The rep's own dates with whoever we part from stay, and that is said."""
    if not count:
        return ""
    dates_, verb = ("open date", "stands") if count == 1 else ("", "stand")
    dates_ = dates_ or counts.counted(count, "open date")
    return f" Your {dates_} there {verb}: /followup no {name} closes what is open."


def _saved_lately(outcome: ClientSaved) -> str:
    """Who came after whom, who bought whom, and where their word counts."""
    client, name = outcome.client, isolated(outcome.client.name)
    match outcome.what:
        case "took_over" if outcome.left is not None:
            return f"Noted. {_who_followed(outcome, outcome.left)}"
        case "left_alone" if outcome.left is not None:
            return _left_alone(client, outcome.left)
        case "acquired" if outcome.other is not None:
            return followup.bought_by(client, outcome.other, outcome.count)
        case "channel":
            return (
                f"What people of {name} write in {_channel(client)} counts as contact from now on. "
                "I keep the time and the team that wrote, once a day at most: never a word of it, "
                "and nothing of what our own people write."
            )
        case "channel_off":
            return f"I look into no channel for {name} any more. What was counted stays."
        case "season" | "no_season":
            return season.saved(outcome)
        case _:
            return f"Saved for {name}."


def _who_followed(outcome: ClientSaved, left: Contact) -> str:
    name, who = isolated(outcome.client.name), isolated(cut(left.name, 60))
    parts = []
    if outcome.contact is not None:
        parts.append(f"{_who(outcome.contact)} took over from {who} at {name}.")
    if left.went_to is not None:
        to = isolated(cut(outcome.other.name if outcome.other else left.went_to, 80))
        there = ", and I noted them there as well" if outcome.other else ""
        whom = who if parts else f"{who}, who left {name},"
        parts.append(f"{whom} went to {to}{there}.")
    return " ".join(parts)


def _left_alone(client: Client, left: Contact) -> str:
    if client.standing is Standing.LOST:
        return f"Not now, then. {isolated(client.name)} stays as it is."
    return f"Then I do not ask again who followed {isolated(cut(left.name, 60))}."


def _channel(client: Client) -> str:
    """A private channel's name stays inside it."""
    name = client.channel_name
    return f"#{isolated(cut(name, 80))}" if name else "the private channel you share"


def _in_time(outcome: ClientSaved, rep: Rep, now: datetime) -> str:
    """A renewal is spoken of four months before (S0-2)."""
    ahead = outcome.follow_up
    if ahead is None:
        assert outcome.client.renews_on is not None
        today = due.today_in(rep.zone, now)
        later = renewal_brought_up_on(outcome.client.renews_on, today, rep.hours)
        return "" if later else " That is near: a word now is in time."
    day = _day(ahead.back_on, rep, now)
    if ahead.is_theirs_to_name:
        return f" They asked for {day}; that stands."
    who = "I bring it up" if ahead.rep_id == rep.id else "Whoever looks after it hears of it"
    return f" {who} on {day}."


def _often(client: Client) -> str:
    if client.cadence_days is not None:
        return f"a word {every_said(client.cadence_days)}"
    return f"a word {every_said(cadence.DAYS[client.tier])} ({TIERS[client.tier]})"


# Small parts


def _ago(days: int) -> str:
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{counts.days_said(days)} ago"


def _when(day: date, rep: Rep, now: datetime) -> str:
    today = due.today_in(rep.zone, now)
    if day == today:
        return "today"
    return "yesterday" if day == today - timedelta(days=1) else f"on {_day(day, rep, now)}"


def _day(day: date, rep: Rep, now: datetime) -> str:
    return dates.said(day, None, rep.zone, rep.locale, now)


def _undo(change_id: int) -> Block:
    return button("Undo", Action.UNDO, str(change_id))
