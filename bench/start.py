"""How long until Steady is ready, and how much memory does it take, beside a bare Bolt app?

Each is started as a process of its own, in turn; ready is when it listens. Then both answer the
same few commands, after which the most memory they ever held is read. Steady starts on a file that
is there already, and both from compiled code, as every start but the first does. Machines differ:
only the ratios say something.

    python -m bench.start [rounds]
"""

import asyncio
import statistics
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bench._servers import Lines, Server, ask, bare, steady
from bot.demo.standin import StandIn

ROUNDS = 5
CLIENTS = 64  # commands that each answers before its memory is read
MOST_TIME = 3.0  # times: what is promised
MOST_MEMORY = 2.3
BARE, STEADY = "Bolt, one empty listener", "Steady"

Figures = dict[str, list[tuple[float, float, float]]]  # seconds, those of the processor, MB


async def measure(folder: Path, rounds: int) -> Figures:
    """Every start of both."""
    slack = StandIn()
    user = slack.add_user("Ana Ruiz", locale="en-GB")
    slack.add_channel("sales", [user.id])
    await slack.start()
    lines = Lines(slack, user.id, CLIENTS)
    found: Figures = {BARE: [], STEADY: []}
    try:
        async with bare(slack, "usual"), steady(slack, folder):
            pass  # the first start lays the database out, and compiles
        for _ in range(rounds):
            async with bare(slack, "usual") as server:
                found[BARE].append(await _looked_at(server, lines))
            async with steady(slack, folder) as server:
                found[STEADY].append(await _looked_at(server, lines))
    finally:
        await slack.stop()
    return found


async def _looked_at(server: Server, lines: Lines) -> tuple[float, float, float]:
    until_ready = server.cpu()
    async with aiohttp.ClientSession() as session:
        await ask(session, server.url, lines.introducing())
    return server.seconds, until_ready, server.peak()


def table(found: Figures) -> str:
    """Medians; the ratios are of paired rounds."""
    lines = [f"{'':<27}{'ready after s':>14}{'CPU s':>8}{'peak MB':>10}"]
    for name, each in found.items():
        seconds, cpu, peak = (statistics.median(part) for part in zip(*each, strict=True))
        lines.append(f"{name:<27}{seconds:>14.2f}{cpu:>8.2f}{peak:>10.0f}")
    ratios = [
        [mine / theirs for mine, theirs in zip(ours, bares, strict=True)]
        for ours, bares in zip(found[STEADY], found[BARE], strict=True)
    ]
    seconds, cpu, peak = (statistics.median(part) for part in zip(*ratios, strict=True))
    lines.append(f"{'times':<27}{seconds:>14.2f}{cpu:>8.2f}{peak:>10.2f}")
    is_soon = "kept" if seconds <= MOST_TIME else "MISSED"
    is_small = "kept" if peak <= MOST_MEMORY else "MISSED"
    return "\n".join(
        [
            *lines,
            "",
            f"at most {MOST_TIME:.0f} times until ready: {is_soon}",
            f"at most {MOST_MEMORY} times the memory: {is_small}",
        ]
    )


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with TemporaryDirectory() as folder:
        sys.stdout.write(table(asyncio.run(measure(Path(folder), rounds))) + "\n")


if __name__ == "__main__":
    main()
