"""Which words just beside a date phrase belong to it, though they could not be read?"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.playbook.problem import Problem
from bot.playbook.when.moment import Moment, Reading
from bot.playbook.when.tokens import Token, may_name_a_clock_first, tokens_of
from bot.playbook.when.words import fold
from bot.playbook.when.zones import needs_time_word

MOST_CHOICES = 3
_HALF = re.compile(
    r"/$|\b(?:next|last|this|as of|week of|ash|shrove|maundy|holy|palm|super)$", re.IGNORECASE
)
_TIME = r"\d{1,2}(?:[:.]\d\d)?\s*(?:[ap]\.?m\b|uhr\b|h\b|o['’]clock\b)"
_NUMBER = r"\d{1,2}(?::\d\d|st|nd|rd|th|\.)?(?![\w%+]|[.,/:-]\d|\s*[$€£%])"
_HEAD = re.compile(rf"[^\w$€£#]*(?:(?:at|the|um)\s+)?({_TIME}|{_NUMBER})", re.IGNORECASE)
_CLOCK_OF = re.compile(r"[\s(\[,]*(?:in\s+)?(?:the\s+)?((?:[A-Z]\w*\s+){1,2}(?i:time|zeit)\b)")
_OFFSET = re.compile(r"\s*[+−-]\s*\d")
_LEADS = frozenset(("in", "at", "the"))
_NEXT_STEP = re.compile(
    r"\W*(?:and\s+then|then|afterwards|und\s+dann|dann|danach)\b", re.IGNORECASE
)
_SET_ASIDE = ("not", "no", "never", "except", "before", "after", "since", "until", "last", "past")

FindWhens = Callable[[str], Sequence[Reading]]


def half_said_before(text: str) -> str | None:
    """What at the end of a text is half a date phrase: "Friday/", "Ash", "next", "as of"."""
    words = text.split()
    if found := _HALF.search(text):
        return words[-1] if found.group() == "/" else found.group()
    tokens = tokens_of(text, "en-US")
    if len(tokens) > 1 and {"WD", "MONTH"} & tokens[-1].kinds.keys():
        return tokens[-1].text
    return None


def with_what_follows(
    text: str, reading: Reading, readings: Sequence[Reading], find_whens: FindWhens
) -> Reading:
    """The reading, or a question or a refusal where the words behind it may belong to it."""
    if reading.problem is not None:
        return reading
    rest = text[reading.end :]
    if unread := _half_said_behind(rest):
        return refused(reading, unread)
    if clock := _clock_behind(rest, reading):
        return _on_their_clock(reading, clock, find_whens)
    if _NEXT_STEP.match(rest):
        return reading
    return _with_choices(reading, [m for r in readings for m in _rivals(r, reading)])


def refused(reading: Reading, unread: str) -> Reading:
    """A date of which a part was not understood: the part that was is offered, never taken."""
    nearest = next(iter(_moments(reading)), None)
    facts = {"said": reading.phrase, "unread": unread, "nearest": nearest}
    return replace(reading, moment=None, asks=(), problem=Problem("not_a_date", facts))


def _half_said_behind(rest: str) -> str | None:
    found = _HEAD.match(rest)
    return found.group(1) if found else None


def _clock_behind(rest: str, reading: Reading) -> str | None:
    """Somebody's clock right behind a time, in brackets or after "in"."""
    if not any(moment.due_time for moment in _moments(reading)):
        return None
    is_possible = may_name_a_clock_first(rest)
    tokens = [t for t in tokens_of(rest, "en-US") if t.text not in "([,"] if is_possible else []
    at = 1 if tokens and tokens[0].folded in _LEADS else 0
    if at < len(tokens) and "ZONE" in tokens[at].kinds and _is_a_clock(tokens[at:]):
        return rest.strip() if _OFFSET.match(rest[tokens[at].end :]) else tokens[at].text
    found = _CLOCK_OF.match(rest)
    return found.group(1) if found else None


def _is_a_clock(tokens: Sequence[Token]) -> bool:
    """ "London", "PST", "my time"; not "my place" or "la carte"."""
    if len(tokens) > 1 and fold(tokens[1].text) in ("time", "zeit"):
        return True
    is_short = len(tokens[0].text) > 1 and not needs_time_word(tokens[0].text.lower())
    return is_short or tokens[0].text[0].isupper()


def _on_their_clock(reading: Reading, clock: str, find_whens: FindWhens) -> Reading:
    """Their clock first, ours second: which is meant is a question."""
    for said in (f"{reading.phrase} {clock}", f"{reading.phrase} {clock} time"):
        read = next(iter(find_whens(said)), None)
        if read is not None and read.end == len(said) and _moments(read):
            theirs = replace(reading, moment=None, asks=_moments(read))
            return _with_choices(theirs, _moments(reading))
    return refused(reading, clock)


def _rivals(other: Reading, first: Reading) -> tuple[Moment, ...]:
    """The moments of another date in the line; "not Monday" and "yesterday" are none."""
    if other.start < first.end:
        return ()
    if other.problem is None:
        return _moments(other)
    nearest = other.problem.facts.get("nearest")
    is_set_aside = fold(str(other.problem.facts.get("unread"))) in _SET_ASIDE
    if other.problem.code != "not_a_date" or is_set_aside or not isinstance(nearest, Moment):
        return ()
    return (nearest,)


def _moments(reading: Reading) -> tuple[Moment, ...]:
    return reading.asks if reading.moment is None else (reading.moment,)


def _with_choices(reading: Reading, others: Sequence[Moment]) -> Reading:
    first = _moments(reading)
    more = [moment for moment in others if moment not in first]
    if not more:
        return reading
    choices = tuple(dict.fromkeys([*first[: MOST_CHOICES - 1], *more]))[:MOST_CHOICES]
    return replace(reading, moment=None, asks=choices)
