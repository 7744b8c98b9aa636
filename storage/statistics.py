"""Does the database know how much there is?

PostgreSQL learns it by looking, from time to time and by itself. After an import nothing is known
for a while, and where its autovacuum is off for ever: then it walks through whole tables for a few
rows. SQLite needs no such knowledge here: its plans do not depend on it.
"""

from sqlalchemy import Connection, text

from storage.tables import metadata

_NEVER_COUNTED = text(
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples <= 0"
    " AND relnamespace = current_schema()::regnamespace AND pg_relation_size(oid) > 0"
    " ORDER BY relname"
)


def gather(conn: Connection) -> list[str]:
    """Have the tables counted that never were; returns which. Nobody's writes wait for it."""
    if conn.dialect.name != "postgresql":
        return []
    found = [name for name in conn.scalars(_NEVER_COUNTED) if name in metadata.tables]
    for name in found:
        conn.exec_driver_sql(f'ANALYZE "{name}"')
    return found
