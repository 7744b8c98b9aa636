"""What hangs on a client, and goes with it when it is merged into another?"""

from sqlalchemy import Connection, select, update

from storage.changes import Row
from storage.tables import (
    agreements,
    commitments,
    contacts,
    deals,
    expectations,
    fits,
    goals,
    losses,
    orders,
    suppliers,
    touches,
)

_HANG_ON_IT = {
    "commitments": commitments,
    "contacts": contacts,
    "deals": deals,
    "expectations": expectations,
    "goals": goals,
    "agreements": agreements,
    "fits": fits,
    "losses": losses,
    "orders": orders,
    "suppliers": suppliers,
    "touches": touches,
}


def move(conn: Connection, workspace_id: str, from_id: int, to_id: int) -> list[Row]:
    """Hand everything of one client to another; the rows say how to hand it back."""
    moved = []
    for name, table in _HANG_ON_IT.items():
        here = table.c.workspace_id == workspace_id, table.c.client_id == from_id
        ids = conn.scalars(select(table.c.id).where(*here).order_by(table.c.id)).all()
        moved += [Row(name, row_id, {"client_id": from_id}) for row_id in ids]
        conn.execute(update(table).where(*here).values(client_id=to_id))
    return moved
