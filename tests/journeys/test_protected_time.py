"""A weekly block in which Steady starts nothing, and asks afterwards whether it was kept (S0-6)."""

import subprocess
import sys
from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import timedelta

import pytest

from bot.demo.standin import Message
from storage import tables
from tests.cast import NOW
from tests.journeys.steps import labels, press, utc
from tests.world import World, world


@pytest.fixture
async def w(database_url: str) -> AsyncIterator[World]:
    async with world(database_url, NOW) as made:
        yield made


async def steady(w: World, text: str) -> Message:
    seen = await w.slack.command(w.ana.id, "/steady", text)
    assert seen.status == 200, seen.error
    return seen.messages[0]


async def protect(w: World, text: str = "Tuesday 9 to 11") -> Message:
    said = await steady(w, f"protect {text}")
    assert "Protected: every" in said.text
    return said


async def test_the_echo_says_what_is_protected(w: World) -> None:
    said = await protect(w)
    assert "Protected: every Tuesday, 09:00 to 11:00, for finding new clients." in said.text
    assert labels(said) == ["Add to my calendar", "Stop protecting it"]


async def test_nothing_is_started_in_it_and_what_waited_comes_after(w: World) -> None:
    await protect(w, "Tuesday 8 to 10")
    await w.followup("Acme Tuesday")
    await w.until(utc(3, 3, 8, 59))
    assert w.dms() == []
    await w.until(utc(3, 3, 9, 0))
    assert any("Acme" in m.text for m in w.dms())


async def test_a_time_a_client_named_comes_all_the_same_and_the_echo_says_so(w: World) -> None:
    await protect(w)
    said = await w.said('Acme Tuesday 10am "after our board has met"')
    assert "That is inside your protected time. It comes at its time all the same." in said
    await w.until(utc(3, 3, 8, 50))
    assert "Acme asked for today, 10:00" in w.last().text


async def test_a_time_outside_it_is_saved_without_a_word_about_it(w: World) -> None:
    await protect(w)
    assert "protected" not in await w.said("Acme Tuesday 11am")


async def asked(w: World) -> Message:
    await protect(w)
    await w.until(utc(3, 3, 9, 59))
    assert w.dms() == []
    await w.until(utc(3, 3, 10, 0))
    return w.last()


async def test_afterwards_one_question_with_three_answers(w: World) -> None:
    question = await asked(w)
    assert "Your protected time, Tuesday 3 March: did you get to keep it?" in question.text
    assert labels(question) == ["Yes", "Part of it", "No, something came up"]
    assert len(w.dms()) == 1


@pytest.mark.parametrize(
    ("label", "says"),
    [
        ("Yes", "Good: kept."),
        ("Part of it", "Noted: part of it."),
        ("No, something came up", "Something always comes up"),
    ],
)
async def test_the_answer_is_kept_and_can_be_changed(w: World, label: str, says: str) -> None:
    question = deepcopy(await asked(w))
    await press(w, question, label)
    assert says in w.last().text
    await press(w, question, "Yes")  # an old copy of the message: the first answer stands
    assert says in w.last().text
    await press(w, w.last(), "Change my answer")
    assert labels(w.last()) == ["Yes", "Part of it", "No, something came up"]


async def test_the_last_weeks_are_said(w: World) -> None:
    await asked(w)
    for answer in ("Yes", "Part of it", "Yes"):
        await press(w, w.last(), answer)
        await w.until(w.clock.now().replace(hour=10, minute=0) + (utc(3, 10) - utc(3, 3)))
    assert "You kept it in 2 of the last 3 weeks, and part of it in 1 more." in w.last().text


async def test_a_holiday_and_a_pause_are_not_asked_about(w: World) -> None:
    await steady(w, "holidays DE")
    await protect(w, "Friday 9 to 11")
    await steady(w, "pause until 9 March")
    await w.until(utc(3, 8))
    assert w.dms() == []
    await w.until(utc(4, 2))
    before = len(w.dms())
    await w.until(utc(4, 4))  # Good Friday lies between
    assert len(w.dms()) == before


async def test_given_up_nothing_is_asked_and_an_old_question_says_so(w: World) -> None:
    question = await asked(w)
    await steady(w, "protect off")
    await press(w, question, "Yes")
    assert "Nothing is protected any more" in w.last().text
    count = len(w.dms())
    await w.until(utc(3, 12))
    assert len(w.dms()) == count


async def test_the_file_stands_in_the_direct_messages(w: World) -> None:
    said = await protect(w)
    await press(w, said, "Add to my calendar")
    file = w.last().files[0]
    assert file.name == "protected-time.ics"
    assert b"RRULE:FREQ=WEEKLY;BYDAY=TU" in file.content


async def test_in_the_settings_it_can_be_chosen_and_taken_off(w: World) -> None:
    seen = await w.slack.command(w.ana.id, "/steady", "settings")
    assert seen.view is not None
    seen = await w.fill_in({"protected_day": "1", "protected_from": "09:00"})
    assert "Say when it begins and when it ends." in seen.errors.values()
    await w.fill_in({"protected_to": "11:00"})
    assert "Protected: every Tuesday" in (await steady(w, "protect")).text


async def test_asked_once_by_several_that_sweep(w: World) -> None:
    await asked(w)
    for _ in range(3):
        await w.steady.tick()
    rows = await w.steady.db.read(lambda conn: conn.execute(tables.protected_weeks.select()).all())
    assert (len(rows), len(w.dms())) == (1, 1)


def test_a_start_does_not_load_what_only_the_file_needs() -> None:
    asked = "import sys, bot.app, handlers.table; print('icalendar' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True)
    assert said.stdout == "False\n"


async def test_why_says_that_it_was_protected_time(w: World) -> None:
    await protect(w, "Tuesday 8 to 10")
    await w.followup("Acme Tuesday")
    await w.until(utc(3, 3, 8, 0))
    said = (await steady(w, "why")).text
    assert "your morning brief, about Acme, because it was your protected time." in said
    assert "meeting" not in said


async def left_alone(w: World, weeks: int) -> list[str]:
    """What stands in the direct messages after so many weeks without an answer."""
    await protect(w)
    await w.until(utc(3, 3, 11) + timedelta(weeks=weeks - 1))
    return [m.text for m in w.dms()]


async def test_three_weeks_without_an_answer_and_it_asks_whether_to_stop(w: World) -> None:
    said = await left_alone(w, 5)
    assert len([text for text in said if "did you get to keep it?" in text]) == 3
    assert "Shall I stop?" in said[-1]
    assert "whether protected time was kept" in said[-1]
    await press(w, w.last(), "Stop")
    count = len(w.dms())
    await w.until(utc(5, 1))
    assert len(w.dms()) == count
    assert "every Tuesday" in (await steady(w, "protect")).text


async def test_two_weeks_without_an_answer_are_no_reason_to_stop(w: World) -> None:
    assert "did you get to keep it?" in (await left_alone(w, 3))[-1]


async def test_kept_it_is_asked_on_until_three_more_are_left_alone(w: World) -> None:
    await left_alone(w, 5)
    await press(w, w.last(), "Keep asking")
    await w.until(utc(4, 7, 11))
    assert "did you get to keep it?" in w.last().text


@pytest.mark.parametrize("kind", ["protected", "resilience"])
async def test_muted_it_is_protected_and_never_asked_about(w: World, kind: str) -> None:
    await steady(w, f"mute {kind}")
    await protect(w)
    await w.until(utc(3, 30))
    assert w.dms() == []
    assert "Muted" in (await steady(w, "why")).text
    await steady(w, f"unmute {kind}")
    await w.until(utc(3, 31, 12))
    assert "did you get to keep it?" in w.last().text
