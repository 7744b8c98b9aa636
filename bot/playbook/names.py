"""Which client did the rep mean?"""

import unicodedata
from collections.abc import Sequence
from typing import Protocol, TypeVar

from rapidfuzz import fuzz, process

LONGEST_NAME = 80  # characters; longer text before a date is a sentence, not a name
LONGEST_NAME_WORDS = 12
CLOSE_ENOUGH = 84  # of 100, by rapidfuzz's weighted ratio: "Acmee" and "Acme Ltd" for "Acme"
MOST_SUGGESTIONS = 3


class Named(Protocol):
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def key(name: str) -> str:
    """How a name is looked up: case, width, accents' form and spacing make no difference."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def beginnings(text: str) -> list[str]:
    """The keys of everything a client's name could be at the start of `text`, longest first."""
    words = text.split()[:LONGEST_NAME_WORDS]
    found = []
    for count in range(len(words), 0, -1):
        joined = " ".join(words[:count])
        found.append(key(joined))
        if joined[-1] in ",:;.":
            found.append(key(joined[:-1]))
    return found


def close_matches(name: str, clients: Sequence[N]) -> list[N]:
    """Clients whose name is near enough to ask, the nearest first; never the exact one."""
    wanted = key(name)
    found = process.extract(
        wanted,
        [key(c.name) for c in clients],
        scorer=fuzz.WRatio,
        score_cutoff=CLOSE_ENOUGH,
        limit=MOST_SUGGESTIONS * 3,
    )
    near = [clients[index] for match, _, index in found if _is_near(wanted, match)]
    return near[:MOST_SUGGESTIONS]


def _is_near(wanted: str, match: str) -> bool:
    """A partial match must share a whole word: "co" is in "Acme Co", and says nothing."""
    if fuzz.ratio(wanted, match) >= CLOSE_ENOUGH:
        return True
    shared = set(wanted.split()) & set(match.split())
    return any(len(word) > 3 for word in shared)
