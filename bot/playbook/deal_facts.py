"""Which amount, stage and dates does a line about a deal hold, and what is left as its name?"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from rapidfuzz import fuzz, process

from bot.playbook import names
from bot.playbook.deal import Stage
from bot.playbook.model import Money
from bot.playbook.money import is_currency, read_money
from bot.playbook.problem import Problem
from bot.playbook.when import find_whens, read_when

MOST_NEAR = 3  # stages offered for one that is not there
_NEAR = 45  # of 100: "negotiate" has something of "decide"

_CUT = "\x1f"  # what a fact leaves behind: nothing that people type
_COMMA = re.compile(r"[,;](?:\s+|$)")  # "40.000,00 €" holds one that parts nothing
_CLOSES = re.compile(r"\bclos(?:e|es|ing)(?: date)?[:,]?\s+(?:(?:on|by)\s+)?", re.IGNORECASE)
_DECIDES = re.compile(r"\bdeci(?:de|des|ded|ding|sion) (?:by|on|until|before)\s+", re.IGNORECASE)
_SIGN = "[€$£¥₹]|zł"
_MONEY = re.compile(
    r"(?<![\w.,^])(?:[-−](?=\S))?(?:(?P<code>[A-Za-z]{3})\s?|(?:" + _SIGN + r")\s?)?"
    r"(?P<number>[-−]?\d[\d.,'’]*(?:[ \u00a0\u202f]\d{3})*(?:[.,]\d+)?)"
    r"(?:\s?(?P<times>k|mn|mio|m|bn)(?!\w))?"
    r"(?:\s?(?:" + _SIGN + r"|(?P<tail>[A-Za-z]{3})(?!\w)))?(?![\w^%])",
    re.IGNORECASE,
)
_MARKED = re.compile(_SIGN + r"|\d[.,'’ \u00a0\u202f]\d{3}(?!\d)")
_SPELLED = re.compile(r"\s*(?:thousand|million|billion|grand)\b", re.IGNORECASE)
_SMALL = 2  # digits: "Phase 2" holds no amount
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True, slots=True)
class DealFacts:
    """What a line says of a deal; `problem` is what kept it from being clear."""

    amount: Money | None = None
    stage: Stage | None = None
    close_on: date | None = None
    decide_by: date | None = None
    left: tuple[str, ...] = ()  # what was none of these, in parts, in order
    after_amount: tuple[str, ...] = ()  # those of `left` that stood behind the amount
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class ADay:
    """A day to come, or why it is none."""

    on: date | None
    rest: str
    problem: Problem | None = None


def read_facts(
    text: str, stages: Sequence[Stage], today: date, locale: str, currency: str
) -> DealFacts:
    """Dates first, since they hold numbers; then the amount, then the stage; the rest is left."""
    decides = _pulled(text, _DECIDES, "decide_by", today, locale)
    closes = _pulled(decides.rest, _CLOSES, "close", today, locale)
    if problem := decides.problem or closes.problem:
        return DealFacts(problem=problem)
    text = _COMMA.sub(_CUT, closes.rest)
    found = _amount(text, stages, locale, currency)
    if isinstance(found, Problem):
        return DealFacts(close_on=closes.on, decide_by=decides.on, problem=found)
    amount, before, behind = found
    stage, left = _stage([*before, *behind], stages)
    after = tuple(part for part in left if any(part in one for one in behind))
    return DealFacts(amount, stage, closes.on, decides.on, tuple(left), after)


def stage_named(text: str, stages: Sequence[Stage]) -> Stage | None:
    """The one stage of that name, number or beginning: "review", "4", "Review a proposal"."""
    wanted = names.key(text)
    if not wanted:
        return None
    if wanted.isdecimal():
        return next((s for s in stages if str(s.position) == wanted), None)
    exact = [s for s in stages if names.key(s.name) == wanted]
    begun = [s for s in stages if f"{names.key(s.name)} ".startswith(f"{wanted} ")]
    found = exact or begun
    return found[0] if len(found) == 1 else None


def stage_at_end(text: str, stages: Sequence[Stage]) -> tuple[str, Stage] | None:
    """What stands before a stage at the end of a text, and that stage; the longest wins."""
    words = text.split()
    for at in range(len(words)):
        found = stage_named(" ".join(words[at:]), stages)
        if found is not None:
            return " ".join(words[:at]), found
    return None


def near_stages(text: str, stages: Sequence[Stage]) -> tuple[str, ...]:
    """The stages a rep may have meant, the nearest first; all of them when none is near."""
    wanted = names.key(text)
    scored = process.extract(
        wanted, [names.key(s.name) for s in stages], scorer=fuzz.WRatio, score_cutoff=_NEAR
    )
    near = [stages[n].name for _, _, n in scored[:MOST_NEAR]]
    return tuple(near or [s.name for s in stages])


def unknown_stage(text: str, stages: Sequence[Stage]) -> Problem:
    """No stage of that name, with the nearest that are."""
    return Problem("unknown_stage", {"text": text, "nearest": near_stages(text, stages)})


def read_amount(text: str, locale: str, currency: str) -> Money | Problem:
    """What a deal is worth: more than nothing."""
    found = read_money(text, locale, currency)
    if isinstance(found, Problem) and found.code == "negative_money":
        return Problem("amount_not_above_zero", {"text": text.strip()})
    if isinstance(found, Money) and found.minor <= 0:
        return Problem("amount_not_above_zero", {"text": text.strip()})
    return found


def read_day(text: str, today: date, locale: str, what: str = "close") -> ADay:
    """A day to come at the start of a text; a month alone, or two days, is a question."""
    noon = datetime.combine(today, time(12), UTC)
    found = find_whens(text, now=noon, locale=locale, day_ends=time(18))
    if not found or found[0].start > 0:
        said = text.partition(_CUT)[0].strip()[:60]
        return ADay(None, text, Problem("close_unread", {"what": what, "text": said}))
    # The phrase is read once more by itself: a word behind it may have turned its year.
    phrase = found[0].phrase
    reading = read_when(phrase, now=noon, locale=locale, day_ends=time(18))
    rest = text[found[0].end :]
    facts: dict[str, object] = {"what": what, "text": phrase}
    if reading.vague:
        return ADay(None, rest, Problem("close_vague", facts))
    if reading.asks:
        days = tuple(dict.fromkeys(moment.due_on for moment in reading.asks))
        return ADay(None, rest, Problem("which_close", facts | {"days": days}))
    if reading.problem is not None and reading.problem.code == "date_in_past":
        return ADay(None, rest, Problem("close_past", facts))
    if reading.problem is not None:
        kept = {k: v for k, v in reading.problem.facts.items() if k != "nearest"}
        return ADay(None, rest, Problem(reading.problem.code, kept))
    assert reading.moment is not None
    return ADay(reading.moment.due_on, rest)


def _pulled(text: str, word: re.Pattern[str], what: str, today: date, locale: str) -> ADay:
    """The day behind a word such as "close", and the text without the two."""
    said = word.search(text)
    if said is None:
        return ADay(None, text)
    found = read_day(text[said.end() :], today, locale, what)
    return ADay(found.on, f"{text[: said.start()]}{_CUT}{found.rest}", found.problem)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A stretch of text that may be an amount."""

    said: str
    start: int
    end: int
    is_sure: bool


def _amount(
    text: str, stages: Sequence[Stage], locale: str, currency: str
) -> tuple[Money | None, list[str], list[str]] | Problem:
    """The one amount, and the parts before and behind it; two of them are a question."""
    found = list(_candidates(text))
    chosen = [c for c in found if c.is_sure]
    if not chosen:
        chosen = [c for c in found if _may_be_bare(c, text, stages)]
    if not chosen:
        return None, _parts(text), []
    if len(chosen) > 1:
        return Problem("two_amounts", {"texts": tuple(c.said for c in chosen[:2])})
    one = chosen[0]
    money = read_amount(one.said, locale, currency)
    if isinstance(money, Problem):
        return money
    return money, _parts(text[: one.start]), _parts(text[one.end :])


def _candidates(text: str) -> Sequence[_Candidate]:
    """Every number, with the currency and the "k" that belong to it."""
    found = []
    for match in _MONEY.finditer(text):
        start, end = match.span()
        code, tail = match["code"], match["tail"]
        if code and not is_currency(code):
            start, code = match.start("number"), None
        if tail and not is_currency(tail):
            end, tail = match.end("times") if match["times"] else match.end("number"), None
        if _SPELLED.match(text, end):
            continue
        said = text[start:end].strip()
        is_sure = bool(code or tail or match["times"] or _MARKED.search(said) or said[0] in "-−")
        found.append(_Candidate(said, start, end, is_sure))
    return found


def _may_be_bare(one: _Candidate, text: str, stages: Sequence[Stage]) -> bool:
    """A number alone is an amount where it ends its part, unless it is a year or counts a name."""
    behind = text[one.end :].partition(_CUT)[0].strip()
    if behind and stage_named(behind, stages) is None:
        return False
    if not text[: one.start].rpartition(_CUT)[2].strip():
        return True
    return len(one.said) > _SMALL and not _YEAR.fullmatch(one.said)


def _parts(text: str) -> list[str]:
    return [part for one in text.split(_CUT) if (part := one.strip(" ,;:–—-"))]


def _stage(parts: list[str], stages: Sequence[Stage]) -> tuple[Stage | None, list[str]]:
    """The part that is a stage, or ends with one; the first such."""
    for n, part in enumerate(parts):
        whole = stage_named(part, stages)
        if whole is not None and not part.isdecimal():
            return whole, parts[:n] + parts[n + 1 :]
    for n, part in enumerate(parts):
        found = stage_at_end(part, [s for s in stages if _ends_with(part, s)])
        if found is not None:
            return found[1], [*parts[:n], found[0], *parts[n + 1 :]]
    return None, parts


def _ends_with(part: str, stage: Stage) -> bool:
    return f" {names.key(part)}".endswith(f" {names.key(stage.name)}")
