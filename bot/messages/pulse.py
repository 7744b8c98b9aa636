"""How does Steady ask how business is, and how does it tell what the team said? (S1-5)"""

from datetime import datetime

from bot.messages import dates
from bot.messages.blocks import Message, aside, buttons, choice, message, plain, say
from bot.messages.counts import count_said
from bot.messages.ids import Action
from bot.playbook.model import Rep
from bot.playbook.pulse import FEWEST, Pulse, PulseResult, Step

_QUESTION = "Compared with six months ago, how is business?"
_FEWEST = count_said(FEWEST)
_STEPS = {
    Step.MUCH_WORSE: "Significantly worse",
    Step.WORSE: "Somewhat worse",
    Step.SAME: "About the same",
    Step.BETTER: "Somewhat better",
    Step.MUCH_BETTER: "Significantly better",
}


def question(found: Pulse, rep: Rep, now: datetime) -> Message:
    """Five steps, one answer. A list that asks once more: a slip could not be put right."""
    until = dates.said(found.last_day, None, rep.zone, rep.locale, now)
    steps = [(label, f"{found.ballot}:{step.value}") for step, label in _STEPS.items()]
    asked = choice("Choose one", Action.PULSE, steps) | {"confirm": _confirm()}
    return message(
        say(_QUESTION),
        buttons(f"pulse:{found.last_day.isoformat()}", asked),
        aside(
            "I count the answer and keep nothing of who gave it, so it cannot be changed "
            f"afterwards. It is open until {until}. If {_FEWEST} or more answer, the team sees the "
            "counts, once; with fewer, nobody does."
        ),
    )


def counted() -> Message:
    """It does not say what was chosen: whoever looks over a shoulder learns nothing."""
    return message(say("Counted, without your name. Thank you."))


def result(found: PulseResult) -> Message:
    """What the team said, the best first."""
    said = zip(_STEPS.values(), found.counts, strict=True)
    lines = [f"{label}: {count}" for label, count in said]
    return message(
        say(f"How is business, compared with six months ago? {found.total} of us answered."),
        say("\n".join(reversed(lines))),
        aside("The answers were counted without names. I ask again in six months."),
    )


def _confirm() -> dict[str, object]:
    return {
        "title": plain("Count this answer?"),
        "text": plain("It cannot be changed afterwards."),
        "confirm": plain("Count it"),
        "deny": plain("Not yet"),
    }
