"""What does Steady say in the days after a client was lost? (S0-7)"""

from datetime import datetime

from bot.messages import dates, money
from bot.messages.blocks import Block, Message, button, buttons, message, say
from bot.messages.counts import begun, counted
from bot.messages.ids import Action
from bot.messages.names import client_said
from bot.messages.win_rate import win_rate_said
from bot.playbook import bad_day, due
from bot.playbook.asking import Answered
from bot.playbook.bad_day import InOurHands, Plan, Replaced
from bot.playbook.model import Client, Rep
from bot.playbook.preferences import Muted

_KIND_WORD = (
    "Losing a client who trusted you hurts, and you need not do anything about it today. "
    "Tomorrow we look at what comes next."
)
_LABELS = {"yes": "Yes", "partly": "Partly", "no": "No"}
_HEARD = {
    "yes": (
        "Thank you for the straight answer. What was in our hands once can be in our hands again: "
        "keep one thing you would do differently, for the next client."
    ),
    "partly": (
        "Then part of it can be done differently next time, and the rest was never yours to carry."
    ),
    "no": "Then there was nothing to hold on to, and nothing to blame yourself for.",
}


def kind_word(client: Client, was_paying: bool, rep: Rep, now: datetime) -> list[Block]:
    """On the day a client that paid us was lost, and on no other: tomorrow is another day."""
    is_today = client.lost_on == due.today_in(rep.zone, now)
    return [say(_KIND_WORD)] if was_paying and is_today else []


def plan(found: Plan, rep: Rep, now: datetime) -> Message:
    """The morning after: the loss, in work that can be done."""
    mute = button("Mute this", Action.MUTE, Muted.RESILIENCE.value)
    add = button("Add a deal", Action.NEW_DEAL, "")
    return message(
        say(f"{_what_was_lost(found, rep, now)} {_what_replaces(found)}"),
        buttons(f"plan:{found.question_id}", add, mute),
    )


def in_our_hands(found: InOurHands, rep: Rep, now: datetime) -> Message:
    """A week later, with a cooler head."""
    return message(
        say(
            f"A week ago {client_said(found.client)} was lost. Looking back: was it in our hands? "
            "Only you see your answer."
        ),
        buttons(
            f"hands:{found.question_id}",
            *(
                button(label, f"{Action.IN_OUR_HANDS}:{said}", f"{found.question_id}|{said}")
                for said, label in _LABELS.items()
            ),
        ),
    )


def replaced(found: Replaced, rep: Rep, now: datetime) -> Message:
    """After 30 and 90 days: the share that has been won since."""
    percent = bad_day.share(found)
    lost = f"{client_said(found.client)} was lost, worth {money.said(found.lost)} a year"
    since = f"Since then you have won {money.said(found.won)}"
    if percent >= 100:
        since += ": all of it is replaced."
    elif found.won.minor:
        since += f": {percent} % of it is replaced." if percent else ": a beginning."
    else:
        since = "No deal has been won since. One good first conversation this week is a start."
    mute = button("Mute this", Action.MUTE, Muted.RESILIENCE.value)
    return message(
        say(f"{found.days} days ago {lost}. {since}"),
        buttons(f"replaced:{found.question_id}", mute),
    )


def heard(found: Answered) -> str:
    return _HEARD[str(found.question.answer)]


def _what_was_lost(found: Plan, rep: Rep, now: datetime) -> str:
    on = dates.said(found.lost_on, None, rep.zone, rep.locale, now)
    name = client_said(found.client)
    if found.lost is None:
        return f"{name} was lost on {on}."
    return f"{name} was lost on {on}, worth {money.said(found.lost)} a year."


def _what_replaces(found: Plan) -> str:
    """Deals to win, deals to open, first conversations; never a figure nobody knows."""
    if found.lost is None:
        return (
            "I know no value for it that I can count, so I cannot say what replaces it. "
            "A good start is one first conversation today."
        )
    needed = found.replacement
    if needed is None or needed.to_open is None or found.usual is None or needed.to_win is None:
        return (
            "I have seen too few deals won to say how many replace it. "
            "A good start is one first conversation today."
        )
    usual = money.of(found.usual.minor, found.currency)
    talks = ""
    if needed.conversations is not None:
        talks = f", or about {counted(needed.conversations, 'first conversation')}"
    rate = win_rate_said(float(found.win_rate.share), found.win_rate.source)
    return (
        f"That is {counted(needed.to_win, 'deal')} of the usual size ({usual}) to win. "
        f"{begun(rate)}, so {counted(needed.to_open, 'deal')} to open{talks}. "
        "One at a time; the first is today's."
    )
