"""A no closes the rep's own dates; a colleague is told within office hours, and decides."""

from tests.journeys.deals import asked, newest, pressed
from tests.journeys.steps import echo, labels, press, utc
from tests.world import World


async def both_have_dates(world: World) -> None:
    await echo(world, 'Globex 20 March 3pm "after the audit"')
    await echo(world, 'Globex 24 March 3pm "when the plant is open" my secret note', world.ben)


async def test_a_colleague_is_told_at_once_within_office_hours(steady_world: World) -> None:
    await both_have_dates(steady_world)
    said = await steady_world.said("no Globex the price")
    assert "The colleague with something open there hears of it" in said
    await steady_world.until(utc(3, 2, 9, 1))

    told = steady_world.last(steady_world.ben)
    assert "Globex said no to Ana." in told.text
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


async def test_outside_office_hours_the_colleague_hears_with_the_next_brief(
    steady_world: World,
) -> None:
    await both_have_dates(steady_world)
    await steady_world.until(utc(3, 6, 19))  # Friday evening in London
    await echo(steady_world, "no Globex")
    await steady_world.until(utc(3, 9, 8, 29))
    assert steady_world.dms(steady_world.ben) == []
    await steady_world.until(utc(3, 9, 8, 30))
    assert "Globex said no to Ana." in steady_world.last(steady_world.ben).text


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


async def test_a_no_taken_back_outside_hours_is_told_with_the_next_brief(
    steady_world: World,
) -> None:
    await both_have_dates(steady_world)
    await steady_world.until(utc(3, 6, 17, 58))  # just before London closes
    said = await echo(steady_world, "no Globex")
    await steady_world.until(utc(3, 6, 17, 59))
    await steady_world.until(utc(3, 6, 18, 5))
    await press(steady_world, said, "Undo")
    await steady_world.until(utc(3, 9, 8, 29))
    assert len(steady_world.dms(steady_world.ben)) == 1
    await steady_world.until(utc(3, 9, 8, 30))
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


async def ben_sells_to_acme(world: World) -> None:
    await world.client("add Acme")
    await asked(world, 'add Acme "New line" €90k', world.ben)


async def test_a_client_that_is_let_go_leaves_a_colleagues_deal_and_tells_the_colleague(
    steady_world: World,
) -> None:
    await ben_sells_to_acme(steady_world)
    seen = await steady_world.slack.command(steady_world.ana.id, "/client", "part Acme")
    parted = await pressed(steady_world, seen.messages[0], "Part from Acme")
    assert "The colleague with something open there hears of it" in parted.text
    await steady_world.until(utc(3, 2, 9, 1))

    told = steady_world.last(steady_world.ben)
    assert (
        "We part from Acme. You have a deal there, and it stands until you say otherwise."
        in told.text
    )
    assert "New line at Acme, €90,000: Meet" in told.text
    assert labels(told) == ["They said no", "Open"]
    assert "New line" in await steady_world.pipeline("list", steady_world.ben)
    await pressed(steady_world, told, "They said no", steady_world.ben)
    assert "New line at Acme, €90,000. Lost" in told.text
    assert "No deal is open." in await steady_world.pipeline("list", steady_world.ben)


async def test_a_parting_taken_back_is_told_to_the_colleague_who_heard_of_it(
    steady_world: World,
) -> None:
    await ben_sells_to_acme(steady_world)
    seen = await steady_world.slack.command(steady_world.ana.id, "/client", "part Acme")
    parted = await pressed(steady_world, seen.messages[0], "Part from Acme")
    await steady_world.until(utc(3, 2, 9, 1))
    await pressed(steady_world, parted, "Undo")
    await steady_world.until(utc(3, 2, 9, 5))
    told = steady_world.last(steady_world.ben).text
    assert "We do not part from Acme after all: that was taken back." in told


async def test_a_manager_who_agrees_to_a_parting_leaves_a_colleagues_deal_too(
    steady_world: World,
) -> None:
    await steady_world.client("list", steady_world.mia)
    await ben_sells_to_acme(steady_world)
    await steady_world.client("value Acme €84k")
    await steady_world.client("add Hooli, €9k")
    await asked(steady_world, 'add Acme "Mine" €5k')
    seen = await steady_world.slack.command(steady_world.ana.id, "/client", "part Acme they shout")
    await pressed(steady_world, seen.messages[0], "Ask Mia")
    await steady_world.fill_in({})
    await steady_world.until(utc(3, 2, 14, 0))
    await pressed(steady_world, steady_world.last(steady_world.mia), "Agree", steady_world.mia)
    await steady_world.until(utc(3, 2, 14, 1))
    assert "We part from Acme. You have a deal there" in steady_world.last(steady_world.ben).text
    assert "New line" in await steady_world.pipeline("list", steady_world.ben)
    assert "No deal is open." in await steady_world.pipeline("list")


async def test_a_colleague_with_only_a_deal_hears_of_a_no_as_well(steady_world: World) -> None:
    await ben_sells_to_acme(steady_world)
    said = await steady_world.client("lost Acme the price")
    assert "The colleague with something open there hears of it" in said
    await steady_world.until(utc(3, 2, 9, 1))
    told = steady_world.last(steady_world.ben)
    assert "Acme said no to Ana. You have a deal there" in told.text
    assert labels(told) == ["They said no to me too", "Open"]
    opened = await pressed(steady_world, told, "Open", steady_world.ben)
    assert "New line" in newest(steady_world, opened).text
