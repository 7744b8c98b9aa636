"""What does Steady say at a first meeting? Three steps, each finished in place or skipped."""

from collections.abc import Callable
from datetime import datetime

from bot.messages import dates, settings
from bot.messages.blocks import Block, Message, aside, button, buttons, message, say
from bot.messages.ids import Action
from bot.playbook import due, welcome
from bot.playbook.model import Rep
from bot.playbook.welcome import Step, Welcome

SKIPPED_ALL = "all"  # the value of the button that ends it at once
_INTRODUCTION = (
    "Welcome. I bring back the dates your clients name, in their words, and say who has not "
    "heard from you. Three short steps; skip what you like."
)


def greeting(found: Welcome, now: datetime) -> Message:
    """The answer to a first command is followed by this, once; Home has it until it is done."""
    later = [aside("My Home tab has these steps too, whenever it suits you.")]
    return message(steps(found, now), later if found.step is not None else [])


def over() -> Message:
    """Nothing is left of it."""
    return message(say("Good. /steady help shows everything one can type."))


def steps(found: Welcome, now: datetime) -> list[Block]:
    """The step that comes next, or the last word."""
    if found.step is None:
        return _end(found, now)
    said = _STEPS[found.step](found.rep)
    first = [say(_INTRODUCTION)] if found.step is Step.HOURS else []
    return [*first, say(f"Step {found.number} of {len(Step)}. {said}"), _row(found.step)]


def _hours(rep: Rep) -> str:
    return (
        f"Your hours. I start nothing outside them. {settings.when_said(rep)} Holidays are in the "
        "settings too."
    )


def _client(rep: Rep) -> str:
    return (
        "Your first client. Whom should you speak to next, and which day did they name? I bring "
        "them back that morning."
    )


def _target(rep: Rep) -> str:
    return (
        "Your target: the open pipeline that keeps you calm. I can help to choose it, and say "
        "when you are below."
    )


_STEPS: dict[Step, Callable[[Rep], str]] = {
    Step.HOURS: _hours,
    Step.CLIENT: _client,
    Step.TARGET: _target,
}


def _row(step: Step) -> Block:
    skip = button("Skip this step", f"{Action.WELCOME}:skip", step.value)
    return buttons(f"welcome:{step.value}", *_acts(step), skip, *_skip_all(step))


def _acts(step: Step) -> list[Block]:
    match step:
        case Step.HOURS:
            fine = button("These are right", f"{Action.WELCOME}:done", step.value, style="primary")
            return [fine, button("Change them", Action.SETTINGS, "")]
        case Step.CLIENT:
            label = "Write down a client and a day"
            return [button(label, Action.OPEN_FORM, "", style="primary")]
        case Step.TARGET:
            return [button("Choose a target", Action.OPEN_TARGET, "", style="primary")]


def _skip_all(step: Step) -> list[Block]:
    if step is not Step.HOURS:
        return []
    return [button("Skip all three", f"{Action.WELCOME}:all", SKIPPED_ALL)]


def _end(found: Welcome, now: datetime) -> list[Block]:
    """When the first brief may come, and, for a manager, what a team settles once."""
    rep = found.rep
    on, _ = due.next_brief(now, rep.hours, rep.zone)
    day = dates.said(on, None, rep.zone, rep.locale, now)
    hour = dates.clock(rep.hours.brief_time, rep.locale)
    said = (
        f"That is all. When something is due, your brief says so at {hour}, on {day} at the "
        "earliest. A morning with nothing due is silent."
    )
    lead = []
    if found.lacks_lead:
        lead = [
            say("For the team: who takes over the dates of a rep who leaves and has no manager?")
        ]
    name = [button("Name a sales lead", Action.SETTINGS, "")] if found.lacks_lead else []
    good = button("Good", f"{Action.WELCOME}:end", welcome.END, style="primary")
    return [say(said), *lead, buttons("welcome:end", good, *name)]
