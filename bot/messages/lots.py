"""What does Steady say before and after many things are changed at once?"""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import dates
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    message,
    say,
)
from bot.messages.counts import begun, count_said, counted, joined, some_of
from bot.messages.ids import Action
from bot.messages.names import client_said, person_said, rep_said
from bot.playbook import due
from bot.playbook.lot import Lot, LotIntent
from bot.playbook.model import Client, Rep
from bot.playbook.nudge import HandedOn
from bot.playbook.outcome import Counts, LotDone, LotShown, Undone

MOST_NAMED = 8  # clients in one sentence


def shown(outcome: LotShown, rep: Rep, now: datetime) -> Message:
    """What would change; nothing has yet."""
    held = held_said(outcome.counts)
    if outcome.intent.lot is Lot.OVERDUE:
        asked = f"Move {held} to {_day(outcome.intent, rep, now)}?"
        label = f"Move {_all(outcome.counts.dates)}"
    else:
        asked = f"Give {_whose(outcome.giver, rep)} {held} to {rep_said(outcome.heir)}?"
        label = f"Give it all to {rep_said(outcome.heir)}"
    about = f" It is about {_names(outcome.clients)}." if outcome.clients else ""
    return message(
        say(f"{asked}{about} Nothing has changed yet."),
        [aside(line) for line in _remarks(outcome, rep)],
        buttons(
            f"lot:{outcome.draft_id}",
            button(label, Action.DO_LOT, str(outcome.draft_id), style="primary"),
        ),
    )


def done(outcome: LotDone, rep: Rep, now: datetime) -> Message:
    """What was changed, what was left alone, and one Undo for all of it."""
    return message(
        say(_done_sentence(outcome, rep, now)),
        [aside(line) for line in _left(outcome.left, "meanwhile")],
        buttons(f"lot:{outcome.change_id}", button("Undo", Action.UNDO, str(outcome.change_id))),
    )


def undone(outcome: Undone) -> Message:
    """How it stands now that a lot was taken back."""
    stand = "stands" if outcome.count == 1 else "stand"
    return message(
        say(f"Taken back: {counted(outcome.count or 0, 'thing')} {stand} as before."),
        [aside(line) for line in _left(outcome.left, "since")],
    )


def handed_on(facts: HandedOn) -> Message:
    """To whoever got, or gave back, many things at once."""
    by, held = begun(rep_said(facts.by)), held_said(facts.counts)
    if facts.is_back:
        return message(say(f"{by} is back, and took {held} back. You need do nothing there."))
    giver = facts.giver
    is_own = giver is None or (facts.by is not None and giver.id == facts.by.id)
    was = "what was theirs" if is_own else f"what was {rep_said(giver)}'s"
    return message(
        say(f"{by} gave you {was}: {held}. /client list and /followup list show all that is yours.")
    )


def taken_back(facts: HandedOn) -> Message:
    """What was given stays where it was after all."""
    stand = "stands" if facts.counts.total == 1 else "stand"
    held = held_said(facts.counts)
    return message(say(f"{begun(rep_said(facts.by))} took that back: {held} {stand} as before."))


def back(facts: HandedOn) -> Message:
    """A rep who was away hears who has what was theirs."""
    holders = joined([person_said(name) for name in facts.holders]) or "a colleague"
    held = held_said(facts.counts)
    are, them = ("is", "it") if facts.counts.total == 1 else ("are", "them")
    return message(
        say(f"Welcome back. While you were away {held} went to {holders}, and {are} open there."),
        buttons("back", button(f"Take {them} back", Action.TAKE_BACK, "")),
    )


def held_said(counts: Counts) -> str:
    """ "two clients, one deal and five dates" """
    several = ((counts.clients, "client"), (counts.deals, "deal"), (counts.dates, "date"))
    return joined([counted(number, what) for number, what in several if number]) or "nothing"


def _done_sentence(outcome: LotDone, rep: Rep, now: datetime) -> str:
    held = held_said(outcome.counts)
    verb = "is" if outcome.counts.total == 1 else "are"
    match outcome.intent.lot:
        case Lot.OVERDUE:
            return f"Moved {held} to {_day(outcome.intent, rep, now)}."
        case Lot.TAKEN_BACK:
            return f"{begun(held)} {verb} yours again."
        case _ if outcome.heir is not None and outcome.heir.id == rep.id:
            return f"{begun(held)} {verb} yours now."
        case _:
            heir = rep_said(outcome.heir)
            return f"{begun(held)} {verb} {heir}'s now. {begun(heir)} is told."


def _remarks(outcome: LotShown, rep: Rep) -> list[str]:
    """What one may not have thought of."""
    lines = []
    day = outcome.intent.due_on
    if outcome.named:
        whose = _names(outcome.named)
        if outcome.intent.lot is Lot.OVERDUE:
            lines.append(f"{whose} named the day themselves. Their dates stay as they named them.")
    if day is not None and not due.is_working_day(day, rep.hours):
        lines.append("That is not a working day of yours.")
    if outcome.intent.lot is Lot.GIVEN:
        lines.append("Notes and heat stay with whoever wrote them down.")
    return lines


def _left(clients: Sequence[Client], when: str) -> list[str]:
    if not clients:
        return []
    return [f"Left as it is, because somebody changed it {when}: {_names(clients)}."]


def _whose(giver: Rep | None, rep: Rep) -> str:
    if giver is None or giver.id == rep.id:
        return "your"
    return f"{rep_said(giver)}'s"


def _day(intent: LotIntent, rep: Rep, now: datetime) -> str:
    assert intent.due_on is not None
    return dates.said(intent.due_on, intent.due_time, rep.zone, rep.locale, now)


def _names(clients: Sequence[Client]) -> str:
    return some_of([client_said(c) for c in clients[:MOST_NAMED]], len(clients))


def _all(dates_: int) -> str:
    return "it" if dates_ == 1 else f"all {count_said(dates_)}"


def rep_left(facts: HandedOn, lines: Sequence[Block], more: int) -> list[Block]:
    """To the heir: whose dates these were, each with a way to give it on."""
    name = rep_said(facts.giver)
    guest = "is a guest here now, and I do not work with guests"
    head = f"{begun(name)} {guest if facts.is_guest else 'has left'}."
    dates_ = facts.counts.dates
    if dates_:
        are, them = ("is", "it") if dates_ == 1 else ("are", "them")
        head += f" {begun(counted(dates_, 'open date'))} {are} yours until you give {them} on."
    rest = Counts(facts.counts.clients, facts.counts.deals)
    still = []
    if rest.total:
        stand, them = ("stands", "it") if rest.total == 1 else ("stand", "them")
        of_theirs = f"{begun(held_said(rest))} {stand} in {name}'s name"
        still = [aside(f"{of_theirs} until you give {them} on.")]
    row: list[Block] = []
    if facts.giver is not None and facts.counts.total:
        give = button("Give all to …", Action.GIVE_TO, f"{facts.giver.id}|all", style="primary")
        row = [buttons(f"left:{facts.giver.id}", give)]
    tail = [aside(f"And {count_said(more)} more: /followup list shows all.")] if more > 0 else []
    return [say(head), *lines, *tail, *still, *row]
