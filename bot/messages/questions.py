"""What does a question of the playbook say, and what is said when it is answered?"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.messages import bad_day, expectations, friday_call, inventory, pulse
from bot.messages.blocks import Message, button, buttons, message, say
from bot.messages.ids import Action
from bot.playbook.asking import STOP, Answered, Ask, ShallIStop
from bot.playbook.bad_day import InOurHands, Plan, Replaced
from bot.playbook.expectations import WhatExpected
from bot.playbook.friday_call import FridayCall
from bot.playbook.inventory import ColleagueAsked, ColleagueSaid, Inventory
from bot.playbook.model import Rep
from bot.playbook.pulse import Pulse

# What a kind is called where it is spoken about, as "Stop asking about …?"
NAMES = {
    Ask.BAD_DAY_PLAN: "the plan after a loss",
    Ask.IN_OUR_HANDS: "whether a loss was in our hands",
    Ask.REPLACED: "how much of a loss is replaced",
    Ask.FRIDAY_CALL: "the Friday call",
    Ask.PULSE: "how business is",
    Ask.INVENTORY: "the value inventory",
    Ask.EXPECTATIONS: "what a client expects",
    Ask.MEETING: "what came of a meeting",
    Ask.COLLEAGUE: "what a colleague wants to know of a client",
    Ask.PROTECTED: "whether protected time was kept",
}


def shall_i_stop(found: ShallIStop, rep: Rep, now: datetime) -> Message:
    """Ignored three times in a row: shall I stop? Until it is answered that kind is silent."""
    value = str(found.question_id)
    return message(
        say(
            f"Three times I have asked about {NAMES[found.ask]}, without an answer. Shall I stop? "
            "I ask no more until you say."
        ),
        buttons(
            f"stop:{value}",
            button("Keep asking", Action.KEEP_ASKING, value),
            button("Stop", Action.STOP_ASKING, value),
        ),
    )


# How each rule's value is said. Any: each entry takes the value it stands under.
SAYS: Mapping[type, Callable[[Any, Rep, datetime], Message]] = {
    ShallIStop: shall_i_stop,
    ColleagueAsked: inventory.colleague_asked,
    ColleagueSaid: inventory.colleague_said,
    FridayCall: friday_call.question,
    Pulse: pulse.question,
    WhatExpected: expectations.question,
    Plan: bad_day.plan,
    InOurHands: bad_day.in_our_hands,
    Replaced: bad_day.replaced,
    Inventory: inventory.question,
}


def said(value: object, rep: Rep, now: datetime) -> Message:
    """A question, in the words of its rule."""
    return SAYS[type(value)](value, rep, now)


def answered(found: Answered, rep: Rep, now: datetime) -> Message:
    """What an answer changed, where nothing else says so, with Undo."""
    return message(
        say(_ANSWERED[found.question.ask](found)),
        buttons(f"answered:{found.question.id}", button("Undo", Action.UNDO, str(found.change_id))),
    )


def _stopped(found: Answered) -> str:
    ask = Ask(found.question.facts["ask"])
    if found.question.answer == STOP:
        return (
            f"I will not ask about {NAMES[ask]} any more. "
            f"/steady unmute {ask.value} brings it back."
        )
    return f"Good. I keep asking about {NAMES[ask]}."


# What is said of an answer that leads to nothing else.
_ANSWERED: Mapping[Ask, Callable[[Answered], str]] = {
    Ask.STOP: _stopped,
    Ask.FRIDAY_CALL: friday_call.passed,
    Ask.EXPECTATIONS: expectations.passed,
    Ask.IN_OUR_HANDS: bad_day.heard,
    Ask.INVENTORY: inventory.passed,
}
