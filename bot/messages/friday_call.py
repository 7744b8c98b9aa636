"""How does Steady ask the one question of the week? (S0-4)"""

from datetime import date, datetime

from bot.messages.blocks import Message, aside, button, buttons, message, plain, say
from bot.messages.forms import Origin, View, day_field, field, form
from bot.messages.ids import Action, Field, Form
from bot.messages.names import client_said
from bot.playbook.asking import Answered
from bot.playbook.friday_call import FridayCall
from bot.playbook.line import LONGEST_TEXT
from bot.playbook.model import Client, Rep


def question(found: FridayCall, rep: Rep, now: datetime) -> Message:
    """Suppose they call on Friday to leave: what would you wish you had done by Thursday?"""
    value = str(found.question_id)
    return message(
        say(
            f"One question for this week. Suppose {client_said(found.client)} calls on Friday to "
            "say they are leaving. What would you wish you had done by Thursday? One thing is "
            "enough."
        ),
        buttons(
            f"friday:{value}",
            button("Write it down", Action.FRIDAY_ACT, value, style="primary"),
            button("We spoke", Action.FRIDAY_SPOKE, value),
            button("Another client", Action.FRIDAY_OTHER, value),
            button("Not this week", Action.FRIDAY_PASS, value),
        ),
    )


def act(client: Client, by: date, origin: Origin) -> View:
    """The one thing, and the day it is done by."""
    what = {
        "type": "plain_text_input",
        "action_id": Field.NOTE,
        "max_length": LONGEST_TEXT,
        "placeholder": plain("Ask whether the last delivery helped"),
    }
    fields = [
        say(f"Before {client_said(client)} has a reason to call: one thing."),
        field(Field.NOTE, "What will you do?", what),
        day_field(by),
        aside("It comes back in that morning's brief."),
    ]
    return form(Form.FRIDAY_ACT, "By Thursday", "Save", fields, origin)


def passed(found: Answered) -> str:
    name = f"about {client_said(found.client)} " if found.client else ""
    return f"Not this week, then. I will not ask this {name}again for 13 weeks."
