"""What a client expects beyond the renewal is asked, noted, and held against our list (S0-2)."""

import pytest

from bot.demo.standin import Message, Seen, User
from bot.playbook.asking import Ask
from tests.journeys.steps import elements, labels, press, texts, utc
from tests.world import World

TUESDAY = utc(3, 24, 8)
BUTTONS = ["Note it", "Nothing beyond it", "Not now"]
QUESTION = "What does Initech expect from us this year, beyond the renewal?"


@pytest.fixture
async def w(steady_world: World) -> World:
    """Initech pays Ana €84,000 a year; Steady asks her of nothing but expectations."""
    world = steady_world
    await world.pipeline("currency EUR", world.mia)
    await world.client("touch Initech")
    await world.client("value Initech €84k")
    await world.pipeline("add Initech €5k")
    await world.pipeline("won Initech")
    for ask in Ask:
        if ask not in (Ask.EXPECTATIONS, Ask.STOP):
            await world.slack.command(world.ana.id, "/steady", f"mute {ask.value}")
    return world


async def asked(w: World) -> Message:
    """The question, the first of which came on the day after it was a client that pays."""
    await w.until(TUESDAY)
    return next(m for m in reversed(w.dms()) if m.text.startswith(QUESTION))


async def steady(w: World, text: str, who: User) -> Seen:
    return await w.slack.command(who.id, "/steady", text)


async def test_it_is_asked_and_noted_in_a_form_with_our_list(w: World) -> None:
    said = await asked(w)
    assert labels(said) == BUTTONS
    seen = await press(w, said, "Note it")
    assert "What does Initech expect from us" in texts(w.slack.view(w.ana.id))
    await w.fill_in({"expects": ["training", "reports"], "also": "help with customs"})
    assert seen.status == 200
    assert said.text.startswith("Noted: Initech expects training, reports and help with customs.")
    assert "Help with customs is not on the list" in said.text
    assert "they expect" in await w.client("Initech")
    await press(w, said, "Undo")
    assert said.text.startswith(QUESTION)
    assert labels(said) == BUTTONS
    assert "they expect" not in await w.client("Initech")


async def test_nothing_beyond_the_renewal_and_not_now_take_one_press(w: World) -> None:
    said = await asked(w)
    await press(w, said, "Nothing beyond it")
    assert said.text.startswith("Noted: Initech expects nothing beyond the renewal.")
    await press(w, said, "Undo")
    await press(w, said, "Not now")
    assert "I ask again about Initech in half a year at the earliest." in said.text


@pytest.mark.parametrize("label", BUTTONS)
@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("lost Initech the price", "Nothing was changed."),
        ("give Initech @Ben Okafor", "Nothing was changed."),
        ("merge Initech into Globex", "Nothing was changed."),
    ],
)
async def test_an_old_button_after_the_client_was_lost_given_away_or_merged(
    w: World, label: str, command: str, sentence: str
) -> None:
    await w.followup("list", w.ben)
    await w.client("add Globex")
    said = await asked(w)
    await w.client(command)
    await press(w, said, label)
    assert sentence in w.last().text
    assert said.text.startswith(QUESTION)


async def test_an_answer_pressed_twice_is_kept_once(w: World) -> None:
    said = await asked(w)
    old = Message(**{name: getattr(said, name) for name in said.__dataclass_fields__})
    await press(w, said, "Nothing beyond it")
    await press(w, old, "Not now")
    assert "You have answered this already." in w.last().text
    await press(w, old, "Note it")
    assert "You have answered this already." in w.last().text


async def test_a_line_notes_it_and_the_card_shows_what_it_was_before(w: World) -> None:
    said = await w.client("expects Initech delivery times, training")
    assert said.startswith("Noted: Initech expects delivery times and training.")
    await w.until(utc(9, 2, 9))
    await w.client("expects Initech new ideas")
    card = await w.client("Initech")
    assert "Beyond the renewal they expect new ideas; noted on Wednesday 2 September." in card
    assert "On Monday 2 March it was delivery times and training." in card


async def test_the_line_without_things_opens_the_form_with_what_was_noted(w: World) -> None:
    await w.client("expects Initech training, help with customs")
    await w.slack.command(w.ana.id, "/client", "expects Initech")
    view = w.slack.view(w.ana.id)
    fields = {b["block_id"]: b["element"] for b in view["blocks"] if b["type"] == "input"}
    assert [one["value"] for one in fields["expects"]["initial_options"]] == ["training"]
    assert fields["also"]["initial_value"] == "help with customs"
    seen = await w.fill_in({"expects": [], "also": ""})
    assert "expects nothing beyond the renewal" in seen.text + texts(seen.view)


async def test_a_manager_reads_what_is_asked_for_and_a_rep_does_not(w: World) -> None:
    await w.client("expects Initech help with customs, training")
    said = (await steady(w, "help-with", w.mia)).text
    assert "We can help clients with delivery times, product quality" in said
    assert "Asked for, and not on it: help with customs (one client)." in said
    assert "Initech" not in said
    said = (await steady(w, "help-with", w.ana)).text
    assert "customs" not in said
    assert "A manager keeps this list." in said


async def test_a_manager_changes_the_list_by_line_and_by_form(w: World) -> None:
    seen = await steady(w, "help-with customs, training and reports", w.mia)
    assert seen.text.startswith("Saved. We can help clients with customs, training and reports.")
    await press(w, seen.messages[0], "Undo", w.mia)
    shown = await steady(w, "help-with", w.mia)
    assert "delivery times" in shown.text
    [change] = [e for e in elements(shown.messages[0].blocks) if e["action_id"] == "change_help"]
    await w.slack.click(w.mia.id, shown.messages[0], change["action_id"])
    seen = await w.fill_in({"help_with": "customs\ntraining"}, w.mia)
    assert "customs and training" in (await steady(w, "help-with", w.ana)).text
    seen = await steady(w, "help-with usual", w.mia)
    assert "delivery times" in seen.text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("help-with " + ", ".join(f"thing {n}" for n in range(11)), "That is 11 things"),
        ("help-with " + "x" * 61, "A few words each, please"),
    ],
)
async def test_a_list_that_is_too_long_is_refused(w: World, line: str, sentence: str) -> None:
    assert sentence in (await steady(w, line, w.mia)).text
    assert "delivery times" in (await steady(w, "help-with", w.ana)).text


async def test_a_rep_cannot_change_the_list(w: World) -> None:
    assert "is for a manager to say" in (await steady(w, "help-with customs", w.ana)).text
    assert "delivery times" in (await steady(w, "help-with", w.ana)).text
