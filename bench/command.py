"""What does a durable `/followup` cost, beside a Bolt app that only says "ok"?

Four servers, each a process of its own on this machine: Bolt in its usual mode with one empty
listener, the same among 64 empty listeners, Bolt with `process_before_response` and one, and
Steady on an SQLite file, which reads the line and has it on disk before it answers. Signed requests
over HTTP, 16 at once, from one client process; every round goes through all four. Machines differ
and are busy: only the ratios of paired rounds say something, and the processor time of a request.

    python -m bench.command [rounds]
"""

import asyncio
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bench._servers import Lines, Server, ask, bare, steady
from bot.demo.standin import StandIn

REQUESTS = 960  # a round and server
ROUNDS = 5
CLIENTS = 960  # known by name before the first round: each gets a few dates, as clients do
LEAST_SPEED = 0.5  # of the usual Bolt app: what is promised
MOST_P99 = 3  # times that of the usual Bolt app
USUAL, MANY = "Bolt, one empty listener", "Bolt, 64 empty listeners"
BEFORE, STEADY = "Bolt, one, before response", "Steady"


@dataclass(slots=True)
class Rounds:
    """What one server did, round by round."""

    speeds: list[float] = field(default_factory=list)  # requests a second
    p50s: list[float] = field(default_factory=list)  # seconds
    p99s: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)  # seconds of processor time a request


async def measure(folder: Path, rounds: int) -> dict[str, Rounds]:
    """Every server, in every round."""
    slack = StandIn()
    user = slack.add_user("Ana Ruiz", locale="en-GB")
    slack.add_channel("sales", [user.id])
    await slack.start()
    lines = Lines(slack, user.id, CLIENTS)
    found: dict[str, Rounds] = defaultdict(Rounds)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(slack.stop)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        servers = {
            USUAL: await stack.enter_async_context(bare(slack, "usual")),
            MANY: await stack.enter_async_context(bare(slack, "many")),
            BEFORE: await stack.enter_async_context(bare(slack, "before")),
            STEADY: await stack.enter_async_context(steady(slack, folder)),
        }
        for server in servers.values():
            await ask(session, server.url, lines.introducing())
        for _ in range(rounds):
            for name, server in servers.items():
                await _round(session, server, lines, found[name])
    return found


async def _round(
    session: aiohttp.ClientSession, server: Server, lines: Lines, into: Rounds
) -> None:
    todo = lines.some(REQUESTS)
    before = server.cpu()
    speed, took = await ask(session, server.url, todo)
    into.cpus.append((server.cpu() - before) / REQUESTS)
    into.speeds.append(speed)
    into.p50s.append(_percentile(took, 50))
    into.p99s.append(_percentile(took, 99))


def table(found: dict[str, Rounds]) -> str:
    """Medians of the rounds; the ratios are of paired rounds."""
    lines = [
        f"{'':<27}{'':>8}{'':>8}{'':>8}{'CPU':>7}{'of one listener':>18}{'of 64':>16}",
        f"{'server':<27}{'a second':>8}{'p50 ms':>8}{'p99 ms':>8}{'ms':>7}"
        f"{'speed':>11}{'p99':>7}{'speed':>9}{'p99':>7}",
    ]
    for name, each in found.items():
        usual, many = found[USUAL], found[MANY]
        lines.append(
            f"{name:<27}{statistics.median(each.speeds):>8,.0f}"
            f"{statistics.median(each.p50s) * 1000:>8.1f}"
            f"{statistics.median(each.p99s) * 1000:>8.1f}"
            f"{statistics.median(each.cpus) * 1000:>7.2f}"
            f"{_ratio(each.speeds, usual.speeds):>11.2f}{_ratio(each.p99s, usual.p99s):>7.2f}"
            f"{_ratio(each.speeds, many.speeds):>9.2f}{_ratio(each.p99s, many.p99s):>7.2f}"
        )
    return "\n".join([*lines, "", *_verdicts(found)])


def _verdicts(found: dict[str, Rounds]) -> Iterator[str]:
    ours, usual = found[STEADY], found[USUAL]
    speed, p99 = _ratio(ours.speeds, usual.speeds), _ratio(ours.p99s, usual.p99s)
    yield f"at least {LEAST_SPEED} of the speed: {'kept' if speed >= LEAST_SPEED else 'MISSED'}"
    yield f"at most {MOST_P99} times the p99: {'kept' if p99 <= MOST_P99 else 'MISSED'}"


def _percentile(took: list[float], part: int) -> float:
    return sorted(took)[len(took) * part // 100]


def _ratio(each: list[float], other: list[float]) -> float:
    return statistics.median(mine / theirs for mine, theirs in zip(each, other, strict=True))


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with TemporaryDirectory() as folder:
        sys.stdout.write(table(asyncio.run(measure(Path(folder), rounds))) + "\n")


if __name__ == "__main__":
    main()
