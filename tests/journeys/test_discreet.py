"""Who shares a screen shows nobody's name; what is private stays with its rep."""

import pytest

from tests.journeys.steps import echo, labels, press, utc
from tests.world import World

WORDS = "after our board has met"
PRIVATE = "she sounded tired"


async def discreet(w: World) -> None:
    await w.slack.command(w.ana.id, "/steady", "settings")
    await w.fill_in({"discreet": ["discreet"]})


def notifications(w: World) -> list[str]:
    """The text of everything Steady posted or edited in Ana's direct messages."""
    dm = w.slack.dm(w.ana.id).id
    calls = [call for call in w.slack.calls if call.params.get("channel") == dm]
    said = ("chat.postMessage", "chat.update")
    return [str(call.params["text"]) for call in calls if call.method in said]


async def test_no_notification_names_anybody_also_after_an_edit(steady_world: World) -> None:
    w = steady_world
    await discreet(w)
    await echo(w, f'Acme tomorrow "{WORDS}" {PRIVATE}')
    await echo(w, f'Globex Wednesday 3pm "{WORDS}"')
    await w.until(utc(3, 3, 8))
    await press(w, w.last(), "Done")
    await w.until(utc(3, 4, 15))
    globex = next(m for m in w.dms() if "They moved it" in labels(m))
    await press(w, globex, "They moved it")
    await w.fill_in({"day": "2026-03-20", "words": WORDS})
    await w.until(utc(3, 6, 18))

    shown = [m.text for m in w.dms()] + notifications(w)

    assert len(shown) > 3
    assert {text for text in shown if text != "Steady has something for you."} == set()


@pytest.mark.parametrize(
    "line", ["/followup list @Ana", "/client Acme", "/client list all", "/pipeline digest reps"]
)
async def test_a_manager_sees_neither_a_reps_notes_nor_their_heat(
    steady_world: World, line: str
) -> None:
    w = steady_world
    await echo(w, f'Acme Friday "{WORDS}" {PRIVATE}')
    await w.client(f'touch Acme call yesterday, cold "{WORDS}" {PRIVATE}')
    command, _, rest = line.partition(" ")
    seen = await w.slack.command(w.mia.id, command, rest)
    said = seen.text + "".join(str(m.blocks) for m in seen.messages)
    assert seen.messages
    assert PRIVATE not in said
    assert "cold" not in said.casefold()


async def test_what_my_manager_sees_of_me_is_named_plainly(steady_world: World) -> None:
    w = steady_world
    guide = await w.slack.command(w.ana.id, "/steady", "help")
    await press(w, guide.messages[0], "What my manager sees of me")
    beside = w.slack.workspace.conversations[guide.messages[0].channel].messages[-1]
    typed = await w.slack.command(w.ana.id, "/steady", "seen")
    assert beside.text == typed.text
    assert "manager" in typed.text

    await w.slack.command(w.ana.id, "/steady", "settings")
    form = w.slack.view(w.ana.id)
    assert form is not None
    await w.slack.click(w.ana.id, form, "seen_by_manager")
    await w.steady.background.drain(5)
    assert "manager" in str(w.slack.view(w.ana.id))
