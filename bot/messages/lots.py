"""What does Steady say before and after many things are changed at once?"""

from collections.abc import Sequence
from datetime import datetime

from bot.messages import dates, followup
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    cut,
    isolated,
    message,
    say,
)
from bot.messages.ids import Action
from bot.playbook import due
from bot.playbook.lot import Lot, LotIntent
from bot.playbook.model import Client, Rep
from bot.playbook.nudge import HandedOn
from bot.playbook.outcome import Counts, LotDone, LotShown, Undone

MOST_NAMED = 8  # clients in one sentence


def shown(outcome: LotShown, rep: Rep, now: datetime) -> Message:
    """What would change; nothing has yet."""
    held = counted(outcome.counts)
    about = f"It is about {_names(outcome.clients)}." if outcome.clients else ""
    if outcome.intent.lot is Lot.OVERDUE:
        day = _day(outcome.intent, rep, now)
        sentence = f"Move {held} to {day}? {about} Nothing has changed yet."
        label = f"Move {_all(outcome.counts.dates)}"
    else:
        sentence = (
            f"Give {_whose(outcome.giver, rep)} {held} to {_name(outcome.heir)}? {about} "
            "Nothing has changed yet."
        )
        label = f"Give it all to {cut(outcome.heir.name, 50)}" if outcome.heir else "Give it all"
    return message(
        say(sentence),
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
    things = "one thing stands" if outcome.count == 1 else f"{_number(outcome.count)} things stand"
    return message(
        say(f"Taken back: {things} as before."),
        [aside(line) for line in _left(outcome.left, "since")],
    )


def handed_on(facts: HandedOn) -> Message:
    """To whoever got, or gave back, many things at once."""
    by = _name(facts.by)
    held = counted(facts.counts)
    if facts.is_back:
        return message(say(f"{by} is back, and took {held} back. You need do nothing there."))
    giver = facts.giver
    is_own = giver is None or (facts.by is not None and giver.id == facts.by.id)
    was = "what was theirs" if is_own else f"what was {_name(giver)}'s"
    return message(say(f"{by} gave you {was}: {held}. /client list and /followup list show them."))


def taken_back(facts: HandedOn) -> Message:
    """What was given stays where it was after all."""
    return message(
        say(f"{_name(facts.by)} took that back: {counted(facts.counts)} stand as they did before.")
    )


def back(facts: HandedOn) -> Message:
    """A rep who was away hears who has what was theirs."""
    holders = _listed([isolated(cut(name, 60)) for name in facts.holders])
    held = counted(facts.counts)
    verb = "is" if facts.counts.total == 1 else "are"
    return message(
        say(f"Welcome back. While you were away {held} went to {holders}, and {verb} open there."),
        buttons("back", button("Take them back", Action.TAKE_BACK, "")),
    )


def counted(counts: Counts) -> str:
    """ "two clients, one deal and five dates" """
    parts = [
        _count(counts.clients, "client", "clients"),
        _count(counts.deals, "deal", "deals"),
        _count(counts.dates, "date", "dates"),
    ]
    return _listed([part for part in parts if part]) or "nothing"


def _done_sentence(outcome: LotDone, rep: Rep, now: datetime) -> str:
    held = counted(outcome.counts)
    verb = "is" if outcome.counts.total == 1 else "are"
    match outcome.intent.lot:
        case Lot.OVERDUE:
            return f"Moved {held} to {_day(outcome.intent, rep, now)}."
        case Lot.TAKEN_BACK:
            return f"{held[0].upper()}{held[1:]} {verb} yours again."
        case _ if outcome.heir is not None and outcome.heir.id == rep.id:
            return f"{held[0].upper()}{held[1:]} {verb} yours now."
        case _:
            heir = _name(outcome.heir)
            return f"{held[0].upper()}{held[1:]} {verb} {heir}'s now. {heir} is told."


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
    return f"{_name(giver)}'s"


def _day(intent: LotIntent, rep: Rep, now: datetime) -> str:
    assert intent.due_on is not None
    return dates.said(intent.due_on, intent.due_time, rep.zone, rep.locale, now)


def _names(clients: Sequence[Client]) -> str:
    names = [isolated(cut(c.name, 60)) for c in clients[:MOST_NAMED]]
    more = len(clients) - len(names)
    return _listed([*names, f"{more:,} more"] if more > 0 else names)


def _listed(parts: Sequence[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _count(number: int, one: str, many: str) -> str:
    if number == 0:
        return ""
    return f"one {one}" if number == 1 else f"{_number(number)} {many}"


def _number(number: int) -> str:
    return followup.count_said(number) if number < 1_000 else f"{number:,}"


def _all(dates_: int) -> str:
    return "it" if dates_ == 1 else f"all {_number(dates_)}"


def _name(rep: Rep | None) -> str:
    return isolated(cut(rep.name, 60)) if rep is not None and rep.name else "a colleague"


def rep_left(facts: HandedOn, lines: Sequence[Block], more: int) -> list[Block]:
    """To the heir: whose dates these were, each with a way to give it on."""
    name = _name(facts.giver)
    why = "is a guest here now, whom I do not work with" if facts.is_guest else "has left"
    dates_ = facts.counts.dates
    head = f"{name} {why}."
    if dates_:
        verb = "is" if dates_ == 1 else "are"
        head += f" {_cap(_count(dates_, 'open date', 'open dates'))} {verb} yours until you say."
    rest = Counts(facts.counts.clients, facts.counts.deals)
    still = []
    if rest.total:
        verb = "stands" if rest.total == 1 else "stand"
        still = [aside(f"{_cap(counted(rest))} {verb} in {name}'s name until you give them.")]
    row: list[Block] = []
    if facts.giver is not None and facts.counts.total:
        give = button("Give all to …", Action.GIVE_TO, f"{facts.giver.id}|all", style="primary")
        row = [buttons(f"left:{facts.giver.id}", give)]
    tail = [aside(f"And {more} more: /followup list shows them.")] if more > 0 else []
    return [say(head), *lines, *tail, *still, *row]


def _cap(text: str) -> str:
    return text[:1].upper() + text[1:]
