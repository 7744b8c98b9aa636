"""What can Steady ask by the playbook, and what does it say to an answer?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from bot.messages import (
    answer,
    expectations,
    followup,
    friday_call,
    problems,
    questions,
    settings,
)
from bot.messages.blocks import Message
from bot.messages.forms import Origin, View
from bot.playbook import bad_day
from bot.playbook.asking import (
    KEEP,
    STOP,
    THEMES,
    Answered,
    Ask,
    Question,
    QuestionState,
    ShallIStop,
)
from bot.playbook.bad_day import InOurHands, Plan, Replaced, Replacement
from bot.playbook.expectations import MOST, USUAL, Expectations, Missing, WhatExpected
from bot.playbook.friday_call import FridayCall
from bot.playbook.model import Client, Money, Rep, SetBy
from bot.playbook.outcome import (
    Cancelled,
    Expected,
    FollowUpOutcome,
    SaidNo,
    Saved,
    Snoozed,
    Undone,
)
from bot.playbook.problem import Problem
from bot.playbook.winning import UsualSize, WinRate
from tests.cast import a_deal, acme, ana, commitment

if TYPE_CHECKING:
    from tests.bot.messages.everything import Values

NOW = datetime(2026, 3, 12, 13, 50, tzinfo=UTC)
WHY_OVER = ("gone", "merged", "lost", "parted", "back", "given", "deal")


def messages(values: "Values") -> dict[str, Message]:
    """Every message, by what it is."""
    rep = ana(name=values.rep_name, locale=values.locale)
    client = acme(id=values.id, name=values.name)

    def over(why: str) -> Message:
        problem = Problem("question_over", {"why": why, "client": values.name})
        return problems.refused(problem, rep.locale, NOW)

    def answered(kind: Ask, said: str, **facts: object) -> Message:
        kept = QuestionState.ANSWERED
        on = date(2026, 3, 12)
        question = Question(values.id, 1, kind, values.id, None, "w", kept, on, NOW, said, facts)
        return questions.answered(Answered(question, client, values.id), rep, NOW)

    return {
        **{f"over, {why}": over(why) for why in WHY_OVER},
        **{f"stop {a}?": questions.said(ShallIStop(values.id, a), rep, NOW) for a in THEMES},
        **{f"stopped {a}": answered(Ask.STOP, STOP, ask=a.value) for a in THEMES},
        **{f"muted {a}": settings.muted(a) for a in THEMES},
        **{f"unmuted {a}": settings.unmuted(a) for a in THEMES},
        "keep asking": answered(Ask.STOP, KEEP, ask="friday_call"),
        **{f"in our hands, {said}": answered(Ask.IN_OUR_HANDS, said) for said in bad_day.HANDS},
        **{name: questions.said(value, rep, NOW) for name, value in _after_a_loss(client)},
        **{name: followup.told(o, rep, NOW) for name, o in _in_a_rush(client, values)},
        "no on a bad day": followup.said_no(_bad_day(client), rep, NOW),
        "no, and other doors": followup.said_no(_doors(client, values), rep, NOW),
        **dict(_expected(client, values, rep)),
        "expectations, not now": answered(Ask.EXPECTATIONS, "pass"),
        "friday call": questions.said(FridayCall(values.id, client), rep, NOW),
        "friday call, not this week": answered(Ask.FRIDAY_CALL, "pass"),
    }


def _expected(client: Client, values: "Values", rep: Rep) -> Iterator[tuple[str, Message]]:
    """What clients expect, and what we can help with (S0-2)."""
    things = tuple(f"{values.words[:50]} {n}" for n in range(MOST))
    noted = Expectations(values.id, values.id, 1, date(2026, 3, 12), things)
    yield "expectations", questions.said(WhatExpected(values.id, client), rep, NOW)
    for count in (0, 1, 2):
        some = replace(noted, wanted=things[:count])
        told = Expected(client, some, 5, things[:count])
        yield f"expected, {count}", answer.told(told, rep, NOW)
    yield "expected, all on the list", answer.told(Expected(client, noted, 5), rep, NOW)
    counted = [Missing(name, n) for n, name in enumerate(things * 2, 1)]
    yield "help with", expectations.helps_with(things, counted)
    yield "help with, nothing missing", expectations.helps_with(things, [])
    yield "help with, for a rep", expectations.helps_with(things, None)
    yield "help with, empty", expectations.helps_with((), [])
    yield "help saved", expectations.help_saved(things, 5)
    yield "help saved, empty", expectations.help_saved((), 5)
    yield "help taken back", answer.told(Undone("help_with", None, ""), rep, NOW)


def _in_a_rush(client: Client, values: "Values") -> Iterator[tuple[str, FollowUpOutcome]]:
    one = commitment(id=values.id, client_name=values.name, words=values.words, note=values.note)
    several = tuple(replace(one, id=values.id - n) for n in range(8))
    yield "saved in a rush", Saved(one, client, 5, rush=several[:4])
    yield "saved in a long rush", Saved(one, client, 5, rush=several)
    yield "snoozed in a rush", Snoozed(one, 5, several[:3])
    yield "cancelled", Cancelled(one, 5)
    yield "cancelled in a rush", Cancelled(replace(one, set_by=SetBy.REP), 5, several[:3])


def _bad_day(client: Client) -> SaidNo:
    return SaidNo(client, (), (), True, None, None, 5, was_paying=True)


def _doors(client: Client, values: "Values") -> SaidNo:
    sold = a_deal(id=values.id, client_name=values.name, name=values.words[:80])
    return SaidNo(client, (), (), False, None, None, 5, doors=(sold,) * 3)


def _after_a_loss(client: Client) -> Iterator[tuple[str, object]]:
    lost, usual = Money(84_000_00, "EUR"), UsualSize(20_000_00, 5, "own")
    rate = WinRate(Fraction(1, 4), 20, "own")
    needed = Replacement(5, 17, 51)
    plan = Plan(1, client, date(2026, 3, 11), lost, usual, rate, needed, "EUR")
    yield "plan", plan
    yield "plan, no value", replace(plan, lost=None, replacement=None)
    yield "plan, no history", replace(plan, usual=None, replacement=None)
    yield "plan, nothing won", replace(plan, replacement=Replacement(5, None, None))
    yield "plan, no openings", replace(plan, replacement=Replacement(1, 1, None))
    for source in ("team", "assumed"):
        yield f"plan, {source}", replace(plan, win_rate=replace(rate, source=source))
    yield "in our hands", InOurHands(1, client)
    for won in (0, 1, 42_000_00, 84_000_00):
        yield f"replaced {won}", Replaced(1, client, 30, lost, Money(won, "EUR"))


def views(values: "Values") -> dict[str, View]:
    """Every form."""
    client = acme(id=values.id, name=values.name)
    origin = Origin("f" * 32, question_id=values.id)
    had = Expectations(1, values.id, 1, date(2026, 3, 12), (USUAL[0], values.words[:60]))
    return {
        "friday act": friday_call.act(client, date(2026, 3, 12), origin),
        "expects": expectations.view(client, USUAL, None, origin),
        "expects, noted before": expectations.view(client, USUAL, had, origin),
        "expects, with no list": expectations.view(client, (), had, origin),
        "help with": expectations.help_form(USUAL, origin),
        "help with, empty": expectations.help_form((), origin),
    }
