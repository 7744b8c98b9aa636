"""What does a typed line say: which client, when, in whose words, and what to do then?"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from bot.playbook import names
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, SetBy
from bot.playbook.problem import Problem
from bot.playbook.when import Reading, half_said_before, refused, with_what_follows

LONGEST_TEXT = 1_000  # characters of words or of a note: what fits one screen of a phone
LONGEST_LINE = 4_000  # characters looked at; beyond that a line is refused unread

_PAIRS = {"“": "”“", "”": "”", "„": "“”", "«": "»", "»": "«", '"': '"', "‘": "’", "‚": "‘’"}
_PAIRS |= {"'": "'", "‹": "›"}
_CAREFUL = "'‘’‚"  # also apostrophes: they open after a space, and close at a word's end
_CLOSES = {o: re.compile(f"[{c}]" + r"(?!\w)" * (o in _CAREFUL)) for o, c in _PAIRS.items()}
_MAY_OPEN = re.compile(f"[{''.join(_PAIRS)}]")
_GLUE_MARKS = " ,:;-–—"
_GLUE_WORD = re.compile(r"\b(?:on|at|by|in|for|to|until|till|am|um|auf|bis)$", re.IGNORECASE)
_LONGEST_GLUE_WORD = 5  # letters
_LEADING = re.compile(r"^[\s,:;.\-–—]+")
_NOT_TYPED = (Verb.RECORD, Verb.CHANGE, Verb.WIN_BACK, Verb.NOT_HELD, Verb.PLAN)
_SUBCOMMANDS = {v.value: v for v in Verb if v not in _NOT_TYPED}
_OF_WHAT_IS_OPEN = (Verb.MOVED, Verb.SNOOZE)  # these need no client when one alone is open
_MOST_WORDS_OF_A_REST = 2  # of a longer name than the known one
_MOST_WORDS_OF_A_NAME = 4  # of a new one, unasked
_PARTICLES = {"a", "al", "and", "at", "by", "de", "del", "des", "do", "du", "e", "el", "en", "et"}
_PARTICLES |= {"for", "i", "in", "la", "las", "le", "les", "los", "of", "on", "the", "to", "van"}
_PARTICLES |= {"da", "das", "den", "der", "di", "dos", "für", "im", "og", "och", "und", "vom"}
_PARTICLES |= {"von", "y", "zu", "zum", "zur", "ag", "bank", "bv", "co", "company", "corp"}
_PARTICLES |= {"corporation", "gmbh", "group", "holding", "inc", "kg", "limited", "llc", "ltd"}
_PARTICLES |= {"nv", "plc", "sa", "sarl", "spa", "srl", "söhne", "team"}
_LINES_REMEMBERED = 64  # each is read twice: for the names it may begin with, and for all of it
_MISTYPED = 75  # of 100: "dnoe" for "done"
_UNSEEN = frozenset("\u00ad\u200b\u2060\ufeff")  # soft hyphen, zero-width space, joiner, mark

FindWhens = Callable[[str], Sequence[Reading]]
Known = Mapping[str, Sequence[Client]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as far as it could be read; `problem` says what kept it from being clear."""

    intent: Intent
    rest: str = ""  # what a list is asked for
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Lifted:
    """A line with its quotations lifted out."""

    plain: str
    words: str | None = None
    name: str = ""  # the quotation that stands where a client's name does
    is_led_by_name: bool = False  # nothing stood before it, not even a subcommand


def name_keys(text: str) -> set[str]:
    """Every name the line could begin with, with and without a subcommand before it."""
    lifted = lift_words(cleaned(text[:LONGEST_LINE]))
    first, _, after = lifted.plain.partition(" ")
    is_told_what = first.casefold() in _SUBCOMMANDS
    found = {*names.beginnings(lifted.plain), *(names.beginnings(after) if is_told_what else ())}
    return found | {names.key(lifted.name)} if lifted.name else found


def read_line(text: str, known: Known, find_whens: FindWhens) -> Line:
    """Read `/followup …`; `known` maps name keys to clients, `find_whens` finds date phrases.

    Quoted words come out first, then a subcommand (unless a known client's name begins the
    text), then the longest known client, else everything up to the first date phrase.
    """
    text = cleaned(text)
    if len(text) > LONGEST_LINE:
        return Line(Intent(Verb.RECORD), problem=_too_long("line", text, LONGEST_LINE))
    lifted = lift_words(text)
    verb, rest = _verb(lifted, known)
    if verb in (Verb.LIST, Verb.UNDO, Verb.HELP):
        return Line(Intent(verb), rest=rest or lifted.name or lifted.words or "")
    named, words = _name_and_words(lifted, rest, known)
    intent = Intent(verb, words=words, set_by=SetBy.CLIENT if words else None)
    if verb in (Verb.DONE, Verb.NO):
        return _checked(Line(_with_client(intent, rest, named)))
    return _checked(_with_date(intent, rest, named, find_whens))


def cleaned(text: str) -> str:
    """The text without control, direction-override and unseen characters, its ends trimmed."""
    if text.isprintable():  # as most lines are: nothing of it goes
        return text.strip()
    kept = (" " if c in "\n\r\t" else c for c in text if c in "\n\r\t" or _is_visible(c))
    return "".join(kept).strip()


@lru_cache(maxsize=_LINES_REMEMBERED)
def lift_words(text: str) -> Lifted:
    """The text without its quoted words, and those words; several quotations stay apart.

    A quotation that is never closed reaches to the end. One that begins the text, or follows a
    subcommand at once, stands where a name does.
    """
    plain, name, is_led = "", "", False
    quoted: list[str] = []
    at = 0
    while mark := _MAY_OPEN.search(text, at):
        plain += text[at : mark.start()]
        at = mark.start()
        end = _closes_at(text, at)
        if end is None:
            plain += text[at]
            at += 1
            continue
        before, inside = plain.strip().casefold(), text[at + 1 : end].strip()
        is_alone = not before and not text[end + 1 :].strip()
        if not name and not quoted and not is_alone and before in ("", *_SUBCOMMANDS):
            name, is_led = inside, not before
        elif inside:
            quoted.append(inside)
        at = end + 1
    plain += text[at:]
    return Lifted(" ".join(plain.split()), " … ".join(quoted) or None, name, is_led)


def _closes_at(text: str, at: int) -> int | None:
    """Where the quotation that opens here ends, or None when none opens here."""
    if at and not text[at - 1].isspace() and text[at] in _CAREFUL + '"':
        return None
    closes = _CLOSES[text[at]]
    if found := closes.search(text, at + 1):
        return found.start()
    return None if text[at] in _CAREFUL else len(text)


def _is_visible(char: str) -> bool:
    is_override = "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
    return unicodedata.category(char) not in ("Cc", "Cs", "Co") and not (
        is_override or char in _UNSEEN
    )


def _verb(lifted: Lifted, known: Known) -> tuple[Verb, str]:
    first, _, rest = lifted.plain.partition(" ")
    verb = _SUBCOMMANDS.get(first.casefold())
    if verb is None:
        return Verb.RECORD, lifted.plain
    is_client = lifted.is_led_by_name or any(k in known for k in names.beginnings(lifted.plain))
    return (Verb.RECORD, lifted.plain) if is_client else (verb, rest.strip())


@dataclass(frozen=True, slots=True)
class _Named:
    """The name at the beginning of a line, the clients who bear it, and what follows it."""

    clients: Sequence[Client]
    typed: str
    after: str


def _name_and_words(lifted: Lifted, rest: str, known: Known) -> tuple[_Named | None, str | None]:
    """A quotation in the name's place is the name, unless a client we know follows it."""
    follows = _longest_known(rest, known)
    clients = known.get(names.key(lifted.name), ())
    if lifted.name and (clients or follows is None):
        return _Named(clients, lifted.name, rest), lifted.words
    return follows, " … ".join(filter(None, (lifted.name, lifted.words))) or None


def _longest_known(text: str, known: Known) -> _Named | None:
    words = text.split()
    sizes = {key.count(" ") + 1 for key in known}
    for count in range(min(len(words), names.LONGEST_NAME_WORDS), 0, -1):
        # A mark may stand alone; only the keys of plain letters have as many words as was typed.
        if text.isascii() and sizes.isdisjoint((count, count - 1)):
            continue
        typed = " ".join(words[:count])
        for name in (typed, typed[:-1] if typed[-1] in names.MARKS_AFTER else typed):
            if found := known.get(names.key(name)):
                return _Named(found, name, " ".join(words[count:]))
    return None


def _name_of(named: _Named) -> dict[str, Any]:
    """One client of that name is the one; of several Steady asks which."""
    sure = named.clients[0].id if len(named.clients) == 1 else None
    return {"client_name": named.typed, "client_id": sure}


def _with_client(intent: Intent, rest: str, named: _Named | None) -> Intent:
    if named is None:
        return replace(intent, client_name=rest)
    return replace(intent, **_name_of(named), note=_LEADING.sub("", named.after) or None)


def _with_date(intent: Intent, rest: str, named: _Named | None, find_whens: FindWhens) -> Line:
    if named is None:
        return _with_new_name(intent, rest, find_whens)
    name = _name_of(named)
    first = _first_date(named.after, find_whens)
    if first is None:
        return _undated(replace(intent, **name, note=named.after or None), named.after)
    before = _without_glue(named.after, first)
    if half := half_said_before(before):
        first = refused(first, half)
    elif _goes_on(before):
        name = {"client_name": f"{named.typed} {before}", "client_id": None}
        return _dated(intent, named.after, first, **name)
    return _dated(intent, named.after, first, before=before, **name)


def _with_new_name(intent: Intent, rest: str, find_whens: FindWhens) -> Line:
    """Everything up to the first date that has something before it."""
    is_open_enough = intent.verb in _OF_WHAT_IS_OPEN
    first = _first_date(rest, find_whens, is_named_before=not is_open_enough)
    if first is None and (alone := _first_date(rest, find_whens)) is not None:
        return replace(_dated(intent, rest, alone), problem=Problem("no_client"))
    if first is None:
        return _undated(replace(intent, client_name=rest), rest)
    name = _without_glue(rest, first)
    if half := half_said_before(name):
        name, first = name.removesuffix(half).strip(_GLUE_MARKS), refused(first, half)
    return _dated(replace(intent, client_name=name), rest, first)


def _first_date(
    text: str, find_whens: FindWhens, *, is_named_before: bool = False
) -> Reading | None:
    """The first date, as far as the words behind it leave no doubt."""
    readings = find_whens(text)
    for reading in readings:
        if not is_named_before or _without_glue(text, reading):
            return with_what_follows(text, reading, readings, find_whens)
    return None


def _goes_on(words: str) -> bool:
    """ "Acme Nord Friday", where Acme is known: capitals may be the rest of a name, so ask."""
    found = words.split()
    return 0 < len(found) <= _MOST_WORDS_OF_A_REST and all(w[0].isupper() for w in found)


def _without_glue(text: str, reading: Reading) -> str:
    """What stands before a date, without the "on" and the comma that lead to it."""
    before = text[: reading.start].rstrip(_GLUE_MARKS)
    # From the end, a word at a time: one pattern for all would be slow on a row of dashes.
    while found := _GLUE_WORD.search(before, max(0, len(before) - _LONGEST_GLUE_WORD - 1)):
        before = before[: found.start()].rstrip(_GLUE_MARKS)
    return before.strip()


def _dated(intent: Intent, text: str, reading: Reading, *, before: str = "", **name: Any) -> Line:
    after = _LEADING.sub("", text[reading.end :]).strip()
    note = " ".join(part for part in (before, after) if part)
    return Line(dated(intent, reading, **name, note=note or None), problem=reading.problem)


def dated(intent: Intent, reading: Reading, **also: Any) -> Intent:
    """The intent with what a reading found, and what else is known by now.

    Where no day was named at all ("in the spring"), the phrase is kept as the client's words and
    the day that is chosen counts as the rep's; "mid January" in quotes is no named day either.
    """
    moment = reading.moment
    is_open = reading.vague and moment is None
    return replace(
        intent,
        due_on=moment.due_on if moment else None,
        due_time=moment.due_time if moment else None,
        asks=() if moment else reading.asks,
        is_computed=reading.computed,
        is_latest=reading.by,
        is_vague=reading.vague,
        set_by=SetBy.REP if is_open or (reading.vague and intent.words) else intent.set_by,
        words=intent.words or (reading.phrase if is_open else None),
        **also,
    )


def _undated(intent: Intent, text: str) -> Line:
    """No date was found: a mistyped subcommand, a client alone, or a date we cannot read."""
    first = text.partition(" ")[0].casefold()
    near = process.extractOne(first, list(_SUBCOMMANDS), scorer=fuzz.ratio, score_cutoff=_MISTYPED)
    is_unnamed = intent.client_id is None and intent.client_name == text
    if near and is_unnamed and intent.verb is Verb.RECORD:
        return Line(intent, problem=Problem("unknown_subcommand", {"nearest": near[0]}))
    if not text and not intent.client_name and intent.verb not in _OF_WHAT_IS_OPEN:
        return Line(intent, problem=Problem("no_client"))
    is_known = intent.client_id is not None
    facts = {"client": intent.client_name, "is_known": is_known, "verb": intent.verb.value}
    return Line(intent, problem=Problem("no_date", facts))


def _checked(line: Line) -> Line:
    """Nothing is cut in silence: what is too long is refused, and kept for the rep."""
    intent = line.intent
    if line.problem is not None:
        return line
    if len(intent.client_name) > names.LONGEST_NAME:
        return replace(line, problem=_too_long("name", intent.client_name, names.LONGEST_NAME))
    for what, value in (("words", intent.words), ("note", intent.note)):
        if value and len(value) > LONGEST_TEXT:
            return replace(line, problem=_too_long(what, value, LONGEST_TEXT))
    if intent.client_id is None and intent.client_name and not is_name(intent.client_name):
        return replace(line, problem=Problem("not_a_name", {"client": intent.client_name}))
    return line


def is_name(text: str) -> bool:
    """A name holds at least one letter, digit or symbol."""
    return any(unicodedata.category(c)[0] in "LNS" for c in text)


def looks_like_a_name(text: str) -> bool:
    """Few words, and none behind the first in small letters but those that names are made of."""
    words = text.split()
    rest = (word.strip(names.MARKS_AFTER) for word in words[1:])
    small = {word for word in rest if word.isalpha() and word[0].islower()}
    return len(words) <= _MOST_WORDS_OF_A_NAME and small <= _PARTICLES


def _too_long(what: str, text: str, limit: int) -> Problem:
    return Problem("too_long", {"what": what, "length": len(text), "limit": limit})
