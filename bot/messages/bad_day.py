"""What does Steady say in the days after a client was lost? (S0-7)"""

from datetime import datetime

from bot.messages import dates, money
from bot.messages.blocks import Block, Message, button, buttons, cut, isolated, message, say
from bot.messages.counts import count_said
from bot.messages.ids import Action
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
            f"A week ago {_name(found.client)} was lost. Looking back: was it in our hands? "
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
    start = (
        f"{found.days} days ago {_name(found.client)} was lost, worth {money.said(found.lost)} a "
        f"year. Since then you have won {money.said(found.won)}"
    )
    mute = button("Mute this", Action.MUTE, Muted.RESILIENCE.value)
    if percent >= 100:
        said = f"{start}: all of it is replaced."
    elif found.won.minor:
        said = f"{start}: {percent} % of it is replaced." if percent else f"{start}: a beginning."
    else:
        said = (
            f"{found.days} days ago {_name(found.client)} was lost, worth "
            f"{money.said(found.lost)} a year. No deal has been won since. One good first "
            "conversation this week is a start."
        )
    return message(say(said), buttons(f"replaced:{found.question_id}", mute))


def heard(found: Answered) -> str:
    return _HEARD[str(found.question.answer)]


def _what_was_lost(found: Plan, rep: Rep, now: datetime) -> str:
    on = dates.said(found.lost_on, None, rep.zone, rep.locale, now)
    name = _name(found.client)
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
        talks = f", or about {_count(needed.conversations, 'first conversation')}"
    return (
        f"That is {_count(needed.to_win, 'deal')} of the usual size ({usual}) to win. "
        f"{_rate(found)}, so {_count(needed.to_open, 'deal')} to open{talks}. "
        "One at a time; the first is today's."
    )


def _rate(found: Plan) -> str:
    percent = round(found.win_rate.share * 100)
    whose = {"own": "You win", "team": "The team wins"}.get(found.win_rate.source)
    return f"{whose} {percent} %" if whose else f"I reckon with {percent} % won"


def _count(number: int, what: str) -> str:
    return f"one {what}" if number == 1 else f"{count_said(number)} {what}s"


def _name(client: Client) -> str:
    return isolated(cut(client.name, 80))
