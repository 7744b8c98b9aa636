"""When Steady breaks, the rep hears of it with a number that is in the log."""

import logging
import re

import pytest
from sqlalchemy import Connection

from tests.journeys import wire
from tests.journeys.steps import echo, press, utc
from tests.world import World


def numbers_in(caplog: pytest.LogCaptureFixture) -> set[str]:
    return {str(vars(r)["error_id"]) for r in caplog.records if "error_id" in vars(r)}


def number_in(text: str) -> str:
    found = re.search(r"\b[0-9a-f]{8}\b", text)
    assert found is not None, text
    return found.group()


async def test_a_command_without_its_database_is_told_that_nothing_was_saved(
    steady_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await steady_world.said("list")
    await steady_world.steady.db.close()
    said = await steady_world.said('Acme Friday "x y"')
    assert "I could not save that: my database does not answer. Nothing was changed." in said
    assert number_in(said) in numbers_in(caplog)


async def test_a_command_that_meets_a_bug_is_apologised_for(
    steady_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    # A client no code of ours writes: nothing can be told of the follow-up that points to it.
    await echo(steady_world, 'Acme Friday "x y"')
    await steady_world.steady.db.write(broken)
    said = await steady_world.said("list")
    assert "Something went wrong on my side" in said
    assert number_in(said) in numbers_in(caplog)


async def test_a_press_without_the_database_leaves_the_message_and_says_so(
    steady_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await echo(steady_world, 'Acme Friday 3pm "x y"')
    await steady_world.until(utc(3, 6, 13, 50))
    nudge = steady_world.last()
    before = nudge.text
    await steady_world.steady.db.close()
    await press(steady_world, nudge, "Done")
    assert nudge.text == before
    said = steady_world.last().text
    assert "I could not save that" in said
    assert number_in(said) in numbers_in(caplog)


async def test_a_form_without_the_database_says_so_in_its_place(steady_world: World) -> None:
    await steady_world.followup("")
    await steady_world.steady.db.close()
    name = {"text": {"type": "plain_text", "text": "New"}, "value": "new:Acme"}
    seen = await steady_world.fill_in({"client": name, "when": "Friday"})
    assert seen.status == 200
    assert seen.view is not None
    assert "I could not save that" in str(seen.view["blocks"])


async def test_a_list_of_clients_without_the_database_is_empty(steady_world: World) -> None:
    await steady_world.followup("")
    await steady_world.steady.db.close()
    found = await steady_world.slack.options(steady_world.ana.id, "client_typed", "acm")
    assert found == []


async def test_home_without_the_database_is_asked_for_again(
    steady_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    await steady_world.said("list")
    await steady_world.steady.db.close()
    seen = await steady_world.slack.open_home(steady_world.ana.id)
    assert seen.status >= 500
    assert numbers_in(caplog)


async def test_a_redraw_that_slack_does_not_take_is_no_harm(
    steady_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    await echo(steady_world, 'Acme Friday 3pm "x y"')
    await steady_world.until(utc(3, 6, 13, 50))
    nudge = steady_world.last()
    await press(steady_world, nudge, "Snooze")
    await press(steady_world, nudge, "Another day")
    steady_world.slack.faults.add("chat.update", "500")
    await steady_world.fill_in({"when": "12 March"})
    assert "answer_not_shown" in caplog.text
    assert "Acme: Thu 12 Mar" in await steady_world.said("list")


async def test_a_form_left_open_for_an_hour_still_redraws_its_message(
    steady_world: World,
) -> None:
    await echo(steady_world, 'Acme Friday 3pm "x y"')
    await steady_world.until(utc(3, 6, 13, 50))
    nudge = steady_world.last()
    await press(steady_world, nudge, "They moved it")
    for reply in steady_world.slack.passes._replies.values():
        reply.uses = 99  # as good as expired
    await steady_world.fill_in({"when": "12 March", "words": "a week on"})
    assert nudge.text.startswith("Moved. I'll bring Acme back on Thursday 12 March")


async def test_a_button_of_an_older_version_is_answered(steady_world: World) -> None:
    said = await echo(steady_world, 'Acme Friday 3pm "x y"')
    row = next(b for b in said.blocks or [] if b["type"] == "actions")
    row["elements"][0]["action_id"] = "long_gone"
    seen = await press(steady_world, said, "Change")
    assert (seen.status, seen.error) == (200, None)


async def test_a_command_nobody_registered_is_answered(steady_world: World) -> None:
    answer = await wire.command(steady_world, "x", command="/unheard-of")
    assert answer.status == 200
    assert wire.text_of(answer) == "I do not know that command. Try /steady help."


def broken(conn: Connection) -> None:
    conn.exec_driver_sql("update commitments set kind = 'unheard_of'")
