"""Does a draft give an ultimatum, or beg? (S1-3)

The rules are rows of a table that is handed in (`bot/messages/tone_table.py`). What a row names is
left where signs of harmlessness outweigh the others (`bot/messages/tone_signs.py`); where no row is
met the signs may add up. How a pattern is written and matched stands in
`bot/playbook/tone_pattern.py`.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from bot.playbook.tone_pattern import Lists, Pattern, Reader
from bot.playbook.tone_words import Sentence, sentences

MOST_TIMES = 2  # a sign counts in one place
_IN_QUOTES = re.compile(r'\s*["“„«]([^"“”„«»]*)["”“»]\s*')


class Slip(StrEnum):
    """What a draft slips into."""

    ULTIMATUM = "ultimatum"
    BEGGING = "begging"


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: what it is, how it is said, the line that is better, and a proof of both sides."""

    slip: Slip
    says: tuple[str, ...]
    better: str
    catches: str  # a draft it must find
    leaves: str  # one that looks alike and is harmless
    unless: tuple[str, ...] = ()  # what else in the sentence makes it harmless
    near: tuple[str, ...] = ()  # what must be said too, in this sentence or the ones beside it
    unless_near: tuple[str, ...] = ()  # what there makes it harmless


@dataclass(frozen=True, slots=True)
class Sign:
    """What makes a draft a little more, or with points below nought less, of a slip."""

    tells: str
    slip: Slip | None  # none: it only adds to others, or takes away, and is never pointed at
    points: int
    says: tuple[str, ...]
    better: str = ""

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, the lists of words they name, what excuses any of them, and the signs that count
    together."""

    rows: Sequence[Row]
    lists: Lists
    denied: tuple[str, ...]  # close before it: it is said not to be so
    reported: tuple[str, ...]  # before it: somebody else said it
    signs: Sequence[Sign] = ()
    enough: int = 1  # points that make a slip

    def __hash__(self) -> int:
        return id(self)


@dataclass(frozen=True, slots=True)
class Found:
    """One phrase of a draft, and what to say instead."""

    phrase: str
    slip: Slip
    better: str
    begins: int = field(compare=False, default=0)
    row: Row | None = field(compare=False, default=None)


def check(draft: str, table: Table) -> tuple[Found, ...]:
    """Every ultimatum and every plea, in reading order; of two that overlap the longer one. A draft
    without any may still add up to one."""
    rules = _rules(table)
    begins, ends = _without_quotes(draft)
    parts = list(sentences(draft, begins, ends))
    seen = [_signs(part, rules) for part in parts]
    found = [one for place in range(len(parts)) for one in _named(draft, parts, place, seen, rules)]
    return _longest(found) if found else _added_up(draft, parts, seen, rules)


def _longest(found: list[Found]) -> tuple[Found, ...]:
    found.sort(key=lambda f: (-len(f.phrase), f.begins))
    kept: list[Found] = []
    for one in found:
        if not any(_overlap(one, other) for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda f: f.begins))


def _without_quotes(draft: str) -> tuple[int, int]:
    """A draft that stands in quotes as a whole is the draft, and nobody else's words."""
    inside = _IN_QUOTES.fullmatch(draft)
    return inside.span(1) if inside else (0, len(draft))


@dataclass(frozen=True, slots=True)
class _Seen:
    """A sign in one sentence, and its words there."""

    sign: Sign
    spans: Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Rules:
    """A table, and the reader of it: a pattern is read when it is first looked for."""

    table: Table
    read: Callable[[tuple[str, ...]], Pattern]
    denied: Pattern
    reported: Pattern


@cache
def _rules(table: Table) -> _Rules:
    read = Reader(table.lists).read
    return _Rules(table, read, read(table.denied), read(table.reported))


def _named(
    draft: str,
    parts: Sequence[Sentence],
    place: int,
    seen: Sequence[Sequence[_Seen]],
    rules: _Rules,
) -> list[Found]:
    """What rows name in a sentence, unless it is harmless by the signs in it and beside it."""
    if sum(_weigh(_beside(seen, place)).values()) < 0:
        return []
    return list(_in_sentence(draft, parts, place, rules))


def _in_sentence(
    draft: str, parts: Sequence[Sentence], place: int, rules: _Rules
) -> Iterator[Found]:
    part, beside = parts[place], parts[max(0, place - 1) : place + 2]
    for row in rules.table.rows:
        spans = list(rules.read(row.says).spans(part))
        if not spans or not _holds(row, part, beside, rules):
            continue
        for first, last in spans:
            if not _is_excused(part, first, rules, may_be_denied=not row.near):
                begins, ends = part.words[first].begins, part.words[last - 1].ends
                yield Found(draft[begins:ends], row.slip, row.better, begins, row)


def _holds(row: Row, part: Sentence, beside: Sequence[Sentence], rules: _Rules) -> bool:
    """What the row asks for besides is said, and nothing that makes it harmless."""
    if rules.read(row.unless).is_in(part):
        return False
    if row.near and not any(rules.read(row.near).is_in(one) for one in beside):
        return False
    return not any(rules.read(row.unless_near).is_in(one) for one in beside)


def _is_excused(part: Sentence, first: int, rules: _Rules, *, may_be_denied: bool) -> bool:
    """Somebody else said it, or it is said not to be so: "if you do not" before what we would do
    is no such denial."""
    denied = may_be_denied and rules.denied.ends_near(part, first)
    return denied or rules.reported.ends_before(part, first)


def _added_up(
    draft: str, parts: Sequence[Sentence], seen: Sequence[Sequence[_Seen]], rules: _Rules
) -> tuple[Found, ...]:
    """The heaviest of the signs that are enough together, in a sentence and those beside it."""
    for place, part in enumerate(parts):
        points = _weigh(_beside(seen, place))
        slip = max(Slip, key=lambda one: points[one])
        here = [one for one in seen[place] if one.sign.slip is slip]
        if here and sum(points.values()) >= rules.table.enough:
            return (_heaviest(draft, part, here),)
    return ()


def _beside(seen: Sequence[Sequence[_Seen]], place: int) -> list[_Seen]:
    """The signs in a sentence and in those beside it."""
    return [one for some in seen[max(0, place - 1) : place + 2] for one in some]


def _signs(part: Sentence, rules: _Rules) -> list[_Seen]:
    seen = []
    for sign in rules.table.signs:
        alone = sign.points >= rules.table.enough
        spans = [
            span
            for span in rules.read(sign.says).spans(part)
            if not _is_excused(part, span[0], rules, may_be_denied=alone)
        ]
        if spans:
            seen.append(_Seen(sign, spans))
    return seen


def _weigh(seen: Sequence[_Seen]) -> dict[Slip | None, int]:
    """How many points there are of each slip and of neither, each sign twice at most."""
    times = Counter({one.sign: 0 for one in seen})
    for one in seen:
        times[one.sign] += len(one.spans)
    points = Counter[Slip | None](dict.fromkeys((None, *Slip), 0))
    for sign, often in times.items():
        points[sign.slip] += sign.points * min(often, MOST_TIMES)
    return points


def _heaviest(draft: str, part: Sentence, seen: Sequence[_Seen]) -> Found:
    one = max(seen, key=lambda one: one.sign.points)
    first, last = max(one.spans, key=lambda span: span[1] - span[0])
    begins, ends = part.words[first].begins, part.words[last - 1].ends
    return Found(draft[begins:ends], one.sign.slip or Slip.BEGGING, one.sign.better, begins)


def _overlap(one: Found, other: Found) -> bool:
    return one.begins < other.begins + len(other.phrase) and other.begins < one.begins + len(
        one.phrase
    )
