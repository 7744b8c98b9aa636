"""What does `/metrics` say? The meter's counts, and the state of the moment, for Prometheus.

Imported only where a metrics token is set: nobody else pays for the library.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import accumulate

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.exposition import generate_latest
from prometheus_client.metrics_core import Metric

from bot.health import Health
from bot.meter import BUCKETS, Figure, Meter, Spread
from storage import waiting
from storage.database import Unavailable
from storage.waiting import Depth

CONTENT_TYPE = CONTENT_TYPE_LATEST

_TROUBLE = Figure(
    "steady_database_trouble", "Outages by reason; rerun is a conflict, met again.", ("reason",)
)


async def page(meter: Meter, health: Health) -> bytes:
    """The whole page, with this process's memory, processor time and open files."""
    found = [*_counted(meter, health), *_timed(meter), *await _moment(health)]
    with suppress(Unavailable):  # without its database Steady still tells the rest
        found += _queue(await health.db.read(waiting.depth), health)
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(_Told(found))
    return generate_latest(registry)


class _Told:
    """What the library collects from."""

    def __init__(self, families: Iterable[Metric]) -> None:
        self._families = families

    def collect(self) -> Iterable[Metric]:
        return self._families


def _counted(meter: Meter, health: Health) -> Iterator[Metric]:
    trouble = {"busy": 0, **health.db.outages, "rerun": health.db.reruns}
    told: dict[Figure, Mapping[tuple[str, ...], int]] = dict(meter.counted)
    told[_TROUBLE] = {(reason,): times for reason, times in trouble.items()}
    for figure, kinds in told.items():
        family = CounterMetricFamily(figure.name, figure.about, labels=figure.labels)
        for labels, value in kinds.items():
            family.add_metric(labels, value)
        yield family


def _timed(meter: Meter) -> Iterator[Metric]:
    for figure, kinds in meter.timed.items():
        family = HistogramMetricFamily(figure.name, figure.about, labels=figure.labels)
        for labels, spread in kinds.items():
            family.add_metric(labels, _up_to(spread), spread.seconds)
        yield family


def _up_to(spread: Spread) -> list[tuple[str, float]]:
    ends = [*(str(end) for end in BUCKETS), "+Inf"]
    return list(zip(ends, accumulate(spread.counts), strict=True))


async def _moment(health: Health) -> list[Metric]:
    age = health.clock.ticks() - health.lived_at
    found = [_gauge("steady_tick_age_seconds", "Since the tick last showed life.", age)]
    if health.is_heard is not None:
        is_heard = float(await health.is_heard())
        found.append(_gauge("steady_socket_connected", "Whether Slack's socket is open.", is_heard))
    return found


def _queue(depth: Depth, health: Health) -> list[Metric]:
    """The oldest counts from when it could have been said: what is to come is no age."""
    states = GaugeMetricFamily("steady_outbox", "Messages that wait.", labels=("state",))
    for state, count in depth.by_state.items():
        states.add_metric((state,), count)
    age = 0.0
    if depth.oldest_due_at is not None:
        age = max(age, (health.clock.now() - depth.oldest_due_at).total_seconds())
    return [
        states,
        _gauge("steady_oldest_due_seconds", "How long the oldest thing due has been due.", age),
        _gauge(
            "steady_quarantined_reps",
            "Reps of a restored copy whose messages are still to be looked through.",
            depth.quarantined,
        ),
    ]


def _gauge(name: str, about: str, value: float) -> Metric:
    return GaugeMetricFamily(name, about, value=value)
