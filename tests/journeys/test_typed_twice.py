"""The same line typed again within two minutes is pointed out, not done twice."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.standin import Message
from tests.cast import NOW
from tests.journeys.steps import labels, press
from tests.world import World


@pytest.fixture
async def w(steady_world: World) -> World:
    await steady_world.client("add Initech, every 30 days")
    await steady_world.client("add Umbrella", steady_world.ben)
    return steady_world


async def again(w: World, text: str, seconds: int = 30, command: str = "/client") -> Message:
    """The line, and a moment later the same line."""
    await w.slack.command(w.ana.id, command, text)
    w.clock.move_to(NOW + timedelta(seconds=seconds))
    seen = await w.slack.command(w.ana.id, command, text)
    return seen.messages[0]


LINES = [
    "add Hooli, €84k",
    "touch Initech call",
    "value Initech 84k",
    "cadence Initech key",
    "contact Initech add Jo Smith",
    "renews Initech 1 October",
    "decider Initech",
    "rename Initech to Initech AG",
    "lost Initech the price",
    "give Initech @Ben",
    "merge Initech into Umbrella",
    "order Initech €5k",
]


@pytest.mark.parametrize("text", LINES)
async def test_the_same_line_again_adds_nothing(w: World, text: str) -> None:
    said = await again(w, text)
    assert "I have that already, from a moment ago. Nothing was added." in said.text
    assert labels(said) == ["Add it anyway", "Undo"]


async def test_an_order_typed_twice_is_one_order(w: World) -> None:
    said = await again(w, "order Initech €5k")
    assert "Initech" in said.text
    assert (await w.client("Initech")).count("€5,000") == 1


@pytest.fixture
async def sells(w: World) -> World:
    await w.pipeline('add Initech "Fleet" €20k')
    return w


DEALS = [
    'add Initech "New line" €5k',
    "add Hooli €5k",
    "next Initech 20 March",
    "move Initech decide",
    "change Initech €25k",
    "won Initech",
    "lost Initech the price",
]


@pytest.mark.parametrize("text", DEALS)
async def test_the_same_line_about_a_deal_again_adds_nothing(sells: World, text: str) -> None:
    said = await again(sells, text, command="/pipeline")
    assert said.text.startswith("I have that already")
    assert "Nothing was added." in said.text
    assert labels(said) == ["Add it anyway", "Undo"]


async def test_a_date_of_a_deal_that_is_meant_is_added_once(sells: World) -> None:
    said = await again(sells, "next Initech 20 March", command="/pipeline")
    copy = replace(said)
    await press(sells, said, "Add it anyway")
    await press(sells, copy, "Add it anyway")
    assert (await sells.said("list")).count("20 Mar") == 2


async def test_undo_takes_back_the_deal_that_was_typed_twice(sells: World) -> None:
    said = await again(sells, "add Hooli €5k", command="/pipeline")
    await press(sells, said, "Undo")
    assert "Hooli" not in await sells.pipeline("list")


async def test_a_touch_typed_twice_is_one_touch(w: World) -> None:
    said = await again(w, "touch Initech call")
    assert "Noted: a call with Initech today." in said.text
    assert (await w.client("Initech")).count("a call, by you") == 1


async def test_meant_it_is_added_once_however_often_it_is_pressed(w: World) -> None:
    said = await again(w, "touch Initech call")
    copy = replace(said)
    await press(w, said, "Add it anyway")
    await press(w, copy, "Add it anyway")
    assert (await w.client("Initech")).count("a call, by you") == 2


async def test_undo_takes_back_the_first(w: World) -> None:
    said = await again(w, "touch Initech call")
    await press(w, said, "Undo")
    assert "a call, by you" not in await w.client("Initech")
    assert "Noted:" in await w.client("touch Initech call")


@pytest.mark.parametrize(("seconds", "is_repeat"), [(119, True), (121, False)])
async def test_two_minutes_are_the_limit(w: World, seconds: int, is_repeat: bool) -> None:
    said = await again(w, "touch Initech call", seconds)
    assert said.text.startswith("I have that already") is is_repeat


async def test_after_something_else_changed_it_the_line_is_meant(w: World) -> None:
    await w.client("value Initech 84k")
    await w.client("value Initech 90k")
    assert "Initech is worth $84,000 a year" in await w.client("value Initech 84k")


async def test_a_colleagues_same_line_is_their_own(w: World) -> None:
    await w.client("touch Initech call")
    assert "Noted:" in await w.client("touch Initech call", w.ben)


async def test_what_only_looks_is_looked_at_again(w: World) -> None:
    for text in ("Initech", "list", "contact Initech", "help"):
        assert await w.client(text) == await w.client(text)


async def test_a_follow_up_of_the_same_words_is_another_thing(w: World) -> None:
    await w.client("touch Initech call tomorrow")
    assert "I have that already" not in await w.said("touch Initech call tomorrow")
