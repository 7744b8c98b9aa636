"""Which words, numbers and marks does a text consist of, and what may each of them be?"""

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from itertools import islice
from typing import NamedTuple
from unicodedata import normalize

from bot.playbook.when.words import (
    EVERYDAY,
    GERMAN_ONLY,
    MISSPELT,
    RECURRING,
    TURNING,
    fold,
    kinds_of_words,
    long_names,
)
from bot.playbook.when.zones import ZONE_NAMES

Kinds = Mapping[str, object]


class Token(NamedTuple):
    """One piece of a text, and what it may stand for: {"WD": 4}, {"MONTH": 5} or nothing known."""

    text: str
    start: int
    end: int
    kinds: Kinds
    folded: str = ""


_WORD = r"(?:[^\W\d_]++|[\u0300-\u036f]++)++(?:['’][^\W\d_]+)*(?:(?<=s)['’](?!\w))?"
_WORDS = re.compile(_WORD)
# What a piece begins with is looked at first, so that most pieces are not tried as every kind.
_PIECE = re.compile(
    r"""\s*+(?:
    (?=[0-9])(?:
    (?P<iso>(?<![\w.])[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?![0-9]))
      (?:[tT](?=[0-9]{2}:))?
  | (?P<ymd>(?<![\w.])[0-9]{4}(?P<ysep>[/.])[0-9]{1,2}(?P=ysep)[0-9]{1,2}(?![\w]))
  | (?P<dmy>(?<![\w./$€£-])[0-9]{1,2}(?P<dsep>[/.-])[0-9]{1,2}(?P=dsep)(?:[0-9]{4}|[0-9]{2})
      (?![0-9]|[./-][0-9]))
  | (?P<dmyspaced>(?<![\w./$€£-])[0-9]{1,2}\.\ [0-9]{1,2}\.\ ?[0-9]{4}(?![\w]))
  | (?P<clock>(?<![0-9:.])(?<![^\W\dtT])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?![0-9:]))
  | (?P<dm>(?<![\w./$€£-])[0-9]{1,2}(?P<sep>[/.])[0-9]{1,2}(?![0-9]|[/.][0-9])(?:\.(?!\w))?)
  | (?P<dmspaced>(?<![\w./$€£-])[0-9]{1,2}\.\ (?:0[1-9]|1[0-2]|[1-9])\.(?!\w))
  | (?P<ordinal>(?<![\w.,$€£])[0-9]{1,2}(?:(?:st|nd|rd|th)(?!\w)|\.(?=\s|$)))
  | (?P<decimal>(?<![\w.])[0-9]+,[0-9](?![0-9]))
  | (?P<number>[0-9]+)
    )
  | (?=[zZ+-])(?P<offset>
      (?<=[0-9])[zZ](?!\w)
    | (?:(?<=[0-9])\+|(?<=[uU][tT][cC])[+-]|(?<=[gG][mM][tT])[+-]
        |(?<=[tT][0-9]{2}:[0-9]{2})-|(?<=[tT][0-9]{2}:[0-9]{2}:[0-9]{2})-)
      [0-9]{2}:?[0-9]{2}(?![0-9]))
  | (?=['’])(?P<shortyear>(?<![\w])['’][0-9]{2}(?!\w))
  | (?=[aApP]\.)(?P<ampm>[aApP]\.\s?[mM](?:\.|\b))
  | (?P<word>"""
    + _WORD
    + r""")
  | (?P<mark>\S))
    """,
    re.VERBOSE,
)

_MARKS = {
    ".": ".",
    ",": ",",
    "-": "-",
    "–": "-",
    "—": "-",
    "/": "/",
    "@": "at",
    "&": "and",
    "+": "+",
}
_COMPOUND_PARTS = ("vormittag", "nachmittag", "morgen", "mittag", "abend", "nacht", "frueh")
_TENS = (20, 30, 40, 50, 60, 70, 80, 90)  # "twenty-one" is one number
_LONGEST_NAME = 4  # words
_LONGEST_NUMBER = 8  # digits: "20261122"
_LONGEST_SHORT_FORM = 5  # letters: "Thurs."
_FIRST_WORDS = 3  # "in the London …"
_WORDS_REMEMBERED = 4_096  # of a language; what people write about dates repeats itself
_TIMES_OF_DAY = re.compile(r"([01]?[0-9]|2[0-3])([0-5][0-9])")


def tokens_of(text: str, locale: str) -> list[Token]:
    """The text in pieces; names of several words ("Black Friday") become one piece."""
    german = locale.lower().startswith("de")
    pieces: list[Token] = []
    for found in _PIECE.finditer(text):
        # Of nested groups the outer one closes last: this is the kind and not its separator.
        name = found.lastgroup or "mark"
        said, start = found.group(name), found.start(name)
        if name == "word":
            for first, last, kinds, word in _parts(said, german):
                part = said[first:last]
                pieces.append(Token(part, start + first, start + last, kinds, word))
        else:
            pieces.append(Token(said, start, start + len(said), _READERS[name](said)))
    return list(_named(_without_hyphens(pieces)))


def may_name_a_clock_first(text: str) -> bool:
    """Whether one of the first words begins a city's or a zone's name: mostly, a quick no."""
    _, firsts = _names()
    return any(
        folded in firsts
        for found in islice(_WORDS.finditer(text), _FIRST_WORDS)
        for *_, folded in _parts(found.group(), german=False)
    )


def is_recurring(token: Token) -> bool:
    return token.folded in RECURRING


def turns_meaning(token: Token) -> bool:
    return token.folded in TURNING


def is_everyday(token: Token) -> bool:
    return token.folded in EVERYDAY


def meant_word(token: Token) -> str | None:
    """The known name that an unknown word is one wrong letter away from, if only one is."""
    word = token.folded
    near = {name for name in long_names() if len(word) >= 5 and _one_letter_off(word, name)}
    return near.pop() if len(near) == 1 else None


@lru_cache(maxsize=_WORDS_REMEMBERED)
def _parts(said: str, german: bool) -> tuple[tuple[int, int, Kinds, str], ...]:
    """A word, or the day and the part of it that German writes as one: where, what, and folded."""
    word = fold(normalize("NFC", said))
    end = len(said)
    kinds = _known(word, german)
    if not kinds:
        for part in _COMPOUND_PARTS:
            day = word.removesuffix(part)
            if day != word and "WD" in _known(day, german):
                cut = end - len(part)
                return (
                    (0, cut, _known(day, german), day),
                    (cut, end, _known(part, german), part),
                )
        kinds = _known(_corrected(word), german)
    return ((0, end, kinds, word),)


def _known(word: str, german: bool) -> Kinds:
    kinds = _vocabulary().get(word, {})
    if word in GERMAN_ONLY and not german and "WD" in kinds and word not in ("sat", "sun"):
        return {symbol: value for symbol, value in kinds.items() if symbol != "WD"}
    return kinds


@cache
def _vocabulary() -> dict[str, dict[str, object]]:
    return kinds_of_words()


def _corrected(word: str) -> str:
    """The name behind a common slip: two letters swapped, one left out or doubled inside."""
    if word in MISSPELT:
        return MISSPELT[word]
    if len(word) < 5:
        return word
    near = {name for name in long_names() if _is_slip(word, name)}
    return near.pop() if len(near) == 1 else word


def _is_slip(word: str, name: str) -> bool:
    if word[0] != name[0] or word[-1] != name[-1] or abs(len(word) - len(name)) > 1:
        return len(word) == len(name) and word[0] == name[0] and _swapped(word, name)
    if len(word) == len(name):
        return _swapped(word, name)
    if len(word) < len(name):
        return any(name[:at] + name[at + 1 :] == word for at in range(1, len(name) - 1))
    return any(name[:at] + name[at] + name[at:] == word for at in range(len(name)))


def _swapped(word: str, name: str) -> bool:
    return any(
        name[:at] + name[at + 1] + name[at] + name[at + 2 :] == word
        for at in range(1, len(name) - 1)
    )


def _one_letter_off(word: str, name: str) -> bool:
    if abs(len(word) - len(name)) > 1:
        return False
    if len(word) == len(name):
        return sum(a != b for a, b in zip(word, name, strict=True)) == 1
    short, long = sorted((word, name), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _number(said: str) -> Kinds:
    if len(said) > _LONGEST_NUMBER:
        return {}  # Python itself refuses to read a number of thousands of digits.
    value = int(said)
    kinds: dict[str, object] = {"NUM": value} if len(said) <= 3 else {}
    if len(said) <= 2:
        kinds |= {"DIGITS": value, "HOUR": value}
        if 1 <= value <= 31:
            kinds["DAYNUM"] = value
        if len(said) == 2:
            kinds["YY"] = value
    if len(said) == 4:
        kinds |= _four_digits(said)
    if len(said) == 8:
        kinds["YMD"] = (value // 10000, value // 100 % 100, value % 100)
    return kinds


def _four_digits(said: str) -> Kinds:
    kinds: dict[str, object] = {}
    if said.startswith(("19", "20", "21")):
        kinds["YEAR"] = int(said)
    if _TIMES_OF_DAY.fullmatch(said):
        minutes = int(said[:2]) * 60 + int(said[2:])
        kinds["HHMM"] = minutes
        if "YEAR" not in kinds:
            kinds["SUREHHMM"] = minutes
    return kinds


def _ordinal(said: str) -> Kinds:
    value = int(said.rstrip(".stndrhSTNDRH"))
    kinds: dict[str, object] = {"ORDINAL": value, "NTH": value}
    if said.endswith("."):
        kinds |= {"NTHDOT": value}
        del kinds["NTH"]
    return kinds


def _clock(said: str) -> Kinds:
    hour, minute = said.split(":")[:2]
    return {"CLOCK": (int(hour), int(minute), len(hour) == 2)}


def _day_month(said: str) -> Kinds:
    if said == "24/7":
        return {}  # always, not in July
    separator = "/" if "/" in said else "."
    first, second = said.rstrip(".").replace(" ", "").split(separator)
    pair = (int(first), int(second))
    kinds: dict[str, object] = {"SLASHED" if separator == "/" else "DOTTED": pair}
    if separator == "." and said.endswith("."):
        kinds = {"SUREDOTTED": pair}
    elif separator == "." and len(second) == 2:
        kinds["DOTCLOCK"] = (pair[0], pair[1], len(first) == 2)
    return kinds


def _day_month_year(said: str) -> Kinds:
    separator = next(mark for mark in "/.-" if mark in said)
    first, second, year = (int(part) for part in said.replace(" ", "").split(separator))
    kind = {"/": "SLASHEDYEAR", "-": "SLASHEDYEAR", ".": "DOTTEDYEAR"}[separator]
    return {kind: (first, second, year + 2000 if year < 100 else year)}


def _year_month_day(said: str) -> Kinds:
    year, month, day = (int(part) for part in re.split(r"[-/.]", said))
    return {"YMD": (year, month, day)}


def _mark(said: str) -> Kinds:
    return {_MARKS[said]: None} if said in _MARKS else {}


_READERS = {
    "iso": _year_month_day,
    "ymd": _year_month_day,
    "dmy": _day_month_year,
    "dmyspaced": _day_month_year,
    "clock": _clock,
    "dm": _day_month,
    "dmspaced": _day_month,
    "ordinal": _ordinal,
    "offset": lambda said: {"OFFSET": said},
    "decimal": lambda said: {},
    "shortyear": lambda said: {"YEAR": 2000 + int(said[1:])},
    "number": _number,
    "ampm": lambda said: {said[0].lower() + "m": None},
    "word": _mark,
    "mark": _mark,
}


def _without_hyphens(pieces: list[Token]) -> list[Token]:
    """Drop a hyphen inside a word ("mid-January", "12-Nov"); keep one between days or numbers."""
    kept = []
    for at, piece in enumerate(pieces):
        if piece.text == "." and at and _is_short_form(pieces[at - 1], piece):
            continue
        if "-" in piece.kinds and 0 < at < len(pieces) - 1:
            before, after = pieces[at - 1], pieces[at + 1]
            glued = before.end == piece.start and piece.end == after.start
            if glued and not _is_range(before, after) and before.folded not in ("utc", "gmt"):
                continue
        kept.append(piece)
    return kept


def _is_short_form(word: Token, dot: Token) -> bool:
    return word.end == dot.start and bool(word.kinds) and len(word.text) <= _LONGEST_SHORT_FORM


def _is_range(before: Token, after: Token) -> bool:
    if before.text.isalpha() and after.text.isalpha() and "NUM" in before.kinds:
        return "NUM" in after.kinds and before.kinds["NUM"] not in _TENS
    named = {"WD", "MONTH", "ZONE"}
    if named & before.kinds.keys() and named & after.kinds.keys():
        return True
    numeric = {"NUM", "CLOCK", "ORDINAL", "DIGITS", "UNIT", "am", "pm", "DOTCLOCK"}
    if numeric & before.kinds.keys() and "MONTH" in after.kinds:
        return False
    if "MONTH" in before.kinds and {"DIGITS", "YEAR"} & after.kinds.keys():
        return False
    return bool(numeric & before.kinds.keys()) and bool(numeric & after.kinds.keys())


def _named(pieces: list[Token]) -> Iterator[Token]:
    """Pieces, with each name of a feast, city or zone as one piece."""
    names, firsts = _names()
    at = 0
    while at < len(pieces):
        size, kinds = 1, pieces[at].kinds
        if pieces[at].folded in firsts:
            size, kinds = _longest_name(pieces, at, names)
        if size == 1 and kinds is pieces[at].kinds:
            yield pieces[at]
        else:
            first, last = pieces[at], pieces[at + size - 1]
            said = " ".join(piece.text for piece in pieces[at : at + size])
            yield Token(said, first.start, last.end, kinds, first.folded)
        at += size


def _longest_name(
    pieces: list[Token], at: int, names: Mapping[tuple[str, ...], Kinds]
) -> tuple[int, Kinds]:
    for size in range(min(_LONGEST_NAME, len(pieces) - at), 0, -1):
        words = tuple(piece.folded for piece in pieces[at : at + size])
        if words in names:
            kinds = names[words]
            return size, {**pieces[at].kinds, **kinds} if size == 1 else kinds
    return 1, pieces[at].kinds


@cache
def _names() -> tuple[Mapping[tuple[str, ...], Kinds], frozenset[str]]:
    names: dict[tuple[str, ...], dict[str, object]] = {}
    for feast, said in FEAST_NAMES.items():
        for name in said.split(","):
            names.setdefault(tuple(name.split()), {})["FEAST"] = feast
    for zone, said in ZONE_NAMES.items():
        for name in said.split(","):
            names.setdefault(tuple(name.split()), {})["ZONE"] = (zone, name)
    return names, frozenset(words[0] for words in names)


# A name that starts with a question mark means different days to different people.
FEAST_NAMES: Mapping[str, str] = {
    "new year": "new year,new years,new years day,neujahr,neujahrstag",
    # Not a day: how far into it is a question.
    "?the new year": "the new year,dem neuen jahr,neuen jahr,neues jahr",
    "epiphany": "epiphany,heilige drei koenige,dreikoenig",
    "martin luther king": "mlk day,martin luther king day,martin luther king jr day",
    "valentine": "valentines,valentines day,valentine,valentinstag",
    "presidents": "presidents day",
    "saint patrick": "st patricks day,saint patricks day,st patricks,st paddys day",
    "good friday": "good friday,karfreitag",
    "easter": "easter,easter sunday,ostersonntag",
    "easter monday": "easter monday,ostermontag",
    "may day": "may day,tag der arbeit",
    "ascension": "ascension,ascension day,himmelfahrt,christi himmelfahrt,vatertag",
    "pentecost": "pentecost,whitsun,pfingstsonntag",
    "whit monday": "whit monday,pfingstmontag",
    "corpus christi": "corpus christi,fronleichnam",
    "memorial": "memorial day",
    "juneteenth": "juneteenth",
    "fourth of july": "fourth of july,independence day",
    "labor": "labor day",
    "german unity": "tag der deutschen einheit,german unity day",
    "columbus": "columbus day,indigenous peoples day",
    "halloween": "halloween",
    "all saints": "all saints,all saints day,allerheiligen",
    "veterans": "veterans day",
    "thanksgiving": "thanksgiving,thanksgiving day,turkey day",
    "black friday": "black friday",
    "cyber monday": "cyber monday",
    "saint nicholas": "st nicholas day,nikolaus,nikolaustag",
    "christmas eve": "christmas eve,xmas eve,heiligabend,heilig abend",
    "christmas": "christmas,xmas,christmas day,xmas day,erster weihnachtstag",
    "boxing": "boxing day,zweiter weihnachtstag,stephanstag",
    "new year eve": "new years eve,new year eve,nye,silvester",
    # Two days bear the name.
    "christmas eve|christmas": "weihnachten",
    "easter|easter monday": "ostern",
    "pentecost|whit monday": "pfingsten",
    "?bank holiday": "bank holiday,feiertag",
    "?labour": "labour day",
    "?mother": "mothers day,muttertag",
    "?father": "fathers day",
    "?holidays": "the holidays,holidays",
}
