"""Which client did the rep mean?"""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol, TypeVar

from rapidfuzz import fuzz, process

LONGEST_NAME = 80  # characters; longer text before a date is a sentence, not a name
LONGEST_NAME_WORDS = 12
CLOSE_ENOUGH = 84  # of 100, by rapidfuzz's weighted ratio: "Acmee" and "Acme Ltd" for "Acme"
MOST_SUGGESTIONS = 3
MARKS_AFTER = ",:;."  # a mark after a name is none of it

# Words that half of all companies bear: sharing one says nothing.
_SAY_NOTHING = {"and", "the", "und", "company", "corporation", "group", "holding", "limited"}
_SAY_NOTHING |= {"ag", "bv", "co", "corp", "gmbh", "inc", "kg", "llc", "ltd", "nv", "plc", "sa"}


class Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


@lru_cache(maxsize=4_096)
def key(name: str) -> str:
    """How a name is looked up: case, width, accents' form and spacing make no difference."""
    if name.isascii():  # neither width nor accents
        return " ".join(name.casefold().split())
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    seen = "".join(c for c in folded if unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFKC", seen).split())


def beginnings(text: str) -> list[str]:
    """The keys of everything a client's name could be at the start of `text`, longest first."""
    words = text.split()[:LONGEST_NAME_WORDS]
    if text.isascii():
        return _plain_beginnings(words)
    found = []
    for count in range(len(words), 0, -1):
        joined = " ".join(words[:count])
        found.append(key(joined))
        if joined[-1] in MARKS_AFTER:
            found.append(key(joined[:-1]))
    return found


def close_matches(name: str, clients: Sequence[N]) -> list[N]:
    """Clients whose name is near enough to ask, the nearest first; never the exact one."""
    wanted = _bare(name)
    others = [c for c in clients if key(c.name) != key(name)]
    found = process.extract(
        wanted,
        [_bare(c.name) for c in others],
        scorer=fuzz.WRatio,
        score_cutoff=CLOSE_ENOUGH,
        limit=MOST_SUGGESTIONS * 3,
    )
    near = [(fuzz.ratio(wanted, match), n) for match, _, n in found if _is_near(wanted, match)]
    near.sort(key=lambda pair: -pair[0])
    return [others[n] for _, n in near[:MOST_SUGGESTIONS]]


def _plain_beginnings(words: Sequence[str]) -> list[str]:
    """Where a key is its words' keys in a row, each beginning is one word more than the last."""
    found: list[str] = []
    begun = ""
    for word in words:
        begun = f"{begun} {word.casefold()}" if begun else word.casefold()
        if begun[-1] in MARKS_AFTER:
            found.append(begun[:-1].rstrip())
        found.append(begun)
    found.reverse()
    return found


def _bare(name: str) -> str:
    """A name without accents and marks: people leave them out."""
    letters = unicodedata.normalize("NFKD", key(name))
    kept = (c if unicodedata.category(c)[0] in "LNS" else " " for c in letters if not _is_mark(c))
    return " ".join("".join(kept).split())


def _is_mark(char: str) -> bool:
    return unicodedata.combining(char) > 0 or char in "'’"


def _is_near(wanted: str, match: str) -> bool:
    """A partial match must share a whole word that says something: "co" is in "Acme Co"."""
    if fuzz.ratio(wanted, match) >= CLOSE_ENOUGH:
        return True
    shared = set(wanted.split()) & set(match.split()) - _SAY_NOTHING
    return any(len(word) > 1 for word in shared)
