"""What does a rep type and press about deals, said by its label?"""

from bot.demo.limits import message_problems
from bot.demo.standin import Message, User
from tests.journeys.steps import elements
from tests.world import World


async def asked(w: World, text: str, who: User | None = None) -> Message:
    """`/pipeline text`, and the one message it is answered with, as Slack would take it."""
    seen = await w.slack.command((who or w.ana).id, "/pipeline", text)
    assert (seen.status, len(seen.messages)) == (200, 1), seen.error
    return _sound(seen.messages[0])


async def pressed(w: World, message: Message, label: str, who: User | None = None) -> Message:
    """Press a button by its label, and read what stands in its place or beside it."""
    one = next(e for e in elements(message.blocks) if _label(e) == label)
    seen = await w.slack.click((who or w.ana).id, message, one["action_id"], value=one.get("value"))
    await w.steady.background.drain(5)
    assert seen.status == 200, seen.error
    return newest(w, message)


async def chosen(w: World, message: Message, label: str, option: str) -> Message:
    """Choose an option of a list by its label."""
    one = next(e for e in elements(message.blocks) if _label(e) == label)
    picked = next(o for o in one["options"] if o["text"]["text"] == option)
    seen = await w.slack.click(w.ana.id, message, one["action_id"], selected=picked)
    await w.steady.background.drain(5)
    assert seen.status == 200, seen.error
    return newest(w, message)


def newest(w: World, beside: Message) -> Message:
    """The newest message where another one stands."""
    return _sound(w.slack.workspace.conversations[beside.channel].messages[-1])


def _sound(message: Message) -> Message:
    """As Slack would take it, and no apology."""
    assert message_problems(list(message.blocks or [])) == []
    assert "Something went wrong" not in message.text
    return message


def _label(element: dict[str, object]) -> str:
    said = element.get("text") or element.get("placeholder")
    assert isinstance(said, dict)
    return str(said["text"])
