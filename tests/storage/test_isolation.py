"""Does every statement stay inside one workspace, and does each sweep use its index?"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event, insert, text
from sqlalchemy.engine import Engine

from bot.playbook.model import Rep
from storage import (
    changes,
    clients,
    commitments,
    deals,
    drafts,
    figures,
    lanes,
    leavers,
    outbox,
    passages,
    pipeline_days,
    postings,
    quiet,
    rates,
    receipts,
    reps,
    season,
    stages,
    tables,
    workspaces,
)
from storage.database import Database
from storage.ids import new_id
from tests.cast import NOW, WORKSPACE, mia
from tests.storage import test_recall
from tests.storage.desk import LEASE, Desk, desk, meet

# Across workspaces by design: what is due, what waits, what is too old, and who is served.
GLOBAL = {
    "brief_due": lambda conn: reps.brief_due(conn, NOW, 5),
    "first_brief_at": reps.first_brief_at,
    "due_by": lambda conn: commitments.due_by(conn, NOW, 5),
    "first_nudge_at": commitments.first_nudge_at,
    "mark_due": lambda conn: quiet.mark_due(conn, NOW, 5),
    "first_quiet_at": quiet.first_quiet_at,
    "busy": lambda conn: outbox.busy(conn, NOW, NOW),
    "mark_seasons": lambda conn: season.mark_due(conn, NOW, 5),
    "first_season_at": season.first_season_at,
    "mark_left": lambda conn: leavers.mark_due(conn, NOW, 5),
    "first_ask_at": leavers.first_ask_at,
    "digests_due": lambda conn: postings.queue_digests(conn, NOW, NOW),
    "questions_due": lambda conn: postings.queue_questions(conn, NOW, NOW),
    "first_digest_at": postings.first_at,
    "first_waiting": lambda conn: outbox.first_waiting(conn, NOW),
    "try_again": lambda conn: outbox.try_again(conn, NOW),
    "troubled": lambda conn: lanes.troubled(conn, ["token_revoked"]),
    "release_orphans": lambda conn: outbox.release_orphans(conn, "me", NOW),
    "forget_old_receipts": lambda conn: receipts.forget_old(conn, NOW),
    "forget_old_drafts": lambda conn: drafts.forget_old(conn, NOW),
    "forget_old_messages": lambda conn: outbox.forget_old(conn, NOW),
    "forget_old_changes": lambda conn: changes.forget_old(conn, NOW),
    "served": workspaces.served,
}


@pytest.fixture
async def at(db: Database):
    async with desk(db) as made:
        yield made


class Heard:
    """Every statement that reaches a database while this listens."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Any]] = []

    def __enter__(self) -> "Heard":
        event.listen(Engine, "before_cursor_execute", self._hear)
        return self

    def __exit__(self, *_: object) -> None:
        event.remove(Engine, "before_cursor_execute", self._hear)

    def _hear(self, conn: Any, cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        self.said.append((" ".join(statement.split()), parameters))


def bounds(statement: str) -> str:
    """The part of a statement that says which rows: from the first WHERE, or all of an INSERT."""
    return statement if statement.startswith("INSERT") else statement.partition(" WHERE ")[2]


async def global_statements(at: Desk) -> set[str]:
    with Heard() as heard:
        for act in GLOBAL.values():
            await at.db.write(act)
    return {statement for statement, _ in heard.said}


@pytest.mark.parametrize("bring_about", test_recall.EVERY, ids=lambda f: f.__name__)
async def test_every_statement_names_its_workspace_but_for_the_global_ones(at: Desk, bring_about):
    allowed = await global_statements(at)

    with Heard() as heard:
        await bring_about(at)
        at.now += timedelta(days=12)
        await at.sweep()
        await at.deliver()
        await at.undo()

    assert len(heard.said) > 10
    loose = {s for s, _ in heard.said if "workspace_id" not in bounds(s)} - allowed
    assert loose == set()


async def test_only_one_workspace_is_ever_named(at: Desk):
    allowed = await global_statements(at)
    with Heard() as heard:
        await test_recall.said_no(at)
        await at.undo()

    named = [values for statement, values in heard.said if statement not in allowed]

    assert all(WORKSPACE in _values(values) for values in named)


def _values(parameters: Any) -> list[Any]:
    found = parameters.values() if isinstance(parameters, dict) else parameters
    return [v for v in found for v in (v if isinstance(v, tuple) else (v,))]


PIPELINE: list[Callable[[Connection, Rep], Any]] = [
    lambda conn, rep: figures.mine(conn, rep, NOW),
    lambda conn, rep: figures.listed(conn, rep, "all", 1, NOW),
    lambda conn, rep: figures.listed(conn, rep, "stuck", 1, NOW),
    lambda conn, rep: figures.choosing(conn, rep, NOW),
    lambda conn, rep: figures.opening(conn, rep.workspace_id, None, NOW.date()),
    lambda conn, rep: figures.weeks(conn, rep, NOW),
    lambda conn, rep: deals.undecided(conn, rep.workspace_id, rep.id, NOW.date()),
    lambda conn, rep: deals.owners(conn, rep.workspace_id),
    lambda conn, rep: pipeline_days.counted(conn, rep.workspace_id, rep.id),
    lambda conn, rep: passages.limits(conn, rep.workspace_id, [rep.id], ()),
]


@pytest.mark.parametrize("look", PIPELINE)
async def test_every_figure_is_read_in_one_workspace(at: Desk, look: Any):
    await test_recall.deal_saved(at)

    with Heard() as heard:
        await at.db.read(look, at.mia)

    assert heard.said
    assert all("workspace_id" in bounds(statement) for statement, _ in heard.said)
    assert all(WORKSPACE in _values(values) for _, values in heard.said)


async def test_a_team_next_door_sees_nothing_of_a_pipeline(at: Desk):
    for bring_about in (test_recall.deal_saved, test_recall.target_set_for_the_team):
        await bring_about(at)
    zoe = await at.db.write(meet, mia(workspace_id="T0NEXTDOOR", slack_user_id="U0ZOE"))

    seen = await at.db.read(figures.mine, zoe, at.now)
    listed = await at.db.read(figures.listed, zoe, "all", 1, at.now)
    helped = await at.db.read(figures.choosing, zoe, at.now)

    assert (seen.against.open_minor, seen.against.deals, seen.circles) == (0, 0, ())
    assert (listed.total, helped.usual, helped.win_rate.of) == (0, None, 0)


async def test_a_rate_and_a_ladder_stay_with_their_team(at: Desk):
    zoe = await at.db.write(meet, mia(workspace_id="T0NEXTDOOR", slack_user_id="U0ZOE"))
    before = [
        [row for row in rows if row["workspace_id"] == "T0NEXTDOOR"]
        for rows in (await at.rows(tables.stages), await at.rows(tables.workspaces))
    ]

    await test_recall.rate_saved(at)
    await test_recall.ladder_saved(at)

    after = [
        [row for row in rows if row["workspace_id"] == "T0NEXTDOOR"]
        for rows in (await at.rows(tables.stages), await at.rows(tables.workspaces))
    ]
    assert after == before
    assert await at.db.read(rates.all_of, zoe.workspace_id) == {}


# Indexes

SWEEPS: list[tuple[str, Callable[[Connection], Any], str]] = [
    ("brief_due", GLOBAL["brief_due"], "ix_reps_brief_at"),
    ("first_brief_at", GLOBAL["first_brief_at"], "ix_reps_brief_at"),
    ("due_by", GLOBAL["due_by"], "ix_commitments_nudge_at"),
    ("first_nudge_at", GLOBAL["first_nudge_at"], "ix_commitments_nudge_at"),
    ("mark_due", GLOBAL["mark_due"], "ix_clients_quiet_at"),
    ("first_quiet_at", GLOBAL["first_quiet_at"], "ix_clients_quiet_at"),
    (
        "claim_next",
        lambda conn: outbox.claim_next(conn, WORKSPACE, NOW, NOW, "me", LEASE),
        "ix_outbox_lane",
    ),
    (
        "claim_unclear",
        lambda conn: outbox.claim_unclear(conn, WORKSPACE, NOW, "me", LEASE),
        "ix_outbox_lane",
    ),
    ("busy", GLOBAL["busy"], "ix_outbox_lane"),
    ("try_again", GLOBAL["try_again"], "ix_outbox_(waiting|lane)"),
    ("forget_old_messages", GLOBAL["forget_old_messages"], "ix_outbox_settled_at"),
    ("mark_seasons", GLOBAL["mark_seasons"], "ix_clients_season_at"),
    ("first_season_at", GLOBAL["first_season_at"], "ix_clients_season_at"),
    ("first_waiting", GLOBAL["first_waiting"], "ix_outbox_(waiting|lane)"),
    ("release_orphans", GLOBAL["release_orphans"], "ix_outbox_(waiting|lane)"),
    ("mark_left", GLOBAL["mark_left"], "ix_contacts_ask_at"),
    ("first_ask_at", GLOBAL["first_ask_at"], "ix_contacts_ask_at"),
    (
        "who left a rep's clients",
        lambda conn, rep_id: conn.execute(
            leavers.UNTOLD, {"workspace_id": WORKSPACE, "owner_id": rep_id}
        ).all(),
        "ix_contacts_due",
    ),
    ("in_channel", lambda conn: clients.in_channel(conn, WORKSPACE, "C1"), "ix_clients_channel"),
    (
        "what a change was told of",
        lambda conn: outbox.told_of(conn, WORKSPACE, new_id(NOW)),
        "(pk_outbox|sqlite_autoindex_outbox|ix_outbox_sending)",
    ),
    ("digests_due", GLOBAL["digests_due"], "ix_workspaces_digest_at"),
    ("questions_due", GLOBAL["questions_due"], "ix_workspaces_digest_ask_at"),
    ("forget_old_receipts", GLOBAL["forget_old_receipts"], "ix_receipts_at"),
    ("forget_old_drafts", GLOBAL["forget_old_drafts"], "ix_drafts_at"),
    (
        "open_for a rep",
        lambda conn, rep_id: commitments.open_for(conn, WORKSPACE, rep_id=rep_id),
        "ix_commitments_open",
    ),
    (
        "due in a brief",
        lambda conn, rep_id: commitments.open_for(conn, WORKSPACE, rep_id=rep_id, until=NOW.date()),
        "ix_commitments_open",
    ),
    (
        "timed_for a rep",
        lambda conn, rep_id: commitments.timed_for(conn, WORKSPACE, rep_id, NOW),
        "ix_commitments_(open|nudge_at)",
    ),
    (
        "open_for a client",
        lambda conn: commitments.open_for(conn, WORKSPACE, client_id=1),
        "ix_commitments_(client|open)",
    ),
    (
        "open deals of a rep",
        lambda conn, rep_id: deals.open_of(conn, WORKSPACE, rep_id=rep_id),
        "ix_deals_open",
    ),
    (
        "deals of a client",
        lambda conn: deals.of_client(conn, WORKSPACE, 1),
        "ix_deals_client",
    ),
    (
        "the only open deal",
        lambda conn, rep_id: conn.execute(
            deals.TWO_OPEN, {"workspace_id": WORKSPACE, "client_id": 1, "rep_id": rep_id}
        ).all(),
        "ix_deals_(open|client)",
    ),
    (
        "message_at",
        lambda conn: outbox.message_at(conn, WORKSPACE, "D1", "1.0"),
        "ix_outbox_message",
    ),
]


@pytest.mark.parametrize(("name", "act", "index"), SWEEPS, ids=[name for name, _, _ in SWEEPS])
async def test_what_asks_often_reads_only_what_is_due(at: Desk, name: str, act: Any, index: str):
    await at.db.write(_fill, at)

    plan = await at.db.write(_plan, act, at)

    assert re.search(index, plan), plan
    moments = "brief_at|nudge_at|quiet_at|season_at|settled_at|digest_at|digest_ask_at|at"
    ends = rf"_({moments}|waiting|lane|\(.*|open|client|message)$"
    table = re.sub(rf"^ix_|{ends}", "", index)
    assert not re.search(rf"(SCAN|Seq Scan on) {table}(?! USING)", plan), plan


def _plan(conn: Connection, act: Callable[..., Any], at: Desk) -> str:
    """How the database goes about the first statement of an act."""
    found: list[str] = []
    is_sqlite = conn.dialect.name == "sqlite"

    def explain(conn: Any, cursor: Any, statement: str, parameters: Any, *_: Any) -> Any:
        if not found:
            word = "EXPLAIN QUERY PLAN " if is_sqlite else "EXPLAIN "
            found.append("")
            rows = conn.exec_driver_sql(word + statement, parameters).all()
            found[0] = "\n".join(str(row[-1]) for row in rows)
        return statement, parameters

    if not is_sqlite:
        conn.execute(text("SET LOCAL enable_seqscan = off"))
    event.listen(conn.engine, "before_cursor_execute", explain, retval=True)
    try:
        act(conn, at.ana.id) if act.__code__.co_argcount > 1 else act(conn)
    finally:
        event.remove(conn.engine, "before_cursor_execute", explain)
    return found[0]


def _fill(conn: Connection, at: Desk) -> None:
    """Enough rows that nobody waits for, so that an index is worth its while."""
    fresh = [NOW + timedelta(seconds=n) for n in range(600)]
    names = [{"workspace_id": WORKSPACE, "id": n, "name": f"{n}"} for n in range(1, 61)]
    same: dict[str, Any] = {"name_key": "", "standing": "prospect", "version": 1, "created_at": NOW}
    same |= {"tier": "standard", "counts_from": NOW.date(), "is_one_person": False, "unanswered": 0}
    conn.execute(insert(tables.clients), [row | same for row in names])
    conn.execute(insert(tables.commitments), [_ended(at, n) for n in range(600)])
    conn.execute(insert(tables.outbox), [_sent(at, moment) for moment in fresh])
    ids = {"workspace_id": WORKSPACE, "rep_id": at.ben.id}
    kept = [
        ids | {"key": f"{m}", "kind": "kept", "refs": {}, "guard": f"{m}", "at": m} for m in fresh
    ]
    conn.execute(insert(tables.receipts), kept)
    asked = [ids | {"id": n, "intent": {}, "at": m} for n, m in enumerate(fresh)]
    conn.execute(insert(tables.drafts), asked)
    stage_id = stages.all_of(conn, WORKSPACE)[0].id
    conn.execute(insert(tables.deals), [_deal(at, stage_id, n) for n in range(600)])
    conn.execute(text("ANALYZE"))


def _ended(at: Desk, number: int) -> dict[str, Any]:
    """One of many commitments, every tenth open, hardly any of them Ana's."""
    is_anas = number % 50 == 0
    return {
        "workspace_id": WORKSPACE,
        "id": number,
        "client_id": number % 60 + 1,
        "rep_id": at.ana.id if is_anas else at.ben.id,
        "kind": "follow_up",
        "state": "open" if number % 10 == 0 else "kept",
        "due_on": NOW.date(),
        "zone": "UTC",
        "back_on": NOW.date() + timedelta(days=number),
        "due_at": NOW + timedelta(days=number),
        "nudge_at": NOW + timedelta(days=number) if number % 20 == 0 else None,
        "put_offs": 0,
        "version": 1,
        "created_at": NOW,
    }


def _deal(at: Desk, stage_id: int, number: int) -> dict[str, Any]:
    """One of many deals, every tenth open, hardly any of them Ana's."""
    return {
        "workspace_id": WORKSPACE,
        "id": number,
        "client_id": number % 60 + 1,
        "rep_id": at.ana.id if number % 50 == 0 else at.ben.id,
        "name": "",
        "name_key": "",
        "stage_id": stage_id,
        "stage_since": NOW.date(),
        "amount_minor": 1,
        "amount_currency": "EUR",
        "state": "open" if number % 10 == 0 else "won",
        "opened_on": NOW.date(),
        "close_moves": 0,
        "decide_asks": 0,
        "version": 1,
        "created_at": NOW,
    }


def _sent(at: Desk, moment: datetime) -> dict[str, Any]:
    return {
        "workspace_id": WORKSPACE,
        "id": new_id(moment),
        "rep_id": at.ben.id,
        "kind": "timed",
        "state": "sent",
        "not_before": moment,
        "retry_at": moment,
        "token": "",
        "channel_id": "D1",
        "ts": moment.isoformat(),
        "attempts": 1,
        "created_at": moment,
        "settled_at": moment,
    }
