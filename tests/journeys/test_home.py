"""Home: one calm page that finishes every line in place, and is never older than what was done."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from bot.demo.standin import User
from storage import workspaces
from tests.cast import NOW
from tests.journeys.steps import MANY, echo, elements, texts, utc
from tests.world import World, world


async def look(world: World, who: User | None = None) -> str:
    """Open Home, and read it."""
    user = who or world.ana
    await world.slack.open_home(user.id)
    await world.steady.background.drain(5)
    return texts(world.slack.home(user.id))


async def press(
    world: World, action: str, value: str | None = None, who: User | None = None
) -> str:
    """Press a button of Home, let it be drawn again, and read it."""
    user = who or world.ana
    home = world.slack.home(user.id)
    assert home is not None
    await world.slack.click(user.id, home, action, value=value)
    await world.steady.background.drain(5)
    return texts(world.slack.home(user.id))


def published(world: World) -> int:
    """How often a Home was sent to Slack."""
    return sum(call.method == "views.publish" for call in world.slack.calls)


def kinds(blocks: Sequence[dict[str, Any]]) -> set[str]:
    return {block["type"] for block in blocks}


def lines(said: str) -> list[str]:
    return said.split("\n")


async def test_a_line_is_done_in_place_with_undo_beside_it(steady_world: World) -> None:
    for name in ("Acme", "Globex", "Hooli"):
        await echo(steady_world, f"{name} Friday")
    said = await look(steady_world)
    assert lines(said).index("Globex: Fri 6 Mar.") == lines(said).index("Acme: Fri 6 Mar.") + 1
    home = steady_world.slack.home(steady_world.ana.id)
    assert home is not None
    globex = next(b for b in home["blocks"] if b.get("text", {}).get("text", "")[:6] == "Globex")

    said = await press(steady_world, "done", globex["block_id"].removeprefix("l:"))

    acme, done, hooli = lines(said).index("Acme: Fri 6 Mar."), 0, 0
    done = next(n for n, one in enumerate(lines(said)) if one.startswith("Globex is done."))
    hooli = lines(said).index("Hooli: Fri 6 Mar.")
    assert acme < done < hooli

    assert "Globex: Fri 6 Mar." in await press(steady_world, "undo")


@pytest.mark.parametrize("action", ["done", "no"])
async def test_every_answer_takes_the_line_away(steady_world: World, action: str) -> None:
    await echo(steady_world, "Acme Friday")
    await look(steady_world)
    assert "Acme: Fri 6 Mar." not in await press(steady_world, action)


async def test_a_snooze_is_chosen_where_the_line_stands(steady_world: World) -> None:
    await echo(steady_world, "Acme Friday")
    await look(steady_world)
    await press(steady_world, "snooze")
    said = await press(steady_world, "snooze_to:1")
    assert "I'll bring Acme back" in said
    assert "Acme: Tue 3 Mar." in said


async def test_they_moved_it_opens_the_form_and_home_follows(steady_world: World) -> None:
    await echo(steady_world, "Acme Friday")
    await look(steady_world)
    await press(steady_world, "moved")
    await steady_world.fill_in({"when": "12 March", "words": "the week after"})
    assert "Acme: Thu 12 Mar" in texts(steady_world.slack.home(steady_world.ana.id))


async def test_a_command_redraws_home(steady_world: World) -> None:
    await look(steady_world)
    await echo(steady_world, "Acme Friday")
    await steady_world.steady.background.drain(5)
    assert "Acme: Fri 6 Mar." in texts(steady_world.slack.home(steady_world.ana.id))


async def test_a_button_of_a_message_redraws_home(steady_world: World) -> None:
    await echo(steady_world, "Acme today 15:00")
    await look(steady_world)
    await steady_world.until(utc(3, 2, 14))
    await steady_world.press("done")
    assert "Acme" not in texts(steady_world.slack.home(steady_world.ana.id))


async def test_many_commands_at_once_redraw_home_once(steady_world: World) -> None:
    await look(steady_world)
    before = published(steady_world)
    for name in MANY[:6]:
        await steady_world.followup(f"{name} Friday")
    await steady_world.steady.background.drain(5)
    # At most one for each stretch of waiting the six of them took.
    assert 1 <= published(steady_world) - before <= 3
    assert "This week: 1 to 4 of 6" in texts(steady_world.slack.home(steady_world.ana.id))


async def test_a_command_that_changes_nothing_publishes_nothing(steady_world: World) -> None:
    await look(steady_world)
    before = published(steady_world)
    await steady_world.said("list")
    await steady_world.steady.background.drain(5)
    assert published(steady_world) == before


async def test_who_never_looked_at_home_gets_none(steady_world: World) -> None:
    await echo(steady_world, "Acme Friday")
    await steady_world.steady.background.drain(5)
    assert steady_world.slack.home(steady_world.ana.id) is None


@pytest.mark.parametrize("trouble", ["500", "429", "timeout_before", "internal_error"])
async def test_a_home_slack_does_not_take_fails_no_command(
    steady_world: World, trouble: str
) -> None:
    await look(steady_world)
    steady_world.slack.faults.add("views.publish", trouble)
    assert "Saved." in (await echo(steady_world, "Acme Friday")).text


async def test_a_redraw_that_is_too_late_reads_the_facts_again(steady_world: World) -> None:
    await look(steady_world)
    steady_world.slack.faults.add("views.publish", "hash_conflict")
    await echo(steady_world, "Acme Friday")
    await steady_world.steady.background.drain(5)
    assert "Acme: Fri 6 Mar." in texts(steady_world.slack.home(steady_world.ana.id))


async def test_a_home_another_process_drew_is_drawn_over_with_the_newest(
    steady_world: World,
) -> None:
    await look(steady_world)
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    ana = steady_world.ana.id
    await steady_world.steady.slack.write.views_publish(user_id=ana, view=view)
    await echo(steady_world, "Acme Friday")
    await steady_world.steady.background.drain(5)
    assert "Acme: Fri 6 Mar." in texts(steady_world.slack.home(ana))


async def test_a_part_is_paged_in_place(steady_world: World) -> None:
    for name in MANY:
        await echo(steady_world, f"{name} Friday")
    said = await look(steady_world)
    assert "This week: 1 to 4 of 18" in said
    said = await press(steady_world, "home_page:next")
    assert "This week: 5 to 8 of 18" in said
    assert f"{MANY[0]}:" not in said
    await echo(steady_world, "done")  # asks which one: the page stays where it is
    await steady_world.steady.background.drain(5)
    assert "5 to 8 of 18" in texts(steady_world.slack.home(steady_world.ana.id))
    assert "1 to 4 of 18" in await press(steady_world, "home_page:previous")


@pytest.mark.parametrize("refusal", ["invalid_blocks", "invalid_arguments"])
async def test_home_is_published_again_without_a_chart_that_slack_refuses(
    steady_world: World, refusal: str
) -> None:
    await steady_world.pipeline('add Acme "New line" €40k')
    steady_world.slack.faults.add("views.publish", refusal)
    await look(steady_world)
    home = steady_world.slack.home(steady_world.ana.id)
    assert home is not None
    assert "data_visualization" not in {b["type"] for b in home["blocks"]}
    assert "Open pipeline, week by week" in texts(home)


async def test_home_draws_the_pipeline_where_slack_can(steady_world: World) -> None:
    await steady_world.pipeline('add Acme "New line" €40k')
    said = await look(steady_world)
    home = steady_world.slack.home(steady_world.ana.id)
    assert home is not None
    assert "data_visualization" in {b["type"] for b in home["blocks"]}
    assert "Open circles" in said


async def test_a_chart_slack_refuses_in_an_answer_stands_there_in_words(
    steady_world: World,
) -> None:
    await steady_world.pipeline('add Acme "New line" €40k')
    steady_world.slack.faults.add("response_url", "invalid_blocks")
    seen = await steady_world.slack.command(steady_world.ana.id, "/pipeline")
    assert [len(seen.messages), "data_visualization" in kinds(seen.messages[0].blocks)] == [
        1,
        False,
    ]
    assert "Open pipeline, week by week." in seen.text


async def test_a_chart_slack_takes_is_drawn_in_the_answer_once(steady_world: World) -> None:
    await steady_world.pipeline('add Acme "New line" €40k')
    seen = await steady_world.slack.command(steady_world.ana.id, "/pipeline")
    assert len(seen.messages) == 1
    assert "data_visualization" in kinds(seen.messages[0].blocks)


@pytest.mark.parametrize("trouble", ["slow", "reset_after", "internal_error_after"])
async def test_an_answer_with_a_chart_never_shows_twice(steady_world: World, trouble: str) -> None:
    world = steady_world
    await world.pipeline('add Acme "New line" €40k')
    world.slack.faults.add("response_url", trouble, seconds=1.5)
    seen = await world.slack.command(world.ana.id, "/pipeline")
    await world.steady.background.drain(5)
    assert seen.status == 200
    places = world.slack.workspace.conversations.values()
    shown = [m for place in places for m in place.messages if "€40,000 is open" in m.text]
    assert len(shown) == 1


async def test_quiet_clients_are_counted_apart_from_those_due_a_word(
    steady_world: World,
) -> None:
    for name in ("Acme", "Globex"):
        await steady_world.client(f"add {name}, standard, €10k")
    await steady_world.client("cadence Globex every 8 days")
    await steady_world.until(utc(3, 17, 12))
    said = await look(steady_world)
    assert "One has gone quiet and one is due a word." in said


async def test_help_and_settings_are_at_hand(steady_world: World) -> None:
    await look(steady_world)
    home = steady_world.slack.home(steady_world.ana.id)
    assert home is not None
    seen = await steady_world.slack.click(steady_world.ana.id, home, "help")
    assert "/followup Acme next Tuesday" in texts(seen.view)
    seen = await steady_world.slack.click(steady_world.ana.id, home, "settings")
    assert seen.view is not None
    assert seen.view["title"]["text"] == "Your settings"


# What others did, and what time did


async def after_a_tick(world: World, who: User | None = None) -> str:
    """What stands on somebody's Home a tick later, without them."""
    await world.steady.tick()
    await world.steady.background.drain(5)
    return texts(world.slack.home((who or world.ana).id))


async def due_a_word(world: World) -> None:
    """Acme is Ana's and due a word; she and Ben have looked at their Homes."""
    await world.client("add Acme, every 8 days")
    await world.until(utc(3, 11, 12))
    assert "Acme is due a word" in await look(world)
    assert "Acme" not in await look(world, world.ben)


async def test_a_given_client_stands_on_the_home_of_who_has_it_now(steady_world: World) -> None:
    world = steady_world
    await due_a_word(world)
    await world.client(f"give Acme @{world.ben.handle}", world.mia)
    assert "Acme is due a word" in await after_a_tick(world, world.ben)
    assert "Acme" not in texts(world.slack.home(world.ana.id))
    await world.said("undo", world.mia)
    assert "Acme" not in await after_a_tick(world, world.ben)
    assert "Acme is due a word" in texts(world.slack.home(world.ana.id))


async def test_contact_by_a_colleague_takes_the_quiet_line_away(steady_world: World) -> None:
    await due_a_word(steady_world)
    await steady_world.client("touch Acme call", steady_world.ben)
    assert "Acme is due a word" not in await after_a_tick(steady_world)


async def test_what_a_stand_in_did_is_on_the_home_of_who_is_away(steady_world: World) -> None:
    world = steady_world
    await echo(world, "hello", world.ben)
    await echo(world, 'Acme tomorrow 15:00 "then"')
    await world.slack.command(world.ana.id, "/steady", f"pause until 9 March @{world.ben.handle}")
    assert "Acme" in await look(world)
    await world.until(utc(3, 3, 13, 50))
    await world.press("done", world.ben)
    assert "Acme" not in await after_a_tick(world)


async def test_a_new_day_is_drawn_with_the_morning_brief(steady_world: World) -> None:
    world = steady_world
    await echo(world, "Acme tomorrow")
    said = await look(world)
    assert lines(said).index("Acme: Tue 3 Mar.") > 0
    await world.until(utc(3, 4, 7, 30))
    assert "Acme: Tue 3 Mar. Overdue." in await after_a_tick(world)


async def test_what_concerns_nobody_else_draws_nobody_elses_home(steady_world: World) -> None:
    world = steady_world
    for who in (world.ana, world.ben):
        await look(world, who)
    await world.until(utc(3, 3, 12))
    before = published(world)
    await echo(world, "Acme Friday", world.ben)
    await world.steady.background.drain(5)
    await world.client("add Globex, €10k", world.ben)
    await world.steady.background.drain(5)
    drawn = published(world)
    assert drawn > before
    await after_a_tick(world)
    assert published(world) == drawn


async def test_who_never_looked_is_drawn_none_by_others_either(steady_world: World) -> None:
    world = steady_world
    await echo(world, "hello", world.ben)
    await world.client("add Acme, every 8 days")
    await world.client(f"give Acme @{world.ben.handle}")
    await world.steady.tick()
    await world.steady.background.drain(5)
    assert world.slack.home(world.ben.id) is None


async def test_a_home_that_slack_does_not_take_holds_up_no_other(steady_world: World) -> None:
    world = steady_world
    await due_a_word(world)

    def is_anas(call: dict[str, Any]) -> bool:
        return bool(call["user_id"] == world.ana.id)

    world.slack.faults.add("views.publish", "500", match=is_anas)
    await world.client(f"give Acme @{world.ben.handle}", world.mia)
    assert "Acme is due a word" in await after_a_tick(world, world.ben)


# A manager


async def at_anas(world: World) -> str:
    await look(world, world.mia)
    return await press(world, "home_whose", world.ana.id, world.mia)


async def test_a_manager_looks_at_a_rep_but_not_at_the_notes(steady_world: World) -> None:
    await echo(steady_world, 'Acme Friday "after lunch" my own note')
    await steady_world.pipeline('add Acme "New line" €40k')
    said = await at_anas(steady_world)
    assert "Ana's desk" in said
    assert "“after lunch”" in said
    assert "€40,000 is open" in said
    assert "my own note" not in said
    home = steady_world.slack.home(steady_world.mia.id)
    assert home is not None
    pressed = {one["action_id"] for one in elements(home["blocks"])}
    assert pressed & {"done", "moved", "no", "snooze"} == set()
    assert "Your desk" in await press(steady_world, "home_mine", who=steady_world.mia)


async def test_a_reps_figures_stay_hidden_where_the_workspace_says_so(
    steady_world: World,
) -> None:
    await echo(steady_world, "Acme Friday")
    await steady_world.pipeline('add Acme "New line" €40k')
    await steady_world.pipeline("digest reps off", steady_world.mia)
    said = await at_anas(steady_world)
    assert "Acme: Fri, Mar 6." in said
    assert "€40,000 is open" not in said
    team = await press(steady_world, "home_team", who=steady_world.mia)
    assert "Figures by rep are switched off here." in team


async def test_a_manager_looks_at_the_team(steady_world: World) -> None:
    await steady_world.pipeline('add Acme "New line" €40k')
    await look(steady_world, steady_world.mia)
    said = await press(steady_world, "home_team", who=steady_world.mia)
    assert "The team" in said
    assert "Each rep can see their own line." in said


async def test_a_rep_is_not_shown_a_colleagues_desk(steady_world: World) -> None:
    await echo(steady_world, "Acme Friday", steady_world.ben)
    home = await look(steady_world)
    assert "Look at a rep" not in home
    view = steady_world.slack.home(steady_world.ana.id)
    assert view is not None
    assert "home_whose" not in {one["action_id"] for one in elements(view["blocks"])}


async def test_a_manager_names_the_sales_lead_in_the_settings(steady_world: World) -> None:
    world, mia = steady_world, steady_world.mia
    await world.slack.command(mia.id, "/steady", "settings")
    await world.fill_in({"sales_lead": world.ben.id}, mia)
    assert await world.steady.db.read(workspaces.lead_user, world.slack.team_id) == world.ben.id
    seen = await world.slack.command(world.ana.id, "/steady", "settings")
    assert seen.view is not None
    assert "sales_lead" not in {block["block_id"] for block in seen.view["blocks"]}


# A first meeting


@pytest.fixture
async def new_world(sqlite_url: str) -> AsyncIterator[World]:
    """The same, where nobody knows Steady yet."""
    async with world(sqlite_url, NOW, welcomes=True) as made:
        yield made


async def greetings(world: World, who: User | None = None) -> list[str]:
    """What the newcomer was shown beside the answers."""
    await world.steady.background.drain(5)
    user = who or world.ana
    places = world.slack.workspace.conversations.values()
    shown = [m for place in places for m in place.messages if m.ephemeral_for == user.id]
    return [one.text for one in shown if "Step" in one.text]


async def test_a_first_command_is_followed_by_the_welcome_once(new_world: World) -> None:
    await asyncio.gather(*(new_world.followup(f"{name} Friday") for name in MANY[:4]))
    await new_world.followup("list")
    assert len(await greetings(new_world)) == 1
    assert new_world.dms() == []


async def test_a_first_direct_message_is_followed_by_the_welcome_once(new_world: World) -> None:
    for text in ("Acme Friday", "Globex Friday"):
        ana = new_world.ana.id
        await new_world.slack.say(ana, new_world.slack.dm(ana).id, text)
        await new_world.steady.background.drain(5)
    await new_world.steady.tick()
    said = [one.text for one in new_world.dms()]
    assert sum("Step 1 of 3" in text for text in said) == 1
    assert sum("Saved." in text for text in said) == 2


async def test_a_first_shortcut_is_followed_by_the_welcome_once(new_world: World) -> None:
    for _ in range(2):
        seen = await new_world.slack.shortcut(new_world.ana.id, "new_follow_up")
        assert seen.view is not None
        await new_world.steady.background.drain(5)
    assert sum("Step 1 of 3" in one.text for one in new_world.dms()) == 1


async def test_a_client_alone_finishes_the_second_step(new_world: World) -> None:
    await look(new_world)
    await press(new_world, "welcome:done")
    await new_world.client("add Acme")
    await new_world.steady.background.drain(5)
    assert "Step 3 of 3. Your target" in texts(new_world.slack.home(new_world.ana.id))


async def test_a_first_look_at_home_shows_the_welcome_and_nothing_is_sent(
    new_world: World,
) -> None:
    assert "Step 1 of 3. Your hours." in await look(new_world)
    await new_world.followup("list")
    assert await greetings(new_world) == []
    assert new_world.dms() == []


async def test_the_three_steps_are_finished_in_place(new_world: World) -> None:
    await look(new_world)
    said = await press(new_world, "welcome:done")
    assert "Step 2 of 3. Your first client." in said
    await press(new_world, "open_form")
    await new_world.fill_in({"client": "new:Acme", "when": "Friday"})
    assert "Step 3 of 3. Your target" in texts(new_world.slack.home(new_world.ana.id))
    await press(new_world, "open_target")
    await new_world.fill_in({"target": "400k"})
    said = texts(new_world.slack.home(new_world.ana.id))
    assert "your brief says so at 08:30, on Tuesday 3 March at the earliest." in said
    said = await press(new_world, "welcome:end")
    assert "That is all." not in said
    assert "Step" not in await look(new_world)


async def test_every_step_can_be_skipped(new_world: World) -> None:
    await look(new_world)
    for step in (2, 3):
        assert f"Step {step} of 3." in await press(new_world, "welcome:skip")
    assert "That is all." in await press(new_world, "welcome:skip")


async def test_all_three_can_be_skipped_at_once(new_world: World) -> None:
    await look(new_world)
    assert "Step" not in await press(new_world, "welcome:all")


async def test_without_the_setting_nobody_is_welcomed(steady_world: World) -> None:
    assert "Step" not in await look(steady_world)
