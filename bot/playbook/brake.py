"""Is a rep promising one client more than can be kept? (S0-4)"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.playbook.model import Kind

WITHIN = timedelta(hours=48)
MORE_THAN = 3  # commitments to one client in that time
OURS = frozenset({Kind.FOLLOW_UP, Kind.MEETING, Kind.PLAN_ACTION, Kind.PROGRESS_REPORT})
LATER = timedelta(days=7)  # where a promise that cannot be kept now may move


def asks_now(recorded: Sequence[datetime]) -> bool:
    """The fourth promise to a client within two days is asked about, once in such a rush (S0-4).

    `recorded`: when each was, the last one just now; what lies four days back does not matter.
    """
    times = sorted(recorded)
    if not times or not _is_rush(times, len(times) - 1):
        return False
    lately = [n for n in range(len(times) - 1) if times[-1] - times[n] < WITHIN]
    return not any(_is_rush(times, n) for n in lately)


def _is_rush(times: Sequence[datetime], n: int) -> bool:
    """Whether this one was more than the third within the two days before it."""
    return sum(times[n] - at < WITHIN for at in times[: n + 1]) > MORE_THAN
