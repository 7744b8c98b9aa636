"""When clients order, over signed HTTP: asked in good time, settled by an order, taken back."""

import asyncio
from datetime import UTC, datetime

import pytest

from tests.journeys.steps import labels
from tests.world import World

BEFORE = datetime(2026, 3, 6, 7, 29, tzinfo=UTC)
ASKED = datetime(2026, 3, 6, 7, 30, tzinfo=UTC)  # eight weeks before May opens
OPENED = datetime(2026, 5, 1, 6, 30, tzinfo=UTC)
HALF = datetime(2026, 5, 15, 6, 30, tzinfo=UTC)
ASK = "Initech usually orders in May. Who decides this year?"


@pytest.fixture
async def w(steady_world: World) -> World:
    """Initech orders every May, and Ana, who wants no questions, spoke to it on Sunday."""
    for theme in ("value", "patience", "courage"):
        await steady_world.slack.command(steady_world.ana.id, "/steady", f"mute {theme}")
    await steady_world.client("list", steady_world.ben)
    await steady_world.client("add Initech, every 700 days, €84k")
    await steady_world.client("touch Initech call yesterday")
    await steady_world.client("season Initech May")
    return steady_world


async def test_a_season_is_asked_about_in_good_time_when_it_opens_and_half_way(w: World) -> None:
    await w.until(BEFORE)
    assert w.dms() == []
    await w.until(ASKED)
    assert ASK in w.last().text
    assert "It is worth €84,000 a year." in w.last().text
    assert labels(w.last()) == ["We spoke", "They ordered", "Set a date", "Change season"]

    await w.until(OPENED)
    assert "its season is open: no contact I know of since Sunday 1 March." in w.last().text
    await w.until(HALF)
    assert "Initech usually orders in May, and half of that is over" in w.last().text

    await w.until(datetime(2026, 12, 1, tzinfo=UTC))
    assert len(w.dms()) == 3


async def test_one_press_says_that_we_spoke_and_nothing_is_said_until_half_way(w: World) -> None:
    await w.until(ASKED)
    await w.press("we_spoke")
    assert "Noted: you spoke with Initech today." in w.last().text

    await w.until(datetime(2026, 5, 14, 20, tzinfo=UTC))
    assert len(w.dms()) == 1
    await w.until(HALF)
    assert "no order I know of" in w.last().text


async def test_an_order_from_the_nudge_settles_it_until_next_year(w: World) -> None:
    await w.until(ASKED)
    await w.press("they_ordered")
    wrong = await w.fill_in({"amount": "lots"})
    assert "I could not read “lots” as an amount." in wrong.errors["amount"]
    wrong = await w.fill_in({"amount": "12k", "day": "2026-03-07"})
    assert "still to come, so it is no order yet" in wrong.errors["day"]
    await w.fill_in({"day": "2026-03-06"})
    assert "Noted: Initech ordered for €12,000 today." in w.last().text
    assert "Initech pays us from now on." in w.last().text

    await w.until(datetime(2027, 3, 5, 20, tzinfo=UTC))
    assert len(w.dms()) == 1
    await w.until(datetime(2027, 3, 8, 7, 30, tzinfo=UTC))
    assert ASK in w.last().text


async def test_undo_takes_the_order_back_and_opens_the_question_again(w: World) -> None:
    await w.until(ASKED)
    await w.press("they_ordered")
    await w.fill_in({"amount": "12k"})
    await w.press("undo")

    assert ASK in w.last().text
    card = await w.client("Initech")
    assert "Prospect" in card
    assert "Last ordered" not in card


async def test_an_order_by_a_colleague_closes_the_question(w: World) -> None:
    await w.until(ASKED)
    await w.client("order Initech €5k", w.ben)

    await w.press("we_spoke")
    await w.press("undo")

    assert "This is settled with Initech." in w.last().text


async def test_an_order_before_the_brief_leaves_nothing_to_say(w: World) -> None:
    await w.until(BEFORE)
    await w.client("order Initech today")
    await w.until(datetime(2026, 5, 20, 20, tzinfo=UTC))
    assert w.dms() == []


async def test_another_season_is_set_from_the_nudge(w: World) -> None:
    await w.until(ASKED)
    await w.press("change_season")
    wrong = await w.fill_in({"season": "Octobre"})
    assert "Do you mean October?" in wrong.errors["season"]
    wrong = await w.fill_in({"season": "October", "lead": "soon"})
    assert "as a number of weeks" in wrong.errors["lead"]
    wrong = await w.fill_in({"lead": "30"})
    assert "from 1 to 26 weeks before, not 30" in wrong.errors["lead"]
    await w.fill_in({"lead": "6"})

    said = "Initech usually orders in October. Six weeks before, I ask who decides."
    assert said in w.last().text
    await w.until(datetime(2026, 8, 19, 20, tzinfo=UTC))
    assert len(w.dms()) == 1
    await w.until(datetime(2026, 8, 20, 6, 30, tzinfo=UTC))
    assert "Initech usually orders in October. Who decides" in w.last().text


async def test_an_emptied_field_means_that_it_has_no_season(w: World) -> None:
    await w.until(ASKED)
    await w.press("change_season")
    await w.fill_in({"season": ""})

    assert "Initech has no season, as far as you know." in w.last().text
    await w.until(datetime(2026, 12, 1, tzinfo=UTC))
    assert len(w.dms()) == 1


async def test_a_date_is_set_from_the_nudge(w: World) -> None:
    await w.until(ASKED)
    await w.press("next_date")
    await w.fill_in({"when": "8 April", "words": "when the new buyer has started"})
    assert "I'll bring Initech back on Wednesday 8 April" in w.last().text


async def propose(w: World) -> None:
    """Hooli ordered in October, two years running."""
    await w.client("add Hooli, every 700 days")
    await w.client("order Hooli 12k 8 October 2024")
    await w.client("order Hooli 20 October 2025")
    await w.until(datetime(2026, 3, 3, 7, 30, tzinfo=UTC))


async def test_two_years_in_one_month_propose_a_season_and_one_press_takes_it(w: World) -> None:
    await propose(w)
    assert "Hooli ordered in October two years running. Is that its season?" in w.last().text
    assert labels(w.last()) == ["Yes, every October", "That was chance"]

    asked = w.last()
    await asyncio.gather(*(w.slack.click(w.ana.id, asked, "is_season") for _ in range(2)))
    await w.steady.background.drain(5)

    said = "Hooli usually orders in October. Eight weeks before, I ask who decides."
    assert said in w.last().text
    assert "Season: October." in await w.client("Hooli")


async def test_a_proposal_is_refused_with_one_press_and_never_comes_back(w: World) -> None:
    await propose(w)
    await w.press("no_season")
    assert "that was chance with Hooli" in w.last().text
    await w.press("undo")
    assert "Is that its season?" in w.last().text
    await w.press("no_season")

    await w.until(datetime(2026, 3, 5, 20, tzinfo=UTC))
    assert len(w.dms()) == 1
    assert "Is that its season?" not in await w.client("Hooli")


async def test_the_card_asks_about_a_season_too(w: World) -> None:
    await propose(w)
    seen = await w.slack.command(w.ana.id, "/client", "Hooli")
    assert "Is that its season?" in seen.text
    assert "Last ordered: Mon 20 Oct 2025; Tue 8 Oct 2024, €12,000." in seen.text
    await w.slack.click(w.ana.id, seen.messages[0], "is_season")
    await w.steady.background.drain(5)
    assert "Season: October." in await w.client("Hooli")


async def test_a_gap_far_beyond_the_usual_one_is_brought_up_once(w: World) -> None:
    await w.client("add Hooli, every 700 days")
    for day in ("1 December 2025", "31 December 2025", "30 January 2026", "1 March 2026"):
        await w.client(f"order Hooli {day}")
    assert "Orders about every 30 days." in await w.client("Hooli")
    await w.client("season Initech none")
    await w.until(datetime(2026, 4, 14, 20, tzinfo=UTC))
    assert w.dms() == []

    await w.until(datetime(2026, 4, 15, 6, 30, tzinfo=UTC))

    said = "Hooli usually orders about every 30 days: no order I know of for 45 days."
    assert said in w.last().text
    await w.until(datetime(2026, 8, 1, tzinfo=UTC))
    assert len(w.dms()) == 1


async def test_several_stand_in_one_brief_and_open_in_place(w: World) -> None:
    await w.client("add Hooli, every 4 days, €10k")
    await w.client("touch Hooli call")
    await w.client("add Umbrella, every 700 days")
    await w.client("season Umbrella May")
    await w.until(ASKED)
    said = w.last().text
    assert said.index("In season:") < said.index("Initech") < said.index("Umbrella usually")
    assert said.index("Umbrella usually") < said.index("Worth a word:") < said.index("Hooli is due")

    opened = next(
        b["accessory"]["value"] for b in w.last().blocks or [] if "Umbrella" in str(b.get("text"))
    )
    await w.press("open_season", value=opened)
    await w.press("they_ordered")
    await w.fill_in({"amount": "€900"})

    assert "Noted: Umbrella ordered for €900 today." in w.last().text
    assert ASK in w.last().text


async def test_home_shows_who_is_in_season_and_takes_a_touch(w: World) -> None:
    await w.until(ASKED)
    await w.slack.open_home(w.ana.id)
    home = w.slack.home(w.ana.id)
    assert ASK in str(home)
    assert "In season" in str(home)

    await w.slack.click(w.ana.id, home or {}, "we_spoke")
    await w.steady.background.drain(5)

    assert ASK not in str(w.slack.home(w.ana.id))


async def test_a_lost_client_that_orders_is_back_and_its_loss_stays_on_the_card(w: World) -> None:
    await w.client("lost Initech the price")
    await w.until(datetime(2026, 4, 1, 9, tzinfo=UTC))
    assert w.dms() == []

    said = await w.client("order Initech €8k yesterday")

    assert "Noted: Initech ordered for €8,000 on Tuesday 31 March." in said
    assert "Initech is back. The loss stays in its history." in said
    card = await w.client("Initech")
    assert "Pays us" in card
    assert "Lost on Monday 2 March, and back since Tuesday 31 March." in card


async def test_the_same_order_delivered_again_is_told_again_and_kept_once(w: World) -> None:
    first = await w.client("order Initech €12k")
    again = await w.slack.redeliver(w.slack.deliveries[-1])

    assert again.text == first
    assert (await w.client("Initech")).count("€12,000") == 1


async def test_months_in_several_ways_of_saying_them(w: World) -> None:
    answers = {
        "season Initech March and October": "usually orders in March and October.",
        "season Initech März und Oktober, 6 Wochen vorher": "Six weeks before",
        "season Initech Oct to Dec": "in October, November and December. Six weeks before, I ask",
        "season Initech 10 weeks before": "Ten weeks before",
        "season Initech none": "Initech has no season, as far as you know.",
    }
    for line, answer in answers.items():
        assert answer in await w.client(line), line


async def test_bad_lines_are_answered_and_change_nothing(w: World) -> None:
    before = await w.client("Initech")
    answers = {
        "season Initech": "In which months does it usually order?",
        "season Initech Octobre": "Do you mean October?",
        "season Initech soon": "I could not read “soon” as a month.",
        "season Initech January to July": "A season has six months at most; that is seven.",
        "season Initech October 40 weeks before": "from 1 to 26 weeks before, not 40",
        "season Nobody October": "I know no client called Nobody.",
        "order Nobody €12k 3 February": "I know no client called Nobody.",
        "order Initech tomorrow": "still to come, so it is no order yet",
        "order Initech 12k 3 April 2026": "Friday 3 April is still to come",
        "order Initech -5": "cannot be for less than nothing",
        "order Initech lots": "I could not read “lots”.",
        "order Initech 30 February": "There is no 30 February",
        "order Initech 2010-03-02": "more than five years ago",
        "sesaon Initech October": "Did you mean /client season?",
        "season": "In which months",
        "order": "Who ordered?",
    }
    for line, answer in answers.items():
        assert answer in await w.client(line), line

    assert await w.client("Initech") == before


async def test_a_season_of_a_client_much_like_a_known_one_is_asked_about(w: World) -> None:
    said = await w.slack.command(w.ana.id, "/client", "season Initch October")
    assert "Did you mean one of these?" in said.text

    await w.slack.click(w.ana.id, said.messages[0], "pick_for_client:0")
    await w.steady.background.drain(5)

    assert "Season: October." in await w.client("Initech")


@pytest.mark.parametrize(
    ("line", "values", "shows"),
    [
        ("season Initech Octobre", {"season": "October"}, "Season: October."),
        ("order Initech lots", {"amount": "12k"}, "€12,000"),
    ],
)
async def test_a_line_that_was_not_clear_is_put_right_in_the_form(
    w: World, line: str, values: dict[str, object], shows: str
) -> None:
    said = await w.slack.command(w.ana.id, "/client", line)
    await w.slack.click(w.ana.id, said.messages[0], "open_form")
    await w.fill_in(values)

    assert shows in await w.client("Initech")


async def test_help_says_how_to_write_a_season_and_an_order(w: World) -> None:
    said = await w.client("help")
    assert "/client season Acme October, 6 weeks before" in said
    assert "/client order Acme €12k 3 March" in said
