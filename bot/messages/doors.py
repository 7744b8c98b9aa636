"""Which other doors are open after a no? (S2-6)"""

from collections.abc import Sequence

from bot.messages import money
from bot.messages.blocks import Block, button, say
from bot.messages.ids import Action
from bot.messages.names import deal_named
from bot.playbook.deal import Deal


def open_ones(found: Sequence[Deal]) -> list[Block]:
    """A no to one thing leaves the others: three of them, each a press away."""
    if not found:
        return []
    return [say("Other doors are open:"), *(_door(deal) for deal in found)]


def _door(deal: Deal) -> Block:
    text = f"{deal_named(deal)}, {money.said(deal.amount)}."
    return say(text, accessory=button("Open", Action.OPEN_DEAL, str(deal.id)))
