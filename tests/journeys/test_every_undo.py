"""Whatever a command or a button changes, its answer has an Undo, and that takes it back."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot.demo.standin import Message, User
from bot.messages.ids import Action
from storage import postings
from tests.journeys.every_button import Button, buttons_of, facts
from tests.journeys.steps import echo, elements, labels, press, utc
from tests.journeys.test_every_button import LINES, OF_A_MANAGER, stems, typed
from tests.world import World

# What a rep chooses; the last line is the one that is taken back.
CHOICES: dict[str, tuple[str, ...]] = {
    "a mute": ("/steady mute season",),
    "a question muted": ("/steady mute friday_call",),
    "a mute ended": ("/steady mute quiet", "/steady unmute quiet"),
    "holidays": ("/steady holidays DE-BY",),
    "no holidays": ("/steady holidays DE-BY", "/steady holidays none"),
    "a pause": ("/steady pause until 4 May",),
    "a longer pause": ("/steady pause until 4 May", "/steady pause until 11 May"),
    "a stand-in": ("/steady pause until 4 May @Ben Okafor",),
    "back again": ("/steady pause until 4 May", "/steady resume"),
    "protected time": ("/steady protect Tuesday 9 to 11",),
    "another hour": ("/steady protect Tuesday 9 to 11", "/steady protect Friday 2pm to 4pm"),
    "no protected time": ("/steady protect Tuesday 9 to 11", "/steady protect off"),
    "a target": ("/pipeline target €400k",),
    "no target": ("/pipeline target €400k", "/pipeline target none"),
}
# The same, of what a manager says for everybody.
OF_THE_TEAM: dict[str, tuple[str, ...]] = {
    "a rate": ("/pipeline rate USD 0.92",),
    "another rate": ("/pipeline rate USD 0.92", "/pipeline rate USD 0.95"),
    "a currency": ("/pipeline rate USD 0.92", "/pipeline currency USD"),
    "a team's target": ("/pipeline target team €1.4m",),
    "a colleague's target": ("/pipeline target @Ana Ruiz €300k",),
    "percentages": ("/pipeline digest percentages only",),
    "amounts": ("/pipeline digest percentages only", "/pipeline digest amounts"),
    "no figures by rep": ("/pipeline digest reps off",),
    "the digest": ("/pipeline digest #wins Monday 9:00",),
    "the digest's day": (
        "/pipeline digest #wins Monday 9:00",
        "/pipeline digest #wins Thursday 10:00",
    ),
    "the digest's hour": (
        "/pipeline digest #wins Monday 9:00",
        "/pipeline digest #wins Monday 10:00",
    ),
    "no digest": ("/pipeline digest #wins Monday 9:00", "/pipeline digest off"),
    "a stage": ("/pipeline stages rename explore to Look",),
}
_UNDOES = {Action.UNDO, Action.REVIEW_UNDO}
_TABLES = ("reps", "workspaces", "rates", "stages")
# How often a row was changed, and what comes next by itself.
_NOT_CHOSEN = {"version", "brief_on", "brief_at", "beat_at", "dm_channel_id"}


@pytest.fixture
async def w(steady_world: World) -> World:
    """Everybody is known, and the digest has a channel to go to."""
    steady_world.slack.ack_within = 30  # what is slow is another test's question
    for who in (steady_world.ben, steady_world.mia):
        await steady_world.client("list", who)
    people = [who.id for who in (steady_world.ana, steady_world.ben, steady_world.mia)]
    steady_world.slack.add_channel("wins", [*people, steady_world.slack.bot_user_id])
    return steady_world


async def test_every_change_has_an_undo_in_its_own_answer(w: World) -> None:
    missing = []
    several = [(one, w.ana) for one in (LINES | CHOICES).values()]
    several += [(one, w.mia) for one in (OF_A_MANAGER | OF_THE_TEAM).values()]
    for (lines, who), stem in zip(several, stems(), strict=False):
        missing += await changed_for_good(w, lines, stem, who)
    assert not missing, "\n".join(missing)


@pytest.mark.parametrize("name", [*CHOICES, *OF_THE_TEAM])
async def test_a_choice_that_is_taken_back_stands_as_before(w: World, name: str) -> None:
    who = w.ana if name in CHOICES else w.mia
    *first, last = (CHOICES | OF_THE_TEAM)[name]
    await w.pipeline('add Acme "Old line" €40k')
    await w.pipeline("won Acme")
    await w.pipeline('add Acme "New line" €50k')
    await w.pipeline("target €250k", w.ben)
    if first:
        await typed(w, tuple(first), "", who)
    before = await w.steady.db.read(chosen)
    answer = await typed(w, (last,), "", who)
    assert await w.steady.db.read(chosen) != before
    await press(w, answer, "Undo", who)
    assert await w.steady.db.read(chosen) == before
    assert "Taken back. " in shown_to(w, who)


async def changed_for_good(w: World, lines: tuple[str, ...], stem: str, who: User) -> list[str]:
    """What a line, or a button of its answer, changed without an Undo in the answer."""
    missing, answer = [], None
    for line in lines:
        before = await known(w)
        answer = await typed(w, (line,), stem, who)
        if await known(w) != before and not has_undo(answer):
            missing.append(f"{line}: {answer.text}")
    for button in buttons_of(answer, who) if answer else ():
        if button.action not in _UNDOES and await changes_for_good(w, button):
            missing.append(button.label)
    return missing


async def changes_for_good(w: World, button: Button) -> bool:
    """Whether pressing it changes something, and nothing that shows takes that back."""
    before, stood = await known(w), {m.ts for m in messages(w)}
    selected = (button.element.get("options") or [None])[0]
    how = {"value": button.element.get("value"), "selected": selected}
    await w.slack.click(button.who.id, button.message, button.element["action_id"], **how)
    await w.steady.background.drain(5)
    shown = [m for m in messages(w) if m.ts == button.message.ts or m.ts not in stood]
    return await known(w) != before and not any(map(has_undo, shown))


async def known(w: World) -> dict[str, list[Any]]:
    """What reps know; what undoes it, and a question that was said meanwhile, is none of it."""
    found = await facts(w)
    return {name: rows for name, rows in found.items() if name not in ("changes", "questions")}


def chosen(conn: Connection) -> dict[str, list[dict[str, Any]]]:
    """Everything chosen by hand, and what deals are worth."""
    found = {name: list(rows(conn, name)) for name in _TABLES}
    worth = text("SELECT id, worth_minor FROM deals ORDER BY id")
    return found | {"deals": [dict(row) for row in conn.execute(worth).mappings()]}


def rows(conn: Connection, table: str) -> Iterator[dict[str, Any]]:
    for row in conn.execute(text(f"SELECT * FROM {table}")).mappings():
        yield {
            # As SQLite keeps a default hour, or a typed; a list nobody has written yet is empty.
            name: str("[]" if value is None else value).removesuffix(".000000")
            for name, value in row.items()
            if name not in _NOT_CHOSEN
        }


def messages(w: World) -> list[Message]:
    places = w.slack.workspace.conversations.values()
    return [message for place in places for message in place.messages]


def now_is(w: World, message: Message) -> Message:
    """A message as it stands."""
    return next(m for m in messages(w) if m.ts == message.ts)


def has_undo(message: Message) -> bool:
    found = (str(one["action_id"]).partition(":")[0] for one in elements(message.blocks))
    return any(action in _UNDOES for action in found)


def shown_to(w: World, who: User) -> str:
    mine = [m for m in messages(w) if m.ephemeral_for in (None, who.id)]
    return "\n".join(m.text for m in mine)


# Whose date it is


async def test_whose_date_it_is_is_taken_back_where_it_was_said(w: World) -> None:
    saved = await echo(w, "Acme Friday")
    await press(w, saved, "I did")
    told = now_is(w, saved)
    assert labels(told) == ["Change", "Undo"]
    await press(w, told, "Undo")
    again = now_is(w, saved)
    assert again.text.startswith("Taken back. Acme stands as before: Friday 6 March")
    assert labels(again) == ["They did", "I did", "Change", "Undo"]
    await press(w, again, "Undo")
    assert "Open: nothing." in await w.said("list")


# Choices that somebody else, or another choice, came after


async def test_what_was_chosen_since_is_kept(w: World) -> None:
    first = await typed(w, ("/steady mute season",), "", w.ana)
    await typed(w, ("/steady mute quiet",), "", w.ana)
    await press(w, first, "Undo")
    assert "That has been changed since, so I left it. /steady settings shows" in shown_to(w, w.ana)
    settings = await typed(w, ("/steady holidays DE-BY",), "", w.ana)
    assert "Muted: clients gone quiet and clients whose season is near." in settings.text


async def test_a_target_set_since_keeps_no_choice_from_being_taken_back(w: World) -> None:
    muted = await typed(w, ("/steady mute season",), "", w.ana)
    await w.pipeline("target @Ana Ruiz €300k", w.mia)
    await press(w, muted, "Undo")
    assert "Taken back. I bring it up as before: clients whose season is near." in shown_to(
        w, w.ana
    )
    assert "€300,000" in await w.pipeline("")


async def test_a_pause_taken_back_brings_the_brief_at_its_hour(w: World) -> None:
    await w.said("Acme tomorrow")
    paused = await typed(w, ("/steady pause until 4 May",), "", w.ana)
    await press(w, paused, "Undo")
    await w.until(utc(3, 3, 8))
    assert "Acme is due today." in w.last().text


async def test_a_digest_that_another_manager_turned_off_since_stays_off(w: World) -> None:
    max_ = w.slack.add_user("Max Bauer", tz="Europe/Berlin", is_admin=True)
    await typed(w, ("/pipeline digest #wins Monday 9:00",), "", w.mia)
    moved = await typed(w, ("/pipeline digest #wins Thursday 10:00",), "", w.mia)
    await typed(w, ("/pipeline digest off",), "", max_)
    await press(w, moved, "Undo", w.mia)
    assert "That has been changed since, so I left it. /pipeline digest shows" in shown_to(w, w.mia)
    assert (await w.steady.db.read(postings.get, w.steady.workspace.id)).next_on is None


# Rates and currencies


async def test_a_rate_taken_back_says_so_and_counts_as_before(w: World) -> None:
    await w.pipeline('add Acme "New line" €40k')
    await w.pipeline('add Globex "Their line" $10k')
    await w.pipeline("rate USD 0.5", w.mia)
    await w.pipeline("rate USD 0.9", w.mia)
    assert await w.said("undo", w.mia) == "Taken back. One USD counts as 0.5 EUR again."
    assert "€45,000" in await w.pipeline("")
    taken = await w.said("undo", w.mia)
    assert taken == "Taken back. USD has no rate, as before, so deals in it are not counted."
    assert "€40,000" in await w.pipeline("")


async def test_a_currency_taken_back_says_so(w: World) -> None:
    await w.pipeline('add Acme "New line" €40k')
    await w.pipeline("rate USD 0.9", w.mia)
    await w.pipeline("currency USD", w.mia)
    said = await w.said("undo", w.mia)
    assert said == "Taken back. Everything is counted in EUR again, at the rates from before."
    assert "€40,000" in await w.pipeline("")


async def test_a_target_set_since_keeps_the_currency(w: World) -> None:
    await w.pipeline('add Acme "New line" €40k')
    await w.pipeline("rate USD 0.9", w.mia)
    turned = await typed(w, ("/pipeline currency USD",), "", w.mia)
    await w.pipeline("target $400k")
    await press(w, turned, "Undo", w.mia)
    assert "That has been changed since" in shown_to(w, w.mia)
    assert "Everything is counted in USD." in await w.pipeline("rate", w.mia)


async def test_what_was_chosen_in_a_currency_keeps_it_where_nothing_was_counted_before(
    w: World,
) -> None:
    turned = await typed(w, ("/pipeline currency GBP",), "", w.mia)
    await w.pipeline("target £400k")
    await press(w, turned, "Undo", w.mia)
    assert "That has been changed since" in shown_to(w, w.mia)
    assert "£400,000" in await w.pipeline("")


async def test_what_was_won_in_a_currency_keeps_it_where_nothing_was_counted_before(
    w: World,
) -> None:
    turned = await typed(w, ("/pipeline currency GBP",), "", w.mia)
    await w.pipeline('add Acme "New line" £40k')
    await w.pipeline("won Acme")
    before = await w.steady.db.read(chosen)
    await press(w, turned, "Undo", w.mia)
    assert "That has been changed since" in shown_to(w, w.mia)
    assert await w.steady.db.read(chosen) == before


async def test_a_target_is_taken_back_after_the_currency_that_came_behind_it(w: World) -> None:
    await w.pipeline("target €250k", w.mia)
    await w.pipeline("rate USD 0.9", w.mia)
    await w.pipeline("target €400k", w.mia)
    await w.pipeline("currency USD", w.mia)
    assert "counted in EUR again" in await w.said("undo", w.mia)
    assert "Taken back. The target is as it was." in await w.pipeline("undo", w.mia)
    assert "€250,000" in await w.pipeline("", w.mia)
