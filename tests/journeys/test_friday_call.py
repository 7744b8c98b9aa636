"""Every Monday one question: suppose this client calls on Friday to leave (S0-4)."""

import pytest

from tests.journeys.steps import labels, press, utc
from tests.world import World

MONDAY = utc(3, 9, 7, 30)  # half past eight in Berlin
QUESTION = "One question for this week. Suppose "
BUTTONS = ["Write it down", "We spoke", "Another client", "Not this week"]


@pytest.fixture
async def w(steady_world: World) -> World:
    """Initech is worth €84,000 a year and Globex €20,000; both pay Ana, and were spoken to."""
    world = steady_world
    await world.pipeline("currency EUR", world.mia)
    for name, worth in (("Initech", "€84k"), ("Globex", "€20k")):
        await world.client(f"touch {name}")
        await world.client(f"value {name} {worth}")
        await world.pipeline(f"add {name} €5k")
        await world.pipeline(f"won {name}")
    return world


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
    assert "Initech: Thu 12 Mar (ask about the new plant)" in await w.said("list")
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
