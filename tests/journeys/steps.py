"""What does a rep see and press, said by its label?"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from bot.demo.standin import Message, Seen, User
from tests.world import World

# Names nobody would take one for another.
MANY = (
    *("Aldgate", "Bexhill", "Cordoba", "Dunmore", "Ebbing", "Fjordland", "Gizmo", "Hawthorn"),
    *("Inkwell", "Jupiter", "Kestrel", "Lumen", "Monsoon", "Nimbus", "Orchard", "Pumpkin"),
    *("Quixote", "Rivulet"),
)


def utc(month: int, day: int, hour: int = 0, minute: int = 0, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


def elements(blocks: Sequence[dict[str, Any]] | None) -> Iterator[dict[str, Any]]:
    """Everything that can be pressed or chosen from."""
    for block in blocks or ():
        yield from (one for one in block.get("elements", ()) if "action_id" in one)
        if "accessory" in block:
            yield block["accessory"]


def labels(message: Message) -> list[str]:
    """What its buttons and lists say, in reading order."""
    return [_label(one) for one in elements(message.blocks)]


async def press(world: World, message: Message, label: str, who: User | None = None) -> Seen:
    """Press a button by its label, on this copy of the message, and let the redraw arrive."""
    one = next(e for e in elements(message.blocks) if _label(e) == label)
    user = who or world.ana
    seen = await world.slack.click(user.id, message, one["action_id"], value=one.get("value"))
    await world.steady.background.drain(5)
    assert seen.status == 200
    return seen


async def choose(
    world: World, message: Message, label: str, option: str, who: User | None = None
) -> Seen:
    """Choose an option of a list by its label."""
    one = next(e for e in elements(message.blocks) if _label(e) == label)
    chosen = next(o for o in one["options"] if o["text"]["text"] == option)
    user = who or world.ana
    seen = await world.slack.click(user.id, message, one["action_id"], selected=chosen)
    await world.steady.background.drain(5)
    assert seen.status == 200
    return seen


async def echo(world: World, text: str, who: User | None = None) -> Message:
    """`/followup text`, and the one message it is answered with."""
    seen = await world.followup(text, who)
    assert (seen.status, len(seen.messages)) == (200, 1), seen.error
    return seen.messages[0]


async def line(world: World, text: str, who: User | None = None) -> Message:
    """`/client text`, and the one message it is answered with."""
    seen = await world.slack.command((who or world.ana).id, "/client", text)
    assert (seen.status, len(seen.messages)) == (200, 1), seen.error
    return seen.messages[0]


def texts(view: dict[str, Any] | None) -> str:
    """Everything a form says."""
    assert view is not None
    said = [block.get("text") or block.get("label") or {} for block in view["blocks"]]
    said += [one for block in view["blocks"] for one in block.get("elements", ())]
    return "\n".join(str(one["text"]) for one in said if isinstance(one.get("text"), str))


def _label(element: dict[str, Any]) -> str:
    return str((element.get("text") or element["placeholder"])["text"])
