"""Which words does a draft consist of, however they are spelled?

Capital letters, kinds of apostrophes and missing ones make no difference: "Don’t", "DONT" and
"do not" are the same two words. What stands in quotation marks, or in a quoted line, is left out:
somebody else said it, or it is a title.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

# What a word may be short for. The apostrophe may be missing where nothing else is spelled so.
_SHORT: Mapping[str, str] = {
    "can't": "cannot",
    "cant": "cannot",
    "won't": "will not",
    "wont": "will not",
    "shan't": "shall not",
    "ain't": "is not",
    "aint": "is not",
    "gonna": "going to",
    "wanna": "want to",
    "gotta": "got to",
    "let's": "let us",
    "lets": "let us",
    "ill": "i will",
    "im": "i am",
    "ive": "i have",
    "youll": "you will",
    "youre": "you are",
    "youve": "you have",
    "youd": "you would",
    "theyll": "they will",
    "thats": "that is",
    "theres": "there is",
    "whats": "what is",
    "u": "you",
    "ur": "your",
    "y'all": "you",
    "ya'll": "you",
    "yall": "you",
    "ya": "you",
    "rly": "really",
    "realy": "really",
    "pls": "please",
    "plz": "please",
    "favor": "favour",
    "favors": "favours",
    "email": "mail",
    "emails": "mails",
    "e-mail": "mail",
    "emailing": "mailing",
    "tonite": "tonight",
    "honor": "honour",
    "everyone": "everybody",
    "someone": "somebody",
    "anyone": "anybody",
}
_SHORT_NOT: tuple[str, ...] = (
    "do",
    "does",
    "did",
    "is",
    "are",
    "was",
    "were",
    "have",
    "has",
    "had",
)
_SHORT_NOT += ("would", "should", "could", "must", "need")
_ENDINGS = {"'ll": "will", "'re": "are", "'ve": "have", "'d": "would", "'m": "am"}
# After these "'s" is "is" and not whose.
_IS = {"it", "that", "this", "there", "here", "what", "he", "she", "who", "where", "time"}
_IS |= {"offer", "deal", "price", "patience", "clock", "everything", "discount", "slot", "job"}
_IS |= {"commission", "bonus", "quota", "boss", "manager", "contract", "quarter"}
_WORD = re.compile(
    r"(?i:\bcan not\b)|\d+(?:[.,:]\d+)+|[^\W_]+(?:['’‘ʼ`´-][^\W_]+)*|[.!?…;:,()\n–—]+|%", re.UNICODE
)
_APOSTROPHES = re.compile(r"[’‘ʼ`´]")
_DRAWN_OUT = re.compile(r"^ple+a+se+$|^plea+se$")
_QUOTED = re.compile(r'"[^"\n]*"|“[^”\n]*”|„[^“”\n]*[“”]|«[^»\n]*»|(?m:^[ \t]*>.*$)')
_QUOTED_SHORT = re.compile(r"(?<!\w)['‘][^'’\n]{2,80}['’](?!\w)")
_ENDS_SENTENCE = re.compile(r"[.!?…\n]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is meant, and where in the draft it stands; a mark is a word too."""

    is_meant: str
    begins: int
    ends: int

    @property
    def is_mark(self) -> bool:
        return not self.is_meant[0].isalnum() and self.is_meant != "%"


@dataclass(frozen=True, slots=True)
class Sentence:
    words: Sequence[Word]
    text: str  # each word with a space behind it, so that a place in it tells which word it is
    said: frozenset[str]


def sentences(draft: str, begins: int = 0, ends: int | None = None) -> Iterator[Sentence]:
    """That part of a draft, sentence by sentence."""
    words: list[Word] = []
    for word in _words(draft, begins, len(draft) if ends is None else ends):
        words.append(word)
        if word.is_mark and _ENDS_SENTENCE.search(draft[word.begins : word.ends]):
            yield _sentence(words)
            words = []
    if words:
        yield _sentence(words)


def meant(text: str) -> list[str]:
    """The words of a piece of text, spelled out."""
    if text.isalnum():  # nearly all of a table is, and all of it is read before a first answer
        return _spelled_out(text.casefold())
    return [word.is_meant for word in _words(text, 0, len(text))]


def _sentence(words: Sequence[Word]) -> Sentence:
    said = [word.is_meant for word in words]
    return Sentence(words, "".join(f"{word} " for word in said), frozenset(said))


def _words(draft: str, begins: int, ends: int) -> Iterator[Word]:
    left_out = [m.span() for m in _QUOTED.finditer(draft, begins, ends)]
    left_out += [m.span() for m in _QUOTED_SHORT.finditer(draft, begins, ends)]
    for match in _WORD.finditer(draft, begins, ends):
        begins, ends = match.span()
        if any(first <= begins and ends <= last for first, last in left_out):
            continue
        for one in _spelled_out(_APOSTROPHES.sub("'", match.group()).casefold()):
            yield Word(one, begins, ends)


def _spelled_out(word: str) -> list[str]:
    if not word[0].isalnum() and word != "%":
        return [word.strip()[:1] or "\n"]
    if word in _SHORT or word == "can not":
        return _SHORT.get(word, "cannot").split()
    if _DRAWN_OUT.match(word):
        return ["please"]
    bare = word.replace("'", "")
    for verb in _SHORT_NOT:
        if bare == f"{verb}nt":
            return [verb, "not"]
    for ending, full in _ENDINGS.items():
        if word.endswith(ending):
            return [word.removesuffix(ending), full]
    if word.endswith("'s") and word[:-2] in _IS:
        return [word[:-2], "is"]
    return [part for part in word.split("-") if part]
