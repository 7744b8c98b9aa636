"""Somebody left a client: what is worth asking, and when? (S3-3, S4-2)"""

from datetime import date, timedelta
from enum import StrEnum

from bot.playbook import due
from bot.playbook.model import Client, Hours, Standing
from bot.playbook.winback import LossReason

MOST_LINES = 5  # of a morning brief

_SERVED = (Standing.PROSPECT, Standing.ACTIVE, Standing.NURTURE)


class Question(StrEnum):
    """What to ask the client's owner when somebody there has left."""

    WHO_TOOK_OVER = "who_took_over"
    SECOND_TRY = "second_try"


def question(client: Client, has_blocked: bool) -> Question | None:
    """Who took over, at a client we serve; a second try, where whoever blocked it has left.

    Nothing of other clients we lost or parted from, nor of one that asked not to be contacted.
    """
    if client.standing in _SERVED:
        return Question.WHO_TOOK_OVER
    is_left_alone = client.lost_reason == LossReason.DO_NOT_CONTACT
    if client.standing is Standing.LOST and has_blocked and not is_left_alone:
        return Question.SECOND_TRY
    return None


def ask_on(today: date, hours: Hours) -> date:
    """The next working day's brief: well within two working days, and never on the same day."""
    return due.next_working_day(today + timedelta(days=1), hours)
