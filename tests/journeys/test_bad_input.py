"""Whatever is typed gets a clear answer: nothing is lost, nobody is pinged, nothing is markup."""

from collections.abc import AsyncIterator

import pytest

from storage import clients
from tests.journeys import wire
from tests.journeys.steps import echo, labels, press, utc
from tests.world import World

SAVED = "Saved. I'll bring {} back on Friday 6 March"
LONG = "word " * 2_000


@pytest.fixture
async def world(steady_world: World) -> AsyncIterator[World]:
    """After each test: what Steady told Slack pings nobody and holds no markup."""
    yield steady_world
    assert wire.texts_that_may_ping(steady_world) == []
    assert wire.interpreted(steady_world) == []


# Names and words nobody would think of, typed as a rep types them.
NAMES = {
    "May & Co": "May &amp; Co",
    "😀": "😀",
    "*bold*": "*bold*",
    "_x_": "_x_",
    "~x~": "~x~",
    "`code`": "`code`",
    "&lt;b": "&amp;lt;b",
    "<b>": "&lt;b&gt;",
    "<!channel>": "&lt;!channel&gt;",
    "<@U0STRANGER>": "&lt;@U0STRANGER&gt;",
    "@everyone": "@everyone",
    "https://x.example": "https://x.example",
    "A|B": "A|B",
    "payload": "payload",
    "O'Reilly": "O'Reilly",
    "Müller GmbH": "Müller GmbH",
    "𝔄cme": "𝔄cme",
}
RTL = "شركة الفجر"


@pytest.mark.parametrize("name", NAMES)
async def test_any_name_is_kept_as_it_was_typed(world: World, name: str) -> None:
    said = await echo(world, f'{name} Friday 3pm "{name} said so" see {name}')
    assert said.text.startswith(SAVED.format(NAMES[name]))
    assert f"“{NAMES[name]} said so”" in said.text
    assert f"Your note: see {NAMES[name]}" in said.text
    await world.until(utc(3, 6, 13, 50))
    assert f"{NAMES[name]} asked for today, 15:00." in world.last().text
    assert await world.said(f"list {name}") != ""


async def test_right_to_left_text_keeps_to_itself(world: World) -> None:
    said = await echo(world, f'{RTL} Friday 3pm "بعد الاجتماع"')
    assert said.text.startswith(SAVED.format(f"\u2068{RTL}\u2069"))
    assert "“\u2068بعد الاجتماع\u2069”" in said.text
    assert f"{RTL}" in await world.said(f"list {RTL}")


@pytest.mark.parametrize(
    "quoted",
    ['"x y"', "“x y”", "„x y“", "«x y»", "»x y«", "'x y'", "‘x y’", "‚x y‘", "‹x y›", '"x y'],
)
async def test_quotes_of_every_shape_hold_their_words(world: World, quoted: str) -> None:
    said = await echo(world, f"Acme Friday 3pm {quoted}")
    assert "They said:\n“x y”" in said.text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("<!channel>", "@channel"),
        ("<!here|here>", "@here"),
        ("<!subteam^S0SALES|@sales>", "@sales"),
        ("<@U0STRANGER>", "@U0STRANGER"),
        ("<@U0STRANGER|zoe>", "@zoe"),
        ("<#C0SALES|sales>", "#sales"),
        ("<#C0PRIVATE|>", "#C0PRIVATE"),
        ("<https://x.example|y>", "y"),
        ("<https://x.example/?a=1&amp;b=2>", "https://x.example/?a=1&amp;b=2"),
        ("<mailto:a@x.example|a@x.example>", "a@x.example"),
        ("&lt;!channel&gt;", "&lt;!channel&gt;"),
        ("&amp;lt;b", "&amp;lt;b"),
    ],
)
async def test_what_slack_wrapped_is_kept_as_plain_text(world: World, sent: str, kept: str) -> None:
    answer = await wire.command(world, f'Acme Friday "ask {sent} first"')
    assert answer.status == 200
    assert f"“ask {kept} first”" in wire.text_of(answer)
    again = wire.text_of(await wire.command(world, f"Ship {sent} Friday"))
    assert again.startswith(SAVED.format(f"Ship {kept}"))


@pytest.mark.parametrize("char", ["\n", "\r\n", "\t", "\x00", "\x1b", "\u202e", "\u2066", "\ufeff"])
async def test_invisible_characters_leave_no_trace(world: World, char: str) -> None:
    said = wire.text_of(await wire.command(world, f'Acme{char} Friday{char} "x{char}y"'))
    assert said.startswith(SAVED.format("Acme"))
    assert "\x00" not in said
    assert "\u202e" not in said


# Refused, with the fix named and the text not lost.

BACK, FORM, CHOICE = "comes back", "is in the form", "is behind buttons"


@pytest.mark.parametrize(
    ("text", "says", "and_the_text"),
    [
        (
            "frobnicate everything",
            "I found no date in that. To keep one, say the client and the day",
            FORM,
        ),
        ("dnoe Acme", "Did you mean /followup done?", BACK),
        ("Acme yesterday", "is past", FORM),
        ("Acme 2 March 2020", "is past", FORM),
        ("Acme 30 February", "There is no 30 February.", FORM),
        ("Acme 31 April", "There is no", FORM),
        ("Acme Friday 25:00", "no such time", FORM),
        ("Acme 2 March 2032", "The last day I take is", FORM),
        ("Acme every Friday", "A follow-up has one date.", FORM),
        ("Acme next Tuesday", "Which day do you mean for Acme?", CHOICE),
        ("Acme 12/11", "Which day do you mean for Acme?", CHOICE),
        ("Acme in spring", "No day was named for Acme.", CHOICE),
        ("!!! Friday", "does not look like a client's name", FORM),
        ("done Zorg", "I know no client called Zorg.", BACK),
        ("no Zorg", "I know no client called Zorg.", BACK),
        ("moved Zorg Friday", "I know no client called Zorg.", BACK),
        ('"only their words"', "", FORM),
        ("W" * 81 + " Friday", "A client's name may have 80 characters; this has 81.", BACK),
        (f'Acme Friday "{"w" * 1_001}"', "What they said may have 1,000 characters", BACK),
        (f"Acme Friday {'n' * 1_001}", "A note may have 1,000 characters", BACK),
        (LONG, "The whole line may have 4,000 characters; this has 9,999.", BACK),
    ],
    ids=lambda value: value[:30],
)
async def test_a_refusal_names_the_fix_and_keeps_what_was_typed(
    world: World, text: str, says: str, and_the_text: str
) -> None:
    answer = await echo(world, text)
    assert says in answer.text
    if and_the_text is BACK:
        blocks = answer.blocks or []
        given = "".join(b["text"]["text"] for b in blocks[2:] if b["type"] == "section")
        assert given.split() == text.split()
    elif and_the_text is FORM:
        assert labels(answer)[-1] == "Open the form"
        seen = await press(world, answer, "Open the form")
        assert seen.view is not None
    else:
        assert len(labels(answer)) >= 3
    assert await world.said("list") == "Open: nothing."


async def test_typed_text_comes_back_whole(world: World) -> None:
    answer = await echo(world, LONG)
    given = [b["text"]["text"] for b in answer.blocks or [] if b["type"] == "section"][1:]
    assert "".join(given).strip() == LONG.strip()


async def test_an_empty_line_opens_the_form(world: World) -> None:
    for text in ("", "   ", "\t\n"):
        answer = await wire.command(world, text)
        assert answer.status == 200


async def test_a_day_that_is_past_offers_the_next_one(world: World) -> None:
    answer = await echo(world, 'Acme 1 March "on the first"')
    assert "is past" in answer.text
    await press(world, answer, labels(answer)[0])
    assert answer.text.startswith("Saved. I'll bring Acme back on Monday 1 March 2027")
    assert "“on the first”" in answer.text


async def test_next_level_is_a_client(world: World) -> None:
    said = await echo(world, "Next Level Friday 3pm")
    assert said.text.startswith(SAVED.format("Next Level"))
    assert "Next Level is done." in await world.said("done Next Level")


async def test_done_deal_ltd_can_be_put_into_the_form_and_is_known_from_then_on(
    world: World,
) -> None:
    said = await world.said("Done Deal Ltd Friday")
    assert "to record something new, /followup alone opens the form." in said
    assert "This is what you typed:\nDone Deal Ltd Friday" in said

    await world.followup("")
    name = {"text": {"type": "plain_text", "text": "New"}, "value": "new:Done Deal Ltd"}
    await world.fill_in({"client": name, "when": "Friday", "words": "x y"})
    said = await world.said("Done Deal Ltd Thursday 3pm")
    assert said.startswith("Saved. I'll bring Done Deal Ltd back on Thursday 5 March")


async def test_two_clients_with_one_name_are_told_apart(world: World) -> None:
    await echo(world, 'Acme Thursday "the one in Bonn"')
    bought = world.steady.workspace.id, "Acme", None, world.clock.now()
    await world.steady.db.write(clients.add, *bought)  # as an import may bring it
    asked = await echo(world, 'Acme Friday 3pm "the one in Kiel"')
    assert "There is more than one Acme. Which one?" in asked.text
    assert labels(asked) == ["Acme, prospect, no. 1", "Acme, prospect, no. 2"]
    await press(world, asked, "Acme, prospect, no. 2")
    assert asked.text.startswith(SAVED.format("Acme"))
    assert "“the one in Kiel”" in asked.text


async def test_a_name_almost_known_is_asked_about(world: World) -> None:
    await echo(world, "Acme Thursday")
    asked = await echo(world, "Acmee Friday 3pm")
    assert labels(asked) == ["Acme", "New: Acmee"]
    await press(world, asked, "Acme")
    assert asked.text.startswith(SAVED.format("Acme"))

    asked = await echo(world, "Accme Friday 4pm")
    await press(world, asked, "New: Accme")
    assert "Accme is new here" in asked.text


# Who may not.


async def test_a_guest_is_refused_and_told_why(world: World) -> None:
    guest = world.slack.add_user("Gil Guest", is_restricted=True)
    said = await world.said("Acme Friday", guest)
    assert "not with guests" in said
    assert "A manager can ask your admin to make you a member." in said


@pytest.mark.parametrize("text", ["Acme Friday", "list", "", "undo"])
async def test_somebody_slack_has_deleted_is_refused(world: World, text: str) -> None:
    gone = world.slack.add_user("Gus Gone", deleted=True)
    answer = await wire.command(world, text, user_id=gone.id)
    assert answer.status == 200
    assert "active members of this workspace" in wire.text_of(answer)


async def test_somebody_of_another_workspace_is_refused(world: World) -> None:
    answer = await wire.command(world, "Acme Friday", team_id="T0ELSEWHERE", user_id="U0ELSE")
    assert answer.status == 200
    assert "I serve another workspace." in wire.text_of(answer)
    assert await world.said("list") == "Open: nothing."


async def test_a_rep_slack_does_not_describe_in_time_is_served_all_the_same(world: World) -> None:
    world.slack.faults.add("users.info", "user_not_found", times=5)
    assert "Saved." in await world.said("Acme Friday")


# The word that a body parser stumbles over.


@pytest.mark.parametrize(
    "line", ["Acme Friday about the payload", "payload Friday", 'Acme Friday "payload=1&payload"']
)
async def test_the_word_payload_is_a_word(world: World, line: str) -> None:
    assert (await world.said(line)).startswith("Saved.")


async def test_a_channel_may_be_called_payload(world: World) -> None:
    channel = world.slack.add_channel("payload", [world.ana.id])
    seen = await world.slack.command(world.ana.id, "/followup", "Acme Friday", channel.id)
    assert (seen.status, seen.text[:6]) == (200, "Saved.")


# Buttons that are older than what they point to.


async def test_a_command_delivered_twice_is_done_once_and_answered_the_same(world: World) -> None:
    seen = await world.followup('Acme Friday 3pm "x y"')
    again = await world.slack.redeliver(world.slack.deliveries[-1])
    assert (again.status, again.body) == (200, seen.body)
    assert (await world.said("list")).count("•") == 1


async def test_a_click_delivered_twice_is_done_once(world: World) -> None:
    said = await echo(world, 'Acme Friday 3pm "x y"')
    await press(world, said, "Undo")
    again = await world.slack.redeliver(world.slack.deliveries[-1])
    await world.steady.background.drain(5)
    assert again.status == 200
    assert said.text == "Taken back. What you saved for Acme is gone."


async def test_another_reps_button_does_nothing(world: World) -> None:
    await echo(world, 'Acme Friday 3pm "x y"')
    await world.until(utc(3, 6, 13, 50))
    done = next(b for b in world.last().blocks or [] if b["type"] == "actions")["elements"][0]
    await world.said("list", world.ben)
    await echo(world, 'Globex Friday 13 March 3pm "x y"', world.ben)
    await world.until(utc(3, 13, 14, 50))
    bens = world.last(world.ben)
    next(b for b in bens.blocks or [] if b["type"] == "actions")["elements"][0]["value"] = done[
        "value"
    ]
    await press(world, bens, "Done", world.ben)
    assert (await world.said("list")).count("•") == 1
