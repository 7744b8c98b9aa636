"""What does the team look at once a week, and what is the one thing worth doing?"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from enum import StrEnum

from bot.playbook.pulse import PulseResult

DAYS = 7  # of a digest; the day it is posted belongs to the next one
WEEKS = 13  # of open pipeline, the last of them being now (S0-8)
MOST_NAMED = 6  # clients that are named in one line


class Verdict(StrEnum):
    """How the team's open pipeline stands against the number it chose (S0-5)."""

    EMPTY = "empty"  # nothing is open
    UNAIMED = "unaimed"  # nobody has chosen a target
    SHORT = "short"
    HEALTHY = "healthy"


class Act(StrEnum):
    """The one thing worth doing this week."""

    BEGIN = "begin"  # write the first deal down
    CIRCLES = "circles"  # ask for a date
    BROKEN = "broken"  # call where a date they named has passed
    AIM = "aim"  # choose a target
    FILL = "fill"  # hold first conversations
    QUIET = "quiet"  # say a word to those nobody has heard from
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Digest:
    """The team's figures, all money in the reporting currency's smallest unit.

    Open pipeline is of this moment; what was won, lost and kept is of the seven days before.
    """

    first_on: date
    last_on: date
    currency: str
    reps: int
    deals: int
    open_minor: int
    was_minor: int | None  # open when the seven days began; none: nothing was known then
    target_minor: int | None
    aims: int | None = None  # how many reps' targets it is made of; none: the team's own
    theirs_minor: int = 0  # open deals on a date the client named
    ours_minor: int = 0  # on a date of our own
    circles: int = 0  # deals on no date
    circles_minor: int = 0
    unrated: tuple[str, ...] = ()  # currencies without a rate: their deals are not counted
    unrated_deals: int = 0
    unrated_values: tuple[str, ...] = ()  # currencies of clients' yearly values without a rate
    unrated_clients: int = 0
    won: tuple[str, ...] = ()  # clients, the greatest first
    won_clients: int = 0
    won_minor: int = 0
    no_deals: int = 0  # deals that got a no
    no_minor: int = 0
    lost: int = 0  # clients
    lost_named: tuple[str, ...] = ()  # those whose rep chose to name them
    kept: int = 0  # of the dates that clients named, and did not move
    named: int = 0
    quiet: int = 0  # clients past their cadence
    red: int = 0  # of these, past one and a half of it: gone quiet
    quiet_minor: int = 0  # what they are worth a year: the revenue one assumes (S3-4)
    book_minor: int = 0  # what every client is worth a year
    valued: int = 0  # clients whose yearly value is known
    not_survived: int = 0  # of these, whose loss nothing beside them would make up for (S4-1)
    weeks: tuple[tuple[date, int, int | None], ...] = ()  # day, open, target; the oldest first
    stages: tuple[tuple[str, int, int], ...] = field(default=())  # name, deals, open

    @property
    def gap_minor(self) -> int:
        """What is missing to the target."""
        return max(0, (self.target_minor or 0) - self.open_minor)

    @property
    def change_minor(self) -> int | None:
        """How much more is open than when the seven days began."""
        return None if self.was_minor is None else self.open_minor - self.was_minor

    @property
    def smaller_minor(self) -> int:
        """What is missing beside all that was won or got a no: deals became smaller."""
        return max(0, -(self.change_minor or 0) - self.won_minor - self.no_minor)

    @property
    def broken(self) -> int:
        """Dates clients named that have passed without a conversation."""
        return self.named - self.kept


@dataclass(frozen=True, slots=True)
class RepLine:
    """What a manager sees of one rep, and the rep too: figures, never notes or heat."""

    rep_id: int
    name: str
    open_minor: int
    target_minor: int | None
    deals: int
    circles: int
    won_minor: int
    kept: int
    named: int
    quiet: int

    @property
    def gap_minor(self) -> int:
        return max(0, (self.target_minor or 0) - self.open_minor)


@dataclass(frozen=True, slots=True)
class Loss:
    """A client lost in the week, and whether its rep lets the digest name it."""

    id: int
    client_name: str
    lost_on: date
    shares_name: bool | None  # none: not answered, which counts as no


@dataclass(frozen=True, slots=True)
class TeamTable:
    """A page of every rep's figures, for a manager's eyes; pages count from 1."""

    lines: tuple[RepLine, ...]
    currency: str
    first_on: date
    last_on: date
    page: int
    pages: int
    total: int  # reps


@dataclass(frozen=True, slots=True)
class LossQuestion:
    """To a rep: may the digest name the clients you lost?"""

    losses: tuple[Loss, ...]
    posted_on: date


@dataclass(frozen=True, slots=True)
class ChannelTrouble:
    """To the manager who set it up: the digest cannot be posted any more."""

    code: str  # archived, not_in_channel, gone, shared or closed
    channel_id: str
    channel_name: str
    weekday: int
    at: time


@dataclass(frozen=True, slots=True)
class GuestsJoined:
    """To the manager who set it up: guests read the digest's channel who did not before."""

    guests: tuple[str, ...]
    channel_name: str
    is_percent: bool


DigestNote = TeamTable | LossQuestion | ChannelTrouble | GuestsJoined | PulseResult  # read alone


def verdict(digest: Digest) -> Verdict:
    """Open pipeline against the target the team, or its reps, chose (S0-5)."""
    if digest.deals == 0 and not digest.target_minor:
        return Verdict.EMPTY
    if not digest.target_minor:
        return Verdict.UNAIMED
    return Verdict.SHORT if digest.gap_minor else Verdict.HEALTHY


def act(digest: Digest) -> Act:
    """First what asks for one question, then what needs courage, last what needs hours.

    A deal without a date comes before all else: asking for one costs a sentence (S2-7). Then
    dates of theirs that passed, the number nobody chose, the gap (S0-5), and quiet clients (S3-1).
    """
    if digest.deals == 0 and not digest.target_minor:
        return Act.BEGIN
    if digest.circles:
        return Act.CIRCLES
    if digest.broken:
        return Act.BROKEN
    if not digest.target_minor:
        return Act.AIM
    if digest.gap_minor:
        return Act.FILL
    return Act.QUIET if digest.quiet else Act.NONE


def percent(part: int, whole: int) -> int:
    """A share in whole percent, halves up; 0 of nothing."""
    return (200 * part + whole) // (2 * whole) if whole > 0 else 0


def shares(parts: Sequence[int], whole: int) -> list[int]:
    """Each part's share in whole percent; together they are a hundred when the parts are all."""
    if whole <= 0:
        return [0 for _ in parts]
    exact = [100 * part / whole for part in parts]
    found = [int(share) for share in exact]
    missing = round(sum(exact)) - sum(found)
    by_rest = sorted(range(len(parts)), key=lambda n: found[n] - exact[n])
    for n in by_rest[:missing]:
        found[n] += 1
    return found


def days_of(posted_on: date) -> tuple[date, date]:
    """The first and the last of the seven days a digest tells of."""
    return posted_on - timedelta(days=DAYS), posted_on - timedelta(days=1)


def week_ends(posted_on: date) -> list[date]:
    """The days at whose end the twelve earlier points of the chart stand, the oldest first."""
    last = posted_on - timedelta(days=1 + DAYS)
    return [last - timedelta(weeks=n) for n in reversed(range(WEEKS - 1))]
