"""What does a text say about when: the whole of it, or somewhere inside?"""

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from bot.playbook.problem import Problem
from bot.playbook.when.grammar import Parse
from bot.playbook.when.meaning import Here
from bot.playbook.when.moment import Reading
from bot.playbook.when.outcome import Outcome, one_of, outcome_of
from bot.playbook.when.pieces import ends_from_start, offers_choice, parsed
from bot.playbook.when.standing import (
    names_something_else,
    stands_in_a_line,
    tells_of_days,
    turned_after,
    turned_before,
)
from bot.playbook.when.tokens import Token, is_recurring, meant_word, tokens_of

Found = tuple[int, int, Outcome]  # the first token, the one behind the last, and what they mean

LONGEST_PHRASE = 24  # words, numbers and marks; nobody names a date in more


def read_when(
    text: str,
    *,
    now: datetime,
    locale: str = "en-US",
    fiscal_start: int = 1,
    day_ends: time = time(17),
) -> Reading:
    """What a whole text says about when; a word that is not understood is never passed over."""
    here = Here(now, now.date(), locale, fiscal_start, day_ends)
    tokens = tokens_of(text, locale)
    while tokens and tokens[-1].text == ".":
        tokens.pop()
    return _reading(text, 0, len(text), _read(tokens, here) or _unread(text, tokens, here))


def find_whens(
    text: str,
    *,
    now: datetime,
    locale: str = "en-US",
    fiscal_start: int = 1,
    day_ends: time = time(17),
) -> list[Reading]:
    """Every date phrase inside a longer line, in order, each as long as possible."""
    here = Here(now, now.date(), locale, fiscal_start, day_ends)
    tokens = tokens_of(text, locale)
    found: list[Found] = []
    # Each holds a day, a month or a unit, so none begins behind the last of these.
    last_day = max((at for at, token in enumerate(tokens) if tells_of_days(token)), default=-1)
    at = 0
    while at <= last_day:
        phrase = _longest_from(tokens, at, here)
        if phrase is None:
            at += 1
            continue
        last = found[-1][1] if found else 0
        start, at, outcome = _turned(tokens, at, *phrase, not_before=last)
        found.append(_with_neighbour(tokens, found, (start, at, outcome)))
    return [
        _reading(text, tokens[start].start, tokens[end - 1].end, outcome)
        for start, end, outcome in found
    ]


def _read(tokens: Sequence[Token], here: Here, parse: Parse | None = None) -> Outcome | None:
    if len(tokens) > LONGEST_PHRASE or any(is_recurring(token) for token in tokens):
        return None
    return outcome_of(tokens, here, parse)


def _unread(text: str, tokens: Sequence[Token], here: Here) -> Outcome:
    """Not a date, though maybe a part of it is; that part is offered, never taken."""
    if not tokens:
        return Outcome(problem=Problem("nothing_said"))
    facts: dict[str, object] = {"said": text.strip(), "unread": text.strip(), "nearest": None}
    if len(tokens) > LONGEST_PHRASE:
        return Outcome(problem=Problem("not_a_date", facts))
    at, end, part = max(_parts(tokens, here), key=lambda part: part[1] - part[0])
    if part.moments:
        facts["unread"] = " ".join(token.text for token in [*tokens[:at], *tokens[end:]])
        facts["nearest"] = part.moments[0]
    elif (meant := next(filter(None, map(meant_word, tokens)), None)) is not None:
        facts["meant"] = meant
    recurs = any(is_recurring(token) for token in tokens)
    return Outcome(problem=Problem("date_recurs" if recurs else "not_a_date", facts))


def _parts(tokens: Sequence[Token], here: Here) -> Iterator[tuple[int, int, Outcome]]:
    yield 0, 0, Outcome()
    for at in range(len(tokens)):
        for size, outcome in _phrases_from(tokens, at, here):
            if outcome.moments:
                yield at, at + size, outcome


def _phrases_from(tokens: Sequence[Token], at: int, here: Here) -> Iterator[tuple[int, Outcome]]:
    """Every date phrase that starts at a token and its size, the longest first."""
    window = tokens[at : at + LONGEST_PHRASE]
    parse = parsed(window, here)
    sizes = ends_from_start(window, parse)
    read = ((size, _read(window[:size], here, parse)) for size in sizes)
    return ((size, outcome) for size, outcome in read if outcome is not None)


def _longest_from(tokens: Sequence[Token], at: int, here: Here) -> tuple[int, Outcome] | None:
    """Where the longest phrase that stands as a date here ends, and what it comes to."""
    for size, outcome in _phrases_from(tokens, at, here):
        end = at + size
        if stands_in_a_line(tokens, at, end):
            if names_something_else(tokens, end):
                outcome = one_of([outcome, _read(tokens[at : end - 1], here) or outcome])
            return _with_choice(tokens, at, end, here) or (end, outcome)
    return None


def _with_choice(
    tokens: Sequence[Token], at: int, end: int, here: Here
) -> tuple[int, Outcome] | None:
    """ "Tuesday or Wednesday" is one phrase, not Tuesday."""
    if end + 1 >= len(tokens) or not offers_choice(tokens[end]):
        return None
    for size, _ in _phrases_from(tokens, end + 1, here):
        further = end + 1 + size
        outcome = _read(tokens[at:further], here)
        if outcome is not None and stands_in_a_line(tokens, end + 1, further, after_choice=True):
            return further, outcome
    return None


def _turned(
    tokens: Sequence[Token], at: int, end: int, outcome: Outcome, *, not_before: int
) -> tuple[int, int, Outcome]:
    """A date beside "not", "every" or "maybe" is not that date; it is offered at most."""
    before, after = turned_before(tokens, at), turned_after(tokens, end)
    if not before and not after:
        return at, end, outcome
    start = max(at - before, not_before)  # the word may have ended the date before
    recurs = before and is_recurring(tokens[at - 1])
    facts = {
        "said": " ".join(token.text for token in tokens[start : end + after]),
        "unread": tokens[at - 1].text if before else tokens[end].text,
        "nearest": outcome.moments[0] if outcome.moments else None,
    }
    problem = Problem("date_recurs" if recurs else "not_a_date", facts)
    return start, end + after, Outcome(problem=problem)


def _with_neighbour(tokens: Sequence[Token], before: list[Found], this: Found) -> Found:
    """ "Monday, Tuesday": two dates side by side are one question."""
    if not before or any("," not in token.kinds for token in tokens[before[-1][1] : this[0]]):
        return this
    if before[-1][2].problem or this[2].problem:
        return this  # "Friday, not Monday" is clear enough.
    start, _, outcome = before.pop()
    return start, this[1], one_of([outcome, this[2]])


def _reading(text: str, start: int, end: int, outcome: Outcome) -> Reading:
    certain = len(outcome.moments) == 1
    return Reading(
        phrase=text[start:end],
        start=start,
        end=end,
        moment=outcome.moments[0] if certain else None,
        asks=() if certain else outcome.moments,
        problem=outcome.problem,
        computed=outcome.computed,
        by=outcome.by,
        vague=outcome.vague,
    )
