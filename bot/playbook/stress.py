"""Would the pipeline survive the loss of any one client? (S4-1)"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.playbook.deal import Stress, StressLine
from bot.playbook.model import Client

NAMED_FROM = 10  # clients, before the worst case is named unasked
TOO_LARGE = Fraction(1, 5)  # of the book, for one client
TOO_LARGE_TOGETHER = Fraction(2, 5)  # for three


@dataclass(frozen=True, slots=True)
class Valued:
    """A client and what it is worth a year, in the reporting currency."""

    client: Client
    value_minor: int


def needed(target_minor: int | None, win_rate: Fraction) -> int:
    """What this year's plan already needs: the part of the target that will be won."""
    return int((target_minor or 0) * win_rate)


def read(
    currency: str,
    book: Sequence[Valued],
    weighted: Mapping[int, int],
    needed_minor: int,
    unvalued: int = 0,
    unrated: Sequence[str] = (),
) -> Stress:
    """Lose each client in turn: would what is likely to be won elsewhere replace it?

    `weighted` is the likely worth of the open deals by client, of clients in the book or not.
    """
    total, likely = _total(book), sum(weighted.values())
    lines = [_line(each, total, likely, weighted, needed_minor) for each in book]
    lines.sort(key=lambda each: (-each.short_minor, -each.value_minor, each.client.id))
    return Stress(
        currency=currency,
        clients=len(book) + unvalued + len(unrated),
        worst=lines[0] if lines else None,
        concentrated=tuple(_too_large(lines)),
        not_survived=sum(each.short_minor > 0 for each in lines),
        unvalued=unvalued,
        unrated=tuple(unrated),
    )


def line(
    lost: Valued, book: Sequence[Valued], weighted: Mapping[int, int], needed_minor: int
) -> StressLine:
    """What losing one client costs, and what stands beside it."""
    return _line(lost, _total(book), sum(weighted.values()), weighted, needed_minor)


def _total(book: Sequence[Valued]) -> int:
    return sum(each.value_minor for each in book)


def _line(
    lost: Valued, total: int, likely: int, weighted: Mapping[int, int], needed_minor: int
) -> StressLine:
    elsewhere = max(0, likely - weighted.get(lost.client.id, 0) - needed_minor)
    share = lost.value_minor / total if total else 0.0
    short = max(0, lost.value_minor - elsewhere)
    return StressLine(lost.client, lost.value_minor, share, elsewhere, short)


def is_worth_naming(stress: Stress) -> bool:
    """With fewer than ten clients everyone is large, and nobody needs to be told."""
    return stress.clients >= NAMED_FROM and stress.worst is not None


def _too_large(lines: Sequence[StressLine]) -> list[StressLine]:
    """Each above a fifth of the book, and the fewest, three at most, above two fifths together."""
    total = sum(each.value_minor for each in lines)
    largest = sorted(lines, key=lambda each: (-each.value_minor, each.client.id))
    alone = sum(each.value_minor > TOO_LARGE * total for each in lines)
    together = [sum(each.value_minor for each in largest[:n]) for n in (1, 2, 3)]
    fewest = [n for n, sum_ in enumerate(together, 1) if sum_ > TOO_LARGE_TOGETHER * total]
    return largest[: max(alone, min(fewest, default=0))]
