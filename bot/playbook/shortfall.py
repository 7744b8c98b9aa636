"""When does a rep hear that less is open than they chose? (S0-5)"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.playbook import due
from bot.playbook.deal import Against, Deal
from bot.playbook.model import Hours
from bot.playbook.winback import LossReason
from bot.playbook.winning import Gap, Opening, UsualSize

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
    SAID = "said"  # it was said, and nothing has fallen since


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

    @property
    def is_again(self) -> bool:
        """Everything there is to say was said before."""
        return self.cause is Cause.SAID


@dataclass(frozen=True, slots=True)
class Fall:
    """Something that left less open, and by how much; 0: nobody can tell any more."""

    cause: Cause
    deal_id: int | None
    minor: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What the open pipeline was before something happened, and what it is now."""

    cause: Cause
    deal_id: int | None
    before_minor: int
    after_minor: int
    target_minor: int | None

    @property
    def is_below(self) -> bool:
        return self.target_minor is not None and self.after_minor < self.target_minor

    def fall(self, now: datetime) -> Fall:
        """What lowers nothing is the cause of nothing, unless it is the number that was raised."""
        minor = max(0, self.before_minor - self.after_minor)
        if minor or self.cause is Cause.TARGET:
            return Fall(self.cause, self.deal_id, minor, now)
        return Fall(Cause.OTHER, None, 0, now)

    def is_enough_without(self, other: Fall) -> bool:
        """Whether it would be above the target, had only the other not happened."""
        return self.after_minor + other.minor >= (self.target_minor or 0)


@dataclass(frozen=True, slots=True)
class BelowTarget:
    """Everything the nudge says; `is_again`: it was said before, and nothing has fallen."""

    against: Against
    cause: Cause
    gap: Gap
    deal: Deal | None = None
    is_again: bool = False
    usual: UsualSize | None = None
    openings: Opening | None = None


def cause_of_loss(reason: LossReason | None, is_client_lost: bool) -> Cause:
    """A client gone, or a deal taken from us, is a loss; a no to what we offered is honest."""
    if is_client_lost or (reason is not None and reason not in _HONEST):
        return Cause.LOST
    return Cause.NO


def after_change(
    was: Shortfall | None,
    change: Change,
    held: Fall | None,
    others: Sequence[Fall],
    now: datetime,
    hours: Hours,
    zone: str,
) -> Shortfall | None:
    """A deal or the target changed: what is to be said, and when, if anything.

    `held`: the cause that was kept, while it holds; `others`: what else has fallen since.
    """
    if not change.is_below:
        return _back(was, now)
    new = change.fall(now)
    word_at = first_word_at(new.cause, now, hours, zone)
    if was is None:
        return Shortfall(due.today_in(zone, now), new.cause, new.deal_id, word_at)
    if was.back_at is not None:
        return _below_again(was, new, word_at)
    if held is None:
        return _cause_gone(was, [*others, new] if new.minor else others, now, hours, zone)
    if not _outweighs(new, held, change):
        return was
    return _named(was, new, min(was.next_at or word_at, word_at))


def after_reason(
    was: Shortfall, deal_id: int, cause: Cause, now: datetime, hours: Hours, zone: str
) -> Shortfall:
    """Why a deal was lost is told afterwards: it may be a loss, or an honest no, after all."""
    is_named = was.deal_id == deal_id and was.cause in (Cause.LOST, Cause.NO)
    if not is_named or was.cause is cause or was.back_at is not None:
        return was
    return _named(was, Fall(cause, deal_id, 0, now), first_word_at(cause, now, hours, zone))


def after_told(was: Shortfall, now: datetime) -> Shortfall | None:
    """Said: at most weekly while below, and the way back only once."""
    if was.back_at is not None:
        return None
    said = replace(was, cause=Cause.SAID, deal_id=None)
    return replace(said, told_at=now, next_at=now + AGAIN_AFTER)


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


def _below_again(was: Shortfall, new: Fall, word_at: datetime) -> Shortfall:
    """Below again before the way back was said: the week since the last word still counts."""
    week_over = (was.told_at or new.at) + AGAIN_AFTER
    next_at = max(week_over, word_at)
    return replace(was, cause=new.cause, deal_id=new.deal_id, next_at=next_at, back_at=None)


def _cause_gone(
    was: Shortfall, others: Sequence[Fall], now: datetime, hours: Hours, zone: str
) -> Shortfall:
    """What was to be named holds no more: the greatest loss of the others, else the greatest."""
    nothing = Fall(Cause.SAID if was.told_at else Cause.OTHER, None, 0, now)
    new = max(others, key=lambda fall: (fall.cause in _AT_ONCE, fall.minor), default=nothing)
    return _named(was, new, first_word_at(new.cause, new.at, hours, zone))


def _outweighs(new: Fall, held: Fall, change: Change) -> bool:
    """Whether the new one is to be named, and not what was to be named until now.

    A loss goes before a win that is greater when it would have led below the target alone; a
    win, however great, does not put off the word about a loss.
    """
    if new.cause in _AT_ONCE and held.cause not in _AT_ONCE and new.minor:
        return new.minor > held.minor or not change.is_enough_without(held)
    return new.minor > held.minor and (new.cause in _AT_ONCE or held.cause not in _AT_ONCE)


def _named(was: Shortfall, new: Fall, next_at: datetime) -> Shortfall:
    """It names another cause; the week since the last word still counts."""
    next_at = (was.next_at or next_at) if was.told_at else next_at
    return replace(was, cause=new.cause, deal_id=new.deal_id, next_at=next_at)
