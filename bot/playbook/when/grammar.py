"""Does a row of words fit a turn of phrase, every word of it?

A rule is a function under one or more patterns: `@rule("DAY", "next WD")`. In a pattern a word in
lower case stands for itself, a word in capitals for a kind of token or for what other rules make,
and hands its value to the function; `a|b` is either, a closing `?` is "or nothing" (a missing
capital is handed over as None). Articles and commas between two words of a pattern say nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, NamedTuple, TypeVar

from bot.playbook.when.tokens import Kinds, Token

Rule = Callable[..., Any]
F = TypeVar("F", bound=Rule)

_NOTHING: Kinds = {}  # what stands behind the last token
_NONE: list[tuple[int, Any]] = []


@dataclass(slots=True, eq=False)
class Node:
    """A place in the tree of patterns: where each next word leads, and what may end here."""

    words: dict[str, "Node"] = field(default_factory=dict)
    rules: dict[str, "Node"] = field(default_factory=dict)
    # The function, and where among the values met so far each of its arguments is.
    ends: list[tuple[Rule, tuple[int | None, ...]]] = field(default_factory=list)


class Ways(NamedTuple):
    """Where a token leads: by its own kinds, each a word or a value, and by what rules make."""

    words: Sequence[tuple[str, bool, Node]]
    rules: Sequence[tuple[str, Node]]
    is_open: bool  # it leads somewhere, or says nothing and is passed over


@dataclass(slots=True)
class Sort:
    """All tokens of the same kinds: what may begin with them, and where each place leads on.

    The ways are found when they are first gone: of most places most tokens lead nowhere.
    """

    kinds: Sequence[str]
    begins: frozenset[str]
    ways: dict[Node, Ways] = field(default_factory=dict)


class Grammar:
    """All patterns, by the name of what they make."""

    def __init__(self) -> None:
        self.roots: dict[str, Node] = {}
        self.first: dict[str, frozenset[str]] = {}
        self._patterns: list[tuple[str, str, Rule]] = []
        self._sorts: dict[tuple[str, ...], Sort] = {}

    def rule(self, makes: str, *patterns: str) -> Callable[[F], F]:
        """Remember a function as what to do when one of these patterns is met."""

        def remember(function: F) -> F:
            self._patterns += [(makes, pattern, function) for pattern in patterns]
            return function

        return remember

    def lay_out(self) -> None:
        """Make one tree of the patterns of each kind, once all rules are known."""
        self.roots = {makes: Node() for makes, _, _ in self._patterns}
        for makes, pattern, function in self._patterns:
            for row in product(*map(_choices, pattern.split())):
                self._lay(self.roots[makes], row, function)
        for makes in self.roots:
            self.first[makes] = frozenset(self._openings(makes, set()))

    def sort_of(self, kinds: Kinds) -> Sort:
        """What all tokens of these kinds have in common."""
        names = tuple(kinds)
        found = self._sorts.get(names)
        if found is None:
            begins = (makes for makes, first in self.first.items() if not first.isdisjoint(names))
            found = self._sorts[names] = Sort(names, frozenset(begins))
        return found

    def _lay(self, node: Node, row: Sequence[str], function: Rule) -> None:
        places: list[int | None] = []
        for word in row:
            if word.endswith("?"):
                places += [None] if word[0].isupper() else []
                continue
            if word[0].isupper():
                places.append(sum(place is not None for place in places))
            ways = node.rules if word in self.roots else node.words
            node = ways.setdefault(word, Node())
        node.ends.append((function, tuple(places)))

    def _openings(self, makes: str, seen: set[str]) -> set[str]:
        seen.add(makes)
        root = self.roots[makes]
        further = (self._openings(name, seen) for name in root.rules if name not in seen)
        return set(root.words).union(*further)


class Parse:
    """One row of tokens read against a grammar; `here` is handed to every rule."""

    def __init__(self, grammar: Grammar, tokens: Sequence[Token], here: object) -> None:
        self._roots = grammar.roots
        self._kinds = [*(token.kinds for token in tokens), _NOTHING]
        self._sorts = [grammar.sort_of(kinds) for kinds in self._kinds]
        self._here = here
        self._known: dict[tuple[str, int], list[tuple[int, Any]]] = {}

    def begins(self, at: int) -> bool:
        """Whether anything at all may begin at this token."""
        return bool(self._sorts[at].begins)

    def all(self, makes: str, at: int) -> list[tuple[int, Any]]:
        """Every way to read `makes` from token `at`: where it ends, and its value."""
        if makes not in self._sorts[at].begins:
            return _NONE
        key = (makes, at)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = []
            self._walk(self._roots[makes], at, (), found)
        return found

    def _walk(
        self, node: Node, at: int, values: tuple[Any, ...], found: list[tuple[int, Any]]
    ) -> None:
        """Add what ends at this node, then whatever begins here: each find once, in order."""
        for function, places in node.ends:
            made = function(self._here, *[None if p is None else values[p] for p in places])
            if made is not None and (at, made) not in found:
                found.append((at, made))
        while kinds := self._kinds[at]:
            self._step(node, at, values, found)
            if "," not in kinds and ("the" not in kinds or "the" in node.words):
                return
            at += 1  # such a word says nothing here

    def _step(
        self, node: Node, at: int, values: tuple[Any, ...], found: list[tuple[int, Any]]
    ) -> None:
        ways = self._ways(node, at)
        for kind, is_value, following in ways.words:
            if following.ends or self._ways(following, at + 1).is_open:
                met = (*values, self._kinds[at][kind]) if is_value else values
                self._walk(following, at + 1, met, found)
        for name, following in ways.rules:
            for end, value in self.all(name, at):
                # Whether the next token may be of this pattern: most are not.
                if following.ends or self._ways(following, end).is_open:
                    self._walk(following, end, (*values, value), found)

    def _ways(self, node: Node, at: int) -> Ways:
        sort = self._sorts[at]
        return sort.ways.get(node) or _found_ways(node, sort)


def _found_ways(node: Node, sort: Sort) -> Ways:
    kinds = sort.kinds
    words = [(kind, kind[0].isupper(), node.words[kind]) for kind in kinds if kind in node.words]
    rules = [each for each in node.rules.items() if each[0] in sort.begins]
    is_open = bool(words or rules) or "," in kinds or "the" in kinds
    ways = sort.ways[node] = Ways(words, rules, is_open)
    return ways


def _choices(word: str) -> list[str]:
    choices = word.removesuffix("?").split("|")
    return [*choices, choices[-1] + "?"] if word.endswith("?") else choices


grammar = Grammar()
rule = grammar.rule
