"""Does a phrase stand as a date in the middle of a line, or is it something else there?"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

from bot.playbook.when.tokens import Token, is_everyday, turns_meaning
from bot.playbook.when.words import A_NUMBER_AFTER, NOT_A_DAY_BEFORE, TURNING_AFTER

_SURE_ALONE = frozenset(
    {"YMD", "SLASHED", "SLASHEDYEAR", "SUREDOTTED", "DOTTEDYEAR", "today", "tomorrow", "tonight"}
    | {"overmorrow", "yesterday", "eod", "eow", "eom", "eoq", "eoy", "soon"}
    | {"DOTTED"}
)
_DAYS = _SURE_ALONE | {
    "WD",
    "MONTH",
    "UNIT",
    "DOTTED",
    "NTH",
    "NTHDOT",
    "FEAST",
    "SEASON",
    "q",
    "h",
}
_DAYS |= {"weekend", "week", "cw", "fortnight", "day"}
_OPENS_A_WORD = frozenset("#@._$€£=")
_GOES_ON = frozenset("._@/=")
_LENGTH_ONLY = 3  # words: "half a year", "two weeks"
_LONG_ZONE = 4  # letters; what is longer may also be the beginning of a company's name


def stands_in_a_line(
    tokens: Sequence[Token], start: int, end: int, *, after_choice: bool = False
) -> bool:
    """Whether tokens[start:end], which reads as a date, is meant as one."""
    said = tokens[start:end]
    if after_choice and len(said) > 1:
        return True  # "at 3 or 4pm": the day stands before the choice.
    if not any(map(tells_of_days, said)):
        return False
    if end < len(tokens) and tokens[end].folded in NOT_A_DAY_BEFORE:
        return False
    if _is_glued(tokens, start, end) or "HHMM" in said[0].kinds:
        return False
    if start and said[0].text[0].isdigit() and tokens[start - 1].folded in A_NUMBER_AFTER:
        return False
    if len(said) == 1:
        return _single_stands(said[0], is_last=end == len(tokens))
    return _several_stand(said, is_last=end == len(tokens))


def tells_of_days(token: Token) -> bool:
    """Whether a word may be what makes a phrase a date: a day, a month, a length of time."""
    return not _DAYS.isdisjoint(token.kinds)


def turned_before(tokens: Sequence[Token], start: int) -> int:
    """How many words just before a phrase make it mean something else."""
    return int(start > 0 and turns_meaning(tokens[start - 1]))


def turned_after(tokens: Sequence[Token], end: int) -> int:
    """How many words just behind a phrase make it mean something else ("Friday or later")."""
    return int(end < len(tokens) and tokens[end].folded in TURNING_AFTER)


def names_something_else(tokens: Sequence[Token], end: int) -> bool:
    """Whether a phrase's last word may belong to the next: "3pm Pacific Foods", "1500 boxes"."""
    if end == len(tokens):
        return False
    last, following = tokens[end - 1], tokens[end]
    if "ZONE" in last.kinds and len(last.text) > _LONG_ZONE:
        return following.text[0].isupper()
    bare_hour = "HHMM" in last.kinds and "at" not in tokens[end - 2].kinds
    return bare_hour and following.text[0].isalpha()


def _is_glued(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a phrase is a part of one long word: "#12-11-2026", "Monday.com"."""
    before, behind = tokens[max(start - 1, 0) : start + 1], tokens[end - 1 : end + 2]
    opened = len(before) == 2 and before[0].text in _OPENS_A_WORD and _touch(before)
    return opened or (len(behind) == 3 and behind[1].text in _GOES_ON and _touch(behind))


def _touch(tokens: Sequence[Token]) -> bool:
    return all(one.end == other.start for one, other in pairwise(tokens))


def _single_stands(token: Token, *, is_last: bool) -> bool:
    kinds = token.kinds.keys()
    if is_everyday(token):
        return False
    if "MONTH" in kinds:
        return token.text[0].isupper()
    return bool(_SURE_ALONE & kinds) or "WD" in kinds or ("FEAST" in kinds and is_last)


def _several_stand(said: Sequence[Token], *, is_last: bool) -> bool:
    plain = [token for token in said if "the" not in token.kinds]
    first: AbstractSet[str] = plain[0].kinds.keys()
    if len(plain) == 1:
        return bool({"NTH", "weekend"} & first)  # not "the March report", "the Friday call"
    if "about" in first:
        return any({"WD", "DAYNUM", "ORDINAL"} & token.kinds.keys() for token in plain)
    if "UNIT" in plain[-1].kinds and {"NUM", "a", "half", "couple", "few"} & first:
        return len(plain) > _LENGTH_ONLY
    if plain[0].folded == "q" and len(plain) == 2:
        return is_last and len(plain) == len(said)
    return True
