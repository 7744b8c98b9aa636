"""What was noted of what clients expect, and what can we help them with? (S0-2)"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from bot.playbook.asking import Ask, QuestionState
from bot.playbook.expectations import USUAL, Expectations
from bot.playbook.model import Standing
from storage.tables import clients, expectations, questions, workspaces

_SAID = [each.value for each in (QuestionState.ASKED, QuestionState.ANSWERED, QuestionState.PASSED)]
_SERVED = [each.value for each in Standing if each not in (Standing.LOST, Standing.PARTED)]


def add(conn: Connection, workspace_id: str, noted: Expectations, now: datetime) -> None:
    """Keep them; those before stay as they were."""
    conn.execute(
        insert(expectations),
        {
            "workspace_id": workspace_id,
            "id": noted.id,
            "client_id": noted.client_id,
            "rep_id": noted.rep_id,
            "noted_on": noted.on,
            "wanted": list(noted.wanted),
            "version": 1,
            "created_at": now,
        },
    )


def get(conn: Connection, workspace_id: str, noted_id: int) -> Expectations:
    """As they were noted then."""
    here = expectations.c.workspace_id == workspace_id, expectations.c.id == noted_id
    return _noted(conn.execute(select(expectations).where(*here)).one())


def latest(
    conn: Connection, workspace_id: str, client_id: int, until: int | None = None
) -> list[Expectations]:
    """Those that count, and those before them; `until` one of them."""
    found = _standing(workspace_id).where(expectations.c.client_id == client_id)
    if until is not None:
        found = found.where(expectations.c.id <= until)
    rows = conn.execute(found.order_by(expectations.c.id.desc()).limit(2))
    return [_noted(row) for row in rows]


def noted(conn: Connection, workspace_id: str, client_ids: Sequence[int]) -> set[int]:
    """The clients of these of which something was noted."""
    here = _standing(workspace_id).where(expectations.c.client_id.in_(client_ids))
    return set(conn.scalars(here.with_only_columns(expectations.c.client_id)))


def wanted(conn: Connection, workspace_id: str) -> list[tuple[str, ...]]:
    """What each client we serve expects, as it counts now."""
    newest = (
        select(func.max(expectations.c.id))
        .join(
            clients,
            (clients.c.workspace_id == expectations.c.workspace_id)
            & (clients.c.id == expectations.c.client_id),
        )
        .where(
            expectations.c.workspace_id == workspace_id,
            expectations.c.gone_at.is_(None),
            clients.c.standing.in_(_SERVED),
            clients.c.gone_at.is_(None),
        )
        .group_by(expectations.c.client_id)
    )
    found = select(expectations.c.wanted).where(
        expectations.c.workspace_id == workspace_id, expectations.c.id.in_(newest)
    )
    return [tuple(each) for each in conn.scalars(found.order_by(expectations.c.id))]


def asked_since(
    conn: Connection, workspace_id: str, client_ids: Sequence[int], day: date
) -> set[int]:
    """The clients of these that anybody was asked about on a day or later."""
    found = select(questions.c.client_id).where(
        questions.c.workspace_id == workspace_id,
        questions.c.ask == Ask.EXPECTATIONS.value,
        questions.c.client_id.in_(client_ids),
        questions.c.asked_on >= day,
        questions.c.state.in_(_SAID),
    )
    return set(conn.scalars(found))


def helps_with(conn: Connection, workspace_id: str) -> tuple[str, ...]:
    """What we can help clients with: the workspace's list, or the usual one."""
    here = workspaces.c.workspace_id == workspace_id
    kept: list[str] | None = conn.scalar(select(workspaces.c.help_with).where(here))
    return USUAL if kept is None else tuple(kept)


def set_help(conn: Connection, workspace_id: str, offered: Sequence[str]) -> None:
    """From now on this is the list."""
    here = update(workspaces).where(workspaces.c.workspace_id == workspace_id)
    conn.execute(here.values(help_with=list(offered), version=workspaces.c.version + 1))


def _standing(workspace_id: str) -> Any:
    return select(expectations).where(
        expectations.c.workspace_id == workspace_id, expectations.c.gone_at.is_(None)
    )


def _noted(row: Any) -> Expectations:
    return Expectations(row.id, row.client_id, row.rep_id, row.noted_on, tuple(row.wanted))
