"""A client that carries much is let go only when the manager agrees (S2-9)."""

import asyncio

import pytest

from bot.demo.standin import Message
from tests.journeys.steps import labels, press, texts, utc
from tests.world import World

OPEN_IN_NEW_YORK = utc(3, 2, 14, 0)


@pytest.fixture
async def w(steady_world: World) -> World:
    """Initech is 6 % of the book; Mia manages, and is met."""
    await steady_world.client("list", steady_world.mia)
    await steady_world.client("add Hooli, €94k")
    await steady_world.client("add Initech, €6k")
    return steady_world


async def asked(w: World, text: str = "part Initech they never pay") -> Message:
    """Ana asks, and Mia's office has opened."""
    seen = await w.slack.command(w.ana.id, "/client", text)
    assert "Initech is 6 % of the team's book. What you are likely to win elsewhere" in seen.text
    assert "Above 5 % a manager agrees first. Shall I ask Mia?" in seen.text
    await press(w, seen.messages[0], "Ask Mia")
    await w.fill_in({} if "never" in text else {"note": "they shout"})
    await w.until(OPEN_IN_NEW_YORK)
    return w.last(w.mia)


async def test_the_manager_reads_the_share_and_the_reason_in_office_hours(w: World) -> None:
    await asked(w)
    question = w.last(w.mia)
    assert "Ana asks whether we part from Initech, 6 % of the team's book." in question.text
    assert "“they never pay”" in question.text
    assert labels(question) == ["Agree", "Let's talk first"]
    assert "Prospect" in await w.client("Initech")
    assert w.dms() == []


async def test_before_office_hours_nothing_is_asked(w: World) -> None:
    seen = await w.slack.command(w.ana.id, "/client", "part Initech")
    await press(w, seen.messages[0], "Ask Mia")
    assert "Mia agrees before we part from Initech." in texts(w.slack.view(w.ana.id))
    await w.fill_in({"note": "they shout"})
    await w.until(utc(3, 2, 12, 59))
    await w.until(utc(3, 2, 13, 29))  # her brief's hour is half past eight
    assert w.dms(w.mia) == []
    await w.until(utc(3, 2, 13, 30))
    assert "“they shout”" in w.last(w.mia).text


async def test_agreed_we_part_and_the_rep_is_told_with_a_kind_close(w: World) -> None:
    question = await asked(w)
    await press(w, question, "Agree", w.mia)
    await w.until(utc(3, 2, 14, 1))
    assert "Agreed: we part from Initech, kindly." in w.last(w.mia).text
    assert "Mia agrees: we part from Initech. You could write:" in w.last().text
    assert "our door stays open" in w.last().text
    assert "Parted" in await w.client("Initech")


async def test_talked_about_first_nothing_changes(w: World) -> None:
    question = await asked(w)
    await press(w, question, "Let's talk first", w.mia)
    await w.until(utc(3, 2, 14, 1))
    assert "You talk first." in w.last(w.mia).text
    assert "Mia would like to talk first about parting from Initech." in w.last().text
    assert "Prospect" in await w.client("Initech")
    await press(w, w.last(w.mia), "Agree", w.mia)
    assert "Parted" in await w.client("Initech")


async def test_pressed_twice_at_once_the_rep_is_told_once(w: World) -> None:
    question = await asked(w)
    await asyncio.gather(
        *(w.slack.click(w.mia.id, question, "agree_to_part") for _ in range(2)),
    )
    await w.steady.background.drain(5)
    await w.until(utc(3, 2, 15))
    assert len(w.dms()) == 1
    assert "Agreed" in w.last(w.mia).text


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("lost Initech the price", "Initech has been lost since. Nothing was changed."),
        ("give Initech @Ben", "Initech is a colleague's now. Nothing was changed."),
        ("merge Initech into Hooli", "That client is part of Hooli now. Nothing was changed."),
    ],
)
async def test_pressed_after_something_came_in_between_it_says_so(
    w: World, line: str, says: str
) -> None:
    await w.client("list", w.ben)
    question = await asked(w)
    await w.client(line)
    await press(w, question, "Agree", w.mia)
    assert says in w.last(w.mia).text
    await w.until(utc(3, 2, 16))
    assert w.dms() == []


async def test_an_agreement_undone_asks_again_in_place_and_the_rep_hears_of_it(w: World) -> None:
    question = await asked(w)
    await press(w, question, "Agree", w.mia)
    await w.until(utc(3, 2, 14, 2))
    await press(w, w.last(w.mia), "Undo", w.mia)
    assert labels(w.last(w.mia)) == ["Agree", "Let's talk first"]
    await w.until(utc(3, 2, 14, 4))
    assert "Mia took that answer back." in w.last().text
    assert "Prospect" in await w.client("Initech")


async def test_where_nobody_manages_the_rep_decides_and_is_told_so(steady_world: World) -> None:
    await steady_world.client("add Initech, €6k")
    seen = await steady_world.slack.command(steady_world.ana.id, "/client", "part Initech")
    assert "nobody else here is one, so it is yours alone" in seen.text
    assert "part as friends" in seen.text
    await press(steady_world, seen.messages[0], "Part from Initech")
    assert "Parted" in await steady_world.client("Initech")


async def test_a_manager_parts_alone(w: World) -> None:
    seen = await w.slack.command(w.mia.id, "/client", "part Initech")
    await press(w, seen.messages[0], "Part from Initech", w.mia)
    assert "Parted" in await w.client("Initech")
    again = await w.client("part Initech", w.mia)
    assert "is no client of ours any more" in again


async def test_the_arithmetic_says_what_stands_beside_it(w: World) -> None:
    await w.pipeline("target €4k")
    await w.pipeline("add Hooli €100k decide")
    said = await w.client("part Initech")
    assert "What you are likely to win elsewhere, beyond this year's plan, is about €69,000" in said
    assert "against its €6,000 a year: enough to replace it." in said


async def test_with_nothing_open_elsewhere_the_whole_value_is_short(w: World) -> None:
    said = await w.client("part Initech")
    assert "is nothing yet, against its €6,000 a year: €6,000 short." in said


async def test_a_client_without_a_value_is_parted_from_all_the_same(steady_world: World) -> None:
    await steady_world.client("add Initech")
    await steady_world.client("add Hooli")
    await steady_world.pipeline("add Hooli €100k decide")
    seen = await steady_world.slack.command(steady_world.ana.id, "/client", "part Initech")
    assert "Nobody has written down what Initech is worth" in seen.text
    assert "What you are likely to win elsewhere, beyond this year's plan, is about €" in seen.text
    assert "our door stays open" in seen.text
    await press(steady_world, seen.messages[0], "Part from Initech")
    assert "Parted" in await steady_world.client("Initech")
