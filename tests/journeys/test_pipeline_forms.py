"""Deals over signed HTTP: every form, what it holds when it opens, and what comes of it."""

import pytest

from tests.journeys.deals import asked, pressed
from tests.journeys.steps import texts
from tests.world import World


@pytest.fixture
async def w(steady_world: World) -> World:
    """Everything is counted in euros, and Ana has one deal with Acme."""
    await steady_world.pipeline("currency EUR", steady_world.mia)
    await steady_world.pipeline('add Acme "New line" €40k close 30 June')
    return steady_world


def form(w: World) -> str:
    """Everything in the open form."""
    view = w.slack.view(w.ana.id)
    assert view is not None
    return str(view)


def stage(w: World, name: str) -> str:
    """The value of a stage in the open form."""
    view = w.slack.view(w.ana.id)
    assert view is not None
    field = next(b for b in view["blocks"] if b.get("block_id") == "stage")
    return next(o["value"] for o in field["element"]["options"] if o["text"]["text"] == name)


async def test_add_alone_opens_the_form_and_saves_a_deal(w: World) -> None:
    await w.slack.command(w.ana.id, "/pipeline", "add")
    assert "What have they agreed to?" in form(w)
    facts: dict[str, object] = {"client": "new:Globex", "amount": "40.000,00 €", "name": "Fleet"}
    facts |= {"stage": stage(w, "Decide"), "close_on": "2026-06-30", "decide_by": "2026-06-15"}

    await w.fill_in(facts)

    said = texts(w.slack.view(w.ana.id))
    assert "Saved: Fleet at Globex, €40,000, at “Decide”." in said
    assert "They said they will have decided by Monday 15 June." in said


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"amount": "ten"}, "amount", "I could not read “ten” as an amount."),
        ({"amount": "0"}, "amount", "Write an amount above zero"),
        ({"amount": "-5"}, "amount", "Write an amount above zero"),
        ({"amount": "1000000000000000"}, "amount", "I cannot keep as much"),
        ({"amount": "5k", "close_on": "2026-03-01"}, "close_on", "That day is past."),
        ({"amount": "5k", "decide_by": "2026-03-01"}, "decide_by", "That day is past."),
    ],
)
async def test_what_is_wrong_stands_under_its_field(
    w: World, typed: dict[str, object], field: str, said: str
) -> None:
    await w.slack.command(w.ana.id, "/pipeline", "add")
    seen = await w.fill_in({"client": "new:Globex"} | typed)
    assert said in seen.errors[field]
    assert "Globex" not in await w.pipeline("list")


async def test_a_deal_is_changed_in_its_form_and_the_message_follows(w: World) -> None:
    added = await asked(w, "add Globex €5k")
    await pressed(w, added, "Change")
    assert "€5,000" in form(w)

    await w.fill_in({"amount": "€6k", "stage": stage(w, "Decide"), "name": "Boat"})

    assert "Boat at Globex, €6,000: Decide" in await w.pipeline("list")


async def test_the_day_of_their_decision_is_asked_for(w: World) -> None:
    added = await asked(w, "add Globex €5k")
    await pressed(w, added, "They decide by …")
    assert "When will Globex have decided?" in form(w)

    await w.fill_in({"decide_by": "2026-04-15"})

    whole = await pressed(w, await asked(w, "list Globex"), "Open")
    assert "They said they will have decided by Wednesday 15 April." in whole.text


async def test_a_day_of_decision_that_is_past_is_refused(w: World) -> None:
    added = await asked(w, "add Globex €5k")
    await pressed(w, added, "They decide by …")
    seen = await w.fill_in({"decide_by": "2026-03-01"})
    assert "That day is past." in seen.errors["decide_by"]


async def test_the_next_date_hangs_on_its_deal(w: World) -> None:
    await w.pipeline('add Acme "Fleet" €10k')
    whole = await pressed(w, await asked(w, "list"), "Open")
    await pressed(w, whole, "Set a date")
    assert "Acme" in form(w)

    await w.fill_in({"when": "20 March 3pm", "words": "after the board"})

    circles = await w.pipeline("list circles")
    assert "Open deals without a next date: 1." in circles
    assert "Fleet at Acme" in circles


async def test_a_new_deal_from_the_overview(w: World) -> None:
    await pressed(w, await asked(w, ""), "New deal")
    await w.fill_in({"client": "new:Globex", "amount": "5k"})
    assert "Your open deals: 2." in await w.pipeline("list")


async def test_a_target_may_be_typed_in_its_form(w: World) -> None:
    await pressed(w, await asked(w, ""), "Choose a target")
    assert "Open now: €40,000." in form(w)
    await w.fill_in({"target": "400k"})
    assert "against €400,000: €360,000 short." in await w.pipeline("")


async def test_target_alone_helps_to_choose_by_the_win_rate(w: World) -> None:
    await w.slack.command(w.ana.id, "/pipeline", "target")
    assert "I assume that one in four is won (25 %) until twenty have been closed." in form(w)

    await w.fill_in({"to_win": "100k"})

    reckoned = texts(w.slack.view(w.ana.id))
    assert "€100,000 still to win" in reckoned
    assert "that asks for €400,000 of open pipeline. Is that the number you choose?" in reckoned
    assert "You have not chosen a target yet." in await w.pipeline("")

    view = w.slack.view(w.ana.id)
    assert view is not None
    await w.slack.click(w.ana.id, view, "choose_target")
    await w.steady.background.drain(5)

    assert "against €400,000" in await w.pipeline("")


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({}, "target", "Type the number you choose"),
        ({"target": "lots"}, "target", "I could not read “lots” as an amount."),
        ({"to_win": "ten"}, "to_win", "I could not read “ten” as an amount."),
        ({"target": "-5"}, "target", "Write an amount above zero"),
    ],
)
async def test_a_target_that_is_none_stands_corrected(
    w: World, typed: dict[str, object], field: str, said: str
) -> None:
    await w.slack.command(w.ana.id, "/pipeline", "target")
    seen = await w.fill_in(typed)
    assert said in seen.errors[field]


async def test_a_manager_chooses_for_a_colleague_in_the_form(w: World) -> None:
    await w.slack.command(w.mia.id, "/pipeline", "target @Ana")
    view = w.slack.view(w.mia.id)
    assert "How much open pipeline is healthy for Ana?" in texts(view)

    await w.fill_in({"target": "€300k"}, w.mia)

    assert "against €300,000" in await w.pipeline("")


async def test_a_rate_is_typed_in_its_form(w: World) -> None:
    await w.pipeline("add Globex $10k")
    seen = await w.slack.command(w.mia.id, "/pipeline", "rate")
    await w.slack.click(w.mia.id, seen.messages[0], "open_rate")
    assert "USD" in str(w.slack.view(w.mia.id))

    wrong = await w.fill_in({"currency": "USD", "rate": "ten"}, w.mia)
    assert "I could not read “ten” as a rate." in wrong.errors["rate"]
    unknown = await w.fill_in({"currency": "XYZ", "rate": "1"}, w.mia)
    assert "I know no currency called “XYZ”." in unknown.errors["currency"]
    await w.fill_in({"currency": "usd", "rate": "0,92"}, w.mia)

    assert "€49,200 is open" in await w.pipeline("")


async def test_a_stage_nobody_knows_is_chosen_in_the_form(w: World) -> None:
    refused = await asked(w, "move Acme negotiation")
    await pressed(w, refused, "Open the form")
    await w.fill_in({"stage": stage(w, "Decide")})
    assert "New line at Acme, €40,000: Decide" in await w.pipeline("list")
