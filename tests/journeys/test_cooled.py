"""A buyer who cools off is met with patience, and silence is left alone (S1-1, S1-3)."""

from dataclasses import replace

import pytest

from bot.demo.standin import Message
from tests.journeys.deals import pressed
from tests.journeys.steps import echo, labels, utc
from tests.world import World

ORDINARY = "A buyer who cools off is not a lost one."


@pytest.fixture
async def w(steady_world: World) -> World:
    """Mia manages; Acme named 12 March."""
    await steady_world.client("list", steady_world.mia)
    await steady_world.said('Acme 12 March "after our board has met"')
    return steady_world


async def put_off(w: World, day: str) -> Message:
    return await echo(w, f'moved Acme {day} "not yet"')


async def touched(w: World, text: str = "touch Acme mail out") -> Message:
    seen = await w.slack.command(w.ana.id, "/client", text)
    assert len(seen.messages) == 1, seen.error
    return seen.messages[0]


async def out(w: World, times: int) -> Message:
    told = await touched(w, "touch Acme mail out, try 0")
    for n in range(1, times):
        told = await touched(w, f"touch Acme mail out, try {n}")
    return told


async def test_the_first_put_off_brings_reasons_a_question_and_a_light_rhythm(w: World) -> None:
    told = await put_off(w, "26 March")

    assert ORDINARY in told.text
    assert "“What has changed on your side since we spoke?”" in told.text
    assert "Perhaps somebody else there has more time for it" in told.text
    assert labels(told) == ["A word every 60 days", "Talk it over", "Change", "Undo"]
    assert "Either answer is fine" not in told.text


async def test_the_second_asks_for_fit_and_tells_the_reasons_no_more(w: World) -> None:
    await put_off(w, "26 March")

    told = await put_off(w, "16 April")

    assert ORDINARY not in told.text
    assert "“What has changed on your side since we spoke?”" in told.text
    assert labels(told) == ["Are they a fit?", "Talk it over", "Change", "Undo"]


async def test_the_third_says_nothing_of_patience(w: World) -> None:
    await put_off(w, "26 March")
    await put_off(w, "16 April")

    told = await put_off(w, "7 May")

    assert "What has changed on your side" not in told.text
    assert labels(told) == ["Change", "Undo"]


async def test_a_day_later_is_no_put_off_and_says_nothing(w: World) -> None:
    told = await put_off(w, "13 March")

    assert "What has changed on your side" not in told.text
    assert labels(told) == ["Change", "Undo"]


async def test_somebody_else_we_know_there_is_named(w: World) -> None:
    await w.client("contact Acme add Jo Smith, buyer")
    await w.client("contact Acme add Max Roe")
    await w.client("touch Acme call with Max Roe")

    told = await put_off(w, "26 March")

    assert "Jo Smith (buyer) may have more time for it just now." in told.text


async def test_talked_over_the_manager_hears_of_it_once_in_office_hours(w: World) -> None:
    told = await put_off(w, "26 March")
    copy = replace(told)

    await pressed(w, told, "Talk it over")
    assert "Mia hears that you would like to talk about Acme, and nothing else." in told.text
    await pressed(w, copy, "Talk it over")
    assert w.dms(w.mia) == []
    await w.until(utc(3, 2, 14, 0))

    heard = [m.text for m in w.dms(w.mia)]
    assert len(heard) == 1
    assert "Ana would like to talk Acme over with you." in heard[0]
    assert "after our board" not in heard[0]


async def test_a_client_lost_meanwhile_is_not_talked_over(w: World) -> None:
    told = await put_off(w, "26 March")
    await pressed(w, told, "Talk it over")
    await w.client("lost Acme the price")

    await w.until(utc(3, 2, 14, 0))

    assert not any("talk Acme over" in m.text for m in w.dms(w.mia))


async def test_without_a_manager_nothing_is_sent(steady_world: World) -> None:
    w = steady_world
    await w.said('Acme 12 March "after our board has met"')
    told = await put_off(w, "26 March")
    seen = await pressed(w, told, "Talk it over")

    assert "I know no manager to tell." in seen.text


async def test_a_good_fit_that_feels_colder_is_met_with_the_same_patience(w: World) -> None:
    await w.client("fit Acme yes yes yes yes")
    await touched(w, "touch Acme call cold")

    told = await touched(w, "touch Acme call cold, again")

    assert ORDINARY in told.text
    assert "Talk it over" in labels(told)
    assert "Either answer is fine" not in told.text


async def test_three_touches_without_an_answer_are_not_left_yet(w: World) -> None:
    told = await out(w, 3)

    assert "Leave it until" not in "".join(labels(told))
    assert "in two weeks" not in told.text


async def test_the_date_that_stands_is_what_it_is_left_until(w: World) -> None:
    told = await out(w, 4)

    assert "leave it until Thursday 12 March, the date that stands." in told.text
    assert not any("Leave it" in label for label in labels(told))


async def test_four_touches_offer_a_day_to_leave_it_until(steady_world: World) -> None:
    w = steady_world
    await w.client("add Acme")
    told = await out(w, 4)
    assert "Silence may be an answer too; leave it for a while." in told.text
    assert labels(told) == ["Leave it until Mon 30 Mar", "Another day", "Undo"]
    copy = replace(told)

    await pressed(w, told, "Leave it until Mon 30 Mar")
    await pressed(w, copy, "Leave it until Mon 30 Mar")

    assert "Monday 30 March" in told.text
    assert (await w.said("list")).count("30 Mar") == 1


async def test_an_answer_in_between_sets_the_count_back(steady_world: World) -> None:
    w = steady_world
    await w.client("add Acme")
    await out(w, 3)
    await touched(w, "touch Acme mail in, they wrote")

    told = await touched(w)

    assert "Leave it" not in "".join(labels(told))


async def test_old_touches_do_not_count(steady_world: World) -> None:
    w = steady_world
    await w.client("add Acme")
    for day in ("10 February", "12 February", "14 February"):
        await touched(w, f"touch Acme mail out {day}")

    told = await touched(w)

    assert "Leave it" not in "".join(labels(told))


async def test_after_a_loss_it_is_not_left_until_anything(steady_world: World) -> None:
    w = steady_world
    await w.client("add Acme")
    told = await out(w, 4)
    await w.client("lost Acme the price")

    seen = await pressed(w, told, "Leave it until Mon 30 Mar")

    assert "Acme is not a client of ours any more" in seen.text
