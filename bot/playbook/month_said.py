"""Which month is that word, in English or German?"""

from rapidfuzz import fuzz, process

from bot.playbook.when.words import MONTHS

_PLAIN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_MONTH_OF = {word: at for at, words in enumerate(MONTHS, start=1) for word in words.split()}
_NAMES = [word for word in _MONTH_OF if len(word) > 3]
_MISTYPED = 75  # of 100: "octobre" for "october"


def month_of(word: str) -> int | None:
    """The month a word names: "October", "Okt.", "März"."""
    return _MONTH_OF.get(_bare(word))


def nearest_month(word: str) -> int | None:
    """The month a mistyped word was most likely meant for."""
    near = process.extractOne(_bare(word), _NAMES, scorer=fuzz.ratio, score_cutoff=_MISTYPED)
    return _MONTH_OF[near[0]] if near else None


def _bare(word: str) -> str:
    return word.casefold().strip(".,;:").translate(_PLAIN)
