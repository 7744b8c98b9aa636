"""A rep left, became a guest or came back: what becomes of what was open in their name?"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from bot.playbook.model import Rep
from bot.playbook.nudge import HandedOn, NudgeKind
from bot.playbook.outcome import Counts
from bot.playbook.parting import who_agrees
from bot.playbook.profile import Profile, as_told, is_admin, trouble
from storage import clients, colleagues, commitments, deals, giving, outbox, reps, workspaces
from storage.outbox import Item, Waiting

_GUEST = "guest"


def notice(
    conn: Connection, rep: Rep, profile: Profile, now: datetime, steady_now: datetime
) -> Rep | None:
    """The rep by Slack's newest word; None for somebody who is gone, or a guest by now.

    What a rep who is gone had open goes to whoever answers for it, in the same transaction.
    """
    problem = trouble(profile)
    if problem is not None:
        leave(conn, rep, now, steady_now, is_guest=problem.code == _GUEST)
        return None
    if rep.is_gone:
        come_back(conn, rep, now, steady_now)
    here = replace(rep, is_gone=False)
    told = as_told(here, profile)
    if not rep.is_vetted:
        told = replace(told, is_manager=is_admin(profile), is_vetted=True)
    return told if told == here else reps.set_profile(conn, told, now)


def leave(
    conn: Connection, rep: Rep, now: datetime, steady_now: datetime, *, is_guest: bool = False
) -> None:
    """Open dates go to the rep's manager, else the sales lead, else any manager, and one message.

    Where nobody is there to take them they wait, and are looked at again with the next brief.
    """
    workspace_id = rep.workspace_id
    if not rep.is_gone:
        reps.set_gone(conn, workspace_id, rep.id, now)
    colleagues.nobody_answers(conn, rep, now, steady_now)
    heir = heir_of(conn, rep)
    if heir is None:
        return
    given = commitments.open_for(conn, workspace_id, rep_id=rep.id)
    owned = clients.owned_by(conn, workspace_id, rep.id)
    if not (given or owned or deals.open_of(conn, workspace_id, rep_id=rep.id)):
        return
    giving.hand_on_dates(conn, workspace_id, given, heir, now)
    fresh = commitments.several(conn, workspace_id, [c.id for c in given])
    facts: dict[str, Any] = {"rep": rep.id, "guest": is_guest}
    facts["listed"] = [[c.id, c.version] for c in fresh]
    left_at = reps.gone_since(conn, workspace_id, rep.id)
    head = f"rep_left:{rep.id}:{left_at:%Y%m%d%H%M%S}"
    items = [Item(head), *(Item(f"{head}:{c.id}") for c in given[:1])]  # told once of each
    to = (workspace_id, heir.id)
    outbox.queue(conn, *to, NudgeKind.REP_LEFT, items, now, now, steady_now, facts)


def come_back(conn: Connection, rep: Rep, now: datetime, steady_now: datetime) -> None:
    """The rep is here again, and hears who has what was theirs."""
    left_at = reps.gone_since(conn, rep.workspace_id, rep.id)
    reps.set_gone(conn, rep.workspace_id, rep.id, None)
    reps.replan_brief(conn, rep, now)
    if not still_away(conn, rep):
        return
    item = Item(f"rep_back:{rep.id}:{left_at:%Y%m%d%H%M%S}")
    to = (rep.workspace_id, rep.id)
    outbox.queue(conn, *to, NudgeKind.REP_BACK, [item], now, now, steady_now, {})


def still_away(conn: Connection, rep: Rep) -> list[int]:
    """The rep's dates that went to others, and are open there."""
    went = giving.went_from(conn, rep.workspace_id, rep.id)
    found = commitments.several(conn, rep.workspace_id, list(went))
    return [c.id for c in found if c.is_open and c.rep_id != rep.id]


def heir_of(conn: Connection, rep: Rep) -> Rep | None:
    """Who answers for what a rep had open: never the rep, never somebody who has left."""
    lead_id = workspaces.lead_of(conn, rep.workspace_id)
    manager, lead = (
        reps.get(conn, rep.workspace_id, i) if i is not None else None
        for i in (rep.manager_id, lead_id)
    )
    return who_agrees(rep, manager, lead, reps.managers(conn, rep.workspace_id))


def handed_on(conn: Connection, row: Waiting, rep: Rep) -> HandedOn | None:
    """What a message about many things that changed hands says, as it stands now."""
    facts = row.facts
    if row.kind == NudgeKind.REP_BACK:
        away = commitments.several(conn, row.workspace_id, still_away(conn, rep))
        holders = sorted({c.rep_id for c in away})
        names = tuple(reps.get(conn, row.workspace_id, i).name for i in holders)
        return HandedOn(Counts(dates=len(away)), holders=names) if away else None
    if row.kind == NudgeKind.REP_LEFT:
        return _left_behind(conn, row, rep)
    giver = facts.get("giver")
    return HandedOn(
        Counts(*facts["counts"]),
        by=reps.get(conn, row.workspace_id, facts["by"]),
        giver=reps.get(conn, row.workspace_id, giver) if giver else None,
        is_back=facts["lot"] == "taken_back",
    )


def _left_behind(conn: Connection, row: Waiting, rep: Rep) -> HandedOn:
    gone = reps.get(conn, row.workspace_id, row.facts["rep"])
    owned = len(clients.owned_by(conn, row.workspace_id, gone.id))
    sold = len(deals.open_of(conn, row.workspace_id, rep_id=gone.id))
    ids = [commitment_id for commitment_id, _ in row.facts["listed"]]
    mine = [c for c in commitments.several(conn, row.workspace_id, ids) if c.rep_id == rep.id]
    dates = sum(c.is_open for c in mine)
    is_guest = bool(row.facts["guest"])
    return HandedOn(Counts(owned, sold, dates), giver=gone, is_guest=is_guest)
