"""How is a turn of phrase written so that a sales manager can read it, and where does it occur?

    now or never            these words, in this order
    my|our final offer      either of the words with a bar between them
    (call it off|hang up)   either of the phrases
    [very] last chance      a word in brackets may be missing
    either you … or WE go   up to six words may stand between
    cancel~                 cancels and cancelling too, but not what was cancelled
    SOMETHING               a list of its own, named in capital letters
    END                     the clause ends here
    START                   the clause begins here

It is turned into a regular expression over the words as they are meant (`tone_words`), each with a
space behind it. That takes a while, so it waits for a sentence which has the words it cannot do
without: nearly all of the table never gets there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.playbook.tone_words import Sentence, Word, meant

Lists = Mapping[str, Sequence[str]]

GAP = 6  # words an ellipsis may stand for
NEAR = 5  # words between a denial and what it denies
_GAP = rf"(?:(?![.!?;…\n] )[^ ]+ ){{0,{GAP}}}?"
_MARK = r"[^\w %]"
LONG = 2000  # letters of an expression
_NEVER = "(?!)"
_END = rf"(?={_MARK} |$)"
_START = rf"(?:(?<=^)|(?<={_MARK} ))"
_FIXED = {"…": _GAP, "END": _END, "START": _START}
_PIECE = re.compile(r"…|[()\[\]|]|[A-Z][A-Z_]+(?![a-z])|[^\s()\[\]|…]+")
_BEGINS = {"i", "we", "you", "or", "if", "unless", "otherwise"}
_OURS = {"my", "our"}
_COMMON = {"i", "we", "you", "it", "my", "our", "your", "the", "a", "an", "this", "that", "to"}
_COMMON |= {"is", "are", "be", "will", "not", "do", ",", "."}
_GOES_ON = {"say", "saying", "mean", "think", "want", "telling", "asking", "that"}


class Phrase(NamedTuple):
    """A turn of phrase or a part of one: a word, any of some parts, or all of them in a row. It
    occurs only where a word of each of its needs is said; the least common stand first."""

    text: str
    needs: Sequence[frozenset[str]] = ()
    any_of: "Sequence[Phrase]" = ()
    all_of: "Sequence[Phrase]" = ()

    def may_be_in(self, said: frozenset[str]) -> bool:
        return not any(map(said.isdisjoint, self.needs))

    def cut_to(self, said: frozenset[str]) -> str:
        """Its text without what cannot occur among these words."""
        if self.any_of:
            left = [one.cut_to(said) for one in self.any_of if one.may_be_in(said)]
            return "|".join(left) if left else _NEVER
        return "".join(f"(?:{one.cut_to(said)})" for one in self.all_of) or self.text


_NOTHING = Phrase("")


@dataclass(frozen=True, slots=True)
class Pattern:
    """Turns of phrase, any of which is looked for."""

    phrases: Sequence[Phrase]

    def spans(self, part: Sentence) -> Iterator[tuple[int, int]]:
        """From which word to which one of them stands in the sentence, each time one does; of two
        that begin with the same word, the one that is written first."""
        text, at = part.text, 0
        seen = [_expression(one, part) for one in self.phrases if one.may_be_in(part.said)]
        while matches := [match for one in seen if (match := one.search(text, at))]:
            first = min(matches, key=lambda match: match.start())
            at = first.end()
            yield text.count(" ", 0, first.start()), text.count(" ", 0, at)

    def is_in(self, part: Sentence) -> bool:
        return next(self.spans(part), None) is not None

    def ends_near(self, part: Sentence, word: int) -> bool:
        """Whether it stands in the same clause, a few words before this one at most."""
        for _, last in self.spans(part):
            between = part.words[last:word]
            if (
                last <= word
                and len(between) <= NEAR
                and not _is_another_clause([*between, part.words[word]])
            ):
                return True
        return False

    def ends_before(self, part: Sentence, word: int) -> bool:
        """Whether it stands before this word, with no mark between but the one that follows it."""
        return any(
            last <= word and not any(w.is_mark for w in part.words[last + 1 : word])
            for _, last in self.spans(part)
        )


class Reader:
    """Reads what is written in a table, when it is asked for, and all of it once."""

    def __init__(self, lists: Lists) -> None:
        self._lists = lists
        self._read: dict[str, Phrase] = {}
        self._patterns: dict[Sequence[str], Pattern] = {}

    def read(self, written: tuple[str, ...]) -> Pattern:
        """The turns of phrase as they are written in the table, any of them."""
        if written not in self._patterns:
            self._patterns[written] = Pattern([self._whole(whole) for whole in written])
        return self._patterns[written]

    def _whole(self, written: str) -> Phrase:
        phrase = self._phrase(_PIECE.findall(written))
        if not phrase.needs:
            raise ValueError(f"a phrase needs a word: {written}")
        return phrase

    def _phrase(self, pieces: list[str]) -> Phrase:
        """`a|b` binds two words; inside brackets a bar parts whole phrases."""
        if len(pieces) == 1:
            return self._one(pieces, 0)[0]
        parts, at = [], 0
        while at < len(pieces):
            or_nothing = [_NOTHING] if pieces[at] == "[" else []
            one, at = self._one(pieces, at)
            choices = [one]
            while at < len(pieces) and pieces[at] == "|":
                one, at = self._one(pieces, at + 1)
                choices.append(one)
            choices += or_nothing
            parts.append(_any_of(choices) if len(choices) > 1 else one)
        return _all_of(parts)

    def _one(self, pieces: list[str], at: int) -> tuple[Phrase, int]:
        if pieces[at] in "([":
            inside, after = _inside(pieces, at)
            return _any_of([self._phrase(phrase) for phrase in inside]), after
        word = self._read.get(pieces[at])
        if word is None:
            word = self._read[pieces[at]] = self._word(pieces[at])
        return word, at + 1

    def _word(self, piece: str) -> Phrase:
        if piece in _FIXED:
            return Phrase(_FIXED[piece])
        if piece.isupper() and len(piece) > 1:
            return _any_of([self._phrase(_PIECE.findall(one)) for one in self._lists[piece]])
        if piece.endswith("~"):
            return _any_ending(piece[:-1])
        words = meant(piece)
        return Phrase(
            "".join(f"{re.escape(word)} " for word in words), [frozenset([word]) for word in words]
        )


def _any_of(choices: Sequence[Phrase]) -> Phrase:
    """It needs one word of those which its choices need; of each choice's, the least common."""
    if len(choices) == 1:
        return choices[0]
    text = "|".join(one.text for one in choices)
    if not all(one.needs for one in choices):
        return Phrase(text, (), choices)
    return Phrase(text, (frozenset().union(*(one.needs[0] for one in choices)),), choices)


def _all_of(parts: Sequence[Phrase]) -> Phrase:
    if len(parts) == 1:
        return parts[0]
    text = "".join(f"(?:{one.text})" for one in parts)
    needs = [need for one in parts for need in one.needs]
    return Phrase(text, sorted(needs, key=_how_common), (), parts)


def _how_common(words: frozenset[str]) -> tuple[int, int]:
    return len(words & _COMMON), len(words)


def _expression(phrase: Phrase, part: Sentence) -> re.Pattern[str]:
    """A long one is cut to the sentence, for a whole one would take a tenth of a second."""
    return _compiled(phrase.text if len(phrase.text) < LONG else phrase.cut_to(part.said))


@lru_cache(maxsize=4096)
def _compiled(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![^ ])(?:{text})")


def _is_another_clause(between: Sequence[Word]) -> bool:
    """ "If you do not buy I lose my job": what is denied ends where somebody begins anew."""
    said = {word.is_meant for word in between}
    begins = _BEGINS | _OURS if len(between) > 1 else _BEGINS
    return any(word.is_mark for word in between) or bool(said & begins and not said & _GOES_ON)


def _any_ending(word: str) -> Phrase:
    """`release~`: releases, releasing; `drop~`: dropping; `carry~`: carries. What was done is no
    threat, so that "dropped" is not meant."""
    stem = word.removesuffix("e").removesuffix("y")
    endings = ("", "e", "y", "es", "ies", "s", "ing", f"{stem[-1]}ing", "ying")
    forms = [f"{stem}{ending}" for ending in endings]
    return Phrase(f"(?:{'|'.join(re.escape(form) for form in forms)}) ", (frozenset(forms),))


def _inside(pieces: list[str], at: int) -> tuple[list[list[str]], int]:
    """What stands in brackets, parted by its own bars, and the place behind them."""
    depth, phrases = 0, [[]]  # type: tuple[int, list[list[str]]]
    for place in range(at, len(pieces)):
        piece = pieces[place]
        depth += (piece in "([") - (piece in ")]")
        if depth == 0:
            return phrases, place + 1
        if piece == "|" and depth == 1:
            phrases.append([])
        elif place > at:
            phrases[-1].append(piece)
    raise ValueError(f"a bracket stays open: {' '.join(pieces)}")
