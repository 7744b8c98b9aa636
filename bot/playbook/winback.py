"""When is a lost client worth a second try? (S4-2)"""

from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from bot.playbook.model import Client, Standing


class LossReason(StrEnum):
    """Why a client said no."""

    NO_DECISION = "no_decision"
    BUDGET = "budget"
    PRICE = "price"
    TIMING = "timing"
    COMPETITOR = "competitor"
    ACQUIRED = "acquired"
    MOVED_AWAY = "moved_away"
    CHAMPION_LEFT = "champion_left"
    LET_DOWN = "let_down"
    NOT_A_FIT = "not_a_fit"
    DO_NOT_CONTACT = "do_not_contact"
    OTHER = "other"


MONTHS_UNTIL_A_SECOND_TRY: dict[LossReason, int | None] = {
    LossReason.NO_DECISION: 6,
    LossReason.BUDGET: 6,
    LossReason.PRICE: 6,
    LossReason.TIMING: 3,
    LossReason.COMPETITOR: 8,
    LossReason.ACQUIRED: 3,
    LossReason.MOVED_AWAY: 12,
    LossReason.CHAMPION_LEFT: 1,
    LossReason.LET_DOWN: 3,
    LossReason.NOT_A_FIT: None,
    LossReason.DO_NOT_CONTACT: None,
    LossReason.OTHER: 6,
}
MONTHS_AFTER_A_FAILED_TRY = 12

_HEARD = {
    LossReason.DO_NOT_CONTACT: (
        "do not contact",
        "don't contact",
        "not to be contacted",
        "stop calling",
        "stop contacting",
        "stop writing",
        "leave us alone",
    ),
    LossReason.CHAMPION_LEFT: ("champion left", "our contact left", "left the company"),
    LossReason.MOVED_AWAY: ("moved away", "relocat", "moving to"),
    LossReason.ACQUIRED: ("acquired", "bought by", "takeover", "taken over", "merger"),
    LossReason.COMPETITOR: ("competitor", "chose another", "went with"),
    LossReason.NOT_A_FIT: ("not a fit", "no fit", "wrong fit"),
    LossReason.NO_DECISION: ("no decision", "undecided", "could not decide"),
    LossReason.LET_DOWN: ("let them down", "our fault", "we failed"),
    LossReason.BUDGET: ("budget", "no money", "funding"),
    LossReason.PRICE: ("price", "expensive", "too much money", "cost"),
    LossReason.TIMING: ("timing", "not now", "too early", "bad time"),
}


def second_try_on(
    reason: LossReason, lost_on: date, has_failed_before: bool = False
) -> date | None:
    """The day to propose, or None where none is: a poor fit, or asked not to be contacted."""
    months = MONTHS_UNTIL_A_SECOND_TRY[reason]
    if months is None:
        return None
    if has_failed_before:
        months = MONTHS_AFTER_A_FAILED_TRY
    return lost_on + relativedelta(months=months)


def second_try_for(
    client: Client, said_on: date | None = None, has_failed_before: bool = False
) -> date | None:
    """The day to propose for a lost client; while nobody knows why, as for any other reason.

    `said_on` is the day of this no, when it came after the one that lost the client.
    """
    if client.standing is not Standing.LOST or client.lost_on is None:
        return None
    reason = LossReason(client.lost_reason) if client.lost_reason else LossReason.OTHER
    return second_try_on(reason, said_on or client.lost_on, has_failed_before)


def heard_in(text: str | None) -> LossReason | None:
    """The reason a rep's own words name, when they name exactly one."""
    said = (text or "").casefold()
    found = [r for r, phrases in _HEARD.items() if any(p in said for p in phrases)]
    return found[0] if len(found) == 1 else None
