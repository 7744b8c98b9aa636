"""Every button finishes its job in place; twice, or after its object is gone, is harmless."""

import pytest

from bot.demo.standin import Message
from tests.journeys.steps import choose, echo, labels, press, texts, utc
from tests.world import World

FOUR = ["Done", "They moved it", "They said no", "Snooze"]
LINE = 'Acme Friday 3pm "after our board has met"'


async def nudged(world: World, line: str = LINE) -> Message:
    await echo(world, line)
    await world.until(utc(3, 6, 13, 50))
    return world.last()


def copy_of(message: Message) -> Message:
    """The message as it stands now, as a slow hand still sees it."""
    return Message(**{name: getattr(message, name) for name in Message.__dataclass_fields__})


async def open_lines(world: World) -> int:
    said = await world.said("list")
    return said.count("•")


@pytest.mark.parametrize(
    ("label", "result"),
    [
        ("Done", "Acme was marked done today."),
        ("They said no", "Acme said no today; it is closed."),
    ],
)
async def test_pressed_twice_it_is_done_once_and_says_so(
    steady_world: World, label: str, result: str
) -> None:
    nudge = await nudged(steady_world)
    before = copy_of(nudge)
    await press(steady_world, before, label)
    after_one = nudge.text
    seen = await press(steady_world, before, label)

    assert seen.error is None
    assert result in nudge.text
    assert after_one != ""
    assert await open_lines(steady_world) == 0
    assert "nothing" in (await steady_world.said("list")).lower()


@pytest.mark.parametrize("label", FOUR)
async def test_a_button_pressed_after_it_ended_elsewhere_says_how_it_ended(
    steady_world: World, label: str
) -> None:
    nudge = await nudged(steady_world)
    await echo(steady_world, "done Acme")
    seen = await press(steady_world, nudge, label)

    assert seen.view is None
    assert "Acme was marked done today." in nudge.text
    assert labels(nudge) == ["Undo"]


@pytest.mark.parametrize("label", FOUR)
async def test_a_button_pressed_after_it_was_taken_back_says_so(
    steady_world: World, label: str
) -> None:
    await steady_world.until(utc(3, 6, 13, 45))
    await echo(steady_world, "Acme today 15:00")
    await steady_world.until(utc(3, 6, 13, 50))
    nudge = steady_world.last()
    await echo(steady_world, "undo")
    await press(steady_world, nudge, label)
    assert "Acme was taken back today." in nudge.text


async def test_undo_pressed_twice_takes_back_once(steady_world: World) -> None:
    nudge = await nudged(steady_world)
    await press(steady_world, nudge, "Done")
    done = copy_of(nudge)
    await press(steady_world, done, "Undo")
    assert labels(nudge) == FOUR

    seen = await press(steady_world, done, "Undo")
    assert "That was taken back already." in seen.text + steady_world.last().text
    assert await open_lines(steady_world) == 1


async def test_undo_after_ten_minutes_says_that_it_is_too_late(steady_world: World) -> None:
    said = await echo(steady_world, LINE)
    steady_world.clock.move_to(utc(3, 2, 9, 11))
    await press(steady_world, said, "Undo")
    channel = next(iter(steady_world.slack.workspace.conversations.values()))
    assert "Undo works for 10 minutes." in channel.messages[-1].text
    assert await open_lines(steady_world) == 1


async def test_undo_after_it_changed_since_leaves_it_alone(steady_world: World) -> None:
    said = await echo(steady_world, LINE)
    await echo(steady_world, "snooze Acme 12 March")
    await press(steady_world, said, "Undo")
    channel = next(iter(steady_world.slack.workspace.conversations.values()))
    assert "That has been changed since, so I left it." in channel.messages[-1].text
    assert "Acme: Thu 12 Mar" in await steady_world.said("list")


async def test_a_message_says_what_was_pressed_in_place(steady_world: World) -> None:
    nudge = await nudged(steady_world)
    heard = len(steady_world.dms())
    for label in ("Done", "Undo", "They said no", "Undo", "Snooze", "Back"):
        await press(steady_world, nudge, label)
    assert labels(nudge) == FOUR
    await steady_world.until(utc(3, 6, 14, 30))
    assert len(steady_world.dms()) == heard


async def test_a_later_try_pressed_twice_is_taken_once(steady_world: World) -> None:
    nudge = await nudged(steady_world)
    await press(steady_world, nudge, "They said no")
    await choose(steady_world, nudge, "Add the reason", "No budget")
    before = copy_of(nudge)
    await press(steady_world, before, "Bring it back then")
    await press(steady_world, before, "Bring it back then")
    assert await open_lines(steady_world) == 1
    assert "I have that already: Acme" in nudge.text


@pytest.mark.parametrize("label", ["They did", "I did", "Change"])
async def test_a_button_of_an_echo_that_was_taken_back_says_so(
    steady_world: World, label: str
) -> None:
    said = await echo(steady_world, "Acme Friday 3pm")
    await echo(steady_world, "undo")
    seen = await press(steady_world, said, label)
    assert seen.view is None
    assert said.text == "Acme was taken back today."


@pytest.mark.parametrize(
    ("label", "says"),
    [("They did", "What did they say?"), ("I did", "Next time you speak, ask them for a date")],
)
async def test_whose_date_it_is_may_be_said_twice(
    steady_world: World, label: str, says: str
) -> None:
    said = await echo(steady_world, "Acme Friday 3pm")
    before = copy_of(said)
    await press(steady_world, before, label)
    await press(steady_world, before, label)
    assert says in said.text
    assert await open_lines(steady_world) == 1


async def test_a_choice_pressed_twice_saves_once(steady_world: World) -> None:
    asked = await echo(steady_world, 'Acme 12/11 "see you then"')
    before = copy_of(asked)
    await press(steady_world, before, "Fri 11 Dec")
    await press(steady_world, before, "Fri 11 Dec")
    assert await open_lines(steady_world) == 1


async def test_a_later_moment_pressed_after_it_ended_says_how_it_ended(
    steady_world: World,
) -> None:
    nudge = await nudged(steady_world)
    await press(steady_world, nudge, "Snooze")
    await echo(steady_world, "no Acme")
    await press(steady_world, nudge, "In 2 hours")
    assert "Acme said no today; it is closed." in nudge.text
    assert await open_lines(steady_world) == 0


async def test_a_form_sent_after_it_ended_elsewhere_says_how_it_ended(
    steady_world: World,
) -> None:
    nudge = await nudged(steady_world)
    await press(steady_world, nudge, "They moved it")
    await echo(steady_world, "done Acme")
    await steady_world.fill_in({"when": "12 March", "words": "a week on"})
    assert "Acme was marked done today." in nudge.text
    assert await open_lines(steady_world) == 0


# Snooze


async def test_snooze_offers_later_moments_and_back(steady_world: World) -> None:
    nudge = await nudged(steady_world)
    await press(steady_world, nudge, "Snooze")
    assert labels(nudge) == ["In 2 hours", "Mon 9 Mar", "Another day", "Back"]
    await press(steady_world, nudge, "Back")
    assert labels(nudge) == FOUR


async def test_snoozed_by_two_hours_it_comes_again_and_their_date_stays(
    steady_world: World,
) -> None:
    nudge = await nudged(steady_world)
    await press(steady_world, nudge, "Snooze")
    await press(steady_world, nudge, "In 2 hours")
    assert "Their date stays as they named it: Friday 6 March at 15:00" in nudge.text

    await steady_world.until(utc(3, 6, 15, 39))
    assert len(steady_world.dms()) == 1
    await steady_world.until(utc(3, 6, 15, 40))
    assert len(steady_world.dms()) == 2
    assert "Acme asked for today, 15:00." in steady_world.last().text


async def test_another_day_is_asked_in_a_form(steady_world: World) -> None:
    nudge = await nudged(steady_world)
    await press(steady_world, nudge, "Snooze")
    seen = await press(steady_world, nudge, "Another day")
    assert "When shall I bring Acme back? A date they named stays as it is." in texts(seen.view)

    seen = await steady_world.fill_in({"when": "yesterday"})
    assert "is past" in seen.errors["when"]
    seen = await steady_world.fill_in({"when": "", "day": "2026-03-12"})
    assert seen.view is None
    assert "I'll bring Acme back on Thursday 12 March, in your morning brief." in nudge.text
    await steady_world.until(utc(3, 12, 7, 30))
    assert "Acme asked for Fri" in steady_world.last().text


async def test_a_snooze_is_never_a_put_off(steady_world: World) -> None:
    nudge = await nudged(steady_world)
    for day in (13, 20, 27):
        await press(steady_world, nudge, "Snooze")
        await press(steady_world, nudge, "Another day")
        await steady_world.fill_in({"when": f"{day} March 3pm"})
        await steady_world.until(utc(3, day, 13, 50))
        nudge = steady_world.last()
    assert labels(nudge) == FOUR


# Who chose the date?


async def test_a_date_without_words_is_asked_about(steady_world: World) -> None:
    said = await echo(steady_world, "Acme Friday 3pm")
    assert said.text.startswith("Saved.")
    assert "Who chose the date?" in said.text
    assert labels(said) == ["They did", "I did", "Change", "Undo"]


async def test_they_chose_it_and_their_words_are_added(steady_world: World) -> None:
    said = await echo(steady_world, "Acme Friday 3pm")
    await press(steady_world, said, "They did")
    assert "What did they say?" in said.text
    seen = await press(steady_world, said, "Add their words")
    assert "What they said" in texts(seen.view)
    await steady_world.fill_in({"words": "call me before the weekend"})
    assert said.text == (
        "Kept. Acme comes back on Friday 6 March at 15:00, Berlin time, in their words:\n"
        "“call me before the weekend”"
    )

    await steady_world.until(utc(3, 6, 13, 50))
    assert "Acme asked for today, 15:00.\n“call me before the weekend”" in steady_world.last().text


async def test_the_rep_chose_it_and_is_asked_to_ask_for_theirs(steady_world: World) -> None:
    said = await echo(steady_world, "Acme Friday 3pm")
    await press(steady_world, said, "I did")
    assert "Next time you speak, ask them for a date" in said.text

    await steady_world.until(utc(3, 6, 13, 50))
    assert "For Acme you chose today, 15:00." in steady_world.last().text
    assert "“When would you like me to follow up?”" in steady_world.last().text


async def test_unanswered_nobody_is_said_to_have_chosen_it_and_theirs_is_asked_for(
    steady_world: World,
) -> None:
    nudge = await nudged(steady_world, "Acme Friday 3pm")
    assert nudge.text.startswith("Acme is due today, 15:00.")
    assert "Ask for their date" in nudge.text


async def test_a_season_is_no_date_and_what_is_chosen_is_the_reps(steady_world: World) -> None:
    asked = await echo(steady_world, 'Acme next spring "some time in spring"')
    assert "No day was named for Acme." in asked.text
    assert labels(asked)[-1] == "Another date"
    first = labels(asked)[0]
    await press(steady_world, asked, first)
    assert asked.text.startswith("Saved. I'll bring Acme back on Monday 1 March 2027")
    steady_world.clock.move_to(utc(3, 1, 7, 30, year=2027))
    await steady_world.steady.tick()
    said = "For Acme you chose today. They said:\n“some time in spring”"
    assert said in steady_world.last().text


# Change


async def test_change_puts_right_what_was_saved_and_undo_brings_it_back(
    steady_world: World,
) -> None:
    said = await echo(steady_world, LINE)
    seen = await press(steady_world, said, "Change")
    assert "Client: Acme" in texts(seen.view)
    await steady_world.fill_in({"day": "2026-03-10", "words": "the board meets later"})
    assert said.text.startswith("Changed. I'll bring Acme back on Tuesday 10 March at 15:00")
    assert "“the board meets later”" in said.text

    await press(steady_world, said, "Undo")
    assert said.text == "Taken back. Acme stands as before: Friday 6 March at 15:00, Berlin time."
    await steady_world.until(utc(3, 6, 13, 50))
    assert "“after our board has met”" in steady_world.last().text


async def test_changed_before_it_was_said_it_comes_once_on_the_new_day(
    steady_world: World,
) -> None:
    said = await echo(steady_world, LINE)
    await press(steady_world, said, "Change")
    await steady_world.fill_in({"day": "2026-03-10"})
    await steady_world.until(utc(3, 10, 14, 30))
    assert len(steady_world.dms()) == 1


async def test_a_change_of_words_leaves_the_day_they_named_in_their_mouth(
    steady_world: World,
) -> None:
    said = await echo(steady_world, 'Acme in 5 days "in five days"')
    assert "on Monday 9 March" in said.text
    await press(steady_world, said, "Change")
    await steady_world.fill_in({"note": "bring the samples"})
    await steady_world.until(utc(3, 9, 7, 30))
    assert "Acme asked for Sat" in steady_world.last().text


async def test_the_same_line_again_is_pointed_out_and_may_be_meant(steady_world: World) -> None:
    await echo(steady_world, LINE)
    again = await echo(steady_world, LINE)
    assert "I have that already: Acme" in again.text
    assert await open_lines(steady_world) == 1
    await press(steady_world, again, "Add it anyway")
    assert again.text.startswith("Saved.")
    assert await open_lines(steady_world) == 2
