"""Which clients are looked at in this sitting, and what is asked of each? (S0-1)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bot.playbook.model import Client, Standing, Tier

MOST = 5  # clients a sitting
KEY_AFTER_DAYS = 90  # key clients come each quarter
MIDDLE_OF_MONTH = 15


class Asked(StrEnum):
    """What is asked of a client, one after the other."""

    RESULTS = "results"  # are they getting the results they want?
    SAID = "said"  # when did they last say so?
    BEST = "best"  # are we giving them our best?
    AGAIN = "again"  # would we take them on today?


DECLINED = "declined"  # a colleague would rather not say
GONE = "gone"  # a colleague left before answering
SKIP = "skip"  # this client, this time
ANSWERS = {
    Asked.RESULTS: ("yes", "no", "unknown"),
    Asked.SAID: ("lately", "long_ago", "never"),
    Asked.BEST: ("yes", "no"),
    Asked.AGAIN: ("yes", "no"),
}


@dataclass(frozen=True, slots=True)
class Review:
    """One client in a sitting, and what was answered so far."""

    id: int
    client: Client
    answers: tuple[tuple[Asked, str], ...] = ()
    is_skipped: bool = False


@dataclass(frozen=True, slots=True)
class Sitting:
    """A sitting as it stands."""

    period: str
    reviews: tuple[Review, ...]


@dataclass(frozen=True, slots=True)
class Noted:
    """An answer just kept, and the change that takes it back."""

    client: Client
    said: str
    change_id: int


@dataclass(frozen=True, slots=True)
class Step:
    """The one question now, and what a no just now leads to."""

    sitting: Sitting
    review: Review | None = None  # none: the sitting is over
    asked: Asked | None = None
    place: int = 0  # of the client in the sitting, the first is 1
    no_about: Client | None = None  # a no was just heard about this client
    no_to: Asked | None = None
    noted: Noted | None = None


@dataclass(frozen=True, slots=True)
class ColleagueAsked:
    """What a rep in a sitting would like a colleague to say; nothing else goes along."""

    question_id: int
    client: Client
    asked: Asked
    by_name: str


@dataclass(frozen=True, slots=True)
class ColleagueSaid:
    """What the colleague said; it can be taken as the answer while none was given."""

    review_id: int
    client: Client
    asked: Asked
    name: str
    said: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Inventory:
    """Twice a month: is there time for a sitting?"""

    question_id: int
    clients: tuple[Client, ...]


def period_of(today: date) -> str:
    """Twice a month."""
    return f"{today.year}-{today.month:02}-{1 if today.day <= MIDDLE_OF_MONTH else 2}"


def due_now(book: Sequence[tuple[Client, date | None]], today: date) -> list[Client]:
    """Key clients whose quarter is over, then the longest unreviewed; five at most (S0-1)."""

    def rank(one: tuple[Client, date | None]) -> tuple[bool, date, int]:
        client, reviewed_on = one
        is_key_due = client.tier is Tier.KEY and _is_quarter_over(reviewed_on, today)
        return not is_key_due, reviewed_on or date.min, client.id

    wanted = [one for one in book if one[0].standing is Standing.ACTIVE and one[1] != today]
    return [client for client, _ in sorted(wanted, key=rank)[:MOST]]


def next_asked(review: Review) -> Asked | None:
    """The question that is still open; without results nobody asks when they said so."""
    given = dict(review.answers)
    if review.is_skipped:
        return None
    for asked in Asked:
        is_moot = asked is Asked.SAID and given.get(Asked.RESULTS) != "yes"
        if asked not in given and not is_moot:
            return asked
    return None


def step(
    sitting: Sitting,
    no_about: Client | None = None,
    no_to: Asked | None = None,
    noted: Noted | None = None,
) -> Step:
    """Where the sitting stands: left and taken up again, it goes on there."""
    for place, review in enumerate(sitting.reviews, start=1):
        asked = next_asked(review)
        if asked is not None:
            return Step(sitting, review, asked, place, no_about, no_to, noted)
    return Step(sitting, no_about=no_about, no_to=no_to, noted=noted)


def is_no(asked: Asked, said: str) -> bool:
    """Whether an answer asks for an act."""
    return said == "no" or (asked is Asked.SAID and said == "never")


def _is_quarter_over(reviewed_on: date | None, today: date) -> bool:
    return reviewed_on is None or (today - reviewed_on).days >= KEY_AFTER_DAYS
