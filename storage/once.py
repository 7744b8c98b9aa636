"""How is a row added unless it is there already? Each engine has its own words for it."""

from functools import cache
from typing import Any

from sqlalchemy import Table


@cache
def add_once(table: Table, engine: str) -> Any:
    """An insert that leaves a row of the same key as it is; PostgreSQL is imported there alone."""
    if engine == "postgresql":
        from sqlalchemy.dialects import postgresql

        return postgresql.insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects import sqlite

    return sqlite.insert(table).on_conflict_do_nothing()
