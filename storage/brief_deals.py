"""What does a morning brief say of deals? (S2-5, S2-7)"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from bot.playbook.decision import DealsInBrief, is_circles_day
from bot.playbook.due import today_in
from bot.playbook.model import Rep
from bot.playbook.preferences import Muted, wants
from storage import deals, figures
from storage.outbox import Item

MOST_UNDECIDED = 3  # lines of a brief


def due(conn: Connection, rep: Rep, now: datetime) -> dict[str, Any]:
    """The facts a brief said now keeps of deals; empty when there is nothing to say."""
    late = figures.undecided(conn, rep, now)[:MOST_UNDECIDED]
    facts: dict[str, Any] = {"undecided": [one.deal.id for one in late]} if late else {}
    is_asked = wants(rep, Muted.CIRCLES) and is_circles_day(today_in(rep.zone, now), rep.hours)
    if is_asked and figures.against(conn, rep).circles:
        facts["circles"] = True
    return facts


def items(facts: Mapping[str, Any], rep: Rep, today: date) -> list[Item]:
    """What these facts announce, each once a day."""
    day = today.isoformat()
    found = [Item(f"decide:{deal_id}:1:{day}") for deal_id in facts.get("undecided", ())]
    return found + ([Item(f"circles:{rep.id}:1:{day}")] if "circles" in facts else [])


def note(conn: Connection, rep: Rep, facts: Mapping[str, Any], today: date) -> None:
    """The question is put; it comes once more after a week, and then no more."""
    for deal_id in facts.get("undecided", ()):
        deals.note_asked(conn, rep.workspace_id, deal_id, today)


def show(conn: Connection, rep: Rep, facts: Mapping[str, Any], today: date) -> DealsInBrief | None:
    """Those facts as they stand now; None when the brief said nothing of deals."""
    ids = facts.get("undecided", ())
    if not ids and "circles" not in facts:
        return None
    found = deals.several(conn, rep.workspace_id, ids)
    found.sort(key=lambda deal: ids.index(deal.id))
    against = figures.against(conn, rep) if "circles" in facts else None
    return DealsInBrief(tuple(found), against, today)
