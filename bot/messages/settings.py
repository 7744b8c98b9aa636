"""How does a rep say when and how they want to be spoken to?"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from bot.messages import dates, guide, protection
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    message,
    option,
    plain,
    say,
)
from bot.messages.counts import begun, count_said, joined
from bot.messages.forms import Origin, View, field, form, time_field
from bot.messages.ids import Action, Field, Form
from bot.messages.names import person_said
from bot.messages.questions import NAMES
from bot.playbook.asking import THEMES, Ask
from bot.playbook.model import Protected, Rep
from bot.playbook.preferences import Muted

AS_SLACK_SAYS = "slack"  # the option that follows Slack again
MOST_OPTIONS = 100
NOTHING = "none"  # of protected days

KINDS = {
    Muted.QUIET: "Clients gone quiet",
    Muted.SEASON: "Clients whose season is near",
    Muted.PEOPLE: "Who took over from whom",
    Muted.FRIDAY: "Whom you spoke to this week",
    Muted.SHORTFALL: "A pipeline below your target",
    Muted.CIRCLES: "Deals without a date",
    Muted.PATIENCE: "Questions of patience",
    Muted.VALUE: "Questions of value",
    Muted.COURAGE: "Questions of courage",
    Muted.RESILIENCE: "After a bad day",
}
_AT_HOME = {Muted.QUIET, Muted.SEASON, Muted.SHORTFALL, Muted.CIRCLES}  # also when muted
_ALL: tuple[Muted | Ask, ...] = (*KINDS, *NAMES)
LANGUAGES = {
    "en-GB": "English, 12 March",
    "en-US": "English, March 12",
    "de-DE": "Deutsch, 12. März",
}


def view(
    rep: Rep,
    origin: Origin,
    stand_in_user_id: str | None = None,
    lead_user_id: str | None = None,
) -> View:
    """The form, as things stand; a manager also names the sales lead."""
    hours = rep.hours
    fields = [
        _zone(rep),
        _days(Field.WORKING_DAYS, "Working days", hours.working_days),
        _clock(Field.OPENS, "Office hours begin", hours.opens),
        _clock(Field.CLOSES, "Office hours end", hours.closes, _HOURS_HINT),
        _clock(Field.BRIEF_TIME, "Morning brief", hours.brief_time),
        _place(hours.holidays),
        _wanted(rep),
        _language(rep),
        _discreet(rep),
        _until(rep.paused_until),
        buttons("seen", guide.SEEN_BY_MANAGER),
        _stand_in(stand_in_user_id),
        *([_sales_lead(lead_user_id)] if rep.is_manager else []),
        *_protected(rep.protected),
    ]
    return form(Form.SETTINGS, "Your settings", "Save", fields, origin)


def saved(rep: Rep, now: datetime, stand_in: str | None = None) -> Message:
    """How Steady speaks to the rep from now on, in three sentences."""
    parts = [say(" ".join((when_said(rep), _off(rep))) + _protected_said(rep)), aside(_heard(rep))]
    if rep.paused_until is not None:
        for_me = f" {person_said(stand_in)} stands in for you." if stand_in else ""
        parts.insert(0, say(f"{paused_said(rep, now)}{for_me}", accessory=_resume()))
    return message(parts)


def paused(rep: Rep, now: datetime, named: int = 0, stand_in: str | None = None) -> Message:
    """A pause, and what becomes of dates meanwhile; `named`: how many of them clients named."""
    said = paused_said(rep, now)
    if stand_in:
        who = person_said(stand_in)
        wait = f"Dates that clients named go to {who} meanwhile; your notes stay with you."
        then = "Then one brief brings you up to date, and says what was seen to."
        return message(say(f"{said} {wait} {then}", accessory=_resume()))
    wait = "Dates that come due meanwhile wait for you. Then one brief brings you up to date."
    return message(say(f"{said} {wait}", accessory=_resume()), _unattended(named))


def resumed(*, is_now: bool = False) -> Message:
    if is_now:
        return message(say("Welcome back. If anything has come due, one brief follows now."))
    return message(say("Welcome back. Your next morning brief says what has come due."))


def _unattended(named: int) -> list[Block]:
    """Dates that clients named fall in the pause, and nobody sees to them."""
    if not named:
        return []
    which = "One of these dates was named by a client. A colleague can see to it"
    if named > 1:
        many = begun(count_said(named))
        which = f"{many} of these dates were named by clients. A colleague can see to them"
    return [aside(f"{which}: add @colleague behind the day.")]


def paused_said(rep: Rep, now: datetime) -> str:
    """ "I am silent until Monday 4 May." """
    assert rep.paused_until is not None
    on = dates.said(rep.paused_until, None, rep.zone, rep.locale, now)
    return f"I am silent until {on}."


def muted(kind: Muted | Ask) -> Message:
    """Never this kind, and how it would come again."""
    again = button("Bring it up again", Action.UNMUTE, kind.value)
    then = "Home still shows it." if kind in _AT_HOME else "I will not ask."
    return message(say(f"Muted: {_named(kind)}. {then}", accessory=again))


def unmuted(kind: Muted | Ask) -> Message:
    return message(say(f"Good. I'll bring it up again: {_named(kind)}."))


def kinds_named() -> str:
    """What can be muted, as one types it."""
    return ", ".join(kind.value for kind in _ALL)


def muted_named(rep: Rep) -> list[str]:
    """What this rep muted, kinds and single questions."""
    return [_named(kind) for kind in _ALL if kind in rep.muted and not _is_in_theme(kind, rep)]


def _is_in_theme(kind: Muted | Ask, rep: Rep) -> bool:
    """A single question of a theme that is muted as a whole needs no name of its own."""
    return isinstance(kind, Ask) and THEMES[kind] in rep.muted


def zone_options(typed: str, slack_zone: str, zones: Iterable[str]) -> list[Block]:
    """Zones whose name holds what was typed; first of all, to follow Slack."""
    wanted = typed.strip().replace(" ", "_").casefold()
    found = [zone for zone in zones if wanted in zone.casefold()]
    first = [option(f"As Slack says (now {slack_zone})", AS_SLACK_SAYS)]
    return [*first, *(option(zone, zone) for zone in found)][:MOST_OPTIONS]


def place_options(places: Sequence[tuple[str, str]]) -> list[Block]:
    """Places, by their code and their name; first of all, no holidays."""
    none = option("No holidays", "none")
    return [none, *(option(name, code) for code, name in places)][:MOST_OPTIONS]


_HOURS_HINT = "I start nothing outside them, except at a time a client named."


def when_said(rep: Rep) -> str:
    hours, locale = rep.hours, rep.locale
    opens, closes = dates.clock(hours.opens, locale), dates.clock(hours.closes, locale)
    brief = dates.clock(hours.brief_time, locale)
    days, place = _days_said(hours.working_days), dates.place(rep.zone)
    return f"{days}, {opens} to {closes}, {place} time; brief at {brief}."


def _days_said(days: frozenset[int]) -> str:
    if days == frozenset(range(5)):
        return "Monday to Friday"
    return joined([dates.WEEKDAYS[day] for day in sorted(days)])


def _protected_said(rep: Rep) -> str:
    return f" Protected: {protection.said(rep.protected, rep)}." if rep.protected else ""


def _off(rep: Rep) -> str:
    if not rep.hours.holidays:
        return "No holidays are kept: choose a country in the settings."
    return f"Holidays of {rep.hours.holidays} are days off."


def _heard(rep: Rep) -> str:
    off = muted_named(rep)
    discreet = " Notifications leave out names and words." if rep.is_discreet else ""
    return f"Muted: {joined(off)}.{discreet}" if off else f"Nothing is muted.{discreet}"


def _named(kind: Muted | Ask) -> str:
    """A kind inside a sentence."""
    said = NAMES[kind] if isinstance(kind, Ask) else KINDS[kind]
    return f"{said[0].lower()}{said[1:]}"


def _resume() -> Block:
    return button("I'm back", Action.RESUME, "")


def _zone(rep: Rep) -> Block:
    chosen = rep.zone if rep.has_fixed_zone else AS_SLACK_SAYS
    label = rep.zone if rep.has_fixed_zone else f"As Slack says (now {rep.zone})"
    element: Block = {
        "type": "external_select",
        "action_id": Action.ZONE_TYPED,
        "placeholder": plain("Type a city"),
        "min_query_length": 1,
        "initial_option": option(label, chosen),
    }
    return field(Field.ZONE, "Your time zone", element)


def _place(place: str) -> Block:
    element: Block = {
        "type": "external_select",
        "action_id": Action.PLACE_TYPED,
        "placeholder": plain("Type a country"),
        "min_query_length": 1,
    }
    if place:
        element["initial_option"] = option(place, place)
    hint = "A region where it matters: DE-BY, US-CA."
    return field(Field.PLACE, "Public holidays", element, optional=True, hint=hint)


def _days(name: Field, label: str, chosen: frozenset[int]) -> Block:
    options = [option(day, str(n)) for n, day in enumerate(dates.WEEKDAYS)]
    return _boxes(name, label, options, [options[n] for n in sorted(chosen)], optional=False)


def _protected(block: Protected | None) -> list[Block]:
    """A weekly block for finding new clients, or none (S0-6)."""
    days = {"": "None"} | {str(n): day for n, day in enumerate(dates.WEEKDAYS)}
    chosen = "" if block is None else str(block.weekday)
    options = {day: option(name, day or NOTHING) for day, name in days.items()}
    element: Block = {
        "type": "static_select",
        "action_id": Field.PROTECTED_DAY,
        "options": list(options.values()),
        "initial_option": options[chosen],
    }
    hint = "I start nothing in it, and ask afterwards whether you kept it."
    return [
        field(Field.PROTECTED_DAY, "Protected time for new clients", element, hint=hint),
        time_field(block.begins if block else None, "It begins", "", Field.PROTECTED_FROM),
        time_field(block.ends if block else None, "It ends", "", Field.PROTECTED_TO),
    ]


def _wanted(rep: Rep) -> Block:
    options = {kind: option(name, kind.value) for kind, name in KINDS.items()}
    ticked = [o for kind, o in options.items() if kind not in rep.muted]
    hint = "Dates that clients named always come."
    return _boxes(Field.WANTED, "What I bring up", list(options.values()), ticked, hint=hint)


def _discreet(rep: Rep) -> Block:
    one = option("Leave names and words out of notifications", "discreet")
    return _boxes(Field.DISCREET, "Discreet", [one], [one] if rep.is_discreet else [])


def _boxes(
    name: Field,
    label: str,
    options: list[Block],
    ticked: list[Block],
    *,
    optional: bool = True,
    hint: str = "",
) -> Block:
    element: Block = {"type": "checkboxes", "action_id": name, "options": options}
    if ticked:
        element["initial_options"] = ticked
    return field(name, label, element, optional=optional, hint=hint)


def _clock(name: Field, label: str, at: time, hint: str = "") -> Block:
    element = {"type": "timepicker", "action_id": name, "initial_time": at.strftime("%H:%M")}
    return field(name, label, element, hint=hint)


def _language(rep: Rep) -> Block:
    options = {AS_SLACK_SAYS: "As Slack says"} | LANGUAGES
    chosen = rep.locale if rep.has_fixed_locale and rep.locale in LANGUAGES else AS_SLACK_SAYS
    return _select(Field.LANGUAGE, "Language of dates", options, chosen)


def _select(name: Field, label: str, options: dict[str, str], chosen: str) -> Block:
    shown = {value: option(text, value) for value, text in options.items()}
    element: dict[str, Any] = {
        "type": "static_select",
        "action_id": name,
        "options": list(shown.values()),
        "initial_option": shown[chosen],
    }
    return field(name, label, element)


def _stand_in(user_id: str | None) -> Block:
    element: Block = {"type": "users_select", "action_id": Field.STAND_IN}
    element |= {"initial_user": user_id} if user_id else {}
    hint = "Sees to dates that clients named until then, never to your notes."
    return field(Field.STAND_IN, "Stand-in", element, optional=True, hint=hint)


def _sales_lead(user_id: str | None) -> Block:
    element: Block = {"type": "users_select", "action_id": Field.SALES_LEAD}
    element |= {"initial_user": user_id} if user_id else {}
    hint = "Takes over the dates of a rep who leaves and has no manager. For the whole team."
    return field(Field.SALES_LEAD, "Sales lead", element, optional=True, hint=hint)


def _until(day: date | None) -> Block:
    element: Block = {"type": "datepicker", "action_id": Field.PAUSED_UNTIL}
    if day is not None:
        element["initial_date"] = day.isoformat()
    hint = "The first day you want to hear from me again. Empty: no pause."
    return field(Field.PAUSED_UNTIL, "Silent until", element, optional=True, hint=hint)
