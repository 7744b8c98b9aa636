"""Does a row of words fit a turn of phrase, every word of it?

A rule is a function under one or more patterns: `@rule("DAY", "next WD")`. In a pattern a word in
lower case stands for itself, a word in capitals for a kind of token or for what other rules make,
and hands its value to the function; `a|b` is either, a closing `?` is "or nothing" (a missing
capital is handed over as None). Articles and commas between two words of a pattern say nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, TypeVar

from bot.playbook.when.tokens import Kinds, Token

Rule = Callable[..., Any]
F = TypeVar("F", bound=Rule)

_NOTHING: Kinds = {}  # what stands behind the last token


@dataclass(slots=True)
class Node:
    """A place in the tree of patterns: where each next word leads, and what may end here.

    `opens`: every kind of token that leads anywhere from here, for a quick no.
    """

    words: dict[str, "Node"] = field(default_factory=dict)
    rules: dict[str, "Node"] = field(default_factory=dict)
    # The function, and where among the values met so far each of its arguments is.
    ends: list[tuple[Rule, tuple[int | None, ...]]] = field(default_factory=list)
    opens: frozenset[str] = frozenset()


class Grammar:
    """All patterns, by the name of what they make."""

    def __init__(self) -> None:
        self.roots: dict[str, Node] = {}
        self.first: dict[str, frozenset[str]] = {}
        self._patterns: list[tuple[str, str, Rule]] = []

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
        for root in self.roots.values():
            self._sum_up(root)

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

    def _sum_up(self, node: Node) -> None:
        node.opens = frozenset(node.words).union(*(self.first[name] for name in node.rules))
        for following in (*node.words.values(), *node.rules.values()):
            self._sum_up(following)


class Parse:
    """One row of tokens read against a grammar; `here` is handed to every rule."""

    def __init__(self, grammar: Grammar, tokens: Sequence[Token], here: object) -> None:
        self._roots, self._first = grammar.roots, grammar.first
        self._kinds = [*(token.kinds for token in tokens), _NOTHING]
        self._here = here
        self._known: dict[tuple[str, int], list[tuple[int, Any]]] = {}

    def all(self, makes: str, at: int) -> list[tuple[int, Any]]:
        """Every way to read `makes` from token `at`: where it ends, and its value."""
        if self._first[makes].isdisjoint(self._kinds[at]):
            return []
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
        kinds = self._kinds[at]
        while kinds:
            if not node.opens.isdisjoint(kinds):
                self._step(node, at, values, found)
            if "," not in kinds and ("the" not in kinds or "the" in node.words):
                return
            at += 1  # such a word says nothing here
            kinds = self._kinds[at]

    def _step(
        self, node: Node, at: int, values: tuple[Any, ...], found: list[tuple[int, Any]]
    ) -> None:
        for kind, value in self._kinds[at].items() if node.words else ():
            following = node.words.get(kind)
            if following is not None and (following.ends or self._leads_on(following, at + 1)):
                met = (*values, value) if kind[0].isupper() else values
                self._walk(following, at + 1, met, found)
        for name, following in node.rules.items():
            for end, value in self.all(name, at):
                if following.ends or self._leads_on(following, end):
                    self._walk(following, end, (*values, value), found)

    def _leads_on(self, node: Node, at: int) -> bool:
        """Whether the next token may be of a pattern that has come this far: most are not."""
        kinds = self._kinds[at]
        return not node.opens.isdisjoint(kinds) or "," in kinds or "the" in kinds


def _choices(word: str) -> list[str]:
    choices = word.removesuffix("?").split("|")
    return [*choices, choices[-1] + "?"] if word.endswith("?") else choices


grammar = Grammar()
rule = grammar.rule
