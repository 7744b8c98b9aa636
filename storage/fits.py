"""How were the questions of fit answered about a client? (S1-2)"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from bot.playbook.fit import Fit, FitAnswer, Trait
from storage.tables import fits

_ALL = select(fits).where(fits.c.workspace_id == bindparam("workspace_id"))
_BY_ID = _ALL.where(fits.c.id == bindparam("fit_id"))
_OF_CLIENT = _ALL.where(
    fits.c.client_id == bindparam("client_id"), fits.c.gone_at.is_(None)
).order_by(fits.c.id.desc())
_NEWEST = _OF_CLIENT.limit(1)
_BEFORE = _OF_CLIENT.where(fits.c.id < bindparam("fit_id")).limit(1)


def add(conn: Connection, workspace_id: str, fit: Fit, now: datetime) -> None:
    """Keep the answers; those before stay as they were."""
    conn.execute(
        insert(fits),
        {
            "workspace_id": workspace_id,
            "id": fit.id,
            "client_id": fit.client_id,
            "rep_id": fit.rep_id,
            "answered_on": fit.on,
            "answers": {trait.value: said.value for trait, said in fit.answers.items()},
            "version": 1,
            "created_at": now,
        },
    )


def get(conn: Connection, workspace_id: str, fit_id: int) -> Fit:
    """These answers; LookupError if there are none."""
    row = conn.execute(_BY_ID, {"workspace_id": workspace_id, "fit_id": fit_id}).first()
    if row is None:
        raise LookupError("no such answers")
    return _fit(row)


def newest(conn: Connection, workspace_id: str, client_id: int) -> Fit | None:
    """The answers that count, whoever gave them."""
    row = conn.execute(_NEWEST, {"workspace_id": workspace_id, "client_id": client_id}).first()
    return None if row is None else _fit(row)


def before(conn: Connection, workspace_id: str, fit: Fit) -> Fit | None:
    """The answers that counted until these."""
    asked = {"workspace_id": workspace_id, "client_id": fit.client_id, "fit_id": fit.id}
    row = conn.execute(_BEFORE, asked).first()
    return None if row is None else _fit(row)


def history(conn: Connection, workspace_id: str, client_id: int) -> list[Fit]:
    """Every time the questions were answered about this client, the newest first."""
    found = conn.execute(_OF_CLIENT, {"workspace_id": workspace_id, "client_id": client_id})
    return [_fit(row) for row in found]


def _fit(row: Any) -> Fit:
    answers = {Trait(trait): FitAnswer(said) for trait, said in row.answers.items()}
    return Fit(row.id, row.client_id, row.rep_id, row.answered_on, answers)
