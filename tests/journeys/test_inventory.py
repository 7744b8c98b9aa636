"""Twice a month a sitting over the clients that pay us, one question at a time (S0-1)."""

from collections.abc import AsyncIterator
from copy import deepcopy

import pytest

from bot.demo.standin import Message
from tests.cast import NOW
from tests.journeys.steps import labels, press, utc
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
    assert "Acme, Globex:" in offers(w)[0].text
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
    assert "That was the sitting: 1 client looked at." in w.last().text
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
    assert "You would not take Acme on today. /client part Acme" in w.last().text


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
