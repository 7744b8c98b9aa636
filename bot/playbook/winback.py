"""When is a lost client worth a second try? (S4-2)"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
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
MONTHS_AFTER_A_FAILED_TRY = 12  # and then every year
MONTHS_BEFORE_THEIR_YEAR = 2  # budgets are made then
DAYS_BEFORE_A_CONTRACT_ENDS = 120


@dataclass(frozen=True, slots=True)
class Loss:
    """One time a client said no; kept when it is won back."""

    lost_on: date
    reason: LossReason | None = None
    note: str | None = None
    won_back_on: date | None = None
    blocked_by: str | None = None  # the contact it hangs on
    acquired_by: str | None = None  # the client that bought them


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
    reason: LossReason,
    lost_on: date,
    has_failed_before: bool = False,
    *,
    fiscal_start: int | None = None,
    their_date: date | None = None,
    contract_ends_on: date | None = None,
) -> date | None:
    """The day to propose, or None where none is: a poor fit, or asked not to be contacted.

    A budget comes two months before their year begins, a matter of timing on the day they named,
    a competitor's client 120 days before that contract ends; each only if that day is to come.
    """
    months = MONTHS_UNTIL_A_SECOND_TRY[reason]
    if months is None:
        return None
    if has_failed_before:
        return lost_on + relativedelta(months=MONTHS_AFTER_A_FAILED_TRY)
    known = _KNOWN_DAY.get(reason, _no_day)(lost_on, fiscal_start, their_date, contract_ends_on)
    if known is not None and known > lost_on:
        return known
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
    return second_try_on(
        reason,
        said_on or client.lost_on,
        has_failed_before,
        fiscal_start=client.fiscal_start,
        their_date=client.try_again_on,
        contract_ends_on=client.contract_ends_on,
    )


def _before_their_year(lost_on: date, fiscal_start: int | None, *_: date | None) -> date | None:
    """Two months before the next year of theirs that leaves as much time."""
    if fiscal_start is None:
        return None
    starts = (date(lost_on.year + n, fiscal_start, 1) for n in range(3))
    days = (start - relativedelta(months=MONTHS_BEFORE_THEIR_YEAR) for start in starts)
    return next(day for day in days if day > lost_on)


def _on_their_date(
    lost_on: date, fiscal_start: int | None, their_date: date | None, *_: date | None
) -> date | None:
    return their_date


def _before_the_contract_ends(
    lost_on: date, fiscal_start: int | None, their_date: date | None, ends_on: date | None
) -> date | None:
    return ends_on - timedelta(days=DAYS_BEFORE_A_CONTRACT_ENDS) if ends_on else None


def _no_day(*_: object) -> None:
    return None


_KNOWN_DAY: dict[LossReason, Callable[..., date | None]] = {
    LossReason.BUDGET: _before_their_year,
    LossReason.TIMING: _on_their_date,
    LossReason.COMPETITOR: _before_the_contract_ends,
}


def heard_in(text: str | None) -> LossReason | None:
    """The reason a rep's own words name, when they name exactly one."""
    said = (text or "").casefold()
    found = [r for r, phrases in _HEARD.items() if any(p in said for p in phrases)]
    return found[0] if len(found) == 1 else None
