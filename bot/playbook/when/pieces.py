"""Of which pieces does a phrase consist: a day, a time, a part of the day, somebody's clock?"""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

# The modules of rules: importing them is what teaches the grammar.
from bot.playbook.when import (  # noqa: F401
    amounts_said,
    bounds_said,
    clock_said,
    dates_said,
    spans_said,
    stretches_said,
    weekdays_said,
)
from bot.playbook.when.grammar import Grammar, Parse, grammar
from bot.playbook.when.meaning import Clock, Days, Here, Part, Zone
from bot.playbook.when.tokens import Token

_STARTS = ("DAY", "ALONE", "TIME", "DAYPART", "PARTOFDAY", "CLOCKPART")
_BETWEEN = frozenset(("the", ",", "on", "for", "-"))
_CHOICE = frozenset(("or", "-", "to", "and", "/"))
_BEFORE_CHOICE = frozenset(("between", "from", "either"))


class Said(NamedTuple):
    """The pieces of one way to read a phrase."""

    days: Days | None = None
    clock: Clock | None = None
    part: Part | None = None
    zone: Zone | None = None
    is_choice: bool = False


def parsed(tokens: Sequence[Token], here: Here) -> Parse:
    """What the grammar makes of tokens, found out as far as somebody asks."""
    return Parse(_grammar(), tokens, here)


def whole_ways(tokens: Sequence[Token], here: Here, parse: Parse | None = None) -> list[Said]:
    """Every way to read tokens that leaves none of them over.

    `parse` may be of more tokens that begin with these: nothing is read differently for them.
    """
    parse = parse or parsed(tokens, here)
    whole: list[Said] = []
    for end, said in _ways(parse, tokens, 0, Said()):
        if end == len(tokens) and said not in whole:
            whole.append(said)
    return whole or list(_choices(tokens, here))


def ends_from_start(tokens: Sequence[Token], parse: Parse) -> list[int]:
    """Where a phrase that begins with the first token may end, the farthest first."""
    first = _grammar().first
    opens = tokens[0].kinds.keys()
    if "the" not in opens and all(first[makes].isdisjoint(opens) for makes in _STARTS):
        return []
    # A phrase in a line begins with a word of its own, not with one that only joins pieces.
    start = 1 if "the" in opens else 0
    pieces = [(end, said) for at in {0, start} for end, said in _next_piece(parse, at, Said())]
    ends = {end for end, said in pieces if said.days or said.clock}
    ends |= {further for end, said in pieces for further, _ in _ways(parse, tokens, end, said)}
    return sorted(ends, reverse=True)


def offers_choice(token: Token) -> bool:
    """Whether a word may stand between two dates to choose from."""
    return not _CHOICE.isdisjoint(token.kinds)


@cache
def _grammar() -> Grammar:
    grammar.lay_out()
    return grammar


def _ways(parse: Parse, tokens: Sequence[Token], at: int, said: Said) -> Iterator[tuple[int, Said]]:
    """Every way to read piece after piece from `at`, in any order, none of them twice."""
    for end, more in _next_piece(parse, at, said):
        if more.days is not None or more.clock is not None:
            yield end, more
        yield from _ways(parse, tokens, end, more)
    if at < len(tokens) and _joins(tokens[at], said):
        yield from _ways(parse, tokens, at + 1, said)


def _joins(token: Token, said: Said) -> bool:
    """Whether a word may stand between two pieces; "am" is German "on", but not after an hour."""
    if "am" in token.kinds and said != Said():
        return False
    return not _BETWEEN.isdisjoint(token.kinds)


def _next_piece(parse: Parse, at: int, said: Said) -> Iterator[tuple[int, Said]]:
    if not parse.begins(at):
        return
    if said.days is None:
        for makes in ("DAY", "ALONE"):
            for end, days in parse.all(makes, at):
                yield end, said._replace(days=days)
        if said.part is None:
            for end, (days, part) in parse.all("DAYPART", at):
                yield end, said._replace(days=days, part=part)
    elif not said.days.by:
        for end, _ in parse.all("ATLATEST", at):
            yield end, said._replace(days=said.days.but(by=True))
    if said.clock is None and said.part is None:
        for end, (clock, part) in parse.all("CLOCKPART", at):
            yield end, said._replace(clock=clock, part=part)
    if said.clock is None:
        for end, clock in parse.all("TIME", at):
            yield end, said._replace(clock=clock)
    elif said.zone is None:
        for end, zone in parse.all("CLOCKOF", at):
            yield end, said._replace(zone=zone)
    for makes in ("PARTOFDAY",) if said.days is None else ("PARTOFDAY", "AFTERDAY"):
        for end, part in parse.all(makes, at):
            if said.part in (None, part):
                yield end, said._replace(part=part)


def _choices(tokens: Sequence[Token], here: Here) -> Iterator[Said]:
    """ "Tuesday or Wednesday 3pm": both sides, each lending the other what it left out."""
    start = 1 if tokens and not _BEFORE_CHOICE.isdisjoint(tokens[0].kinds) else 0
    for at in range(start + 1, len(tokens) - 1):
        if offers_choice(tokens[at]):
            for left in whole_ways(tokens[start:at], here):
                for right in whole_ways(tokens[at + 1 :], here):
                    yield from _lent(left, right)


def _lent(left: Said, right: Said) -> Iterator[Said]:
    if left.days is None:
        return
    if left.clock is None and left.part is None:
        left = left._replace(clock=right.clock, part=right.part)
    zone = right.zone or left.zone
    yield left._replace(zone=zone if left.clock else None, is_choice=True)
    days = right.days or left.days
    yield right._replace(days=days, zone=zone if right.clock else None, is_choice=True)
