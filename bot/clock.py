"""What time is it? The only reader of the clock."""

import time
from datetime import UTC, datetime, timedelta

# Runs on while the machine sleeps, where the system has such a clock.
_EVEN = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
_TOLERANCE = timedelta(seconds=2)  # between Slack's clock and ours: no lease or due date minds it
_SECOND = timedelta(seconds=1)  # Slack tells whole ones


class Clock:
    """Two times: `now` is the business time Steady plans by, `steady_now` the real one.

    Leases, settle times and signatures use `steady_now`; a rep's dates use `now`.
    Only the demo lets the two differ.

    The machine's own clock may be wrong, and may jump. So `steady_now` runs on evenly from where
    it stood, and every answer of Slack's tells whether to go by the machine's clock or by Slack's.
    """

    def __init__(self) -> None:
        self._base = self.machine_now() - timedelta(seconds=self.elapsed())
        self._off_as_told = timedelta()
        self._off_as_noted = timedelta()

    def now(self) -> datetime:
        """The business time, aware, in UTC."""
        return self.steady_now()

    def steady_now(self) -> datetime:
        """The real time, aware, in UTC."""
        return self._base + timedelta(seconds=self.elapsed())

    def machine_now(self) -> datetime:
        """What the machine's clock shows, aware, in UTC."""
        return datetime.now(UTC)

    def ticks(self) -> float:
        """Seconds on a clock that never jumps: only for how long something took."""
        return time.monotonic()

    def elapsed(self) -> float:
        """Seconds on a clock that never jumps, and that sleep does not stop."""
        return time.clock_gettime(_EVEN)

    def off(self) -> timedelta:
        """How far ahead of the real time the machine's clock is."""
        return self.machine_now() - self._base - timedelta(seconds=self.elapsed())

    def is_wrong(self) -> bool:
        """Whether the machine's clock is not the one that is followed."""
        return abs(self.off()) > _TOLERANCE

    def is_in_doubt(self) -> bool:
        """Whether the machine's clock has jumped since Slack last told the time."""
        return abs(self.off() - self._off_as_told) > _TOLERANCE

    def newly_off(self) -> timedelta:
        """What nobody has noted yet: how far ahead the machine's clock is, when it is wrong."""
        off = self.off() if self.is_wrong() else timedelta()
        if abs(off - self._off_as_noted) <= _TOLERANCE:
            return timedelta()
        self._off_as_noted = off
        return off

    def told(self, began: float, said: datetime | None) -> None:
        """Slack told the time, in its answer to a request that left at `began` (`elapsed`).

        The machine's clock is followed where it agrees, as it is the finer one; and where Slack
        told nothing.
        """
        ended = self.elapsed()
        machine = self.machine_now() - timedelta(seconds=ended)
        if said is None or _agrees(machine, began, ended, said):
            self._base = machine
        elif not _agrees(self._base, began, ended, said):
            self._base = said + _SECOND / 2 - timedelta(seconds=(began + ended) / 2)
        self._off_as_told = self.off()


class MovableClock(Clock):
    """A clock a visitor can move forward; real time goes on underneath."""

    def __init__(self, start: datetime | None = None) -> None:
        super().__init__()
        self._ahead = timedelta() if start is None else start - self.steady_now()

    def now(self) -> datetime:
        return self.steady_now() + self._ahead

    def move_to(self, moment: datetime) -> None:
        """Go forward to an aware moment; one that has passed leaves the clock as it is."""
        self._ahead = max(self._ahead, moment - self.steady_now())


def _agrees(base: datetime, began: float, ended: float, said: datetime) -> bool:
    """Whether a clock with this base shows between request and answer what Slack said."""
    left, came = base + timedelta(seconds=began), base + timedelta(seconds=ended)
    return left <= said + _SECOND + _TOLERANCE and came >= said - _TOLERANCE
