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
space behind it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.playbook.tone_words import Sentence, Word, meant

Lists = Mapping[str, Sequence[str]]

GAP = 6  # words an ellipsis may stand for
NEAR = 5  # words between a denial and what it denies
_GAP = rf"(?:(?![.!?;…\n] )[^ ]+ ){{0,{GAP}}}?"
_MARK = r"[^\w %]"
_END = rf"(?={_MARK} |$)"
_START = rf"(?:(?<=^)|(?<={_MARK} ))"
_PIECE = re.compile(r"…|[()\[\]|]|[A-Z][A-Z_]+(?![a-z])|[^\s()\[\]|…]+")
_BEGINS = {"i", "we", "you", "or", "if", "unless", "otherwise"}
_OURS = {"my", "our"}
_GOES_ON = {"say", "saying", "mean", "think", "want", "telling", "asking", "that"}


@dataclass(frozen=True, slots=True)
class Pattern:
    """A turn of phrase, ready to be looked for."""

    seen: re.Pattern[str]

    def spans(self, part: Sentence) -> Iterator[tuple[int, int]]:
        """From which word to which it stands in the sentence, each time it does."""
        text = part.text
        for match in self.seen.finditer(text):
            if match.end() > match.start():
                yield text.count(" ", 0, match.start()), text.count(" ", 0, match.end())

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


def read_pattern(written: Sequence[str], lists: Lists) -> Pattern:
    """The turns of phrase as they are written in the table, any of them."""
    wholes = (_group(whole, lists) for whole in written)
    return Pattern(re.compile(rf"(?<![^ ])(?:{'|'.join(wholes)})"))


def _is_another_clause(between: Sequence[Word]) -> bool:
    """ "If you do not buy I lose my job": what is denied ends where somebody begins anew."""
    said = {word.is_meant for word in between}
    begins = _BEGINS | _OURS if len(between) > 1 else _BEGINS
    return any(word.is_mark for word in between) or bool(said & begins and not said & _GOES_ON)


def _group(written: str, lists: Lists) -> str:
    return "".join(_pieces(written, lists))


def _pieces(written: str, lists: Lists) -> Iterator[str]:
    """`a|b` binds two words; inside brackets a bar parts whole phrases."""
    pieces = _PIECE.findall(written)
    at = 0
    while at < len(pieces):
        first = at
        choice, at = _one(pieces, at, lists)
        choices = [choice]
        while at < len(pieces) and pieces[at] == "|":
            choice, at = _one(pieces, at + 1, lists)
            choices.append(choice)
        made = f"(?:{'|'.join(choices)})"
        yield f"{made}?" if pieces[first] == "[" else made


def _one(pieces: list[str], at: int, lists: Lists) -> tuple[str, int]:
    piece = pieces[at]
    if piece in "([":
        inside, after = _inside(pieces, at)
        phrases = (_group(" ".join(phrase), lists) for phrase in inside)
        return "|".join(phrases), after
    fixed = {"…": _GAP, "END": _END, "START": _START}
    if piece in fixed:
        return fixed[piece], at + 1
    if piece.isupper() and len(piece) > 1:
        return "|".join(_group(phrase, lists) for phrase in lists[piece]), at + 1
    if piece.endswith("~"):
        return _any_ending(piece[:-1]), at + 1
    return "".join(f"{re.escape(word)} " for word in meant(piece)), at + 1


def _any_ending(word: str) -> str:
    """`release~`: releases, releasing; `drop~`: dropping; `carry~`: carries. What was done is no
    threat, so that "dropped" is not meant."""
    stem = word.removesuffix("e").removesuffix("y")
    doubled = f"{re.escape(stem[-1])}?"
    return rf"{re.escape(stem)}(?:e|y|es|ies|s|{doubled}ing|ying)? "


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
