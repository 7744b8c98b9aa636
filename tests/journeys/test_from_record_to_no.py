"""The main job, end to end: what a rep records comes back, and a no is believed."""

from datetime import timedelta

import pytest

from bot.demo.standin import Message
from tests.journeys.steps import choose, echo, labels, press, texts, utc
from tests.world import World

LINE = 'Acme next Monday 3pm "after our board has met" send the quote'
FIRST_NUDGE = utc(3, 9, 13, 50)


async def moved(world: World, when: str, words: str) -> None:
    """Press *They moved it* on the newest nudge, and fill in what they said."""
    seen = await press(world, world.last(), "They moved it")
    assert "When do they want to hear from you?" in texts(seen.view)
    seen = await world.fill_in({"when": when, "words": words})
    assert (seen.status, seen.errors, seen.view) == (200, {}, None)


async def nudged(world: World) -> Message:
    await echo(world, LINE)
    await world.until(FIRST_NUDGE)
    return world.last()


async def moved_three_times(world: World) -> Message:
    """Three put-offs in a row, a week each; the message that comes on the last date."""
    await nudged(world)
    await moved(world, "16 March 3pm", "the board was postponed")
    await world.until(utc(3, 16, 13, 50))
    await moved(world, "23 March 3pm", "still no quorum")
    await world.until(utc(3, 23, 13, 50))
    await moved(world, "30 March 3pm", "our chair is ill")
    await world.until(utc(3, 30, 12, 50))  # the clocks went forward on the 29th
    return world.last()


async def test_a_follow_up_comes_back_ten_minutes_before_its_time_in_the_clients_words(
    steady_world: World,
) -> None:
    said = await steady_world.said(LINE)
    assert "Monday 9 March at 15:00, Berlin time" in said

    await steady_world.until(utc(3, 9, 13, 49))
    assert steady_world.dms() == []
    await steady_world.until(FIRST_NUDGE)

    assert "“after our board has met”" in steady_world.last().text
    assert "Acme asked for today, 15:00." in steady_world.last().text
    assert "send the quote" in steady_world.last().text
    assert labels(steady_world.last()) == ["Done", "They moved it", "They said no", "Snooze"]


async def test_a_client_who_moves_it_is_brought_back_on_the_new_day_in_the_new_words(
    steady_world: World,
) -> None:
    await nudged(steady_world)
    await moved(steady_world, "16 March 3pm", "the board was postponed")

    assert "Moved. I'll bring Acme back on Monday 16 March at 15:00" in steady_world.last().text
    assert "“the board was postponed”" in steady_world.last().text
    patience = ["A word every 60 days", "Talk it over"]
    assert labels(steady_world.last()) == [*patience, "Change", "Undo"]

    await steady_world.until(utc(3, 16, 13, 50))
    assert len(steady_world.dms()) == 2
    assert "“the board was postponed”" in steady_world.last().text
    assert "When we spoke on Mon" in steady_world.last().text


async def test_the_third_put_off_in_a_row_meets_the_hard_question(steady_world: World) -> None:
    nudge = await moved_three_times(steady_world)

    assert "Acme has moved this three times" in nudge.text
    assert "“our chair is ill”" in nudge.text
    assert "Either answer is fine." in nudge.text
    assert labels(nudge) == ["They named a date", "They said no", "I'll ask on …"]
    assert len(steady_world.dms()) == 4


async def test_a_no_closes_all_and_nothing_more_is_heard_of_it(steady_world: World) -> None:
    await moved_three_times(steady_world)
    await echo(steady_world, 'Acme 20 April "once the budget is out"')
    nudge = steady_world.last()
    await press(steady_world, nudge, "They said no")

    assert "Acme said no, so we let it go. I closed your two follow-ups" in nudge.text
    assert labels(nudge) == ["Add the reason", "Plan a second try", "Undo"]
    assert await steady_world.said("list") == "Open: nothing."
    heard = len(steady_world.dms())
    await steady_world.until(utc(5, 31))
    assert len(steady_world.dms()) == heard


async def test_a_reason_brings_a_later_try_which_is_taken_and_comes(steady_world: World) -> None:
    await moved_three_times(steady_world)
    nudge = steady_world.last()
    await press(steady_world, nudge, "They said no")
    await choose(steady_world, nudge, "Add the reason", "The price")

    assert "The reason you gave: the price." in nudge.text
    assert "A second try on Wednesday 30 September?" in nudge.text
    await press(steady_world, nudge, "Bring it back then")
    assert "A second try with Acme comes back on Wednesday 30 September" in nudge.text

    heard = len(steady_world.dms())
    steady_world.clock.move_to(utc(9, 29, 12))
    await steady_world.until(utc(9, 30, 6, 29))
    assert len(steady_world.dms()) == heard
    await steady_world.until(utc(9, 30, 6, 30))
    assert len(steady_world.dms()) == heard + 1
    assert "A second try with Acme" in steady_world.last().text


@pytest.mark.parametrize("reason", ["Not a fit", "They asked not to be contacted"])
async def test_some_reasons_propose_no_later_try(steady_world: World, reason: str) -> None:
    nudge = await nudged(steady_world)
    await press(steady_world, nudge, "They said no")
    await choose(steady_world, nudge, "Add the reason", reason)
    assert "second try on" not in nudge.text
    assert "second try with" not in nudge.text
    assert labels(nudge) == ["Change the reason", "Undo"]


async def test_who_asked_not_to_be_contacted_gets_no_new_follow_up(steady_world: World) -> None:
    nudge = await nudged(steady_world)
    await press(steady_world, nudge, "They said no")
    await choose(steady_world, nudge, "Add the reason", "They asked not to be contacted")

    said = await steady_world.said('Acme next Friday "call me"')
    assert "Acme asked not to be contacted" in said
    assert 'This is what you typed:\nAcme next Friday "call me"' in said


async def test_a_no_that_was_pressed_by_mistake_is_taken_back(steady_world: World) -> None:
    nudge = await nudged(steady_world)
    await press(steady_world, nudge, "They said no")
    await press(steady_world, nudge, "Undo")

    assert labels(nudge) == ["Done", "They moved it", "They said no", "Snooze"]
    assert "Acme: Mon 9 Mar, 15:00" in await steady_world.said("list")


async def test_a_conversation_kept_in_between_sets_the_count_back(steady_world: World) -> None:
    await nudged(steady_world)
    await moved(steady_world, "16 March 3pm", "the board was postponed")
    await steady_world.until(utc(3, 16, 13, 50))
    await moved(steady_world, "23 March 3pm", "still no quorum")
    await steady_world.until(utc(3, 23, 13, 50))
    nudge = steady_world.last()
    await press(steady_world, nudge, "Done")
    assert "Acme is done. When did they say to follow up?" in nudge.text

    await press(steady_world, nudge, "Set the next date")
    await steady_world.fill_in({"when": "30 March 3pm", "words": "then we can talk"})
    assert "Acme was marked done today." in nudge.text
    assert "I'll bring Acme back on Monday 30 March at 15:00" in nudge.text
    await steady_world.until(utc(3, 30, 12, 50))
    assert "Acme asked for today" in steady_world.last().text


async def test_a_put_off_of_less_than_a_week_counts_for_nothing(steady_world: World) -> None:
    await nudged(steady_world)
    for day in (11, 13, 17):
        await moved(steady_world, f"{day} March 3pm", "a little later")
        await steady_world.until(utc(3, day, 13, 50))
    assert "Acme asked for today, 15:00." in steady_world.last().text


async def test_the_hard_question_may_be_put_off_to_a_day_of_the_reps(steady_world: World) -> None:
    nudge = await moved_three_times(steady_world)
    await press(steady_world, nudge, "I'll ask on …")
    await steady_world.fill_in({"when": "2 April"})
    assert "I'll bring Acme back on Thursday 2 April, in your morning brief." in nudge.text
    await steady_world.until(utc(4, 2, 6, 30))
    assert "Acme has moved this three times" in steady_world.last().text


async def test_the_hard_question_comes_twice_more_and_is_then_closed_kindly(
    steady_world: World,
) -> None:
    await moved_three_times(steady_world)
    heard = len(steady_world.dms())
    asked = steady_world.clock.now()
    for day in range(1, 36):
        await steady_world.until(asked + timedelta(days=day))
    later = [m for m in steady_world.dms()[heard:] if "has moved this" in m.text]

    assert len(later) == 2
    assert "Either answer is fine." in later[0].text
    assert labels(later[0])[1] == "They said no"
    assert "You could close it kindly" in later[1].text
    assert labels(later[1]) == ["They named a date", "Close it kindly", "I'll ask on …"]
    await press(steady_world, later[1], "Close it kindly")
    assert "Acme said no, so we let it go." in later[1].text


async def test_the_hard_question_may_be_answered_with_a_date(steady_world: World) -> None:
    nudge = await moved_three_times(steady_world)
    await press(steady_world, nudge, "They named a date")
    await steady_world.fill_in({"when": "2 April 3pm", "words": "now it is certain"})
    assert "Moved. I'll bring Acme back on Thursday 2 April at 15:00" in nudge.text
