"""How often should a client hear from us?"""

from datetime import date, timedelta

from bot.playbook.model import Tier

DAYS: dict[Tier, int] = {Tier.KEY: 14, Tier.STANDARD: 30, Tier.LIGHT: 90, Tier.NURTURE: 60}
NEW_FOR_DAYS = 90  # a client this young…
NEW_DAYS = 14  # …hears from us this often, unless the rep chose otherwise in days


def days(tier: Tier, own: int | None, known_on: date | None, since: date) -> int:
    """The rep's own cadence, else 14 days in a client's first 90, else the tier's (S3-1).

    `since` is the contact the days are counted from: one gap has one cadence, so that a client
    does not turn quiet and back on the day it stops being new.
    """
    if own is not None:
        return own
    return min(NEW_DAYS, DAYS[tier]) if is_new(known_on, since) else DAYS[tier]


def is_new(known_on: date | None, day: date) -> bool:
    """Whether a client is in its first 90 days."""
    return known_on is not None and day < known_on + timedelta(days=NEW_FOR_DAYS)
