"""Which other doors are open after a no? (S2-6)"""

from collections.abc import Sequence

from bot.messages import money
from bot.messages.blocks import Block, button, cut, isolated, say
from bot.messages.ids import Action
from bot.playbook.deal import Deal


def open_ones(found: Sequence[Deal]) -> list[Block]:
    """A no to one thing leaves the others: three of them, each a press away."""
    if not found:
        return []
    return [say("Other doors are open:"), *(_door(deal) for deal in found)]


def _door(deal: Deal) -> Block:
    name = isolated(cut(deal.client_name, 80))
    what = "" if deal.name in ("", deal.client_name) else f", {isolated(cut(deal.name, 80))}"
    text = f"{name}{what}, {money.said(deal.amount)}."
    return say(text, accessory=button("Open", Action.OPEN_DEAL, str(deal.id)))
