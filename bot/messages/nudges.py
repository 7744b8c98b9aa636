"""Which words does each kind of message that Steady starts have?"""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.messages import (
    answer,
    brief,
    colleagues,
    commitments,
    digest_notes,
    ledger,
    lots,
    parting,
    patience,
    protection,
    questions,
    shortfall,
)
from bot.messages.blocks import Message
from bot.messages.commitments import Opened
from bot.playbook.model import Rep
from bot.playbook.nudge import Nudge, NudgeKind

Words = Callable[[Nudge, Rep, datetime], Message]


def nudge(facts: Nudge, rep: Rep, now: datetime, opened: Opened | None = None) -> Message:
    """Any message Steady starts, or redraws after a click."""
    match facts.kind:
        case NudgeKind.TIMED:
            return commitments.timed(facts.shown, rep, now, opened)
        case NudgeKind.BRIEF:
            return brief.brief(facts, rep, now, opened)
        case kind:
            return _SAYS[kind](facts, rep, now)


def discreet(said: Message) -> Message:
    """The same message, whose notification names nobody: for people who share their screen."""
    return Message("Steady has something for you.", said.blocks)


def _taken_back(facts: Nudge, rep: Rep, now: datetime) -> Message:
    if facts.parting is not None:
        return parting.taken_back(facts.parting)
    if facts.handed_on is not None:
        return lots.taken_back(facts.handed_on)
    assert facts.client is not None
    return colleagues.no_taken_back(facts.client, is_parted=facts.is_parted)


def _talk_over(facts: Nudge, rep: Rep, now: datetime) -> Message:
    assert facts.client is not None
    return patience.would_like_to_talk(facts.client, facts.by_name)


def _asked_to_part(facts: Nudge, rep: Rep, now: datetime) -> Message:
    assert facts.parting is not None
    return parting.question(facts.parting)


def _part_answer(facts: Nudge, rep: Rep, now: datetime) -> Message:
    assert facts.parting is not None
    return parting.answered(facts.parting)


def _shortfall(facts: Nudge, rep: Rep, now: datetime) -> Message:
    assert facts.below is not None
    return shortfall.below(facts.below)


def _back_above(facts: Nudge, rep: Rep, now: datetime) -> Message:
    assert facts.above is not None
    return shortfall.back(facts.above)


def _answer(facts: Nudge, rep: Rep, now: datetime) -> Message:
    assert facts.answer is not None
    return answer.told(facts.answer, rep, now)


def _rep_back(facts: Nudge, rep: Rep, now: datetime) -> Message:
    assert facts.handed_on is not None
    return lots.back(facts.handed_on)


def _handed_on(facts: Nudge, rep: Rep, now: datetime) -> Message:
    assert facts.handed_on is not None
    return lots.handed_on(facts.handed_on)


def _protected(facts: Nudge, rep: Rep, now: datetime) -> Message:
    assert facts.week is not None
    return protection.question(facts.week, rep, now)


def _digest_note(facts: Nudge, rep: Rep, now: datetime) -> Message:
    assert facts.note is not None
    return digest_notes.note(facts.note, rep, now)


def _question(facts: Nudge, rep: Rep, now: datetime) -> Message:
    assert facts.asked is not None
    return questions.said(facts.asked, rep, now)


def _test(facts: Nudge, rep: Rep, now: datetime) -> Message:
    return ledger.test()


# No message is made of a presence.
_SAYS: Mapping[NudgeKind, Words] = {
    NudgeKind.MEETING: commitments.of_meeting,
    NudgeKind.MEETING_OVER: commitments.of_meeting,
    NudgeKind.TOLD_NO: colleagues.heard_no,
    NudgeKind.UNREACHED: colleagues.unreached,
    NudgeKind.REP_LEFT: colleagues.rep_left,
    NudgeKind.TAKEN_BACK: _taken_back,
    NudgeKind.TALK_OVER: _talk_over,
    NudgeKind.ASKED_TO_PART: _asked_to_part,
    NudgeKind.PART_ANSWER: _part_answer,
    NudgeKind.SHORTFALL: _shortfall,
    NudgeKind.BACK_ABOVE: _back_above,
    NudgeKind.ANSWER: _answer,
    NudgeKind.REP_BACK: _rep_back,
    NudgeKind.HANDED_ON: _handed_on,
    NudgeKind.PROTECTED: _protected,
    NudgeKind.DIGEST_NOTE: _digest_note,
    NudgeKind.QUESTION: _question,
    NudgeKind.ASKED_COLLEAGUE: _question,
    NudgeKind.COLLEAGUE_SAID: _question,
    NudgeKind.TEST: _test,
}
