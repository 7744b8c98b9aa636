"""What does a client expect from us beyond the renewal, and can we help with it? (S0-2)"""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.playbook import names
from bot.playbook.line import cleaned
from bot.playbook.model import Client
from bot.playbook.problem import Problem

USUAL = (  # what we can help with, until a manager says it better
    *("delivery times", "product quality", "faster answers", "training"),
    *("reports", "flexible terms", "new ideas"),
)
MOST = 10  # things in a list: as many boxes as a form shows
LONGEST = 60  # characters of one
NOT_TWICE_IN = timedelta(days=183)  # about one client
APART = timedelta(days=7)  # two of these questions to one rep

_BETWEEN = re.compile(r"[,;\n]+|\s+\band\b\s+(?=[^,;\n]*$)")
_NOTHING = ("nothing", "none", "nothing else", "nothing more", "no more")


@dataclass(frozen=True, slots=True)
class Expectations:
    """What was noted of one client; empty: nothing beyond the renewal."""

    id: int
    client_id: int
    rep_id: int
    on: date
    wanted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatExpected:
    """The question about one client, with what we can help with."""

    question_id: int
    client: Client


@dataclass(frozen=True, slots=True)
class Missing:
    """Something clients ask for that is not on the list, and how many do."""

    name: str
    clients: int


def read_wanted(text: str) -> tuple[str, ...] | Problem:
    """`delivery times, training and reports`; `nothing` is an answer too."""
    if text.strip(" .").casefold() in _NOTHING:
        return ()
    return tidied(_BETWEEN.split(text))


def tidied(found: Iterable[str]) -> tuple[str, ...] | Problem:
    """Each thing once, as it was first written; too many or too long is said."""
    kept: dict[str, str] = {}
    for each in found:
        if said := cleaned(each).strip(" .,"):
            kept.setdefault(names.key(said), said)
    longest = max(map(len, kept.values()), default=0)
    if longest > LONGEST:
        return Problem("expectation_too_long", {"limit": LONGEST, "length": longest})
    if len(kept) > MOST:
        return Problem("too_many_expectations", {"limit": MOST, "count": len(kept)})
    return tuple(kept.values())


def named_as(wanted: Iterable[str], offered: Iterable[str]) -> tuple[str, ...]:
    """The same, those on the list in its spelling."""
    ours = {names.key(each): each for each in offered}
    return tuple(dict.fromkeys(ours.get(names.key(each), each) for each in wanted))


def unlisted(wanted: Iterable[str], offered: Iterable[str]) -> tuple[str, ...]:
    """What of it is not on the list."""
    ours = {names.key(each) for each in offered}
    return tuple(each for each in wanted if names.key(each) not in ours)


def missing(wanted: Iterable[Sequence[str]], offered: Sequence[str]) -> list[Missing]:
    """What is asked for and not on the list, by how many clients ask for it."""
    spelled: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for of_client in wanted:
        for each in unlisted(of_client, offered):
            spelled.setdefault(names.key(each), each)
            counted[names.key(each)] += 1
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [Missing(spelled[key], count) for key, count in ranked]


def in_order(
    paying: Sequence[Client],
    worth: dict[int, int],
    noted: Collection[int],
    asked: Collection[int],
) -> list[Client]:
    """Whom to ask about: nothing noted, not asked lately, the one worth most first."""
    left = [c for c in paying if c.id not in noted and c.id not in asked]
    return sorted(left, key=lambda c: (-worth.get(c.id, 0), c.id))
