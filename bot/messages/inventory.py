"""How does Steady take a rep through the value inventory, one question at a time? (S0-1)"""

from datetime import datetime

from bot.messages.blocks import Block, Message, aside, button, buttons, cut, isolated, message, say
from bot.messages.ids import Action
from bot.playbook.asking import Answered
from bot.playbook.inventory import ANSWERS, SKIP, Asked, Inventory, Step
from bot.playbook.model import Client, Rep

_LABELS = {
    "yes": "Yes",
    "no": "No",
    "unknown": "I don't know",
    "lately": "This quarter",
    "long_ago": "Longer ago",
    "never": "They never said",
}


def question(found: Inventory, rep: Rep, now: datetime) -> Message:
    """Is there a quarter of an hour for it?"""
    names = ", ".join(_name(client) for client in found.clients)
    value = str(found.question_id)
    return message(
        say(
            f"A quarter of an hour for the clients that pay us? {names}: are they getting what "
            "they want, are we giving our best, would we take them on today? You can leave it at "
            "any point and go on later."
        ),
        buttons(
            f"inventory:{value}",
            button("Begin", Action.REVIEW_BEGIN, value, style="primary"),
            button("Not this time", Action.REVIEW_PASS, value),
        ),
    )


def passed(found: Answered) -> str:
    return "Not this time, then. I ask again in two weeks; /client review begins it when you like."


def step(found: Step) -> Message:
    """The one question now, with what a no just now leads to."""
    after = _after_a_no(found)
    if found.review is None or found.asked is None:
        return message(after, say(_over(found)))
    review, asked = found.review, found.asked
    of = f"{found.place} of {len(found.sitting.reviews)}"
    answers = [
        button(
            _LABELS[said],
            f"{Action.REVIEW_ANSWER}:{said}",
            f"{review.id}|{asked.value}|{said}",
        )
        for said in ANSWERS[asked]
    ]
    skip = button(
        "Skip them", f"{Action.REVIEW_ANSWER}:{SKIP}", f"{review.id}|{asked.value}|{SKIP}"
    )
    return message(
        after,
        say(f"{of}. {_asked(asked, review.client)}"),
        buttons(f"review:{review.id}", *answers, skip),
        aside("Leave it whenever you like: /client review goes on here."),
    )


def _asked(asked: Asked, client: Client) -> str:
    name = _name(client)
    return {
        Asked.RESULTS: f"Is {name} getting the results they want?",
        Asked.SAID: f"When did {name} last say so themselves?",
        Asked.BEST: f"Are we giving {name} our best?",
        Asked.AGAIN: f"Would we take {name} on today?",
    }[asked]


def _after_a_no(found: Step) -> list[Block]:
    """A no is where the work is: an action on the spot, or a kind parting (S2-9)."""
    if found.no_about is None:
        return []
    name = _name(found.no_about)
    act = button("Add an action", Action.ADD_ACTION, str(found.no_about.id))
    if found.no_to is Asked.AGAIN:
        line = f"You would not take {name} on today. /client part {name} does the arithmetic; or:"
        return [say(line, accessory=act)]
    if found.no_to is Asked.SAID:
        return [say(f"Then ask {name}; what would make them say it?", accessory=act)]
    return [say(f"A no about {name} is worth one action.", accessory=act)]


def _over(found: Step) -> str:
    count = sum(bool(review.answers) for review in found.sitting.reviews)
    if not count:
        return "Nobody is left to look at in this sitting."
    return f"That was the sitting: {count} {'client' if count == 1 else 'clients'} looked at."


def _name(client: Client) -> str:
    return isolated(cut(client.name, 80))
