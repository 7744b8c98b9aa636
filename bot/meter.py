"""What has happened, and how long did it take? Counted in memory, told by `bot.metrics`."""

from bisect import bisect_left
from dataclasses import dataclass, field

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 3.0, 10.0, 60.0)  # seconds


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One figure of `/metrics`, and the labels that tell its kinds apart."""

    name: str
    about: str
    labels: tuple[str, ...]


# Outcomes: ok, refused, not_saved (the database is away), failed (a bug).
REQUESTS = Figure("steady_requests", "Requests from Slack.", ("surface", "handler", "outcome"))
REQUEST_SECONDS = Figure(
    "steady_request_seconds", "From a request's handler being found to its answer.", ("surface",)
)
# Outcomes: sent, throttled, unclear, put_back, held (outside hours), cancelled, refused, shut_out
# (nothing gets through to the workspace), kept_back (a refusal nobody knows), failed (a bug); and
# of unclear ones that were looked up: found, absent, unreadable.
SENDS = Figure("steady_sends", "What became of messages Steady was about to send.", ("outcome",))
SLACK_CALLS = Figure(
    "steady_slack_calls",
    "Calls of Slack's Web API; status 429 is Slack asking to wait.",
    ("method", "status"),
)
STAGE_SECONDS = Figure(
    "steady_stage_seconds",
    "How long each stage took: of a tick, such as sweep; of a lane, reconcile and deliver.",
    ("stage",),
)


@dataclass(slots=True)
class Spread:
    """How often something took how long: one count for each bucket, and one beyond the last."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BUCKETS) + 1))
    seconds: float = 0.0


class Meter:
    """The counts of one process since it started. Labels are few and never a person's words."""

    def __init__(self) -> None:
        self.counted: dict[Figure, dict[tuple[str, ...], int]] = {}
        self.timed: dict[Figure, dict[tuple[str, ...], Spread]] = {}

    def count(self, figure: Figure, *labels: str) -> None:
        """One more of this kind."""
        kinds = self.counted.setdefault(figure, {})
        kinds[labels] = kinds.get(labels, 0) + 1

    def time(self, figure: Figure, seconds: float, *labels: str) -> None:
        """One more of this kind, which took so long."""
        kinds = self.timed.setdefault(figure, {})
        spread = kinds.get(labels)
        if spread is None:
            spread = kinds[labels] = Spread()
        spread.counts[bisect_left(BUCKETS, seconds)] += 1
        spread.seconds += seconds
