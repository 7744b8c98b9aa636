"""A no closes the rep's own dates; a colleague is told within office hours, and decides."""

from tests.journeys.steps import echo, labels, press, utc
from tests.world import World


async def both_have_dates(world: World) -> None:
    await echo(world, 'Globex 20 March 3pm "after the audit"')
    await echo(world, 'Globex 24 March 3pm "when the plant is open" my secret note', world.ben)


async def test_a_colleague_is_told_at_once_within_office_hours(steady_world: World) -> None:
    await both_have_dates(steady_world)
    said = await steady_world.said("no Globex the price")
    assert "The colleague with a date there will hear of it" in said
    await steady_world.until(utc(3, 2, 9, 1))

    told = steady_world.last(steady_world.ben)
    assert "Globex said no to a colleague." in told.text
    assert "Globex: Tue 24 Mar, 15:00, “when the plant is open” (my secret note)." in told.text
    assert labels(told) == ["They said no to me too", "They moved it"]
    assert steady_world.dms() == []


async def test_the_colleague_who_said_so_is_named_but_not_pinged(steady_world: World) -> None:
    await both_have_dates(steady_world)
    await echo(steady_world, "no Globex")
    await steady_world.until(utc(3, 2, 9, 1))
    told = steady_world.last(steady_world.ben)
    runs = [r for b in told.blocks or () if b["type"] == "rich_text"
            for part in b["elements"] for r in part["elements"]]  # fmt: skip
    assert {"type": "user", "user_id": steady_world.ana.id} in runs
    assert "<" not in told.text


async def test_the_colleagues_date_stands_and_comes(steady_world: World) -> None:
    await both_have_dates(steady_world)
    await echo(steady_world, "no Globex")
    await steady_world.until(utc(3, 24, 14, 50))
    assert "Globex asked for today, 15:00." in steady_world.last(steady_world.ben).text
    assert steady_world.dms() == []


async def test_the_colleague_decides_about_their_own(steady_world: World) -> None:
    await both_have_dates(steady_world)
    await echo(steady_world, "no Globex")
    await steady_world.until(utc(3, 2, 9, 1))
    told = steady_world.last(steady_world.ben)
    await press(steady_world, told, "They said no to me too", steady_world.ben)
    assert await steady_world.said("list", steady_world.ben) == "Open: nothing."
    heard = len(steady_world.dms(steady_world.ben))
    await steady_world.until(utc(3, 25))
    assert len(steady_world.dms(steady_world.ben)) == heard


async def test_outside_office_hours_the_colleague_hears_at_the_next_opening(
    steady_world: World,
) -> None:
    await both_have_dates(steady_world)
    await steady_world.until(utc(3, 6, 19))  # Friday evening in London
    await echo(steady_world, "no Globex")
    await steady_world.until(utc(3, 9, 7, 59))
    assert steady_world.dms(steady_world.ben) == []
    await steady_world.until(utc(3, 9, 8, 0))
    assert "Globex said no to a colleague." in steady_world.last(steady_world.ben).text


async def test_a_no_taken_back_before_the_colleague_was_told_is_not_told(
    steady_world: World,
) -> None:
    await both_have_dates(steady_world)
    await steady_world.until(utc(3, 6, 19))
    said = await echo(steady_world, "no Globex")
    await press(steady_world, said, "Undo")
    await steady_world.until(utc(3, 9, 9))
    assert steady_world.dms(steady_world.ben) == []


async def test_a_colleague_without_a_date_there_hears_nothing(steady_world: World) -> None:
    await both_have_dates(steady_world)
    await steady_world.said("list", steady_world.mia)
    await echo(steady_world, "no Globex")
    await steady_world.until(utc(3, 3, 15))
    assert steady_world.dms(steady_world.mia) == []


async def test_a_no_taken_back_after_the_colleague_was_told_is_told_once(
    steady_world: World,
) -> None:
    await both_have_dates(steady_world)
    said = await echo(steady_world, "no Globex")
    await steady_world.until(utc(3, 2, 9, 1))
    assert len(steady_world.dms(steady_world.ben)) == 1
    await press(steady_world, said, "Undo")
    await steady_world.said("undo")
    await steady_world.until(utc(3, 2, 9, 10))
    told = steady_world.dms(steady_world.ben)
    assert len(told) == 2
    assert "Globex did not say no after all" in told[-1].text
    assert "What you have open there stands as it was." in told[-1].text


async def test_a_no_taken_back_outside_hours_is_told_at_the_next_opening(
    steady_world: World,
) -> None:
    await both_have_dates(steady_world)
    await steady_world.until(utc(3, 6, 17, 58))  # just before London closes
    said = await echo(steady_world, "no Globex")
    await steady_world.until(utc(3, 6, 17, 59))
    await steady_world.until(utc(3, 6, 18, 5))
    await press(steady_world, said, "Undo")
    await steady_world.until(utc(3, 9, 7, 59))
    assert len(steady_world.dms(steady_world.ben)) == 1
    await steady_world.until(utc(3, 9, 8, 0))
    assert "did not say no after all" in steady_world.last(steady_world.ben).text


async def test_two_who_heard_no_take_theirs_back_each_on_their_own(steady_world: World) -> None:
    await both_have_dates(steady_world)
    mine = await echo(steady_world, "no Globex the price")
    theirs = await echo(steady_world, "no Globex", steady_world.ben)
    await press(steady_world, mine, "Undo")
    assert "Globex: Fri 20 Mar" in await steady_world.said("list")
    assert "Lost" in await steady_world.client("Globex")
    await press(steady_world, theirs, "Undo", steady_world.ben)
    assert "Globex: Tue 24 Mar" in await steady_world.said("list", steady_world.ben)
    assert "Prospect" in await steady_world.client("Globex")


async def test_undo_typed_again_goes_back_one_more_and_then_says_that_there_is_nothing(
    steady_world: World,
) -> None:
    await steady_world.said("Globex 20 March")
    await steady_world.said("snooze Globex 24 March")
    assert "stands as before: Friday 20 March" in await steady_world.said("undo")
    assert "What you saved for Globex is gone." in await steady_world.said("undo")
    assert "nothing of the last ten minutes to take back" in await steady_world.said("undo")
