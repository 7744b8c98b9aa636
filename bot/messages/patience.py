"""What does Steady say where a sale wants patience rather than pressure? (S1-1 to S1-4)"""

from datetime import datetime

from bot.messages import dates
from bot.messages.blocks import Block, Message, aside, button, buttons, isolated, message, say
from bot.messages.ids import Action
from bot.playbook.fit import FOUR, Advice, Differs, Fit, FitAnswer, Trait, advice, weak_spots
from bot.playbook.model import Client, Rep, Standing
from bot.playbook.outcome import FitAnswered

QUESTIONS = {
    Trait.TYPE: "Are they the type of client we want?",
    Trait.VALUES: "Do they share our values?",
    Trait.PARTNERS: "Do they value their partners?",
    Trait.LASTING: "Do we fit, now and in the long run?",
    Trait.MOTIVATED: "Are they motivated?",
    Trait.EASY: "Are they easy to work with?",
    Trait.PAYS: "Do they pay on time?",
}
ANSWERS = {
    FitAnswer.YES: "Yes",
    FitAnswer.NO: "No",
    FitAnswer.UNKNOWN: "Don't know yet",
}
GOOD_FIT_COOLS = (
    "It has felt colder each time. They are a good fit, so it is worth waiting for: a word now and "
    "then, and no pressure."
)
_ABOUT = {
    Trait.TYPE: "the type of client we want",
    Trait.VALUES: "shared values",
    Trait.PARTNERS: "valuing their partners",
    Trait.LASTING: "fitting in the long run",
    Trait.MOTIVATED: "being motivated",
    Trait.EASY: "being easy to work with",
    Trait.PAYS: "paying on time",
}
_COUNTS = ("None", "One", "Two", "Three", "All four")
_SAID = {FitAnswer.YES: "yes", FitAnswer.NO: "no", FitAnswer.UNKNOWN: "don't know yet"}


def fit_answered(outcome: FitAnswered, rep: Rep, now: datetime) -> Message:
    """What follows from the four answers, and where they differ from those before (S1-2)."""
    client, fit = outcome.client, outcome.fit
    lines = [_differs(one) for one in outcome.differs]
    if weak := weak_spots(fit.answers):
        listed = " and ".join(_ABOUT[trait] for trait in weak)
        lines.append(f"What makes it hard: {listed}. That is worth a word with them, early.")
    return message(
        say(f"{isolated(client.name)}: {_counted(fit)}. {_advice(client, fit)}"),
        [aside(line) for line in lines],
        buttons(f"fit:{fit.id}", *_next(client, fit), _undo(outcome.change_id)),
    )


def fit_on_card(fit: Fit | None, rep: Rep, now: datetime) -> list[str]:
    """How the questions were answered last, in small print."""
    if fit is None:
        return []
    day = dates.said(fit.on, None, rep.zone, rep.locale, now)
    return [f"Fit: {_counted(fit)}, on {day}."]


def nurture_button(client: Client) -> Block:
    """A rhythm that presses nobody."""
    return button("Keep a light rhythm", Action.NURTURE, str(client.id))


def fit_button(client: Client) -> Block:
    """The four questions, in a form."""
    return button("Are they a fit?", Action.ASK_FIT, str(client.id))


def _counted(fit: Fit) -> str:
    """ "Two of four, and one not known yet"."""
    count = _COUNTS[fit.yes].lower() if fit.yes < len(FOUR) else "all"
    said = "all four yes" if fit.yes == len(FOUR) else f"{count} of four yes"
    unknown = sum(fit.answers.get(trait, FitAnswer.UNKNOWN) is FitAnswer.UNKNOWN for trait in FOUR)
    return f"{said}, {_COUNTS[unknown].lower()} not known yet" if unknown else said


def _advice(client: Client, fit: Fit) -> str:
    match advice(fit.answers):
        case Advice.NURTURE if client.standing is Standing.ACTIVE:
            return "A client to keep close."
        case Advice.NURTURE:
            return "A good fit is worth waiting for. A word now and then keeps the door open."
        case Advice.FIND_OUT:
            return "It could go either way. Find out the rest, by a date you choose."
        case Advice.LET_GO:
            return "That is little to build on. Letting them go kindly frees both of you."


def _next(client: Client, fit: Fit) -> list[Block]:
    value = str(client.id)
    match advice(fit.answers):
        case Advice.NURTURE if client.standing is Standing.ACTIVE:
            return []
        case Advice.NURTURE:
            return [nurture_button(client), button("Set a date", Action.NEXT_DATE, value)]
        case Advice.FIND_OUT:
            return [button("Set a date", Action.NEXT_DATE, value, style="primary")]
        case Advice.LET_GO:
            return [button("Let go kindly", Action.LET_GO_KINDLY, value)]


def _differs(one: Differs) -> str:
    about = _ABOUT[one.trait]
    was, now = _SAID[one.was], _SAID[one.now]
    return f"On {about} it was {was} before, and is {now} now. The newest counts."


def _undo(change_id: int) -> Block:
    return button("Undo", Action.UNDO, str(change_id))
