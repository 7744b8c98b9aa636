"""What does Steady answer to anything a rep asked for, whatever it was about?"""

from datetime import datetime

from bot.messages import client, followup, ladder, pipeline, target
from bot.messages.blocks import Message
from bot.playbook.client_intent import ClientIntent
from bot.playbook.model import Rep
from bot.playbook.outcome import (
    Ask,
    ClientSaved,
    DealLost,
    DealSaved,
    DealWon,
    LadderSaved,
    Outcome,
    Parting,
    PipelineOutcome,
    RateSaved,
    SpokeTo,
    TargetSet,
    Touched,
    Undone,
    WhichDeal,
)
from bot.playbook.pipeline_intent import PipelineIntent


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
        case Ask(intent=ClientIntent() as intent):
            return client.which_client(outcome, intent)
        case Ask(intent=PipelineIntent() as asked):
            return pipeline.which_client(outcome, asked)
        case Undone() if (taken_back := pipeline.undone(outcome)) is not None:
            return taken_back
        case (
            DealSaved()
            | DealWon()
            | DealLost()
            | TargetSet()
            | LadderSaved()
            | RateSaved()
            | WhichDeal()
        ):
            return _of_a_deal(outcome, rep, now)
        case _:
            return followup.told(outcome, rep, now)


def _of_a_deal(outcome: PipelineOutcome, rep: Rep, now: datetime) -> Message:
    match outcome:
        case DealSaved():
            return pipeline.saved(outcome, rep, now)
        case DealWon():
            return pipeline.won(outcome, rep, now)
        case DealLost():
            return pipeline.lost(outcome, rep, now)
        case TargetSet():
            return target.chosen(outcome, rep)
        case LadderSaved():
            return ladder.saved(outcome)
        case RateSaved():
            return ladder.rate_saved(outcome)
        case WhichDeal():
            return pipeline.which_deal(outcome, rep, now)
