"""Which of Slack's methods may be called now?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock

# What Slack allows an app in one workspace, calls a minute, for what delivery reads.
READS_PER_MINUTE: Mapping[str, int] = {
    "users.info": 100,
    "conversations.open": 50,
    "conversations.history": 50,
}


@dataclass(slots=True)
class Gate:
    """The pauses Slack asked for in one workspace, and the allowances it never tells.

    Both are per method. `news` are pauses other replicas have not heard of.
    """

    steady_now: Callable[[], datetime] = field(default_factory=lambda: Clock().steady_now)
    per_minute: Mapping[str, int] = field(default_factory=dict)
    news: dict[str, datetime] = field(default_factory=dict)
    _shut: dict[str, datetime] = field(default_factory=dict)
    _spent: dict[str, datetime] = field(default_factory=dict)

    def shut(self, method: str, until: datetime) -> None:
        """Somebody was told to leave this method alone until then."""
        self._shut[method] = max(until, self._shut.get(method, until))

    def told_to_wait(self, method: str, seconds: float) -> None:
        """Slack told us."""
        until = self.steady_now() + timedelta(seconds=seconds)
        self.shut(method, until)
        self.news[method] = until

    def wait(self, method: str) -> float:
        """How many seconds a call must still wait; 0 takes one call off the allowance."""
        now = self.steady_now()
        until = self._shut.get(method)
        if until is not None and until > now:
            return (until - now).total_seconds()
        self._shut.pop(method, None)
        return self._take(method, now)

    def _take(self, method: str, now: datetime) -> float:
        if method not in self.per_minute:
            return 0.0
        gap = timedelta(minutes=1) / self.per_minute[method]
        ahead = timedelta(seconds=30)  # half a minute's calls may come at once
        spent = max(now, min(self._spent.get(method, now), now + ahead + gap))
        if spent > now + ahead:
            return (spent - now - ahead).total_seconds()
        self._spent[method] = spent + gap
        return 0.0
