"""What can Steady say where a sale wants patience? Every message and form, made of some values."""

from dataclasses import replace
from datetime import date, datetime

from bot.messages import answer, client_forms, nudges, pulse, questions, tone
from bot.messages.blocks import Message
from bot.messages.forms import Origin, View
from bot.playbook.cooled import Cooled
from bot.playbook.fit import FOUR, OF_ACTIVE, Differs, Fit, FitAnswer, Trait
from bot.playbook.model import Client, Contact, Direction, Rep, Standing, Touch, TouchKind
from bot.playbook.nudge import Nudge, NudgeKind
from bot.playbook.outcome import FitAnswered, Moved, Outcome, SupplierNoted, TalkAsked, Touched
from bot.playbook.pulse import Pulse, PulseResult
from bot.playbook.supplier import Supplier
from bot.playbook.tone import Found, Slip
from tests.cast import commitment

TODAY = date(2026, 3, 2)
_SAID = {"y": FitAnswer.YES, "n": FitAnswer.NO, "?": FitAnswer.UNKNOWN}


def fit(said: str) -> Fit:
    traits = (*FOUR, *OF_ACTIVE)
    return Fit(1, 11, 1, TODAY, {t: _SAID[one] for t, one in zip(traits, said, strict=False)})


def messages(client: Client, rep: Rep, now: datetime) -> dict[str, Message]:
    """Every message about patience."""
    active = replace(client, standing=Standing.ACTIVE)
    differs = (Differs(Trait.TYPE, FitAnswer.YES, FitAnswer.NO),)
    told: dict[str, Outcome] = {
        "fit, nurture": FitAnswered(client, fit("yyyy"), 1),
        "fit, find out": FitAnswered(client, fit("yy??"), 1, differs),
        "fit, let go": FitAnswered(client, fit("nnnn"), 1, differs * 7),
        "fit, active": FitAnswered(active, fit("yyynnnn"), 1),
    }
    jo = Contact(1, client.id, client.name, rep.name)
    touch = Touch(7, client.id, rep.id, Direction.OUT, TouchKind.MAIL, TODAY)
    date_ = commitment(client_name=client.name)
    supplier = Supplier(1, client.id, rep.id, "", date(2027, 6, 30), "nobody answers")
    once = Cooled(1, says_reasons=True)
    told |= {
        "talk asked": TalkAsked(client, rep),
        "supplier": SupplierNoted(client, supplier, 1, date_),
        "supplier, near": SupplierNoted(client, replace(supplier, ends_on=TODAY), 1, date_),
        "supplier, name": SupplierNoted(client, Supplier(1, 11, 1, client.name), 1),
        "moved, cooled": Moved(date_, date_, 1, cooled=once),
        "moved, cooled again": Moved(date_, date_, 1, cooled=Cooled(2, other=jo)),
        "touched, felt colder": Touched(
            client, touch, 1, is_cooling=True, is_good_fit=True, cooled=replace(once, put_offs=0)
        ),
        "touched, leave it": Touched(client, touch, 1, leave_until=TODAY),
        "touched, leave it until": Touched(client, touch, 1, next_open=date_, leave_until=TODAY),
    }
    found = (Found("now or " * 60, Slip.ULTIMATUM, "Either answer is fine."),)
    checked = {
        "talk it over": nudges.nudge(
            Nudge(NudgeKind.TALK_OVER, client=client, by_user_id="U0ANA", by_name=rep.name),
            rep,
            now,
        ),
        "tone, calm": tone.checked(()),
        "tone, one": tone.checked(found),
        "tone, many": tone.checked(found * 9),
        "tone, not yours": tone.not_yours(),
    }
    asked = Pulse(f"2026-03-02:{'c' * 16}:{'s' * 22}", date(2026, 3, 13))
    result = PulseResult(TODAY, (1, 0, 12, 3, 1))
    checked |= {
        "pulse": questions.said(asked, rep, now),
        "pulse, counted": pulse.counted(),
        "pulse, in the channel": pulse.result(result),
        "pulse, to a manager": nudges.nudge(Nudge(NudgeKind.DIGEST_NOTE, note=result), rep, now),
    }
    return checked | {name: answer.told(one, rep, now) for name, one in told.items()}


def views(client: Client, origin: Origin) -> dict[str, View]:
    """Every form about patience."""
    active = replace(client, standing=Standing.ACTIVE)
    return {
        "tone form": tone.form("", (), origin),
        "tone form, calm": tone.form("See you.", (), origin),
        "tone form, found": tone.form(
            "w" * 5_000, (Found("now", Slip.BEGGING, "Either answer is fine."),), origin
        ),
        "supplier form": client_forms.supplier(client, None, origin),
        "fit form": client_forms.fit(client, None, origin),
        "fit form, answered": client_forms.fit(active, fit("yn?yn?y"), origin),
    }
