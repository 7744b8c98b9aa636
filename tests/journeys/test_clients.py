"""A client over signed HTTP: written down, spoken to, gone quiet, and in touch again."""

import asyncio
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Connection

from bot.demo.limits import message_problems
from storage import clients, reps
from tests.world import World

ADDED = "add Initech, every 30 days, €84k"
BEFORE = datetime(2026, 4, 1, 6, 29, tzinfo=UTC)
AMBER = datetime(2026, 4, 1, 6, 30, tzinfo=UTC)  # the brief of the thirtieth day after 2 March
RED = datetime(2026, 4, 16, 6, 30, tzinfo=UTC)  # of the forty-fifth


@pytest.fixture
async def w(steady_world: World) -> World:
    """Ana spoke to Initech on Monday 2 March; she keeps to thirty days."""
    await steady_world.client(ADDED)
    await steady_world.client('touch Initech call "the new plant opens in April"')
    return steady_world


async def test_the_list_counts_who_has_gone_quiet_apart_from_who_is_due_a_word(w: World) -> None:
    assert "Nobody has gone quiet or is due a word" in await w.client("list quiet")
    for name in ("Hooli", "Globex"):
        await w.client(f"add {name}, every 31 days")
        await w.client(f"touch {name} call")
    await w.client("add Umbra, every 10 days", w.ben)
    await w.until(RED)
    said = await w.client("list quiet")
    assert said.startswith("One client has gone quiet and two are due a word.")
    assert (await w.client("list quiet", w.mia)).startswith("Two clients have gone quiet and two")


async def test_a_client_nobody_heard_from_is_brought_up_on_its_day(w: World) -> None:
    await w.until(BEFORE)
    assert w.dms() == []

    await w.until(AMBER)

    said = w.last().text
    assert "Initech is due a word: no contact I know of for 30 days, where you keep to 30." in said
    assert "“the new plant opens in April”" in said
    assert "It is worth €84,000 a year." in said


async def test_one_press_says_that_we_spoke_and_nothing_more_is_said(w: World) -> None:
    await w.until(AMBER)
    await w.press("we_spoke")
    assert "Noted: you spoke with Initech today." in w.last().text
    assert "When did they say to follow up?" in w.last().text

    await w.until(datetime(2026, 4, 30, 12, tzinfo=UTC))

    assert len(w.dms()) == 1


async def test_it_is_brought_up_again_a_cadence_after_we_spoke(w: World) -> None:
    await w.until(AMBER)
    await w.press("we_spoke")

    await w.until(datetime(2026, 5, 1, 6, 30, tzinfo=UTC))

    assert "Initech is due a word" in w.last().text


async def test_it_turns_red_at_one_and_a_half_times_its_cadence(w: World) -> None:
    await w.until(datetime(2026, 4, 15, 20, tzinfo=UTC))
    assert "gone quiet" not in "".join(m.text for m in w.dms())

    await w.until(RED)

    assert "Initech has gone quiet: no contact I know of for 45 days" in w.last().text
    said = [m.text for m in w.dms() if "due a word" in m.text or "gone quiet" in m.text]
    assert len(said) == 2


async def test_a_date_they_named_keeps_it_silent_until_that_day(w: World) -> None:
    await w.said('Initech 8 May "when the plant has opened"')

    await w.until(datetime(2026, 5, 7, 20, tzinfo=UTC))

    assert w.dms() == []


async def test_a_touch_by_a_colleague_before_the_brief_leaves_nothing_to_say(w: World) -> None:
    await w.until(BEFORE)
    await w.client("touch Initech call", w.ben)

    await w.until(datetime(2026, 4, 2, 20, tzinfo=UTC))

    assert w.dms() == []


async def test_a_touch_by_a_colleague_closes_a_nudge_that_is_open(w: World) -> None:
    await w.until(AMBER)
    await w.client("touch Initech call", w.ben)

    await w.press("we_spoke")
    await w.press("undo")

    assert "Initech has been in touch since." in w.last().text


async def test_undo_opens_the_question_again(w: World) -> None:
    await w.until(AMBER)
    await w.press("we_spoke")
    await w.press("undo")

    assert "Initech is due a word" in w.last().text
    assert "Due a word" in await w.client("Initech")


async def test_pressing_twice_logs_one_touch(w: World) -> None:
    await w.until(AMBER)
    first = w.last()
    await asyncio.gather(*(w.slack.click(w.ana.id, first, "we_spoke") for _ in range(2)))
    await w.steady.background.drain(5)

    assert (await w.client("Initech")).count("Wed 1 Apr") <= 2
    assert "last contact today" in await w.client("list")


async def test_several_quiet_clients_stand_in_one_brief_and_open_in_place(w: World) -> None:
    for name in ("Hooli", "Umbrella"):
        await w.client(f"add {name}, every 30 days, €10k")
        await w.client(f"touch {name} call")
    await w.until(AMBER)
    assert "Worth a word:" in w.last().text
    assert w.last().text.index("Initech") < w.last().text.index("Hooli")

    hooli = next(
        b["accessory"]["value"] for b in w.last().blocks or [] if "Hooli" in str(b.get("text"))
    )
    await w.press("open_quiet", value=hooli)
    await w.press("we_spoke")

    assert "Noted: you spoke with Hooli today." in w.last().text
    assert "Initech is due a word" in w.last().text


async def test_a_touch_without_an_answer_resets_amber_but_not_red(w: World) -> None:
    await w.until(datetime(2026, 3, 30, 9, tzinfo=UTC))
    await w.client("touch Initech wrote")
    await w.until(datetime(2026, 4, 15, 20, tzinfo=UTC))
    assert w.dms() == []

    await w.until(RED)

    assert "Initech has gone quiet" in w.last().text


async def test_three_touches_in_a_row_without_an_answer_are_one_sided(w: World) -> None:
    said = [await w.client(f"touch Initech out mail, {n}") for n in range(3)]

    assert "three times in a row without an answer" not in said[1]
    assert "three times in a row without an answer" in said[2]
    assert "three times in a row without an answer" in await w.client("Initech")


async def test_a_kept_follow_up_counts_as_contact(w: World) -> None:
    await w.said("Initech 20 March 3pm")
    await w.until(datetime(2026, 3, 20, 13, 50, tzinfo=UTC))
    await w.press("done")

    assert "Last contact I know of: Friday 20 March" in await w.client("Initech")


async def test_the_card_says_how_it_stands_and_what_is_open(w: World) -> None:
    await w.said('Initech 8 May "when the plant has opened"')

    card = await w.client("Initech")

    assert "Prospect, €84,000 a year. A word every 30 days, as you chose." in card
    assert "They named Friday 8 May; that date stands." in card
    assert "Initech: Fri 8 May, “when the plant has opened”." in card
    assert "Mon 2 Mar: a call, by you." in card


async def test_a_heat_and_a_note_are_for_their_own_rep_alone(w: World) -> None:
    await w.client("touch Initech call cold, they look around")

    assert "cold" in await w.client("Initech")
    others = await w.client("Initech", w.ben)
    assert "cold" not in others
    assert "they look around" not in others


async def test_two_reps_logging_a_touch_at_once_are_both_noted(w: World) -> None:
    await w.client("list", w.ben)
    both = await asyncio.gather(
        w.client("touch Initech call"), w.client("touch Initech meeting", w.ben)
    )

    assert [said.startswith("Noted:") for said in both] == [True, True]
    card = await w.client("Initech")
    assert "a meeting, by a colleague" in card
    assert card.count("a call, by you") == 2


async def test_the_same_line_delivered_again_is_told_again_and_logged_once(w: World) -> None:
    first = await w.client("touch Initech visit")
    again = await w.slack.redeliver(w.slack.deliveries[-1])

    assert again.text == first
    assert (await w.client("Initech")).count("a visit") == 1


def _add_many(conn: Connection, workspace_id: str, owner_id: int, now: datetime) -> None:
    for n in range(5_000):
        name = f"Client {n:04} {'W' * 68}"
        then = now - timedelta(seconds=n)
        clients.add(conn, workspace_id, name, owner_id, then, date(2026, 3, 2))


async def test_five_thousand_clients_turn_page_by_page(steady_world: World) -> None:
    w = steady_world
    await w.client("list")
    workspace = w.steady.workspace.id
    ana = await w.steady.db.read(reps.find, workspace, w.ana.id)
    assert ana is not None
    await w.steady.db.write(_add_many, workspace, ana.id, w.clock.now())

    seen = await w.slack.command(w.ana.id, "/client", "list all")
    assert "All clients: 5,000. Page 1 of 250." in seen.text
    shown = seen.messages[0]
    assert message_problems(list(shown.blocks or [])) == []

    turned = await w.slack.click(w.ana.id, shown, "list_page:on")
    await w.steady.background.drain(5)
    assert turned.status == 200
    assert "Page 2 of 250." in str(w.slack.workspace.conversations[shown.channel].messages[-1].text)
    assert "Page 250 of 250." in await w.client("list all 99999")
    assert "Page 250 of 250." in await w.client("list all page 250")


async def test_bad_lines_are_answered_and_change_nothing(w: World) -> None:
    before = await w.client("Initech")
    answers = {
        "cadence Initech 0": "from 1 to 730 days, not 0",
        "cadence Initech -3": "from 1 to 730 days, not -3",
        "cadence Initech 10 years": "from 1 to 730 days, not 3,650",
        "cadence Initech weekly-ish": "I could not read “weekly-ish” as a cadence",
        "value Initech -5": "cannot be below zero",
        "touch Initech tomorrow": "still to come",
        "add Initech": "I know Initech already",
        "Nobody": "/client add Nobody writes it down",
        "blorb": "I know no client called blorb",
    }
    for line, answer in answers.items():
        assert answer in await w.client(line), line

    assert await w.client("Initech") == before


async def test_a_client_much_like_a_known_one_is_asked_about(w: World) -> None:
    said = await w.slack.command(w.ana.id, "/client", "touch Initch call")
    assert "Did you mean one of these?" in said.text

    await w.slack.click(w.ana.id, said.messages[0], "pick_for_client:0")
    await w.steady.background.drain(5)

    assert (await w.client("Initech")).count("a call, by you") == 2


async def test_a_guest_cannot_own_a_client(w: World) -> None:
    guest = w.slack.add_user("Gus Guest", is_restricted=True)
    robot = w.slack.add_user("Robot", is_bot=True)
    for user in (guest, robot):
        said = await w.client(f"add Hooli @{user.name}")
        assert "Only an active, full member" in said
    assert "I know no client" in await w.client("Hooli")


async def test_the_shortcut_logs_a_touch(w: World) -> None:
    await w.slack.shortcut(w.ana.id, "log_touch")
    seen = await w.fill_in(
        {
            "client": await option(w, "Initech"),
            "touch_kind": "visit",
            "day": "2026-03-01",
            "heat": "hot",
        }
    )

    assert "Noted: a visit with Initech yesterday." in str(seen.view)
    assert "Sun 1 Mar: a visit, by you, hot." in await w.client("Initech")


async def test_a_message_becomes_a_touch_in_their_words(w: World) -> None:
    sales = next(c for c in w.slack.workspace.conversations.values() if c.name == "sales")
    await w.slack.say(w.ana.id, sales.id, "We look for a second supplier")
    said = sales.messages[-1]
    await w.slack.message_shortcut(w.ana.id, "log_touch_from_this", sales.id, said.ts)
    await w.fill_in({"client": await option(w, "Initech")})

    assert "“We look for a second supplier”" in await w.client("Initech")


async def test_a_touch_in_the_future_is_refused_under_its_field(w: World) -> None:
    await w.slack.shortcut(w.ana.id, "log_touch")
    seen = await w.fill_in({"client": await option(w, "Initech"), "day": "2026-03-03"})

    assert "still to come" in seen.errors["day"]


async def test_the_form_adds_a_client_with_its_rhythm_and_owner(w: World) -> None:
    await w.client("list", w.ben)
    await w.slack.command(w.ana.id, "/client", "add")
    wrong = await w.fill_in({"name": "Hooli", "value": "lots", "tier": "key"})
    assert "I could not read “lots” as an amount." in wrong.errors["value"]

    await w.fill_in({"value": "€1.2m", "cadence": "every 3 weeks", "owner": w.ben.id})

    card = await w.client("Hooli")
    assert "Prospect, €1,200,000 a year, with Ben. A word every 21 days, as you chose." in card


async def test_the_form_says_when_a_name_is_known(w: World) -> None:
    await w.slack.command(w.ana.id, "/client", "add")
    seen = await w.fill_in({"name": "initech", "tier": "key"})

    assert "I know Initech already." in seen.errors["name"]


async def test_the_cadence_is_changed_from_the_nudge_itself(w: World) -> None:
    await w.until(AMBER)
    await w.press("change_cadence")
    wrong = await w.fill_in({"cadence": "weekly-ish"})
    assert "as a cadence" in wrong.errors["cadence"]

    await w.fill_in({"cadence": "60"})

    assert "Initech: a word every 60 days from now on." in w.last().text


async def test_a_client_let_go_from_the_nudge_is_not_brought_up_again(w: World) -> None:
    await w.until(AMBER)
    await w.press("let_go")
    await w.fill_in({"reason": "price"})
    assert "Initech said no, so we let it go." in w.last().text
    assert "The reason you gave: the price." in w.last().text

    await w.until(datetime(2026, 6, 1, 20, tzinfo=UTC))

    assert len(w.dms()) == 1
    assert "Initech, €84,000 a year. Lost on Wednesday 1 April: the price." in await w.client(
        "list lost"
    )


async def test_a_date_set_from_the_nudge_closes_it(w: World) -> None:
    await w.until(AMBER)
    await w.press("next_date")
    await w.fill_in({"when": "8 May", "words": "when the plant has opened"})

    assert "Initech has named a date, and it stands." in w.last().text
    assert "I'll bring Initech back on Friday 8 May" in w.last().text


async def test_home_lists_who_is_quiet_and_takes_a_touch(w: World) -> None:
    await w.until(AMBER)
    await w.slack.open_home(w.ana.id)
    home = w.slack.home(w.ana.id)
    assert "Initech is due a word" in str(home)

    await w.slack.click(w.ana.id, home or {}, "we_spoke")
    await w.steady.background.drain(5)

    assert "Initech is due a word" not in str(w.slack.home(w.ana.id))


async def test_a_client_renamed_while_a_nudge_waits_is_shown_by_its_new_name(w: World) -> None:
    await w.until(AMBER)
    assert "Its history came along." in await w.client("rename Initech to Initech AG")

    await w.press("we_spoke")
    assert "Noted: you spoke with Initech AG today." in w.last().text
    await w.until(datetime(2026, 5, 1, 6, 30, tzinfo=UTC))

    assert "Initech AG is due a word" in w.last().text


async def test_steady_client_does_the_same(w: World) -> None:
    seen = await w.slack.command(w.ana.id, "/steady", "client Initech")
    assert seen.text == await w.client("Initech")


async def option(w: World, typed: str) -> str:
    offered = await w.slack.options(w.ana.id, "client_typed", typed)
    return str(offered[0]["value"])


async def test_friday_asks_once_for_those_who_are_quiet_or_soon_will_be(w: World) -> None:
    await w.client("add Hooli, every 7 days")
    await w.client("add Umbrella")
    await w.until(datetime(2026, 3, 13, 7, 30, tzinfo=UTC))
    asked = w.last()
    assert "It is Friday. Whom did you speak to this week?" in asked.text
    assert "Initech" not in str(asked.blocks)

    await w.slack.click(w.ana.id, asked, "spoke_to")
    await w.steady.background.drain(5)
    assert "Tick whom you spoke to" in w.last().text
    offered = {
        one["text"]["text"]: one["value"]
        for block in asked.blocks or []
        for element in block.get("elements", ())
        for one in element.get("options", ())
    }
    await w.slack.click(w.ana.id, asked, "ticked", selected=[offered["Umbrella"]])
    await w.slack.click(w.ana.id, asked, "spoke_to")
    await w.steady.background.drain(5)

    assert "Noted: you spoke with Umbrella this week." in "\n".join(m.text for m in w.dms())
    assert "Last contact I know of: Friday 13 March" in await w.client("Umbrella")
    assert "No contact that I know of yet." in await w.client("Hooli")


async def test_a_friday_on_which_everybody_is_in_touch_is_silent(w: World) -> None:
    await w.until(datetime(2026, 3, 6, 20, tzinfo=UTC))

    assert w.dms() == []
