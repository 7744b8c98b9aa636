"""What comes on a public holiday? What was named for that very day, and nothing else at all."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.standin import Message
from storage import reps
from tests.journeys.steps import echo, press, utc
from tests.world import World

# Good Friday 2026 in Bavaria; the Monday after is a holiday too.
EVE, MORNING, NIGHT = utc(4, 2, 20), utc(4, 3, 6, 30), utc(4, 3, 22)
BACK = utc(4, 7, 6, 30)


@pytest.fixture
async def w(steady_world: World) -> World:
    """Ana keeps Bavaria's holidays."""
    await steady_world.said("help")
    db, here = steady_world.steady.db, steady_world.steady.workspace.id
    ana = await db.read(reps.find, here, steady_world.ana.id)
    assert ana is not None
    kept = replace(ana, hours=replace(ana.hours, holidays="DE-BY"))
    await db.write(reps.set_preferences, kept, steady_world.clock.now())
    return steady_world


async def mine(w: World, line: str) -> None:
    """A date that Ana chose herself, and says so."""
    await press(w, await echo(w, line), "I did")


async def that_day(w: World) -> list[Message]:
    """What stands in her direct messages since the evening before."""
    await w.until(EVE)
    before = len(w.dms())
    await w.until(NIGHT)
    return w.dms()[before:]


async def test_a_public_holiday_with_nothing_named_for_it_is_silent(w: World) -> None:
    for line in ("Acme 1 April", 'Globex 2 April "then"'):  # left open: overdue by then
        await echo(w, line)
    await mine(w, "Initech 3 April 11:00")  # an hour of her own
    await w.client("add Bexhill, every 32 days")  # nobody will have spoken to it
    await w.pipeline("target €400k")  # far below it
    assert await that_day(w) == []
    await w.until(utc(4, 6, 20))  # a weekend and a holiday later
    assert "Initech" not in w.last().text
    await w.until(BACK)
    brief = w.last().text
    assert all(name in brief for name in ("Acme", "Globex", "Initech", "Bexhill"))


async def test_what_colleagues_do_on_ones_holiday_waits_for_the_day_after(w: World) -> None:
    await echo(w, "Acme 20 April")
    await echo(w, "Acme 3 April", w.ben)
    await w.until(utc(4, 3, 9))
    before = len(w.dms())
    assert "said no" in await w.said("no Acme the price", w.ben)
    await w.until(utc(4, 6, 20))
    assert len(w.dms()) == before
    await w.until(BACK)
    assert "Acme said no to Ben." in w.last().text


@pytest.mark.parametrize("whose", ["They did", "I did"])
async def test_a_day_named_for_the_holiday_itself_gets_a_brief_of_its_own(
    w: World, whose: str
) -> None:
    """Whoever named it: the echo said that it is no working day, and that it stays as named."""
    await echo(w, "Globex 1 April")
    saved = await echo(w, "Acme 3 April")
    assert "is not a working day of yours. I keep the day as it was named." in saved.text
    await press(w, saved, whose)
    await w.client("add Bexhill, every 32 days")
    (brief,) = await that_day(w)
    assert timedelta() <= brief.shown_at - MORNING < timedelta(minutes=1)
    assert "Acme" in brief.text
    assert not any(word in brief.text for word in ("Globex", "Bexhill", "Whom did you speak"))


async def test_a_time_a_client_named_on_a_holiday_comes_at_its_time(w: World) -> None:
    await echo(w, 'Acme 3 April 15:00 "then"')
    await mine(w, "Globex 3 April 11:00")
    (timed,) = await that_day(w)
    assert "Acme asked for today, 15:00." in timed.text
    assert "Globex" not in timed.text
