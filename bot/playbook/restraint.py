"""May Steady say this now, later, or leave it to the morning brief?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.playbook import due, meeting
from bot.playbook.asking import Ask, is_wanted
from bot.playbook.model import Commitment, Hours, Rep
from bot.playbook.nudge import NudgeKind
from bot.playbook.preferences import Muted, wants

OTHERS_A_DAY = 4  # messages besides the brief that Steady starts, per rep and local day


class Held(StrEnum):
    """Why something was not said at its moment."""

    HOURS = "outside_hours"
    PAUSE = "paused"
    CAP = "cap"  # four others had been said that day
    NOT_ITS_HOUR = "not_its_hour"  # of a brief
    MUTED = "muted"
    MEETING = "in_a_meeting"
    PROTECTED = "in_protected_time"


class Do(StrEnum):
    """What becomes of a message whose moment has come."""

    SAY = "say"
    WAIT = "wait"
    LEAVE = "leave"  # the brief says it, or it is asked another day
    LOOK_AGAIN = "look_again"  # somebody else may have to hear it: the sweep decides


@dataclass(frozen=True, slots=True)
class Verdict:
    """`counts`: it is one of the rep's few that day."""

    do: Do
    why: Held | None = None
    until: datetime | None = None
    counts: bool = False


@dataclass(frozen=True, slots=True)
class Busy:
    """What a rep must not be disturbed in now, and its end."""

    why: Held
    until: datetime


# The rep asked, and waits for it.
ASKED_FOR = frozenset({NudgeKind.ANSWER, NudgeKind.TEST})
# Not worth saying later: the brief lists the dates, and a question is asked another day.
NOT_KEPT = frozenset(
    {NudgeKind.TIMED, NudgeKind.MEETING, NudgeKind.MEETING_OVER, NudgeKind.QUESTION}
)
# These bring their own buttons, and come whole; the last says nothing at all.
_WHOLE = frozenset({NudgeKind.BRIEF, NudgeKind.REP_LEFT, NudgeKind.REP_BACK, NudgeKind.HANDED_ON})
_WHOLE |= {NudgeKind.PRESENCE}
# A line of the brief stands for these when several have waited.
GATHERED = frozenset(NudgeKind) - ASKED_FOR - NOT_KEPT - _WHOLE
_MUTED_BY = {
    NudgeKind.SHORTFALL: Muted.SHORTFALL,
    NudgeKind.BACK_ABOVE: Muted.SHORTFALL,
}
_ASKED_AS = {
    NudgeKind.MEETING_OVER: Ask.MEETING,
    NudgeKind.PROTECTED: Ask.PROTECTED,
    NudgeKind.ASKED_COLLEAGUE: Ask.COLLEAGUE,
}
_SAY = Verdict(Do.SAY)


def verdict(
    kind: NudgeKind,
    rep: Rep,
    now: datetime,
    said_today: int,
    dates: Sequence[Commitment] = (),
    *,
    is_asked_for: bool = False,
    busy: Busy | None = None,
) -> Verdict:
    """What becomes of a message now; `dates` are what a timed one is about.

    A date the client named comes at its time. It is not counted: the client starts it, and a day
    full of calls must not push out what the rep asked to be reminded of. `busy` is what
    the rep must not be disturbed in (S2-8, S0-6).
    """
    if kind in ASKED_FOR or is_asked_for:
        return _SAY
    if due.is_paused(rep, now):
        return _while_away(kind, rep, now)
    if kind is NudgeKind.MEETING or any(c.is_theirs_to_name for c in dates):
        return _SAY
    if busy is not None:
        return Verdict(Do.WAIT, busy.why, busy.until)
    if kind is NudgeKind.BRIEF:
        return _of_brief(rep, now)
    if not due.is_in_hours(now, rep.hours, rep.zone):
        return _until_opening(rep, now, dates) or _kept_back(kind, rep, now, Held.HOURS)
    if said_today >= OTHERS_A_DAY:
        return _kept_back(kind, rep, now, Held.CAP)
    return Verdict(Do.SAY, counts=True)


def wants_kind(rep: Rep, kind: NudgeKind) -> bool:
    """Whether the rep still wants to hear of what this message is about."""
    if kind in _ASKED_AS:
        return is_wanted(rep, _ASKED_AS[kind])
    return kind not in _MUTED_BY or wants(rep, _MUTED_BY[kind])


def comes_at_its_time(commitment: Commitment, hours: Hours, zone: str) -> bool:
    """A time the client named always does, and a meeting; another within office hours.

    Any other the brief has. What is due just after the door opens comes when it opens.
    """
    if commitment.is_theirs_to_name or commitment.back_time is None:
        return True
    if meeting.is_at_its_hour(commitment):
        return True
    moments = (commitment.due_at, commitment.due_at - due.NUDGE_BEFORE)
    return any(due.is_in_hours(moment, hours, zone) for moment in moments)


def is_for_brief_of(commitment: Commitment, today: date, hours: Hours, zone: str) -> bool:
    """An hour of today that the rep chose outside office hours stands in this morning's brief."""
    return commitment.back_on == today and not comes_at_its_time(commitment, hours, zone)


def _while_away(kind: NudgeKind, rep: Rep, now: datetime) -> Verdict:
    if kind is NudgeKind.BRIEF:
        return Verdict(Do.LEAVE, Held.PAUSE)
    if kind in (NudgeKind.TIMED, NudgeKind.MEETING):
        return Verdict(Do.LOOK_AGAIN, Held.PAUSE)
    return _kept_back(kind, rep, now, Held.PAUSE)


def _of_brief(rep: Rep, now: datetime) -> Verdict:
    if not due.is_brief_hour(now, rep.hours, rep.zone):
        return Verdict(Do.LEAVE, Held.NOT_ITS_HOUR)
    return _SAY


def _until_opening(rep: Rep, now: datetime, dates: Sequence[Commitment]) -> Verdict | None:
    """A nudge ten minutes before the door opens waits for the door, when that is still in time."""
    if not dates:
        return None
    opening = due.next_opening(now, rep.hours, rep.zone)
    in_time = opening <= min(c.due_at for c in dates)
    return Verdict(Do.WAIT, Held.HOURS, opening) if in_time else None


def _kept_back(kind: NudgeKind, rep: Rep, now: datetime, why: Held) -> Verdict:
    """Until the next brief, which gathers what has waited."""
    if kind in NOT_KEPT:
        return Verdict(Do.LEAVE, why)
    _, morning = due.next_brief(due.end_of_pause(rep, now), rep.hours, rep.zone)
    return Verdict(Do.WAIT, why, morning)
