"""The morning brief asks for late decisions, and once a week for deals without a date."""

import pytest

from tests.journeys.deals import asked, pressed
from tests.journeys.steps import labels, utc
from tests.world import World


@pytest.fixture
async def w(steady_world: World) -> World:
    """Everything is counted in euros."""
    await steady_world.pipeline("currency EUR", steady_world.mia)
    return steady_world


def said_of(world: World, words: str) -> list[str]:
    return [m.text for m in world.dms() if words in m.text]


async def test_deals_without_a_date_are_counted_on_mondays_alone(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.until(utc(3, 17, 12))
    assert len(said_of(w, "One deal, worth €40,000, has no next date.")) == 2
    shown = await pressed(w, w.last(), "Show it")
    assert "Acme" in shown.text


async def test_with_a_date_on_every_deal_nothing_is_counted(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.pipeline('next Acme 20 May "after the fair"')
    await w.until(utc(3, 17, 12))
    assert said_of(w, "no next date") == []


async def test_whoever_mutes_it_hears_no_count(w: World) -> None:
    await w.pipeline("add Acme €40k")
    await w.slack.command(w.ana.id, "/steady", "mute circles")
    await w.until(utc(3, 17, 12))
    assert said_of(w, "no next date") == []


async def late(w: World) -> None:
    """Acme wanted to decide by the 5th."""
    await w.slack.command(w.ana.id, "/steady", "mute circles")
    added = await asked(w, 'add Acme "New line" €40k')
    await pressed(w, added, "They decide by …")
    await w.fill_in({"decide_by": "2026-03-05"})


async def test_a_late_decision_is_asked_for_three_times_and_then_left(w: World) -> None:
    await late(w)
    await w.until(utc(3, 6, 7, 29))
    assert said_of(w, "wanted to decide") == []
    await w.until(utc(3, 6, 7, 30))
    assert "Acme wanted to decide by Thursday 5 March: New line, €40,000." in w.last().text
    await w.until(utc(4, 3, 12))
    assert len(said_of(w, "wanted to decide")) == 3


async def test_the_hard_question_offers_two_wordings_and_four_ways_on(w: World) -> None:
    await late(w)
    await w.until(utc(3, 6, 7, 30))
    brief = w.last()
    question = await pressed(w, brief, "Open")
    assert "Either answer is fine." in question.text
    assert labels(question) == [
        "They named a date",
        "They said yes",
        "They said no",
        "They decide by …",
    ]
    await pressed(w, question, "They said yes")
    again = await pressed(w, brief, "Open")
    assert "wanted to decide" not in again.text


async def test_a_decision_that_came_in_time_is_not_asked_for(w: World) -> None:
    await late(w)
    await w.pipeline("won Acme")
    await w.until(utc(3, 20, 12))
    assert said_of(w, "wanted to decide") == []
