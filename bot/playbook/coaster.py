"""How steady has the open pipeline been? (S0-8)"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

WEEKS = 13

Week = tuple[date, int, int | None]  # its Monday, open and target at its end


@dataclass(frozen=True, slots=True)
class Ride:
    """The lowest of some weeks, and how far they swung."""

    lowest_on: date
    lowest_minor: int
    highest_minor: int

    @property
    def swing_minor(self) -> int:
        return self.highest_minor - self.lowest_minor

    @property
    def swing(self) -> float:
        """As a part of the highest week: 0 is level, 1 is from full to nothing."""
        return self.swing_minor / self.highest_minor if self.highest_minor else 0.0


def mondays(today: date, weeks: int = WEEKS) -> list[date]:
    """The Mondays of the last weeks, the oldest first, this week's last."""
    this = today - timedelta(days=today.weekday())
    return [this - timedelta(weeks=n) for n in reversed(range(weeks))]


def ride(weeks: Sequence[Week]) -> Ride | None:
    """The lowest week, the latest of several, and the swing; none while nothing was ever open."""
    known = _since_the_first(weeks)
    if not known:
        return None
    lowest = min(open_minor for _, open_minor, _ in known)
    lowest_on = max(monday for monday, open_minor, _ in known if open_minor == lowest)
    return Ride(lowest_on, lowest, max(open_minor for _, open_minor, _ in known))


def _since_the_first(weeks: Sequence[Week]) -> Sequence[Week]:
    """Weeks before anything was recorded are not weeks of an empty pipeline."""
    first = next((n for n, (_, open_minor, _) in enumerate(weeks) if open_minor), len(weeks))
    return weeks[first:]
