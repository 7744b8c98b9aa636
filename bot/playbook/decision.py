"""When is a client asked for the decision it announced? (S2-5)"""

from datetime import date, timedelta

from bot.playbook.deal import Deal

ASK_AGAIN_AFTER = timedelta(weeks=1)
MOST_ASKS = 3  # once, and raised again twice; then it is an open circle like any other


def is_due(deal: Deal, today: date) -> bool:
    """The day they would have decided by has passed: asked then, and twice more, a week apart."""
    if not deal.is_open or deal.decide_by is None or deal.decide_by >= today:
        return False
    if deal.decide_asks >= MOST_ASKS:
        return False
    return deal.decide_asked_on is None or deal.decide_asked_on + ASK_AGAIN_AFTER <= today
