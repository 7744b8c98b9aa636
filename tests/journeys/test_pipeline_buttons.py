"""Deals over signed HTTP: every button finishes its job in place, and can be undone."""

import asyncio
from dataclasses import replace

import pytest

from tests.journeys.deals import asked, chosen, pressed
from tests.journeys.steps import labels, texts
from tests.world import World


@pytest.fixture
async def w(steady_world: World) -> World:
    """Everything is counted in euros, and Ana has one deal with Acme."""
    await steady_world.pipeline("currency EUR", steady_world.mia)
    await steady_world.pipeline('add Acme "New line" €40k')
    return steady_world


async def test_a_line_of_a_list_opens_the_whole_deal(w: World) -> None:
    whole = await pressed(w, await asked(w, "list"), "Open")
    assert "New line at Acme" in whole.text
    assert "It has no next date: neither a yes, a no, nor a day." in whole.text
    assert labels(whole) == ["Move on to Explore", "Set a date", "Won", "Lost"]


async def test_one_press_moves_it_on_and_undo_takes_it_back(w: World) -> None:
    whole = await pressed(w, await asked(w, "list"), "Open")

    moved = await pressed(w, whole, "Move on to Explore")

    assert "is at “Explore” now; it was at “Meet”." in moved.text
    taken_back = await pressed(w, moved, "Undo")
    assert "It stands as before: New line at Acme, €40,000, at “Meet”." in taken_back.text


async def test_pressing_move_on_twice_moves_one_stage(w: World) -> None:
    whole = await pressed(w, await asked(w, "list"), "Open")
    await asyncio.gather(*(pressed(w, whole, "Move on to Explore") for _ in range(2)))
    assert "New line at Acme, €40,000: Explore" in await w.pipeline("list")


async def test_the_last_stage_offers_no_further_one(w: World) -> None:
    await w.pipeline("move Acme decide")
    whole = await pressed(w, await asked(w, "list"), "Open")
    assert labels(whole) == ["Set a date", "Won", "Lost"]


async def test_one_press_wins_it_and_undo_opens_it_again(w: World) -> None:
    whole = await pressed(w, await asked(w, "list"), "Open")

    won = await pressed(w, whole, "Won")

    assert "Won: New line at Acme, €40,000." in won.text
    await pressed(w, won, "Undo")
    assert "New line at Acme, €40,000: Meet" in await w.pipeline("list")


async def test_winning_twice_is_harmless_and_said_to_be(w: World) -> None:
    whole = await pressed(w, await asked(w, "list"), "Open")
    as_it_was = replace(whole)
    await pressed(w, whole, "Won")

    again = await pressed(w, as_it_was, "Won")

    assert "New line at Acme ended on Monday 2 March." in again.text
    assert (await w.pipeline("list won")).count("New line") == 1


async def test_one_press_loses_it_and_the_reason_is_a_choice(w: World) -> None:
    whole = await pressed(w, await asked(w, "list"), "Open")

    lost = await pressed(w, whole, "Lost")

    assert "Why did they say no? When to try again depends on it." in lost.text
    told = await chosen(w, lost, "Add the reason", "The timing")
    assert "The reason you gave: the timing." in told.text
    assert "A second try on Tuesday 2 June?" in told.text
    assert "Lost on Monday 2 March: the timing." in await w.pipeline("list lost")


async def test_only_this_deal_leaves_the_client(w: World) -> None:
    lost = await asked(w, "lost Acme the price")
    only = await pressed(w, lost, "Only this deal")
    assert "or only this deal?" not in only.text
    told = await chosen(w, only, "Change the reason", "No budget")
    assert "or only this deal?" not in told.text
    assert "Prospect" in await w.client("Acme")


async def test_a_next_step_of_several_deals_asks_which(w: World) -> None:
    await w.pipeline('add Acme "Fleet" €10k')
    question = await asked(w, 'next Acme 20 March "after the board"')
    assert "Which one has a next step?" in question.text

    saved = await pressed(w, question, "Acme, Fleet, €10,000, Meet")

    assert "I'll bring Acme back on Friday 20 March" in saved.text
    assert "New line at Acme" in await w.pipeline("list circles")
    assert "Fleet" not in await w.pipeline("list circles")


async def test_a_next_step_with_two_days_asks_which(w: World) -> None:
    question = await asked(w, "next Acme next Tuesday")
    assert labels(question) == ["Tue 3 Mar", "Tue 10 Mar", "Another date"]

    saved = await pressed(w, question, "Tue 10 Mar")

    assert "Tuesday 10 March" in saved.text
    assert "Every open deal has its next date." in await w.pipeline("list circles")


async def test_a_next_step_at_a_name_nearly_right_asks_whose(w: World) -> None:
    question = await asked(w, "next Acmee 20 March")
    assert "I'll bring Acme back on Friday 20 March" in (await pressed(w, question, "Acme")).text


async def test_the_client_too_closes_everything_there(w: World) -> None:
    await w.pipeline('add Acme "Fleet" €10k')
    await w.said("Acme 20 March")
    lost = await asked(w, "lost Acme New line the price")

    too = await pressed(w, lost, "The client too")

    assert "Acme said no, so we let it go. I closed one deal and your follow-up" in too.text
    assert "Lost since" in await w.client("Acme") or "Lost" in await w.client("Acme")
    assert "No deal is open" in await w.pipeline("list")


async def test_a_later_try_is_one_press(w: World) -> None:
    lost = await asked(w, "lost Acme the price")
    again = await pressed(w, lost, "Bring it back then")
    assert "A second try with Acme comes back on Wednesday 2 September" in again.text


async def test_a_deal_that_ended_is_opened_again(w: World) -> None:
    await w.pipeline("won Acme")
    whole = await pressed(w, await asked(w, "list won"), "Open")
    assert labels(whole) == ["Open it again"]
    assert "Open again: New line at Acme" in (await pressed(w, whole, "Open it again")).text


async def test_a_name_nearly_right_is_asked_about(w: World) -> None:
    question = await asked(w, "won Acmee €38k")
    assert labels(question) == ["Acme"]
    assert "Won: New line at Acme, €38,000." in (await pressed(w, question, "Acme")).text


async def test_a_new_client_may_have_nearly_the_same_name(w: World) -> None:
    question = await asked(w, "add Acmee €5k")
    assert labels(question) == ["Acme", "New: Acmee"]
    assert "Saved: Acmee, €5,000" in (await pressed(w, question, "New: Acmee")).text


async def test_a_list_of_a_name_nearly_right_is_asked_about(w: World) -> None:
    question = await asked(w, "list Acmee")
    assert "Deals with Acme: 1." in (await pressed(w, question, "Acme")).text


async def test_the_overview_leads_on(w: World) -> None:
    overview = await asked(w, "")
    assert labels(overview) == [
        *("Set a date", "New deal", "All my deals", "Choose a target", "If one client left")
    ]
    assert "Your open deals: 1." in (await pressed(w, overview, "All my deals")).text
    again = await asked(w, "")
    assert "No client pays you yet" in (await pressed(w, again, "If one client left")).text


async def test_home_shows_the_pipeline_and_what_has_no_date(w: World) -> None:
    await w.pipeline("target €100k")
    await w.slack.open_home(w.ana.id)
    home = w.slack.home(w.ana.id)
    assert "€40,000 is open, in one deal, against €100,000: €60,000 short." in texts(home)
    assert "One deal, worth €40,000, has no next date." in texts(home)
    assert "New line at Acme, €40,000: Meet." in texts(home)


async def test_home_says_nothing_of_deals_to_who_has_none(w: World) -> None:
    await w.slack.open_home(w.ben.id)
    assert "Your pipeline" not in texts(w.slack.home(w.ben.id))


async def test_a_clients_card_shows_its_open_deals(w: World) -> None:
    card = await w.client("Acme")
    assert "In the pipeline:\n• New line at Acme, €40,000: Meet, since today." in card


async def test_parting_says_whether_the_pipeline_replaces_it(w: World) -> None:
    await w.client("add Initech, €84k")
    await w.pipeline("add Initech €1k")
    await w.pipeline("won Initech")
    said = await w.client("part Initech", w.mia)
    assert "What you are likely to win elsewhere" in said


async def test_a_button_of_a_deal_that_is_gone_says_so(w: World) -> None:
    added = await asked(w, 'add Globex "Boat" €1k')
    listed = await asked(w, "list Globex")
    await pressed(w, added, "Undo")
    assert "I no longer have that deal." in (await pressed(w, listed, "Open")).text
