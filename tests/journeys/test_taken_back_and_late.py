"""Does every nudge come, once and in true words, when things are undone, late or unclear?"""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.standin import Message
from tests.cast import NOW
from tests.journeys.steps import MANY, echo, labels, press, utc
from tests.world import World, world


@pytest.fixture
async def still(sqlite_url: str) -> AsyncIterator[World]:
    """A world where time passes only where a test says so."""
    async with world(sqlite_url, NOW) as made:
        made.clock.stand_still()
        yield made


@pytest.mark.parametrize("line", ["snooze Acme Friday", "done Acme"])
async def test_a_nudge_taken_back_while_its_answer_is_unclear_still_comes(
    still: World, line: str
) -> None:
    await still.said('Acme tomorrow 3pm "x"')
    still.slack.faults.add("chat.postMessage", "500")
    await still.until(utc(3, 3, 13, 50))
    await still.said(line)
    assert "stands as before" in await still.said("undo")
    await _settled(still)
    assert [m for m in still.dms() if "Acme asked for today" in m.text]


async def test_a_bundle_that_is_sent_again_tells_of_what_was_taken_back(still: World) -> None:
    for name in MANY[:2]:
        await still.said(f'{name} tomorrow 3pm "x"')
    still.slack.faults.add("chat.postMessage", "500")
    await still.until(utc(3, 3, 13, 50))
    await still.said(f"snooze {MANY[0]} Friday")
    await still.said("undo")
    await _settled(still)
    assert [(MANY[0] in m.text, MANY[1] in m.text) for m in still.dms()] == [(True, True)]


async def test_a_late_date_in_a_brief_that_may_not_go_out_comes_by_itself(still: World) -> None:
    await still.said('Acme tomorrow 3pm "x"')
    still.slack.faults.add("chat.postMessage", "429", retry_after=3)
    still.clock.move_to(utc(3, 3, 16, 59) + timedelta(seconds=57))
    await still.steady.tick()
    still.clock.move_to(utc(3, 3, 17, 0) + timedelta(seconds=5))
    await _settled(still)
    assert [m for m in still.dms() if "Acme" in m.text]


async def test_a_snooze_undone_after_the_brief_stands_in_the_next_one(steady_world: World) -> None:
    await steady_world.said('Acme tomorrow "x"')
    await steady_world.until(utc(3, 3, 7, 25))
    await steady_world.said("snooze Acme Friday")
    await steady_world.until(utc(3, 3, 7, 31))
    assert "in your next brief" in await steady_world.said("undo")
    await steady_world.until(utc(3, 4, 7, 31))
    assert "Acme" in steady_world.last().text


@pytest.mark.parametrize("line", ["moved Acme today", "snooze Acme today"])
async def test_a_brief_that_is_over_is_promised_to_nobody(steady_world: World, line: str) -> None:
    await steady_world.said('Acme Friday "x"')
    said = await steady_world.said(line)
    assert "in your morning brief" not in said
    assert "in your next brief" in said


async def test_a_note_put_right_leaves_a_snoozed_day_out_of_the_clients_mouth(
    steady_world: World,
) -> None:
    saved = await echo(steady_world, 'Acme tomorrow "after our board has met"')
    await steady_world.until(utc(3, 4, 9))
    await steady_world.said("snooze Acme Friday")
    await press(steady_world, saved, "Change")
    await steady_world.fill_in({"note": "bring cake"})
    await steady_world.until(utc(3, 6, 7, 31))
    assert "Acme asked for today" not in steady_world.last().text


@pytest.mark.parametrize("then", ["", "undo"])
async def test_a_note_put_right_does_not_have_the_nudge_said_again(
    steady_world: World, then: str
) -> None:
    saved = await echo(steady_world, 'Acme tomorrow 3pm "x"')
    await steady_world.until(utc(3, 3, 13, 50))
    await press(steady_world, saved, "Change")
    await steady_world.fill_in({"note": "bring cake"})
    if then:
        assert "stands as before" in await steady_world.said(then)
    await steady_world.until(utc(3, 3, 14, 30))
    assert len(steady_world.dms()) == 1


@pytest.mark.parametrize("then", ["", "undo"])
async def test_a_note_put_right_before_the_nudge_leaves_it_to_come_once(
    steady_world: World, then: str
) -> None:
    saved = await echo(steady_world, 'Acme tomorrow 3pm "x"')
    await steady_world.until(utc(3, 3, 13, 40))
    await press(steady_world, saved, "Change")
    await steady_world.fill_in({"note": "bring cake"})
    if then:
        await steady_world.until(utc(3, 3, 13, 46))
        await steady_world.said(then)
    await steady_world.until(utc(3, 3, 14, 30))
    assert len(steady_world.dms()) == 1


async def test_an_answer_that_comes_late_tells_how_it_stands(still: World) -> None:
    still.slack.faults.add("chat.postMessage", "429", retry_after=1)
    await still.slack.say(still.ana.id, still.slack.dm(still.ana.id).id, "Acme Friday")
    await still.steady.tick()
    assert "Taken back" in await still.said("undo")
    await _settled(still)
    assert ["taken back" in m.text for m in still.dms() if m.by_app] == [True]


async def test_a_bundle_pressed_before_its_answer_is_known_keeps_its_others(still: World) -> None:
    for name in MANY[:3]:
        await still.said(f'{name} tomorrow 3pm "x"')
    still.slack.faults.add("chat.postMessage", "reset_after")
    await still.until(utc(3, 3, 13, 50))
    message = still.last()
    await press(still, message, "Done")
    assert MANY[1] in message.text


async def test_a_snooze_is_offered_before_slacks_answer_is_known(still: World) -> None:
    await still.said('Acme tomorrow 3pm "x"')
    still.slack.faults.add("chat.postMessage", "reset_after")
    await still.until(utc(3, 3, 13, 50))
    seen = await press(still, still.last(), "Snooze")
    assert not [m for m in (*seen.messages, *still.dms()) if "no longer have" in m.text]


async def test_a_question_answered_again_minutes_later_saves_nothing_more(
    steady_world: World,
) -> None:
    asked = await echo(steady_world, "Acme 12/11")
    shown = _as_first_seen(asked)
    await press(steady_world, asked, "Thu 12 Nov")
    await steady_world.until(NOW + timedelta(minutes=3))
    await press(steady_world, shown, "Fri 11 Dec")
    assert (await steady_world.said("list")).count("•") == 1


async def test_a_second_try_taken_again_minutes_later_is_one(steady_world: World) -> None:
    await steady_world.said("Acme Friday")
    no = _as_first_seen(await echo(steady_world, "no Acme too expensive"))
    await press(steady_world, no, "Bring it back then")
    await steady_world.until(NOW + timedelta(minutes=3))
    await press(steady_world, no, "Bring it back then")
    assert (await steady_world.said("list")).count("•") == 1


async def test_a_colleagues_undo_of_the_same_no_leaves_ours_to_be_undone(
    steady_world: World,
) -> None:
    await steady_world.said("Acme Friday")
    await steady_world.said("Acme Friday", steady_world.ben)
    mine = await echo(steady_world, "no Acme")
    theirs = await echo(steady_world, "no Acme", steady_world.ben)
    await press(steady_world, theirs, "Undo", steady_world.ben)
    await press(steady_world, mine, "Undo")
    assert "Acme" in await steady_world.said("list")


def _as_first_seen(message: Message) -> Message:
    """The message as a lost redraw leaves it."""
    return replace(message)


async def _settled(world_: World) -> None:
    """Time passes until something that was unclear, or throttled, has been said."""
    before = len(world_.dms())
    for _ in range(5):
        await world_.pass_by(minutes=1)
        if len(world_.dms()) > before:
            return


# What is taken back elsewhere than in the message it was done from


@pytest.mark.parametrize("typed", ["/followup", "/client", "/pipeline"])
async def test_a_nudge_asks_for_an_act_again_after_a_typed_undo(
    steady_world: World, typed: str
) -> None:
    await steady_world.said('Acme today 3pm "after the board"')
    await steady_world.until(utc(3, 2, 13, 51))
    asking = labels(steady_world.last())
    await steady_world.press("done")
    assert labels(steady_world.last()) == ["Set the next date", "Undo"]
    await steady_world.slack.command(steady_world.ana.id, typed, "undo")
    await steady_world.steady.background.drain(5)
    assert labels(steady_world.last()) == asking
    assert steady_world.last().text.startswith("Acme asked for today")


async def test_a_brief_asks_again_after_an_undo_in_a_direct_message(steady_world: World) -> None:
    await steady_world.said("Acme tomorrow")
    await steady_world.said("Globex tomorrow")
    await steady_world.until(utc(3, 3, 8))
    brief = steady_world.last()
    asking = labels(brief)
    await steady_world.said("done Acme")
    await steady_world.slack.say(steady_world.ana.id, brief.channel, "undo")
    await steady_world.steady.background.drain(5)
    now_is = next(m for m in steady_world.dms() if m.ts == brief.ts)
    assert labels(now_is) == asking


async def test_a_nudge_that_was_deleted_keeps_no_other_from_being_drawn_again(
    steady_world: World,
) -> None:
    w = steady_world
    await w.said('Acme today 11am "after the board"')
    await w.said('Acme today 3pm "and the prices"')
    await w.until(utc(3, 2, 13, 51))
    first, last = w.dms()
    asking = labels(first)
    await press(w, first, "They said no")
    w.slack.dm(w.ana.id).messages.remove(last)
    await w.said("undo")
    await w.steady.background.drain(5)
    (now_is,) = (m for m in w.dms() if m.ts == first.ts)
    assert labels(now_is) == asking
