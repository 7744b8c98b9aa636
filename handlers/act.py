"""What did somebody do in Slack, and what does Steady do about it? Two values."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.messages.blocks import Message
from bot.messages.commitments import Opened
from bot.messages.forms import Origin
from bot.playbook.desk import Looking
from bot.playbook.model import Rep
from bot.slack import Slack
from storage.database import Database
from storage.request import Request


class Surface(StrEnum):
    """Where it happened, which decides how it is answered."""

    COMMAND = "command"
    MESSAGE = "message"
    EPHEMERAL = "ephemeral"
    MODAL = "modal"
    HOME = "home"
    FORM = "form"
    EVENT = "event"
    SHORTCUT = "shortcut"


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One thing somebody did, before we know who they are to us.

    `key` is the delivery's own id, by which a repeat is known.
    """

    surface: Surface
    workspace_id: str
    user_id: str
    key: str
    slack: Slack
    text: str = ""
    value: str = ""
    trigger_id: str = ""
    response_url: str | None = None
    channel_id: str | None = None
    ts: str | None = None
    view_id: str | None = None
    block_id: str = ""  # of the row whose button was pressed
    around: tuple[str, ...] = ()  # every block of that Home, by id, as it stood then
    payload: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Arrival):
    """One thing a rep did, and everything a handler needs to answer it.

    `wake` has the outbox looked at now instead of at the next tick.
    """

    rep: Rep
    now: datetime
    steady_now: datetime
    db: Database
    wake: Callable[[], None]
    watches_channels: bool = False  # what clients write in channels we share counts as contact

    def request(self, guard: str | None = None) -> Request:
        """Who asks, when, and by which delivery, for storage."""
        return Request(self.rep, self.key, self.now, self.steady_now, guard)


@dataclass(frozen=True, slots=True)
class File:
    """A file for the rep's own direct messages."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What the rep gets to see. The dispatcher knows how each surface shows it.

    `message` takes the place of what was pressed or filled in; `beside` leaves that as it is.
    `origin` is the message a form was opened from, redrawn with `message` while the form closes.
    """

    message: Message | None = None
    beside: Message | None = None
    errors: Mapping[str, str] | None = None
    origin: Origin | None = None
    file: File | None = None
    opened: Opened | None = None  # what on Home is opened up
    looking: Looking | None = None  # at whom, and at which pages, Home looks from now on


NOTHING = Reply()

Handler = Callable[[Act], Awaitable[Reply]]
