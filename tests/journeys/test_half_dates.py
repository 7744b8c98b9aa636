"""Whatever is not understood of a date in a line is asked about, never taken in part."""

import pytest

from tests.journeys.steps import echo, labels, press
from tests.world import World


@pytest.mark.parametrize(
    "phrase",
    [
        "Friday 13",
        "Fri, 20",
        "12 March 27",
        "3 April at 10 30",
        "Friday 3pm (PST)",
        "Friday 3pm (London time)",
        "Friday 3pm London",
        "Friday 3pm in London",
        "Friday (or Monday)",
        "Friday maybe Monday",
        "Friday, no, Monday",
        "end of month, 27th",
        "quote expires 31 March, call 24 March",
        "3pm Friday 4pm",
    ],
)
async def test_what_a_line_leaves_open_about_its_date_is_asked(
    steady_world: World, phrase: str
) -> None:
    await steady_world.said("Acme in 4 years", steady_world.ben)
    said = await steady_world.said(f"Acme {phrase}")
    assert not said.startswith("Saved"), said


@pytest.mark.parametrize(
    "phrase", ["Friday/Monday", "Mon/Tue", "next next Monday", "Ash Wednesday", "as of 1 April"]
)
async def test_half_a_date_phrase_does_not_become_the_clients_name(
    steady_world: World, phrase: str
) -> None:
    said = await steady_world.said(f"Acme {phrase}")
    assert not said.startswith("Saved"), said


async def test_a_remark_is_not_taken_for_a_clients_name_unasked(steady_world: World) -> None:
    said = await echo(steady_world, "Acme beware the buyer drinks Friday")
    assert not said.text.startswith("Saved")
    assert labels(said) == ["New: Acme beware the buyer drinks"]


async def test_a_long_name_is_taken_once_the_rep_says_it_is_one(steady_world: World) -> None:
    said = await echo(steady_world, "Steel works at the harbour Friday")
    await press(steady_world, said, "New: Steel works at the harbour")
    assert said.text.startswith("Saved. I'll bring Steel works at the harbour back")
