"""How does Steady take a rep through the value inventory, one question at a time? (S0-1)"""

from datetime import datetime

from bot.messages.blocks import Block, Message, aside, button, buttons, message, say
from bot.messages.counts import counted, joined
from bot.messages.forms import Origin, View, field, form
from bot.messages.ids import Action, Field, Form
from bot.messages.names import client_said, person_said
from bot.playbook.asking import Answered
from bot.playbook.inventory import (
    ANSWERS,
    DECLINED,
    GONE,
    SKIP,
    Asked,
    ColleagueAsked,
    ColleagueSaid,
    Inventory,
    Step,
)
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
    names = joined([client_said(client) for client in found.clients])
    value = str(found.question_id)
    return message(
        say(
            f"A quarter of an hour for {names}? Are they getting what they want, are we giving "
            "our best, would we take them on today? You can leave it at any point and go on later."
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
    after = [*_noted(found), *_after_a_no(found)]
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
    ask = button("Ask a colleague", Action.ASK_COLLEAGUE, f"{review.id}|{asked.value}")
    skip = button(
        "Skip them", f"{Action.REVIEW_ANSWER}:{SKIP}", f"{review.id}|{asked.value}|{SKIP}"
    )
    return message(
        after,
        say(f"{of}. {asked_of(review.client, asked)}", accessory=ask),
        buttons(f"review:{review.id}", *answers, skip),
        aside("Leave it whenever you like: /client review goes on here."),
    )


def ask_view(client: Client, asked: Asked, origin: Origin) -> View:
    """Which colleague is asked, and what goes to them."""
    element: Block = {"type": "users_select", "action_id": Field.COLLEAGUE}
    hint = "They get this question alone: none of your notes, and nothing you felt."
    fields = [
        say(asked_of(client, asked)),
        field(Field.COLLEAGUE, "Which colleague?", element, hint=hint),
    ]
    return form(Form.ASK_COLLEAGUE, "Ask a colleague", "Ask", fields, origin)


def colleague_told(name: str, client: Client) -> Message:
    """The question is on its way."""
    who = _person(name)
    line = f"{who} is asked about {client_said(client)}. The answer comes to you as a message."
    return message(say(line), aside("The sitting waits, or goes on without it."))


def colleague_asked(found: ColleagueAsked, rep: Rep, now: datetime) -> Message:
    """To the colleague: one question, and leave to say nothing."""
    value = str(found.question_id)

    def answer(label: str, said: str) -> Block:
        return button(label, f"{Action.COLLEAGUE_ANSWER}:{said}", f"{value}|{said}")

    answers = [answer(_LABELS[said], said) for said in ANSWERS[found.asked]]
    return message(
        say(f"{_person(found.by_name)} would like to hear what you think."),
        say(asked_of(found.client, found.asked)),
        buttons(f"colleague:{value}", *answers, answer("I'd rather not say", DECLINED)),
        aside(f"Your answer goes to {person_said(found.by_name, 'that colleague')} alone."),
    )


def colleague_thanked(found: ColleagueAsked, said: str) -> Message:
    """In place of the question."""
    who = _person(found.by_name)
    if said == DECLINED:
        return message(say(f"That is fine. {who} hears that you would rather not say."))
    return message(say(f"{who} hears it: {_LABELS[said]}."))


def colleague_said(found: ColleagueSaid, rep: Rep, now: datetime) -> Message:
    """To the rep who asked: what was said, offered as the answer."""
    who, question = _person(found.name), asked_of(found.client, found.asked)
    if found.said == DECLINED:
        return message(say(f"{question} {who} would rather not say. The question stays yours."))
    if found.said == GONE:
        return message(say(f"{question} {who} cannot answer any more. The question stays yours."))
    value = f"{found.review_id}|{found.asked.value}|{found.said}"
    take = button("Take that answer", f"{Action.REVIEW_ANSWER}:{found.said}", value)
    row = [buttons(f"said:{found.review_id}", take)] if found.is_open else []
    return message(say(f"{question} {who} says: {_LABELS[found.said]}."), row)


def asked_of(client: Client, asked: Asked) -> str:
    """The question, in words."""
    name = client_said(client)
    return {
        Asked.RESULTS: f"Is {name} getting the results they want?",
        Asked.SAID: f"When did {name} last say so themselves?",
        Asked.BEST: f"Are we giving {name} our best?",
        Asked.AGAIN: f"Would we take {name} on today?",
    }[asked]


def _noted(found: Step) -> list[Block]:
    """What was just answered, and the way back."""
    if found.noted is None:
        return []
    said = _LABELS.get(found.noted.said, "skipped this time")
    undo = button("Undo", Action.REVIEW_UNDO, str(found.noted.change_id))
    return [say(f"Noted for {client_said(found.noted.client)}: {said}.", accessory=undo)]


def _after_a_no(found: Step) -> list[Block]:
    """A no is where the work is: an action on the spot, or a kind parting (S2-9)."""
    if found.no_about is None:
        return []
    name = client_said(found.no_about)
    act = button("Add an action", Action.ADD_ACTION, str(found.no_about.id))
    if found.no_to is Asked.AGAIN:
        line = (
            f"You would not take {name} on today. One action may change that; "
            f"/client part {name} shows what parting would mean."
        )
        return [say(line, accessory=act)]
    if found.no_to is Asked.SAID:
        return [say(f"Then ask {name}; what would make them say it?", accessory=act)]
    return [say(f"A no about {name} is worth one action.", accessory=act)]


def _over(found: Step) -> str:
    count = sum(bool(review.answers) for review in found.sitting.reviews)
    if not count:
        return "Nobody is left to look at in this sitting."
    return f"That was the sitting: you looked at {counted(count, 'client')}."


def _person(name: str) -> str:
    return person_said(name, "A colleague")
