"""Every button of every message, found by the test itself: pressed twice, and when what it is
about is gone, it answers with a sentence and does no harm."""

from dataclasses import replace

import pytest

from bot.demo.standin import Message, User
from bot.messages.ids import Action
from handlers import table
from tests.bot.messages.everything import EVERY_FORM, EVERY_HOME, EVERY_MESSAGE
from tests.journeys.deals import newest
from tests.journeys.every_button import Button, Found, buttons_of, facts, press, press_twice
from tests.journeys.steps import MANY, utc
from tests.world import World

_PUT_OFFS = ('/followup {c} 12 March "then"', '/followup moved {c} 26 March "not yet"')
# Where a sale wants patience: what is said of one client, and asks for nothing at once.
PATIENT: dict[str, tuple[str, ...]] = {
    "cooled off": _PUT_OFFS,
    "cooled off again": (*_PUT_OFFS, '/followup moved {c} 16 April "nor yet"'),
    "leave it": ("/client add {c}", *(f"/client touch {{c}} mail out, {n}" for n in range(4))),
    "a good fit": ("/client add {c}", "/client fit {c} yes yes yes no"),
    "half a fit": ("/client add {c}", "/client fit {c} yes yes no no"),
    "no fit": ("/client add {c}", "/client fit {c} yes no no no"),
    "let go of": ("/client add {c}", "/client part {c}"),
    "a card": ("/client add {c}", "/client {c}"),
}
# Each makes one message with buttons; {c} is a client nobody else has.
LINES: dict[str, tuple[str, ...]] = {
    "whose date": ("/followup {c} Friday",),
    "their words": ('/followup {c} Friday 3pm "after our board has met"',),
    "typed twice": ("/followup {c} Friday", "/followup {c} Friday"),
    "done": ("/followup {c} Friday", "/followup done {c}"),
    "moved": ("/followup {c} Friday", '/followup moved {c} 12 June "after the summer"'),
    "snoozed": ("/followup {c} Friday", "/followup snooze {c} tomorrow"),
    "a no": ("/followup {c} Friday", "/followup no {c}"),
    "a no with its reason": ("/followup {c} Friday", "/followup no {c} the price"),
    "bought": ("/client add {c}", "/client lost {c} acquired"),
    "no to what": (
        "/client add {c}",
        "/client order {c} €12k",
        "/followup {c} Friday",
        "/followup no {c}",
    ),
    "their promise": ("/followup theirs {c} Friday the signed contract",),
    "which date": ("/followup {c} in the spring",),
    "which of two": ("/followup {c} Friday", "/followup {c} Monday", "/followup done {c}"),
    "which client": ("/followup {c}ville Friday", "/followup {c}vile Friday"),
    "unread date": ("/followup {c} Friday", "/followup moved {c} nxt tusday"),
    "passed": ("/followup {c} 2 February",),
    "the card": (
        "/client add {c}, key, €84k",
        "/followup {c} Friday",
        "/followup done {c}",
        "/client {c}",
    ),
    "the card of a lost one": ("/client add {c}", "/client lost {c} the price", "/client {c}"),
    "added": ("/client add {c}, key",),
    "touched": ("/client touch {c} call",),
    "a cadence": ("/client add {c}", "/client cadence {c} every 3 weeks"),
    "renews": ("/client add {c}", "/client renews {c} 1 October"),
    "somebody left": (
        "/client add {c}",
        "/client contact {c} add Jo Smith",
        "/client contact {c} left Jo Smith",
    ),
    "their people": ("/client add {c}", "/client contact {c} add Jo Smith", "/client contact {c}"),
    "a touch of whom": ("/client add {c}ville", "/client touch {c}vile call"),
    "an order": ("/client add {c}", "/client order {c} €12k"),
    "a season": ("/client add {c}", "/client season {c} October"),
    **PATIENT,
    "a deal": ('/pipeline add {c} "New line" €40k',),
    "a deal moved": ('/pipeline add {c} "New line" €40k', "/pipeline move {c} decide"),
    "a deal won": ('/pipeline add {c} "New line" €40k', "/pipeline won {c}"),
    "a deal lost": ('/pipeline add {c} "New line" €40k', "/pipeline lost {c}"),
    "a deal opened again": (
        '/pipeline add {c} "New line" €40k',
        "/pipeline lost {c} the price",
        "/pipeline reopen {c}",
    ),
    "a deal of whom": ("/client add {c}ville", "/pipeline add {c}vile €40k"),
    "which deal": (
        '/pipeline add {c} "One" €40k',
        '/pipeline add {c} "Two" €50k',
        "/pipeline won {c}",
    ),
    "deals": ('/pipeline add {c} "New line" €40k', "/pipeline list"),
    "a pipeline": ('/pipeline add {c} "New line" €40k', "/pipeline"),
    "a target": ("/pipeline target €400k",),
    "stress": ("/pipeline stress",),
    "mute": ("/steady mute quiet",),
    "unmute": ("/steady unmute quiet",),
    "a pause": ("/steady pause until 4 May",),
    "the guide": ("/steady help",),
    "a list": ("/client list",),
}
OF_A_MANAGER: dict[str, tuple[str, ...]] = {
    "the digest": ("/pipeline digest",),
    "what the digest shows of reps": ("/pipeline digest reps",),
    "a stage": ('/pipeline stages add "{c}" 55 after 4',),
    "a rate": ("/pipeline rate USD 0.92",),
    "a target for a colleague": ("/pipeline target @Ana €300k",),
    "everything given": ("/client give all of @Ben Okafor to @Ana Ruiz",),
}
# What becomes of the client before its buttons are pressed again.
GONE: dict[str, tuple[str, ...]] = {
    "taken back": ("/followup undo",) * 3,
    "merged": ("/client merge {c} into Sink",),
    "given": ("/client give {c} @Ben",),
    "lost": ("/client lost {c} the price",),
    "parted": ("/client part {c}",),
}


@pytest.fixture
async def w(steady_world: World) -> World:
    """Everybody is known, and there is a client that others can be merged into."""
    for who in (steady_world.ben, steady_world.mia):
        await steady_world.client("list", who)
    await steady_world.client("add Sink")
    await steady_world.client("add Harbour", steady_world.ben)
    return steady_world


async def typed(w: World, lines: tuple[str, ...], name: str, who: User) -> Message:
    """Type these, and give the last answer."""
    message = None
    for one in lines:
        command, _, rest = one.replace("{c}", name).partition(" ")
        seen = await w.slack.command(who.id, command, rest)
        assert seen.status == 200, (one, seen.error)
        message = seen.messages[-1] if seen.messages else message
    assert message is not None, lines
    return message


async def one_each(w: World, lines: tuple[str, ...], stem: str, who: User) -> list[Button]:
    """As many messages as one of them has buttons, and of each another button."""
    found = buttons_of(await typed(w, lines, f"{stem}a", who), who)
    several = found[:1]
    for n in range(1, len(found)):
        again = buttons_of(await typed(w, lines, f"{stem}{chr(97 + n)}", who), who)
        several += again[n : n + 1]
    return several


def stems() -> list[str]:
    """Names nobody would take one for another."""
    heads = ("Ald", "Bex", "Cor", "Dun", "Ebb", "Fjo", "Giz", "Haw", "Ink", "Jup", "Kes", "Lum")
    tails = ("orix", "uvant", "ymbal", "eptra", "anquo")
    return [head + tail for tail in tails for head in heads]


async def test_every_button_of_an_answer_is_pressed_twice(w: World) -> None:
    found = Found()
    for (_, lines), stem in zip(LINES.items(), stems(), strict=False):
        for button in await one_each(w, lines, stem, w.ana):
            await press_twice(w, button, found)
    for (_, lines), stem in zip(OF_A_MANAGER.items(), reversed(stems()), strict=False):
        for button in await one_each(w, lines, stem, w.mia):
            await press_twice(w, button, found)
    assert not found.trouble, "\n".join(found.trouble)
    assert len(found.pressed) >= 39


@pytest.mark.parametrize("how", GONE)
async def test_every_button_is_pressed_after_its_client_is_gone(w: World, how: str) -> None:
    found = Found()
    for (_, lines), stem in zip(LINES.items(), stems(), strict=False):
        several = buttons_of(await typed(w, lines, stem, w.ana), w.ana)
        for one in GONE[how]:
            command, _, rest = one.replace("{c}", stem).partition(" ")
            await w.slack.command(w.ana.id, command, rest)
        for button in several:
            await press(w, button, found)
    assert not found.trouble, "\n".join(found.trouble)


# What an old button of patience is about no more, and what it says then.
SINCE: dict[str, tuple[str, str]] = {
    "merged": ("/client merge {c} into Sink", "is part of Sink now. Nothing was changed."),
    "given": ("/client give {c} @Ben", "is a colleague's now. Nothing was changed."),
    "lost": ("/client lost {c} the price", "is not a client of ours any more"),
    "parted": ("/client part {c}", "is not a client of ours any more"),
}
_PATIENCE = {
    *(Action.NURTURE, Action.TALK_OVER, Action.ASK_FIT, Action.LEAVE_UNTIL),
    *(Action.LET_GO_KINDLY, Action.PART_CLIENT, Action.LET_GO),
}


async def answered(w: World, button: Button) -> str:
    """Press it, and read the newest words where it stands; no form opens."""
    value = button.element["value"]
    seen = await w.slack.click(button.who.id, button.message, button.action, value=value)
    await w.steady.background.drain(5)
    assert (seen.status, seen.view) == (200, None), button.label
    return newest(w, button.message).text


@pytest.mark.parametrize("how", SINCE)
async def test_an_old_button_of_patience_says_what_came_of_its_client_and_changes_nothing(
    w: World, how: str
) -> None:
    line, says = SINCE[how]
    trouble, pressed = [], set()
    for (name, lines), stem in zip(PATIENT.items(), stems(), strict=False):
        several = buttons_of(await typed(w, lines, stem, w.ana), w.ana)
        went = await typed(w, (line,), stem, w.ana)
        if how == "parted":
            await press(w, buttons_of(went, w.ana)[0], Found())
        before = await facts(w)
        for button in several:
            if button.action not in _PATIENCE or (how, button.action) == ("given", Action.LET_GO):
                continue  # a card is anybody's: what it opens names the client
            for _ in range(2):
                said = await answered(w, button)
                if says not in said:
                    trouble.append(f"{name}, {button.label}: {said!r}")
            pressed.add(button.action)
        after = await facts(w)
        trouble += [f"{name}: {table}" for table in after if after[table] != before[table]]
    assert not trouble, "\n".join(trouble)
    assert pressed >= _PATIENCE - {Action.LET_GO}


async def test_the_other_doors_show_a_deal_as_it_stands_whatever_became_of_it(w: World) -> None:
    for name in MANY[:3]:
        await w.pipeline(f'add {name} "New line" €40k')
    told = await typed(w, ("/followup {c} Friday", "/followup no {c}"), "Jupiter", w.ana)
    doors = [one for one in buttons_of(told, w.ana) if one.action == Action.OPEN_DEAL]
    assert len(doors) == 3
    await w.pipeline(f"lost {MANY[0]} the price")
    await w.pipeline(f"won {MANY[1]}")
    await w.client(f"merge {MANY[2]} into Sink")
    before = await facts(w)
    for door, says in zip(doors, ("Lost on", "Won on", "Sink"), strict=True):
        for _ in range(2):
            assert says in await answered(w, door)
    assert await facts(w) == before


async def test_left_already_or_answered_since_it_is_left_as_it_is(w: World) -> None:
    lines = PATIENT["leave it"]
    for name, line, says in (
        ("Aldgate", "/client touch {c} call", "has spoken since, so there is nothing to leave."),
        ("Bexhill", "/followup {c} 20 March", "stands already: Friday 20 March."),
    ):
        told = await typed(w, lines, name, w.ana)
        leave = next(b for b in buttons_of(told, w.ana) if b.action == Action.LEAVE_UNTIL)
        await typed(w, (line,), name, w.ana)
        before = await facts(w)
        assert says in await answered(w, leave)
        assert await facts(w) == before


async def test_every_button_of_a_nudge_is_pressed_twice_and_after_its_rep_left(w: World) -> None:
    found = Found()
    await a_busy_week(w)
    for who in (w.ana, w.ben, w.mia):
        for message in list(w.dms(who)):
            for button in buttons_of(message, who):
                await press_twice(w, button, found)
    w.slack.change_user(w.ben.id, deleted=True)
    await w.slack.tell_user_change(w.ben.id)
    await w.until(utc(3, 17, 18))
    for who in (w.ana, w.mia):
        for message in list(w.dms(who)):
            for button in buttons_of(message, who):
                await press_twice(w, button, found)
    assert not found.trouble, "\n".join(found.trouble)
    assert len(found.pressed) > 20


async def a_busy_week(w: World) -> None:
    """Briefs, timed dates, quiet clients, a hard question, a colleague's no, a shortfall."""
    for n, name in enumerate(("Aldgate", "Bexhill", "Cordoba", "Dunmore")):
        await w.client(f"add {name}, every 2 days, €{n + 1}0k")
        await w.said(f'{name} tomorrow "after our board has met"')
    await w.said('Ebbing Thursday 3pm "when the plant is open"')
    await w.said("Fjordland Thursday 3pm", w.ben)
    await w.client("contact Aldgate add Jo Smith")
    await w.client("contact Aldgate left Jo Smith")
    await w.client("season Bexhill April")
    await w.pipeline("target €400k")
    await w.pipeline('add Gizmo "New line" €40k decide by 4 March')
    await w.pipeline('add Hawthorn "Other line" €450k')
    await w.said("Aldgate Friday", w.ben)
    await w.said("no Aldgate everything")
    await w.client("lost Aldgate the price")
    await w.pipeline("lost Hawthorn the price")
    await w.until(utc(3, 13, 18))


async def test_every_action_is_pressed_also_where_nobody_knows_what_it_is_about(w: World) -> None:
    """The messages of the registry are about things this workspace never had."""
    found = Found()
    for name, one in EVERY_MESSAGE.items():
        for button in posted(w, one.text, list(one.blocks), w.mia):
            if button.action not in found.pressed:
                await press_twice(w, button, found)
        assert name
    for view in (*EVERY_FORM.values(), *EVERY_HOME.values()):
        blocks = [b for b in view["blocks"] if b["type"] == "actions" or "accessory" in b]
        for button in posted(w, "a view", blocks, w.mia):
            if view["type"] == "home":
                button = replace(button, home=view)
            if button.action not in found.pressed:
                await press_twice(w, button, found)
    assert not found.trouble, "\n".join(found.trouble)
    assert found.pressed >= set(table.ACTIONS)


def posted(w: World, text: str, blocks: list[dict[str, object]], who: User) -> list[Button]:
    """These blocks as a message of Steady's in somebody's direct messages."""
    workspace = w.slack.workspace
    message = workspace.post(w.slack.dm(who.id), workspace.app.bot_user_id, text, blocks)
    return buttons_of(message, who)
