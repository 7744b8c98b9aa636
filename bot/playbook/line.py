"""What does a typed line say: which client, when, in whose words, and what to do then?"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from rapidfuzz import fuzz, process

from bot.playbook import names
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import Client, SetBy
from bot.playbook.problem import Problem
from bot.playbook.when import Reading

LONGEST_TEXT = 1_000  # characters of words or of a note: what fits one screen of a phone
LONGEST_LINE = 4_000  # characters looked at; beyond that a line is refused unread

_PAIRS = {"“": "”“", "”": "”", "„": "“”", "«": "»", "»": "«", '"': '"', "‘": "’", "‚": "‘’"}
_PAIRS |= {"'": "'", "‹": "›"}
_CAREFUL = "'‘’‚"  # also apostrophes: they open after a space, and close before one
_GLUE = re.compile(r"(?:[\s,:;\-–—]+|\b(?:on|at|by|in|for|am|um)\b)+$", re.IGNORECASE)
_LEADING = re.compile(r"^[\s,:;.\-–—]+")
_SUBCOMMANDS = {v.value: v for v in Verb if v not in (Verb.RECORD, Verb.CHANGE, Verb.WIN_BACK)}
_MISTYPED = 75  # of 100: "dnoe" for "done"

FindWhens = Callable[[str], Sequence[Reading]]
Known = Mapping[str, Sequence[Client]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line as far as it could be read; `problem` says what kept it from being clear."""

    intent: Intent
    rest: str = ""  # what a list is asked for
    problem: Problem | None = None


def name_keys(text: str) -> set[str]:
    """Every name the line could begin with, with and without a subcommand before it."""
    plain, _ = lift_words(text[:LONGEST_LINE])
    _, _, after = plain.strip().partition(" ")
    return {*names.beginnings(plain), *names.beginnings(after)}


def read_line(text: str, known: Known, find_whens: FindWhens) -> Line:
    """Read `/followup …`; `known` maps name keys to clients, `find_whens` finds date phrases.

    Quoted words come out first, then a subcommand (unless a known client's name begins the
    text), then the longest known client, else everything up to the first date phrase.
    """
    text = cleaned(text)
    if len(text) > LONGEST_LINE:
        return Line(Intent(Verb.RECORD), problem=_too_long("line", text, LONGEST_LINE))
    plain, words = lift_words(text)
    verb, rest = _verb(plain, known)
    if verb in (Verb.LIST, Verb.UNDO, Verb.HELP):
        return Line(Intent(verb), rest=rest or (words or ""))
    intent = Intent(verb, words=words, set_by=SetBy.CLIENT if words else None)
    if verb in (Verb.DONE, Verb.NO):
        return _checked(Line(_with_client(intent, rest, known)))
    return _checked(_with_date(intent, rest, known, find_whens))


def cleaned(text: str) -> str:
    """The text without control and direction-override characters, spaces at the ends trimmed."""
    kept = (" " if c in "\n\r\t" else c for c in text if c in "\n\r\t" or _is_visible(c))
    return "".join(kept).strip()


def lift_words(text: str) -> tuple[str, str | None]:
    """The text without its quoted words, and those words; several quotations stay apart.

    A quotation that is never closed reaches to the end. One that begins the text is a name.
    """
    plain: list[str] = []
    quoted: list[str] = []
    at = 0
    while at < len(text):
        end = _closes_at(text, at)
        if end is None:
            plain.append(text[at])
            at += 1
            continue
        inside = text[at + 1 : end].strip()
        if not "".join(plain).strip() and text[end + 1 :].strip():
            plain.append(inside + " ")
        elif inside:
            quoted.append(inside)
        at = end + 1
    return " ".join("".join(plain).split()), " … ".join(quoted) or None


def _closes_at(text: str, at: int) -> int | None:
    """Where the quotation that opens here ends, or None when none opens here."""
    closers = _PAIRS.get(text[at])
    if closers is None or (at and not text[at - 1].isspace() and text[at] in _CAREFUL + '"'):
        return None
    for end in range(at + 1, len(text)):
        if text[end] in closers and (text[end] not in _CAREFUL or _ends_word(text, end)):
            return end
    return None if text[at] in _CAREFUL else len(text)


def _ends_word(text: str, at: int) -> bool:
    return at + 1 == len(text) or not text[at + 1].isalnum()


def _is_visible(char: str) -> bool:
    category = unicodedata.category(char)
    is_override = "\u202a" <= char <= "\u202e" or "\u2066" <= char <= "\u2069"
    return category not in ("Cc", "Cs", "Co") and not is_override


def _verb(plain: str, known: Known) -> tuple[Verb, str]:
    first, _, rest = plain.partition(" ")
    verb = _SUBCOMMANDS.get(first.casefold())
    if verb is None or any(k in known for k in names.beginnings(plain)):
        return Verb.RECORD, plain
    return verb, rest.strip()


def _longest_known(text: str, known: Known) -> tuple[Sequence[Client], str, str] | None:
    """The clients whose name begins the text, that name as typed, and what follows it."""
    words = text.split()
    for count in range(min(len(words), names.LONGEST_NAME_WORDS), 0, -1):
        typed = " ".join(words[:count])
        for name in (typed, typed.rstrip(",:;.")):
            if found := known.get(names.key(name)):
                return found, name, " ".join(words[count:])
    return None


def _named(intent: Intent, found: Sequence[Client], typed: str) -> Intent:
    """One client of that name is the one; of several Steady asks which."""
    sure = found[0].id if len(found) == 1 else None
    return replace(intent, client_name=typed, client_id=sure)


def _with_client(intent: Intent, rest: str, known: Known) -> Intent:
    found = _longest_known(rest, known)
    if found is None:
        return replace(intent, client_name=rest)
    clients, typed, after = found
    return replace(_named(intent, clients, typed), note=_LEADING.sub("", after) or None)


def _with_date(intent: Intent, rest: str, known: Known, find_whens: FindWhens) -> Line:
    found = _longest_known(rest, known)
    if found is not None:
        clients, typed, after = found
        intent = _named(intent, clients, typed)
        readings = list(find_whens(after))
        return _dated(intent, after, readings[0] if readings else None)
    readings = [r for r in find_whens(rest) if _GLUE.sub("", rest[: r.start]).strip()]
    if not readings:
        return _undated(replace(intent, client_name=rest), rest)
    first = readings[0]
    name = _GLUE.sub("", rest[: first.start]).strip()
    return _dated(replace(intent, client_name=name), rest, first, note_from=first.end)


def _dated(
    intent: Intent, text: str, reading: Reading | None, note_from: int | None = None
) -> Line:
    if reading is None:
        return _undated(replace(intent, note=text or None), text)
    before = "" if note_from is not None else _GLUE.sub("", text[: reading.start])
    after = _LEADING.sub("", text[reading.end :])
    note = " ".join(part for part in (before.strip(), after.strip()) if part)
    intent = replace(dated(intent, reading), note=note or None)
    return Line(intent, problem=reading.problem)


def dated(intent: Intent, reading: Reading) -> Intent:
    """The intent with what a reading found; a vague phrase is kept as the client's words."""
    moment = reading.moment
    return replace(
        intent,
        due_on=moment.due_on if moment else None,
        due_time=moment.due_time if moment else None,
        asks=() if moment else reading.asks,
        is_computed=reading.computed,
        is_latest=reading.by,
        is_vague=reading.vague,
        set_by=SetBy.REP if reading.vague else intent.set_by,
        words=(intent.words or reading.phrase) if reading.vague else intent.words,
    )


def _undated(intent: Intent, text: str) -> Line:
    """No date was found: a mistyped subcommand, a client alone, or a date we cannot read."""
    first = text.partition(" ")[0].casefold()
    near = process.extractOne(first, list(_SUBCOMMANDS), scorer=fuzz.ratio, score_cutoff=_MISTYPED)
    if near and intent.client_id is None and intent.verb is Verb.RECORD:
        return Line(intent, problem=Problem("unknown_subcommand", {"nearest": near[0]}))
    if not text and not intent.client_name:
        return Line(intent, problem=Problem("no_client"))
    return Line(intent, problem=Problem("no_date", {"client": intent.client_name}))


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


def _too_long(what: str, text: str, limit: int) -> Problem:
    return Problem("too_long", {"what": what, "length": len(text), "limit": limit})
