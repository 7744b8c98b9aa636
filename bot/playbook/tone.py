"""Does a draft give an ultimatum, or beg? (S1-3)

The rules are rows of a table that is handed in (`bot/messages/tone_table.py`). How a row's pattern
is written stands there; how it is matched stands in `bot/playbook/tone_pattern.py`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache

from bot.playbook.tone_pattern import Lists, Pattern, read_pattern
from bot.playbook.tone_words import Sentence, sentences

_IN_QUOTES = re.compile(r'\s*["“„«]([^"“”„«»]*)["”“»]\s*')


class Slip(StrEnum):
    """What a draft slips into."""

    ULTIMATUM = "ultimatum"
    BEGGING = "begging"


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: what it is, how it is said, the line that is better, and a proof of both sides."""

    slip: Slip
    says: Sequence[str]
    better: str
    catches: str  # a draft it must find
    leaves: str  # one that looks alike and is harmless
    unless: Sequence[str] = ()  # what else in the sentence makes it harmless
    near: Sequence[str] = ()  # what must be said too, in this sentence or the ones beside it
    unless_near: Sequence[str] = ()  # what there makes it harmless


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, the lists of words they name, and what excuses any of them."""

    rows: Sequence[Row]
    lists: Lists
    denied: Sequence[str]  # close before it: it is said not to be so
    reported: Sequence[str]  # before it: somebody else said it

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
    """Every ultimatum and every plea, in reading order; of two that overlap the longer one."""
    rules = _rules(table)
    begins, ends = _without_quotes(draft)
    parts = list(sentences(draft, begins, ends))
    found = [one for place in range(len(parts)) for one in _in_sentence(draft, parts, place, rules)]
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
class _Rule:
    row: Row
    says: Pattern
    unless: Pattern | None
    near: Pattern | None
    unless_near: Pattern | None


@dataclass(frozen=True, slots=True)
class _Rules:
    rows: Sequence[_Rule]
    denied: Pattern
    reported: Pattern


@cache
def _rules(table: Table) -> _Rules:
    def read(written: Sequence[str]) -> Pattern | None:
        return read_pattern(written, table.lists) if written else None

    rows = [
        _Rule(
            row,
            read_pattern(row.says, table.lists),
            read(row.unless),
            read(row.near),
            read(row.unless_near),
        )
        for row in table.rows
    ]
    denied, reported = (read_pattern(each, table.lists) for each in (table.denied, table.reported))
    return _Rules(rows, denied, reported)


def _in_sentence(
    draft: str, parts: Sequence[Sentence], place: int, rules: _Rules
) -> Iterator[Found]:
    part, beside = parts[place], parts[max(0, place - 1) : place + 2]
    for rule in rules.rows:
        spans = list(rule.says.spans(part))
        if not spans or not _holds(rule, part, beside):
            continue
        for first, last in spans:
            if not _is_excused(part, first, rule, rules):
                begins, ends = part.words[first].begins, part.words[last - 1].ends
                yield Found(draft[begins:ends], rule.row.slip, rule.row.better, begins, rule.row)


def _holds(rule: _Rule, part: Sentence, beside: Sequence[Sentence]) -> bool:
    """What the row asks for besides is said, and nothing that makes it harmless."""
    if rule.unless and rule.unless.is_in(part):
        return False
    if rule.near and not any(rule.near.is_in(one) for one in beside):
        return False
    return not (rule.unless_near and any(rule.unless_near.is_in(one) for one in beside))


def _is_excused(part: Sentence, first: int, rule: _Rule, rules: _Rules) -> bool:
    """Somebody else said it, or it is said not to be so: "if you do not" before what we would do
    is no such denial."""
    denied = not rule.near and rules.denied.ends_near(part, first)
    return denied or rules.reported.ends_before(part, first)


def _overlap(one: Found, other: Found) -> bool:
    return one.begins < other.begins + len(other.phrase) and other.begins < one.begins + len(
        one.phrase
    )
