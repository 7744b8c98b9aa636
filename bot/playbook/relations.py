"""On how many people does our standing with a client rest? (S3-3)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.playbook import due
from bot.playbook.model import Client, Contact, Hours, Standing, Tier

LIVE_DAYS = 180  # a contact we had a word with this lately
WANTED: dict[Tier, int] = {Tier.KEY: 3, Tier.STANDARD: 2, Tier.LIGHT: 0, Tier.NURTURE: 0}
CONFIRM_DAYS = 180  # who decides at a key client is asked again after this
RENEWAL_DAYS = 120  # a renewal is followed up this long before (S0-2)
RENEWAL_NOTE = "talk about the renewal"

_SERVED = (Standing.PROSPECT, Standing.ACTIVE, Standing.NURTURE)


@dataclass(frozen=True, slots=True)
class Relations:
    """How many we know there, how many it takes, and whether to ask who decides."""

    live: int = 0
    wanted: int = 0
    is_decider_due: bool = False

    @property
    def are_too_few(self) -> bool:
        return self.live < self.wanted


def read(client: Client, contacts: Sequence[Contact], today: date) -> Relations:
    """A key client takes three live contacts, a standard one two, unless one person is all."""
    live = sum(is_live(contact, today) for contact in contacts)
    return Relations(live, wanted(client), is_decider_due(client, today))


def is_live(contact: Contact, today: date) -> bool:
    """Somebody who is there, and with whom we had a word in 180 days."""
    if contact.left_on is not None or contact.last_touch_on is None:
        return False
    return (today - contact.last_touch_on).days <= LIVE_DAYS


def wanted(client: Client) -> int:
    if client.standing not in _SERVED:
        return 0
    return min(WANTED[client.tier], 1 if client.is_one_person else WANTED[client.tier])


def is_decider_due(client: Client, today: date) -> bool:
    """At a key client, who decides is confirmed, and asked again after 180 days."""
    if client.tier is not Tier.KEY or client.standing not in _SERVED:
        return False
    confirmed_on = client.decider_confirmed_on
    return confirmed_on is None or (today - confirmed_on).days >= CONFIRM_DAYS


def renewal_brought_up_on(renews_on: date, today: date, hours: Hours) -> date | None:
    """A renewal is spoken of 120 days before, or tomorrow where that is past (S0-2).

    On a working day; None when none is left before the day itself.
    """
    day = max(renews_on - timedelta(days=RENEWAL_DAYS), today + timedelta(days=1))
    day = due.next_working_day(day, hours)
    return day if day < renews_on else None
