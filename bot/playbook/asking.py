"""Which one question of the playbook is put to a rep today, and may it still be answered?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from bot.playbook.model import Client, Rep, Standing
from bot.playbook.preferences import Muted, wants

IGNORED_BEFORE_ASKING = 3  # questions of a kind in a row; then Steady asks whether to stop
PASSED = "pass"  # the answer that leaves a question for another time
KEEP, STOP = "keep", "stop"  # the answers to "Shall I stop asking this?"


class Ask(StrEnum):
    """Kinds of question, those that matter most first."""

    BAD_DAY_PLAN = "bad_day_plan"  # S0-7
    IN_OUR_HANDS = "in_our_hands"  # S0-7
    REPLACED = "replaced"  # S0-7
    FRIDAY_CALL = "friday_call"  # S0-4
    PULSE = "pulse"  # S1-5
    INVENTORY = "inventory"  # S0-1
    EXPECTATIONS = "expectations"  # S0-2
    # Asked at an hour of their own, not as the one of the day.
    MEETING = "meeting"  # S2-8
    COLLEAGUE = "colleague"  # S0-1, what a colleague asks of a client
    PROTECTED = "protected"  # S0-6
    STOP = "stop"  # "Shall I stop asking this?"


class QuestionState(StrEnum):
    READY = "ready"  # waits to be said
    ASKED = "asked"
    ANSWERED = "answered"
    PASSED = "passed"  # another time
    WITHDRAWN = "withdrawn"  # what it was about is no longer so


THEMES: Mapping[Ask, Muted] = {
    Ask.BAD_DAY_PLAN: Muted.RESILIENCE,
    Ask.IN_OUR_HANDS: Muted.RESILIENCE,
    Ask.REPLACED: Muted.RESILIENCE,
    Ask.FRIDAY_CALL: Muted.VALUE,
    Ask.PULSE: Muted.PATIENCE,
    Ask.INVENTORY: Muted.VALUE,
    Ask.EXPECTATIONS: Muted.VALUE,
    Ask.MEETING: Muted.COURAGE,
    Ask.COLLEAGUE: Muted.VALUE,
    Ask.PROTECTED: Muted.RESILIENCE,
}
# They say something and need no answer: leaving them alone is not ignoring them. Nor is it known
# who has answered the pulse.
TELLING = frozenset({Ask.BAD_DAY_PLAN, Ask.REPLACED, Ask.PULSE, Ask.STOP})
ABOUT_A_LOSS = frozenset({Ask.BAD_DAY_PLAN, Ask.IN_OUR_HANDS, Ask.REPLACED})
_RANK = {ask: n for n, ask in enumerate(Ask)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that a rule would like put today.

    `period`: what makes it one and the same; it is put once in it, about this client and deal.
    """

    ask: Ask
    client_id: int | None
    deal_id: int | None
    period: str
    weight: int = 0
    facts: Mapping[str, Any] = field(default_factory=dict)  # ids and numbers, never words


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is kept."""

    id: int
    rep_id: int
    ask: Ask
    client_id: int | None
    deal_id: int | None
    period: str
    state: QuestionState
    asked_on: date  # the rep's day it is meant for
    answered_at: datetime | None = None
    answer: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True, slots=True)
class Answered:
    """A question was answered, and nothing else followed from it that says so itself."""

    question: Question
    client: Client | None
    change_id: int


@dataclass(frozen=True, slots=True)
class ShallIStop:
    """A kind was ignored three times in a row: shall Steady stop asking it?"""

    question_id: int
    ask: Ask


def the_one(candidates: Sequence[Candidate]) -> Candidate | None:
    """At most one question a working day: the kind that matters most, its weightiest first."""
    return min(candidates, key=_order, default=None)


def is_wanted(rep: Rep, ask: Ask) -> bool:
    """Whether the rep wants questions of this kind, and of its theme."""
    return wants(rep, THEMES[ask]) and ask.value not in rep.muted


def about(ask: Ask, facts: Mapping[str, Any]) -> Ask:
    """The kind a question is about; of one about stopping, the kind that would stop."""
    return Ask(facts["ask"]) if ask is Ask.STOP else ask


def is_ignored(latest: Sequence[Question]) -> bool:
    """Whether the last three of a kind were all left alone; `latest` first."""
    lately = latest[:IGNORED_BEFORE_ASKING]
    is_long = len(lately) == IGNORED_BEFORE_ASKING
    return is_long and all(each.state is QuestionState.ASKED for each in lately)


def about_stopping(ask: Ask, last_id: int) -> Candidate:
    """Whether to stop a kind; `last_id` is the last that was left alone, so it is put once."""
    facts = {"ask": ask.value}
    return Candidate(Ask.STOP, None, None, f"{ask.value}:{last_id}", facts=facts)


def over(question: Question, client: Client | None, rep: Rep) -> str | None:
    """Why a question no longer stands, by what has become of its client; None while it does."""
    if question.client_id is None:
        return None
    if client is None:
        return "gone"
    if client.id != question.client_id:
        return "merged"
    if question.ask in ABOUT_A_LOSS:
        return None if client.standing is Standing.LOST else "back"
    if client.standing in (Standing.LOST, Standing.PARTED):
        return client.standing.value
    return None if client.owner_id in (None, rep.id) else "given"


def _order(candidate: Candidate) -> tuple[int, int, int]:
    return _RANK[candidate.ask], -candidate.weight, candidate.client_id or 0
