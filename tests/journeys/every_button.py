"""Which buttons does a rep meet, and how is one pressed so that everything it does is seen?"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

from bot.demo.standin import Message, User
from tests.journeys.steps import elements
from tests.world import World

APOLOGY = "Something went wrong on my side"
# What a redelivery or a repeat needs, and what waits to be said, is no fact of a rep's.
_NO_FACTS = {"receipts", "drafts", "outbox", "outbox_items", "lanes", "alembic_version", "homes"}
# Of a rep: what was shown once, and when the next brief comes.
_NO_COLUMNS = {"welcomed_at", "welcome", "has_home", "brief_on", "brief_at", "away_from"}
_NO_COLUMNS |= {"dm_channel_id"}
_SILENT = ("ticked",)  # a tick waits for the button below it


@dataclass(frozen=True, slots=True)
class Button:
    """One thing to press, on a message as somebody saw it."""

    message: Message
    element: dict[str, Any]
    who: User
    home: dict[str, Any] | None = None  # it stands on this Home, not in a message

    @property
    def action(self) -> str:
        return str(self.element["action_id"]).partition(":")[0]

    @property
    def label(self) -> str:
        said = self.element.get("text") or self.element.get("placeholder") or {"text": ""}
        return f"{self.action} “{said['text']}” on “{self.message.text[:60]}”"


@dataclass(slots=True)
class Found:
    """What went wrong with which button."""

    pressed: set[str] = field(default_factory=set)
    trouble: list[str] = field(default_factory=list)


def buttons_of(message: Message, who: User) -> list[Button]:
    """Everything in a message that can be pressed, on a copy no redraw can change."""
    return [Button(deepcopy(message), one, who) for one in elements(message.blocks)]


async def press(w: World, button: Button, found: Found) -> None:
    """Press it: Steady must answer with a sentence, never an apology and never silence."""
    shown = _Shown(w)
    selected = _first_option(button.element)
    action_id, value = button.element["action_id"], button.element.get("value")
    block_id = _block_of(button)
    how: dict[str, Any] = {"block_id": block_id, "value": value, "selected": selected}
    where: Any = button.message
    if button.home is not None:
        await w.steady.slack.write.views_publish(user_id=button.who.id, view=button.home)
        where, shown.count = w.slack.home(button.who.id), 0
    seen = await w.slack.click(button.who.id, where, action_id, **how)
    await w.steady.background.drain(5)
    found.pressed.add(button.action)
    if seen.status != 200 or seen.error:
        found.trouble.append(f"{button.label}: status {seen.status} {seen.error or ''}")
    if shown.count == 0 and button.action not in _SILENT:
        found.trouble.append(f"{button.label}: silence")
    if apology := shown.apology():
        found.trouble.append(f"{button.label}: {apology}")
    shown.close()


async def press_twice(w: World, button: Button, found: Found) -> None:
    """The second time nothing changes."""
    await press(w, button, found)
    before = await facts(w)
    await press(w, button, found)
    after = await facts(w)
    changed = sorted(name for name in after if after[name] != before.get(name))
    if changed:
        button_did = [row for row in after[changed[0]] if row not in before.get(changed[0], [])]
        changed.append(str(button_did[:1]))
    if changed:
        found.trouble.append(f"{button.label}: pressed twice it changed {', '.join(changed)}")


async def facts(w: World) -> dict[str, list[Any]]:
    """Every row of every table that holds what reps know."""
    return await w.steady.db.read(_rows)


def _rows(conn: Connection) -> dict[str, list[Any]]:
    tables = conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'")).scalars()
    names = sorted(set(tables) - _NO_FACTS)
    return {name: sorted(map(repr, _told(conn, name))) for name in names}


def _told(conn: Connection, table: str) -> Iterator[dict[str, Any]]:
    for row in conn.execute(text(f"SELECT * FROM {table}")).mappings():
        if table == "questions" and row["state"] in ("ready", "asked"):
            continue  # waits in the outbox, or was said, by a tick of its own and no button
        yield {name: value for name, value in row.items() if name not in _NO_COLUMNS}


class _Shown:
    """What stands in front of everybody, and how often it changed meanwhile."""

    def __init__(self, world: World) -> None:
        self._world, self.count = world, 0
        self._before = set(self._texts())
        world.slack.workspace.subscribers.append(self._changed)

    def close(self) -> None:
        """Count no more."""
        self._world.slack.workspace.subscribers.remove(self._changed)

    def apology(self) -> str:
        """Words of trouble that did not stand there before."""
        return next((t for t in self._texts() if APOLOGY in t and t not in self._before), "")

    def _changed(self) -> None:
        self.count += 1

    def _texts(self) -> Iterator[str]:
        for place in self._world.slack.workspace.conversations.values():
            yield from (message.text for message in place.messages)
        for user in (self._world.ana, self._world.ben, self._world.mia):
            yield str(self._world.slack.view(user.id))


def _first_option(element: dict[str, Any]) -> Any:
    options: Sequence[Any] = element.get("options") or ()
    if not options:
        return None
    return [options[0]] if element["type"] == "checkboxes" else options[0]


def _block_of(button: Button) -> str | None:
    for block in button.message.blocks or ():
        if button.element in (*block.get("elements", ()), block.get("accessory")):
            found: str | None = block.get("block_id")
            return found
    return None
