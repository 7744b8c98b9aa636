"""What does Steady answer to anything a rep asked for, whatever it was about?"""

from datetime import datetime

from bot.messages import client, followup
from bot.messages.blocks import Message, message, say
from bot.playbook.client_intent import ClientIntent
from bot.playbook.model import Rep
from bot.playbook.outcome import Ask, ClientSaved, FormStands, Outcome, Parting, SpokeTo, Touched

FORM_STANDS = (
    "You sent this form before, and I kept what it said then. If you meant it differently, "
    "put it right here."
)


def told(outcome: Outcome, rep: Rep, now: datetime) -> Message:
    """The answer, in the words of its subject."""
    match outcome:
        case Touched():
            return client.touched(outcome, rep, now)
        case ClientSaved():
            return client.saved(outcome, rep, now)
        case SpokeTo():
            return client.spoke_to(outcome)
        case Parting():
            return client.parting(outcome)
        case FormStands(first):
            return message(say(FORM_STANDS), told(first, rep, now).blocks)
        case Ask(intent=ClientIntent() as intent):
            return client.which_client(outcome, intent)
        case _:
            return followup.told(outcome, rep, now)
