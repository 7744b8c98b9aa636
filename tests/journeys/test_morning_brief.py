"""Dates without a time come in one morning message, and each is finished in it."""

from tests.journeys.steps import MANY, echo, labels, press, utc
from tests.world import World

TUESDAY_BRIEF = utc(3, 3, 7, 30)  # half past eight in Berlin


async def three_for_tuesday(world: World) -> None:
    await echo(world, 'Acme tomorrow "when I am back" send the quote')
    await echo(world, "Globex tomorrow ask about the plant")
    await echo(world, 'Initech 3 March "call me on Tuesday"')
    await world.until(TUESDAY_BRIEF)


async def test_what_is_due_comes_in_one_message_a_line_each(steady_world: World) -> None:
    await three_for_tuesday(steady_world)

    [brief] = steady_world.dms()
    assert brief.text.startswith("Good morning, Ana\n")
    assert "Acme asked for today. “when I am back”" in brief.text
    assert "Globex is due today." in brief.text
    assert labels(brief) == ["Open", "Open", "Open"]


async def test_the_clients_own_dates_come_first(steady_world: World) -> None:
    await three_for_tuesday(steady_world)
    text = steady_world.last().text
    assert text.index("Acme") < text.index("Initech") < text.index("Globex")


async def test_a_line_opens_to_the_whole_nudge_and_is_finished_there(steady_world: World) -> None:
    await three_for_tuesday(steady_world)
    brief = steady_world.last()
    await press(steady_world, brief, "Open")
    assert "Your note: send the quote" in brief.text
    opened = ["Done", "They moved it", "They said no", "Snooze", "Close", "Open", "Open"]
    assert labels(brief) == opened

    await press(steady_world, brief, "Close")
    assert labels(brief) == ["Open", "Open", "Open"]
    await press(steady_world, brief, "Open")
    await press(steady_world, brief, "Done")
    assert "Acme is done." in brief.text
    assert labels(brief) == ["Set the next date", "Undo", "Open", "Open"]

    await press(steady_world, brief, "Undo")
    assert labels(brief) == ["Open", "Open", "Open"]
    assert "Acme: Tue 3 Mar" in await steady_world.said("list today")


async def test_one_thing_alone_stands_whole(steady_world: World) -> None:
    await echo(steady_world, 'Acme tomorrow "when I am back"')
    await steady_world.until(TUESDAY_BRIEF)
    assert labels(steady_world.last()) == ["Done", "They moved it", "They said no", "Snooze"]


async def test_a_day_with_nothing_due_is_silent(steady_world: World) -> None:
    await echo(steady_world, 'Acme 20 March "after the fair"')
    await steady_world.until(utc(3, 19, 12))
    assert steady_world.dms() == []


async def test_what_was_finished_before_the_morning_is_not_brought_up(steady_world: World) -> None:
    await echo(steady_world, "Acme tomorrow")
    await echo(steady_world, "done Acme")
    await steady_world.until(TUESDAY_BRIEF)
    assert steady_world.dms() == []


async def test_what_stays_open_is_in_the_next_brief_again(steady_world: World) -> None:
    await three_for_tuesday(steady_world)
    await steady_world.until(utc(3, 4, 7, 30))
    assert len(steady_world.dms()) == 2
    assert "Acme asked for Tue" in steady_world.last().text


async def test_more_than_seven_lines_are_counted(steady_world: World) -> None:
    for name in MANY[:9]:
        await echo(steady_world, f"{name} tomorrow")
    await steady_world.until(TUESDAY_BRIEF)
    assert labels(steady_world.last()).count("Open") == 7
    assert "And two more: your Home tab has them all." in steady_world.last().text


async def test_a_weekend_is_silent_and_monday_brings_it(steady_world: World) -> None:
    await echo(steady_world, "Acme Friday")
    await steady_world.until(utc(3, 6, 7, 30))
    heard = len(steady_world.dms())
    await steady_world.until(utc(3, 9, 7, 29))
    assert len(steady_world.dms()) == heard
    await steady_world.until(utc(3, 9, 7, 30))
    assert len(steady_world.dms()) == heard + 1


async def test_a_saturday_the_client_named_gets_its_own_brief(steady_world: World) -> None:
    said = await echo(steady_world, 'Acme Saturday "call me at home"')
    assert "is not a working day of yours. I keep the day as it was named." in said.text
    await steady_world.until(utc(3, 7, 7, 30))
    assert "Acme asked for today." in steady_world.last().text


async def test_a_reckoned_day_moves_off_the_weekend_and_stays_ours(steady_world: World) -> None:
    said = await echo(steady_world, 'Acme in 5 days "in five days or so"')
    assert "I'll bring Acme back on Monday 9 March" in said.text
    assert "so I take the one after" in said.text
    await steady_world.until(utc(3, 9, 7, 30))
    assert "Acme asked for Sat" in steady_world.last().text


async def test_after_an_outage_there_is_one_message_and_no_burst(steady_world: World) -> None:
    await three_for_tuesday(steady_world)
    for day in (4, 5, 6):
        await echo(steady_world, f"{MANY[day]} {day} March")
        await echo(steady_world, f"{MANY[-day]} {day} March 11:00")
    steady_world.clock.move_to(utc(3, 9, 7, 31))
    await steady_world.steady.tick()
    assert len(steady_world.dms()) == 2
    assert "And two more" in steady_world.last().text


async def test_today_after_the_brief_offers_an_hour_of_today(steady_world: World) -> None:
    said = await echo(steady_world, "Acme today")
    assert "Saved for today: Acme. This morning's brief has gone out" in said.text
    assert labels(said) == ["In 2 hours", "At 16:00", "Change", "Undo"]

    await press(steady_world, said, "At 16:00")
    await steady_world.until(utc(3, 2, 14, 50))
    assert "Acme is due today." in steady_world.last().text


async def test_today_after_the_brief_without_an_hour_waits_for_the_next(
    steady_world: World,
) -> None:
    await echo(steady_world, "Acme today")
    await steady_world.until(utc(3, 3, 7, 29))
    assert steady_world.dms() == []
    await steady_world.until(TUESDAY_BRIEF)
    assert "Acme is due Mon" in steady_world.last().text
