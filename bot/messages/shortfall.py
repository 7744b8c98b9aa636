"""What does Steady say when less is open than a rep chose, and when it is enough again? (S0-5)"""

from bot.messages import money, pipeline
from bot.messages.blocks import Block, Message, aside, button, buttons, message, say
from bot.messages.counts import counted
from bot.messages.ids import Action
from bot.messages.names import deal_named, has_name, person_said
from bot.playbook.deal import Against, Deal
from bot.playbook.model import Money
from bot.playbook.shortfall import BelowTarget, Cause
from bot.playbook.winning import Gap, Opening, UsualSize


def below(found: BelowTarget) -> Message:
    """The cause first, then the gap in money and in work, then where to begin."""
    against = found.against
    parts = [say(f"{_how_it_came(found)} {_gap(found.gap, against.currency)}")]
    parts += [aside(counted)] if (counted := _how_it_is_counted(found)) else []
    parts += [say(start)] if (start := _good_start(against)) else []
    parts += [say(pipeline.uncounted(against.unrated))] if against.unrated else []
    return message(parts, _buttons(against))


def back(against: Against) -> Message:
    """Enough is open again: said once, and that is all."""
    open_, chosen = _open(against), _chosen(against)
    return message(
        say(f"Your open pipeline is {open_}: back above the {chosen} {_who(against)} chose.")
    )


def _how_it_came(found: BelowTarget) -> str:
    """The cause, then where that leaves the pipeline."""
    open_, chosen = _open(found.against), _chosen(found.against)
    who = _who(found.against)
    if found.is_again:
        return f"Your open pipeline is still {open_}; {who} chose {chosen}."
    if found.deal is None:
        return f"Your open pipeline is {open_}; {who} chose {chosen}."
    deal, worth = _deal(found.deal), money.said(found.deal.amount)
    so = f"so your open pipeline is now {open_}; {who} chose {chosen}."
    match found.cause:
        case Cause.WON:
            return f"You won {deal_named(found.deal)} ({worth}), {so}"
        case Cause.LOST:
            return f"You lost {deal} ({worth}), {so}"
        case Cause.NO:
            return f"You got an honest no to {deal} ({worth}), {so}"
        case Cause.SLIPPED:
            return f"{_begun(deal)} ({worth}) has become smaller, {so}"
        case Cause.GIVEN:
            return f"{_begun(deal)} ({worth}) went to a colleague, {so}"
        case _:
            return f"Your open pipeline is {open_}; {who} chose {chosen}."


def _deal(deal: Deal) -> str:
    """ "New line at Globex": the deal, since its client may well be with us still."""
    return deal_named(deal) if has_name(deal) else f"the deal with {deal_named(deal)}"


def _begun(deal: str) -> str:
    return f"The{deal[3:]}" if deal.startswith("the deal with ") else deal


def _how_it_is_counted(found: BelowTarget) -> str:
    """What a usual deal is, and how many first conversations become deals; said once."""
    if found.usual is None or found.gap.deals is None or found.is_again:
        return ""
    usual = _usual(found.usual, found.against.currency)
    if found.openings is None or found.gap.conversations is None:
        return f"{usual}."
    return f"{usual}; {_opening(found.openings)}."


def _usual(usual: UsualSize, currency: str) -> str:
    whose = {"own": "A deal you win", "team": "A deal the team wins"}
    size = _amount(usual.minor, currency)
    return f"{whose.get(usual.source, 'A deal you have open')} is usually {size}"


def _opening(openings: Opening) -> str:
    percent = f"{round(openings.share * 100)} %"
    match openings.source:
        case "own":
            return f"{percent} of your first conversations become deals"
        case "team":
            return f"{percent} of the team's first conversations become deals"
        case _:
            return "I assume that one first conversation in three becomes a deal"


def _gap(gap: Gap, currency: str) -> str:
    missing = f"The gap is {_amount(gap.minor, currency)}"
    if gap.deals is None:
        return f"{missing}."
    work = f"{counted(gap.deals, 'deal')} of your usual size"
    if gap.conversations is None:
        return f"{missing}: {work}."
    return f"{missing}: {work}, or about {counted(gap.conversations, 'first conversation')}."


def _good_start(against: Against) -> str:
    """What is open already, and only lacks a date."""
    if not against.circles:
        return ""
    said = pipeline.circles_said(against, "open deal")
    return f"A good start: {said[0].lower()}{said[1:]}"


def _buttons(against: Against) -> Block:
    show = [pipeline.show_circles(against, against.rep, style="primary")] if against.circles else []
    change = button("Change target", Action.OPEN_TARGET, "")
    mute = button("Mute this", Action.MUTE, "shortfall")
    return buttons("shortfall", *show, change, mute)


def _open(against: Against) -> str:
    return _amount(against.open_minor, against.currency)


def _who(against: Against) -> str:
    """Whose number it is: nobody is told that they chose what a manager chose."""
    return "you" if against.chosen_by is None else person_said(against.chosen_by)


def _chosen(against: Against) -> str:
    return _amount(against.target_minor or 0, against.currency)


def _amount(minor: int, currency: str) -> str:
    return money.said(Money(minor, currency))
