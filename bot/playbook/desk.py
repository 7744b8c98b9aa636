"""What lies on a rep's desk, part by part and page by page?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Generic, TypeVar

from bot.playbook import coaster
from bot.playbook.card import QuietShown, SeasonShown
from bot.playbook.deal import Against, DealShown, Stage
from bot.playbook.digest import Digest, TeamTable
from bot.playbook.model import Commitment, Money, Rep
from bot.playbook.posting import Posting
from bot.playbook.welcome import Welcome

Line = TypeVar("Line")

MOST_COUNTED = 1_000  # lines of one part; beyond that nobody counts


class Part(StrEnum):
    """The parts of Home, what presses most first."""

    OVERDUE = "overdue"
    TODAY = "today"
    SEASON = "season"
    QUIET = "quiet"
    WEEK = "week"
    LATER = "later"
    WAITING = "waiting"
    CIRCLES = "circles"
    TEAM = "team"  # the figures of each rep


# Lines on a page of each part: two blocks a line, and Slack takes a hundred of a Home.
SIZES: Mapping[Part, int] = {
    Part.OVERDUE: 5,
    Part.TODAY: 5,
    Part.SEASON: 2,
    Part.QUIET: 4,
    Part.WEEK: 4,
    Part.LATER: 3,
    Part.WAITING: 3,
    Part.CIRCLES: 3,
}


@dataclass(frozen=True, slots=True)
class Page(Generic[Line]):
    """Some lines of a part, and how many there are in all; pages count from 1."""

    lines: Sequence[Line] = ()
    total: int = 0
    number: int = 1
    pages: int = 1


@dataclass(frozen=True, slots=True)
class Looking:
    """Whose desk somebody looks at, and at which pages; none is one's own."""

    rep_id: int | None = None
    is_team: bool = False
    pages: Mapping[str, int] = field(default_factory=dict)

    def page(self, part: Part) -> int:
        return self.pages.get(part, 1)

    def turned(self, part: Part, number: int) -> "Looking":
        """The same, at another page of one part."""
        return replace(self, pages={**self.pages, part.value: max(1, number)})


@dataclass(frozen=True, slots=True)
class Desk:
    """One rep's open commitments by when they want attention, clients, deals and figures."""

    whose: Rep
    overdue: Page[Commitment] = Page()
    today: Page[Commitment] = Page()
    week: Page[Commitment] = Page()
    later: Page[Commitment] = Page()
    waiting: Page[Commitment] = Page()  # what clients owe us
    quiet: Page[QuietShown] = Page()  # nobody has heard from them, the most valuable first
    red: int = 0  # of the quiet ones
    season: Page[SeasonShown] = Page()  # clients in season or late with an order
    circles: Page[DealShown] = Page()  # open deals without a date (S2-7)
    assumed: Sequence[Money] = ()  # what quiet clients are worth a year, by currency (S3-4)
    against: Against | None = None  # the pipeline against the target; none: not for these eyes
    weeks: Sequence[coaster.Week] = ()
    ladder: Sequence[Stage] = ()
    welcome: Welcome | None = None

    @property
    def is_empty(self) -> bool:
        """Nothing waits for anybody."""
        dated = (self.overdue, self.today, self.week, self.later, self.waiting)
        return not any(page.total for page in (*dated, self.quiet, self.season))


@dataclass(frozen=True, slots=True)
class Team:
    """The team's figures, and each rep's where the workspace shows them."""

    digest: Digest
    posting: Posting
    table: TeamTable | None
    today: date


def clamped(number: int, total: int, size: int) -> tuple[int, int]:
    """The page that is there, and how many there are: beyond the last is the last."""
    pages = max(1, -(-total // size))
    return min(max(1, number), pages), pages
