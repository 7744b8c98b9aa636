"""Twice a month a sitting over the clients that pay us, one question at a time (S0-1)."""

from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import timedelta

import pytest

from bot.demo.standin import Message
from storage import tables
from tests.cast import NOW
from tests.journeys.steps import labels, press, texts, utc
from tests.world import World, world

TUESDAY = utc(3, 3, 7, 30)  # half past eight in Berlin


@pytest.fixture
async def w(database_url: str) -> AsyncIterator[World]:
    """Acme and Globex pay us, Hooli does not yet."""
    async with world(database_url, NOW) as made:
        for name in ("Acme", "Globex", "Hooli"):
            await made.client(f"add {name}")
        for name in ("Acme", "Globex"):
            await made.client(f"order {name} today")
        yield made


def offers(w: World) -> list[Message]:
    return [m for m in w.dms() if "A quarter of an hour" in m.text]


async def begun(w: World) -> Message:
    await w.until(TUESDAY)
    await press(w, w.last(), "Begin")
    return w.last()


async def test_it_is_offered_once_in_two_weeks(w: World) -> None:
    await w.until(utc(3, 2, 18))
    assert offers(w) == []  # the day's brief had been when they were noted
    await w.until(TUESDAY)
    assert "for Acme and Globex?" in offers(w)[0].text
    assert "Hooli" not in offers(w)[0].text
    await w.until(utc(3, 15, 20))
    assert len(offers(w)) == 1
    await w.until(utc(3, 16, 20))
    assert len(offers(w)) == 2


async def test_without_clients_that_pay_us_nothing_is_offered(database_url: str) -> None:
    async with world(database_url, NOW) as made:
        await made.client("add Hooli")
        await made.until(utc(3, 20))
        assert offers(made) == []


async def test_one_question_a_message_edited_in_place(w: World) -> None:
    said = await begun(w)
    count = len(w.dms())
    assert "1 of 2. Is Acme getting the results they want?" in said.text
    for label, then in (
        ("Yes", "When did Acme last say so themselves?"),
        ("This quarter", "Are we giving Acme our best?"),
        ("Yes", "Would we take Acme on today?"),
        ("Yes", "2 of 2. Is Globex getting the results they want?"),
    ):
        await press(w, w.last(), label)
        assert then in w.last().text
    await press(w, w.last(), "Skip them")
    assert "That was the sitting: you looked at one client." in w.last().text
    assert len(w.dms()) == count


async def test_a_no_is_worth_an_action_on_the_spot(w: World) -> None:
    await begun(w)
    await press(w, w.last(), "No")
    assert "A no about Acme is worth one action." in w.last().text
    await press(w, w.last(), "Add an action")
    await w.fill_in({"note": "bring them to one table", "day": "2026-03-20"})
    assert "bring them to one table" in await w.client("plan Acme")


async def test_not_taking_them_on_today_leads_to_letting_go(w: World) -> None:
    await begun(w)
    for label in ("I don't know", "Yes", "No"):
        await press(w, w.last(), label)
    assert "/client part Acme shows what parting would mean." in w.last().text


async def test_an_old_button_pressed_twice_shows_where_it_stands(w: World) -> None:
    old = deepcopy(await begun(w))
    await press(w, old, "Yes")
    await press(w, old, "No")
    assert "When did Acme last say so themselves?" in w.last().text
    assert "worth one action" not in w.last().text


async def test_left_it_goes_on_days_later(w: World) -> None:
    await begun(w)
    await press(w, w.last(), "No")
    await w.until(utc(3, 6, 12))
    assert "Are we giving Acme our best?" in await w.client("review")


@pytest.mark.parametrize("line", ["lost Acme the price", "give Acme @Ben", "merge Acme into Hooli"])
async def test_who_was_lost_given_or_merged_meanwhile_drops_out(w: World, line: str) -> None:
    await w.client("list", w.ben)
    old = deepcopy(await begun(w))
    await w.client(line)
    await press(w, old, "Yes")
    assert "of 1. Is Globex getting" in w.last().text or "Hooli" in w.last().text


async def test_one_client_alone(w: World) -> None:
    assert "1 of 1. Is Globex getting the results" in await w.client("review Globex")


async def test_not_this_time_is_asked_again_in_two_weeks(w: World) -> None:
    await w.until(TUESDAY)
    await press(w, w.last(), "Not this time")
    assert "I ask again in two weeks" in w.last().text
    assert labels(w.last()) == ["Undo"]
    await press(w, w.last(), "Undo")
    assert labels(w.last()) == ["Begin", "Not this time"]


async def test_begun_twice_it_is_one_sitting(w: World) -> None:
    await w.until(TUESDAY)
    old = deepcopy(w.last())
    await press(w, old, "Begin")
    await press(w, w.last(), "Yes")
    await press(w, old, "Begin")
    assert "When did Acme last say so themselves?" in w.last().text


@pytest.mark.parametrize("label", ["Yes", "No", "Skip them"])
async def test_one_answer_is_taken_back_and_asked_again(w: World, label: str) -> None:
    first = await begun(w)
    asked = first.text
    await press(w, w.last(), label)
    assert "Noted for Acme:" in w.last().text
    old = deepcopy(w.last())
    await press(w, w.last(), "Undo")
    assert w.last().text == asked
    sitting = w.last()
    await press(w, old, "Undo")
    assert w.last().text == "That was taken back already."
    assert sitting.text == asked
    await press(w, sitting, "Yes")
    assert "When did Acme last say so themselves?" in sitting.text


async def test_after_ten_minutes_an_answer_stands(w: World) -> None:
    await begun(w)
    await press(w, w.last(), "Yes")
    await w.until(utc(3, 3, 7, 41))
    await press(w, w.last(), "Undo")
    assert "minutes" in w.last().text
    assert "When did Acme last say so themselves?" in await w.client("review")


async def test_when_they_last_said_so_is_kept(w: World) -> None:
    await begun(w)
    for label in ("Yes", "Longer ago"):
        await press(w, w.last(), label)
    rows = await w.steady.db.read(
        lambda conn: conn.execute(tables.reviews.select().order_by(tables.reviews.c.id)).all()
    )
    assert [(row.results, row.said) for row in rows] == [("yes", "long_ago"), (None, None)]


async def asked_ben(w: World) -> Message:
    """Ana asks Ben whether Acme gets the results it wants."""
    await w.followup("list", w.ben)
    await w.client('touch Acme call "it is slow" cold')
    await begun(w)
    await press(w, w.last(), "Ask a colleague")
    seen = await w.fill_in({"colleague": w.ben.id})
    assert seen.errors == {}
    assert "Ben is asked about Acme." in texts(w.slack.view(w.ana.id))
    await w.until(utc(3, 3, 9, 30))
    return w.last(w.ben)


async def says(w: World, asked: Message, label: str) -> None:
    """Ben answers, and a minute passes."""
    await press(w, asked, label, w.ben)
    await w.until(w.clock.now() + timedelta(minutes=1))


async def test_a_colleague_gets_the_question_and_nothing_else(w: World) -> None:
    asked = await asked_ben(w)
    assert asked.text == (
        "Ana would like to hear what you think.\n"
        "Is Acme getting the results they want?\n"
        "Your answer goes to Ana alone."
    )
    assert labels(asked) == ["Yes", "No", "I don't know", "I'd rather not say"]


async def test_the_answer_comes_back_and_is_offered_as_the_answer_once(w: World) -> None:
    asked = deepcopy(await asked_ben(w))
    await says(w, asked, "No")
    assert "Ana hears it: No." in w.last(w.ben).text
    said = deepcopy(w.last())
    assert said.text == "Is Acme getting the results they want? Ben says: No."
    assert labels(said) == ["Take that answer"]
    await press(w, said, "Take that answer")
    assert "A no about Acme is worth one action." in w.last().text
    assert "Are we giving Acme our best?" in w.last().text
    await press(w, said, "Take that answer")
    assert "Are we giving Acme our best?" in w.last().text
    count = len(w.dms())
    await says(w, asked, "Yes")
    assert "You have answered this already." in w.last(w.ben).text
    assert len(w.dms()) == count


async def test_answered_by_oneself_meanwhile_it_is_said_and_not_offered(w: World) -> None:
    asked = deepcopy(await asked_ben(w))
    sitting = next(m for m in w.dms() if "1 of 2." in m.text)
    await press(w, sitting, "Yes")
    await says(w, asked, "No")
    assert "Ben says: No." in w.last().text
    assert labels(w.last()) == []


async def test_who_would_rather_not_say_is_left_in_peace_and_the_asker_hears_it(w: World) -> None:
    await says(w, await asked_ben(w), "I'd rather not say")
    assert "Ben would rather not say. The question stays yours." in w.last().text
    assert labels(w.last()) == []


async def test_the_same_colleague_is_asked_once(w: World) -> None:
    await asked_ben(w)
    sitting = next(m for m in w.dms() if "1 of 2." in m.text)
    await press(w, sitting, "Ask a colleague")
    seen = await w.fill_in({"colleague": w.ben.id})
    assert "Ben was asked that already. Nothing was sent." in seen.errors.values()


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("self", "That is you."),
        ("gone", "I cannot ask that colleague here."),
        ("away", "Ben is away until"),
        ("muted", "I cannot ask that colleague here."),
    ],
)
async def test_a_colleague_who_cannot_be_asked_is_not(w: World, how: str, words: str) -> None:
    await w.followup("list", w.ben)
    await begun(w)
    if how == "away":
        await w.slack.command(w.ben.id, "/steady", "pause until 20 March")
    if how == "muted":
        await w.slack.command(w.ben.id, "/steady", "mute colleague")
    if how == "gone":
        w.ben.deleted = True
    await press(w, w.last(), "Ask a colleague")
    seen = await w.fill_in({"colleague": (w.ana if how == "self" else w.ben).id})
    assert any(words in text for text in seen.errors.values()), seen.errors
    await w.until(utc(3, 3, 12))
    assert not any("would like to hear" in m.text for m in w.dms(w.ben))


async def test_lost_before_the_colleague_answers_nothing_is_passed_on(w: World) -> None:
    asked = await asked_ben(w)
    await w.client("lost Acme the price")
    count = len(w.dms())
    await says(w, asked, "No")
    assert "That question no longer stands." in w.last(w.ben).text
    assert len(w.dms()) == count


async def test_merged_before_the_colleague_answers_it_is_about_the_one_that_stayed(
    w: World,
) -> None:
    asked = await asked_ben(w)
    await w.client("merge Acme into Hooli")
    await says(w, asked, "No")
    assert "Is Hooli getting the results they want? Ben says: No." in w.last().text


@pytest.mark.parametrize("how", ["deleted", "is_restricted"])
@pytest.mark.parametrize("is_told", [True, False])
async def test_who_was_asked_leaves_and_the_asker_hears_that_no_answer_comes(
    w: World, how: str, is_told: bool
) -> None:
    old = deepcopy(await asked_ben(w))
    w.slack.change_user(w.ben.id, **{how: True})
    if is_told:
        await w.slack.tell_user_change(w.ben.id)
    await w.until(utc(3, 4, 10))
    about = [m.text for m in w.dms() if "cannot answer any more" in m.text]
    assert about == [
        "Is Acme getting the results they want? Ben cannot answer any more. The question stays "
        "yours."
    ]
    assert "1 of 2. Is Acme getting the results they want?" in await w.client("review")
    w.slack.change_user(w.ben.id, **{how: False})
    await w.slack.tell_user_change(w.ben.id)
    count = len(w.dms())
    await says(w, old, "No")
    assert "That question no longer stands." in w.last(w.ben).text
    assert len(w.dms()) == count


async def test_who_leaves_after_answering_is_no_news(w: World) -> None:
    await says(w, await asked_ben(w), "No")
    w.slack.change_user(w.ben.id, deleted=True)
    await w.slack.tell_user_change(w.ben.id)
    await w.until(utc(3, 4, 10))
    assert not any("cannot answer" in m.text for m in w.dms())


async def test_a_rep_alone_in_a_workspace_answers_alone_and_loses_nothing(
    database_url: str,
) -> None:
    async with world(database_url, NOW) as w:
        for other in (w.ben, w.mia):
            w.slack.change_user(other.id, deleted=True)
        await w.client("add Acme")
        await w.client("order Acme today")
        await begun(w)
        await press(w, w.last(), "Ask a colleague")
        for nobody in (w.ana, w.ben):
            seen = await w.fill_in({"colleague": nobody.id})
            (says_why,) = seen.errors.values()
            assert "answer it yourself" in says_why
        await press(w, w.last(), "Yes")
        assert "When did Acme last say so themselves?" in w.last().text
        assert (w.dms(w.ben), w.dms(w.mia)) == ([], [])
