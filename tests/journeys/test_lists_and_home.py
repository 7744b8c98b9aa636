"""What is open, by day, client and rep; and Home, where each line is finished."""

import pytest

from bot.demo.standin import User
from tests.journeys.steps import echo, labels, press, texts, utc
from tests.world import World


async def a_week(world: World) -> None:
    """Ana's week: late, today, soon, later, and what a client owes her."""
    await echo(world, "Late Ltd tomorrow")
    await world.until(utc(3, 4, 9))  # Wednesday, 10:00 in Berlin
    await echo(world, 'Acme today 15:00 "after lunch"')
    await echo(world, "Globex Friday my own note")
    await echo(world, "Initech 20 March")
    await echo(world, "theirs Hooli Friday the signed contract")


async def names(world: World, asked: str, who: User | None = None) -> list[str]:
    said = await world.said(asked, who)
    return [line.split(":")[0].removeprefix("• ") for line in said.split("\n")[1:]]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("list", ["Late Ltd", "Acme", "Globex", "Hooli owes you", "Initech"]),
        ("list today", ["Late Ltd", "Acme"]),
        ("list week", ["Late Ltd", "Acme", "Globex", "Hooli owes you"]),
        ("list overdue", ["Late Ltd"]),
        ("list Globex", ["Globex"]),
        ("list gLOBEX", ["Globex"]),
    ],
)
async def test_a_list_shows_what_was_asked_for(
    steady_world: World, asked: str, expected: list[str]
) -> None:
    await a_week(steady_world)
    assert await names(steady_world, asked) == expected


async def test_a_list_marks_what_is_overdue(steady_world: World) -> None:
    await a_week(steady_world)
    said = await steady_world.said("list")
    assert "• Late Ltd: Tue 3 Mar. Overdue." in said
    assert said.count("Overdue.") == 1


async def test_a_client_nobody_knows_is_said_to_be_unknown(steady_world: World) -> None:
    assert "I know no client called Zorg." in await steady_world.said("list Zorg")


async def test_a_rep_sees_only_their_own(steady_world: World) -> None:
    await a_week(steady_world)
    assert await steady_world.said("list", steady_world.ben) == "Open: nothing."
    said = await steady_world.said("list @Ana", steady_world.ben)
    assert "Only a manager can do that." in said


async def test_a_rep_may_name_themselves(steady_world: World) -> None:
    await a_week(steady_world)
    assert "Acme" in await steady_world.said("list @Ana")


async def test_a_manager_sees_a_reps_list_but_not_the_notes(steady_world: World) -> None:
    await a_week(steady_world)
    said = await steady_world.said("list @Ana", steady_world.mia)
    assert said.startswith("Open, in Ana's name:")
    assert "“after lunch”" in said
    assert "my own note" not in said


@pytest.mark.parametrize(
    ("asked", "title", "expected"),
    [
        ("list @Ana overdue", "Ana, overdue:", ["Late Ltd"]),
        ("list today @Ana", "Open for today, in Ana's name:", ["Late Ltd", "Acme"]),
        ("list @Ana Globex", "Open with Globex, in Ana's name:", ["Globex"]),
    ],
)
async def test_a_managers_view_of_a_rep_can_be_narrowed(
    steady_world: World, asked: str, title: str, expected: list[str]
) -> None:
    await a_week(steady_world)
    assert await names(steady_world, asked, steady_world.mia) == expected
    assert (await steady_world.said(asked, steady_world.mia)).startswith(title)


async def test_a_manager_asking_for_somebody_new_is_told_so(steady_world: World) -> None:
    said = await steady_world.said("list @Ben", steady_world.mia)
    assert "I have not met that colleague yet." in said


async def test_help_lists_every_word(steady_world: World) -> None:
    said = await steady_world.said("help")
    for word in ("list", "done", "moved", "snooze", "no", "theirs", "undo"):
        assert f"/followup {word}" in said


async def test_what_they_owe_us_is_kept_asked_after_and_finished(steady_world: World) -> None:
    said = await echo(steady_world, "theirs Acme Friday the signed contract")
    assert "I'll ask after what Acme owes you on Friday 6 March" in said.text
    await steady_world.until(utc(3, 6, 7, 30))
    nudge = steady_world.last()
    assert "Acme promised you this for today: the signed contract" in nudge.text
    await press(steady_world, nudge, "Done")
    assert "Acme kept their word" in nudge.text


async def test_done_without_a_name_takes_the_only_one(steady_world: World) -> None:
    await echo(steady_world, "Acme Friday")
    assert "Acme is done." in await steady_world.said("done")


async def test_done_among_several_asks_which_and_changes_nothing(steady_world: World) -> None:
    await a_week(steady_world)
    asked = await echo(steady_world, "done")
    assert "Which one is done? Nothing has changed yet." in asked.text
    assert len(labels(asked)) == 5
    await press(steady_world, asked, next(b for b in labels(asked) if b.startswith("Globex")))
    assert "Globex is done." in asked.text
    assert "Globex" not in await steady_world.said("list")


async def test_moved_without_a_date_opens_the_form_for_that_date(steady_world: World) -> None:
    await echo(steady_world, 'Acme Friday "x y"')
    asked = await echo(steady_world, "moved Acme")
    seen = await press(steady_world, asked, "Open the form")
    assert "Acme moved it." in texts(seen.view)
    await steady_world.fill_in({"when": "12 March", "words": "the week after"})
    assert "Moved. I'll bring Acme back on Thursday 12 March" in asked.text
    assert (await steady_world.said("list")).count("•") == 1


async def test_undo_takes_back_the_latest_and_then_the_one_before(steady_world: World) -> None:
    await echo(steady_world, "Acme Friday")
    await echo(steady_world, "Globex Friday")
    assert "What you saved for Globex is gone." in await steady_world.said("undo")
    assert "What you saved for Acme is gone." in await steady_world.said("undo")
    said = await steady_world.said("undo")
    assert "There is nothing of the last ten minutes to take back." in said


async def test_a_new_client_that_was_taken_back_is_new_again(steady_world: World) -> None:
    await echo(steady_world, "Acme Friday")
    await echo(steady_world, "undo")
    said = await echo(steady_world, "Acme Thursday")
    assert "Acme is new here; I added it as a prospect." in said.text


@pytest.mark.parametrize("line", ["followup Acme Friday", "FollowUp Acme Friday"])
async def test_everything_works_by_way_of_steady_too(steady_world: World, line: str) -> None:
    seen = await steady_world.slack.command(steady_world.ana.id, "/steady", line)
    assert seen.text.startswith("Saved. I'll bring Acme back on Friday 6 March")


async def test_steady_followup_alone_opens_the_form(steady_world: World) -> None:
    seen = await steady_world.slack.command(steady_world.ana.id, "/steady", "followup")
    assert seen.view is not None
    assert seen.view["title"]["text"] == "New follow-up"


async def test_home_shows_the_week_and_finishes_a_line_in_place(steady_world: World) -> None:
    await a_week(steady_world)
    ana = steady_world.ana
    await steady_world.slack.open_home(ana.id)
    home = steady_world.slack.home(ana.id)
    said = texts(home)
    parts = ("Overdue", "Late Ltd", "Today", "Acme", "This week", "Globex")
    order = [*parts, "Waiting for the client", "Hooli owes you", "Later", "Initech"]
    assert [said.index(one) for one in order] == sorted(said.index(one) for one in order)

    assert home is not None
    await steady_world.slack.click(ana.id, home, "done")
    await steady_world.steady.background.drain(5)
    assert "Late Ltd: Tue 3 Mar" not in texts(steady_world.slack.home(ana.id))


async def test_home_with_nothing_open_says_so_and_opens_the_form(steady_world: World) -> None:
    ana = steady_world.ana
    await steady_world.slack.open_home(ana.id)
    home = steady_world.slack.home(ana.id)
    assert "Nothing is open." in texts(home)
    assert home is not None
    seen = await steady_world.slack.click(ana.id, home, "open_form")
    assert seen.view is not None
    assert seen.view["title"]["text"] == "New follow-up"
