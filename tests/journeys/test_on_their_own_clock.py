"""Everybody is brought back on their own clock, at all hours, and through both clock changes."""

from datetime import datetime

import pytest

from bot.messages.counts import count_said
from tests.journeys.steps import MANY, echo, labels, press, utc
from tests.world import World


async def comes_at(world: World, who: str, line: str, moment: datetime) -> None:
    """Nothing stands there a minute before; at the moment it does."""
    user = getattr(world, who)
    await echo(world, line, user)
    await world.until(moment.replace(minute=moment.minute - 1))
    assert world.dms(user) == []
    await world.until(moment)
    assert len(world.dms(user)) == 1


@pytest.mark.parametrize(
    ("who", "moment"),
    [
        ("ana", utc(3, 3, 13, 50)),  # Berlin, UTC+1
        ("ben", utc(3, 3, 14, 50)),  # London, UTC
        ("mia", utc(3, 3, 19, 50)),  # New York, UTC-5
    ],
)
async def test_three_in_the_afternoon_is_three_where_the_rep_is(
    steady_world: World, who: str, moment: datetime
) -> None:
    await comes_at(steady_world, who, 'Acme tomorrow 3pm "x y"', moment)


@pytest.mark.parametrize(
    ("who", "moment"),
    [("ana", utc(3, 3, 7, 30)), ("ben", utc(3, 3, 8, 30)), ("mia", utc(3, 3, 13, 30))],
)
async def test_the_morning_brief_comes_in_the_reps_own_morning(
    steady_world: World, who: str, moment: datetime
) -> None:
    await comes_at(steady_world, who, "Acme tomorrow", moment)


@pytest.mark.parametrize(
    ("who", "line", "moment"),
    [
        # Spring: New York on 8 March, Europe on 29 March.
        ("mia", "Acme 6 March 3pm", utc(3, 6, 19, 50)),
        ("mia", "Acme 9 March 3pm", utc(3, 9, 18, 50)),
        ("ana", "Acme 27 March 3pm", utc(3, 27, 13, 50)),
        ("ana", "Acme 30 March 3pm", utc(3, 30, 12, 50)),
        ("ben", "Acme 30 March 3pm", utc(3, 30, 13, 50)),
        ("ana", "Acme 30 March", utc(3, 30, 6, 30)),
    ],
)
async def test_the_wall_clock_holds_through_the_change_in_spring(
    steady_world: World, who: str, line: str, moment: datetime
) -> None:
    await comes_at(steady_world, who, f'{line} "x y"', moment)


@pytest.mark.parametrize(
    ("who", "line", "moment"),
    [
        # Autumn: Europe on 25 October, New York on 1 November.
        ("ana", "Acme 23 October 3pm", utc(10, 23, 12, 50)),
        ("ana", "Acme 26 October 3pm", utc(10, 26, 13, 50)),
        ("mia", "Acme Oct 30 3pm", utc(10, 30, 18, 50)),
        ("mia", "Acme Nov 2 3pm", utc(11, 2, 19, 50)),
        ("mia", "Acme Nov 2", utc(11, 2, 13, 30)),
    ],
)
async def test_the_wall_clock_holds_through_the_change_in_autumn(
    steady_world: World, who: str, line: str, moment: datetime
) -> None:
    steady_world.clock.move_to(utc(10, 21, 12))
    await comes_at(steady_world, who, f'{line} "x y"', moment)


async def test_an_hour_that_the_clocks_skip_is_the_first_instant_after(
    steady_world: World,
) -> None:
    steady_world.clock.move_to(utc(3, 28, 12))
    await comes_at(steady_world, "ana", 'Acme 29 March 02:30 "late"', utc(3, 29, 0, 50))


async def test_an_hour_that_the_clocks_repeat_comes_once_at_the_first(
    steady_world: World,
) -> None:
    steady_world.clock.move_to(utc(10, 24, 12))
    await comes_at(steady_world, "ana", 'Acme 25 October 02:30 "late"', utc(10, 25, 0, 20))
    await steady_world.until(utc(10, 25, 3))
    assert len(steady_world.dms()) == 1


async def test_a_zone_the_client_named_wins(steady_world: World) -> None:
    said = await echo(steady_world, 'Acme tomorrow 3pm Pacific "call LA"')
    assert "Wednesday 4 March at 00:00, Berlin time" in said.text
    await steady_world.until(utc(3, 3, 22, 50))
    assert len(steady_world.dms()) == 1


async def test_a_client_who_asked_for_the_evening_is_brought_back_in_the_evening(
    steady_world: World,
) -> None:
    said = await echo(steady_world, 'Acme tomorrow 21:00 "after the children sleep"')
    assert "That is outside your office hours. It comes at its time all the same." in said.text
    await steady_world.until(utc(3, 3, 19, 49))
    assert steady_world.dms() == []
    await steady_world.until(utc(3, 3, 19, 50))
    assert "Acme asked for today, 21:00." in steady_world.last().text


async def test_those_close_together_come_in_one_message(steady_world: World) -> None:
    await echo(steady_world, 'Acme tomorrow 15:00 "at three"')
    await echo(steady_world, 'Globex tomorrow 15:05 "five past"')
    await echo(steady_world, 'Initech tomorrow 16:00 "at four"')
    await steady_world.until(utc(3, 3, 14, 0))
    [both] = steady_world.dms()
    assert "Acme asked for today, 15:00." in both.text
    assert "Globex asked for today, 15:05." in both.text
    await steady_world.until(utc(3, 3, 14, 50))
    assert len(steady_world.dms()) == 2


async def test_very_many_at_one_time_are_lines_of_one_message(steady_world: World) -> None:
    lines = [f'{name} tomorrow 15:00 "at three"' for name in MANY]
    for line in lines:
        await echo(steady_world, line)
    await steady_world.until(utc(3, 3, 13, 50))
    [together] = steady_world.dms()
    assert labels(together) == ["Open"] * 12
    assert f"And {count_said(len(lines) - 12)} more" in together.text
    await press(steady_world, together, "Open")
    assert labels(together)[:4] == ["Done", "They moved it", "They said no", "Snooze"]


async def test_a_nudge_an_outage_made_late_comes_once_and_says_the_named_day(
    steady_world: World,
) -> None:
    await echo(steady_world, 'Acme tomorrow 15:00 "at three"')
    steady_world.clock.move_to(utc(3, 4, 10))
    for _ in range(3):
        await steady_world.steady.tick()
    [late] = steady_world.dms()
    assert "Acme asked for Tue" in late.text
