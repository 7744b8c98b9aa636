"""Is a rep asked at most one question a day, and is every answer harmless?"""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, update

from bot.playbook.asking import Ask, Candidate, QuestionState
from bot.playbook.model import Money, Rep, Standing
from bot.playbook.outcome import Refused, Undone
from bot.playbook.preferences import Muted, muted_with, paused
from storage import answers, asking, clients, friday_call, outbox, reps, tables
from storage.database import Database
from tests.cast import WORKSPACE
from tests.storage.desk import Desk, desk

MONDAY = datetime(2026, 3, 9, 7, 30, tzinfo=UTC)  # half past eight in Berlin
WEEK = timedelta(days=7)


@pytest.fixture
async def at(db: Database):
    """Initech is worth €84,000 a year and Globex €20,000; both pay Ana, who is asked of no more."""
    async with desk(db) as made:
        for ask in set(Ask) - {Ask.FRIDAY_CALL, Ask.STOP}:
            made.ana = await db.write(reps.set_preferences, muted_with(made.ana, ask), made.now)
        for name, euros in (("Initech", 84_000), ("Globex", 20_000)):
            await paying(made, name, euros)
        yield made


async def paying(at: Desk, name: str, euros: int, owner: Rep | None = None) -> int:
    """A client that pays, and has a value."""
    worth = Money(euros * 100, "EUR")
    owner_id = (owner or at.ana).id
    made = await at.db.write(
        lambda c: clients.add(c, WORKSPACE, name, owner_id, at.now, value=worth)
    )
    await at.db.write(clients.set_standing, WORKSPACE, made.id, Standing.ACTIVE)
    return made.id


async def named(at: Desk, name: str) -> Any:
    """A client by its name."""
    return next(row for row in await at.rows(tables.clients) if row["name"] == name)


async def asked(at: Desk, day: datetime) -> list[str]:
    """What Ana is asked on a day: a client's name, or the kind it is about stopping."""
    at.now = day
    await at.sweep()
    said = [nudge.asked for nudge in await at.deliver() if nudge.asked is not None]
    return [each.client.name if hasattr(each, "client") else f"stop {each.ask}?" for each in said]


async def the_question(at: Desk) -> Any:
    """The latest question."""
    return max(await at.rows(tables.questions), key=lambda row: row["id"])


async def passed(at: Desk, question_id: int, rep: Rep | None = None, key: str | None = None) -> Any:
    request = at.request(rep, key)
    return await at.db.write(friday_call.not_this_week, request, question_id)


async def hushed(at: Desk) -> frozenset[str]:
    """What Ana does not want to hear of."""
    return (await at.db.read(reps.get, WORKSPACE, at.ana.id)).muted


async def stop(at: Desk, said: str) -> Any:
    question = await the_question(at)
    return await at.db.write(answers.stop, at.request(), question["id"], said)


async def test_a_question_is_put_once_a_day_however_often_it_is_looked_for(at: Desk) -> None:
    assert await asked(at, MONDAY) == ["Initech"]
    assert await asked(at, MONDAY + timedelta(hours=1)) == []
    assert await asked(at, MONDAY + timedelta(days=1)) == []
    assert len(await at.rows(tables.questions)) == 1


async def test_nobody_is_asked_twice_about_a_client_in_thirteen_weeks(at: Desk) -> None:
    said = {}
    for week in range(15):
        said[week] = await asked(at, MONDAY + week * WEEK)
        if said[week]:
            await passed(at, (await the_question(at))["id"])
    assert said == {week: [] for week in range(15)} | {
        0: ["Initech"],
        1: ["Globex"],
        13: ["Initech"],
        14: ["Globex"],
    }


@pytest.mark.parametrize("kind", [Muted.VALUE, Ask.FRIDAY_CALL])
async def test_what_a_rep_muted_is_not_asked(at: Desk, kind: Muted | Ask) -> None:
    await at.db.write(reps.set_preferences, muted_with(at.ana, kind), at.now)
    assert await asked(at, MONDAY) == []
    assert await at.rows(tables.questions) == []


async def test_muted_before_it_was_said_it_is_not_said_and_its_period_is_free(at: Desk) -> None:
    at.now = MONDAY
    await at.sweep()
    await at.db.write(reps.set_preferences, muted_with(at.ana, Muted.VALUE), at.now)
    assert await at.deliver() == []
    assert await at.rows(tables.questions) == []


async def test_a_rep_who_is_away_is_not_asked(at: Desk) -> None:
    at.now = MONDAY
    await at.sweep()
    away = paused(at.ana, date(2026, 3, 16))
    await at.db.write(reps.set_preferences, away, at.now)
    assert await at.deliver() == []


async def test_held_until_its_day_was_over_it_is_not_said_on_another(at: Desk) -> None:
    at.now = MONDAY
    await at.sweep()
    at.now = MONDAY + timedelta(days=1)
    assert await at.deliver() == []
    assert await at.rows(tables.questions) == []


async def test_what_never_reached_the_outbox_is_forgotten_the_next_morning(at: Desk) -> None:
    at.now = MONDAY
    await at.sweep()
    row = await at.db.claim(outbox.claim_next, WORKSPACE, at.now, at.now, "desk", WEEK)
    await at.db.claim(outbox.mark_cancelled, row, "desk", "rep_gone", at.now)
    assert await asked(at, MONDAY + timedelta(days=1)) == []
    assert await at.rows(tables.questions) == []


async def test_lost_before_it_was_said_the_client_is_not_asked_about(at: Desk) -> None:
    at.now = MONDAY
    await at.sweep()
    initech = (await named(at, "Initech"))["id"]
    await at.db.write(clients.set_standing, WORKSPACE, initech, Standing.LOST)
    assert await at.deliver() == []


async def test_on_the_day_of_a_loss_nothing_is_asked(at: Desk) -> None:
    at.now = MONDAY - timedelta(minutes=20)
    await paying(at, "Hooli", 1_000)
    await at.do_line("lost Hooli")
    assert await asked(at, MONDAY) == []


async def test_queued_and_then_a_loss_it_is_not_said_that_day(at: Desk) -> None:
    at.now = MONDAY
    await paying(at, "Hooli", 1_000)
    await at.sweep()
    await at.do_line("lost Hooli")
    assert [nudge for nudge in await at.deliver() if nudge.asked] == []


@pytest.mark.parametrize(("days_before", "said"), [(7, []), (8, ["Initech"])])
async def test_the_week_after_a_loss_has_no_friday_call(
    at: Desk, days_before: int, said: list[str]
) -> None:
    await paying(at, "Hooli", 1_000)
    # What the loss itself asks would come first.
    at.ana = muted_with(at.ana, Muted.RESILIENCE)
    await at.db.write(reps.set_preferences, at.ana, at.now)
    at.now = MONDAY + 4 * WEEK - timedelta(days=days_before)
    await at.do_line("lost Hooli")
    assert await asked(at, MONDAY + 4 * WEEK) == said


async def test_a_rule_that_stumbles_holds_up_nothing_else(at: Desk) -> None:
    await at.say("Initech 9 March")
    initech = (await named(at, "Initech"))["id"]
    nonsense = update(tables.clients).where(tables.clients.c.id == initech).values(cadence_days=0)
    await at.db.write(lambda conn: conn.execute(nonsense))
    at.now = MONDAY
    await at.sweep()
    [brief] = await at.deliver()
    assert [one.commitment.client_name for one in brief.shown] == ["Initech"]


@pytest.mark.parametrize(
    "trouble", [TypeError("a rule's bug"), AttributeError("one more"), None], ids=repr
)
async def test_whatever_a_rule_raises_the_brief_and_the_other_rules_go_on(
    at: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, trouble: Any
) -> None:
    def stumbles(conn: Connection, rep: Rep, now: datetime) -> Sequence[Candidate]:
        if trouble is not None:
            raise trouble
        # A statement the database refuses would spoil the whole transaction on PostgreSQL.
        conn.execute(insert(tables.workspaces).values(id=WORKSPACE))
        raise AssertionError

    monkeypatch.setattr(asking, "FINDERS", (stumbles, *asking.FINDERS))
    await at.say("Hooli 9 March")
    at.now = MONDAY
    await at.sweep()
    said = await at.deliver()
    assert [one.commitment.client_name for one in said[0].shown] == ["Hooli"]
    assert said[1].asked.client.name == "Initech"
    [logged] = [one for one in caplog.records if one.message == "question_failed"]
    assert (logged.__dict__["workspace"], logged.__dict__["rep"]) == (WORKSPACE, at.ana.id)


async def ignored_thrice(at: Desk) -> None:
    for n, name in enumerate(("Hooli", "Umbrella", "Stark")):
        await paying(at, name, 10_000 - n)
    for week in range(3):
        assert len(await asked(at, MONDAY + week * WEEK)) == 1


async def test_after_three_ignored_in_a_row_it_is_asked_whether_to_stop(at: Desk) -> None:
    await ignored_thrice(at)
    assert await asked(at, MONDAY + 3 * WEEK) == ["stop friday_call?"]


async def test_while_that_is_not_answered_the_kind_is_silent(at: Desk) -> None:
    await ignored_thrice(at)
    await asked(at, MONDAY + 3 * WEEK)
    assert await asked(at, MONDAY + 4 * WEEK) == []


async def test_kept_it_is_asked_on_and_three_more_may_be_ignored(at: Desk) -> None:
    await ignored_thrice(at)
    await asked(at, MONDAY + 3 * WEEK)
    answer = await stop(at, "keep")
    assert answer.question.answer == "keep"
    assert await asked(at, MONDAY + 4 * WEEK) == ["Umbrella"]


async def test_stopped_it_is_asked_no_more_until_it_is_wanted_again(at: Desk) -> None:
    await ignored_thrice(at)
    await asked(at, MONDAY + 3 * WEEK)
    change_id = (await stop(at, "stop")).change_id
    assert await hushed(at) == at.ana.muted | {"friday_call"}
    assert await asked(at, MONDAY + 4 * WEEK) == []
    assert isinstance(await at.undo(change_id), Refused)


async def test_stopping_undone_the_rep_wants_it_and_is_asked_again_whether_to_stop(
    at: Desk,
) -> None:
    await ignored_thrice(at)
    await asked(at, MONDAY + 3 * WEEK)
    answer = await stop(at, "stop")
    assert isinstance(await at.undo(answer.change_id), Undone)
    assert await hushed(at) == at.ana.muted
    assert (await the_question(at))["state"] == QuestionState.ASKED


async def test_pressed_twice_the_second_press_changes_nothing(at: Desk) -> None:
    await asked(at, MONDAY)
    question = (await the_question(at))["id"]
    await passed(at, question)
    before = await at.rows(tables.questions)
    again = await passed(at, question)
    assert again.problem.code == "question_answered"
    assert await at.rows(tables.questions) == before


async def test_the_same_delivery_again_is_told_what_it_came_to(at: Desk) -> None:
    await asked(at, MONDAY)
    question = (await the_question(at))["id"]
    assert await passed(at, question, key="one") == await passed(at, question, key="one")


async def test_undone_the_question_is_open_and_may_be_answered_anew(at: Desk) -> None:
    await asked(at, MONDAY)
    question = (await the_question(at))["id"]
    await at.undo((await passed(at, question)).change_id)
    row = await the_question(at)
    assert (row["state"], row["answer"], row["answered_at"]) == ("asked", None, None)
    assert (await passed(at, question)).question.state is QuestionState.PASSED


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("lost Initech", "lost"),
        ("merge Initech into Globex", "merged"),
        ("", "given"),
    ],
)
async def test_answered_after_the_client_went_it_says_so_and_changes_nothing(
    at: Desk, line: str, why: str
) -> None:
    await asked(at, MONDAY)
    question = (await the_question(at))["id"]
    if why == "given":
        client = (await named(at, "Initech"))["id"]
        found = await at.db.read(clients.get, WORKSPACE, client)
        await at.db.write(clients.set_owner, WORKSPACE, found, at.ben.id)
    else:
        await at.do_line(line)
    touches = await at.rows(tables.touches)
    said = await at.db.write(friday_call.we_spoke, at.request(), question)
    assert said.problem.code == "question_over"
    assert said.problem.facts == {"why": why, "client": "Initech"}
    assert (await the_question(at))["state"] == QuestionState.WITHDRAWN
    assert await at.rows(tables.touches) == touches


async def test_withdrawn_once_it_stays_so(at: Desk) -> None:
    await asked(at, MONDAY)
    question = (await the_question(at))["id"]
    lost = await at.do_line("lost Initech")
    await passed(at, question)
    await at.undo(lost.change_id)
    assert (await passed(at, question)).problem.code == "question_gone"


async def test_a_question_nobody_put_or_put_to_a_colleague_is_not_answered(at: Desk) -> None:
    await asked(at, MONDAY)
    question = (await the_question(at))["id"]
    assert (await passed(at, 4711)).problem.code == "question_gone"
    assert (await passed(at, question, at.ben)).problem.code == "not_yours_to_answer"


async def test_a_colleague_without_clients_is_not_asked(at: Desk) -> None:
    await asked(at, MONDAY)
    assert {row["rep_id"] for row in await at.rows(tables.questions)} == {at.ana.id}


async def test_stopping_is_not_undone_when_something_else_was_muted_since(at: Desk) -> None:
    await ignored_thrice(at)
    await asked(at, MONDAY + 3 * WEEK)
    change_id = (await stop(at, "stop")).change_id
    rep = await at.db.read(reps.get, WORKSPACE, at.ana.id)
    await at.db.write(reps.set_preferences, muted_with(rep, Muted.QUIET), at.now)
    refused = await at.undo(change_id)
    assert isinstance(refused, Refused)
    assert refused.problem.code == "changed_since"
    assert await hushed(at) == at.ana.muted | {"friday_call", "quiet"}
