"""Is every kind of question that was left alone three times itself asked about, and then silent?"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.playbook.asking import KEEP, TELLING, Ask, ShallIStop
from bot.playbook.bad_day import InOurHands, Plan, Replaced
from bot.playbook.expectations import WhatExpected
from bot.playbook.friday_call import FridayCall
from bot.playbook.intent import Intent, Verb
from bot.playbook.inventory import Inventory
from bot.playbook.meeting import Vetting
from bot.playbook.model import Money, Protected, SetBy, Standing
from bot.playbook.nudge import Nudge, NudgeKind
from bot.playbook.preferences import muted_with
from bot.playbook.protection import Kept
from bot.playbook.pulse import Pulse
from storage import (
    answers,
    clients,
    colleagues,
    inventory,
    nudges,
    protection,
    reps,
    tables,
)
from storage.database import Database
from tests.cast import WORKSPACE, ana
from tests.journeys.steps import MANY
from tests.storage.desk import Desk, desk, meet

MORNING, NOON, EVENING = time(7, 30), time(10), time(16)  # UTC; Ana is in Berlin
MONDAY = date(2026, 3, 9)
A_DAY, A_WEEK = timedelta(days=1), timedelta(weeks=1)
WEEKS = [MONDAY + n * A_WEEK for n in range(8)]
_JUNE = date(2026, 6, 8)
DAYS = [MONDAY + n * A_DAY for n in range(12) if n % 7 < 5]

Cause = Callable[[Desk, int], Awaitable[None]]
_SAID_AS = {
    ShallIStop: Ask.STOP,
    Plan: Ask.BAD_DAY_PLAN,
    InOurHands: Ask.IN_OUR_HANDS,
    Replaced: Ask.REPLACED,
    FridayCall: Ask.FRIDAY_CALL,
    Pulse: Ask.PULSE,
    Inventory: Ask.INVENTORY,
    WhatExpected: Ask.EXPECTATIONS,
}
_OF_ITS_OWN = {
    NudgeKind.MEETING_OVER: Ask.MEETING,
    NudgeKind.ASKED_COLLEAGUE: Ask.COLLEAGUE,
    NudgeKind.PROTECTED: Ask.PROTECTED,
}
# What Steady starts and nobody can leave alone, and why it is never asked about.
NO_QUESTION = {
    NudgeKind.TIMED: "a date of the rep's own; the hard question comes at most twice",
    NudgeKind.BRIEF: "lines, each with its own kind to mute",
    NudgeKind.MEETING: "says what a meeting is for",
    NudgeKind.TOLD_NO: "says what a colleague heard",
    NudgeKind.TAKEN_BACK: "says what was undone",
    NudgeKind.TALK_OVER: "a colleague's wish, not a kind of question",
    NudgeKind.ASKED_TO_PART: "a colleague waits for it",
    NudgeKind.COLLEAGUE_SAID: "says what a colleague answered",
    NudgeKind.PART_ANSWER: "says what the manager answered",
    NudgeKind.TARGET_SET: "says what the manager chose",
    NudgeKind.SHORTFALL: "says how much is open, weekly at most, and has a button to mute it",
    NudgeKind.BACK_ABOVE: "says that enough is open again",
    NudgeKind.ANSWER: "was asked for",
    NudgeKind.UNREACHED: "says that a rep hears nothing",
    NudgeKind.REP_LEFT: "says what is the reader's now",
    NudgeKind.REP_BACK: "says who has what",
    NudgeKind.HANDED_ON: "says what changed hands",
    NudgeKind.PRESENCE: "is no message",
    NudgeKind.DIGEST_NOTE: "is about one digest",
    NudgeKind.TEST: "was asked for",
}


async def paying(at: Desk, name: str, euros: int) -> int:
    worth = Money(euros * 100, "EUR")
    made = await at.db.write(
        lambda c: clients.add(c, WORKSPACE, name, at.ana.id, at.now, value=worth)
    )
    await at.db.write(clients.set_standing, WORKSPACE, made.id, Standing.ACTIVE)
    return made.id


async def several_pay(at: Desk, n: int) -> None:
    if n == 0:
        for place in range(6):
            await paying(at, MANY[place], 90_000 - place)


async def one_is_lost(at: Desk, n: int) -> None:
    await paying(at, MANY[n], 1_000)
    await at.do_line(f"lost {MANY[n]}")


async def five_of_a_team(at: Desk, n: int) -> None:
    if n == 0:
        for number in (4, 5):
            one = ana(id=number, slack_user_id=f"U0{number}", name=f"Rep {number}")
            await at.db.write(meet, one)


async def a_meeting(at: Desk, n: int) -> None:
    meant = Vetting(minutes=30)
    when = {"due_on": at.now.date(), "due_time": time(15), "set_by": SetBy.REP}
    name = MANY[n]
    await at.do(Intent(Verb.MEETING, client_name=name, meeting=meant, **when))


async def ben_asks(at: Desk, n: int) -> None:
    client_id = await paying(at, MANY[n], 1_000)
    step = await at.db.write(inventory.take_up, at.ben, at.now, client_id)
    await at.db.write(colleagues.ask, at.request(at.ben), step.review.id, "results", at.ana)


async def a_block(at: Desk, n: int) -> None:
    if n == 0:
        block = Protected(0, time(11), time(12))
        at.ana = await at.db.write(reps.set_protected, at.ana, block, at.now)


@dataclass(frozen=True)
class Kind:
    """How a kind of question comes: what happens at noon, and on which days."""

    cause: Cause
    days: Sequence[date]


KINDS = {
    Ask.BAD_DAY_PLAN: Kind(one_is_lost, DAYS[:8]),
    Ask.IN_OUR_HANDS: Kind(one_is_lost, WEEKS),
    Ask.REPLACED: Kind(one_is_lost, [MONDAY + n * timedelta(days=30) for n in range(6)]),
    Ask.FRIDAY_CALL: Kind(several_pay, [MONDAY - A_WEEK, *WEEKS[:6]]),
    Ask.PULSE: Kind(
        five_of_a_team,
        [date(2026, 3, 1), *(date(y, m, d) for y in (2026, 2027) for m, d in ((3, 3), (9, 8)))],
    ),
    Ask.INVENTORY: Kind(
        several_pay,
        [MONDAY, date(2026, 3, 16), *(date(2026, m, d) for m in (4, 5) for d in (6, 20)), _JUNE],
    ),
    Ask.EXPECTATIONS: Kind(several_pay, [MONDAY - A_WEEK, *WEEKS[:6]]),
    Ask.MEETING: Kind(a_meeting, DAYS),
    Ask.COLLEAGUE: Kind(ben_asks, DAYS),
    Ask.PROTECTED: Kind(a_block, [MONDAY - A_DAY, *WEEKS]),
}


@pytest.fixture
async def at(db: Database):
    """Ana is asked nothing yet."""
    async with desk(db) as made:
        made.ana = replace(made.ana, muted=frozenset())
        yield made


async def only(at: Desk, ask: Ask) -> None:
    """Ana hears of this one kind alone."""
    for other in set(Ask) - {ask, Ask.STOP}:
        at.ana = await at.db.write(reps.set_preferences, muted_with(at.ana, other), at.now)


async def lived(at: Desk, kind: Kind) -> list[Ask]:
    """What Ana is asked on these days, and leaves alone."""
    said = []
    for n, day in enumerate(kind.days):
        for hour in (MORNING, NOON, EVENING):
            at.now = datetime.combine(day, hour, UTC)
            if hour == NOON:
                await kind.cause(at, n)
            said += await asked(at)
    return said


async def asked(at: Desk) -> list[Ask]:
    for queue in (nudges.queue_briefs, nudges.queue_meetings_over, nudges.queue_protected):
        await at.db.write(queue, at.now, at.now)
    found = [_ask_of(nudge) for nudge in await at.deliver()]
    return [ask for ask in found if ask is not None]


def _ask_of(nudge: Nudge) -> Ask | None:
    if nudge.kind is NudgeKind.QUESTION:
        return _SAID_AS[type(nudge.asked)]
    return _OF_ITS_OWN.get(nudge.kind)


def test_every_kind_of_question_is_in_this_table() -> None:
    assert set(KINDS) | {Ask.STOP} == set(Ask)


def test_every_other_message_is_known_to_ask_nothing_of_the_playbook() -> None:
    assert {*NO_QUESTION, *_OF_ITS_OWN, NudgeKind.QUESTION} == set(NudgeKind)


@pytest.mark.parametrize("ask", [ask for ask in KINDS if ask not in TELLING])
async def test_left_alone_three_times_it_is_asked_whether_to_stop_and_then_it_is_silent(
    at: Desk, ask: Ask
) -> None:
    await only(at, ask)
    assert await lived(at, KINDS[ask]) == [ask, ask, ask, Ask.STOP]


@pytest.mark.parametrize("ask", [ask for ask in KINDS if ask in TELLING])
async def test_what_needs_no_answer_is_not_asked_about_however_often_it_is_left(
    at: Desk, ask: Ask
) -> None:
    await only(at, ask)
    said = await lived(at, KINDS[ask])
    assert len(said) > 3
    assert set(said) == {ask}


@pytest.mark.parametrize("ask", [Ask.MEETING, Ask.COLLEAGUE, Ask.PROTECTED])
async def test_kept_three_more_may_be_left_alone(at: Desk, ask: Ask) -> None:
    await only(at, ask)
    kind = KINDS[ask]
    days = [*kind.days, *(kind.days[-1] + (n + 1) * A_WEEK for n in range(6))]
    said: list[Ask] = []
    for n, day in enumerate(days):
        before = len(said)
        said += await lived(at, _on(kind, day, n))
        if Ask.STOP in said[before:]:
            await keep(at)
    assert said[:8] == [ask] * 3 + [Ask.STOP] + [ask] * 3 + [Ask.STOP]


@pytest.mark.parametrize("ask", [Ask.MEETING, Ask.COLLEAGUE, Ask.PROTECTED])
async def test_while_it_asks_whether_to_stop_an_answer_to_an_older_one_brings_no_more(
    at: Desk, ask: Ask
) -> None:
    await only(at, ask)
    kind = KINDS[ask]
    days = [*kind.days, *(kind.days[-1] + (n + 1) * A_WEEK for n in range(3))]
    said: list[Ask] = []
    for n, day in enumerate(days):
        said += await lived(at, _on(kind, day, n))
        if Ask.STOP in said:
            await answer_what_stands(at, ask)
    assert said == [ask] * 3 + [Ask.STOP]


async def answer_what_stands(at: Desk, ask: Ask) -> None:
    """Ana sees to what she had left alone, but not to the question whether to stop."""
    if ask is Ask.MEETING:
        for meeting in await at.open_for():
            await at.done(meeting)
    elif ask is Ask.PROTECTED:
        for week in await at.rows(tables.protected_weeks):
            await at.db.write(protection.answer, at.ana, week["id"], Kept.YES, at.now)
    else:
        for one in await at.rows(tables.questions):
            await at.db.write(colleagues.answer, at.request(), one["id"], "yes")


async def test_a_sitting_begun_unasked_is_not_left_alone(at: Desk) -> None:
    await only(at, Ask.INVENTORY)
    kind = KINDS[Ask.INVENTORY]

    async def cause(at: Desk, n: int) -> None:
        await kind.cause(at, n)
        await at.db.write(inventory.take_up, at.ana, at.now)

    assert Ask.STOP not in await lived(at, Kind(cause, kind.days))


def _on(kind: Kind, day: date, n: int) -> Kind:
    async def cause(at: Desk, _: int) -> None:
        await kind.cause(at, n)

    return Kind(cause, [day])


async def keep(at: Desk) -> None:
    stops = [row for row in await at.rows(tables.questions) if row["ask"] == Ask.STOP]
    last = max(stops, key=lambda row: row["id"])
    await at.db.write(answers.stop, at.request(), last["id"], KEEP)
