"""Forms: opened bare, prefilled, put right field by field, and answered in their own place."""

import asyncio
from typing import Any

import pytest

from bot.demo.standin import Seen
from tests.journeys.steps import echo, labels, press, texts, utc
from tests.world import PATIENT, World

NEW = {"text": {"type": "plain_text", "text": "New client: Acme"}, "value": "new:Acme"}
FILLED = {"client": NEW, "when": "Friday 3pm", "words": "after our board has met"}


async def open_form(world: World) -> Seen:
    seen = await world.followup("")
    assert seen.view is not None
    assert seen.view["title"]["text"] == "New follow-up"
    return seen


async def fill(world: World, **values: Any) -> Seen:
    """Send the open form with what is usual, but for these."""
    return await world.fill_in({**FILLED, **values})


async def offered(world: World, typed: str) -> list[dict[str, Any]]:
    return await world.slack.options(world.ana.id, "client_typed", typed)


def value_of(view: dict[str, Any] | None, field: str) -> Any:
    """What a field holds as the form opens."""
    assert view is not None
    element = next(b["element"] for b in view["blocks"] if b.get("block_id") == field)
    begun = [v for k, v in element.items() if k.startswith("initial_")]
    return begun[0] if begun else None


async def test_the_bare_command_opens_the_form(steady_world: World) -> None:
    seen = await open_form(steady_world)
    said = texts(seen.view)
    for field in ("Client", "When, in words", "Day", "Time", "What they said", "Your note"):
        assert field in said


async def test_the_echo_stands_in_the_forms_place(steady_world: World) -> None:
    await open_form(steady_world)
    seen = await fill(steady_world)
    assert seen.errors == {}
    said = texts(seen.view)
    assert "Saved. I'll bring Acme back on Friday 6 March at 15:00, Berlin time." in said
    assert "Acme is new here; I added it as a prospect." in said
    await steady_world.until(utc(3, 6, 13, 50))
    assert "“after our board has met”" in steady_world.last().text


async def test_undo_in_the_echo_takes_it_back(steady_world: World) -> None:
    await open_form(steady_world)
    seen = await fill(steady_world)
    assert seen.view is not None
    await steady_world.slack.click(steady_world.ana.id, seen.view, "undo")
    await steady_world.steady.background.drain(5)
    said = texts(steady_world.slack.view(steady_world.ana.id))
    assert "Taken back. What you saved for Acme is gone." in said


async def test_change_in_the_echo_opens_the_form_again(steady_world: World) -> None:
    await open_form(steady_world)
    seen = await fill(steady_world)
    assert seen.view is not None
    seen = await steady_world.slack.click(steady_world.ana.id, seen.view, "change")
    assert value_of(seen.view, "words") == "after our board has met"
    seen = await steady_world.fill_in({"day": "2026-03-10"})
    assert "Changed. I'll bring Acme back on Tuesday 10 March at 15:00" in texts(seen.view)


async def test_a_form_without_words_asks_who_chose_the_date(steady_world: World) -> None:
    await open_form(steady_world)
    seen = await fill(steady_world, words="")
    assert "Who chose the date?" in texts(seen.view)
    assert seen.view is not None
    await steady_world.slack.click(steady_world.ana.id, seen.view, "i_did")
    await steady_world.steady.background.drain(5)
    said = texts(steady_world.slack.view(steady_world.ana.id))
    assert "Next time you speak, ask them for a date" in said


async def test_clients_are_offered_while_a_name_is_typed(steady_world: World) -> None:
    for line in ("Acme Nord Friday", "Acme Friday", "Globex Friday"):
        seen = await steady_world.followup(line)
        if "Did you mean" in seen.text:
            await press(steady_world, seen.messages[0], labels(seen.messages[0])[-1])
    await open_form(steady_world)
    found = [one["text"]["text"] for one in await offered(steady_world, "acm")]
    assert found == ["Acme", "Acme Nord", "New client: acm"]
    found = [one["text"]["text"] for one in await offered(steady_world, "acme")]
    assert found == ["Acme", "Acme Nord"]


async def test_a_known_client_is_chosen_from_the_list(steady_world: World) -> None:
    await echo(steady_world, "Acme Friday")
    await open_form(steady_world)
    [acme] = await offered(steady_world, "acme")
    seen = await fill(steady_world, client=acme, when="Thursday")
    said = texts(seen.view)
    assert "I'll bring Acme back on Thursday 5 March" in said
    assert "is new here" not in said


async def test_a_name_that_is_almost_known_is_asked_about_in_the_forms_place(
    steady_world: World,
) -> None:
    await echo(steady_world, "Acme Friday")
    await open_form(steady_world)
    found = await offered(steady_world, "Acmee")
    assert found[-1]["value"] == "new:Acmee"
    seen = await fill(steady_world, client=found[-1])
    assert "Acmee is new here" in texts(seen.view)


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"when": ""}, "when", "Say when in words, or choose a day below."),
        ({"when": "the thirtieth of Nevermber"}, "when", "as a date"),
        ({"when": "yesterday"}, "when", "is past"),
        ({"when": "30 February"}, "when", "There is no 30 February."),
        ({"when": "12/11"}, "when", "That could be Thu 12 Nov or Fri 11 Dec."),
        ({"when": "in spring"}, "when", "That could be"),
        ({"when": "", "day": "2026-03-01"}, "day", "has passed"),
        (
            {"when": "", "day": "2032-03-01"},
            "day",
            "too far ahead",
        ),
        ({"when": "Friday", "day": "2026-03-10"}, "when", "Give the day once"),
    ],
)
async def test_what_is_wrong_is_said_under_its_field_and_nothing_is_lost(
    steady_world: World, values: dict[str, Any], field: str, says: str
) -> None:
    await open_form(steady_world)
    seen = await fill(steady_world, **values)
    assert list(seen.errors) == [field]
    assert says in seen.errors[field]
    assert seen.view is not None
    assert await steady_world.said("list") == "Open: nothing."

    seen = await fill(steady_world, when="Friday 3pm", day=None)
    assert "Saved." in texts(seen.view)


async def test_the_calendar_and_the_clock_do_as_well_as_words(steady_world: World) -> None:
    await open_form(steady_world)
    seen = await fill(steady_world, when="", day="2026-03-10", time="09:30")
    assert "Tuesday 10 March at 09:30, Berlin time" in texts(seen.view)


async def test_words_may_name_the_day_and_the_clock_the_time(steady_world: World) -> None:
    await open_form(steady_world)
    seen = await fill(steady_world, when="Tuesday", day="2026-03-03", time="09:30")
    assert "Tuesday 3 March at 09:30, Berlin time" in texts(seen.view)


@pytest.mark.parametrize(
    ("kind", "says"),
    [("We follow up", "I'll bring Acme back"), ("They owe us something", "what Acme owes you")],
)
async def test_the_form_keeps_what_they_owe_us_too(
    steady_world: World, kind: str, says: str
) -> None:
    seen = await open_form(steady_world)
    assert seen.view is not None
    radio = next(b["element"] for b in seen.view["blocks"] if b.get("block_id") == "kind")
    chosen = next(o for o in radio["options"] if o["text"]["text"] == kind)
    seen = await fill(steady_world, kind=chosen)
    assert says in texts(seen.view)


async def test_a_form_sent_twice_saves_once_and_gets_the_same_answer(
    steady_world: World,
) -> None:
    await open_form(steady_world)
    first = await fill(steady_world)
    again = await steady_world.slack.redeliver(steady_world.slack.deliveries[-1])
    assert (again.status, again.body) == (200, first.body)
    assert (await steady_world.said("list")).count("•") == 1


async def test_a_line_that_lacks_its_date_opens_a_form_with_everything_typed(
    steady_world: World,
) -> None:
    asked = await echo(steady_world, 'Acme "after our board has met"')
    assert "When shall I bring Acme back?" in asked.text
    seen = await press(steady_world, asked, "Open the form")
    assert value_of(seen.view, "words") == "after our board has met"
    assert value_of(seen.view, "client")["value"] == "new:Acme"
    await steady_world.fill_in({"when": "Friday 3pm"})
    assert "Saved. I'll bring Acme back on Friday 6 March at 15:00" in asked.text


async def test_a_date_that_could_be_two_is_chosen_by_a_button(steady_world: World) -> None:
    asked = await echo(steady_world, 'Acme 12/11 "see you then"')
    assert labels(asked) == ["Thu 12 Nov", "Fri 11 Dec", "Another date"]
    await press(steady_world, asked, "Fri 11 Dec")
    assert "Saved. I'll bring Acme back on Friday 11 December" in asked.text
    assert "“see you then”" in asked.text


async def test_an_american_reads_the_same_date_the_other_way_round(steady_world: World) -> None:
    asked = await echo(steady_world, "Acme 12/11", steady_world.mia)
    assert labels(asked) == ["Fri, Dec 11", "Thu, Nov 12", "Another date"]


# Shortcuts


async def test_the_global_shortcut_opens_the_form(steady_world: World) -> None:
    seen = await steady_world.slack.shortcut(steady_world.ana.id, "new_follow_up")
    assert seen.view is not None
    seen = await fill(steady_world)
    assert "Saved." in texts(seen.view)


async def test_a_message_becomes_the_clients_words_as_they_were_typed(
    steady_world: World,
) -> None:
    slack, ana = steady_world.slack, steady_world.ana
    sales = next(c for c in slack.workspace.conversations.values() if c.name == "sales")
    await slack.say(
        ana.id,
        sales.id,
        "Acme: call <us> & @Ben Okafor after 3pm, see https://acme.example/q?a=1&b",
    )
    seen = await slack.message_shortcut(
        ana.id, "follow_up_on_this", sales.id, sales.messages[-1].ts
    )
    words = value_of(seen.view, "words")
    assert words.startswith("Acme: call <us> & @")
    assert words.endswith("after 3pm, see https://acme.example/q?a=1&b")
    seen = await fill(steady_world, words=words)
    assert words in texts(seen.view) or "They said:" in texts(seen.view)
    await steady_world.until(utc(3, 6, 13, 50))
    assert "Acme: call &lt;us&gt; &amp; @" in steady_world.last().text


async def test_a_form_that_slack_opens_too_late_is_said_to_be(steady_world: World) -> None:
    steady_world.slack.faults.add("views.open", "expired_trigger_id")
    said = await steady_world.said("")
    assert said == "Slack did not let me open the form in time. Please try once more."


async def test_a_guest_who_takes_the_shortcut_is_told_why_not(steady_world: World) -> None:
    guest = steady_world.slack.add_user("Gil Guest", is_restricted=True)
    seen = await steady_world.slack.shortcut(guest.id, "new_follow_up")
    await steady_world.steady.background.drain(5)
    assert (seen.status, seen.view) == (200, None)
    assert "not with guests" in steady_world.last(guest).text


async def test_a_form_whose_answer_was_lost_and_that_comes_again_changed_is_saved_once(
    steady_world: World,
) -> None:
    team = steady_world
    await open_form(team)
    team.slack.ack_within = 0.001
    lost = await fill(team)
    assert lost.status == 0
    team.slack.ack_within = PATIENT
    async with asyncio.timeout(30):  # it is being saved, and nobody hears of it
        while "“after our board has met”" not in await team.said("list"):
            pass

    seen = await fill(team, words="after our fair")
    said = texts(seen.view)
    assert "You sent this form before, and I kept what it said then." in said
    listed = await team.said("list")
    assert (listed.count("Acme"), listed.count("“after our board has met”")) == (1, 1)

    assert seen.view is not None
    await team.slack.click(team.ana.id, seen.view, "change")
    await team.fill_in({"words": "after our fair"})
    assert "“after our fair”" in await team.said("list")
