"""What does reading a phrase cost, beside the date parser of the standard toolbox?

Every phrase of the corpus, warm, the best of a few rounds each: a busy machine slows some rounds,
never the best one. Beside it, the same clock over `dateutil.parser` reading a plain date, because
only the ratio means anything on another machine.

    python -m bench.when [rounds]
"""

import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import fmean, quantiles
from time import perf_counter
from zoneinfo import ZoneInfo

from dateutil import parser

from bot.playbook.when import find_whens, read_when

CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "when.tsv"
ROUNDS = 5
ALLOWED_MS = 0.25
LINE = "Acme {} send the revised quote"


def main(rounds: int = ROUNDS) -> int:
    """Print the figures; fails when a phrase costs more on average than it may."""
    phrases, lines, plain = [], [], []
    for now, locale, phrase in _rows():
        line = LINE.format(phrase)
        phrases.append(_best(partial(read_when, phrase, now=now, locale=locale), rounds))
        lines.append(_best(partial(find_whens, line, now=now, locale=locale), rounds))
        plain.append(_best(partial(parser.parse, "3 March 2027 15:00"), rounds))
    for name, cost in (("a phrase", phrases), ("a line", lines), ("dateutil, a plain date", plain)):
        _tell(name, cost, fmean(plain))
    return int(fmean(phrases) > ALLOWED_MS)


def _rows() -> Iterator[tuple[datetime, str, str]]:
    now, locale = datetime.min.replace(tzinfo=UTC), "en-US"
    for line in CORPUS.read_text("utf-8").splitlines():
        if line.startswith("@"):
            said, zone, locale = line[1:].split()
            now = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone))
        elif line and not line.startswith("#"):
            yield now, locale, line.split("\t")[0]


def _best(work: Callable[[], object], rounds: int) -> float:
    """The quickest of a few rounds, in milliseconds."""
    work()
    costs = []
    for _ in range(rounds):
        start = perf_counter()
        work()
        costs.append(perf_counter() - start)
    return min(costs) * 1000


def _tell(name: str, costs: list[float], plain: float) -> None:
    mean, most = fmean(costs), quantiles(costs, n=100)[98]
    print(  # noqa: T201
        f"{name:24} mean {mean:.3f} ms   99 % within {most:.3f} ms   {mean / plain:.1f} × dateutil"
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
