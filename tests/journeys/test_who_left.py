"""Somebody leaves a client: who took over, where did they go, and is a second try worth it?"""

import pytest

from bot.demo.standin import Message
from tests.journeys.steps import echo, labels, line, press, texts, utc
from tests.world import World

MORNING = utc(3, 3, 7, 30)  # Tuesday, 08:30 in Berlin


@pytest.fixture
async def w(steady_world: World) -> World:
    """Ana knows Jo Smith at Initech."""
    await steady_world.client("add Initech, every 30 days")
    await steady_world.client("touch Initech call")
    await steady_world.client("contact Initech add Jo Smith, buyer")
    return steady_world


async def as_shown(w: World, message: Message) -> str:
    place = w.slack.workspace.conversations[message.channel]
    found = place.message(message.ts)
    assert found is not None
    return found.text


async def test_who_took_over_is_asked_the_next_morning_and_written_down_in_place(w: World) -> None:
    await w.client("contact Initech left Jo Smith")
    await w.until(utc(3, 3, 7, 29))
    assert w.dms() == []

    await w.until(MORNING)

    asked = w.last()
    assert "Jo Smith (buyer) has left Initech. Who took over, and where did they go?" in asked.text
    assert labels(asked) == ["Write it down", "Nobody knows yet"]
    await press(w, asked, "Write it down")
    assert "Jo Smith has left Initech." in texts(w.slack.view(w.ana.id))
    await w.fill_in({"name": "Max Roe", "role": "head of buying", "went_to": "Hooli"})

    told = w.last()
    assert "Noted. Max Roe (head of buying) took over from Jo Smith at Initech." in told.text
    assert "Jo Smith went to Hooli." in told.text
    people = await w.client("contact Initech")
    assert "Max Roe (head of buying)." in people
    assert "Jo Smith (buyer): left, noted Mon 2 Mar; now at Hooli." in people


async def test_it_is_asked_once_and_nobody_knows_yet_ends_it(w: World) -> None:
    await w.client("contact Initech left Jo Smith")
    await w.until(MORNING)
    await press(w, w.last(), "Nobody knows yet")
    assert "Then I do not ask again who followed Jo Smith." in w.last().text

    await w.until(utc(3, 20))

    assert len(w.dms()) == 1


async def test_left_unanswered_it_is_not_asked_again(w: World) -> None:
    await w.client("contact Initech left Jo Smith")
    await w.until(utc(3, 20))
    assert len([m for m in w.dms() if "Who took over" in m.text]) == 1


async def test_undone_it_is_not_asked_and_a_question_that_stands_says_so(w: World) -> None:
    left = await line(w, "contact Initech left Jo Smith")
    await press(w, left, "Undo")
    await w.until(utc(3, 3, 7, 25))
    await w.client("contact Initech left Jo Smith")
    await w.until(utc(3, 4, 7, 30))
    assert len(w.dms()) == 1

    await w.client("contact Initech add Max Roe")
    await press(w, w.last(), "Nobody knows yet")

    assert "That is answered already." in "\n".join(m.text for m in w.dms())


async def test_an_answer_taken_back_asks_again_in_the_same_message(w: World) -> None:
    await w.client("contact Initech left Jo Smith")
    await w.until(MORNING)
    await press(w, w.last(), "Nobody knows yet")
    await press(w, w.last(), "Undo")
    assert labels(w.last()) == ["Write it down", "Nobody knows yet"]


async def test_beside_other_things_it_is_a_line_that_opens(w: World) -> None:
    await w.client("contact Initech left Jo Smith")
    await w.said("Globex tomorrow")
    await w.until(MORNING)
    assert labels(w.last()) == ["Open", "Open"]
    await w.press("open_left")
    assert "Write it down" in labels(w.last())
    await press(w, w.last(), "Nobody knows yet")
    assert "Then I do not ask again" in w.last().text
    assert "Globex" in w.last().text


async def test_where_they_went_becomes_a_client_with_them_in_it(w: World) -> None:
    left = await line(w, "contact Initech left Jo Smith")
    assert "Who took over" in labels(left)
    await press(w, left, "Who took over")
    await w.fill_in({"went_to": "Hooli"})
    place = w.slack.workspace.conversations[left.channel]
    assert "Add Hooli as a client" in labels(place.messages[-1])

    await press(w, place.messages[-1], "Add Hooli as a client")

    assert "We know Jo Smith (buyer)." in await w.client("Hooli")
    await w.until(MORNING)
    assert w.dms() == []


async def test_where_they_went_is_a_client_we_know(w: World) -> None:
    await w.client("add Hooli")
    left = await line(w, "contact Initech left Jo Smith")
    await press(w, left, "Who took over")
    await w.fill_in({"went_to": "hooli"})
    assert "went to Hooli, and I noted them there as well." in await as_shown(w, left)
    assert "We know Jo Smith (buyer)." in await w.client("Hooli")


async def test_an_empty_form_is_asked_for_either_answer(w: World) -> None:
    left = await line(w, "contact Initech left Jo Smith")
    await press(w, left, "Who took over")
    seen = await w.fill_in({})
    assert "Say who took over, or where they went" in seen.errors["name"]


# Whoever blocked it


async def test_the_blocker_is_chosen_in_the_form_and_their_leaving_raises_it(w: World) -> None:
    card = await line(w, "Initech")
    await press(w, card, "Not a client any more")
    options = {
        one["text"]["text"]: one["value"]
        for block in (w.slack.view(w.ana.id) or {})["blocks"]
        for one in block.get("element", {}).get("options", ())
    }
    await w.fill_in({"reason": "price", "blocked_by": options["Jo Smith"]})
    assert "Jo Smith blocked it." in await w.client("Initech")
    await w.client("contact Initech left Jo Smith")

    await w.until(MORNING)

    asked = w.last()
    assert "Jo Smith (buyer), who blocked it at Initech, has left." in asked.text
    assert "Worth a second try?" in asked.text
    assert labels(asked) == ["Set a date", "Not now"]
    await press(w, asked, "Set a date")
    await w.fill_in({"day": "2026-04-14"})
    told = w.last().text
    assert "A second try with Initech comes back on Tuesday 14 April" in told
    assert "Nothing to do here any more." in told


async def test_a_line_names_the_blocker_and_not_now_leaves_it(w: World) -> None:
    said = await w.client("lost Initech the price, blocked by Jo Smith")
    assert "Jo Smith blocked it. Should they leave, I ask about a second try." in said
    assert "The reason you gave: the price." in said
    await w.client("contact Initech left Jo Smith")
    await w.until(MORNING)
    await press(w, w.last(), "Not now")
    assert "Not now, then. Initech stays as it is." in w.last().text
    await w.until(utc(3, 30))
    assert len(w.dms()) == 1


async def test_of_a_lost_client_anybody_elses_leaving_says_nothing(w: World) -> None:
    await w.client("contact Initech add Max Roe")
    await w.client("lost Initech the price, blocked by Max Roe")
    await w.client("contact Initech left Jo Smith")
    await w.until(utc(3, 20))
    assert w.dms() == []


async def test_a_follow_up_on_the_same_day_keeps_its_place(w: World) -> None:
    await echo(w, 'Initech tomorrow "after our board has met"')
    await w.client("contact Initech left Jo Smith")
    await w.until(MORNING)
    assert w.last().text.index("board has met") < w.last().text.index("Who took over")
