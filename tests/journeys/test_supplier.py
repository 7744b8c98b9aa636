"""Whom a prospect buys from now, and the day four months before that ends (S1-4)."""

from dataclasses import replace

import pytest

from tests.journeys.deals import pressed
from tests.journeys.steps import line, texts, utc
from tests.world import World

LINE = 'supplier Acme Initrode until 30 June 2027 "nobody answers the phone"'


@pytest.fixture
async def w(steady_world: World) -> World:
    await steady_world.client("add Acme, every 700 days")
    return steady_world


async def test_it_is_brought_up_four_months_before_in_their_words(w: World) -> None:
    told = await line(w, LINE)
    assert "Acme buys from Initrode until Wednesday 30 June 2027." in told.text
    assert "I bring it up on Tuesday 2 March 2027, about four months before." in told.text
    assert "“nobody answers the phone”" in told.text
    assert "Now buys from Initrode until Wednesday 30 June 2027." in await w.client("Acme")

    await w.until(utc(3, 1, 20, year=2027))
    assert w.dms() == []
    await w.until(utc(3, 2, 7, 30, year=2027))

    assert "“nobody answers the phone”" in w.last().text


async def test_another_end_moves_it_and_leaves_one(w: World) -> None:
    await line(w, LINE)

    told = await line(w, "supplier Acme Initrode until 31 December 2027")

    assert "I bring it up on Thursday 2 September 2027" in told.text
    listed = await w.said("list")
    assert listed.count("Acme") == 1
    assert "“nobody answers the phone”" in await w.client("Acme")


async def test_the_same_end_again_changes_no_date(w: World) -> None:
    await line(w, LINE)

    told = await line(w, "supplier Acme Hooli until 30 June 2027")

    assert "Acme buys from Hooli until Wednesday 30 June 2027." in told.text
    assert "I bring it up" not in told.text
    assert (await w.said("list")).count("Acme") == 1


async def test_undone_the_end_before_counts_again(w: World) -> None:
    await line(w, LINE)
    told = await line(w, "supplier Acme Initrode until 31 December 2027")
    copy = replace(told)

    await pressed(w, told, "Undo")
    again = await pressed(w, copy, "Undo")

    assert "already" in again.text or "taken back" in again.text.casefold()
    assert "until Wednesday 30 June 2027" in await w.client("Acme")
    assert "2 Mar 2027" in await w.said("list")


async def test_an_end_that_is_near_is_brought_up_tomorrow(w: World) -> None:
    told = await line(w, "supplier Acme Initrode until 1 May")

    assert "I bring it up on Tuesday 3 March: that end is near." in told.text


async def test_a_name_alone_sets_no_date(w: World) -> None:
    told = await line(w, "supplier Acme Initrode")

    assert told.text == "Acme buys from Initrode."
    assert "nothing" in await w.said("list")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("supplier Acme Initrode until 3 May 2020", "is past"),
        ("supplier Acme Initrode until whenever", "I could not read"),
    ],
)
async def test_what_is_not_clear_saves_nothing(w: World, text: str, said: str) -> None:
    told = await line(w, text)

    assert said in told.text
    assert "nothing" in await w.said("list")
    assert "buys from" not in await w.client("Acme")


async def test_a_loss_to_a_competitor_is_tried_again_four_months_before_that_end(w: World) -> None:
    await line(w, LINE)

    told = await line(w, "lost Acme went with a competitor")

    assert "2 March 2027" in told.text


async def test_a_lost_client_is_left_as_it_is(w: World) -> None:
    await w.client("lost Acme the price")

    told = await line(w, LINE)

    assert "Acme is not a client of ours any more" in told.text


async def test_a_date_five_years_ahead_still_arrives(w: World) -> None:
    await w.said('Acme 2 March 2031 "when the plant is built"')

    await w.until(utc(3, 1, 20, year=2031))
    assert not any("when the plant is built" in m.text for m in w.dms())
    await w.until(utc(3, 3, 8, year=2031))

    assert any("when the plant is built" in m.text for m in w.dms())


async def test_alone_it_opens_the_form_and_keeps_what_is_sent(w: World) -> None:
    await w.client("supplier Acme")
    assert "Whom does Acme buy from now?" in texts(w.slack.view(w.ana.id))
    filled = {"supplier": "Initrode", "day": "2027-06-30", "words": "nobody answers the phone"}
    seen = await w.fill_in(filled)
    assert seen.errors == {}
    assert "Now buys from Initrode until Wednesday 30 June 2027." in await w.client("Acme")
    assert "Acme" in await w.said("list")


async def test_an_end_in_the_past_stands_under_its_field_and_saves_nothing(w: World) -> None:
    await w.client("supplier Acme")
    seen = await w.fill_in({"supplier": "Initrode", "day": "2020-05-03"})
    assert "day" in seen.errors
    assert "buys from" not in await w.client("Acme")


async def test_from_the_card_the_form_is_one_press_away_and_filled_in(w: World) -> None:
    await line(w, LINE)
    card = await line(w, "Acme")
    await pressed(w, card, "Their supplier")
    assert "Whom does Acme buy from now?" in texts(w.slack.view(w.ana.id))
    assert "Initrode" in str(w.slack.view(w.ana.id))


async def test_an_old_card_after_a_merge_opens_the_form_of_the_client_that_stayed(
    w: World,
) -> None:
    card = await line(w, "Acme")
    await w.client("add Hooli")
    await w.client("merge Acme into Hooli")
    await pressed(w, card, "Their supplier")
    assert "Whom does Hooli buy from now?" in texts(w.slack.view(w.ana.id))
