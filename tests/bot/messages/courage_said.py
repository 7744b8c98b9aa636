"""What does Steady say of meetings, protected time, plans and the inventory?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.messages import (
    followup,
    inventory,
    meeting,
    nudges,
    parting,
    plan,
    protection,
    questions,
    settings,
)
from bot.messages.blocks import Message
from bot.messages.forms import Origin, View
from bot.playbook.asking import Answered, Ask, Question, QuestionState
from bot.playbook.deal import StressLine
from bot.playbook.intent import Intent, Verb
from bot.playbook.inventory import (
    ANSWERS,
    DECLINED,
    GONE,
    Asked,
    ColleagueAsked,
    ColleagueSaid,
    Inventory,
    Noted,
    Review,
    Sitting,
    Step,
)
from bot.playbook.meeting import NOT_HELD, Vetting
from bot.playbook.model import Client, Commitment, Kind, Money, Protected, State
from bot.playbook.nudge import Nudge, NudgeKind, Shown
from bot.playbook.outcome import CalledOff, Listed, Moved, Parting, PlanSaved, Saved
from bot.playbook.outcome import Kept as Kept_
from bot.playbook.plan import Agreement, Goal, Plan
from bot.playbook.protection import Kept, ProtectedWeek, Streak
from tests.cast import acme, ana, commitment

NOW = datetime(2026, 3, 12, 13, 50, tzinfo=UTC)
TUESDAY = Protected(1, time(9), time(11))
OVER = datetime(2026, 3, 12, 15, 30, tzinfo=UTC)

FACTS: dict[str, dict[str, object]] = {
    "meeting_needs_hour": {"client": "Acme"},
    "meeting_no_length": {},
    "meeting_not_snoozed": {"client": "Acme"},
    "no_meeting": {"client": "Acme"},
    "plan_no_goals": {"client": "Acme"},
    "agreed_to_come": {"on": date(2026, 4, 1)},
    "too_many_goals": {"most": 12},
    "goal_gone": {},
    "goal_reached": {"on": date(2026, 3, 2)},
    "no_report_due": {},
    "protect_when": {"text": "sometime"},
    "protect_which_half": {"hours": "2 to 4"},
    "protected_too_short": {"minutes": 15},
    "protected_half_said": {},
    "colleague_self": {},
    "colleague_cannot": {},
    "colleague_asked": {"name": "Ben"},
    "colleague_away": {"name": "Ben", "on": date(2026, 4, 1)},
}


def messages(values: Any) -> dict[str, Message]:
    """By what each is."""
    return (
        dict(_inventory(values))
        | dict(_meetings(values))
        | dict(_protection(values))
        | dict(_plans(values))
        | dict(_partings(values))
    )


def views(values: Any) -> dict[str, View]:
    origin = Origin("f" * 32, values.id)
    c, vetting = _met(values), _vetting(values)
    known = Intent(
        Verb.MEETING,
        client_name=values.name,
        client_id=values.id,
        due_on=date(2026, 3, 12),
        due_time=time(15),
        words=values.words,
        note=values.note,
        meeting=replace(vetting, minutes=90),
    )
    return {
        "ask a colleague": inventory.ask_view(acme(name=values.name), Asked.RESULTS, origin),
        "plan, goal": plan.goal_view(acme(name=values.name), origin),
        "plan, action": plan.action_view(acme(name=values.name), origin),
        "plan, agreed": plan.agreed_view(acme(name=values.name), date(2026, 3, 12), origin),
        "settings, protected": settings.view(ana(protected=TUESDAY), origin),
        "meeting": meeting.view(Intent(Verb.MEETING), origin),
        "meeting, known": meeting.view(known, origin),
        "meeting, change": meeting.view(known, origin, is_change=True),
        "meeting, done": meeting.outcome_view(c, origin),
    }


def _met(values: Any, **changes: Any) -> Commitment:
    facts: dict[str, Any] = {"id": values.id, "client_id": values.id, "client_name": values.name}
    facts |= {"words": values.words, "note": values.note, "kind": Kind.MEETING, "minutes": 90}
    return commitment(**(facts | {"ends_at": OVER} | changes))


def _vetting(values: Any) -> Vetting:
    said = values.words[: meeting.LONGEST]
    return Vetting(90, "Europe/London", said, said, said, said, rep_id=1)


def _protection(values: Any) -> Iterator[tuple[str, Message]]:
    rep = ana(name=values.rep_name, locale=values.locale, protected=TUESDAY)
    yield "protected", protection.chosen(rep)
    yield "protected, nothing", protection.chosen(replace(rep, protected=None))
    yield "protected, gone", protection.gone()
    yield "settings, protected", settings.saved(rep, NOW)
    c = commitment(due_at=datetime(2026, 3, 10, 8, 30, tzinfo=UTC))
    yield "saved inside protected time", followup.told(Saved(c, acme(), 5), rep, NOW)
    for streak in (Streak(0, 0, 0), Streak(1, 0, 1), Streak(7, 2, 10), Streak(0, 0, 10)):
        for answer in (None, *Kept):
            week = ProtectedWeek(values.id, date(2026, 3, 10), TUESDAY, answer, streak)
            nudge = Nudge(NudgeKind.PROTECTED, week=week)
            yield f"protected, {answer}, {streak.weeks}", nudges.nudge(nudge, rep, NOW)


def _plans(values: Any) -> Iterator[tuple[str, Message]]:
    rep = ana(name=values.rep_name, locale=values.locale)
    client = acme(id=values.id, name=values.name)
    text = values.words[: plan.LONGEST]
    goals = tuple(
        Goal(values.id - n, text, text, 2026, date(2026, 3, 2), reached_on=reached)
        for n, reached in enumerate((None, date(2026, 3, 10)))
    )
    action = replace(_met(values), kind=Kind.PLAN_ACTION, note=text, ends_at=None)
    done = replace(action, state=State.KEPT, closed_at=NOW)
    report = replace(action, kind=Kind.PROGRESS_REPORT)
    bare = Plan(client, date(2026, 3, 12))
    full = replace(
        bare,
        goals=goals * 5,
        agreement=Agreement(date(2026, 3, 1), values.rep_name, values.words),
        done=(done,) * 3,
        open=(action,) * 3,
        report=report,
    )
    one_since = replace(full, goals=(goals[0], replace(goals[1], set_on=date(2026, 2, 1))))
    for name, found in {"bare": bare, "full": full, "one since": one_since}.items():
        yield f"plan, {name}", plan.shown(found, rep, NOW)
        yield f"plan, report, {name}", plan.report(found, rep, NOW)
        for what in ("goal", "reached", "agreed"):
            yield f"plan, {what}, {name}", plan.saved(PlanSaved(found, what, 5), rep, NOW)
    for c in (action, report):
        yield f"{c.kind} kept", followup.told(Kept_(c, 5), rep, NOW)
        yield f"{c.kind} alone", nudges.nudge(Nudge(NudgeKind.BRIEF, (Shown(c),)), rep, NOW)
        yield f"{c.kind} listed", followup.listed(Listed("all", (c,)), rep, NOW)


def _inventory(values: Any) -> Iterator[tuple[str, Message]]:
    rep = ana(name=values.rep_name, locale=values.locale)
    five = tuple(acme(id=values.id - n, name=values.name) for n in range(5))
    yield "inventory", questions.said(Inventory(values.id, five), rep, NOW)
    on = date(2026, 3, 12)
    passed = QuestionState.PASSED
    kept = Question(values.id, 1, Ask.INVENTORY, None, None, "w", passed, on, NOW, "pass")
    yield "inventory, passed", questions.answered(Answered(kept, None, 5), rep, NOW)
    reviews = tuple(Review(c.id, c) for c in five)
    sitting = Sitting("2026-03-1", reviews)
    for asked in Asked:
        for no_to in (None, *Asked):
            about = five[0] if no_to else None
            found = Step(sitting, reviews[0], asked, 1, about, no_to)
            yield f"inventory, {asked}, after {no_to}", inventory.step(found)
    for said in ("yes", "skip"):
        noted = Noted(five[0], said, 5)
        first = Step(sitting, reviews[0], Asked.BEST, 1, noted=noted)
        yield f"inventory, after {said}", inventory.step(first)
    yield from _colleagues(values, five[0])
    done = replace(reviews[0], answers=((Asked.RESULTS, "no"),))
    for n in range(3):
        over = Step(Sitting("2026-03-1", (done,) * n))
        yield f"inventory, over, {n}", inventory.step(over)


def _colleagues(values: Any, client: Client) -> Iterator[tuple[str, Message]]:
    rep, name = ana(name=values.rep_name, locale=values.locale), values.rep_name
    yield "colleague told", inventory.colleague_told(name, client)
    for asked in Asked:
        put = ColleagueAsked(values.id, client, asked, name)
        nudge = Nudge(NudgeKind.ASKED_COLLEAGUE, asked=put)
        yield f"colleague asked, {asked}", nudges.nudge(nudge, rep, NOW)
        for said in (*ANSWERS[asked], DECLINED, GONE):
            if said != GONE:
                yield f"colleague thanked, {asked}, {said}", inventory.colleague_thanked(put, said)
            for is_open in (True, False):
                back = ColleagueSaid(values.id, client, asked, name, said, is_open)
                nudge = Nudge(NudgeKind.COLLEAGUE_SAID, asked=back)
                yield f"colleague said, {asked}, {said}, {is_open}", nudges.nudge(nudge, rep, NOW)


def _partings(values: Any) -> Iterator[tuple[str, Message]]:
    client = acme(id=values.id, name=values.name, value=Money(600_000, "EUR"))
    for n, (value, elsewhere) in enumerate(((600_000, 0), (600_000, 700_000), (0, 0), (0, 5_000))):
        short = max(0, value - elsewhere)
        line = StressLine(client, value, 0.06, elsewhere, short)
        share = 0.06 if value else None
        asked = Parting(client, share, False, values.id, None, line, "EUR")
        yield f"parting, arithmetic {n}", parting.asked_once_more(asked)


def _meetings(values: Any) -> Iterator[tuple[str, Message]]:
    rep = ana(name=values.rep_name, locale=values.locale)
    client = acme(id=values.id, name=values.name)
    c, full = _met(values), _vetting(values)
    undated = _met(values, due_time=None, back_time=None, ends_at=None)
    others = tuple(_met(values, id=n, ends_at=OVER + timedelta(days=1)) for n in (7, 8, 9, 10))
    hard = _met(values, put_offs=3)
    tomorrow = NOW + timedelta(days=1)
    saved = Saved(c, client, 5, vetting=full, overlaps=others)
    yield "meeting saved", followup.told(saved, rep, NOW)
    yield "meeting saved, bare", followup.told(Saved(c, client, 5, vetting=Vetting()), rep, NOW)
    yield "meeting without an hour", followup.told(Saved(undated, client, 5), rep, NOW)
    yield "meeting moved", followup.told(Moved(c, c, 5, overlaps=others), rep, NOW)
    yield "meeting called off", followup.told(CalledOff(c, 5), rep, NOW)
    ended = replace(c, state=State.CANCELLED, close_reason=NOT_HELD, closed_at=NOW)
    yield "meetings listed", followup.listed(Listed("all", (c, undated, ended)), rep, NOW)
    lines = (Shown(c, vetting=full), Shown(undated), Shown(hard, vetting=Vetting()), Shown(ended))
    for kind in (NudgeKind.MEETING, NudgeKind.MEETING_OVER, NudgeKind.TIMED, NudgeKind.BRIEF):
        for at in (NOW, tomorrow):
            for n, one in enumerate(lines):
                shown = replace(one, is_live=one.commitment.is_open)
                yield f"{kind}, {n}, {at.day}", nudges.nudge(Nudge(kind, (shown,)), rep, at)
        away = Shown(c, vetting=replace(full, ask_about=None), owner=values.rep_name)
        yield f"{kind}, a meeting of a colleague", nudges.nudge(Nudge(kind, (away,)), rep, NOW)
    yield "brief with meetings", nudges.nudge(Nudge(NudgeKind.BRIEF, lines[:3]), rep, NOW)
