"""Every Monday one question: suppose this client calls on Friday to leave (S0-4)."""

from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from bot.playbook.asking import Ask
from storage import reps
from tests.cast import NOW
from tests.journeys.steps import labels, press, texts, utc
from tests.world import World

MONDAY = utc(3, 9, 7, 30)  # half past eight in Berlin
QUESTION = "One question for this week. Suppose "
BUTTONS = ["Write it down", "We spoke", "Another client", "Not this week"]


@pytest.fixture
async def w(steady_world: World) -> World:
    """Initech is worth €84,000 a year and Globex €20,000; both pay Ana, and were spoken to.

    Ana is asked nothing else.
    """
    world = steady_world
    await world.pipeline("currency EUR", world.mia)
    for name, worth in (("Initech", "€84k"), ("Globex", "€20k")):
        await world.client(f"touch {name}")
        await world.client(f"value {name} {worth}")
        await world.pipeline(f"add {name} €5k")
        await world.pipeline(f"won {name}")
    await world.steady.db.write(_asked_nothing_else, world.slack.team_id, world.ana.id)
    return world


def _asked_nothing_else(conn: Any, workspace_id: str, user_id: str) -> None:
    rep = reps.find(conn, workspace_id, user_id)
    assert rep is not None
    others = {ask.value for ask in Ask} - {Ask.FRIDAY_CALL, Ask.STOP}
    reps.set_preferences(conn, replace(rep, muted=rep.muted | others), NOW)


def asked(world: World) -> list[str]:
    return [m.text for m in world.dms() if m.text.startswith(QUESTION)]


async def test_on_monday_it_is_about_the_client_that_would_hurt_most(w: World) -> None:
    await w.until(utc(3, 9, 7, 29))
    assert w.dms() == []
    await w.until(MONDAY)
    [said] = w.dms()
    assert said.text == (
        "One question for this week. Suppose Initech calls on Friday to say they are leaving. "
        "What would you wish you had done by Thursday? One thing is enough."
    )
    assert labels(said) == BUTTONS
    await w.until(utc(3, 13, 18))
    assert len(asked(w)) == 1


async def test_one_thing_becomes_a_commitment_this_week(w: World) -> None:
    await w.until(MONDAY)
    said = w.last()
    await press(w, said, "Write it down")
    await w.fill_in({"note": "ask about the new plant"})
    assert said.text.startswith("Saved. I'll bring Initech back on Thursday 12 March")
    assert "Initech, your plan: Thu 12 Mar (ask about the new plant)" in await w.said("list")
    await press(w, said, "Undo")
    assert said.text.startswith(QUESTION)
    assert labels(said) == BUTTONS
    assert await w.said("list") == "Open: nothing."


async def test_we_spoke_logs_contact_and_undo_opens_the_question_again(w: World) -> None:
    await w.until(MONDAY)
    said = w.last()
    await press(w, said, "We spoke")
    assert "Initech" in said.text
    assert QUESTION not in said.text
    await press(w, said, "Undo")
    assert labels(said) == BUTTONS


async def test_another_client_takes_its_place_in_the_same_message(w: World) -> None:
    await w.until(MONDAY)
    said = w.last()
    stale = deepcopy(said)
    await press(w, said, "Another client")
    assert "Suppose Globex calls on Friday" in said.text
    assert labels(said) == BUTTONS
    await press(w, said, "Another client")
    assert "There is no other client to ask about this week" in w.last().text
    assert "Suppose Globex calls on Friday" in said.text
    await press(w, stale, "We spoke")
    assert w.last().text == "You have answered this already. Nothing was changed."
    assert [m for m in w.dms() if m.ephemeral_for is None] == [said]


async def test_after_another_client_an_undo_opens_the_question_about_that_one(w: World) -> None:
    await w.until(MONDAY)
    said = w.last()
    await press(w, said, "Another client")
    await press(w, said, "Not this week")
    assert said.text == "Not this week, then. I will not ask this about Globex again for 13 weeks."
    await press(w, said, "Undo")
    assert "Suppose Globex calls on Friday" in said.text


@pytest.mark.parametrize(
    ("label", "line", "why"),
    [
        ("Write it down", "lost Initech", "Initech is lost, so the question does not stand."),
        ("We spoke", "merge Initech into Globex", "Initech is part of another client now"),
        ("Not this week", "give Initech @Ben", "Initech is a colleague's now"),
        ("Another client", "lost Initech", "Initech is lost, so the question does not stand."),
    ],
)
async def test_an_old_answer_says_what_became_of_the_client(
    w: World, label: str, line: str, why: str
) -> None:
    await w.followup("help", w.ben)  # so that he is known
    await w.until(MONDAY)
    said = w.last()
    await w.client(line)
    await press(w, said, label)
    assert why in w.last().text
    assert w.last().text.endswith("Nothing was changed.")


async def test_a_form_that_was_open_while_the_client_was_lost_saves_nothing(w: World) -> None:
    await w.until(MONDAY)
    await press(w, w.last(), "Write it down")
    await w.client("lost Initech")
    seen = await w.fill_in({"note": "ask about the new plant"})
    assert "Initech is lost, so the question does not stand." in texts(seen.view)
    assert await w.said("list") == "Open: nothing."


async def test_a_day_that_is_over_stands_under_its_field(w: World) -> None:
    await w.until(MONDAY)
    await press(w, w.last(), "Write it down")
    seen = await w.fill_in({"note": "ask", "day": "2026-03-06"})
    assert "day" in (seen.errors or {})


async def test_a_client_without_a_value_and_a_rep_without_clients_are_left_in_peace(
    steady_world: World,
) -> None:
    await steady_world.client("touch Acme")
    await steady_world.pipeline("add Acme €5k")
    await steady_world.pipeline("won Acme")
    await steady_world.followup("help", steady_world.ben)
    await steady_world.until(utc(3, 13, 18))
    assert asked(steady_world) == []
    assert steady_world.dms(steady_world.ben) == []


async def test_left_alone_three_mondays_it_asks_whether_to_stop(w: World) -> None:
    for name in ("Hooli", "Stark"):
        await w.client(f"touch {name}")
        await w.client(f"value {name} €1k")
        await w.pipeline(f"add {name} €5k")
        await w.pipeline(f"won {name}")
    await w.until(utc(3, 30, 7, 30))
    said = w.last()
    assert said.text == (
        "Three times I have asked about the Friday call, without an answer. Shall I stop? "
        "I ask no more until you say."
    )
    assert labels(said) == ["Keep asking", "Stop"]
    await press(w, said, "Stop")
    assert said.text == (
        "I will not ask about the Friday call any more. /steady unmute friday_call brings it back."
    )
    seen = await w.slack.command(w.ana.id, "/steady", "unmute friday_call")
    assert "Good. I'll bring it up again: the Friday call." in seen.text


async def test_a_muted_theme_is_silent_and_settings_keep_what_was_stopped(w: World) -> None:
    seen = await w.slack.command(w.ana.id, "/steady", "mute friday_call")
    assert "Muted: the Friday call. I will not ask." in seen.text
    await w.until(utc(3, 13, 18))
    assert asked(w) == []
