"""Which other doors are open after a no? (S2-6)"""

from collections.abc import Sequence

from bot.playbook.deal import Deal

FROM = 3  # with fewer, pointing at them would press rather than help
MOST = 3


def open_doors(others: Sequence[Deal]) -> tuple[Deal, ...]:
    """The greatest of the rep's other open deals, only if there are three or more."""
    return tuple(others[:MOST]) if len(others) >= FROM else ()
