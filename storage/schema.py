"""Is the database laid out as this code expects, and how does it get there?

For maintainers: `python -m storage.schema "what changed"` compares tables.py with the newest
migration and writes the next one, to be read and corrected before it is kept.

Alembic and what belongs to it are imported when a layout changes: a start only compares.
"""

import asyncio
import re
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sqlalchemy import URL, Connection, NullPool, inspect, make_url, text
from sqlalchemy.exc import DBAPIError

from storage import sqlite
from storage.outage import Unavailable
from storage.sqlite import Face, connect_writing, file_of, let_go, take_lock

if TYPE_CHECKING:
    from alembic.config import Config
    from alembic.script import ScriptDirectory
    from sqlalchemy.ext.asyncio import AsyncConnection

_FOLDER = Path(__file__).with_name("migrations")
_CHAIN = [
    re.compile(rf"^{name} *(?::[^=]*)?= *['\"](\w+)['\"]", re.MULTILINE)
    for name in ("revision", "down_revision")
]
_MIGRATING = 0x53746561647921  # the advisory lock by which replicas migrate one after another


def head() -> str:
    """The newest layout this code knows: the one no other migration builds on."""
    files = [file.read_text("utf-8") for file in (_FOLDER / "versions").glob("*.py")]
    named, built_on = (set(kind.findall("\n".join(files))) for kind in _CHAIN)
    newest: str
    (newest,) = named - built_on
    return newest


def is_known(revision: str) -> bool:
    """Whether this code knows a way on from a layout; a newer Steady's is not known."""
    return revision in {script.revision for script in _scripts().walk_revisions()}


def current(connection: Connection) -> str | None:
    """The layout the database has; none before the first migration."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def may_be_made(url: str | URL) -> bool:
    """Whether a start would make this database: a file that is not there, in a folder that is."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return False
    file = file_of(parsed)
    return not file.exists() and file.parent.is_dir()


async def migrate(url: str | URL, layout: str = "head") -> None:
    """Bring the database to a layout, the newest: all of the way, or not one step."""
    parsed, upgrade = make_url(url), partial(_upgrade, layout=layout)
    if parsed.get_backend_name() == "sqlite":
        await asyncio.to_thread(_in_file, file_of(parsed), upgrade)
    else:
        await _in_server(parsed, upgrade)


def lay_out(path: Path, layout: str = "head") -> None:
    """Bring a file of our own to a layout."""
    _in_file(path, partial(_upgrade, layout=layout))


@asynccontextmanager
async def connected(url: URL, isolation: str) -> AsyncIterator["AsyncConnection"]:
    """A connection of one's own to a server, for a long transaction."""
    from sqlalchemy.ext.asyncio import create_async_engine

    from storage import postgres

    engine = create_async_engine(
        postgres.driver_url(url), poolclass=NullPool, isolation_level=isolation
    )
    try:
        async with engine.connect() as connection:
            yield connection
    except (DBAPIError, OSError) as trouble:
        if unavailable := postgres.outage(trouble):
            raise unavailable from trouble
        raise
    finally:
        await engine.dispose()


def draft(message: str) -> Path:
    """Write the next migration from what tables.py has and the newest migration has not."""
    from alembic import command

    number = f"{len(list(_scripts().walk_revisions())) + 1:04d}"
    with TemporaryDirectory() as folder:
        file = Path(folder) / "draft.db"
        _in_file(file, _upgrade)
        _in_file(
            file,
            lambda connection: command.revision(
                _config(connection), message, autogenerate=True, rev_id=number
            ),
        )
    return next((_FOLDER / "versions").glob(f"{number}_*.py"))


def _upgrade(connection: Connection, layout: str = "head") -> None:
    from alembic import command

    found = current(connection)
    if found is not None and not is_known(found):
        raise Unavailable("newer_schema", f"the database is at {found}, this code at {head()}")
    command.upgrade(_config(connection), layout)


def _in_file(path: Path, act: Callable[[Connection], object]) -> None:
    lock = take_lock(path)
    try:
        with closing(connect_writing(path)) as raw:
            # SQLite alters much by making a table anew, which must not cascade to its rows.
            raw.execute("PRAGMA foreign_keys = OFF")
            raw.execute("BEGIN IMMEDIATE")
            face = Face(raw)
            face.call(act)
            face.call(_refuse_orphans)
            raw.execute("COMMIT")
            face.close()
    except (DBAPIError, sqlite3.Error, OSError) as trouble:
        if unavailable := sqlite.outage(trouble):
            raise unavailable from trouble
        raise
    finally:
        let_go(lock)


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise RuntimeError(f"a migration left rows without their parents: {orphans[:5]}")


async def _in_server(url: URL, act: Callable[[Connection], object]) -> None:
    from sqlalchemy.ext.asyncio import create_async_engine

    from storage import postgres

    engine = create_async_engine(postgres.driver_url(url), poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(
                text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATING}
            )
            await connection.run_sync(act)
    except (DBAPIError, OSError) as trouble:
        if unavailable := postgres.outage(trouble):
            raise unavailable from trouble
        raise
    finally:
        await engine.dispose()


def _scripts() -> "ScriptDirectory":
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config(None))


def _config(connection: Connection | None) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


if __name__ == "__main__":
    sys.stdout.write(f"{draft(' '.join(sys.argv[1:]))}\n")
