"""Which forms does Steady open about clients, and what do they hold when they open?"""

from collections.abc import Sequence
from datetime import date

from bot.messages import client, dates, followup, forms, money, patience, season
from bot.messages.blocks import Block, cut, isolated, option, plain, say
from bot.messages.forms import Origin, View
from bot.messages.ids import Field, Form
from bot.playbook import cadence, names
from bot.playbook.client_intent import ClientIntent
from bot.playbook.fit import Fit, FitAnswer, asked_of
from bot.playbook.line import LONGEST_TEXT
from bot.playbook.model import Client, Contact, Direction, Heat, Tier, TouchKind
from bot.playbook.season import LEAD_WEEKS
from bot.playbook.supplier import Supplier

MOST_OPTIONS = 100  # of a list in Slack
_DIRECTIONS = {
    Direction.IN: "We spoke, or they wrote",
    Direction.OUT: "We wrote, and have no answer yet",
}
_KINDS = {
    TouchKind.CALL: "Call",
    TouchKind.MEETING: "Meeting",
    TouchKind.MAIL: "Mail",
    TouchKind.MESSAGE: "Message",
    TouchKind.VISIT: "Visit",
}
_HEATS = {Heat.HOT: "Hot", Heat.WARM: "Warm", Heat.COLD: "Cold"}


def touch(intent: ClientIntent, origin: Origin) -> View:
    """Contact that has been: with whom, which way, how and when."""
    fields = [
        forms.client_field(intent.client_name, intent.client_id),
        forms.radio(Field.DIRECTION, "Who spoke?", _DIRECTIONS, intent.direction or Direction.IN),
        _kind_field(intent.touch_kind),
        _day_field(intent.on),
        forms.words_field(
            intent.words,
            hint="Word for word. It may be your reason to call next time.",
            example="the new plant opens in April",
        ),
        _heat_field(intent.heat),
        forms.note_field(intent.note, "they look for a second supplier"),
    ]
    return forms.form(Form.TOUCH, "Log a touch", "Save", fields, origin)


def add(intent: ClientIntent, origin: Origin) -> View:
    """A client we did not know, and how often it should hear from us."""
    fields = [
        _name_field(intent.client_name),
        _tier_field(intent.tier or Tier.STANDARD),
        _days_field(intent.cadence_days),
        _value_field(intent),
        _owner_field(intent.owner_user_id),
    ]
    return forms.form(Form.ADD_CLIENT, "New client", "Save", fields, origin)


def rhythm(found: Client, origin: Origin) -> View:
    """How often this client should hear from us."""
    fields = [
        say(f"How often should {isolated(found.name)} hear from you?"),
        _tier_field(found.tier),
        _days_field(found.cadence_days),
    ]
    return forms.form(Form.CADENCE, "Change cadence", "Save", fields, origin)


def months(found: Client, origin: Origin) -> View:
    """The months in which this client usually orders."""
    known = season.months_said(found.season_months) if found.season_months else ""
    weeks = str(found.lead_weeks or LEAD_WEEKS)
    fields = [
        say(f"When does {isolated(found.name)} usually order?"),
        _line_field(
            Field.SEASON,
            "Months",
            "March and October",
            120,
            optional=True,
            value=known,
            hint="Months that follow each other are one season. Leave it empty for none.",
        ),
        _line_field(Field.LEAD, "Ask this many weeks before", "8", 20, optional=True, value=weeks),
    ]
    return forms.form(Form.SEASON, "Change season", "Save", fields, origin)


def order(found: Client, day: date, origin: Origin) -> View:
    """What they ordered, and when."""
    fields = [
        say(f"What did {isolated(found.name)} order?"),
        _day_field(day),
        _line_field(Field.AMOUNT, "For how much", "12k", 40, optional=True),
    ]
    return forms.form(Form.ORDER, "They ordered", "Save", fields, origin)


def fit(found: Client, before: Fit | None, origin: Origin) -> View:
    """Is it the kind of client we want? Filled in as it was answered before (S1-2)."""
    stood = before.answers if before else {}
    fields = [
        say(f"Answer for {isolated(found.name)} as it is today. Not knowing yet is an answer."),
        *(
            forms.radio(
                Field(trait.value),
                patience.QUESTIONS[trait],
                patience.ANSWERS,
                stood.get(trait, FitAnswer.UNKNOWN),
            )
            for trait in asked_of(found.standing)
        ),
    ]
    return forms.form(Form.FIT, "Are they a fit?", "Save", fields, origin)


def supplier(found: Client, before: Supplier | None, origin: Origin) -> View:
    """Whom they buy from now; filled in as it was noted before (S1-4)."""
    stood = before or Supplier(0, found.id, 0, "")
    ends: Block = {"type": "datepicker", "action_id": Field.DAY}
    ends |= {"initial_date": stood.ends_on.isoformat()} if stood.ends_on else {}
    fields = [
        say(f"Whom does {isolated(found.name)} buy from now?"),
        _line_field(Field.SUPPLIER, "Supplier", "Initrode", names.LONGEST_NAME, value=stood.name),
        forms.field(
            Field.DAY,
            "That contract ends",
            ends,
            optional=True,
            hint="I bring it up about four months before.",
        ),
        forms.words_field(
            stood.missing,
            hint="What they are not getting, word for word.",
            example="nobody answers the phone",
        ),
    ]
    return forms.form(Form.SUPPLIER, "Their supplier", "Save", fields, origin)


def contact(found: Client, origin: Origin) -> View:
    """Somebody we know there."""
    fields = [
        say(f"Whom do we know at {isolated(found.name)}?"),
        _line_field(Field.NAME, "Name", "Jo Smith", names.LONGEST_NAME),
        _line_field(Field.ROLE, "What they do there", "buyer", 80, optional=True),
    ]
    return forms.form(Form.CONTACT, "Add a contact", "Save", fields, origin)


def let_go(found: Client, origin: Origin, people: Sequence[Contact] = ()) -> View:
    """Not a client any more, and why: the second try depends on it (S4-2)."""
    reasons = [option(label, reason.value) for reason, label in followup.REASONS.items()]
    why: Block = {
        "type": "static_select",
        "action_id": Field.REASON,
        "placeholder": plain("Choose a reason"),
        "options": reasons,
    }
    fields = [
        say(
            f"I do not bring {isolated(found.name)} up as quiet again, and your open dates there "
            "close. The history stays."
        ),
        forms.field(Field.REASON, "Why?", why),
        _month_field(),
        forms.field(
            Field.DAY,
            "Their date",
            {"type": "datepicker", "action_id": Field.DAY},
            optional=True,
            hint="The day they named, or the end of their contract with somebody else.",
        ),
        _line_field(Field.ACQUIRED_BY, "Who bought them?", "Acme Group", 80, optional=True),
        *_blocker_field(people),
        forms.note_field(None, "they went with the larger supplier"),
    ]
    return forms.form(Form.LET_GO, "Not a client any more", "Let go", fields, origin)


def took_over(left: Contact, found: Client, origin: Origin) -> View:
    """Who came after somebody who left, and where they went (S3-3)."""
    fields = [
        say(f"{isolated(left.name)} has left {isolated(found.name)}. Either answer helps."),
        _line_field(Field.NAME, "Who took over?", "Max Roe", names.LONGEST_NAME, optional=True),
        _line_field(Field.ROLE, "What they do there", "buyer", 80, optional=True),
        forms.field(
            Field.WENT_TO,
            "Where did they go?",
            _line(Field.WENT_TO, "Hooli", names.LONGEST_NAME),
            optional=True,
            hint="A client of ours knows them from then on.",
        ),
    ]
    return forms.form(Form.TOOK_OVER, "Who took over?", "Save", fields, origin)


def acquired(found: Client, origin: Origin) -> View:
    """Who bought them; whom we know there is known there too (S4-2)."""
    fields = [
        say(
            f"Who bought {isolated(found.name)}? They become a prospect, unless I know them, and "
            "the people we know go along."
        ),
        _line_field(Field.ACQUIRED_BY, "Bought by", "Globex", names.LONGEST_NAME),
    ]
    return forms.form(Form.ACQUIRED, "By whom?", "Save", fields, origin)


def ask_to_part(client_name: str, manager: str, reason: str | None, origin: Origin) -> View:
    """Why part? The manager who agrees reads it (S2-9)."""
    element = _line(Field.NOTE, "they have not paid for a year", LONGEST_TEXT)
    element |= {"multiline": True} | ({"initial_value": reason} if reason else {})
    who = isolated(cut(manager, 60))
    hint = f"{who} reads it, beside the share of the team's book."
    fields = [
        say(f"{who} agrees before we part from {isolated(client_name)}. You hear the answer."),
        forms.field(Field.NOTE, "Why part?", element, hint=hint),
    ]
    return forms.form(Form.ASK_TO_PART, "Ask to part", "Ask", fields, origin)


def _name_field(name: str) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": Field.NAME,
        "max_length": names.LONGEST_NAME,
        "placeholder": plain("Acme"),
    }
    element |= {"initial_value": cut(name, names.LONGEST_NAME)} if name else {}
    return forms.field(Field.NAME, "Client", element)


def _month_field() -> Block:
    """For a budget: the later try comes two months before their year (S4-2)."""
    months: Block = {
        "type": "static_select",
        "action_id": Field.MONTH,
        "placeholder": plain("Choose a month"),
        "options": [option(name, str(n)) for n, name in enumerate(dates.MONTHS, 1)],
    }
    return forms.field(Field.MONTH, "Their financial year begins in", months, optional=True)


def _line_field(
    name: Field,
    label: str,
    example: str,
    most: int,
    *,
    optional: bool = False,
    value: str = "",
    hint: str = "",
) -> Block:
    element = _line(name, example, most) | ({"initial_value": value} if value else {})
    return forms.field(name, label, element, optional=optional, hint=hint)


def _line(name: Field, example: str, most: int) -> Block:
    return {
        "type": "plain_text_input",
        "action_id": name,
        "max_length": most,
        "placeholder": plain(example),
    }


def _blocker_field(people: Sequence[Contact]) -> list[Block]:
    """Whose no it was: should they leave, the client is worth a second try (S4-2)."""
    here = [c for c in people if c.left_on is None][:MOST_OPTIONS]
    if not here:
        return []
    element: Block = {
        "type": "static_select",
        "action_id": Field.BLOCKED_BY,
        "placeholder": plain("Choose a person"),
        "options": [option(cut(c.name, 75), str(c.id)) for c in here],
    }
    return [forms.field(Field.BLOCKED_BY, "Who blocked it?", element, optional=True)]


def _tier_field(tier: Tier) -> Block:
    labels = {
        t: f"{client.TIERS[t].capitalize()}: every {days} days" for t, days in cadence.DAYS.items()
    }
    return forms.radio(Field.TIER, "How close?", labels, tier)


def _days_field(days: int | None) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": Field.CADENCE,
        "max_length": 40,
        "placeholder": plain("every 3 weeks"),
    }
    element |= {"initial_value": str(days)} if days else {}
    hint = "Only where the tier does not fit: a number of days, or in words."
    return forms.field(Field.CADENCE, "Or a cadence of its own", element, optional=True, hint=hint)


def _value_field(intent: ClientIntent) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": Field.VALUE,
        "max_length": 40,
        "placeholder": plain("84k"),
    }
    if intent.value is not None:
        element["initial_value"] = money.said(intent.value)
    return forms.field(Field.VALUE, "Worth a year", element, optional=True)


def _owner_field(user_id: str | None) -> Block:
    element: Block = {"type": "users_select", "action_id": Field.OWNER}
    element |= {"initial_user": user_id} if user_id else {}
    hint = "You, unless you choose a colleague."
    return forms.field(Field.OWNER, "Owner", element, optional=True, hint=hint)


def _kind_field(kind: TouchKind | None) -> Block:
    return forms.radio(Field.TOUCH_KIND, "How?", _KINDS, kind, optional=True)


def _day_field(day: date | None) -> Block:
    element: Block = {"type": "datepicker", "action_id": Field.DAY}
    element |= {"initial_date": day.isoformat()} if day else {}
    return forms.field(Field.DAY, "When", element)


def _heat_field(heat: Heat | None) -> Block:
    return forms.radio(
        Field.HEAT, "How did it feel?", _HEATS, heat, optional=True, hint="Only you see it."
    )
