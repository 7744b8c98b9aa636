"""What a deal does to its client, and a client to its deals, when one of them has ended."""

import pytest

from tests.journeys.deals import asked, pressed
from tests.journeys.steps import utc
from tests.world import World


@pytest.fixture
async def w(steady_world: World) -> World:
    """Everything is counted in euros; Ben is known."""
    await steady_world.pipeline("currency EUR", steady_world.mia)
    await steady_world.pipeline("", steady_world.ben)
    return steady_world


# Clients that said no, or were let go


async def test_whoever_asked_not_to_be_contacted_is_sold_nothing(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.client("lost Acme asked not to be contacted")
    refused = "Acme asked not to be contacted, so I open no deal with them. Nothing was saved."
    assert refused in await w.pipeline('add Acme "Other" €5k')
    assert refused in await w.pipeline("reopen Acme")
    assert "No deal is open." in await w.pipeline("list")


async def test_a_deal_with_a_lost_client_says_that_it_is_lost(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.client("lost Acme the price")
    noted = "Acme is noted as lost, and stays so until a deal is won or an order comes."
    assert noted in await w.pipeline('add Acme "Other" €5k')
    assert noted in await w.pipeline("reopen Acme Acme")
    assert "Lost" in await w.client("Acme")
    await w.pipeline("won Acme Other")
    assert "Pays us" in await w.client("Acme")


async def test_a_deal_with_a_client_we_parted_from_says_so(w: World) -> None:
    await w.client("add Acme")
    seen = await w.slack.command(w.ana.id, "/client", "part Acme")
    await pressed(w, seen.messages[0], "Part from Acme")
    assert "We parted from Acme. It stays so until a deal is won" in await w.pipeline(
        "add Acme €5k"
    )


async def test_a_client_lost_already_is_not_lost_a_second_time(w: World) -> None:
    await w.pipeline('add Acme "One" €40k')
    await w.pipeline('add Acme "Two" €30k')
    one = await asked(w, "lost Acme One price")
    await w.client("lost Acme the price")
    beside = await pressed(w, one, "The client too")
    assert "Acme is noted as lost already. Nothing was changed." in beside.text
    undone = await w.pipeline("undo")
    assert "colleague" not in undone
    assert "Prospect" in await w.client("Acme")


# Won, and open again


async def test_a_client_whose_only_order_goes_on_after_all_is_a_prospect_again(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.pipeline("won Acme")
    assert "Pays us" in await w.client("Acme")
    said = await w.pipeline("reopen Acme")
    assert "Acme has no order now, so it is a prospect again." in said
    assert "Prospect" in await w.client("Acme")
    await w.pipeline("undo")
    assert "Pays us" in await w.client("Acme")


async def test_a_client_with_another_order_goes_on_paying(w: World) -> None:
    await w.client("add Acme")
    await w.client("order Acme €5k")
    await w.pipeline("add Acme €40k")
    await w.pipeline("won Acme")
    assert "prospect" not in await w.pipeline("reopen Acme")
    assert "Pays us" in await w.client("Acme")


async def test_an_old_proposal_leaves_a_newer_yearly_value_alone(w: World) -> None:
    await w.pipeline("add Acme €40k")
    won = await asked(w, "won Acme")
    await w.client("value Acme €50k")
    beside = await pressed(w, won, "Note it")
    assert "What Acme is worth a year has been changed since, so I left it." in beside.text
    assert "€50,000 a year" in await w.client("Acme")


# Taken back


async def test_a_stage_that_deals_stand_on_is_not_taken_back(w: World) -> None:
    await w.pipeline('stages add "Pilot" 55 after 4', w.mia)
    await w.pipeline("add Acme €40k pilot")
    assert "Deals stand on that stage by now, so I left it." in await w.pipeline("undo", w.mia)
    assert "Pilot" in await w.pipeline("stages")
    await w.pipeline("move Acme decide")
    assert "The ladder is as it was." in await w.pipeline("undo", w.mia)
    assert "Pilot" not in await w.pipeline("stages")


async def test_a_target_is_not_taken_back_into_another_currency(w: World) -> None:
    await w.pipeline("rate USD 0.5", w.mia)
    await w.pipeline("target 400k")
    await w.pipeline("target 500k")
    await w.pipeline("target team 1m", w.mia)
    await w.pipeline("target team 2m", w.mia)
    await w.pipeline("currency USD", w.mia)
    assert "That has been changed since" in await w.pipeline("undo")
    assert "$1,000,000" in await w.pipeline("")
    assert "That has been changed since" in await w.pipeline("undo", w.mia)


async def test_a_date_left_on_a_deal_that_was_given_away_is_told_of_when_the_deal_is_lost(
    w: World,
) -> None:
    await w.pipeline("add Acme €40k")
    await w.pipeline('next Acme 10 March "after the board"')
    await w.client("give Acme @Ben")
    await w.pipeline("lost Acme the price", w.ben)
    await w.until(utc(3, 2, 9, 1))
    told = w.last()
    assert "Acme said no to Ana. You have a date there, and it stands" in told.text
    assert "after the board" in told.text
    assert "Acme" in await w.said("list")
