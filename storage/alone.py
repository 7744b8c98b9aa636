"""Who may do what one replica alone should do? On PostgreSQL whoever comes first.

All replicas find the same rows due. Let several take these at the same moment and each conflicts
with each: eight need twice the time of one, and commands wait beside them.
"""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, text

P = ParamSpec("P")
T = TypeVar("T")

_SWEEPING = 5_733_001  # a number of Steady's own among the database's advisory locks
# It ends with the transaction, so a replica that dies keeps nobody out.
_TRY = text("SELECT pg_try_advisory_xact_lock(:number)").bindparams(number=_SWEEPING)


def sweeping(
    conn: Connection,
    act: Callable[Concatenate[Connection, P], T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T | None:
    """Run the function unless another replica sweeps just now: then nothing is done, and None."""
    if conn.dialect.name == "postgresql" and not conn.scalar(_TRY):
        return None
    return act(conn, *args, **kwargs)
