"""Whose open pipeline has fallen below the target they chose, and why? (S0-5)"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection


class Why(StrEnum):
    """What moved a rep's pipeline."""

    ADDED = "added"
    WON = "won"
    LOST = "lost"  # the deal, or its client
    NO = "no"  # an honest no to this deal
    SLIPPED = "slipped"  # its close date, or less money than was hoped
    MOVED = "moved"  # given away, or to a stage
    CHANGED = "changed"
    TARGET = "target"
    RATE = "rate"
    UNDONE = "undone"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why the figures changed, and by which deal."""

    why: Why
    deal_id: int | None = None


def settle(
    conn: Connection,
    workspace_id: str,
    rep_id: int,
    before_minor: int,
    after_minor: int,
    target_minor: int | None,
    cause: Cause | None,
    now: datetime,
) -> None:
    """What follows from a rep's pipeline having changed."""
