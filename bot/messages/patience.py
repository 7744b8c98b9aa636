"""What does Steady say where a sale wants patience rather than pressure? (S1-1 to S1-4)"""

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
    quotation,
    say,
)
from bot.messages.counts import begun, count_said, days_said, joined
from bot.messages.ids import Action
from bot.messages.names import person_said, rep_said
from bot.playbook import cadence
from bot.playbook.cooled import Cooled
from bot.playbook.fit import (
    ASKED_AT_PUT_OFFS,
    FOUR,
    Advice,
    Differs,
    Fit,
    FitAnswer,
    Trait,
    advice,
    weak_spots,
)
from bot.playbook.model import Client, Contact, Rep, Standing, Tier
from bot.playbook.outcome import FitAnswered, SupplierNoted, TalkAsked, Touched
from bot.playbook.supplier import BEFORE_END_DAYS, Supplier

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
_ORDINARY = (
    "A date that moves mostly has ordinary reasons: a budget round, holidays, another project, "
    "somebody new at the table. A buyer who cools off is not a lost one."
)
GOOD_FIT_COOLS = (
    "It has felt colder each time. They are a good fit, so it is worth waiting for: a word now and "
    "then, and no pressure."
)
_ABOUT = {
    Trait.TYPE: "the type of client we want",
    Trait.VALUES: "shared values",
    Trait.PARTNERS: "valuing their partners",
    Trait.LASTING: "fitting in the long run",
    Trait.MOTIVATED: "their motivation",
    Trait.EASY: "working with them",
    Trait.PAYS: "paying on time",
}
_SAID = {FitAnswer.YES: "yes", FitAnswer.NO: "no", FitAnswer.UNKNOWN: "don't know yet"}


def fit_answered(outcome: FitAnswered, rep: Rep, now: datetime) -> Message:
    """What follows from the four answers, and where they differ from those before (S1-2)."""
    client, fit = outcome.client, outcome.fit
    lines = [_differs(one) for one in outcome.differs]
    if weak := weak_spots(fit.answers):
        hard = joined([_ABOUT[trait] for trait in weak])
        lines.append(f"What makes it hard: {hard}. That is worth a word with them, early.")
    return message(
        say(f"{isolated(client.name)}: {_counted(fit)}. {_advice(client, fit)}"),
        [aside(line) for line in lines],
        buttons(f"fit:{fit.id}", *_next(client, fit), _undo(outcome.change_id)),
    )


def cooled(found: Cooled | None) -> list[Block]:
    """Ordinary reasons, one question to ask, one more person to try; never pressure (S1-1)."""
    if found is None:
        return []
    lines = [_ORDINARY] if found.says_reasons else []
    lines.append("Next time, one open question: “What has changed on your side since we spoke?”")
    lines.append(somebody_else(found.other))
    return [aside(line) for line in lines]


def instead(found: Cooled | None, client_id: int) -> list[Block]:
    """What a rep may do instead of pressing; at the second put-off the questions of fit."""
    if found is None:
        return []
    value = of(client_id, found.owner_id)
    talk = button("Talk it over", Action.TALK_OVER, value)
    if found.put_offs >= ASKED_AT_PUT_OFFS:
        return [button("Are they a fit?", Action.ASK_FIT, value), talk]
    return [nurture_button(value), talk]


def after_a_touch(outcome: Touched, rep: Rep, now: datetime) -> list[Block]:
    """A day to leave it until, after too many touches; else what a cool buyer asks for."""
    if outcome.leave_until is None or outcome.next_open is not None:
        return instead(outcome.cooled, outcome.client.id)
    day, client_id = outcome.leave_until, outcome.client.id
    label = f"Leave it until {dates.short(day, rep.locale, now)}"
    value = f"{of(client_id, outcome.client.owner_id)}|{day.isoformat()}"
    other = button("Another day", Action.NEXT_DATE, str(client_id))
    return [button(label, Action.LEAVE_UNTIL, value, style="primary"), other]


def leave_it(outcome: Touched, rep: Rep, now: datetime) -> str:
    """Four touches in two weeks press, whatever the words (S1-3)."""
    said = "That is four times or more in two weeks without an answer. Silence may be an answer too"
    if outcome.next_open is not None:
        day = dates.said(outcome.next_open.back_on, None, rep.zone, rep.locale, now)
        return f"{said}; leave it until {day}, the date that stands."
    return f"{said}; leave it for a while."


def supplier_noted(outcome: SupplierNoted, rep: Rep, now: datetime) -> Message:
    """Whom they buy from now, and the day it is brought up (S1-4)."""
    supplier, follow_up = outcome.supplier, outcome.follow_up
    sentence = f"{isolated(outcome.client.name)} {_buys(supplier, rep, now)}"
    if follow_up is not None:
        day = dates.said(follow_up.back_on, None, rep.zone, rep.locale, now)
        left = (supplier.ends_on - follow_up.due_on).days if supplier.ends_on else BEFORE_END_DAYS
        is_near = left < BEFORE_END_DAYS - 7
        why = ": that end is near" if is_near else ", about four months before"
        sentence += f" I bring it up on {day}{why}."
    said = [say("They are not getting:"), quotation(supplier.missing)] if supplier.missing else []
    return message(
        say(sentence), said, buttons(f"supplier:{supplier.id}", _undo(outcome.change_id))
    )


def supplier_on_card(found: Supplier | None, rep: Rep, now: datetime) -> list[str]:
    """Whom they buy from now, in small print."""
    if found is None:
        return []
    missing = f" Not getting: “{isolated(cut(found.missing, 120))}”" if found.missing else ""
    return [f"Now {_buys(found, rep, now)}{missing}"]


def _buys(supplier: Supplier, rep: Rep, now: datetime) -> str:
    name = isolated(cut(supplier.name, 80)) if supplier.name else "somebody else"
    if supplier.ends_on is None:
        return f"buys from {name}."
    day = dates.said(supplier.ends_on, None, rep.zone, rep.locale, now)
    return f"buys from {name} until {day}."


def talk_asked(outcome: TalkAsked) -> Message:
    """The manager hears of it."""
    who, name = begun(rep_said(outcome.manager, "your manager")), isolated(outcome.client.name)
    return message(say(f"{who} hears that you would like to talk about {name}, and nothing else."))


def would_like_to_talk(client: Client, by: str) -> Message:
    """To the manager: somebody to listen, and nothing to decide."""
    who, name = person_said(by, "A colleague"), isolated(client.name)
    return message(
        say(
            f"{who} would like to talk {name} over with you. They have cooled off a little. "
            "Nothing has to be decided."
        )
    )


def somebody_else(other: Contact | None) -> str:
    """One more person to try."""
    if other is None:
        return "Perhaps somebody else there has more time for it just now."
    role = f" ({isolated(cut(other.role, 40))})" if other.role else ""
    return f"{isolated(cut(other.name, 60))}{role} may have more time for it just now."


def fit_on_card(fit: Fit | None, rep: Rep, now: datetime) -> list[str]:
    """How the questions were answered last, in small print."""
    if fit is None:
        return []
    day = dates.said(fit.on, None, rep.zone, rep.locale, now)
    return [f"Fit: {_counted(fit)}, on {day}."]


def nurture_button(value: str) -> Block:
    """A cadence that presses nobody; the value is from `of`."""
    label = f"A word every {days_said(cadence.DAYS[Tier.NURTURE])}"
    return button(label, Action.NURTURE, value)


def of(client_id: int, owner_id: int | None) -> str:
    """Which client a button is about, and whose it was when the button was shown."""
    return f"{client_id}|{owner_id or 0}"


def _counted(fit: Fit) -> str:
    """ "two of four yes, one not known yet" """
    count = count_said(fit.yes) if fit.yes else "none"
    said = "all four yes" if fit.yes == len(FOUR) else f"{count} of four yes"
    unknown = sum(fit.answers.get(trait, FitAnswer.UNKNOWN) is FitAnswer.UNKNOWN for trait in FOUR)
    if unknown == len(FOUR):
        return "none of the four is known yet"
    return f"{said}, {count_said(unknown)} not known yet" if unknown else said


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
            light = nurture_button(of(client.id, client.owner_id))
            return [light, button("Set a date", Action.NEXT_DATE, value)]
        case Advice.FIND_OUT:
            return [button("Set a date", Action.NEXT_DATE, value, style="primary")]
        case Advice.LET_GO:
            return [button("Let go kindly", Action.LET_GO_KINDLY, of(client.id, client.owner_id))]


def _differs(one: Differs) -> str:
    about = _ABOUT[one.trait]
    was, now = _SAID[one.was], _SAID[one.now]
    return f"On {about} it was {was} before, and is {now} now. The newest counts."


def _undo(change_id: int) -> Block:
    return button("Undo", Action.UNDO, str(change_id))
