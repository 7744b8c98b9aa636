"""What does Steady say when we let a client go? (S2-9)"""

from bot.messages import money
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    cut,
    isolated,
    message,
    quotation,
    say,
)
from bot.messages.counts import begun
from bot.messages.ids import Action
from bot.messages.names import rep_said
from bot.playbook.model import Rep
from bot.playbook.outcome import PartAsked, Parting
from bot.playbook.parting import Answer, AskedToPart

A_KIND_CLOSE = (
    "We have come to the end of what we can do well for you, and would rather say so. "
    "We will see to it that you are in good hands, and our door stays open."
)


def asked_once_more(ask: Parting) -> Message:
    """Letting go is asked once more, with what it means and a kind way to do it."""
    name, draft = isolated(ask.client.name), str(ask.draft_id)
    if ask.needs_manager and ask.manager is not None:
        who = rep_said(ask.manager, "your manager")
        return message(
            say(f"{_share(ask)} Above 5 % a manager agrees first. Shall I ask {who}?"),
            buttons(
                f"part:{draft}",
                button(f"Ask {who}", Action.ASK_TO_PART, draft, style="primary"),
            ),
        )
    alone = ""
    if ask.needs_manager:
        alone = " Above 5 % a manager agrees first; nobody else here is one, so it is yours alone."
    return message(
        say(f"{_share(ask)}{alone}"),
        say("Trust that there is other work, and part as friends. You could write:"),
        quotation(A_KIND_CLOSE),
        buttons(
            f"part:{draft}",
            button(f"Part from {name}", Action.PART_CLIENT, draft, style="primary"),
        ),
    )


def told(outcome: PartAsked, rep: Rep) -> Message:
    """Where the question stands, for who asked and for who was asked."""
    asked = outcome.asked
    if rep.id == asked.manager.id:
        return question(asked)
    if asked.answer is not Answer.OPEN:
        return message(say(_how_it_stands(asked)))
    undo = [buttons(f"asked:{asked.id}", _undo(outcome.change_id))] if outcome.change_id else []
    who, name = rep_said(asked.manager, "your manager"), isolated(asked.client.name)
    sentence = f"I ask {who} whether we part from {name}, and tell you the answer."
    return message(say(f"{sentence} Until then nothing changes."), undo)


def question(asked: AskedToPart) -> Message:
    """The manager's message: how much rests on it, why, and two answers; or what came of it."""
    if asked.answer not in (Answer.OPEN, Answer.TALK):
        undo = []
        if asked.answer is Answer.AGREED and asked.change_id is not None:
            undo = [buttons(f"parting:{asked.id}", _undo(asked.change_id))]
        return message(say(_how_it_stands(asked)), undo)
    who, name = rep_said(asked.rep, "the colleague"), isolated(asked.client.name)
    asks = rep_said(asked.rep, "A colleague")
    value = str(asked.id)
    row = [button("Agree", Action.AGREE_TO_PART, value, style="primary")]
    if asked.answer is Answer.OPEN:
        row.append(button("Let's talk first", Action.TALK_FIRST, value))
    why = [say("The reason given:"), quotation(cut(asked.reason, 1_000))] if asked.reason else []
    said = [aside(_how_it_stands(asked))] if asked.answer is Answer.TALK else []
    return message(
        say(
            f"{asks} asks whether we part from {name}, {_percent(asked.share)} of the team's book."
        ),
        why,
        said or [aside(f"If you agree, we part at once, and {who} is told.")],
        buttons(f"parting:{asked.id}", *row),
    )


def answered(asked: AskedToPart) -> Message:
    """The rep who asked hears the answer."""
    who, name = rep_said(asked.manager, "Your manager"), isolated(asked.client.name)
    if asked.answer is Answer.AGREED:
        return message(
            say(f"{who} agrees: we part from {name}. You could write:"), quotation(A_KIND_CLOSE)
        )
    return message(
        say(f"{who} would like to talk first about parting from {name}. Nothing has changed.")
    )


def taken_back(asked: AskedToPart) -> Message:
    """An answer the rep was told of was undone."""
    who, name = rep_said(asked.manager, "Your manager"), isolated(asked.client.name)
    sentence = f"{who} took that answer back. Whether we part from {name} is open again."
    return message(say(sentence))


def _how_it_stands(asked: AskedToPart) -> str:
    name, who = isolated(asked.client.name), begun(rep_said(asked.rep, "the colleague"))
    return {
        Answer.AGREED: f"Agreed: we part from {name}, kindly. {who} is told.",
        Answer.TALK: f"You talk first. {who} is told, and nothing has changed.",
        Answer.TAKEN_BACK: f"{who} took back the question whether we part from {name}.",
        Answer.PARTED: f"We have parted from {name} already. Nothing was changed.",
        Answer.LOST: f"{name} has been lost since then. Nothing was changed.",
        Answer.GIVEN: f"{name} is a colleague's now. Nothing was changed.",
        Answer.MERGED: f"That client is part of {name} now. Nothing was changed.",
    }[asked.answer]


def _share(ask: Parting) -> str:
    name = isolated(ask.client.name)
    if ask.share is None:
        worth = f"Nobody has written down what {name} is worth: /client value {name} 12k does."
        return f"{worth}{_elsewhere(ask)}"
    return f"{name} is {_percent(ask.share)} of the team's book.{_replaced(ask)}"


def _replaced(ask: Parting) -> str:
    """Whether what is open elsewhere would replace it."""
    stress = ask.stress
    if stress is None or ask.currency is None or not stress.value_minor:
        return _elsewhere(ask)
    end = "enough to replace it"
    if stress.short_minor:
        end = f"{money.of(stress.short_minor, ask.currency)} short"
    value = money.of(stress.value_minor, ask.currency)
    return f"{_elsewhere(ask).removesuffix('.')}, against its {value} a year: {end}."


def _elsewhere(ask: Parting) -> str:
    """What is open with others, each deal by the chance of its stage, beyond the year's plan."""
    if ask.stress is None or ask.currency is None:
        return ""
    amount = "nothing yet"
    if ask.stress.elsewhere_minor:
        amount = f"about {money.of(ask.stress.elsewhere_minor, ask.currency)}"
    return f" What you are likely to win elsewhere, beyond this year's plan, is {amount}."


def _percent(share: float) -> str:
    return "less than 1 %" if share < 0.005 else f"{share * 100:.0f} %"


def _undo(change_id: int) -> Block:
    return button("Undo", Action.UNDO, str(change_id))
