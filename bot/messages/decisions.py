"""How is a rep told of a decision that is late, and of deals without a date? (S2-5, S2-7)"""

from datetime import datetime

from bot.messages import dates
from bot.messages.blocks import (
    Block,
    Message,
    button,
    buttons,
    cut,
    divider,
    isolated,
    message,
    say,
)
from bot.messages.hard_question import A_KINDNESS
from bot.messages.ids import Action
from bot.messages.pipeline import called, circles_said, show_circles
from bot.playbook.deal import Against, Deal
from bot.playbook.decision import DealsInBrief, is_still_late
from bot.playbook.model import Rep

WORDINGS = (
    "“You wanted to have decided by now. Where do you stand? Either answer is fine.”",
    "“What would you still need, to decide one way or the other?”",
)


def in_brief(found: DealsInBrief | None, rep: Rep, now: datetime) -> list[Block]:
    """A line for each decision that is late, and one for all the deals without a date."""
    if found is None:
        return []
    lines = [_line(deal, is_still_late(deal, found.today), rep, now) for deal in found.undecided]
    return [divider(), *lines, *(_circles(found.circles, rep) if found.circles else [])]


def question(deal: Deal, rep: Rep, now: datetime) -> Message:
    """Two tactful wordings, and four ways to be done with it."""
    value = str(deal.id)
    return message(
        say(f"{_late(deal, rep, now)} {A_KINDNESS}"),
        say(WORDINGS[0]),
        say(f"Or: {WORDINGS[1]}"),
        buttons(
            f"decide:{value}",
            button("They named a date", Action.NEXT_STEP, value, style="primary"),
            button("They said yes", Action.WON_DEAL, value),
            button("They said no", Action.LOST_DEAL, value),
            button("They decide by …", Action.TELL_DECISION, value),
        ),
    )


def _line(deal: Deal, is_late: bool, rep: Rep, now: datetime) -> Block:
    if not is_late:
        return say(f"{_name(deal)} needs no question any more: {called(deal)}.")
    opens = button("Open", Action.OPEN_DECISION, str(deal.id))
    return say(f"{_late(deal, rep, now)} One question may settle it.", accessory=opens)


def _late(deal: Deal, rep: Rep, now: datetime) -> str:
    assert deal.decide_by is not None
    day = dates.said(deal.decide_by, None, rep.zone, rep.locale, now)
    return f"{_name(deal)} wanted to decide by {day}: {called(deal)}."


def _name(deal: Deal) -> str:
    return isolated(cut(deal.client_name, 80))


def _circles(against: Against, rep: Rep) -> list[Block]:
    if not against.circles:
        return []
    return [say(circles_said(against), accessory=show_circles(against, rep))]
