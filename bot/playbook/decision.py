"""When is a client asked for the decision it announced? (S2-5)"""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.playbook import due
from bot.playbook.deal import Against, Deal
from bot.playbook.model import Hours

ASK_AGAIN_AFTER = timedelta(weeks=1)
MOST_ASKS = 3  # once, and raised again twice; then it is an open circle like any other


def is_due(deal: Deal, today: date) -> bool:
    """The day they would have decided by has passed: asked then, and twice more, a week apart."""
    if not deal.is_open or deal.decide_by is None or deal.decide_by >= today:
        return False
    if deal.decide_asks >= MOST_ASKS:
        return False
    return deal.decide_asked_on is None or deal.decide_asked_on + ASK_AGAIN_AFTER <= today


@dataclass(frozen=True, slots=True)
class DealsInBrief:
    """What a brief says of deals: decisions that are late, and once a week those without a date."""

    undecided: tuple[Deal, ...] = ()
    circles: Against | None = None
    today: date = date.min


def is_circles_day(today: date, hours: Hours) -> bool:
    """Deals without a date are counted once a week, on its first working day (S2-7)."""
    before = due.previous_working_day(today - timedelta(days=1), hours)
    return before.isocalendar()[:2] != today.isocalendar()[:2]


def is_still_late(deal: Deal, today: date) -> bool:
    """The day they would have decided by has passed, and nothing has come of it since."""
    return deal.is_open and deal.decide_by is not None and deal.decide_by < today
