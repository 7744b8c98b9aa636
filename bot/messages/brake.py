"""What does Steady say to a rep who promises one client much at once? (S0-4)"""

from collections.abc import Callable, Sequence

from bot.messages.blocks import Block, aside, button, buttons, cut, isolated, say
from bot.messages.counts import count_said
from bot.messages.ids import Action
from bot.playbook.model import Commitment

MOST_SHOWN = 6

Line = Callable[[Commitment], str]


def question(rush: Sequence[Commitment], line: Line) -> list[Block]:
    """Which of these can you surely keep? The others can move or go."""
    if not rush:
        return []
    name = isolated(cut(rush[0].client_name, 80))
    return [
        say(
            f"That is a lot for {name} within two days. Which of these can you surely keep? "
            "The others may move or go; a few kept promises are worth more than many."
        ),
        *_each(rush, line),
    ]


def rest(found: Sequence[Commitment], line: Line) -> list[Block]:
    """What else was promised in the rush."""
    return [aside("Still promised there:"), *_each(found, line)] if found else []


def _each(found: Sequence[Commitment], line: Line) -> list[Block]:
    parts: list[Block] = []
    for c in found[:MOST_SHOWN]:
        row = buttons(
            f"rush:{c.id}",
            button("A week later", Action.WEEK_LATER, str(c.id)),
            button("Cancel it", Action.CANCEL, str(c.id)),
        )
        parts += [say(line(c)), row]
    more = len(found) - MOST_SHOWN
    rest = aside(f"And {count_said(more)} more: /followup list shows them.")
    return [*parts, rest] if more > 0 else parts
