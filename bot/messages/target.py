"""What does Steady say of the open pipeline that a rep, or the team, aims at? (S0-5)"""

from bot.messages import money, pipeline
from bot.messages.blocks import Message, button, buttons, message, say
from bot.messages.counts import begun
from bot.messages.ids import Action
from bot.messages.names import rep_said
from bot.messages.win_rate import win_rate_said
from bot.playbook.model import Money, Rep
from bot.playbook.outcome import TargetSet


def chosen(outcome: TargetSet, rep: Rep) -> Message:
    """The number that was chosen, and how it stands."""
    row = [button("Change target", Action.OPEN_TARGET, _whose(outcome, rep))]
    return message(
        say(_target_sentence(outcome, rep)),
        [say(pipeline.verdict(outcome.against))] if outcome.against and outcome.target else [],
        buttons("target", *row, button("Undo", Action.UNDO, str(outcome.change_id))),
    )


def reckoned(target: Money, to_win: Money, share: float, source: str, value: str) -> Message:
    """A number to choose, with how it came about (S0-5)."""
    return message(
        say(
            f"{money.said(to_win)} still to win, and {win_rate_said(share, source)}: that asks "
            f"for {money.said(target)} of open pipeline. Is that the number you choose?"
        ),
        buttons(
            "target",
            button(f"Choose {money.said(target)}", Action.CHOOSE_TARGET, value, style="primary"),
            button("Another number", Action.OPEN_TARGET, value.split("|")[0]),
        ),
    )


def _target_sentence(outcome: TargetSet, rep: Rep) -> str:
    whose = _owner_of_target(outcome, rep)
    if outcome.target is None:
        return f"{whose} no target any more. I say nothing of a gap until one is chosen."
    was = f" It was {money.said(outcome.was)} before." if outcome.was else ""
    chosen = f"{money.said(outcome.target)} of open pipeline"
    if outcome.rep is None:
        return f"The team aims at {chosen}.{was}"
    if outcome.rep.id == rep.id:
        return f"You aim at {chosen}.{was}"
    return f"{begun(rep_said(outcome.rep))} aims at {chosen}.{was}"


def _owner_of_target(outcome: TargetSet, rep: Rep) -> str:
    if outcome.rep is None:
        return "The team has"
    if outcome.rep.id == rep.id:
        return "You have"
    return f"{begun(rep_said(outcome.rep))} has"


def _whose(outcome: TargetSet, rep: Rep) -> str:
    """Whose target a form is about, as a button's value."""
    if outcome.rep is None:
        return "team"
    return "" if outcome.rep.id == rep.id else outcome.rep.slack_user_id
