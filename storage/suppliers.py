"""Whom does a client buy from now? (S1-4)"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from bot.playbook.supplier import Supplier
from storage.tables import suppliers


def get(conn: Connection, workspace_id: str, supplier_id: int) -> Supplier:
    """As it was noted then."""
    here = suppliers.c.workspace_id == workspace_id, suppliers.c.id == supplier_id
    return _supplier(conn.execute(select(suppliers).where(*here)).one())


def newest(conn: Connection, workspace_id: str, client_id: int) -> Supplier | None:
    """What counts now."""
    found = conn.execute(
        select(suppliers)
        .where(
            suppliers.c.workspace_id == workspace_id,
            suppliers.c.client_id == client_id,
            suppliers.c.gone_at.is_(None),
        )
        .order_by(suppliers.c.id.desc())
        .limit(1)
    ).first()
    return None if found is None else _supplier(found)


def add(conn: Connection, workspace_id: str, noted: Supplier, now: datetime) -> None:
    """Keep it; what was noted before stays its history."""
    conn.execute(
        insert(suppliers),
        {
            "workspace_id": workspace_id,
            "id": noted.id,
            "client_id": noted.client_id,
            "rep_id": noted.rep_id,
            "name": noted.name,
            "ends_on": noted.ends_on,
            "missing": noted.missing,
            "commitment_id": noted.commitment_id,
            "version": 1,
            "created_at": now,
        },
    )


def _supplier(row: Any) -> Supplier:
    ends_on: date | None = row.ends_on
    return Supplier(
        row.id, row.client_id, row.rep_id, row.name, ends_on, row.missing, row.commitment_id
    )
