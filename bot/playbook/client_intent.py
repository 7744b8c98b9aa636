"""What did the rep ask for about a client? One value, typed, filled in or pressed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bot.playbook.fit import FitAnswer, Trait
from bot.playbook.kept_intent import only_what_is_set, read_again
from bot.playbook.model import Direction, Heat, Money, Tier, TouchKind


class Deed(StrEnum):
    """What a `/client` line can ask for."""

    CARD = "card"
    ADD = "add"
    TOUCH = "touch"
    CADENCE = "cadence"
    VALUE = "value"
    RENEWS = "renews"
    CONTACT = "contact"
    CONTACT_LEFT = "contact_left"
    CONTACTS = "contacts"  # their list
    DECIDER = "decider"  # we know who decides there
    ONE_PERSON = "one_person"  # only one person is there
    SEASON = "season"
    NO_SEASON = "no_season"  # these months were chance
    ORDER = "order"
    RENAME = "rename"
    GIVE = "give"
    MERGE = "merge"
    LOST = "lost"
    PART = "part"
    ASK_TO_PART = "ask_to_part"  # the manager agrees first
    ACQUIRED = "acquired"  # who bought them, told afterwards
    TOOK_OVER = "took_over"  # who came after somebody who left, and where they went
    LEFT_ALONE = "left_alone"  # somebody left, and there is nothing to add
    CHANNEL = "channel"  # the Slack channel shared with them
    SERVE = "serve"  # we now serve a place: who was lost for moving away
    PLAN = "plan"
    REPORT = "report"
    REVIEW = "review"
    FIT = "fit"  # is it the kind of client we want?
    NURTURE = "nurture"  # a lighter rhythm instead of pressure
    TALK_OVER = "talk_over"  # a manager hears of it, as the rep wishes
    SUPPLIER = "supplier"  # whom it buys from now
    EXPECTS = "expects"  # from us, beyond the renewal
    LIST = "list"
    UNDO = "undo"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class ClientIntent:
    """Everything known so far; what is missing or open Steady asks back.

    Only what is set is kept as a draft, so nothing typed is lost.
    """

    deed: Deed
    client_name: str = ""
    client_id: int | None = None
    is_new_client: bool = False  # "no, a new one": close names are not offered again
    tier: Tier | None = None
    cadence_days: int | None = None
    value: Money | None = None  # per year
    value_was: Money | None = None  # as it stood when another was proposed
    is_proposed: bool = False  # by a button, which may be pressed when it is true already
    owner_user_id: str | None = None  # the Slack user who was mentioned
    direction: Direction | None = None
    touch_kind: TouchKind | None = None
    on: date | None = None
    contact_name: str | None = None
    contact_id: int | None = None  # who left
    contact_role: str | None = None
    heat: Heat | None = None
    words: str | None = None
    note: str | None = None
    other_name: str = ""  # merge: the client that stays
    other_id: int | None = None
    new_name: str = ""
    which: str = ""  # of a list
    page: int = 1
    reason: str | None = None
    # Of a loss: the first of their financial year. Of a season: all of it; without months and
    # without weeks it has none.
    months: tuple[int, ...] = ()
    lead_weeks: int | None = None  # of a season
    amount: Money | None = None  # of an order
    fit: tuple[tuple[Trait, FitAnswer], ...] = ()
    expects: tuple[str, ...] | None = None  # empty: nothing beyond the renewal
    is_confirmed: bool = False  # parting is asked once more
    shown_of: int | None = None  # by a button: whose client it was then, 0 if not known
    channel_id: str | None = None  # none: no longer shared
    channel_name: str | None = None

    @property
    def needs_its_form(self) -> bool:
        """A line that only names the client: what follows it is asked in a form."""
        said: dict[Deed, Any] = {
            Deed.EXPECTS: self.expects is not None,
            Deed.FIT: self.fit,
            Deed.SUPPLIER: self.other_name or self.on or self.words,
        }
        return self.deed in said and not said[self.deed]

    def as_json(self) -> dict[str, Any]:
        """Only what is set; dates as ISO text, money as its two parts."""
        return only_what_is_set(self)


def is_about_a_client(stored: Mapping[str, Any]) -> bool:
    """Whether a draft keeps a `/client` line; the others keep follow-ups."""
    return "deed" in stored


def from_json(stored: Mapping[str, Any]) -> ClientIntent:
    """The intent a draft kept."""
    return read_again(ClientIntent, _READ, stored)


_READ: Mapping[str, Any] = {
    "deed": Deed,
    "tier": Tier,
    "value": lambda parts: Money(*parts),
    "value_was": lambda parts: Money(*parts),
    "amount": lambda parts: Money(*parts),
    "direction": Direction,
    "touch_kind": TouchKind,
    "on": date.fromisoformat,
    "heat": Heat,
    "months": tuple,
    "expects": tuple,
    "fit": lambda pairs: tuple((Trait(trait), FitAnswer(said)) for trait, said in pairs),
}
