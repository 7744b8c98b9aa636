"""What has a client agreed to, and which deals have stopped climbing? (S4-3)"""

from collections.abc import Sequence
from statistics import median

from bot.playbook.deal import Deal

# A stage is what the client has agreed to; its chance is in percent, until history knows better.
DEFAULT_STAGES = (
    ("Meet", 10),
    ("Explore", 20),
    ("Involve others", 30),
    ("Review a proposal", 45),
    ("Decide", 70),
)
HISTORY_FROM = 20  # deals that passed a stage before its own history counts
STUCK_AFTER_DAYS = 30  # in one stage, while there is no history
STUCK_TIMES = 1.5  # of the own median
SLIPS = 2  # close dates moved later before a deal is slipping


def stuck_after(stays: Sequence[int]) -> float:
    """Days in a stage after which a deal without a date of theirs is stuck.

    One and a half times the usual stay, once twenty deals have passed; thirty days before.
    """
    if len(stays) < HISTORY_FROM:
        return STUCK_AFTER_DAYS
    return STUCK_TIMES * median(stays)


def is_stuck(days_in_stage: int, limit: float, has_their_date: bool) -> bool:
    """No date the client named is alive, and it has stood longer than is usual."""
    return not has_their_date and days_in_stage > limit


def is_slipping(deal: Deal) -> bool:
    """The day it was to close on was moved later twice."""
    return deal.is_open and deal.close_moves >= SLIPS


def chance(of_stage: int, won: int, passed: int) -> int:
    """The chance of a deal on this stage, in percent: history from twenty closed deals on."""
    return of_stage if passed < HISTORY_FROM else won * 100 // passed
