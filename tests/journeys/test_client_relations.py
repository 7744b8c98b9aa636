"""People, losses and partings, over signed HTTP: whom we know, who left, and what stays."""

from datetime import UTC, datetime

import pytest

from tests.world import World

ADDED = "add Initech, every 30 days, €84k"


@pytest.fixture
async def w(steady_world: World) -> World:
    """Ana spoke to Initech on Monday 2 March."""
    await steady_world.client("list", steady_world.ben)
    await steady_world.client(ADDED)
    await steady_world.client("touch Initech call")
    return steady_world


async def press(w: World, line: str, action: str) -> str:
    """Type a line, press a button of its answer, and read what stands in its place."""
    seen = await w.slack.command(w.ana.id, "/client", line)
    await w.slack.click(w.ana.id, seen.messages[0], action)
    await w.steady.background.drain(5)
    place = w.slack.workspace.conversations[seen.messages[0].channel]
    return place.messages[-1].text


async def test_people_are_noted_listed_and_leave(w: World) -> None:
    assert "Jo Smith (buyer) is noted at Initech." in await w.client(
        "contact Initech add Jo Smith, buyer"
    )
    await w.client("touch Initech call with Max Roe")
    people = await w.client("contact Initech")
    assert "Jo Smith (buyer)." in people
    assert "Max Roe: last contact Mon 2 Mar." in people

    left = await w.client("contact Initech left Jo Smith")

    assert "Jo Smith (buyer) has left Initech. Who took over, and where did they go?" in left
    assert "Jo Smith (buyer): left, noted Mon 2 Mar." in await w.client("contact Initech")


async def test_a_contact_can_be_added_with_the_form_and_undone(w: World) -> None:
    seen = await w.slack.command(w.ana.id, "/client", "contact Initech")
    await w.slack.click(w.ana.id, seen.messages[0], "add_contact")
    await w.fill_in({"name": "Jo Smith", "role": "buyer"})
    assert "We know Jo Smith (buyer)." in await w.client("Initech")

    await w.said("undo")

    assert "Jo Smith" not in await w.client("Initech")


async def test_a_contact_nobody_knows_cannot_leave(w: World) -> None:
    assert "I know nobody called Nobody at Initech." in await w.client(
        "contact Initech left Nobody"
    )


async def test_too_few_people_are_said_on_the_card_unless_there_is_one_alone(w: World) -> None:
    await w.client("touch Initech call with Max Roe")
    assert "two would be safer" in await w.client("Initech")

    assert "Only one person at Initech" in await press(w, "contact Initech", "one_person")

    assert "would be safer" not in await w.client("Initech")


async def test_who_decides_at_a_key_client_is_asked_and_confirmed(w: World) -> None:
    await w.client("cadence Initech key")
    assert "Who decides there?" in await w.client("Initech")

    await press(w, "contact Initech", "know_decider")

    card = await w.client("Initech")
    assert "Who decides there?" not in card
    assert "Who decides was last confirmed on Monday 2 March." in card


async def test_a_client_is_given_with_its_history(w: World) -> None:
    said = await w.client("give Initech @Ben")
    assert "Initech is Ben's from now on." in said

    await w.until(datetime(2026, 4, 1, 12, tzinfo=UTC))

    assert w.dms() == []
    assert "Initech is due a word" in w.last(w.ben).text


@pytest.mark.parametrize("who", [{"is_restricted": True}, {"is_bot": True}])
async def test_a_client_is_not_given_to_a_guest_or_a_robot(w: World, who: dict[str, bool]) -> None:
    w.slack.add_user("Gus Guest", **who)

    assert "Only an active, full member" in await w.client("give Initech @Gus Guest")


async def test_a_client_is_not_given_to_somebody_who_left(w: World) -> None:
    gone = w.slack.add_user("Gina Gone")
    seen = await w.slack.command(gone.id, "/client", "list")
    assert seen.status == 200
    w.slack.change_user(gone.id, deleted=True)

    said = await w.client("give Initech @Gina Gone")
    w.slack.people.unescaped_commands.add("/client")  # a mention of who is gone, as Slack sends it
    mentioned = await w.client(f"give Initech <@{gone.id}>")

    assert "To whom?" in said
    assert "Only an active, full member" in mentioned
    assert "with" not in (await w.client("Initech")).split("A word every")[0]


async def test_two_clients_become_one_with_both_histories_and_come_apart_again(w: World) -> None:
    await w.client("add Vantage")
    await w.client('touch Vantage visit "we moved"')
    assert "Vantage is part of Initech now" in await w.client("merge Vantage into Initech")
    card = await w.client("Initech")
    assert "a visit, by you" in card
    assert "a call, by you" in card

    await w.said("undo")

    assert "a visit" not in await w.client("Initech")
    assert "a visit, by you" in await w.client("Vantage")


async def test_a_client_cannot_be_merged_with_itself(w: World) -> None:
    assert "one client already" in await w.client("merge Initech into Initech")
    assert "I know no client called Hooli" in await w.client("merge Initech into Hooli")


async def test_a_client_merged_while_a_nudge_waits_leaves_one_that_works(w: World) -> None:
    await w.until(datetime(2026, 4, 1, 6, 30, tzinfo=UTC))
    assert "Initech is due a word" in w.last().text
    await w.client("add Vantage")
    await w.client("merge Initech into Vantage")

    await w.press("we_spoke")

    assert "Vantage" in w.last().text


async def test_a_renewal_is_kept_and_brought_up_in_time(w: World) -> None:
    said = await w.client("renews Initech 1 October")
    assert "Initech renews on Thursday 1 October." in said
    assert "I bring it up on Wednesday 3 June." in said
    assert "Renews on Thursday 1 October." in await w.client("Initech")
    assert "Initech: Wed 3 Jun (talk about the renewal)" in await w.said("list")

    said = await w.client("renews Initech 2 October")
    assert "I bring it up on Thursday 4 June." in said
    assert "Initech: Thu 4 Jun" in await w.said("list")
    assert "Wed 3 Jun" not in await w.said("list")

    await w.said("undo")
    assert "Initech: Wed 3 Jun" in await w.said("list")
    await w.said("undo")
    assert await w.said("list") == "Open: nothing."


async def test_parting_is_asked_once_more_and_kind(w: World) -> None:
    await w.client("add Hooli, €4m")
    asked = await w.client("part Initech")
    assert "Initech is 2 % of the team's book." in asked
    assert "part as friends" in asked
    assert "Prospect" in await w.client("Initech")

    assert "We part from Initech, kindly." in await press(w, "part Initech", "part_client")

    assert "Parted" in await w.client("Initech")


async def test_a_client_that_weighs_much_is_let_go_by_a_manager_alone(w: World) -> None:
    assert "Above 5 % a manager agrees first" in await w.client("part Initech")
    seen = await w.slack.command(w.mia.id, "/client", "part Initech")
    await w.slack.click(w.mia.id, seen.messages[0], "part_client")
    await w.steady.background.drain(5)

    assert "Parted" in await w.client("Initech")


async def test_a_loss_has_its_reason_and_a_later_try_and_is_kept_when_won_back(w: World) -> None:
    await w.said('Initech 20 April "after Easter"')
    said = await w.client("lost Initech the price")
    assert "Initech said no, so we let it go." in said
    assert "A second try on Wednesday 2 September?" in said
    assert "Lost" in await w.client("Initech")
    assert "What is open" not in await w.client("Initech")


async def test_a_client_that_asked_for_quiet_gets_no_new_follow_up(w: World) -> None:
    await w.client("lost Initech they asked not to be contacted")

    assert "asked not to be contacted" in await w.said("Initech next Friday")


async def test_a_competitors_client_is_tried_before_that_contract_ends(w: World) -> None:
    seen = await w.slack.command(w.ana.id, "/client", "Initech")
    await w.slack.click(w.ana.id, seen.messages[0], "let_go")
    await w.fill_in({"reason": "competitor", "day": "2027-03-31"})

    place = w.slack.workspace.conversations[seen.messages[0].channel]
    assert "A second try on Tuesday 1 December?" in place.messages[-1].text


async def test_two_cold_touches_in_a_row_raise_the_question_early(w: World) -> None:
    first = await w.client("touch Initech call cold")
    second = await w.client("touch Initech meeting cold")

    assert "ask early" not in first
    assert "It has felt colder each time." in second


async def test_home_says_what_revenue_is_assumed(w: World) -> None:
    await w.until(datetime(2026, 4, 1, 12, tzinfo=UTC))
    await w.slack.open_home(w.ana.id)

    home = str(w.slack.home(w.ana.id))

    assert "€84,000 a year rests on clients past their cadence: revenue you assume." in home
