"""Deals over signed HTTP: every line, what it changes, and what is refused."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from storage import figures, reps, tables
from tests.journeys.deals import asked, pressed
from tests.journeys.steps import labels, texts, utc
from tests.world import World


@pytest.fixture
async def w(steady_world: World) -> World:
    """Everything is counted in euros; Ben is known."""
    await steady_world.pipeline("currency EUR", steady_world.mia)
    await steady_world.pipeline("", steady_world.ben)
    return steady_world


async def test_a_deal_is_added_and_asks_once_for_a_date(w: World) -> None:
    said = await asked(w, 'add Acme "New line" €40k review close 30 June')

    assert "Saved: New line at Acme, €40,000, at “Review a proposal”." in said.text
    assert "When did they say to follow up?" in said.text
    assert "Acme is new here; I added it as a prospect." in said.text
    assert "You expect to close it on Tuesday 30 June." in said.text
    assert labels(said) == ["Set a date", "They decide by …", "Change", "Undo"]


async def test_with_a_date_ahead_nothing_is_asked(w: World) -> None:
    await w.said('Acme 20 March "after the fair"')

    said = await asked(w, "add Acme €40k")

    assert "When did they say" not in said.text


async def test_bare_pipeline_shows_it_against_the_target_with_every_number_in_the_text(
    w: World,
) -> None:
    await w.pipeline('add Acme "New line" €40k decide')
    await w.pipeline("add Globex €20k")
    await w.pipeline('next Globex 20 March "after the fair"')
    await w.pipeline("target €100k")

    said = await asked(w, "")

    assert "€60,000 is open, in two deals, against €100,000: €40,000 short." in said.text
    assert "Weighed by its stages, about €30,000 of it is likely to be won." in said.text
    assert "• Decide: one deal, €40,000" in said.text
    assert "One deal, worth €40,000, has no next date." in said.text
    assert "2 Mar €60,000" in said.text
    kinds = [block["type"] for block in said.blocks or []]
    assert kinds.count("data_visualization") == 1


async def test_nothing_open_is_said_and_offers_to_begin(w: World) -> None:
    said = await asked(w, "")
    assert said.text == "No deal is open, and no target is chosen."
    assert labels(said) == ["New deal", "Choose a target", "If one client left"]


async def test_a_deal_moves_and_what_it_was_is_told(w: World) -> None:
    await w.pipeline("add Acme €40k")
    said = await w.pipeline("move Acme to review")
    assert "Acme is at “Review a proposal” now; it was at “Meet”." in said
    assert "stands at “Review a proposal” already." in await w.pipeline("move Acme review")


async def test_of_several_deals_nothing_changes_until_one_is_chosen(w: World) -> None:
    await w.pipeline('add Acme "New line" €40k')
    await w.pipeline('add Acme "Fleet" €10k')

    question = await asked(w, "move Acme decide")

    assert "Nothing has changed yet." in question.text
    answer = await pressed(w, question, "Acme, Fleet, €10,000, Meet")
    assert "Fleet at Acme is at “Decide” now" in answer.text
    assert "New line at Acme, €40,000: Meet" in await w.pipeline("list Acme")


async def test_a_deals_name_tells_which(w: World) -> None:
    await w.pipeline('add Acme "New line" €40k')
    await w.pipeline('add Acme "Fleet" €10k')
    assert "New line at Acme is at “Decide” now" in await w.pipeline("move Acme New line to decide")
    said = await w.pipeline("move Acme Boat to decide")
    assert "I know no open deal called “Boat” with Acme." in said
    assert "“New line” and “Fleet”" in said or "“Fleet” and “New line”" in said


async def test_the_next_step_is_a_follow_up_that_hangs_on_the_deal(w: World) -> None:
    await w.pipeline("add Acme €40k")

    said = await w.pipeline('next Acme 20 March 3pm "after the board"')

    assert "I'll bring Acme back on Friday 20 March at 15:00, Berlin time." in said
    assert "“after the board”" in said
    assert "They named Fri 20 Mar." in await w.pipeline("list")
    assert "Every open deal has its next date." in await w.pipeline("list circles")


async def test_a_next_step_without_a_date_is_asked_for(w: World) -> None:
    await w.pipeline("add Acme €40k")
    assert "When shall I bring Acme back?" in await w.pipeline("next Acme soonish")


async def test_a_change_tells_what_it_was(w: World) -> None:
    await w.pipeline("add Acme €40k")
    said = await w.pipeline("change Acme €45k close 15 July decide by 1 July")
    assert "€45,000" in said
    assert "It was €40,000 before." in said
    assert "They said they will have decided by Wednesday 1 July." in said
    assert "stands like that already" in await w.pipeline("change Acme €45k")


async def test_a_won_deal_makes_the_client_pay_us_and_proposes_its_value(w: World) -> None:
    await w.pipeline("add Acme €40k")
    said = await asked(w, "won Acme €38k yesterday")

    assert "Won: Acme, €38,000, on Sunday 1 March." in said.text
    assert "If they pay that every year, Acme is worth €38,000 a year." in said.text
    await pressed(w, said, "Note €38,000 a year")
    card = await w.client("Acme")
    assert "Pays us, €38,000 a year" in card


async def test_a_won_deal_is_added_up_never_overwritten_unasked(w: World) -> None:
    await w.client("add Acme, €84k")
    await w.pipeline("add Acme €40k")
    said = await asked(w, "won Acme")
    assert "worth €124,000 a year, up from €84,000." in said.text
    assert "€84,000 a year" in await w.client("Acme")

    await pressed(w, said, "Note €124,000 a year")

    assert "€124,000 a year" in await w.client("Acme")


async def test_a_lost_deal_keeps_its_reason_and_leaves_the_client(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.pipeline("next Acme 20 March")

    said = await w.pipeline("lost Acme price too slow for them")

    assert "Acme said no to this deal, €40,000, so we let it go. Its date closed with it." in said
    assert "The reason you gave: the price." in said
    assert "Is Acme lost as a client too, or only this deal?" in said
    assert "A second try on Wednesday 2 September?" in said
    assert "Lost on Monday 2 March: the price." in await w.pipeline("list lost")
    assert "Prospect" in await w.client("Acme")


async def test_a_closed_deal_is_opened_again(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.pipeline("won Acme")
    assert "There is no open deal with Acme." in await w.pipeline("won Acme today")
    assert "Open again: Acme, €40,000, at “Meet”." in await w.pipeline("reopen Acme")


async def test_a_target_is_chosen_changed_and_taken_away(w: World) -> None:
    assert "You aim at €400,000 of open pipeline." in await w.pipeline("target €400k")
    assert "It was €400,000 before." in await w.pipeline("target 500k")
    assert "You have no target any more." in await w.pipeline("target 0")
    assert "no target is chosen" in await w.pipeline("")


async def test_a_manager_chooses_for_others_and_the_team(w: World) -> None:
    said = await w.pipeline("target @Ben €400k", w.mia)
    assert "Ben aims at €400,000 of open pipeline." in said
    assert "against €400,000" in await w.pipeline("", w.ben)
    ben = await w.steady.db.read(reps.find, w.steady.workspace.id, w.ben.id)
    assert ben is not None
    assert (await w.steady.db.read(figures.against, ben)).chosen_by == "Mia"
    await w.pipeline("target 300k", w.ben)
    assert (await w.steady.db.read(figures.against, ben)).chosen_by is None
    assert "The team aims at €1,400,000" in await w.pipeline("target team €1.4m", w.mia)


async def test_a_rep_chooses_for_nobody_else(w: World) -> None:
    said = await w.pipeline("target @Ben €400k")
    assert "Only a manager can do that." in said
    assert "Only a manager can do that." in await w.pipeline("target team €1m")
    assert "no target is chosen" in await w.pipeline("", w.ben)


async def test_a_target_a_manager_chose_is_told_once(w: World) -> None:
    await w.pipeline("target @Ana Ruiz €300k", w.mia)
    await w.until(utc(3, 2, 9, 30))
    (told,) = w.dms()
    assert told.text == "Mia chose your target: €300,000 of open pipeline."
    await w.until(utc(3, 3, 12))
    assert len(w.dms()) == 1


async def test_outside_hours_the_last_word_on_a_target_waits_for_the_brief(w: World) -> None:
    await w.pipeline("target €250k")
    await w.until(utc(3, 2, 20))
    await w.pipeline("target @Ana Ruiz €300k", w.mia)
    await w.until(utc(3, 2, 20, 1))
    await w.pipeline("target @Ana Ruiz €280k", w.mia)
    await w.until(utc(3, 2, 20, 2))
    await w.until(utc(3, 3, 7, 29))
    assert w.dms() == []
    await w.until(utc(3, 3, 8))
    (told,) = w.dms()
    was = "It was €250,000 before."
    assert told.text == f"Mia chose your target: €280,000 of open pipeline. {was}"


async def test_a_target_chosen_by_oneself_is_told_to_nobody(w: World) -> None:
    await w.pipeline("target €250k")
    await w.pipeline("target @Mia Chen €900k", w.mia)
    await w.pipeline("target team €1.4m", w.mia)
    await w.until(utc(3, 3, 12))
    assert (w.dms(), w.dms(w.mia)) == ([], [])


async def test_a_target_taken_back_before_it_was_told_is_not_told(w: World) -> None:
    await w.until(utc(3, 2, 20))
    await w.pipeline("target @Ana Ruiz €300k", w.mia)
    await w.pipeline("undo", w.mia)
    await w.until(utc(3, 3, 12))
    assert w.dms() == []


async def test_a_target_taken_back_or_taken_away_is_told_as_well(w: World) -> None:
    await w.pipeline("target €250k")
    await w.pipeline("target @Ana Ruiz €300k", w.mia)
    await w.until(utc(3, 2, 9, 1))
    await w.pipeline("undo", w.mia)
    await w.until(utc(3, 2, 9, 2))
    back = "Mia took back the target chosen for you. You aim at €250,000 of open pipeline again."
    assert w.last().text == back
    await w.pipeline("target @Ana Ruiz none", w.mia)
    await w.until(utc(3, 2, 9, 3))
    assert w.last().text.startswith("Mia took your target away. It was €250,000 before.")


async def test_the_book_of_a_colleague_without_a_name_is_not_called_ones_own(w: World) -> None:
    await w.client("add Globex, €40k", w.ben)
    await w.client("order Globex €1k", w.ben)
    await w.steady.db.write(
        lambda c: c.execute(
            update(tables.reps).where(tables.reps.c.slack_user_id == w.ben.id).values(name="")
        )
    )
    said = await w.pipeline("stress @Ben Okafor", w.mia)
    assert "Globex is €40,000 a year, 100 % of this colleague's book." in said


async def test_a_target_that_stands_again_before_the_next_was_told_is_told(w: World) -> None:
    await w.until(utc(3, 2, 20))
    await w.pipeline("target @Ana Ruiz €300k", w.mia)
    await w.until(utc(3, 2, 20, 1))
    await w.pipeline("target @Ana Ruiz €280k", w.mia)
    await w.until(utc(3, 2, 20, 2))
    await w.pipeline("undo", w.mia)
    await w.until(utc(3, 2, 20, 3))
    await w.until(utc(3, 3, 8))
    (told,) = w.dms()
    assert told.text == "Mia chose your target: €300,000 of open pipeline."


async def test_of_two_managers_the_one_whose_target_stands_is_named(w: World) -> None:
    max_ = w.slack.add_user("Max Bauer", tz="Europe/Berlin", is_admin=True)
    await w.until(utc(3, 2, 20))
    await w.pipeline("target @Ana Ruiz €300k", w.mia)
    await w.until(utc(3, 2, 20, 1))
    await w.pipeline("target @Ana Ruiz €280k", max_)
    await w.until(utc(3, 2, 20, 2))
    await w.pipeline("undo", max_)
    await w.until(utc(3, 2, 20, 3))
    await w.until(utc(3, 3, 8))
    (told,) = w.dms()
    assert told.text == "Mia chose your target: €300,000 of open pipeline."


async def test_a_target_a_rep_took_away_themselves_is_laid_to_nobody(w: World) -> None:
    await w.pipeline("target €250k")
    await w.until(utc(3, 2, 20))
    await w.pipeline("target @Ana Ruiz €300k", w.mia)
    await w.until(utc(3, 2, 20, 1))
    await w.pipeline("target none")
    await w.until(utc(3, 2, 20, 2))
    await w.until(utc(3, 3, 12))
    assert w.dms() == []


async def test_any_one_loss_is_weighed(w: World) -> None:
    await w.client("add Acme, €120k")
    await w.pipeline("add Acme €1k")
    await w.pipeline("won Acme")
    said = await w.pipeline("stress")
    assert "Acme is €120,000 a year, 100 % of your book." in said
    assert "Nothing is wrong with Acme. This is about what stands beside it." in said


async def test_an_amount_that_names_no_currency_is_in_the_one_everything_is_counted_in(
    w: World,
) -> None:
    assert "€5,000" in await w.pipeline("add Acme 5k")
    assert "€5,000" in await w.client("order Acme 5k")
    assert "€84,000 a year" in await w.client("value Acme 84k")
    await w.client("add Globex, 10k, @Ben")
    assert "€10,000" in await w.client("Globex")


async def test_a_yearly_value_without_a_rate_is_not_counted_and_that_is_said(w: World) -> None:
    await w.client("add Acme, £120k")
    await w.pipeline("add Acme €1k")
    await w.pipeline("won Acme")
    said = await w.pipeline("stress")
    assert "no yearly value of a client who pays you can be counted" in said
    assert "The yearly value of one paying client, in GBP, is not counted: no rate is set." in said
    assert "Nobody has typed" not in said
    await w.slack.command(w.mia.id, "/pipeline", "digest #wins Monday 9:00")
    digest = await w.pipeline("digest", w.mia)
    assert "Not counted: the yearly value of one client in GBP; no rate is set" in digest
    await w.pipeline("rate GBP 1.2", w.mia)
    assert "Acme is €144,000 a year" in await w.pipeline("stress")


async def test_a_manager_weighs_the_loss_of_any_one_client_of_the_team(w: World) -> None:
    for name, value, who in (("Acme", "€120k", w.ana), ("Globex", "€40k", w.ben)):
        await w.client(f"add {name}, {value}", who)
        await w.client(f"order {name} €1k", who)
    await w.pipeline("add Initech €100k decide", w.ben)
    said = await w.pipeline("stress team", w.mia)
    assert "Acme is €120,000 a year, 75 % of the team's book." in said
    assert (
        "what the team is likely to win elsewhere, beyond this year's plan, is about €70,000"
        in said
    )
    assert "The loss of one client would not be replaced" in said
    his = await w.pipeline("stress @Ben Okafor", w.mia)
    assert "Globex is €40,000 a year, 100 % of Ben's book." in his
    assert "Globex is €40,000 a year, 100 % of your book." in await w.pipeline("stress", w.ben)


async def test_only_a_manager_weighs_what_is_not_theirs(w: World) -> None:
    for line in ("stress team", "stress @Ben Okafor"):
        assert "Only a manager can look at a colleague's or the team's." in await w.pipeline(line)
    assert "Try: /pipeline stress; managers: /pipeline stress team" in await w.pipeline("stress us")
    await w.pipeline("digest reps off", w.mia)
    assert "Figures by rep are switched off" in await w.pipeline("stress @Ben Okafor", w.mia)


async def test_nothing_to_weigh_is_said(w: World) -> None:
    assert "No client pays you yet" in await w.pipeline("stress")


LISTS = {
    "list": "Your open deals: 2.",
    "list mine": "Your open deals: 2.",
    "list all": "Your open deals: 2.",
    "list circles": "Open deals without a next date: 2.",
    "list stuck": "No deal is stuck.",
    "list slipping": "No close date keeps moving.",
    "list won": "No deal has been won yet.",
    "list lost": "No deal has been lost.",
    "list decide": "Open deals at “Decide”: 1.",
    "list Acme": "Deals with Acme: 1.",
    "Acme": "Deals with Acme: 1.",
}


@pytest.mark.parametrize(("line", "said"), LISTS.items())
async def test_a_list_is_narrowed_down(w: World, line: str, said: str) -> None:
    await w.pipeline("add Acme €40k decide")
    await w.pipeline("add Globex €20k")
    assert (await w.pipeline(line)).startswith(said)


async def test_a_long_list_turns_its_pages_in_place(w: World) -> None:
    for n in range(21):
        await w.pipeline(f'add Acme "Deal {n:02}" €{n + 1}k')
    first = await asked(w, "list")
    assert "Your open deals: 21. Page 1 of 2." in first.text

    second = await pressed(w, first, "More")

    assert "Page 2 of 2." in second.text
    assert "Deal 00 at Acme, €1,000" in second.text
    assert "Page 1 of 2." in (await pressed(w, second, "Back")).text


async def test_a_manager_sees_a_colleagues_and_nobody_else_does(w: World) -> None:
    await w.pipeline("add Acme €40k")
    said = await w.pipeline("list @Ana", w.mia)
    assert "Ana's open deals: 1.\n• Acme, €40,000: Meet" in said
    assert "All open deals: 1.\n• Acme, €40,000, a colleague's" in (
        await w.pipeline("list all", w.mia)
    )
    denied = await w.pipeline("list @Ana", w.ben)
    assert "Only a manager can look at a colleague's deals." in denied


async def test_the_ladder_is_shown_and_a_manager_edits_it(w: World) -> None:
    assert "4. Review a proposal: 45 %" in await w.pipeline("stages")
    said = await w.pipeline('stages add "Pilot" 55 after 4', w.mia)
    assert "5. Pilot: 55 %" in said
    assert "6. Decide: 70 %" in said
    assert "called “Trial” from now on" in await w.pipeline("stages rename Pilot to Trial", w.mia)
    assert "60 % likely" in await w.pipeline("stages chance Trial 60", w.mia)
    assert "1. Trial: 60 %" in await w.pipeline("stages move Trial first", w.mia)
    assert "“Trial” is gone" in await w.pipeline("stages remove Trial", w.mia)
    assert "Only a manager can do that." in await w.pipeline("stages remove Meet")


async def test_a_stage_that_holds_deals_says_where_they_may_go(w: World) -> None:
    await w.pipeline("add Acme €40k")
    said = await w.pipeline("stages remove Meet", w.mia)
    assert "The stage “Meet” holds one deal." in said

    moved = await w.pipeline("stages remove Meet to Explore", w.mia)

    assert "“Meet” is gone from the ladder. Its deal went along." in moved
    assert "Acme, €40,000: Explore" in await w.pipeline("list")


async def test_a_currency_without_a_rate_is_not_counted_and_said_to_be(w: World) -> None:
    said = await w.pipeline("add Acme $10k")
    assert "Deals in USD are not counted: no rate is set." in said
    assert "€0 is open, in one deal." in await w.pipeline("")

    rated = await w.pipeline("rate USD 0.92", w.mia)

    assert "One USD counts as 0.92 EUR from now on. One open deal was counted anew." in rated
    assert "€9,200 is open, in one deal." in await w.pipeline("")
    assert "One USD counts as 0.92 EUR." in await w.pipeline("rate")


async def test_a_rep_types_no_rate(w: World) -> None:
    assert "Only a manager can do that." in await w.pipeline("rate USD 0.92")
    assert "Only a manager can do that." in await w.pipeline("currency USD")
    assert "Everything is counted in EUR." in await w.pipeline("currency")


async def test_undo_takes_back_the_last_change(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.pipeline("move Acme decide")
    assert "It stands as before: Acme, €40,000, at “Meet”." in await w.pipeline("undo")
    await w.pipeline("won Acme")
    await w.pipeline("undo")
    assert "€40,000 is open, in one deal." in await w.pipeline("")


async def test_a_deal_goes_on_at_the_stage_that_is_named(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.pipeline("won Acme")
    assert "“Explore”" in await w.pipeline("reopen Acme to explore")


async def test_an_undo_that_is_refused_says_where_the_deal_stands(w: World) -> None:
    seen = await w.slack.command(w.ana.id, "/pipeline", "add Acme €40k")
    await w.pipeline("move Acme decide")
    shown = await pressed(w, seen.messages[0], "Undo")
    assert "/pipeline list shows how it stands now." in shown.text


async def test_what_was_added_is_gone_when_it_is_undone(w: World) -> None:
    await w.pipeline("add Acme €40k")
    assert "Taken back. The deal with Acme is gone." in await w.pipeline("undo")
    assert "No deal is open" in await w.pipeline("list")


async def test_it_works_as_steady_pipeline_too(w: World) -> None:
    seen = await w.slack.command(w.ana.id, "/steady", "pipeline add Acme €40k")
    assert "Saved: Acme, €40,000" in seen.messages[0].text
    assert "/pipeline add Acme" in await w.pipeline("help")


BAD = {
    "add Acme ten": "What is it worth? I found no amount in “ten”.",
    "add Acme 0": "Write an amount above zero",
    "add Acme -5": "Write an amount above zero",
    "add Acme 1000000000000000": "I cannot keep as much as “1000000000000000”.",
    "add Acme 40k close yesterday": "The day “yesterday” is past.",
    "add Acme 40k close 1 January 2025": "The day “1 January 2025” is past.",
    "add Acme 40k close 12/11": "I can read “12/11” as Thursday 12 November or Friday 11 December.",
    "add Acme 40k close in spring": "I find no day in “in spring”.",
    "add Acme €40k €50k": "I read two amounts: “€40k” and “€50k”.",
    "move Acme negotiation": "I know no stage called “negotiation”.",
    "move Acme decid": "Nearest: “Decide”.",
    "won Acme tomorrow": "That day is still to come.",
    "won Nobody": "I know no client called Nobody.",
    "target lots": "I could not read “lots” as an amount.",
    "target -5": "Write an amount above zero",
    "list stukc": "I know no list called “stukc”.",
    "rate XYZ 1": "I know no currency called “XYZ”.",
    "rate USD ten": "I could not read “ten” as a rate.",
    "stages dance": "I could not read that.",
    "moev Acme": "Did you mean /pipeline move?",
    "x" * 4_001: "The whole line may have 4,000 characters",
}


@pytest.mark.parametrize(("line", "said"), BAD.items())
async def test_bad_input_is_refused_with_what_to_do(w: World, line: str, said: str) -> None:
    await w.client("add Acme")
    await w.pipeline("add Acme €5k")
    before = await w.pipeline("list")

    assert said in await w.pipeline(line)
    assert await w.pipeline("list") == before


async def test_a_line_that_could_not_be_read_waits_in_the_form(w: World) -> None:
    refused = await asked(w, 'add Acme "New line" ten close 30 June')
    assert labels(refused) == ["Open the form"]

    await pressed(w, refused, "Open the form")

    view = w.slack.view(w.ana.id)
    assert "What is it worth?" in texts(view)
    assert "New line" in str(view)
    assert "2026-06-30" in str(view)


async def test_the_same_command_brought_twice_adds_one_deal(w: World) -> None:
    await asyncio.gather(*(w.pipeline("add Acme €40k") for _ in range(2)))
    assert "Your open deals: 1." in await w.pipeline("list")


async def test_a_colleagues_deal_is_left_alone(w: World) -> None:
    await w.pipeline("add Acme €40k")
    assert "There is no open deal with Acme." in await w.pipeline("won Acme", w.ben)
    assert "Won: Acme" in await w.pipeline("won Acme", w.mia)


async def test_a_deals_date_is_brought_up_like_any_other(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.pipeline('next Acme 3 March 3pm "after the board"')

    await w.until(datetime(2026, 3, 3, 13, 50, tzinfo=UTC))

    assert "“after the board”" in w.last().text


async def test_a_won_deal_is_an_order_of_its_client(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.pipeline("won Acme")
    assert "Last ordered: Mon 2 Mar, €40,000." in await w.client("Acme")


async def test_a_deal_that_goes_on_after_all_was_no_order(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.pipeline("won Acme")
    again = await pressed(w, await pressed(w, await asked(w, "list won"), "Open"), "Open it again")
    assert "Acme" in again.text
    assert "Last ordered" not in await w.client("Acme")
