"""When does a rep hear that less is open than they chose? (S0-5)"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.playbook import due
from bot.playbook.deal import Against, Deal
from bot.playbook.model import Hours
from bot.playbook.winback import LossReason
from bot.playbook.winning import Gap

HOLD = timedelta(days=1)  # what comes back within a day is said by nobody
PATIENT_WORKING_DAYS = 5  # after a win, an honest no, or a number chosen anew
AGAIN_AFTER = timedelta(days=7)  # while it stays below


class Cause(StrEnum):
    """What took the open pipeline below the target."""

    LOST = "lost"  # something happened to us: a competitor, a champion gone, a client lost
    SLIPPED = "slipped"  # a deal became smaller
    WON = "won"
    NO = "no"  # an honest no
    GIVEN = "given"  # a deal went to a colleague
    TARGET = "target"  # the number itself was raised
    OTHER = "other"  # a rate, a correction


_AT_ONCE = frozenset({Cause.LOST, Cause.SLIPPED})

# The client looked at what we offered and declined it; everything else befell us.
_HONEST = frozenset(
    {
        LossReason.NO_DECISION,
        LossReason.BUDGET,
        LossReason.PRICE,
        LossReason.TIMING,
        LossReason.NOT_A_FIT,
        LossReason.OTHER,
    }
)


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A rep's open pipeline is below target, or has only just come back."""

    below_on: date
    cause: Cause
    deal_id: int | None
    next_at: datetime | None  # when something is next to be said about it
    told_at: datetime | None = None  # the rep was told last
    back_at: datetime | None = None  # above again since


@dataclass(frozen=True, slots=True)
class BelowTarget:
    """Everything the nudge says; `is_again`: it was said before, and nothing has changed."""

    against: Against
    cause: Cause
    gap: Gap
    deal: Deal | None = None
    is_again: bool = False


def cause_of_loss(reason: LossReason | None, is_client_lost: bool) -> Cause:
    """A client gone, or a deal taken from us, is a loss; a no to what we offered is honest."""
    if is_client_lost or (reason is not None and reason not in _HONEST):
        return Cause.LOST
    return Cause.NO


def after_change(
    was: Shortfall | None,
    is_below: bool,
    cause: Cause,
    deal_id: int | None,
    now: datetime,
    hours: Hours,
    zone: str,
) -> Shortfall | None:
    """A deal or the target changed: what is to be said, and when, if anything."""
    if not is_below:
        return _back(was, now)
    today = due.today_in(zone, now)
    word_at = first_word_at(cause, now, hours, zone)
    if was is None:
        return Shortfall(today, cause, deal_id, word_at)
    if was.told_at is not None:
        return was if not was.back_at else _below_again(was, was.told_at, cause, deal_id, word_at)
    if was.next_at is not None and word_at < was.next_at:
        return replace(was, cause=cause, deal_id=deal_id, next_at=word_at)
    return was


def after_told(was: Shortfall, now: datetime) -> Shortfall | None:
    """Said: at most weekly while below, and the way back only once."""
    if was.back_at is not None:
        return None
    return replace(was, told_at=now, next_at=now + AGAIN_AFTER)


def first_word_at(cause: Cause, now: datetime, hours: Hours, zone: str) -> datetime:
    """A loss or a slip is said a day later; a win or an honest no may rest five working days."""
    if cause in _AT_ONCE:
        return now + HOLD
    day = due.today_in(zone, now)
    for _ in range(PATIENT_WORKING_DAYS):
        day = due.next_working_day(day + timedelta(days=1), hours)
    return due.due_at(day, None, hours, zone)


def _back(was: Shortfall | None, now: datetime) -> Shortfall | None:
    """What nobody was told of is forgotten; else the way back is said once, if it holds a day."""
    if was is None or was.told_at is None:
        return None
    return was if was.back_at else replace(was, back_at=now, next_at=now + HOLD)


def _below_again(
    was: Shortfall, told_at: datetime, cause: Cause, deal_id: int | None, word_at: datetime
) -> Shortfall:
    """Below again before the way back was said: the week since the last word still counts."""
    next_at = max(told_at + AGAIN_AFTER, word_at)
    return replace(was, cause=cause, deal_id=deal_id, next_at=next_at, back_at=None)
