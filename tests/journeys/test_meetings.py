"""A meeting is vetted, briefed, left in peace, and asked about afterwards (S2-8)."""

from collections.abc import AsyncIterator
from copy import deepcopy
from typing import Any

import pytest

from bot.demo.standin import Message, User
from bot.playbook.model import State
from storage import tables
from tests.cast import NOW
from tests.journeys.steps import MANY, echo, labels, press, texts, utc
from tests.world import World, world

ACME = {"text": {"type": "plain_text", "text": "New client: Acme"}, "value": "new:Acme"}
FRAME = {"client": ACME, "when": "Thursday 3pm", "ends": "16:30"}
VETTED = FRAME | {
    "topics": "the rollout",
    "our_ask": "a date for the pilot",
    "their_ask": "a second licence",
    "ask_about": "the marathon",
}
BRIEFED = utc(3, 5, 13, 30)  # half past two in Berlin, that Thursday
BEGINS = utc(3, 5, 14, 0)
ENDS = utc(3, 5, 15, 30)
ASKED = utc(3, 5, 15, 35)


@pytest.fixture
async def w(database_url: str) -> AsyncIterator[World]:
    async with world(database_url, NOW) as made:
        yield made


async def record(w: World, **values: Any) -> str:
    """Fill in the form for a meeting; returns what the echo says."""
    seen = await w.followup("meeting")
    assert seen.view is not None
    assert seen.view["title"]["text"] == "New meeting"
    seen = await w.fill_in(VETTED | values)
    assert seen.errors == {}
    return texts(w.slack.view(w.ana.id))


async def asked(w: World) -> Message:
    await record(w)
    await w.until(ASKED)
    return w.last()


async def test_the_echo_says_the_frame_and_what_it_is_for(w: World) -> None:
    said = await record(w)
    assert "You meet Acme on Thursday 5 March, 15:00 to 16:30, Berlin time." in said
    assert "What you ask for: a date for the pilot" in said
    assert "Ask about (only you see this): the marathon" in said


async def test_the_brief_comes_half_an_hour_before_and_not_a_second_earlier(w: World) -> None:
    await record(w)
    await w.until(utc(3, 5, 13, 29))
    assert not any("You meet Acme today" in m.text for m in w.dms())
    await w.until(BRIEFED)
    assert "You meet Acme today, 15:00 to 16:30, Berlin time." in w.last().text
    assert "Topics: the rollout" in w.last().text
    assert labels(w.last()) == ["They moved it", "It will not happen", "Change"]


async def test_the_brief_comes_outside_office_hours_too(w: World) -> None:
    await record(w, when="Saturday 8pm", ends="21:00")
    await w.until(utc(3, 7, 18, 30))
    assert "You meet Acme today, 20:00 to 21:00" in w.last().text


async def test_it_is_asked_about_five_minutes_after_its_end(w: World) -> None:
    await record(w)
    await w.until(utc(3, 5, 15, 34))
    before = len(w.dms())
    await w.until(ASKED)
    assert len(w.dms()) == before + 1
    assert "How was it with Acme, today, 15:00 to 16:30?" in w.last().text
    assert "You wanted to ask for: a date for the pilot" in w.last().text
    assert labels(w.last()) == [
        "Done, with a next date",
        "They moved it",
        "It did not happen",
        "They said no",
    ]


async def test_asked_once_however_often_time_passes(w: World) -> None:
    await asked(w)
    count = len(w.dms())
    await w.until(utc(3, 5, 16, 59))
    assert len(w.dms()) == count


async def test_outside_office_hours_the_question_waits_for_the_morning(w: World) -> None:
    await record(w, when="Thursday 7pm", ends="20:00")
    await w.until(utc(3, 5, 23, 0))
    assert "You meet Acme today" in w.last().text
    told = len(w.dms())
    await w.until(utc(3, 6, 7, 30))  # the morning brief
    assert len(w.dms()) == told + 1
    assert "How was it with Acme, on Thursday 5 March, 19:00 to 20:00" in w.last().text


async def test_while_it_lasts_nothing_is_started_but_a_date_they_named(w: World) -> None:
    await record(w)
    await w.client("add Globex", w.ben)
    await w.client("give Globex @Ana", w.ben)
    await w.followup('Globex Thursday 3:30pm "after lunch"')
    await w.followup("Initech Thursday 3:30pm")
    await w.until(BEGINS)
    told = len(w.dms())
    # Ben lets a client go on which Ana has a date: she is told of it after her meeting.
    await w.client("lost Globex the price", w.ben)
    await w.until(utc(3, 5, 15, 20))
    assert ["said no to Ana" in m.text for m in w.dms()[told:]] == [False]
    assert "Globex" in w.last().text  # its own hour has come
    await w.until(ENDS)
    assert any("Initech" in m.text for m in w.dms()[told:])
    assert any("said no to Ana" in m.text for m in w.dms()[told:])


async def test_the_morning_brief_waits_for_the_end_of_an_early_meeting(w: World) -> None:
    await record(w, when="Thursday 8:15am", ends="09:00")
    await w.followup("Globex Thursday")
    await w.until(utc(3, 5, 7, 59))
    assert not any("Globex" in m.text for m in w.dms())
    await w.until(utc(3, 5, 8, 0))
    assert "Globex" in w.last().text


async def test_moved_while_its_brief_is_queued_only_the_new_day_is_briefed(w: World) -> None:
    await record(w)
    await w.followup('moved Acme Friday 3pm "the board sits"')
    await w.until(utc(3, 6, 13, 29))
    assert not any("You meet Acme today" in m.text for m in w.dms())
    await w.until(utc(3, 6, 13, 30))
    assert "You meet Acme today, 15:00 to 16:30, Berlin time." in w.last().text
    assert "Ask about (only you see this): the marathon" in w.last().text


async def test_moved_across_a_clock_change_it_keeps_its_hours_on_the_wall(w: World) -> None:
    await record(w)
    await w.followup("moved Acme 2 April 3pm")
    await w.until(utc(4, 2, 12, 29))
    assert not any("You meet Acme today" in m.text for m in w.dms())
    await w.until(utc(4, 2, 12, 30))
    assert "15:00 to 16:30" in w.last().text


async def test_two_that_overlap_are_pointed_out_and_both_briefed(w: World) -> None:
    await record(w)
    second = ACME | {"value": "new:Globex"}
    said = await record(w, client=second, when="Thursday 4pm", ends="17:00")
    assert "It overlaps with Acme, Thursday 5 March, 15:00 to 16:30, Berlin time." in said
    await w.until(utc(3, 5, 14, 30))
    assert "You meet Globex today" in w.last().text
    # The first has ended, but the second still lasts.
    await w.until(utc(3, 5, 15, 59))
    assert "You meet Globex today" in w.last().text
    await w.until(utc(3, 5, 16, 5))
    assert [name for name in ("Acme", "Globex") for m in w.dms() if f"with {name}, today" in m.text]


async def test_one_that_ends_the_next_day_says_so(w: World) -> None:
    said = await record(w, when="Thursday 11pm", ends="00:30")
    assert "Thursday 5 March, 23:00 to 00:30 on Friday 6 March, Berlin time" in said


async def test_one_in_another_zone_is_told_on_our_clocks(w: World) -> None:
    london = {"text": {"type": "plain_text", "text": "Europe/London"}, "value": "Europe/London"}
    said = await record(w, zone=london)
    assert "Thursday 5 March, 16:00 to 17:30, Berlin time" in said
    assert "For them it begins at 15:00, London time." in said


@pytest.mark.parametrize(
    ("values", "field", "says"),
    [
        ({"when": "Thursday"}, "time", "A meeting needs an hour."),
        ({"ends": "15:00"}, "ends", "It would end when it begins."),
    ],
)
async def test_a_frame_that_is_none_is_put_right_in_the_form(
    w: World, values: dict[str, str], field: str, says: str
) -> None:
    await w.followup("meeting")
    seen = await w.fill_in(VETTED | values)
    assert says in seen.errors[field]


async def test_typed_without_an_hour_the_form_is_one_press_away(w: World) -> None:
    said = await echo(w, "meeting Acme Thursday")
    assert "A meeting needs an hour." in said.text
    await press(w, said, "Open the form")
    assert texts(w.slack.view(w.ana.id)).startswith("Client")


async def test_typed_with_an_hour_it_lasts_one(w: World) -> None:
    said = await echo(w, "meeting Acme Thursday 3pm")
    assert "Thursday 5 March, 15:00 to 16:00" in said.text
    assert labels(said) == ["Topics and asks", "Undo"]
    await press(w, said, "Topics and asks")
    await w.fill_in({"topics": "the rollout"})
    await w.until(BRIEFED)
    assert "Topics: the rollout" in w.last().text


async def test_it_stands_in_the_list_as_a_meeting(w: World) -> None:
    await record(w)
    assert "Acme, a meeting: Thu 5 Mar, 15:00 to 16:30." in await w.said("list")


async def test_undone_nothing_comes(w: World) -> None:
    await record(w)
    assert "What you saved for Acme is gone." in await w.said("undo")
    await w.until(utc(3, 5, 16, 30))
    assert w.dms() == []


async def test_done_with_a_next_date_in_one_form(w: World) -> None:
    question = await asked(w)
    await press(w, question, "Done, with a next date")
    await w.fill_in({"when": "12 March", "words": "after the board", "outcome": "they like it"})
    assert "Acme was marked done today." in w.last().text
    assert "I'll bring Acme back on Thursday 12 March" in w.last().text
    assert labels(w.last()).count("Undo") == 2


async def test_a_next_date_in_the_past_leaves_the_meeting_open(w: World) -> None:
    question = await asked(w)
    await press(w, question, "Done, with a next date")
    seen = await w.fill_in({"day": "2026-03-01"})
    assert seen.errors
    assert "a meeting" in await w.said("list")


async def test_without_a_date_it_is_done_all_the_same(w: World) -> None:
    question = await asked(w)
    await press(w, question, "Done, with a next date")
    await w.fill_in({"outcome": "they like it"})
    assert "Acme is done. When did they say to follow up?" in w.last().text


async def test_they_moved_it_after_all(w: World) -> None:
    question = await asked(w)
    await press(w, question, "They moved it")
    await w.fill_in({"when": "12 March 3pm"})
    assert "You meet Acme on Thursday 12 March, 15:00 to 16:30, Berlin time." in w.last().text


async def test_one_that_did_not_happen_is_no_no(w: World) -> None:
    question = await asked(w)
    await press(w, question, "It did not happen")
    assert "the meeting with Acme did not happen" in w.last().text
    assert labels(w.last()) == ["Set the next date", "Undo"]
    assert "Nothing" not in await w.client("Acme")
    await press(w, w.last(), "Undo")
    assert "How was it with Acme" in w.last().text


async def test_an_old_question_pressed_again_says_how_it_stands(w: World) -> None:
    question = deepcopy(await asked(w))
    await press(w, question, "It did not happen")
    await press(w, question, "It did not happen")
    assert "The meeting with Acme did not happen." in w.last().text


async def test_pressed_after_the_client_was_lost_nothing_changes(w: World) -> None:
    question = await asked(w)
    await w.client("lost Acme the price")
    await press(w, question, "It did not happen")
    assert "Acme said no today; it is closed." in w.last().text


@pytest.mark.parametrize("line", ["merge Acme into Hooli", "give Acme @Ben"])
async def test_pressed_after_a_merge_or_a_gift_it_still_works(w: World, line: str) -> None:
    await w.client("list", w.ben)
    question = await asked(w)
    await w.client("add Hooli")
    await w.client(line)
    await press(w, question, "It did not happen")
    assert "did not happen" in w.last().text


async def test_the_line_to_ask_about_reaches_nobody_else(w: World) -> None:
    await record(w)
    await w.client("list", w.mia)
    theirs = [
        await w.said("list @Ana", w.mia),
        await w.client("Acme", w.mia),
        await w.client("Acme", w.ben),
    ]
    assert not any("marathon" in said for said in theirs)


async def goes_to(w: World, heir: User) -> None:
    """Every date is in somebody else's hands now."""
    await w.client("list", heir)

    def inherit(conn: Any) -> None:
        reps = tables.reps
        one = reps.select().with_only_columns(reps.c.id).where(reps.c.slack_user_id == heir.id)
        conn.execute(tables.commitments.update().values(rep_id=conn.scalar(one)))

    await w.steady.db.write(inherit)


async def test_an_heir_reads_what_it_is_for_but_not_what_to_ask_about(w: World) -> None:
    await record(w)
    await goes_to(w, w.ben)
    await w.until(BRIEFED)
    assert "Topics: the rollout" in w.last(w.ben).text
    assert "marathon" not in w.last(w.ben).text


@pytest.mark.parametrize("own", ["", "the choir"])
async def test_an_heir_puts_a_meeting_right_and_each_keeps_a_line_of_their_own(
    w: World, own: str
) -> None:
    await record(w, ask_about="the violin")
    await goes_to(w, w.ben)
    await w.until(BRIEFED)
    await press(w, w.last(w.ben), "Change", w.ben)
    assert "violin" not in str(w.slack.view(w.ben.id))
    await w.fill_in({"topics": "the price", "ask_about": own}, w.ben)
    assert "violin" not in w.last(w.ben).text
    assert ("Ask about (only you see this): the choir" in w.last(w.ben).text) is bool(own)

    await goes_to(w, w.ana)
    await w.until(utc(3, 5, 13, 40))
    seen = await w.followup('moved Acme Friday 3pm "the board sits"')
    assert seen.status == 200
    await w.until(utc(3, 6, 13, 30))
    assert "Topics: the price" in w.last().text
    assert "Ask about (only you see this): the violin" in w.last().text
    assert "choir" not in w.last().text


async def test_taken_back_what_an_heir_put_right_the_meeting_is_as_it_was(w: World) -> None:
    await record(w)
    await goes_to(w, w.ben)
    await w.until(BRIEFED)
    brief = w.last(w.ben)
    await press(w, brief, "Change", w.ben)
    await w.fill_in({"topics": "the price", "ask_about": "the choir"}, w.ben)
    await w.said("undo", w.ben)
    rows = await w.steady.db.read(lambda conn: conn.execute(tables.meetings.select()).all())
    assert [(row.topics, row.ask_about, row.of_others) for row in rows] == [
        ("the rollout", "the marathon", None)
    ]


async def test_a_meeting_is_not_snoozed_before_it_is_over(w: World) -> None:
    await record(w)
    assert "A meeting cannot be snoozed." in await w.said("snooze Acme Friday")


async def test_in_a_pause_nothing_is_asked(w: World) -> None:
    await record(w)
    await w.slack.command(w.ana.id, "/steady", "pause until 9 March")
    await w.until(utc(3, 6, 16, 0))
    assert w.dms() == []


async def test_a_change_of_the_reps_zone_leaves_the_meeting_when_it_is(w: World) -> None:
    await record(w)
    w.ana.tz = "Europe/London"
    await w.until(BRIEFED)
    assert "You meet Acme today, 14:00 to 15:30, London time." in w.last().text


async def test_no_meeting_row_is_left_open_after_undo(w: World) -> None:
    await record(w)
    await w.said("undo")
    rows = await w.steady.db.read(lambda conn: conn.execute(tables.commitments.select()).all())
    assert [(row.state, row.over_at) for row in rows] == [(State.CANCELLED.value, None)]


async def test_a_stand_in_hears_of_a_meeting_once_and_reads_nothing_private(w: World) -> None:
    await record(w, whose="client", note="she sounded tired")
    await w.followup("", w.ben)
    await w.slack.command(w.ana.id, "/steady", f"pause until 9 March @{w.ben.handle}")
    await w.until(BRIEFED)
    (said,) = w.dms(w.ben)
    assert "For Ana, who is away: the meeting with Acme today, 15:00 to 16:30" in said.text
    assert "Topics: the rollout" in said.text
    assert "marathon" not in said.text
    assert "tired" not in said.text
    await w.until(ENDS)
    assert len(w.dms(w.ben)) == 1
    assert w.dms() == []


async def test_an_evening_meeting_is_briefed_and_not_in_the_mornings_brief(w: World) -> None:
    await record(w, when="Thursday 8pm", ends="21:00")
    await w.until(utc(3, 5, 18, 29))
    assert w.dms() == []
    await w.until(utc(3, 5, 18, 30))
    assert "You meet Acme today, 20:00 to 21:00" in w.last().text


async def test_the_ledger_says_when_a_meeting_will_be_briefed(w: World) -> None:
    await record(w)
    seen = await w.slack.command(w.ana.id, "/steady", "why")
    assert "Thu 5 Mar, 14:30: a meeting of yours, about Acme." in seen.messages[0].text


@pytest.mark.parametrize("kind", ["meeting", "courage"])
async def test_muted_it_is_briefed_and_not_asked_about(w: World, kind: str) -> None:
    await w.slack.command(w.ana.id, "/steady", f"mute {kind}")
    await record(w)
    await w.until(utc(3, 5, 17, 0))
    assert any("You meet Acme today" in m.text for m in w.dms())
    assert not any("How was it with Acme" in m.text for m in w.dms())


async def test_muted_while_its_question_waits_for_the_morning_it_is_not_asked(w: World) -> None:
    await record(w, when="Thursday 7pm", ends="20:00")
    await w.until(utc(3, 5, 22, 0))
    await w.slack.command(w.ana.id, "/steady", "mute meeting")
    await w.until(utc(3, 6, 12, 0))
    about = [m.text for m in w.dms() if "How was it" in m.text]
    assert [text.startswith("Good morning") for text in about] == [True]  # as any open date
    assert not any("waits for your word" in m.text for m in w.dms())


async def met_and_let_be(w: World, days: range) -> list[str]:
    """A meeting on each of these days of March, and what was asked of it."""
    for day in days:
        name = {"text": {"type": "plain_text", "text": "x"}, "value": f"new:{MANY[day]}"}
        await record(w, client=name, when=f"{day} March 3pm", ends="16:00")
    await w.until(utc(3, days[-1], 20))
    return [m.text for m in w.dms() if "How was it with" in m.text and "Good morning" not in m.text]


async def test_three_left_alone_in_a_row_and_it_asks_whether_to_stop(w: World) -> None:
    await met_and_let_be(w, range(3, 6))
    assert not any("Shall I stop" in m.text for m in w.dms())
    await w.until(utc(3, 6, 12))
    assert "I have asked you about what came of a meeting three times" in w.last().text
    await press(w, w.last(), "Stop")
    assert "I will not ask about what came of a meeting any more." in w.last().text
    assert await met_and_let_be(w, range(9, 11)) == await met_and_let_be(w, range(11, 12))
    assert any(f"You meet {MANY[11]} today" in m.text for m in w.dms())


async def test_one_answered_in_between_is_no_row(w: World) -> None:
    await met_and_let_be(w, range(3, 5))
    await press(w, w.last(), "It did not happen")
    await met_and_let_be(w, range(5, 7))
    await w.until(utc(3, 9, 12))
    assert not any("Shall I stop" in m.text for m in w.dms())
