"""What does a rep want done to many things at once? One value, shown before it is done."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Any

OVERDUE = "overdue"  # the scope of a snooze that takes everything overdue along
_MOVE_OVERDUE = re.compile(
    r"(?:move|moved|snooze)\s+(?:all\s+|everything\s+)?overdue\b\s*(?:to\b|until\b|till\b)?\s*",
    re.IGNORECASE,
)
_GIVE_ALL = re.compile(r"give\s+(?:all|everything)\b", re.IGNORECASE)


class Lot(StrEnum):
    """Which many things."""

    OVERDUE = "overdue"  # a rep's own dates that have passed, to another day
    GIVEN = "given"  # clients, deals and dates, to a colleague
    TAKEN_BACK = "taken_back"  # what went to others while a rep was away


@dataclass(frozen=True, slots=True)
class Thing:
    """A row as it was shown: what was changed since stays as it is."""

    table: str  # clients, deals or commitments
    id: int
    version: int


@dataclass(frozen=True, slots=True)
class LotIntent:
    """Everything that was shown, and what shall become of it."""

    lot: Lot
    things: tuple[Thing, ...] = ()
    due_on: date | None = None
    due_time: time | None = None
    from_rep_id: int | None = None
    to_rep_id: int | None = None

    def ids(self, table: str) -> list[int]:
        """The rows of one table."""
        return [each.id for each in self.things if each.table == table]

    def as_json(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {
            "lot": self.lot.value,
            "things": [[each.table, each.id, each.version] for each in self.things],
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "due_time": self.due_time.isoformat() if self.due_time else None,
            "from": self.from_rep_id,
            "to": self.to_rep_id,
        }


def is_about_a_lot(stored: Mapping[str, Any]) -> bool:
    """Whether a draft keeps many things at once."""
    return "lot" in stored


def from_json(stored: Mapping[str, Any]) -> LotIntent:
    """The intent a draft kept."""
    on, at = stored["due_on"], stored["due_time"]
    return LotIntent(
        Lot(stored["lot"]),
        tuple(Thing(*each) for each in stored["things"]),
        date.fromisoformat(on) if on else None,
        time.fromisoformat(at) if at else None,
        stored["from"],
        stored["to"],
    )


def overdue_to(text: str) -> str | None:
    """`move overdue to Monday`: the day as it was typed; None for any other line."""
    found = _MOVE_OVERDUE.match(text.strip())
    return text.strip()[found.end() :].strip() if found else None


def is_give_all(text: str) -> bool:
    """`give all of @ana to @ben`, or `give all to @ben` of one's own."""
    return _GIVE_ALL.match(text.strip()) is not None
