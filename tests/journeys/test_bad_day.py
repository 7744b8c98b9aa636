"""A bad day, never a bad week: what is said after a client was lost (S0-7, S2-6)."""

import pytest

from tests.journeys.deals import chosen
from tests.journeys.steps import MANY, echo, labels, press, utc
from tests.world import World

DOORS = "Other doors are open:"
KIND = "Losing a client who trusted you hurts"


@pytest.fixture
async def w(steady_world: World) -> World:
    """Acme pays Ana, €90,000 a year; five deals of €20,000 were won elsewhere."""
    world = steady_world
    await world.pipeline("currency EUR", world.mia)
    for name in ("Acme", *MANY[:5]):
        await world.client(f"touch {name}")
        await world.pipeline(f"add {name} €20k")
        await world.pipeline(f"won {name}")
    await world.client("value Acme €90k")
    return world


def after_loss(world: World) -> list[str]:
    return [m.text for m in world.dms()]


async def test_that_day_there_is_a_kind_word_and_nothing_else(w: World) -> None:
    for name in MANY[6:10]:
        await w.pipeline(f"add {name} €10k")
    said = await w.client("lost Acme")
    assert KIND in said
    assert DOORS not in said
    await w.until(utc(3, 2, 18))
    assert w.dms() == []


async def test_the_next_working_day_brings_the_loss_in_work_to_do(w: World) -> None:
    await w.client("lost Acme")
    await w.until(utc(3, 3, 7, 30))
    assert after_loss(w) == [
        "Acme was lost on Monday 2 March, worth €90,000 a year. That is five deals of the usual "
        "size (€20,000) to win. I assume that one in four is won (25 %) until twenty "
        "have been closed, so 18 deals to open, or about 54 first "
        "conversations. One at a time; the first is today's."
    ]


async def test_a_week_later_it_asks_whether_it_was_in_our_hands(w: World) -> None:
    await w.client("lost Acme")
    await w.until(utc(3, 9, 7, 30))
    said = w.last()
    assert said.text.startswith("A week ago Acme was lost. Looking back: was it in our hands?")
    assert labels(said) == ["Yes", "Partly", "No"]
    await press(w, said, "Partly")
    assert said.text.startswith("Then part of it can be done differently next time")
    await press(w, said, "Undo")
    assert labels(said) == ["Yes", "Partly", "No"]


async def test_after_thirty_and_ninety_days_it_says_what_was_replaced(w: World) -> None:
    await w.client("lost Acme")
    await w.until(utc(3, 4, 8))
    await w.pipeline("add Rivulet €30k")
    await w.pipeline("won Rivulet")
    await w.until(utc(4, 1, 8))
    about = [text for text in after_loss(w) if "days ago" in text]
    assert about == [
        "30 days ago Acme was lost, worth €90,000 a year. Since then you have won €30,000: 33 % of "
        "it is replaced."
    ]
    await w.until(utc(6, 1, 8))
    assert len([text for text in after_loss(w) if text.startswith("90 days ago")]) == 1


@pytest.mark.parametrize("how", ["undo", "won back"])
async def test_taken_back_or_won_back_nothing_more_is_said_of_it(w: World, how: str) -> None:
    await w.client("lost Acme")
    if how == "undo":
        await w.client("undo")
    else:
        await w.client("order Acme €5k")
    await w.until(utc(6, 5, 18))
    assert [text for text in after_loss(w) if "lost" in text] == []


async def test_a_client_without_a_value_is_said_to_have_none(w: World) -> None:
    await w.client("lost Aldgate")
    await w.until(utc(3, 3, 7, 30))
    assert after_loss(w) == [
        "Aldgate was lost on Monday 2 March. I know no value for it that I can count, so I cannot "
        "say what replaces it. A good start is one first conversation today."
    ]
    await w.until(utc(4, 8, 18))
    assert [text for text in after_loss(w) if "days ago" in text] == []


async def test_a_prospect_that_says_no_is_no_bad_day(w: World) -> None:
    await echo(w, "Hooli 20 March")
    assert KIND not in await w.client("lost Hooli")
    await w.until(utc(3, 13, 18))
    assert [text for text in after_loss(w) if "Hooli" in text] == []


async def test_after_a_no_three_other_doors_are_named_and_open(w: World) -> None:
    for n, name in enumerate(MANY[6:10]):
        await w.pipeline(f"add {name} €{n + 1}0k")
    await w.pipeline("add Hooli €5k")
    said = await w.pipeline("lost Hooli")
    assert said.endswith(f"{DOORS}\nJupiter, €40,000.\nInkwell, €30,000.\nHawthorn, €20,000.")


async def test_with_fewer_than_three_none_is_named(w: World) -> None:
    for name in MANY[6:8]:
        await w.pipeline(f"add {name} €10k")
    await w.pipeline("add Hooli €5k")
    assert DOORS not in await w.pipeline("lost Hooli")


async def test_on_the_day_a_client_was_lost_no_later_no_names_doors_either(w: World) -> None:
    for name in MANY[6:10]:
        await w.pipeline(f"add {name} €10k")
    await w.pipeline("add Hooli €5k")
    await w.client("lost Acme")
    assert DOORS not in await w.pipeline("lost Hooli")


async def test_a_reason_told_days_later_speaks_of_no_bad_day(w: World) -> None:
    lost = await w.slack.command(w.ana.id, "/client", "lost Acme")
    (said,) = lost.messages
    assert KIND in said.text
    await w.until(utc(3, 5, 10))
    told = await chosen(w, said, "Add the reason", "The price")
    assert "Acme said no" in told.text
    assert KIND not in told.text


async def brief_of(w: World, day: int, is_lost: bool) -> str:
    """A brief of March by which clients are quiet; Acme was lost that morning, or was not."""
    await w.until(utc(3, day, 5))
    await w.followup(f"Rivulet {day} March")
    if is_lost:
        await w.client("lost Acme")
    await w.until(utc(3, day, 7, 30))
    return next(m.text for m in w.dms() if "Rivulet" in m.text)


QUIET, CHECKLIST = (16, "contact I know of"), (20, "Whom did you speak to this week?")


@pytest.mark.parametrize(("day", "line"), [QUIET, CHECKLIST])
async def test_on_the_day_of_a_loss_no_quiet_line_and_no_checklist_is_said(
    w: World, day: int, line: str
) -> None:
    assert line not in await brief_of(w, day, is_lost=True)


@pytest.mark.parametrize(("day", "line"), [QUIET, CHECKLIST])
async def test_on_any_other_such_day_it_is(w: World, day: int, line: str) -> None:
    assert line in await brief_of(w, day, is_lost=False)
