"""Who asks, when, and by which delivery?"""

from dataclasses import dataclass
from datetime import date, datetime

from bot.playbook import due
from bot.playbook.model import Rep


@dataclass(frozen=True, slots=True)
class Request:
    """One request; the receipt's key makes a repeat of it harmless."""

    rep: Rep
    key: str
    now: datetime
    steady_now: datetime
    guard: str | None = None

    @property
    def workspace_id(self) -> str:
        return self.rep.workspace_id

    @property
    def today(self) -> date:
        return due.today_in(self.rep.zone, self.now)
