"""What stands on a rep's Home tab?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.messages import followup
from bot.messages.blocks import Block, aside, button, buttons, divider, heading, say
from bot.messages.ids import Action
from bot.playbook.model import Commitment, Rep

MOST_LINES = 15  # of each part


@dataclass(frozen=True, slots=True)
class Desk:
    """A rep's open commitments by when they want attention."""

    overdue: Sequence[Commitment]
    today: Sequence[Commitment]
    this_week: Sequence[Commitment]
    later: Sequence[Commitment]
    waiting: Sequence[Commitment]  # what clients owe us


def home(desk: Desk, rep: Rep, now: datetime) -> dict[str, Any]:
    """The Home tab: what is open, each line finished in place."""
    blocks: list[Block] = [
        heading("Your follow-ups"),
        buttons("home:new", button("New follow-up", Action.OPEN_FORM, "", style="primary")),
    ]
    parts = [
        ("Overdue", desk.overdue),
        ("Today", desk.today),
        ("This week", desk.this_week),
        ("Later", desk.later),
        ("Waiting for the client", desk.waiting),
    ]
    for title, found in parts:
        blocks += _part(title, found, rep, now)
    if not any(found for _, found in parts):
        blocks.append(say("Nothing is open. Write down the next date a client names: ask for it."))
    blocks += [divider(), aside("/followup help shows everything you can type.")]
    return {"type": "home", "blocks": blocks}


def _part(title: str, found: Sequence[Commitment], rep: Rep, now: datetime) -> list[Block]:
    if not found:
        return []
    lines = [
        say(followup.line_for(c, rep, now), accessory=button("Done", Action.DONE, str(c.id)))
        for c in found[:MOST_LINES]
    ]
    more = len(found) - MOST_LINES
    rest = [aside(f"And {more} more: /followup list shows them.")] if more > 0 else []
    return [heading(title), *lines, *rest]
