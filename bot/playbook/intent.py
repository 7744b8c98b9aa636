"""What did the rep ask for? One value, whether it was typed, filled in or pressed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date, time
from enum import StrEnum
from typing import Any

from bot.playbook.meeting import Vetting
from bot.playbook.model import SetBy
from bot.playbook.when import Moment


class Verb(StrEnum):
    """What a `/followup` line can ask for."""

    RECORD = "record"
    THEIRS = "theirs"
    DONE = "done"
    MOVED = "moved"
    SNOOZE = "snooze"
    NO = "no"
    LIST = "list"
    UNDO = "undo"
    HELP = "help"
    CHANGE = "change"  # only from a form
    WIN_BACK = "win_back"  # only from a button or a form
    PLAN = "plan"  # what we do ourselves; only from a form
    MEETING = "meeting"
    NOT_HELD = "not_held"  # only from a button: a meeting that did not happen


@dataclass(frozen=True, slots=True)
class Intent:
    """Everything known so far; what is missing or open Steady asks back.

    A choice the rep still has to make keeps the intent as a draft, so nothing typed is lost.
    """

    verb: Verb
    client_name: str = ""
    client_id: int | None = None
    is_new_client: bool = False  # "no, a new one": close names are not offered again
    commitment_id: int | None = None
    due_on: date | None = None
    due_time: time | None = None
    asks: tuple[Moment, ...] = ()
    is_computed: bool = False  # "in two weeks": may be moved off a weekend
    is_latest: bool = False  # "by Sunday": is moved back
    is_vague: bool = False  # "in the spring": whatever is chosen is the rep's date
    set_by: SetBy | None = None
    words: str | None = None
    note: str | None = None
    scope: str | None = None  # no to what: "this" or "everything" (S2-6)
    deal_id: int | None = None  # what it hangs on; none: the client's only deal, or the client
    meeting: Vetting | None = None  # what a meeting is for
    rep_id: int | None = None  # the colleague a stand-in sets it for

    def as_json(self) -> dict[str, Any]:
        """Only what is set, dates and times as ISO text."""
        is_set = {f.name for f in fields(self) if getattr(self, f.name) != f.default}
        full = {k: v for k, v in asdict(self).items() if k in is_set}
        if self.asks:
            full["asks"] = [[m.due_on.isoformat(), _iso(m.due_time)] for m in self.asks]
        full |= {k: _iso(full[k]) for k in ("due_on", "due_time") if k in full}
        return full


def from_json(stored: Mapping[str, Any]) -> Intent:
    """The intent a draft kept."""
    known = {f.name for f in fields(Intent)}
    values = {k: v for k, v in stored.items() if k in known}
    values["verb"] = Verb(values["verb"])
    if values.get("meeting"):
        values["meeting"] = Vetting(**values["meeting"])
    if values.get("set_by"):
        values["set_by"] = SetBy(values["set_by"])
    values["due_on"], values["due_time"] = (
        _date(values.get("due_on")),
        _time(values.get("due_time")),
    )
    values["asks"] = tuple(
        Moment(date.fromisoformat(on), _time(at)) for on, at in values.get("asks", [])
    )
    return Intent(**values)


def _iso(value: date | time | None) -> str | None:
    return None if value is None else value.isoformat()


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _time(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None
