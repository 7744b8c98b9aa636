"""What can Steady say where a sale wants patience? Every message and form, made of some values."""

from dataclasses import replace
from datetime import date, datetime

from bot.messages import answer, client_forms, nudges, pulse, questions
from bot.messages.blocks import Message
from bot.messages.forms import Origin, View
from bot.playbook.fit import FOUR, OF_ACTIVE, Differs, Fit, FitAnswer, Trait
from bot.playbook.model import Client, Rep, Standing
from bot.playbook.nudge import Nudge, NudgeKind
from bot.playbook.outcome import FitAnswered
from bot.playbook.pulse import Pulse, PulseResult

TODAY = date(2026, 3, 2)
_SAID = {"y": FitAnswer.YES, "n": FitAnswer.NO, "?": FitAnswer.UNKNOWN}


def fit(said: str) -> Fit:
    traits = (*FOUR, *OF_ACTIVE)
    return Fit(1, 11, 1, TODAY, {t: _SAID[one] for t, one in zip(traits, said, strict=False)})


def messages(client: Client, rep: Rep, now: datetime) -> dict[str, Message]:
    """Every message about patience."""
    active = replace(client, standing=Standing.ACTIVE)
    differs = (Differs(Trait.TYPE, FitAnswer.YES, FitAnswer.NO),)
    told = {
        "fit, nurture": FitAnswered(client, fit("yyyy"), 1),
        "fit, find out": FitAnswered(client, fit("yy??"), 1, differs),
        "fit, let go": FitAnswered(client, fit("nnnn"), 1, differs * 7),
        "fit, active": FitAnswered(active, fit("yyynnnn"), 1),
    }
    asked = Pulse(f"2026-03-02:{'c' * 16}:{'s' * 22}", date(2026, 3, 13))
    found = PulseResult(TODAY, (1, 0, 12, 3, 1))
    return {name: answer.told(one, rep, now) for name, one in told.items()} | {
        "pulse": questions.said(asked, rep, now),
        "pulse, counted": pulse.counted(),
        "pulse, in the channel": pulse.result(found),
        "pulse, to a manager": nudges.nudge(Nudge(NudgeKind.DIGEST_NOTE, note=found), rep, now),
    }


def views(client: Client, origin: Origin) -> dict[str, View]:
    """Every form about patience."""
    active = replace(client, standing=Standing.ACTIVE)
    return {
        "fit form": client_forms.fit(client, None, origin),
        "fit form, answered": client_forms.fit(active, fit("yn?yn?y"), origin),
    }
