"""What does Steady answer to anything a rep asked for, whatever it was about?"""

from datetime import datetime, timedelta

from bot.messages import (
    client,
    expectations,
    followup,
    ladder,
    lots,
    parting,
    patience,
    pipeline,
    plan,
    questions,
    season,
    target,
)
from bot.messages.blocks import Message, button, buttons, message, say
from bot.messages.ids import Action
from bot.playbook.asking import Answered
from bot.playbook.client_intent import ClientIntent
from bot.playbook.model import Rep
from bot.playbook.outcome import (
    AlreadyNoted,
    Ask,
    ClientOutcome,
    ClientSaved,
    DealLost,
    DealSaved,
    DealWon,
    Expected,
    FitAnswered,
    FollowUpOutcome,
    FormStands,
    LadderSaved,
    LotDone,
    LotShown,
    Ordered,
    Outcome,
    PartAsked,
    Parting,
    PipelineOutcome,
    PlanSaved,
    RateSaved,
    Reopened,
    SpokeTo,
    SupplierNoted,
    TalkAsked,
    TargetSet,
    Touched,
    Undone,
    WhichDeal,
)
from bot.playbook.pipeline_intent import PipelineIntent

FORM_STANDS = (
    "You sent this form before, and I kept what it said then. If you meant it differently, "
    "put it right here."
)
_A_MOMENT = timedelta(minutes=2)


def told(outcome: Outcome, rep: Rep, now: datetime) -> Message:
    """The answer, in the words of its subject."""
    match outcome:
        case FormStands(first):
            return message(say(FORM_STANDS), told(first, rep, now).blocks)
        case Ask(intent=ClientIntent() as intent):
            return client.which_client(outcome, intent)
        case Ask(intent=PipelineIntent() as asked):
            return pipeline.which_client(outcome, asked)
        case Undone():
            return _undone(outcome, rep, now)
        case LotShown():
            return lots.shown(outcome, rep, now)
        case LotDone():
            return lots.done(outcome, rep, now)
        case Reopened():
            return followup.reopened(outcome, rep, now)
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
            return _of_a_client(outcome, rep, now)


def _of_a_client(
    outcome: ClientOutcome | FollowUpOutcome | Answered, rep: Rep, now: datetime
) -> Message:
    """What was noted of a client; else it is about a follow-up."""
    match outcome:
        case AlreadyNoted():
            return _already(outcome, rep, now)
        case Touched():
            return client.touched(outcome, rep, now)
        case ClientSaved():
            return client.saved(outcome, rep, now)
        case SpokeTo():
            return client.spoke_to(outcome)
        case Ordered():
            return season.ordered(outcome, rep, now)
        case SupplierNoted():
            return patience.supplier_noted(outcome, rep, now)
        case TalkAsked():
            return patience.talk_asked(outcome)
        case FitAnswered():
            return patience.fit_answered(outcome, rep, now)
        case Expected():
            return expectations.noted(outcome)
        case PlanSaved():
            return plan.saved(outcome, rep, now)
        case Parting():
            return parting.asked_once_more(outcome)
        case PartAsked():
            return parting.told(outcome, rep)
        case Answered():
            return questions.answered(outcome, rep, now)
        case _:
            return followup.told(outcome, rep, now)


def _undone(outcome: Undone, rep: Rep, now: datetime) -> Message:
    """How things stand now, whatever it was that was taken back."""
    if outcome.count:
        return lots.undone(outcome)
    if outcome.kind == "help_with":
        return message(say("Taken back. The list stands as before."))
    return pipeline.undone(outcome) or followup.undone(outcome, rep, now)


def _already(outcome: AlreadyNoted, rep: Rep, now: datetime) -> Message:
    """The same line came twice: what came of it the first time, and nothing was added."""
    when = "a moment ago" if now - outcome.at <= _A_MOMENT else "before"
    first = told(outcome.before, rep, now).blocks[0]["text"]["text"]
    return message(
        say(f"I have that already, from {when}. Nothing was added."),
        say(first),
        buttons(
            f"again:{outcome.draft_id}",
            button("Add it anyway", Action.ADD_ANYWAY, str(outcome.draft_id)),
            button("Undo", Action.UNDO, str(outcome.change_id)),
        ),
    )


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
