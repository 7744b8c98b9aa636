"""What did Steady say to a rep lately, what did it keep back and why, and what comes next?"""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.messages import dates, settings
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
from bot.messages.counts import joined, some_of, times_said
from bot.messages.ids import Action
from bot.playbook import due
from bot.playbook.ledger import MOST_NAMES, Ahead, KeptBack, Ledger, Sent, Why
from bot.playbook.model import Rep
from bot.playbook.nudge import NudgeKind
from bot.playbook.restraint import OTHERS_A_DAY

_KINDS = {
    NudgeKind.TIMED: "a date with a time",
    NudgeKind.BRIEF: "your morning brief",
    NudgeKind.MEETING: "a meeting of yours",
    NudgeKind.MEETING_OVER: "what came of a meeting",
    NudgeKind.PROTECTED: "whether protected time was kept",
    NudgeKind.TOLD_NO: "a colleague's no",
    NudgeKind.TAKEN_BACK: "something a colleague took back",
    NudgeKind.TALK_OVER: "a colleague who would like to talk",
    NudgeKind.ASKED_COLLEAGUE: "what a colleague wants to know",
    NudgeKind.COLLEAGUE_SAID: "what a colleague told you",
    NudgeKind.ASKED_TO_PART: "a question about parting",
    NudgeKind.PART_ANSWER: "an answer about parting",
    NudgeKind.SHORTFALL: "your pipeline below target",
    NudgeKind.BACK_ABOVE: "your pipeline back above target",
    NudgeKind.ANSWER: "an answer to you",
    NudgeKind.UNREACHED: "a colleague I cannot reach",
    NudgeKind.DIGEST_NOTE: "a word about the digest",
    NudgeKind.QUESTION: "a question to think about",
    NudgeKind.REP_LEFT: "what a colleague who left had open",
    NudgeKind.REP_BACK: "who has what was yours",
    NudgeKind.HANDED_ON: "what a colleague gave you",
    NudgeKind.PRESENCE: "nothing",
    NudgeKind.TEST: "a test",
}
_WHY = {
    Why.HOURS: "it was outside your office hours",
    Why.PAUSE: "you were away",
    Why.CAP: f"you had heard from me {times_said(OTHERS_A_DAY)} that day, besides the brief",
    Why.NOT_ITS_HOUR: "its hour was over",
    Why.MEETING: "you were in a meeting",
    Why.PROTECTED: "it was your protected time",
    Why.UNTRUE: "it was no longer so",
    Why.UNDONE: "it was taken back",
    Why.MUTED: "you muted this kind",
    Why.IN_BRIEF: "your brief had a line for it",
    Why.REFUSED: "Slack would not take it",
    Why.UNREADABLE: "Slack did not say whether it took it",
    Why.UNDER_WAY: "it is on its way",
}


def ledger(found: Ledger, rep: Rep, now: datetime) -> Message:
    """Three short lists, and a way to try it out."""
    sent = [_sent(one, rep, now) for one in found.sent]
    kept = [_kept_back(one, rep, now) for one in found.kept_back]
    ahead = [_ahead(one, rep, now) for one in found.ahead]
    return message(
        _part("What I sent you lately:", sent, "I have sent you nothing in the last two weeks."),
        _part("What I kept back:", kept, "I kept nothing back."),
        _part("What comes next, if nothing changes:", ahead, "Nothing is planned."),
        _besides(rep, now),
        buttons("ledger", button("Send me a test", Action.SEND_TEST, "")),
    )


def test() -> Message:
    """Sent like any nudge; its button shows that a press arrives."""
    return message(
        say("This is a test. You read it, so my messages reach you. Does the button work, too?"),
        buttons("test", button("It works", Action.TEST_SEEN, "")),
    )


def test_on_its_way() -> Message:
    return message(say("A test is on its way to your direct messages."))


def test_seen() -> Message:
    return message(say("It works: messages reach you, and your answers reach me."))


def on_its_way() -> Message:
    return message(say("It follows below."))


def came_already() -> Message:
    return message(say("It came already, or is on its way: look a little further down."))


def _part(title: str, lines: Sequence[str], none: str) -> list[Block]:
    if not lines:
        return [say(none)]
    return [say("\n".join((title, *(f"• {line}" for line in lines))))]


def _besides(rep: Rep, now: datetime) -> list[Block]:
    """What holds for everything: a pause, and what was muted."""
    lines = [settings.paused_said(rep, now)] if due.is_paused(rep, now) else []
    off = settings.muted_named(rep)
    lines += [f"Muted, so never sent: {joined(off)}."] if off else []
    return [aside(" ".join(lines))] if lines else []


def _sent(one: Sent, rep: Rep, now: datetime) -> str:
    return f"{_at(one.at, rep, now)}: {_KINDS[one.kind]}{_about(one.clients)}."


def _kept_back(one: KeptBack, rep: Rep, now: datetime) -> str:
    then = f" It comes {_at(one.until, rep, now)}." if one.until else ""
    what = f"{_KINDS[one.kind]}{_about(one.clients)}"
    return f"{_at(one.at, rep, now)}: {what}, because {_WHY[one.why]}.{then}"


def _ahead(one: Ahead, rep: Rep, now: datetime) -> str:
    return f"{_at(one.at, rep, now)}: {_KINDS[one.kind]}{_about(one.clients)}."


def _about(names: Sequence[str]) -> str:
    """ ", about Acme, Globex and two more" """
    if not names:
        return ""
    return f", about {some_of([isolated(cut(n, 40)) for n in names[:MOST_NAMES]], len(names))}"


def _at(moment: datetime, rep: Rep, now: datetime) -> str:
    """ "Mon 2 Mar, 08:30", in the rep's zone."""
    local = moment.astimezone(ZoneInfo(rep.zone))
    clock = dates.clock(time(local.hour, local.minute), rep.locale)
    return f"{dates.short(local.date(), rep.locale, now)}, {clock}"
