"""How does Alembic reach the database? It is handed a connection by storage/schema.py."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from storage.tables import metadata
from storage.types import Json, UtcInstant


def _render(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Migrations name our column types by their names alone."""
    name = "UtcInstant()" if isinstance(item, UtcInstant) else "Json" if item is Json else None
    if kind != "type" or name is None:
        return False
    autogen.imports.add(f"from storage.types import {name.removesuffix('()')}")
    return name


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_render,
    # Also on SQLite, whose DDL does roll back once BEGIN was said aloud.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
