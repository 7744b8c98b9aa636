"""What did the rep ask for about a deal? One value, typed, filled in or pressed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from bot.playbook.deal import Deal, Stage
from bot.playbook.kept_intent import only_what_is_set, read_again
from bot.playbook.model import Money
from bot.playbook.problem import Problem


class Step(StrEnum):
    """What a `/pipeline` line can ask for."""

    MINE = "mine"
    ADD = "add"
    MOVE = "move"  # to another stage
    NEXT = "next"  # the next dated step: opens, or fills, a follow-up on the deal
    CHANGE = "change"  # amount, name, close date or the day they will have decided
    WON = "won"
    LOST = "lost"
    REOPEN = "reopen"
    TARGET = "target"
    STRESS = "stress"
    LIST = "list"
    DIGEST = "digest"
    STAGES = "stages"  # show or edit the ladder; a manager's
    RATE = "rate"  # what one unit of a currency is worth; a manager's
    CURRENCY = "currency"  # the one everything is counted in; a manager's
    UNDO = "undo"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class PipelineIntent:
    """Everything known so far; what is missing or open Steady asks back.

    Only what is set is kept as a draft, so nothing typed is lost.
    """

    step: Step
    client_name: str = ""
    client_id: int | None = None
    is_new_client: bool = False
    deal_id: int | None = None
    deal_version: int | None = None
    deal_name: str = ""
    new_name: str = ""
    amount: Money | None = None
    stage_id: int | None = None
    stage_name: str = ""
    close_on: date | None = None
    decide_by: date | None = None
    on: date | None = None  # of a won or lost deal
    reason: str | None = None  # of a lost deal: a LossReason
    note: str | None = None
    is_client_lost: bool | None = None  # none: Steady asks whether the client is lost too
    for_user_id: str | None = None  # target: the Slack user who was mentioned
    is_for_team: bool = False
    currency: str = ""
    rate: str = ""  # decimal text: units of the reporting currency for one of `currency`
    chance: int | None = None  # of a stage, percent
    position: int | None = None  # of a stage
    to_stage_id: int | None = None  # where deals of a removed stage go
    what: str = ""  # of stages: add, rename, chance, move, remove
    which: str = ""  # of a list
    page: int = 1
    follow_up: Mapping[str, Any] | None = None  # of next: a follow-up intent, as its draft keeps it

    def as_json(self) -> dict[str, Any]:
        """Only what is set; dates as ISO text, money as its two parts."""
        return only_what_is_set(self)


@dataclass(frozen=True, slots=True)
class Here:
    """What a line is read against: the rep's day, the ladder, and what is open at whom.

    `deals` holds the open deals by client; an amount that names no currency counts in `currency`.
    """

    today: date
    locale: str
    currency: str
    stages: Sequence[Stage] = ()
    deals: Mapping[int, Sequence[Deal]] = field(default_factory=dict)
    user_id: str | None = None  # whom the line mentions


@dataclass(frozen=True, slots=True)
class PipelineLine:
    """A line as far as it could be read; `problem` says what kept it from being clear.

    `rest` of a next step is what `/followup` reads behind the client; of a digest, where to.
    """

    intent: PipelineIntent
    problem: Problem | None = None
    rest: str = ""


def is_about_a_deal(stored: Mapping[str, Any]) -> bool:
    """Whether a draft keeps a `/pipeline` line."""
    return "step" in stored


def from_json(stored: Mapping[str, Any]) -> PipelineIntent:
    """The intent a draft kept."""
    return read_again(PipelineIntent, _READ, stored)


_READ: Mapping[str, Any] = {
    "step": Step,
    "amount": lambda parts: Money(*parts),
    "close_on": date.fromisoformat,
    "decide_by": date.fromisoformat,
    "on": date.fromisoformat,
}
