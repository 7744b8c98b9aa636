"""What can Steady say about many things at once, and about what changed hands?"""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.messages import answer, handover_forms, nudges
from bot.messages import client as client_words
from bot.messages.blocks import Message
from bot.messages.forms import Origin, View
from bot.playbook.card import Card, QuietShown
from bot.playbook.lot import Lot, LotIntent, Thing
from bot.playbook.model import Client, QuietState, Standing, State
from bot.playbook.nudge import HandedOn, Nudge, NudgeKind, Shown
from bot.playbook.outcome import ClientSaved, Counts, LotDone, LotShown, Outcome, Reopened, Undone
from tests.cast import NOW, acme, ana, ben, commitment, mia

if TYPE_CHECKING:
    from tests.bot.messages.everything import Values

FACTS: dict[str, dict[str, object]] = {
    "contact_gone": {},
    "value_noted": {"client": "Acme"},
    "spoke_already": {"client": "Acme"},
    "nothing_overdue": {},
    "overdue_when": {},
    "lot_gone": {},
    "nothing_to_give": {"name": "Ana"},
    "managers_only_give": {},
    "give_to_oneself": {},
    "give_all_whom": {},
    "heir_gone": {"name": "Ben"},
    "client_open": {"client": "Acme"},
    "moved_on": {"client": "Acme", "on": date(2026, 3, 12), "at": None},
}


def outcomes(values: "Values") -> dict[str, Outcome]:
    """Every outcome about many things, by what it is."""
    one = acme(id=values.id, name=values.name)
    many = tuple(replace(one, id=n) for n in range(1, 13))
    overdue = LotIntent(Lot.OVERDUE, (Thing("commitments", 1, 1),), date(2026, 3, 9))
    saturday = replace(overdue, due_on=date(2026, 3, 7))
    given = LotIntent(Lot.GIVEN, from_rep_id=1, to_rep_id=2)
    giver, heir = ana(name=values.rep_name), ben(name=values.rep_name)
    some, all_of = Counts(dates=1), Counts(3, 1, 12)
    back = LotIntent(Lot.TAKEN_BACK, to_rep_id=1)
    return {
        "overdue, shown": LotShown(overdue, values.id, Counts(dates=5), many, named=(one,)),
        "overdue, shown for a Saturday": LotShown(saturday, values.id, some, (one,)),
        "overdue, moved": LotDone(overdue, Counts(dates=5), 5),
        "overdue, moved but some": LotDone(overdue, some, 5, many),
        "given, shown": LotShown(given, values.id, all_of, many, mia(), heir),
        "one's own, shown": LotShown(given, values.id, all_of, (one,), giver, heir),
        "given": LotDone(given, all_of, 5, (), giver, heir),
        "given to oneself": LotDone(given, all_of, 5, (one,), heir, giver),
        "taken back": LotDone(back, some, 5, (), None, giver),
        "lot undone": Undone("lot_overdue", None, "", count=12),
        "lot undone but one": Undone("lot_given", None, "", count=1, left=(one,)),
        "reopened": Reopened(commitment(client_id=one.id, client_name=one.name), 5),
        "reopened, overdue": Reopened(
            commitment(client_name=one.name, back_on=date(2026, 2, 2), back_time=None), 5
        ),
        "client again": ClientSaved(one, 5, "reopened"),
    }


def messages(values: "Values") -> dict[str, Message]:
    """Every message, by what it is."""
    rep = ana(name=values.rep_name, locale=values.locale)
    said = {name: answer.told(one, rep, NOW) for name, one in outcomes(values).items()}
    said |= {name: nudges.nudge(one, rep, NOW) for name, one in _nudges(values).items()}
    one = acme(id=values.id, name=values.name)
    return said | {
        "card, closed lately": client_words.card(_ended_card(one, values), rep, NOW),
    }


def views(values: "Values") -> dict[str, View]:
    """The form that asks who takes over."""
    origin = Origin("f" * 32, giver_id=1)
    gone = ben(name=values.rep_name)
    return {
        "give all": handover_forms.give(gone, None, origin),
        "give one": handover_forms.give(gone, values.name, origin),
    }


def _nudges(values: "Values") -> dict[str, Nudge]:
    gone, by = ben(name=values.rep_name), mia(name=values.rep_name)
    of = {"client_name": values.name, "words": values.words}
    dates = tuple(Shown(commitment(id=n, client_id=n // 2, **of)) for n in range(40))
    left = HandedOn(Counts(2, 1, 40), giver=gone)
    guest = HandedOn(Counts(1, 0, 1), giver=gone, is_guest=True)
    empty = HandedOn(Counts(1, 1, 0), giver=gone)
    return {
        "a rep left": Nudge(NudgeKind.REP_LEFT, dates, handed_on=left),
        "a rep is a guest": Nudge(NudgeKind.REP_LEFT, dates[:1], handed_on=guest),
        "a rep left nothing due": Nudge(NudgeKind.REP_LEFT, handed_on=empty),
        "a rep is back": Nudge(
            NudgeKind.REP_BACK,
            handed_on=HandedOn(Counts(dates=3), holders=(values.rep_name, "Mia")),
        ),
        "handed on": Nudge(
            NudgeKind.HANDED_ON, handed_on=HandedOn(Counts(3, 1, 12), giver=gone, by=by)
        ),
        "handed on by its owner": Nudge(
            NudgeKind.HANDED_ON, handed_on=HandedOn(Counts(3, 1, 12), giver=by, by=by)
        ),
        "taken back by whoever is back": Nudge(
            NudgeKind.HANDED_ON, handed_on=HandedOn(Counts(dates=2), by=by, is_back=True)
        ),
        "handing on was undone": Nudge(
            NudgeKind.TAKEN_BACK, handed_on=HandedOn(Counts(3, 1, 12), by=by)
        ),
    }


def _ended_card(one: Client, values: "Values") -> Card:
    closed = {"state": State.KEPT, "closed_at": NOW - timedelta(days=1), "client_name": one.name}
    mine, theirs = commitment(**closed), commitment(id=102, rep_id=2, **closed)
    lost = replace(one, standing=Standing.LOST)
    silent = QuietShown(lost, QuietState.UNWATCHED, None, 30)
    return Card(lost, None, silent, ended=(mine, theirs))
