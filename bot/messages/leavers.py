"""What does Steady say when somebody has left a client? (S3-3, S4-2)"""

from datetime import datetime

from bot.messages import dates, followup
from bot.messages.blocks import Block, aside, button, buttons, cut, isolated, say
from bot.messages.ids import Action
from bot.playbook.card import LeftShown
from bot.playbook.model import Contact, Rep
from bot.playbook.took_over import Question
from bot.playbook.winback import LossReason


def sentence(found: LeftShown) -> str:
    who, name = _who(found.contact), isolated(found.client.name)
    if found.question is Question.SECOND_TRY:
        return f"{who}, who blocked it at {name}, has left. Worth a second try?"
    return f"{who} has left {name}. Who took over, and where did they go?"


def line(found: LeftShown) -> Block:
    """One line of the brief; its button opens the whole nudge."""
    return say(sentence(found), accessory=button("Open", Action.OPEN_LEFT, str(found.contact.id)))


def whole(found: LeftShown, rep: Rep, now: datetime) -> list[Block]:
    """The question, what is known, and two ways to be done with it."""
    return [say(sentence(found)), aside(_background(found, rep, now)), _buttons(found)]


def closed(found: LeftShown) -> list[Block]:
    """It was answered, or is no question any more."""
    who, name = _who(found.contact), isolated(found.client.name)
    if found.contact.left_on is None:
        text = f"{who} is at {name} after all."
    elif found.question is None:
        text = f"{who} has left {name}, which is not ours to ask about now."
    else:
        text = f"{who} has left {name}. Nothing to do here any more."
    undo = button("Undo", Action.UNDO, str(found.change_id)) if found.change_id else None
    return [say(text, accessory=undo)]


def _background(found: LeftShown, rep: Rep, now: datetime) -> str:
    client, left_on = found.client, found.contact.left_on
    if found.question is Question.SECOND_TRY and client.lost_on is not None:
        on = dates.said(client.lost_on, None, rep.zone, rep.locale, now)
        why = ""
        if client.lost_reason is not None:
            why = f": {followup.REASONS[LossReason(client.lost_reason)].lower()}"
        known = f"They said no on {on}{why}."
        if found.second_try_on is not None:
            day = dates.said(found.second_try_on, None, rep.zone, rep.locale, now)
            known += f" A second try stands for {day}."
        return known
    assert left_on is not None
    on = dates.said(left_on, None, rep.zone, rep.locale, now)
    return f"Noted on {on}. Whoever took over may not know yet what was agreed."


def _buttons(found: LeftShown) -> Block:
    contact_id = str(found.contact.id)
    if found.question is Question.SECOND_TRY:
        again = str(found.client.id)
        return buttons(
            f"left:{contact_id}",
            button("Set a date", Action.WIN_BACK_OTHER, again, style="primary"),
            button("Not now", Action.LEAVE_IT, contact_id),
        )
    return buttons(
        f"left:{contact_id}",
        button("Write it down", Action.TOOK_OVER, contact_id, style="primary"),
        button("Nobody knows yet", Action.LEAVE_IT, contact_id),
    )


def _who(contact: Contact) -> str:
    role = f" ({isolated(cut(contact.role, 40))})" if contact.role else ""
    return f"{isolated(cut(contact.name, 60))}{role}"
