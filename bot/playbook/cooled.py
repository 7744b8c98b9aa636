"""When is a buyer only cooling off, and what is worth trying instead of pressure? (S1-1, S1-3)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.playbook import due
from bot.playbook.model import Commitment, Contact, Hours, Kind

PATIENT_PUT_OFFS = range(1, due.HARD_QUESTION_AT)  # the next one asks the hard question (S2-5)
UNANSWERED_TOUCHES = 4
WITHIN_DAYS = 14
LEAVE_DAYS = 28  # how long it is proposed to leave it

_THEIR_DATES = (Kind.FOLLOW_UP, Kind.MEETING, Kind.WIN_BACK)


@dataclass(frozen=True, slots=True)
class Cooled:
    """A buyer who has cooled off and is not lost; none of this is pressure."""

    put_offs: int  # in a row; none: it only feels colder
    says_reasons: bool = False  # the ordinary ones, once for each client
    other: Contact | None = None  # somebody else there, worth a word
    owner_id: int | None = None  # whose client it was when this was said


def is_cooled(moved: Commitment, was: Commitment) -> bool:
    """Put-offs one and two bring patience, the third the hard question: never both (S2-5)."""
    is_another = moved.put_offs > was.put_offs
    return is_another and moved.put_offs in PATIENT_PUT_OFFS and moved.kind in _THEIR_DATES


def second_contact(people: Sequence[Contact]) -> Contact | None:
    """Whoever we have spoken to least lately, where we know more than one."""
    here = [person for person in people if person.left_on is None]
    if len(here) < 2:
        return None
    return min(here, key=lambda person: (person.last_touch_on or date.min, person.id))


def leave_until(unanswered: int, today: date, hours: Hours) -> date | None:
    """Four touches out in two weeks without an answer: leave it until a day (S1-3)."""
    if unanswered < UNANSWERED_TOUCHES:
        return None
    return due.next_working_day(today + timedelta(days=LEAVE_DAYS), hours)


def counted_from(today: date) -> date:
    """The first of the two weeks' days."""
    return today - timedelta(days=WITHIN_DAYS - 1)
