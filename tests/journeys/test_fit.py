"""Is a client a fit: asked by line and by form, and what follows from the answers (S1-2, S2-4)."""

from dataclasses import replace

import pytest

from tests.journeys.deals import pressed
from tests.journeys.steps import labels, line, texts
from tests.world import World

FIT = "fit Acme yes yes yes no"


@pytest.fixture
async def w(steady_world: World) -> World:
    await steady_world.client("add Acme")
    return steady_world


async def test_three_yes_are_worth_waiting_for(w: World) -> None:
    told = await line(w, FIT)

    assert "Acme: three of four yes. A good fit is worth waiting for." in told.text
    assert labels(told) == ["A word every 60 days", "Set a date", "Undo"]
    assert "Fit: three of four yes, on " in await w.client("Acme")


async def test_a_light_rhythm_is_sixty_days_and_is_not_set_twice(w: World) -> None:
    told = await line(w, FIT)
    copy = replace(told)

    seen = await pressed(w, told, "A word every 60 days")
    assert "Acme: a word every 60 days (nurture) from now on." in seen.text
    again = await pressed(w, copy, "A word every 60 days")

    assert "Acme has the cadence of the nurture tier already. Nothing was changed." in again.text


async def test_two_yes_are_found_out_by_a_date(w: World) -> None:
    told = await line(w, "fit Acme yes yes no ?")

    assert "Acme: two of four yes, one not known yet. It could go either way." in told.text
    assert labels(told) == ["Set a date", "Undo"]


async def test_fewer_lead_to_letting_go_kindly_which_is_asked_once_more(w: World) -> None:
    told = await line(w, "fit Acme yes no no no")
    assert "Letting them go kindly frees both of you." in told.text

    asked = await pressed(w, told, "Let go kindly")

    assert "Part" in "".join(labels(asked))
    assert "Prospect" in await w.client("Acme")


async def test_a_later_answer_that_differs_is_said_and_counts(w: World) -> None:
    await line(w, FIT)

    told = await line(w, "fit Acme no yes yes no")

    assert "Acme: two of four yes." in told.text
    assert (
        "On the type of client we want it was yes before, and is no now. The newest counts."
        in told.text
    )


async def test_one_question_alone_leaves_the_others_as_they_were(w: World) -> None:
    await line(w, FIT)

    told = await line(w, "fit Acme lasting yes")

    assert "Acme: all four yes." in told.text


async def test_undone_the_answers_before_count_again(w: World) -> None:
    await line(w, FIT)
    told = await line(w, "fit Acme no no no no")

    await pressed(w, told, "Undo")

    assert "Fit: three of four yes" in await w.client("Acme")


async def test_alone_it_opens_the_four_questions_and_keeps_what_is_sent(w: World) -> None:
    await w.slack.command(w.ana.id, "/client", "fit Acme")
    asked = texts(w.slack.view(w.ana.id))
    assert "Are they the type of client we want?" in asked
    assert "Do they pay on time?" not in asked

    await w.fill_in({"type": "yes", "values": "yes", "partners": "no", "lasting": "no"})

    assert "Fit: two of four yes" in await w.client("Acme")


async def test_a_client_that_pays_us_is_asked_three_things_more(w: World) -> None:
    await w.client("order Acme €12k")
    await w.slack.command(w.ana.id, "/client", "fit Acme")
    assert "Do they pay on time?" in texts(w.slack.view(w.ana.id))

    told = await line(w, "fit Acme yes yes yes yes yes no no")

    assert "Acme: all four yes. A client to keep close." in told.text
    assert "What makes it hard: working with them and paying on time." in told.text
    assert labels(told) == ["Undo"]


async def test_what_cannot_be_read_says_how_and_saves_nothing(w: World) -> None:
    told = await line(w, "fit Acme maybe yes")

    assert "I could not read that as answers." in told.text
    assert "Fit:" not in await w.client("Acme")


async def test_a_client_that_was_lost_meanwhile_is_left_as_it_is(w: World) -> None:
    told = await line(w, FIT)
    await w.client("lost Acme the price")

    seen = await pressed(w, told, "A word every 60 days")
    assert "Acme is not a client of ours any more" in seen.text

    assert "Acme is not a client of ours any more" in await w.client("fit Acme no no no no")


async def test_an_old_button_after_a_merge_leaves_the_client_that_stayed_as_it_is(
    w: World,
) -> None:
    told = await line(w, FIT)
    await w.client("add Hooli")
    await w.client("merge Acme into Hooli")

    seen = await pressed(w, told, "A word every 60 days")

    assert "Acme is part of Hooli now. Nothing was changed." in seen.text
    card = await w.client("Hooli")
    assert "Fit: three of four yes" in card
    assert "every 60 days" not in card


async def test_a_form_sent_after_a_merge_answers_for_nobody(w: World) -> None:
    await w.client("add Hooli")
    await w.slack.command(w.ana.id, "/client", "fit Acme")
    await w.client("merge Acme into Hooli")

    await w.fill_in({"type": "yes", "values": "yes", "partners": "no", "lasting": "no"})

    assert "Fit:" not in await w.client("Hooli")


async def test_a_client_given_away_may_still_be_answered_for(w: World) -> None:
    await line(w, FIT)
    await w.client(f"give Acme <@{w.ben.id}|ben>")

    assert "Fit: three of four yes" in await w.client("Acme", w.ben)


async def test_a_good_fit_that_cools_is_nurtured_and_not_asked_the_hard_question(
    w: World,
) -> None:
    await line(w, FIT)
    await line(w, "touch Acme call cold")

    told = await line(w, "touch Acme call cold, no time again")

    assert "They are a good fit, so it is worth waiting for" in told.text
    assert "Either answer is fine" not in told.text
    assert "A word every 60 days" in labels(told)


async def test_any_other_client_that_cools_is_asked_early(w: World) -> None:
    await line(w, "fit Acme yes yes no no")
    await line(w, "touch Acme call cold")

    told = await line(w, "touch Acme call cold, no time again")

    assert "Either answer is fine" in told.text
    assert "worth waiting for" not in told.text
    assert "A word every 60 days" not in labels(told)
