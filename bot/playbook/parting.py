"""May we let a client go, and who agrees to it? (S2-9)"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.playbook.model import Client, Rep, Standing

MANAGER_ABOVE = 0.05  # of the team's book


class Answer(StrEnum):
    """How it stands with a parting a manager was asked about."""

    OPEN = "open"
    AGREED = "agreed"
    TALK = "talk"  # let's talk first
    # What came in between; nothing is left to agree to.
    TAKEN_BACK = "taken_back"
    PARTED = "parted"
    LOST = "lost"
    GIVEN = "given"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class AskedToPart:
    """A rep asked a manager to agree that we part from a client."""

    id: int
    client: Client
    rep: Rep
    manager: Rep
    share: float
    reason: str | None
    answer: Answer
    change_id: int | None = None  # what undoes the agreement


def share(value: int, book: int) -> float | None:
    """What part of the yearly book this client is; none of an empty book."""
    return value / book if book else None


def needs_manager(part: float | None) -> bool:
    """Above 5 % of the team's book the manager agrees first."""
    return part is not None and part > MANAGER_ABOVE


def who_agrees(
    rep: Rep, manager: Rep | None, lead: Rep | None, managers: Sequence[Rep]
) -> Rep | None:
    """The rep's own manager, else the sales lead, else any manager; nobody: the rep decides."""
    for candidate in (manager, lead, *managers):
        if candidate is not None and candidate.id != rep.id and not candidate.is_gone:
            return candidate
    return None


def answer_now(
    answered: Answer, client: Client, owner_id: int | None, *, is_merged: bool, is_gone: bool
) -> Answer:
    """The answer as it stands; a question ends when the client is not what it was."""
    if answered is Answer.AGREED:
        return answered
    if is_gone:
        return Answer.TAKEN_BACK
    if is_merged:
        return Answer.MERGED
    if client.standing is Standing.PARTED:
        return Answer.PARTED
    if client.standing is Standing.LOST:
        return Answer.LOST
    return answered if client.owner_id == owner_id else Answer.GIVEN
