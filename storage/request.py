"""Who asks, when, and by which delivery?"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.playbook import due
from bot.playbook.model import Client, Rep

FORM = "form:"  # how a form's key begins: then its nonce, then a digest of what stood in it


@dataclass(frozen=True, slots=True)
class Request:
    """One request; the receipt's key makes a repeat of it harmless.

    `met`: clients this transaction has looked up already, by id, as long as it changes none.
    """

    rep: Rep
    key: str
    now: datetime
    steady_now: datetime
    guard: str | None = None
    met: Mapping[int, Client] = field(default_factory=dict)

    @property
    def workspace_id(self) -> str:
        return self.rep.workspace_id

    @property
    def form(self) -> str | None:
        """The form that was sent, whatever stood in it: its key without the content's digest."""
        return self.key.rpartition(":")[0] if self.key.startswith(FORM) else None

    @property
    def today(self) -> date:
        return due.today_in(self.rep.zone, self.now)
