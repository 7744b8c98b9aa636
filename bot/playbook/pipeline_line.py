"""What does a typed `/pipeline` line ask for, and about which deal?"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from rapidfuzz import fuzz, process

from bot.playbook import names
from bot.playbook.deal import Deal
from bot.playbook.deal_facts import (
    DealFacts,
    read_amount,
    read_facts,
    stage_at_end,
    stage_named,
    unknown_stage,
)
from bot.playbook.ladder_line import read_ladder_line
from bot.playbook.line import LONGEST_LINE, LONGEST_TEXT, cleaned, is_name, lift_words
from bot.playbook.model import Client, Money
from bot.playbook.money import is_currency
from bot.playbook.past_day import past_day
from bot.playbook.pipeline_intent import Here, PipelineIntent, PipelineLine, Step
from bot.playbook.problem import Problem
from bot.playbook.rate import read_rate
from bot.playbook.when import find_whens
from bot.playbook.winback import heard_in

LISTS = ("mine", "all", "circles", "stuck", "slipping", "won", "lost")
_WORDS = {s.value: s for s in Step if s is not Step.MINE}
_MISTYPED = 75  # of 100: "moev" for "move"
_BARE = (Step.UNDO, Step.HELP)
_NOTHING = ("none", "no", "nothing", "off", "remove")
_COMMA = re.compile(r"[,;](?:\s+|$)")
_FACT = re.compile(
    r'["“„«]|[,;](?:\s|$)|(?<!\S)[-−]?(?:[€$£¥₹]|\d)|\bclos(?:e|es|ing)\b'
    r"|\bdeci\w+ (?:by|on|until|before)\b",
    re.IGNORECASE,
)
_LARGE = re.compile(r"[^\W\d_a-zß-öø-ÿ]\S*(?:\s+[^\W\d_a-zß-öø-ÿ]\S*)*")  # "Acme Nord"
_LEADING = re.compile(r"^[\s,:;.\-–—]+")
_CODE_FIRST = re.compile(r"([A-Za-z]{3})\b\s*(?:=|is|at|:)?\s*(.*)")

Known = Mapping[str, Sequence[Client]]


def read_pipeline_line(text: str, known: Known, here: Here) -> PipelineLine:
    """Read `/pipeline …`: a subcommand unless a known client's name begins it, then the deal."""
    text = cleaned(text)
    if len(text) > LONGEST_LINE:
        facts = {"what": "line", "length": len(text), "limit": LONGEST_LINE}
        return PipelineLine(PipelineIntent(Step.MINE), Problem("too_long", facts))
    if not text:
        return PipelineLine(PipelineIntent(Step.MINE))
    step, rest = _step(text, known)
    if step is None:
        return _client_or_mistyped(text, known, here)
    if step in _BARE:
        return PipelineLine(PipelineIntent(step))
    if step in _WITHOUT_CLIENT:
        return _WITHOUT_CLIENT[step](rest, known, here)
    return _checked(_about_a_deal(step, rest, known, here))


def name_keys(text: str) -> set[str]:
    """Every name that the line could hold where it holds one, to look them up at once."""
    text = cleaned(text[:LONGEST_LINE])
    _, _, after = text.partition(" ")
    found = set()
    for part in (text, after):
        lifted = lift_words(part)
        found |= {*names.beginnings(lifted.plain)}
        found |= {names.key(name) for name in (lifted.name, lifted.words) if name}
    return found


def _step(text: str, known: Known) -> tuple[Step | None, str]:
    first, _, rest = text.partition(" ")
    step = _WORDS.get(first.casefold())
    if step is None or any(key in known for key in names.beginnings(text)):
        return None, text
    return step, rest.strip()


def _client_or_mistyped(text: str, known: Known, here: Here) -> PipelineLine:
    """`Acme` alone shows its deals; else it is a word we do not know."""
    named = _named(PipelineIntent(Step.LIST), text, known, here)
    if named.intent.client_id is not None and not named.after:
        return PipelineLine(_of_client(named.intent))
    first = text.partition(" ")[0].casefold()
    near = process.extractOne(first, list(_WORDS), scorer=fuzz.ratio, score_cutoff=_MISTYPED)
    if near or named.after:
        facts = {"nearest": near[0] if near else None, "text": text[:60]}
        return PipelineLine(PipelineIntent(Step.MINE), Problem("unknown_pipeline_word", facts))
    return _checked(PipelineLine(_of_client(replace(named.intent, client_name=text))))


def _of_client(intent: PipelineIntent) -> PipelineIntent:
    return replace(intent, which="client")


# The client and the deal


@dataclass(frozen=True, slots=True)
class _Named:
    """Whom a line is about, what follows the name, and what stood in quotes."""

    intent: PipelineIntent
    after: str
    words: str | None = None
    deals: Sequence[Deal] = ()  # that client's open ones


def _about_a_deal(step: Step, text: str, known: Known, here: Here) -> PipelineLine:
    named = _named(PipelineIntent(step), text, known, here)
    if not named.intent.client_name:
        return PipelineLine(named.intent, Problem("which_deal_client", {"step": step.value}))
    return _READ[step](named, here)


def _named(intent: PipelineIntent, text: str, known: Known, here: Here) -> _Named:
    """The client a text begins with; one nobody knows reaches to the first fact."""
    lifted = lift_words(text)
    if lifted.words and not lifted.plain and not lifted.name:
        return _with(intent, lifted.words, known, here, "", None)
    if lifted.name:
        return _with(intent, lifted.name, known, here, lifted.plain, lifted.words)
    words = lifted.plain.split()
    for count in range(min(len(words), names.LONGEST_NAME_WORDS), 0, -1):
        typed = " ".join(words[:count])
        for name in (typed, typed[:-1] if typed[-1] in names.MARKS_AFTER else typed):
            if known.get(names.key(name)):
                after = " ".join(words[count:])
                return _with(intent, name, known, here, after, lifted.words)
    at = _end_of_unknown(intent.step, text, here)
    rest = lift_words(text[at:].lstrip(" ,;"))
    alone = rest.name or rest.words
    return _with(intent, text[:at].strip(" ,;"), known, here, rest.plain, alone)


def _with(
    intent: PipelineIntent, name: str, known: Known, here: Here, after: str, words: str | None
) -> _Named:
    """One client of that name is the one; of several Steady asks which."""
    found = known.get(names.key(name), ())
    sure = found[0].id if len(found) == 1 else None
    deals = here.deals.get(sure, ()) if sure is not None else ()
    named = replace(intent, client_name=name, client_id=sure)
    return _Named(named, _LEADING.sub("", after) if after[:1] not in "-−" else after, words, deals)


def _end_of_unknown(step: Step, text: str, here: Here) -> int:
    """Where the name of a client nobody knows ends."""
    fact = _FACT.search(text, 1)
    end = fact.start() if fact else len(text)
    if step is Step.MOVE and (moved := stage_at_end(text[:end], here.stages)) and moved[0]:
        return len(moved[0].removesuffix(" to"))
    if step is Step.NEXT:
        noon = datetime.combine(here.today, time(12), UTC)
        dates = [r.start for r in find_whens(text, now=noon, locale=here.locale) if r.start]
        return min([end, *dates])
    if step in (Step.WON, Step.LOST):
        large = _LARGE.match(text)
        return min(end, large.end()) if large else end
    return end


def _deal(named: _Named, text: str) -> tuple[_Named, str]:
    """The open deal a text begins with, the longest name first, and what follows it."""
    words = text.split()
    by_name: dict[str, list[Deal]] = {}
    for deal in named.deals:
        by_name.setdefault(names.key(deal.name), []).append(deal)
    for count in range(len(words), 0, -1):
        typed = " ".join(words[:count])
        for name in (typed, typed.rstrip(names.MARKS_AFTER)):
            if found := by_name.get(names.key(name), []) if name else []:
                sure = found[0].id if len(found) == 1 else None
                intent = replace(named.intent, deal_id=sure, deal_name=found[0].name)
                return replace(named, intent=intent), " ".join(words[count:])
    return named, text


def _quoted_deal(named: _Named) -> _Named:
    """A quotation that names an open deal is that deal, and no words of theirs."""
    if named.words is None:
        return named
    found, rest = _deal(named, named.words)
    return replace(found, words=None) if found.intent.deal_name and not rest else named


def _unknown_deal(named: _Named, text: str) -> Problem:
    mine = tuple(deal.name for deal in named.deals if deal.name)
    facts = {"client": named.intent.client_name, "text": text, "deals": mine}
    return Problem("unknown_deal", facts)


def _currency(named: _Named, here: Here) -> str:
    """A deal that has an amount already is counted in its own currency."""
    meant = [d for d in named.deals if named.intent.deal_id in (None, d.id)]
    return meant[0].amount.currency if len(meant) == 1 else here.currency


# What follows, by what is asked for


def _add(named: _Named, here: Here) -> PipelineLine:
    """`Acme "New line" €40k review a proposal close 30 June`, in any order behind the client."""
    read = read_facts(named.after, here.stages, here.today, here.locale, here.currency)
    intent = _filled(named.intent, read)
    left = list(read.left)
    name = named.words or (left.pop(0) if left and left[0] not in _suspects(read) else "")
    intent = replace(intent, deal_name=name)
    if read.problem is not None:
        return PipelineLine(intent, read.problem)
    if intent.amount is None:
        said = left[0] if left else named.after
        return PipelineLine(intent, Problem("no_amount", {"text": said}))
    if left:
        suspect = left[0] in read.after_amount and intent.stage_id is None
        problem = unknown_stage(left[0], here.stages) if suspect else _unread(left[0])
        return PipelineLine(intent, problem)
    return PipelineLine(intent)


def _suspects(read: DealFacts) -> list[str]:
    """Behind the amount a word in small letters is a stage we do not know, not a name."""
    return [part for part in read.after_amount if not part[0].isupper() and read.stage is None]


def _move(named: _Named, here: Here) -> PipelineLine:
    """`Acme decide`, `Acme New line to decide close 30 June`: the stage stands at the end."""
    named = _quoted_deal(named)
    named, after = _deal(named, named.after) if not named.intent.deal_name else (named, named.after)
    read = read_facts(after, (), here.today, here.locale, here.currency)
    text = " ".join(read.left)
    intent = replace(named.intent, close_on=read.close_on, decide_by=read.decide_by)
    if read.problem is not None:
        return PipelineLine(intent, read.problem)
    if read.amount is not None:
        return PipelineLine(intent, _unread(after))
    found = stage_at_end(text, here.stages)
    if found is None:
        said = re.sub(r"^(?:.*\s)?to\s+", "", text, flags=re.IGNORECASE)
        problem = unknown_stage(said, here.stages) if said else _no_stage(here)
        return PipelineLine(intent, problem)
    before, stage = found
    intent = replace(intent, stage_id=stage.id, stage_name=stage.name)
    other = re.sub(r"(?:^|\s)to$", "", before, flags=re.IGNORECASE).strip()
    if other:
        return PipelineLine(replace(intent, deal_name=other), _unknown_deal(named, other))
    return PipelineLine(intent)


def _no_stage(here: Here) -> Problem:
    return Problem("no_stage", {"nearest": tuple(s.name for s in here.stages)})


def _next(named: _Named, here: Here) -> PipelineLine:
    """`Acme New line Tuesday 3pm "after the board"`: a follow-up that hangs on the deal."""
    found, after = _deal(named, named.after)
    quoted = f" “{named.words}”" if named.words else ""
    return PipelineLine(found.intent, rest=f"{after}{quoted}".strip())


def _change(named: _Named, here: Here) -> PipelineLine:
    """`Acme New line €45k close 15 July`: what is named changes, the rest stays."""
    named, after = _deal(named, named.after)
    read = read_facts(after, (), here.today, here.locale, _currency(named, here))
    intent = replace(_filled(named.intent, read), new_name=named.words or "")
    if read.problem is not None:
        return PipelineLine(intent, read.problem)
    if read.left:
        return PipelineLine(intent, _unknown_deal(named, read.left[0]))
    if not (read.amount or read.close_on or read.decide_by or intent.new_name):
        return PipelineLine(intent, Problem("nothing_to_change", {"client": intent.client_name}))
    return PipelineLine(intent)


def _won(named: _Named, here: Here) -> PipelineLine:
    """`Acme New line €38k yesterday`: the amount they signed, and the day."""
    named = _quoted_deal(named)
    named, after = _deal(named, named.after)
    found = _day_in(after, here.today)
    intent = replace(named.intent, on=found.on)
    if found.problem is not None:
        return PipelineLine(intent, found.problem)
    read = read_facts(found.rest, (), here.today, here.locale, _currency(named, here))
    intent = replace(intent, amount=read.amount)
    if read.problem is not None:
        return PipelineLine(intent, read.problem)
    if read.left or named.words:
        return PipelineLine(intent, _unknown_deal(named, (*read.left, named.words or "")[0]))
    return PipelineLine(intent)


def _lost(named: _Named, here: Here) -> PipelineLine:
    """`Acme price too slow for them`: a day may lead, the rest is the reason in the rep's words."""
    named = _quoted_deal(named)
    named, after = _deal(named, named.after)
    after = _LEADING.sub("", after)
    words = after.split()
    day = past_day(words, here.today) if words else None
    on = None
    if day is not None:
        if isinstance(day.found, Problem):
            return PipelineLine(named.intent, _not_yet(day.found))
        on, after = day.found, _LEADING.sub("", " ".join(words[day.count :]))
    quoted = f"“{named.words}”" if named.words else ""
    note = " ".join(part for part in (after, quoted) if part) or None
    reason = heard_in(note)
    said = reason.value if reason else None
    return PipelineLine(replace(named.intent, on=on, note=note, reason=said))


def _reopen(named: _Named, here: Here) -> PipelineLine:
    """`Acme New line to decide`: a deal that was closed, and the stage it goes on at."""
    text = named.words or named.after
    found = stage_at_end(named.after, here.stages)
    before = re.fullmatch(r"(?:(.*)\s)?to", found[0], flags=re.IGNORECASE) if found else None
    if found is None or before is None:
        return PipelineLine(replace(named.intent, deal_name=text))
    name = named.words or (before[1] or "").strip()
    stage = found[1]
    intent = replace(named.intent, deal_name=name, stage_id=stage.id, stage_name=stage.name)
    return PipelineLine(intent)


_READ: dict[Step, Callable[[_Named, Here], PipelineLine]] = {
    Step.ADD: _add,
    Step.MOVE: _move,
    Step.NEXT: _next,
    Step.CHANGE: _change,
    Step.WON: _won,
    Step.LOST: _lost,
    Step.REOPEN: _reopen,
}


def _filled(intent: PipelineIntent, read: DealFacts) -> PipelineIntent:
    stage = read.stage
    return replace(
        intent,
        amount=read.amount,
        stage_id=stage.id if stage else None,
        stage_name=stage.name if stage else "",
        close_on=read.close_on,
        decide_by=read.decide_by,
    )


@dataclass(frozen=True, slots=True)
class _PastDay:
    on: date | None
    rest: str
    problem: Problem | None = None


def _day_in(text: str, today: date) -> _PastDay:
    """The first day that has been, anywhere in a text, and the text without it."""
    words = text.split()
    for at in range(len(words)):
        day = past_day(words[at:], today)
        if day is None:
            continue
        rest = " ".join((*words[:at], *words[at + day.count :]))
        if isinstance(day.found, Problem):
            return _PastDay(None, rest, _not_yet(day.found))
        return _PastDay(day.found, rest)
    return _PastDay(None, text)


def _not_yet(problem: Problem) -> Problem:
    """A deal is won or lost on a day that has been."""
    if problem.code == "touch_to_come":
        return Problem("closed_to_come", problem.facts)
    return problem


def _unread(text: str) -> Problem:
    return Problem("unread_deal", {"text": text})


# Lines without a client


def _target(text: str, known: Known, here: Here) -> PipelineLine:
    """`€400k`, `team €1.4m`, `none`; alone, Steady helps to choose. The mention is out already."""
    intent = PipelineIntent(Step.TARGET, for_user_id=here.user_id)
    words = text.split()
    if words and words[0].casefold() == "team":
        intent, words = replace(intent, is_for_team=True), words[1:]
    said = " ".join(words)
    if not said:
        return PipelineLine(intent)
    if said.casefold() in _NOTHING:
        return PipelineLine(replace(intent, what="none"))
    found = read_amount(said, here.locale, here.currency)
    if isinstance(found, Money):
        return PipelineLine(replace(intent, amount=found))
    is_zero = found.code == "amount_not_above_zero" and not set(said) & set("-−")
    return PipelineLine(replace(intent, what="none")) if is_zero else PipelineLine(intent, found)


def _stress(text: str, known: Known, here: Here) -> PipelineLine:
    """`team`, or a colleague who was mentioned; alone, one's own."""
    intent = PipelineIntent(Step.STRESS, for_user_id=here.user_id)
    words = text.casefold().split()
    if words and words != ["team"]:
        return PipelineLine(intent, Problem("stress_of_whom", {"text": text}))
    return PipelineLine(replace(intent, is_for_team=bool(words)))


def _list(text: str, known: Known, here: Here) -> PipelineLine:
    """`stuck 2`, `decide`, `Acme`, or a colleague's, who was mentioned."""
    typed = text.split()
    words = [w for w in typed if w.casefold() != "page"]
    page = 1
    is_alone = typed == words[:1] and _is_stage(text, here)
    if words and words[-1].isdecimal() and not is_alone:
        page = max(1, min(int(words.pop()[:6]), 100_000))
    intent = PipelineIntent(Step.LIST, which="mine", page=page, for_user_id=here.user_id)
    said = " ".join(words)
    if not said:
        return PipelineLine(intent)
    if said.casefold() in LISTS:
        return PipelineLine(replace(intent, which=said.casefold()))
    return _list_of(intent, said, known, here)


def _is_stage(text: str, here: Here) -> bool:
    return stage_named(text, here.stages) is not None


def _list_of(intent: PipelineIntent, said: str, known: Known, here: Here) -> PipelineLine:
    """A client's deals, or those of a stage; a client's full name comes first."""
    named = _named(intent, said, known, here)
    if named.intent.client_id is not None and not named.after:
        return PipelineLine(_of_client(named.intent))
    stage = stage_named(said, here.stages)
    if stage is not None:
        at_stage = replace(intent, which="stage", stage_id=stage.id, stage_name=stage.name)
        return PipelineLine(at_stage)
    near = process.extractOne(said.casefold(), LISTS, scorer=fuzz.ratio, score_cutoff=_MISTYPED)
    if near:
        return PipelineLine(intent, Problem("unknown_deal_list", {"text": said}))
    return _checked(PipelineLine(_of_client(replace(intent, client_name=said.strip('"“”„«» ')))))


def _digest(text: str, known: Known, here: Here) -> PipelineLine:
    return PipelineLine(PipelineIntent(Step.DIGEST), rest=text)


def _rate(text: str, known: Known, here: Here) -> PipelineLine:
    """`USD 0.92`: what one of them is worth in the currency everything is counted in."""
    intent = PipelineIntent(Step.RATE)
    if not text:
        return PipelineLine(intent)
    found = _CODE_FIRST.fullmatch(text.strip())
    if found is None or not is_currency(found[1]):
        return PipelineLine(intent, Problem("unknown_currency", {"text": text.split()[0]}))
    intent = replace(intent, currency=found[1].upper())
    rate = read_rate(found[2])
    if rate is None:
        return PipelineLine(intent, Problem("not_a_rate", {"text": found[2]}))
    return PipelineLine(replace(intent, rate=rate))


def _currency_line(text: str, known: Known, here: Here) -> PipelineLine:
    intent = PipelineIntent(Step.CURRENCY)
    if not text:
        return PipelineLine(intent)
    if not is_currency(text.strip()):
        return PipelineLine(intent, Problem("unknown_currency", {"text": text.strip()}))
    return PipelineLine(replace(intent, currency=text.strip().upper()))


def _stages(text: str, known: Known, here: Here) -> PipelineLine:
    return read_ladder_line(text, here)


_WITHOUT_CLIENT: dict[Step, Callable[[str, Known, Here], PipelineLine]] = {
    Step.TARGET: _target,
    Step.LIST: _list,
    Step.STRESS: _stress,
    Step.DIGEST: _digest,
    Step.RATE: _rate,
    Step.CURRENCY: _currency_line,
    Step.STAGES: _stages,
}


def _checked(line: PipelineLine) -> PipelineLine:
    """Nothing is cut in silence: what is too long is refused, and kept for the rep."""
    intent = line.intent
    if line.problem is not None:
        return line
    for name in filter(None, (intent.client_name, intent.deal_name, intent.new_name)):
        if len(name) > names.LONGEST_NAME:
            facts = {"what": "name", "length": len(name), "limit": names.LONGEST_NAME}
            return replace(line, problem=Problem("too_long", facts))
    if intent.client_id is None and not is_name(intent.client_name):
        return replace(line, problem=Problem("not_a_name", {"client": intent.client_name}))
    if intent.note and len(intent.note) > LONGEST_TEXT:
        facts = {"what": "note", "length": len(intent.note), "limit": LONGEST_TEXT}
        return replace(line, problem=Problem("too_long", facts))
    return line
