"""Whose expectations is a rep asked about, and what is kept? (S0-2)"""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bot.playbook.asking import Ask
from bot.playbook.expectations import USUAL, Missing, WhatExpected
from bot.playbook.model import Rep, SetBy, Standing, State
from bot.playbook.outcome import ClientSaved, Expected, Refused, Undone
from bot.playbook.preferences import Muted, muted_with
from storage import clients, expectations, expecting, followups, reps, tables
from storage.database import Database
from tests.cast import WORKSPACE
from tests.storage.desk import Desk, desk
from tests.storage.test_asking import paying

TUESDAY = datetime(2026, 3, 24, 7, 30, tzinfo=UTC)  # half past eight in Berlin; no other rule asks
WEEK = timedelta(days=7)


@pytest.fixture
async def at(db: Database) -> AsyncIterator[Desk]:
    """Initech is worth €84,000 a year and Globex €20,000; both pay Ana."""
    async with desk(db) as made:
        for kind in Ask:
            if kind not in (Ask.EXPECTATIONS, Ask.STOP):
                made.ana = muted_with(made.ana, kind)
        await made.db.write(reps.set_preferences, made.ana, made.now)
        for name, euros in (("Globex", 20_000), ("Initech", 84_000)):
            await paying(made, name, euros)
        yield made


async def named(at: Desk, name: str) -> Any:
    return next(row for row in await at.rows(tables.clients) if row["name"] == name)


async def asked(at: Desk, day: datetime) -> list[str]:
    """The clients Ana is asked about on a day."""
    at.now = day
    await at.sweep()
    said = [nudge.asked for nudge in await at.deliver()]
    return [each.client.name for each in said if isinstance(each, WhatExpected)]


async def the_question(at: Desk) -> int:
    rows = await at.rows(tables.questions)
    return int(max(row["id"] for row in rows))


async def wanted(at: Desk, name: str) -> list[tuple[str, ...]]:
    """What counts of a client, and what counted before."""
    client_id = (await named(at, name))["id"]
    found = await at.db.read(expectations.latest, WORKSPACE, client_id)
    return [one.wanted for one in found]


async def test_the_client_worth_most_is_asked_about_first_one_a_week(at: Desk) -> None:
    assert await asked(at, TUESDAY) == ["Initech"]
    for day in range(1, 7):
        assert await asked(at, TUESDAY + timedelta(days=day)) == []
    assert await asked(at, TUESDAY + WEEK) == ["Globex"]
    assert await asked(at, TUESDAY + 2 * WEEK) == []


async def test_about_one_client_it_is_asked_every_half_year_at_most(at: Desk) -> None:
    await asked(at, TUESDAY)
    await at.db.write(expecting.not_now, at.request(), await the_question(at))
    globex = (await named(at, "Globex"))["id"]
    await at.db.write(clients.set_standing, WORKSPACE, globex, Standing.PROSPECT)
    assert await asked(at, TUESDAY + timedelta(days=182)) == []
    assert await asked(at, TUESDAY + timedelta(days=183)) == ["Initech"]


async def test_given_to_a_colleague_it_is_not_asked_about_again_so_soon(at: Desk) -> None:
    await asked(at, TUESDAY)
    client = await named(at, "Initech")
    initech = await at.db.read(clients.get, WORKSPACE, client["id"])
    await at.db.write(clients.set_owner, WORKSPACE, initech, at.ben.id)
    found = await at.db.write(expecting.find, at.ben, TUESDAY + WEEK)
    assert [each.client_id for each in found] == []


@pytest.mark.parametrize("kind", [Muted.VALUE, Ask.EXPECTATIONS])
async def test_what_is_muted_is_not_asked(at: Desk, kind: Muted | Ask) -> None:
    await at.db.write(reps.set_preferences, muted_with(at.ana, kind), at.now)
    assert await asked(at, TUESDAY) == []


@pytest.mark.parametrize("standing", [each for each in Standing if each is not Standing.ACTIVE])
async def test_only_clients_that_pay_us_are_asked_about(at: Desk, standing: Standing) -> None:
    for name in ("Initech", "Globex"):
        await at.db.write(clients.set_standing, WORKSPACE, (await named(at, name))["id"], standing)
    assert await asked(at, TUESDAY) == []


async def test_what_is_noted_already_is_not_asked(at: Desk) -> None:
    await at.do_line("expects Initech training")
    await at.do_line("expects Globex nothing")
    assert await asked(at, TUESDAY) == []


async def test_noted_between_the_sweep_and_the_message_nothing_is_said(at: Desk) -> None:
    at.now = TUESDAY
    await at.sweep()
    await at.do_line("expects Initech training")
    assert await at.deliver() == []


async def test_a_line_keeps_what_they_expect_in_the_lists_spelling(at: Desk) -> None:
    done = await at.do_line("expects Initech TRAINING, help with customs")
    assert isinstance(done, Expected)
    assert done.noted.wanted == ("training", "help with customs")
    assert done.unlisted == ("help with customs",)


async def test_what_they_expected_before_stays_beside_it_and_undo_brings_it_back(
    at: Desk,
) -> None:
    await at.do_line("expects Initech training")
    at.now += timedelta(days=200)
    done = await at.do_line("expects Initech reports, new ideas")
    assert await wanted(at, "Initech") == [("reports", "new ideas"), ("training",)]
    undone = await at.db.write(followups.undo, at.request(), done.change_id)
    assert isinstance(undone, Undone)
    assert await wanted(at, "Initech") == [("training",)]


async def test_an_answer_is_kept_once_and_undo_opens_the_question_again(at: Desk) -> None:
    await asked(at, TUESDAY)
    question = await the_question(at)
    done = await at.db.write(expecting.answer, at.request(), question, ("training",))
    assert isinstance(done, Expected)
    again = await at.db.write(expecting.answer, at.request(), question, ("reports",))
    assert isinstance(again, Refused)
    assert again.problem.code == "question_answered"
    assert await wanted(at, "Initech") == [("training",)]
    await at.db.write(followups.undo, at.request(), done.change_id)
    assert await wanted(at, "Initech") == []
    [row] = [r for r in await at.rows(tables.questions) if r["id"] == question]
    assert row["state"] == "asked"


async def test_nothing_beyond_the_renewal_is_an_answer(at: Desk) -> None:
    await asked(at, TUESDAY)
    await at.db.write(expecting.answer, at.request(), await the_question(at), ())
    assert await wanted(at, "Initech") == [()]


@pytest.mark.parametrize(
    ("becomes", "why"), [("lost", "lost"), ("given", "given"), ("merged", "merged")]
)
async def test_an_old_question_about_a_client_that_is_another_matter_changes_nothing(
    at: Desk, becomes: str, why: str
) -> None:
    await asked(at, TUESDAY)
    question = await the_question(at)
    client = await at.db.read(clients.get, WORKSPACE, (await named(at, "Initech"))["id"])
    if becomes == "lost":
        await at.db.write(clients.set_standing, WORKSPACE, client.id, Standing.LOST)
    elif becomes == "given":
        await at.db.write(clients.set_owner, WORKSPACE, client, at.ben.id)
    else:
        await at.do_line("merge Initech into Globex")
    refused = await at.db.write(expecting.answer, at.request(), question, ("training",))
    assert isinstance(refused, Refused)
    assert (refused.problem.code, refused.problem.facts["why"]) == ("question_over", why)
    assert await at.rows(tables.expectations) == []


async def test_a_merged_clients_expectations_go_with_it(at: Desk) -> None:
    await at.do_line("expects Initech training")
    await at.do_line("merge Initech into Globex")
    assert await wanted(at, "Globex") == [("training",)]


@pytest.mark.parametrize("line", ["expects Initech training"])
async def test_nothing_is_noted_of_a_client_we_lost(at: Desk, line: str) -> None:
    await at.db.write(
        clients.set_standing, WORKSPACE, (await named(at, "Initech"))["id"], Standing.LOST
    )
    refused = await at.do_line(line)
    assert isinstance(refused, Refused)
    assert refused.problem.code == "not_served"


async def test_what_is_not_on_the_list_is_counted_for_the_manager(at: Desk) -> None:
    await at.do_line("expects Initech customs, training")
    await at.do_line("expects Globex customs, a second plant")
    found = await at.db.read(expecting.asked_for, WORKSPACE)
    assert found == [Missing("customs", 2), Missing("a second plant", 1)]


async def test_only_what_counts_now_is_counted_and_of_no_client_that_is_lost(at: Desk) -> None:
    await at.do_line("expects Initech customs")
    at.now += timedelta(seconds=1)
    await at.do_line("expects Initech reports")
    await at.do_line("expects Globex a second plant")
    globex = (await named(at, "Globex"))["id"]
    await at.db.write(clients.set_standing, WORKSPACE, globex, Standing.LOST)
    assert await at.db.read(expecting.asked_for, WORKSPACE) == []


async def test_a_list_of_ones_own_takes_the_usual_ones_place_and_can_be_taken_back(
    at: Desk,
) -> None:
    assert await at.db.read(expectations.helps_with, WORKSPACE) == USUAL
    request = at.request(at.mia)
    change_id = await at.db.write(expecting.say_help, request, ("customs",))
    assert await at.db.read(expectations.helps_with, WORKSPACE) == ("customs",)
    await at.db.write(followups.undo, at.request(at.mia), change_id)
    assert await at.db.read(expectations.helps_with, WORKSPACE) == USUAL


async def test_an_empty_list_stays_empty(at: Desk) -> None:
    await at.db.write(expecting.say_help, at.request(at.mia), ())
    assert await at.db.read(expectations.helps_with, WORKSPACE) == ()


# The renewal is followed up


async def ahead(at: Desk) -> list[tuple[date, int]]:
    """What is open with Initech: days, and whose."""
    rows = [r for r in await at.rows(tables.commitments) if r["state"] == State.OPEN.value]
    return [(row["due_on"], row["rep_id"]) for row in sorted(rows, key=lambda row: row["id"])]


async def renews(at: Desk, day: str, rep: Rep | None = None) -> ClientSaved:
    done = await at.do_line(f"renews Initech {day}", rep)
    assert isinstance(done, ClientSaved), done
    return done


async def test_a_renewal_is_followed_up_120_days_before(at: Desk) -> None:
    done = await renews(at, "1 October")
    assert done.follow_up is not None
    assert (done.follow_up.due_on, done.follow_up.set_by) == (date(2026, 6, 3), SetBy.REP)
    assert await ahead(at) == [(date(2026, 6, 3), at.ana.id)]


async def test_undo_takes_the_day_and_its_follow_up_back(at: Desk) -> None:
    done = await renews(at, "1 October")
    await at.db.write(followups.undo, at.request(), done.change_id)
    assert await ahead(at) == []
    row = await named(at, "Initech")
    assert (row["renews_on"], row["renewal_id"]) == (None, None)


async def test_when_the_day_moves_the_follow_up_moves_and_undo_moves_it_back(at: Desk) -> None:
    await renews(at, "1 October")
    done = await renews(at, "1 December")
    assert await ahead(at) == [(date(2026, 8, 3), at.ana.id)]
    await at.db.write(followups.undo, at.request(), done.change_id)
    assert await ahead(at) == [(date(2026, 6, 3), at.ana.id)]


async def test_a_snoozed_or_moved_follow_up_is_still_the_one(at: Desk) -> None:
    await renews(at, "1 October")
    await at.say("moved Initech 10 June")
    assert [day for day, _ in await ahead(at)] == [date(2026, 6, 10)]
    done = await renews(at, "1 December")
    assert done.follow_up is not None
    assert len(await ahead(at)) == 1


async def test_a_date_they_named_since_stands(at: Desk) -> None:
    await renews(at, "1 October")
    await at.say('moved Initech 10 June "after the fair"')
    done = await renews(at, "1 December")
    assert done.follow_up is not None
    assert done.follow_up.due_on == date(2026, 6, 10)
    assert [day for day, _ in await ahead(at)] == [date(2026, 6, 10)]


async def test_what_is_due_with_them_on_that_day_anyhow_is_enough(at: Desk) -> None:
    await at.say("Initech 3 June")
    await renews(at, "1 October")
    assert [day for day, _ in await ahead(at)] == [date(2026, 6, 3)]


async def test_done_before_it_is_not_made_again_until_the_day_moves(at: Desk) -> None:
    await renews(at, "1 October")
    await at.say("done Initech")
    await renews(at, "1 October")
    assert await ahead(at) == []
    await renews(at, "1 December")
    assert [day for day, _ in await ahead(at)] == [date(2026, 8, 3)]


async def test_set_by_a_manager_it_comes_to_whose_client_it_is(at: Desk) -> None:
    done = await renews(at, "1 October", at.mia)
    assert await ahead(at) == [(date(2026, 6, 3), at.ana.id)]
    await at.db.write(followups.undo, at.request(at.mia), done.change_id)
    assert await ahead(at) == []


async def test_a_renewal_tomorrow_or_of_a_lost_client_makes_nothing(at: Desk) -> None:
    done = await renews(at, "tomorrow")
    assert (done.follow_up, await ahead(at)) == (None, [])
    initech = (await named(at, "Initech"))["id"]
    await at.db.write(clients.set_standing, WORKSPACE, initech, Standing.LOST)
    done = await renews(at, "1 October")
    assert (done.follow_up, await ahead(at)) == (None, [])


async def test_merged_into_another_the_renewal_keeps_its_follow_up(at: Desk) -> None:
    await renews(at, "1 October")
    await at.do_line("merge Initech into Globex")
    await at.do_line("renews Globex 1 December")
    assert [day for day, _ in await ahead(at)] == [date(2026, 8, 3)]
