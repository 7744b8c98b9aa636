"""What does Steady say about the weekly hour for finding new clients? (S0-6)"""

from datetime import datetime

from bot.messages import dates
from bot.messages.blocks import Block, Message, aside, button, buttons, message, say
from bot.messages.ids import Action
from bot.playbook.model import Protected, Rep
from bot.playbook.protection import Kept, ProtectedWeek, Streak

INSIDE = "That is inside your protected time. It comes at its time all the same."


def chosen(rep: Rep) -> Message:
    """What is protected from now on, and how to put it into a calendar."""
    block = rep.protected
    if block is None:
        return message(
            say("Nothing is protected now. A weekly block again: /steady protect Tuesday 9 to 11.")
        )
    return message(
        say(
            f"Protected: every {said(block, rep)}, for finding new clients. I start nothing in it, "
            "and ask afterwards whether you kept it."
        ),
        aside("A time a client named still comes. Holidays and pauses are not asked about."),
        _row(),
    )


def said(block: Protected, rep: Rep) -> str:
    """ "Tuesday, 09:00 to 11:00"."""
    hours = (dates.clock(at, rep.locale) for at in (block.begins, block.ends))
    return f"{dates.WEEKDAYS[block.weekday]}, {' to '.join(hours)}"


def question(week: ProtectedWeek, rep: Rep, now: datetime) -> Message:
    """Was it kept? One question, and three answers; or what was answered."""
    if week.answer is not None:
        again = button("Change my answer", Action.KEPT_BLOCK, f"{week.id}|open")
        row = buttons(f"protected:{week.id}", again)
        return message(say(f"{_NOTED[week.answer]} {_so_far(week.streak)}".strip()), row)
    day = dates.said(week.day, None, rep.zone, rep.locale, now)
    labels = {Kept.YES: "Yes", Kept.PARTLY: "Part of it", Kept.NO: "No, something came up"}
    answers = [
        button(label, f"{Action.KEPT_BLOCK}:{kept.value}", f"{week.id}|{kept.value}")
        for kept, label in labels.items()
    ]
    parts: list[Block] = [say(f"Your protected time, {day}: did you get to keep it?")]
    parts += [aside(line)] if (line := _so_far(week.streak)) else []
    return message(parts, buttons(f"protected:{week.id}", *answers))


def gone() -> Message:
    """A question about a block that was given up since."""
    return message(say("Nothing is protected any more, so there is nothing to keep."))


_NOTED = {
    Kept.YES: "Good: kept.",
    Kept.PARTLY: "Noted: part of it. That is more than none.",
    Kept.NO: "Noted. Something always comes up; next week is a new one.",
}


def _so_far(streak: Streak) -> str:
    """ "You kept it in 7 of the last 10 weeks, and part of it in 2 more"; never a nought."""
    if streak.weeks < 2 or not (streak.kept or streak.partly):
        return ""
    if not streak.kept:
        return f"You kept part of it in {streak.partly} of the last {streak.weeks} weeks."
    more = f", and part of it in {streak.partly} more" if streak.partly else ""
    return f"You kept it in {streak.kept} of the last {streak.weeks} weeks{more}."


def _row() -> Block:
    return buttons(
        "protected:set",
        button("Add to my calendar", Action.PROTECTED_FILE, ""),
        button("Stop protecting it", Action.PROTECT_OFF, ""),
    )
