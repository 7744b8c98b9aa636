"""How does Steady ask what a client expects, and how does it tell? (S0-2)"""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import dates
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    cut,
    isolated,
    message,
    option,
    plain,
    say,
)
from bot.messages.counts import begun, count_said, counted, joined, some_of
from bot.messages.forms import Origin, View, field, form
from bot.messages.ids import Action, Field, Form
from bot.messages.names import client_said
from bot.playbook.asking import Answered
from bot.playbook.expectations import LONGEST, MOST, Expectations, Missing, WhatExpected
from bot.playbook.model import Client, Rep
from bot.playbook.outcome import Expected

_MOST_NAMED = 12  # things asked for, in one message


def question(found: WhatExpected, rep: Rep, now: datetime) -> Message:
    """One client, and one thing worth knowing before it renews."""
    value = str(found.question_id)
    return message(
        say(
            f"What does {client_said(found.client)} expect from us this year, beyond the renewal? "
            "Nothing is noted yet. If you do not know, that is a good reason to ask them."
        ),
        buttons(
            f"expects:{value}",
            button("Note it", Action.EXPECTS_FORM, value, style="primary"),
            button("Nothing beyond it", Action.EXPECTS_NOTHING, value),
            button("Not now", Action.EXPECTS_PASS, value),
        ),
    )


def passed(found: Answered) -> str:
    name = f" about {client_said(found.client)}" if found.client else ""
    return f"Not now, then. I ask again{name} in half a year at the earliest."


def view(
    client: Client, offered: Sequence[str], before: Expectations | None, origin: Origin
) -> View:
    """What we can help with, to tick, and a line for what is not on that list."""
    had = before.wanted if before else ()
    boxes = [option(name, name) for name in offered]
    ticked = [one for one in boxes if one["value"] in had]
    element: Block = {"type": "checkboxes", "action_id": Field.EXPECTS, "options": boxes}
    element |= {"initial_options": ticked} if ticked else {}
    fields = [
        say(f"What does {client_said(client)} expect from us, beyond the renewal?"),
        *([field(Field.EXPECTS, "We can help with", element, optional=True)] if boxes else []),
        _also(", ".join(name for name in had if name not in offered)),
    ]
    return form(Form.EXPECTS, "What they expect", "Save", fields, origin)


def noted(outcome: Expected) -> Message:
    """What they expect from now on, as far as we know."""
    client, wanted = outcome.client, outcome.noted.wanted
    said = f"Noted: {client_said(client)} expects {_listed(wanted)}."
    if not wanted:
        said = f"Noted: {client_said(client)} expects nothing beyond the renewal."
    are, them = ("is", "it") if len(outcome.unlisted) == 1 else ("are", "them")
    missing = (
        f"{begun(_listed(outcome.unlisted))} {are} not on the list of what we can help with. "
        f"Managers see how many clients ask for {them}, not which."
    )
    return message(
        say(said),
        [aside(missing)] if outcome.unlisted else [],
        buttons(f"expected:{outcome.noted.id}", _undo(outcome.change_id)),
    )


def on_card(found: Sequence[Expectations], rep: Rep, now: datetime) -> list[str]:
    """What they expect, and what it was when it was last reviewed, in small print."""
    if not found:
        return []
    newest, *before = found
    day = dates.said(newest.on, None, rep.zone, rep.locale, now)
    lines = [f"Beyond the renewal they expect {_listed(newest.wanted)}; noted on {day}."]
    if before and before[0].wanted != newest.wanted:
        day = dates.said(before[0].on, None, rep.zone, rep.locale, now)
        lines.append(f"On {day} it was {_listed(before[0].wanted)}.")
    return lines


def helps_with(offered: Sequence[str], missing: Sequence[Missing] | None) -> Message:
    """The list; for a manager also what clients ask for that is not on it."""
    top = f"We can help clients with {_listed(offered)}."
    top = top if offered else "The list of what we can help clients with is empty."
    if missing is None:
        return message(say(top), aside("A manager keeps this list."))
    return message(
        say(top),
        say(_asked_for(missing)),
        buttons("help_with", button("Change the list", Action.CHANGE_HELP, "")),
        aside("Only managers see what is asked for, and never which client asks."),
    )


def help_form(offered: Sequence[str], origin: Origin) -> View:
    """One thing a line."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": Field.HELP_WITH,
        "multiline": True,
        "max_length": MOST * (LONGEST + 1),
        "placeholder": plain("delivery times"),
    }
    element |= {"initial_value": "\n".join(offered)} if offered else {}
    hint = f"One thing a line, {count_said(MOST)} at most."
    fields = [field(Field.HELP_WITH, "We can help clients with", element, optional=True, hint=hint)]
    return form(Form.HELP_WITH, "We can help with", "Save", fields, origin)


def help_saved(offered: Sequence[str], change_id: int) -> Message:
    """The list as it is from now on."""
    said = f"Saved. We can help clients with {_listed(offered)}."
    said = said if offered else "Saved. The list is empty now."
    return message(say(said), buttons(f"helps:{change_id}", _undo(change_id)))


def _asked_for(missing: Sequence[Missing]) -> str:
    if not missing:
        return "Clients ask for nothing that is not on it."
    named = [
        f"{isolated(cut(one.name, LONGEST))} ({counted(one.clients, 'client')})"
        for one in missing[:_MOST_NAMED]
    ]
    return f"Asked for, and not on it: {some_of(named, len(missing))}."


def _also(value: str) -> Block:
    element: Block = {
        "type": "plain_text_input",
        "action_id": Field.ALSO,
        "max_length": MOST * (LONGEST + 2),
        "placeholder": plain("a second plant, help with customs"),
    }
    element |= {"initial_value": value} if value else {}
    hint = "With commas between. Leave both empty if they expect nothing more."
    return field(Field.ALSO, "And besides", element, optional=True, hint=hint)


def _listed(found: Sequence[str]) -> str:
    return joined([isolated(cut(one, LONGEST)) for one in found]) or "nothing"


def _undo(change_id: int) -> Block:
    return button("Undo", Action.UNDO, str(change_id))
