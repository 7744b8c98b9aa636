"""Does what is due come back once, in good time, and nothing else?"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.playbook.nudge import MOST_LINES, NudgeKind
from storage import nudges, outbox, reps, tables
from storage.database import Database
from tests.cast import WORKSPACE
from tests.storage.desk import Desk, desk

FRIDAY_BRIEF = datetime(2026, 3, 6, 7, 30, tzinfo=UTC)  # 08:30 in Berlin
SATURDAY_BRIEF = FRIDAY_BRIEF + timedelta(days=1)
MONDAY_BRIEF = FRIDAY_BRIEF + timedelta(days=3)
TEN_TO_THREE = datetime(2026, 3, 12, 13, 50, tzinfo=UTC)


@pytest.fixture
async def at(db: Database):
    async with desk(db) as made:
        yield made


async def states(at: Desk) -> list[str]:
    return sorted(row["state"] for row in await at.rows(tables.outbox))


# Timed


async def test_a_time_comes_ten_minutes_before_it_and_not_a_second_earlier(at: Desk):
    await at.say("Acme 12 March 3pm")

    at.now = TEN_TO_THREE - timedelta(seconds=1)
    assert [m for m in await at.brought_back() if m] == []
    at.now = TEN_TO_THREE
    assert await at.brought_back() == [["Acme"]]


async def test_a_time_comes_where_the_next_day_has_long_begun(at: Desk):
    east = replace(at.ana, zone="Pacific/Kiritimati")
    ana = await at.db.write(reps.set_profile, east, at.now)
    await at.say("Acme 13 March 8:30am", ana)

    at.now = datetime(2026, 3, 12, 18, 19, 59, tzinfo=UTC)
    assert [m for m in await at.brought_back() if m] == []
    at.now = datetime(2026, 3, 12, 18, 20, tzinfo=UTC)
    assert await at.brought_back() == [["Acme"]]


async def test_sweeping_twice_says_it_once(at: Desk):
    await at.say("Acme today 11am")
    at.now += timedelta(minutes=50)

    assert await at.brought_back() == [["Acme"]]
    assert await at.brought_back() == []


async def test_sweeping_at_the_same_moment_by_several_says_it_once(at: Desk, database_url: str):
    await at.say("Acme today 11am")
    await at.say("Globex tomorrow")
    at.now = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
    others = [at.db]
    if at.db.dialect == "postgresql":
        others += [await Database.open(database_url) for _ in range(2)]

    sweeps = [
        d.write(q, at.now, at.now)
        for d in others * 3
        for q in (nudges.queue_timed, nudges.queue_briefs)
    ]
    await asyncio.gather(*sweeps)

    assert sorted(map(len, await at.brought_back())) in ([1, 1], [1, 2], [2])
    assert len({row["due_key"] for row in await at.rows(tables.outbox_items)}) == len(
        await at.rows(tables.outbox_items)
    )
    assert await at.brought_back() == []
    for other in others[1:]:
        await other.close()


async def test_those_within_five_minutes_come_together_and_a_later_one_by_itself(at: Desk):
    for name, clock in (("Acme", "11:00"), ("Globex", "11:05"), ("Initech", "11:06")):
        await at.say(f"{name} today {clock}")

    at.now += timedelta(minutes=50)
    assert await at.brought_back() == [["Acme", "Globex"]]
    at.now += timedelta(minutes=6)
    assert await at.brought_back() == [["Initech"]]


async def test_one_that_is_a_little_late_does_not_pull_the_next_along(at: Desk):
    await at.say("Acme today 10:55")
    await at.say("Globex today 11:04")

    at.now += timedelta(minutes=50)
    assert await at.brought_back() == [["Acme"]]
    at.now += timedelta(minutes=4)
    assert await at.brought_back() == [["Globex"]]


async def test_what_ends_after_its_message_was_claimed_is_not_said(at: Desk):
    saved = await at.say("Acme today 10:05")
    await at.sweep()
    minute = timedelta(minutes=1)
    row = await at.db.claim(outbox.claim_next, WORKSPACE, at.now, at.now, "me", minute)

    await at.done(saved.commitment)

    assert await at.db.write(nudges.compose, row, at.ana, at.now) is None


async def test_two_reps_never_share_a_message(at: Desk):
    await at.say("Acme today 11am")
    await at.say("Acme today 10am", at.ben)  # the same moment, in London
    at.now += timedelta(minutes=50)

    assert await at.brought_back() == [["Acme"], ["Acme"]]


async def test_a_time_less_than_ten_minutes_away_comes_at_once(at: Desk):
    await at.say("Acme today 10:05")

    assert await at.brought_back() == [["Acme"]]


async def test_a_snooze_raises_the_version_and_is_announced_again(at: Desk):
    await at.say("Acme today 11am")
    at.now += timedelta(minutes=50)
    await at.brought_back()

    await at.say("snooze Acme today 2pm")

    assert await at.brought_back() == []
    at.now = datetime(2026, 3, 2, 12, 50, tzinfo=UTC)
    assert await at.brought_back() == [["Acme"]]
    keys = [row["due_key"] for row in await at.rows(tables.outbox_items)]
    assert [key.split(":")[2] for key in sorted(keys)] == ["1", "2"]


async def test_what_ends_between_the_sweep_and_the_message_is_not_said(at: Desk):
    saved = await at.say("Acme today 11am")
    await at.say("Globex today 11am")
    at.now += timedelta(minutes=50)
    await at.sweep()

    await at.done(saved.commitment)

    assert [[s.commitment.client_name for s in n.shown] for n in await at.deliver()] == [["Globex"]]


async def test_a_message_dies_with_the_last_it_was_about(at: Desk):
    saved = [await at.say(f"{name} today 11am") for name in ("Acme", "Globex")]
    at.now += timedelta(minutes=50)
    await at.sweep()

    await at.say("snooze Acme tomorrow")
    assert await states(at) == ["ready"]
    await at.done(saved[1].commitment)

    assert await states(at) == ["cancelled"]


# Undo, and what was said


async def test_undo_of_a_done_whose_nudge_was_said_does_not_say_it_again(at: Desk):
    saved = await at.say("Acme today 11am")
    at.now += timedelta(minutes=50)
    await at.brought_back()

    await at.undo((await at.done(saved.commitment)).change_id)

    assert await at.brought_back() == []


async def test_undo_of_a_done_whose_nudge_had_been_cancelled_says_it(at: Desk):
    saved = await at.say("Acme today 11am")
    at.now += timedelta(minutes=50)
    await at.sweep()
    kept = await at.done(saved.commitment)
    assert await at.brought_back() == []

    await at.undo(kept.change_id)

    assert await at.brought_back() == [["Acme"]]


async def test_undo_again_and_again_does_not_say_it_again(at: Desk):
    saved = await at.say("Acme today 11am")
    at.now += timedelta(minutes=50)
    await at.brought_back()

    for _ in range(3):
        await at.undo((await at.done(saved.commitment)).change_id)

    assert await at.brought_back() == []


async def test_an_older_cancelled_nudge_does_not_bring_back_one_that_was_said(at: Desk):
    saved = await at.say("Acme today 11am")
    at.now += timedelta(minutes=50)
    await at.sweep()
    await at.say("snooze Acme today 2pm")
    at.now = datetime(2026, 3, 2, 12, 50, tzinfo=UTC)
    assert await at.brought_back() == [["Acme"]]

    await at.undo((await at.done(saved.commitment)).change_id)

    assert await at.brought_back() == []


@pytest.mark.parametrize("is_sent_before_the_undo", [True, False])
async def test_what_a_shared_message_left_out_is_said_after_undo(at: Desk, is_sent_before_the_undo):
    saved = await at.say("Acme today 11am")
    await at.say("Globex today 11am")
    at.now += timedelta(minutes=50)
    await at.sweep()
    kept = await at.done(saved.commitment)
    said = await at.brought_back() if is_sent_before_the_undo else []

    await at.undo(kept.change_id)

    said += await at.brought_back()
    assert sorted(said) == [["Acme"], ["Globex"]]


async def test_undo_of_a_snooze_before_its_nudge_brings_it_at_the_first_time(at: Desk):
    await at.say("Acme today 11am")
    snoozed = await at.say("snooze Acme tomorrow")
    await at.undo(snoozed.change_id)

    at.now += timedelta(minutes=50)

    assert await at.brought_back() == [["Acme"]]


# Briefs


async def test_an_empty_day_is_silent(at: Desk):
    at.now = FRIDAY_BRIEF

    assert await at.brought_back() == []
    assert await at.rows(tables.outbox) == []


async def test_a_day_without_a_time_comes_in_the_brief_of_that_day(at: Desk):
    await at.say("Acme Friday")

    at.now = FRIDAY_BRIEF - timedelta(seconds=1)
    assert await at.brought_back() == []
    at.now = FRIDAY_BRIEF
    assert await at.brought_back() == [["Acme"]]
    assert await at.brought_back() == []


async def test_what_is_overdue_is_listed_again_the_next_morning(at: Desk):
    await at.say("Acme Friday")
    at.now = FRIDAY_BRIEF
    await at.brought_back()

    at.now = SATURDAY_BRIEF
    assert await at.brought_back() == []
    at.now = MONDAY_BRIEF
    assert await at.brought_back() == [["Acme"]]


async def test_a_client_who_named_a_saturday_is_brought_back_on_that_saturday(at: Desk):
    await at.say("Acme Saturday")
    at.now = FRIDAY_BRIEF
    assert await at.brought_back() == []

    at.now = SATURDAY_BRIEF

    assert await at.brought_back() == [["Acme"]]


async def test_a_saturday_nobody_names_any_more_is_silent(at: Desk):
    await at.say("Acme Saturday")
    await at.say("Globex Friday")
    at.now = FRIDAY_BRIEF
    assert await at.brought_back() == [["Globex"]]
    await at.say("moved Acme 16 March")

    at.now = SATURDAY_BRIEF

    assert await at.brought_back() == []


async def test_after_office_hours_a_brief_is_left_to_the_next_morning(at: Desk):
    await at.say("Acme Friday")
    at.now = FRIDAY_BRIEF.replace(hour=17)  # 18:00 in Berlin

    assert await at.brought_back() == []
    at.now = MONDAY_BRIEF
    assert await at.brought_back() == [["Acme"]]


async def test_a_brief_that_was_missed_is_not_said_in_the_night(at: Desk):
    await at.say("Acme Tuesday 3 March")
    await at.say("Globex Friday")

    at.now = FRIDAY_BRIEF.replace(hour=2)
    assert await at.brought_back() == []
    at.now = FRIDAY_BRIEF
    assert await at.brought_back() == [["Globex", "Acme"]]


async def test_after_days_away_one_brief_tells_it_all(at: Desk):
    for day in ("Tuesday 3 March", "4 March", "Friday"):
        await at.say(f"Acme {day}")
    at.now = FRIDAY_BRIEF + timedelta(hours=3)

    assert await at.brought_back() == [["Acme", "Acme", "Acme"]]
    assert await at.brought_back() == []


@pytest.mark.parametrize("how_many", [MOST_LINES, MOST_LINES + 1, MOST_LINES + 5])
async def test_a_brief_has_seven_lines_and_counts_the_rest(at: Desk, how_many):
    await at.client("Acme")
    for n in range(how_many):
        await at.say(f"Acme Friday {'x' * (n + 1)}")
    at.now = FRIDAY_BRIEF
    await at.sweep()

    (brief,) = await at.deliver()

    assert (len(brief.shown), brief.more) == (MOST_LINES, how_many - MOST_LINES)


async def test_a_dates_own_hour_keeps_it_out_of_the_brief_until_it_has_passed(at: Desk):
    await at.say("Acme Friday 3pm")
    await at.say("Globex Friday")

    at.now = FRIDAY_BRIEF
    assert await at.brought_back() == [["Globex"]]
    at.now = FRIDAY_BRIEF.replace(hour=13, minute=50)
    assert await at.brought_back() == [["Acme"]]
    at.now = MONDAY_BRIEF
    assert [sorted(m) for m in await at.brought_back()] == [["Acme", "Globex"]]


async def test_a_time_that_is_a_quarter_of_an_hour_late_joins_the_brief(at: Desk):
    await at.say("Acme Friday 8:25am")
    await at.say("Globex Friday")
    at.now = FRIDAY_BRIEF  # its moment was 08:15

    assert [sorted(m) for m in await at.brought_back()] == [["Acme", "Globex"]]
    assert await at.brought_back() == []


async def test_a_time_that_is_less_late_comes_by_itself(at: Desk):
    await at.say("Acme Friday 8:26am")
    at.now = FRIDAY_BRIEF

    assert await at.brought_back() == [["Acme"]]
    (row,) = await at.rows(tables.outbox)
    assert row["kind"] == NudgeKind.TIMED


async def test_a_brief_that_has_come_is_not_lost_to_a_command_that_comes_first(at: Desk):
    await at.say("Acme Friday")
    at.now = FRIDAY_BRIEF + timedelta(seconds=5)

    saved = await at.say("Globex Saturday 14 March")
    await at.undo(saved.change_id)

    assert await at.brought_back() == [["Acme"]]


async def test_a_brief_is_announced_once_even_when_its_moment_comes_twice(at: Desk):
    await at.say("Acme Friday")
    at.now = FRIDAY_BRIEF
    await at.brought_back()
    await at.say("Globex today")

    def again(conn):
        conn.execute(tables.reps.update().values(brief_at=at.now, brief_on=at.now.date()))

    await at.db.write(again)

    assert await at.brought_back() == []


async def test_more_than_one_transaction_takes_are_all_said(at: Desk):
    client = await at.client("Acme")
    for n in range(nudges.AT_ONCE + 5):
        await at.say(f"Acme today 11am {'x' * (n + 1)}")
    at.now += timedelta(minutes=50)

    (message,) = await at.brought_back()

    assert len(message) == nudges.AT_ONCE + 5
    assert client.name == "Acme"


# What a message says when it is read again


async def test_a_message_is_redrawn_as_its_facts_stand_now(at: Desk):
    saved = [await at.say(f"{name} today 11am") for name in ("Acme", "Globex")]
    at.now += timedelta(minutes=50)
    await at.brought_back()
    (row,) = await at.rows(tables.outbox)
    moved = await at.say("moved Acme 20 March")
    kept = await at.done(saved[1].commitment)

    found = await at.db.read(nudges.at, at.ana, "D1", row["ts"], at.now)

    acme, globex = sorted(found.shown, key=lambda shown: shown.commitment.client_name)
    assert (acme.is_live, acme.moved_to, acme.change_id) == (
        False,
        moved.commitment,
        moved.change_id,
    )
    assert (globex.is_live, globex.commitment, globex.moved_to) == (False, kept.commitment, None)


async def test_what_was_taken_back_asks_for_an_act_again(at: Desk):
    saved = await at.say("Acme today 11am")
    at.now += timedelta(minutes=50)
    await at.brought_back()
    (row,) = await at.rows(tables.outbox)
    await at.undo((await at.done(saved.commitment)).change_id)

    async def is_live() -> bool:
        found = await at.db.read(nudges.at, at.ana, "D1", row["ts"], at.now)
        return found.shown[0].is_live

    assert not await is_live()
    await at.db.write(nudges.renew, at.ana, "D1", row["ts"])
    assert await is_live()


async def test_a_message_is_shown_to_its_own_rep_alone(at: Desk):
    await at.say("Acme today 11am")
    at.now += timedelta(minutes=50)
    await at.brought_back()
    (row,) = await at.rows(tables.outbox)

    assert await at.db.read(nudges.at, at.ben, "D1", row["ts"], at.now) is None
    assert await at.db.write(nudges.renew, at.ben, "D1", row["ts"]) is None
    assert await at.db.read(nudges.at, at.ana, "D1", "nowhere", at.now) is None


async def test_the_third_put_off_brings_the_hard_question_and_notes_the_day(at: Desk):
    await at.say('Acme 12 March 3pm "after our board"')
    for day in ("20 March", "27 March", "7 April 3pm"):
        moved = await at.say(f"moved Acme {day}")
    at.now = datetime(2026, 4, 7, 12, 50, tzinfo=UTC)
    await at.sweep()

    nudge = (await at.deliver())[-1]

    assert nudge.shown[0].moved_from == await at.get(moved.was)
    assert (await at.get(moved.commitment)).asked_on == at.now.date()


async def test_what_may_have_been_said_is_marked_in_the_next_brief(at: Desk):
    await at.say("Acme Friday")
    at.now = FRIDAY_BRIEF
    await at.sweep()
    minute = timedelta(minutes=1)
    row = await at.db.claim(outbox.claim_next, WORKSPACE, at.now, at.now, "me", minute)
    await at.db.claim(outbox.mark_dead, row, "me", outbox.UNREADABLE, at.now)
    at.now = MONDAY_BRIEF
    await at.sweep()

    (brief,) = await at.deliver()

    assert [shown.may_repeat for shown in brief.shown] == [True]


async def test_an_answer_tells_what_its_receipt_holds(at: Desk):
    saved = await at.say("Acme Friday", key="E1")
    for receipt in ("E1", "E2"):
        item = [outbox.Item(f"answer:{receipt}")]
        await at.db.write(
            outbox.queue,
            at.ana.workspace_id,
            at.ana.id,
            NudgeKind.ANSWER,
            item,
            at.now,
            at.now,
            at.now,
            {"receipt": receipt},
        )

    (nudge,) = await at.deliver()

    assert nudge.answer == saved
    assert await states(at) == ["cancelled", "sent"]


async def test_the_next_moment_is_the_nearest_of_all_that_waits(at: Desk):
    async def next_moment() -> datetime | None:
        return await at.db.read(nudges.next_moment, at.now)

    at.now = FRIDAY_BRIEF.replace(hour=20)
    await at.sweep()
    assert await next_moment() == MONDAY_BRIEF
    await at.say("Acme Monday 7am")
    assert await next_moment() == MONDAY_BRIEF.replace(hour=5, minute=50)
    at.now = MONDAY_BRIEF.replace(hour=5, minute=50)
    await at.sweep()
    assert await next_moment() == MONDAY_BRIEF
