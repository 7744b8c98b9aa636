"""What does Steady say of the ladder of stages, and of what currencies are worth?"""

from collections.abc import Mapping, Sequence

from bot.messages import pipeline
from bot.messages.blocks import Message, aside, button, buttons, cut, isolated, message, say
from bot.messages.counts import begun, counted
from bot.messages.ids import Action
from bot.playbook.deal import Stage
from bot.playbook.outcome import LadderSaved, RateSaved


def shown(stages: Sequence[Stage], is_manager: bool) -> Message:
    """The ladder, the first rung first, and how a manager edits it (S4-3)."""
    lines = "\n".join(_line(stage) for stage in stages)
    how = (
        'Edit it in a line: /pipeline stages add "Pilot" 55 after 4, rename Pilot to Trial, '
        "chance Trial 60, move Trial first, remove Trial to decide."
    )
    return message(
        say("A stage is what the client has agreed to:"),
        say(lines),
        aside(
            "The percentage is the share of its deals that is likely to be won: a usual figure "
            "until twenty have passed through the stage, then your own."
        ),
        aside(how if is_manager else "A manager can edit it."),
    )


def saved(outcome: LadderSaved) -> Message:
    """The ladder after a manager's edit."""
    lines = "\n".join(_line(stage) for stage in outcome.stages)
    return message(
        say(_sentence(outcome)),
        say(lines),
        buttons("ladder", button("Undo", Action.UNDO, str(outcome.change_id))),
    )


def rates(reporting: str, typed: Mapping[str, str], is_manager: bool) -> Message:
    """What is counted in what, and at which rates a manager typed."""
    lines = [f"• One {currency} counts as {rate} {reporting}." for currency, rate in typed.items()]
    none = ["No rate is set: deals in another currency are not counted."]
    row = [buttons("rates", button("Set a rate", Action.OPEN_RATE, ""))] if is_manager else []
    return message(
        say(f"Everything is counted in {reporting}."), say("\n".join(lines or none)), row
    )


def rate_saved(outcome: RateSaved) -> Message:
    """What a manager said a currency is worth, and what is still not counted."""
    undo = []
    if outcome.change_id is not None:
        undo = [buttons("rates", button("Undo", Action.UNDO, str(outcome.change_id)))]
    return message(
        say(f"{_rate_sentence(outcome)} {_counted(outcome.deals)}"),
        [aside(pipeline.uncounted(outcome.missing))] if outcome.missing else [],
        undo or aside("Undo does not take this back: type what it was before."),
    )


def _line(stage: Stage) -> str:
    return f"{stage.position}. {isolated(cut(stage.name, 60))}: {stage.chance} %"


def _sentence(outcome: LadderSaved) -> str:
    name = f"“{isolated(cut(outcome.stage.name, 60))}”"
    match outcome.what:
        case "add":
            return f"{name} is on the ladder now."
        case "rename":
            return f"That stage is called {name} from now on."
        case "chance":
            return f"A deal at {name} counts as {outcome.stage.chance} % likely from now on."
        case "move":
            return f"{name} has moved."
        case _:
            return f"{name} is gone from the ladder.{_went_along(outcome.moved)}"


def _rate_sentence(outcome: RateSaved) -> str:
    if outcome.rate:
        return f"One {outcome.currency} counts as {outcome.rate} {outcome.reporting} from now on."
    return f"Everything is counted in {outcome.reporting} from now on."


def _counted(deals: int) -> str:
    if deals == 0:
        return "No open deal was counted anew."
    was = "was" if deals == 1 else "were"
    return f"{begun(counted(deals, 'open deal'))} {was} counted anew."


def _went_along(deals: int) -> str:
    if not deals:
        return ""
    return f" Its {'deal' if deals == 1 else counted(deals, 'deal')} went along."
