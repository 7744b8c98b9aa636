"""More than three promises to one client in two days: which can surely be kept? (S0-4)"""

from copy import deepcopy

from tests.journeys.steps import echo, labels, press, utc
from tests.world import World

QUESTION = "Which of these can you surely keep?"


async def four(world: World) -> str:
    for day in (10, 11, 12):
        assert QUESTION not in (await echo(world, f"Acme {day} March")).text
    return (await echo(world, "Acme 13 March")).text


async def test_the_fourth_is_saved_and_asked_about_with_the_others(steady_world: World) -> None:
    said = await four(steady_world)
    assert said.startswith("Saved. I'll bring Acme back on Friday 13 March")
    assert QUESTION in said
    assert [day for day in ("10 Mar", "11 Mar", "12 Mar", "13 Mar") if day in said] == [
        "10 Mar",
        "11 Mar",
        "12 Mar",
        "13 Mar",
    ]


async def test_a_fifth_is_not_asked_about_again(steady_world: World) -> None:
    await four(steady_world)
    assert QUESTION not in (await echo(steady_world, "Acme 16 March")).text


async def test_what_cannot_be_kept_moves_or_goes_and_comes_back_by_undo(
    steady_world: World,
) -> None:
    for day in (10, 11, 12):
        await echo(steady_world, f"Acme {day} March")
    said = await echo(steady_world, "Acme 13 March")
    await press(steady_world, said, "Cancel it")
    assert said.text.startswith("Cancelled: Acme, Tue 10 Mar.")
    assert labels(said) == ["Undo", *["A week later", "Cancel it"] * 3]
    await press(steady_world, said, "A week later")
    assert said.text.startswith("I'll bring Acme back on Wednesday 18 March")
    assert labels(said) == ["Undo", *["A week later", "Cancel it"] * 2]
    await press(steady_world, said, "Undo")
    open_now = await steady_world.said("list")
    assert [day in open_now for day in ("10 Mar", "11 Mar", "12 Mar", "18 Mar")] == [
        False,
        True,
        True,
        False,
    ]


async def test_pressed_twice_it_says_how_it_stands(steady_world: World) -> None:
    for day in (10, 11, 12):
        await echo(steady_world, f"Acme {day} March")
    said = await echo(steady_world, "Acme 13 March")
    before = deepcopy(said)
    await press(steady_world, said, "Cancel it")
    await press(steady_world, before, "Cancel it")
    assert said.text == "Acme was cancelled today."


async def test_a_colleagues_promises_and_other_clients_count_for_nothing(
    steady_world: World,
) -> None:
    for day in (10, 11):
        await echo(steady_world, f"Acme {day} March")
        await echo(steady_world, f"Acme {day} March", steady_world.ben)
        await echo(steady_world, f"Globex {day} March")
        await echo(steady_world, f"theirs Acme {day} March the contract")
    assert QUESTION not in (await echo(steady_world, "Acme 12 March")).text


async def test_spread_over_a_week_nothing_is_asked(steady_world: World) -> None:
    for day in (2, 3, 5, 6):
        steady_world.clock.move_to(utc(3, day, 10))
        assert QUESTION not in (await echo(steady_world, f"Acme {day + 10} March")).text
