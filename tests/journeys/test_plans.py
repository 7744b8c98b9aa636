"""A plan of improvement: a draft until they agree, then a report each quarter (S0-3)."""

from collections.abc import AsyncIterator
from copy import deepcopy

import pytest

from bot.demo.standin import Message
from tests.cast import NOW
from tests.journeys.steps import labels, press, texts, utc
from tests.world import World, world


@pytest.fixture
async def w(database_url: str) -> AsyncIterator[World]:
    async with world(database_url, NOW) as made:
        await made.client("add Acme, €84k")
        yield made


async def shown(w: World, what: str = "plan") -> Message:
    seen = await w.slack.command(w.ana.id, "/client", f"{what} Acme")
    assert seen.status == 200, seen.error
    return seen.messages[0]


async def fill(w: World, label: str, **values: str) -> str:
    await press(w, await shown(w), label)
    seen = await w.fill_in(values)
    assert seen.errors == {}
    return texts(w.slack.view(w.ana.id))


def beside(w: World) -> str:
    """What Steady said last where the command was typed."""
    places = w.slack.workspace.conversations.values()
    return max((m for place in places for m in place.messages), key=lambda m: m.ts).text


async def with_goal(w: World) -> None:
    await fill(w, "Add a goal", goal="Deliveries on time", measure="98 of 100")


async def agreed(w: World) -> None:
    await with_goal(w)
    await fill(w, "They agreed", name="Jo Smith", words="let us do it like that")


async def test_without_goals_it_is_a_draft_that_nobody_can_agree_to(w: World) -> None:
    found = await shown(w)
    assert "Draft of a plan: Acme" in found.text
    assert labels(found) == ["Add a goal", "Add an action", "They agreed", "Draft the report"]
    seen = await press(w, found, "They agreed")
    assert "has no goals yet" in beside(w)
    assert seen.view is None


async def test_a_goal_has_a_measure_and_can_be_taken_back(w: World) -> None:
    await with_goal(w)
    assert "Deliveries on time, measured by 98 of 100." in (await shown(w)).text
    assert "Taken back" in await w.said("undo")
    assert "It has no goals yet." in (await shown(w)).text


async def test_agreed_it_says_with_whom_when_and_in_what_words(w: World) -> None:
    await agreed(w)
    found = await shown(w)
    assert "Plan of improvement: Acme" in found.text
    assert "Agreed with Jo Smith on Monday 2 March." in found.text
    assert "“let us do it like that”" in found.text
    assert "The next progress report is due on Tuesday 2 June." in found.text


async def test_undone_it_is_a_draft_again_and_no_report_is_due(w: World) -> None:
    await agreed(w)
    await w.said("undo")
    found = await shown(w)
    assert "Draft of a plan" in found.text
    assert "progress report is due" not in found.text


async def test_a_goal_added_since_is_pointed_out(w: World) -> None:
    await agreed(w)
    await w.until(utc(3, 3, 9))
    await fill(w, "Add a goal", goal="One invoice", measure="one a month")
    assert "One goal was added since" in (await shown(w)).text


async def test_a_goal_reached_twice_is_reached_once(w: World) -> None:
    await with_goal(w)
    found = deepcopy(await shown(w))
    await press(w, found, "Reached")
    await press(w, found, "Reached")
    assert "Reached already, on Monday 2 March." in beside(w)


async def test_an_action_comes_back_in_its_brief_and_stands_in_the_report(w: World) -> None:
    await with_goal(w)
    await fill(w, "Add an action", note="Bring both warehouses to one table", day="2026-03-05")
    assert "Open:\n• Bring both warehouses to one table" in (await shown(w, "report")).text
    await w.until(utc(3, 5, 8))
    assert "For Acme, from your plan: Bring both warehouses to one table" in w.last().text
    await press(w, w.last(), "Done")
    assert "Done:\n• Bring both warehouses to one table, done" in (await shown(w, "report")).text


async def test_the_report_is_a_file_in_which_nothing_is_markup(w: World) -> None:
    await fill(w, "Add a goal", goal="*more* <@U1> [x](y)", measure="# 1_000")
    await press(w, await shown(w, "report"), "As a file")
    file = w.last().files[0]
    assert file.name == "report-acme.md"
    text = file.content.decode()
    assert r"\*more\* \<@U1\> \[x\]\(y\), measured by \# 1\_000" in text
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Progress report: Acme",
        "## Goals",
        "## Done",
        "## Open",
        "## Next",
    ]


async def test_each_quarter_a_report_is_due_and_the_next_follows(w: World) -> None:
    await agreed(w)
    await w.until(utc(6, 2, 8))
    brief = next(m for m in w.dms()[::-1] if "Acme is due its progress report" in m.text)
    assert brief is not None
    await press(w, await shown(w, "report"), "I sent it")
    assert "The next progress report is due on Wednesday 2 September." in (await shown(w)).text
    await w.said("undo")
    assert "The next progress report is due on Tuesday 2 June." in (await shown(w)).text


async def test_a_report_sent_twice_is_sent_once(w: World) -> None:
    await agreed(w)
    draft = deepcopy(await shown(w, "report"))
    await press(w, draft, "I sent it")
    assert "I sent it" in labels(await shown(w, "report"))
    assert (await w.said("list")).count("a report") == 1


async def test_a_no_to_one_deal_leaves_plan_and_reports(w: World) -> None:
    await w.client("order Acme €12k")  # it pays us
    await w.pipeline('add Acme "New line" €40k')
    await agreed(w)
    await fill(w, "Add an action", note="Bring them to one table", day="2026-03-20")
    await w.pipeline("lost Acme the price")
    found = await shown(w)
    assert "Bring them to one table" in found.text
    assert "progress report is due" in found.text


async def test_a_client_lost_keeps_its_plan_and_nothing_of_it_comes(w: World) -> None:
    await agreed(w)
    await w.client("lost Acme the price")
    count = len(w.dms())
    await w.until(utc(6, 3))
    assert not any("progress report" in m.text for m in w.dms()[count:])


async def test_merged_the_plan_goes_along(w: World) -> None:
    await agreed(w)
    await w.client("add Hooli")
    await w.client("merge Acme into Hooli")
    seen = await w.slack.command(w.ana.id, "/client", "plan Hooli")
    assert "Deliveries on time" in seen.text
    assert "Agreed with Jo Smith" in seen.text


async def test_a_colleague_sees_the_goals_and_not_what_the_rep_means_to_do(w: World) -> None:
    await with_goal(w)
    await fill(w, "Add an action", note="flatter the buyer", day="2026-03-20")
    said = await w.client("plan Acme", w.ben)
    assert "Deliveries on time" in said
    assert "flatter" not in said


async def test_an_unknown_client_is_asked_about(w: World) -> None:
    assert "Acme" in await w.client("plan Acme Ltd")
