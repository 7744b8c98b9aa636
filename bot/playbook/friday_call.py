"""Whom would it hurt most to lose this Friday? (S0-4)"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.playbook import cadence, due
from bot.playbook.model import Client, Hours
from bot.playbook.stress import Valued

NOT_TWICE_IN = timedelta(weeks=13)
SILENT_AFTER_A_LOSS = timedelta(days=7)
ACT_BY = 3  # Thursday, Monday being 0


@dataclass(frozen=True, slots=True)
class FridayCall:
    """Suppose this client calls on Friday to leave."""

    question_id: int
    client: Client


def is_day(day: date, hours: Hours) -> bool:
    """Every Monday; where that is a day off, on the week's first day that is worked (S0-4)."""
    monday = day - timedelta(days=day.weekday())
    return due.next_working_day(monday, hours) == day


def in_order(
    book: Sequence[Valued], asked: Collection[int], today: date
) -> list[tuple[Client, int]]:
    """Most value × (days since contact ÷ cadence) first, with that weight (S0-4).

    Left out: who was asked about lately, who has no value, and who was spoken to today.
    """
    weighed = [(each.client, weight(each, today)) for each in book if each.client.id not in asked]
    return sorted(
        [(client, found) for client, found in weighed if found > 0],
        key=lambda pair: (-pair[1], pair[0].id),
    )


def weight(valued: Valued, today: date) -> int:
    """What a client is worth, as many times as its cadence has passed without contact."""
    client = valued.client
    since = client.last_in_on or client.counts_from
    if since is None:
        return 0
    every = cadence.days(client.tier, client.cadence_days, client.known_on, since)
    return valued.value_minor * max(0, (today - since).days) // every


def act_by(today: date, hours: Hours) -> date:
    """By Thursday; where that is over or a day off, the working day nearest to it this week."""
    thursday = today - timedelta(days=today.weekday() - ACT_BY)
    return max(today, due.previous_working_day(thursday, hours))
