"""What does Steady answer to anything a rep asked for, whatever it was about?"""

from datetime import datetime

from bot.messages import client, followup, season
from bot.messages.blocks import Message
from bot.playbook.client_intent import ClientIntent
from bot.playbook.model import Rep
from bot.playbook.outcome import Ask, ClientSaved, Ordered, Outcome, Parting, SpokeTo, Touched


def told(outcome: Outcome, rep: Rep, now: datetime) -> Message:
    """The answer, in the words of its subject."""
    match outcome:
        case Touched():
            return client.touched(outcome, rep, now)
        case ClientSaved():
            return client.saved(outcome, rep, now)
        case Ordered():
            return season.ordered(outcome, rep, now)
        case SpokeTo():
            return client.spoke_to(outcome)
        case Parting():
            return client.parting(outcome)
        case Ask(intent=ClientIntent() as intent):
            return client.which_client(outcome, intent)
        case _:
            return followup.told(outcome, rep, now)
