"""What time is it? The only reader of the clock."""

from datetime import UTC, datetime, timedelta
from time import monotonic


class Clock:
    """Two times: `now` is the business time Steady plans by, `steady_now` the real one.

    Leases, settle times and signatures use `steady_now`; a rep's dates use `now`.
    Only the demo lets the two differ.
    """

    def now(self) -> datetime:
        """The business time, aware, in UTC."""
        return self.steady_now()

    def steady_now(self) -> datetime:
        """The real time, aware, in UTC."""
        return datetime.now(UTC)

    def ticks(self) -> float:
        """Seconds on a clock that never jumps: only for how long something took."""
        return monotonic()


class MovableClock(Clock):
    """A clock a visitor can move forward; real time goes on underneath."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = timedelta() if start is None else start - self.steady_now()

    def now(self) -> datetime:
        return self.steady_now() + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Go forward to an aware moment; one that has passed leaves the clock as it is."""
        self._ahead = max(self._ahead, moment - self.steady_now())
