"""Which answers to the questions of fit does a typed line give? (S1-2)"""

import re
from collections.abc import Mapping

from bot.playbook.fit import FOUR, OF_ACTIVE, FitAnswer, Trait
from bot.playbook.problem import Problem

_ANSWERS: Mapping[str, FitAnswer] = {
    "yes": FitAnswer.YES,
    "y": FitAnswer.YES,
    "no": FitAnswer.NO,
    "n": FitAnswer.NO,
    "?": FitAnswer.UNKNOWN,
    "unknown": FitAnswer.UNKNOWN,
    "unsure": FitAnswer.UNKNOWN,
    "don't know yet": FitAnswer.UNKNOWN,
    "don't know": FitAnswer.UNKNOWN,
    "dont know yet": FitAnswer.UNKNOWN,
    "dont know": FitAnswer.UNKNOWN,
    "not known yet": FitAnswer.UNKNOWN,
}
_TRAITS: Mapping[str, Trait] = {t.value: t for t in Trait}
_IN_ORDER = (*FOUR, *OF_ACTIVE)
_PIECES = "|".join(re.escape(said) for said in sorted({*_ANSWERS, *_TRAITS}, key=len, reverse=True))
_PIECE = re.compile(rf"(?:{_PIECES})(?![\w'])", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;:.=]*")


def read_fit(text: str) -> dict[Trait, FitAnswer] | Problem:
    """`yes no yes ?` in the order of the questions, or by name: `type yes, pays no`."""
    pieces = _pieces(text.replace("’", "'").casefold())
    if pieces is None:
        return Problem("unread_fit", {"text": text.strip()})
    if not any(piece in _TRAITS for piece in pieces):
        return _in_order(pieces, text)
    return _by_name(pieces, text)


def _in_order(pieces: list[str], text: str) -> dict[Trait, FitAnswer] | Problem:
    if len(pieces) not in (len(FOUR), len(_IN_ORDER)):
        return Problem("unread_fit", {"text": text.strip()})
    return {t: _ANSWERS[piece] for t, piece in zip(_IN_ORDER, pieces, strict=False)}


def _by_name(pieces: list[str], text: str) -> dict[Trait, FitAnswer] | Problem:
    named, answers = pieces[::2], pieces[1::2]
    is_paired = len(named) == len(answers) and len(set(named)) == len(named)
    if not is_paired or not set(named) <= set(_TRAITS) or not set(answers) <= set(_ANSWERS):
        return Problem("unread_fit", {"text": text.strip()})
    return {_TRAITS[name]: _ANSWERS[said] for name, said in zip(named, answers, strict=True)}


def _pieces(text: str) -> list[str] | None:
    """The answers and names a line is made of; None when it holds anything else."""
    found, at = [], 0
    while at < len(text):
        between = _BETWEEN.match(text, at)
        assert between is not None
        at = between.end()
        if at == len(text):
            break
        piece = _PIECE.match(text, at)
        if piece is None:
            return None
        found.append(piece.group())
        at = piece.end()
    return found
