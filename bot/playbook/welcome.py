"""What does a newcomer settle first, and what of it is left?"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from bot.playbook.model import Rep


class Step(StrEnum):
    """The three steps of a first meeting, in their order."""

    HOURS = "hours"
    CLIENT = "client"
    TARGET = "target"


ALL = " ".join((*Step, "end"))  # what is stored of a welcome that is over
END = "end"


@dataclass(frozen=True, slots=True)
class Welcome:
    """Where a rep stands in it: the next step, or none when only the last word is left."""

    rep: Rep
    step: Step | None
    lacks_lead: bool = False  # a manager may still name who inherits

    @property
    def number(self) -> int:
        """Which of the three it is, counted from 1."""
        return list(Step).index(self.step) + 1 if self.step is not None else len(Step)


def next_step(done: Collection[str]) -> Step | None:
    """The first step that is neither done nor skipped."""
    return next((step for step in Step if step not in done), None)


def is_over(done: Collection[str]) -> bool:
    """Every step is done with, and the last word was read; or all was skipped at once."""
    return END in done
