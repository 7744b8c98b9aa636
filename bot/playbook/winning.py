"""How much open pipeline is healthy, and what closes a gap in it? (S0-5)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median_low

from dateutil.relativedelta import relativedelta

HISTORY_FROM = 20  # closed deals, or first conversations, before a share of them is believed
HISTORY_MONTHS = 12
ASSUMED_WIN_RATE = Fraction(1, 4)  # while nobody has a history
ASSUMED_OPENING = Fraction(1, 3)  # of first conversations that become deals, until then
USUAL_FROM = 5  # deals before a size is called usual


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, and whose history it is read from: own, team or assumed."""

    share: Fraction
    of: int  # how many were counted; 0 where it is assumed
    source: str


@dataclass(frozen=True, slots=True)
class WinRate(Share):
    """Won deals of all that were closed, no-decisions included."""

    @property
    def closed(self) -> int:
        return self.of


@dataclass(frozen=True, slots=True)
class Opening(Share):
    """First conversations that became deals."""


@dataclass(frozen=True, slots=True)
class UsualSize:
    """What a deal usually comes to, in the reporting currency; own, team, or what is open."""

    minor: int
    of: int
    source: str


@dataclass(frozen=True, slots=True)
class Choosing:
    """What helps a rep choose a target (S0-5)."""

    currency: str
    win_rate: WinRate
    usual: UsualSize | None
    open_minor: int
    won_minor: int  # in the last twelve months
    won: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What is missing, in three measures, each with its own divisor."""

    minor: int
    deals: int | None  # to open, of the usual size; none while nobody knows it
    conversations: int | None  # first ones


def since(today: date) -> date:
    """The day from which history counts."""
    return today - relativedelta(months=HISTORY_MONTHS)


def win_rate(own: tuple[int, int], teams: tuple[int, int]) -> WinRate:
    """Won and closed: the rep's own from twenty closed deals, else the team's, else a quarter."""
    return WinRate(*_share(own, teams, ASSUMED_WIN_RATE))


def opening(own: tuple[int, int], teams: tuple[int, int]) -> Opening:
    """Deals and first conversations: own from twenty, else the team's, else a third."""
    return Opening(*_share(own, teams, ASSUMED_OPENING))


def usual_size(
    own_won: Sequence[int], teams_won: Sequence[int], own_open: Sequence[int]
) -> UsualSize | None:
    """The middle one of the rep's won deals, from five on; else the team's; else what is open."""
    for source, sizes in (("own", own_won), ("team", teams_won)):
        if len(sizes) >= USUAL_FROM:
            return UsualSize(median_low(sizes), len(sizes), source)
    return UsualSize(median_low(own_open), len(own_open), "open") if own_open else None


def healthy(still_to_win_minor: int, rate: WinRate) -> int | None:
    """The open pipeline to have: what is still to win, by the share that is won (S0-5)."""
    return _up(still_to_win_minor, rate.share)


def gap(minor: int, usual: UsualSize | None, openings: Opening) -> Gap:
    """A gap in money, in deals of the usual size to open, and in first conversations."""
    deals = _up(minor, Fraction(usual.minor)) if usual else None
    conversations = None if deals is None else _up(deals, openings.share)
    return Gap(minor, deals, conversations)


def _share(
    own: tuple[int, int], teams: tuple[int, int], assumed: Fraction
) -> tuple[Fraction, int, str]:
    for source, (part, whole) in (("own", own), ("team", teams)):
        if whole >= HISTORY_FROM:
            return Fraction(part, whole), whole, source
    return assumed, 0, "assumed"


def _up(amount: int, by: Fraction) -> int | None:
    """Divided, and rounded up; nothing where nothing was ever won."""
    return -(-amount // by).__int__() if by else None
