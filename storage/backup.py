"""How is all that Steady remembers put into one file while it runs, and brought back from there?

A backup is an SQLite file, whichever engine it was taken from: one kind of file to keep and to
test, and a team that outgrows SQLite backs up, names a PostgreSQL database and restores. Every
backup is born in quarantine (`storage.quarantine`), so that even a copy put in place by hand looks
before it says anything.
"""

import asyncio
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

from sqlalchemy import URL, Connection, Table, insert, inspect, make_url, select, tuple_

from storage import schema, sqlite
from storage.outage import Unavailable
from storage.sqlite import Face, connect_writing, file_of, let_go, take_lock
from storage.tables import metadata
from storage.types import micros

LOOK_BACK = timedelta(
    minutes=10
)  # before the backup, for what was under way and clocks that differ

_OURS = 0x53746479  # the application id by which a backup is known: "Stdy"
_ROWS = 500  # copied at a time


class Refused(Exception):  # noqa: N818
    """It cannot be done so: exists, nothing, not_a_backup, damaged, newer, in_use, not_empty."""

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


async def back_up(url: str, file: Path, steady_now: datetime) -> None:
    """Write everything into a new file, as it stood at one moment; whoever writes goes on."""
    part = _beside(file)
    source = make_url(url)
    try:
        if source.get_backend_name() == "sqlite":
            await asyncio.to_thread(_copy_file, file_of(source), part)
        else:
            await _from_server(source, part)
        await asyncio.to_thread(_mark, part, steady_now)
        os.replace(part, file)
    except (sqlite3.Error, OSError) as trouble:
        raise sqlite.outage(trouble) or trouble from trouble
    finally:
        _remove(part)


async def restore(file: Path, url: str) -> datetime:
    """Bring a backup back into a place that is empty; returns when it was made."""
    made_at = await asyncio.to_thread(_examine, file)
    target = make_url(url)
    if target.get_backend_name() == "sqlite":
        await asyncio.to_thread(_into_place, file, file_of(target), made_at)
        return made_at
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        await asyncio.to_thread(_prepare, file, copy, made_at)
        await _into_server(copy, target)
    return made_at


def _beside(file: Path) -> Path:
    """Where a backup grows until it is whole."""
    if file.exists():
        raise Refused("exists", file=str(file))
    part = file.with_name(file.name + ".part")
    _remove(part)
    return part


def _remove(part: Path) -> None:
    for end in ("", ".lock", "-wal", "-shm", "-journal"):
        part.with_name(part.name + end).unlink(missing_ok=True)


def _copy_file(source: Path, target: Path) -> None:
    """Page by page in one snapshot: a copy in steps would begin anew with each commit."""
    os.close(os.open(target, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    with _reading(source) as raw, closing(sqlite3.connect(target)) as copy:
        raw.backup(copy, pages=-1)


async def _from_server(source: URL, target: Path) -> None:
    """Row by row in one snapshot."""
    async with schema.connected(source, "REPEATABLE READ") as server:
        layout = await server.run_sync(schema.current)
        if layout is None:
            raise Refused("nothing", place=f"{source.host}/{source.database}")
        await asyncio.to_thread(schema.lay_out, target, layout)
        await server.run_sync(_copy_into, target)


def _copy_into(server: Connection, target: Path) -> None:
    with _writing(target) as file:
        _copy(server, file)


def _copy(source: Connection, target: Connection) -> None:
    """Every row of every table, parents first; of an older layout what it has."""
    found = inspect(source)
    for table in metadata.sorted_tables:
        if found.has_table(table.name):
            columns = {column["name"] for column in found.get_columns(table.name)}
            for rows in _chunks(source, table, columns):
                target.execute(insert(table), rows)


def _chunks(source: Connection, table: Table, columns: set[str]) -> Iterator[list[dict[str, Any]]]:
    """A few rows at a time, in the order of their key."""
    key = list(table.primary_key)
    ask = select(*(c for c in table.c if c.name in columns)).order_by(*key).limit(_ROWS)
    rows = source.execute(ask).mappings().all()
    while rows:
        yield [dict(row) for row in rows]
        last = tuple(rows[-1][column.name] for column in key)
        rows = source.execute(ask.where(tuple_(*key) > last)).mappings().all()


def _mark(file: Path, made_at: datetime) -> None:
    """It is whole, it is ours, and it looks before it speaks."""
    with closing(sqlite3.connect(file, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous = FULL")
        if raw.execute("PRAGMA integrity_check").fetchone() != ("ok",):
            raise Unavailable("corrupt", "what was copied is damaged")
        raw.execute(f"PRAGMA application_id = {_OURS}")
        raw.execute(f"PRAGMA user_version = {int(made_at.timestamp()) // 60}")
        if any(column[1] == "look_from" for column in raw.execute("PRAGMA table_info(reps)")):
            _quarantine(raw, made_at)
        # One file to carry away, without a log beside it.
        raw.execute("PRAGMA journal_mode = DELETE")


def _quarantine(raw: sqlite3.Connection, made_at: datetime) -> None:
    since = micros(made_at - LOOK_BACK)
    raw.execute("UPDATE reps SET look_from = ? WHERE look_from IS NULL", (since,))


def _examine(file: Path) -> datetime:
    """When a backup was made; raises Refused for what is none, or none that can be used."""
    if not file.is_file():
        raise Refused("not_a_backup", file=str(file))
    try:
        with _reading(file) as raw:
            if raw.execute("PRAGMA application_id").fetchone() != (_OURS,):
                raise Refused("not_a_backup", file=str(file))
            if raw.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise Refused("damaged", file=str(file))
            layout = str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])
            (minutes,) = raw.execute("PRAGMA user_version").fetchone()
    except sqlite3.Error as trouble:
        is_torn = getattr(trouble, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CORRUPT
        raise Refused("damaged" if is_torn else "not_a_backup", file=str(file)) from None
    if not schema.is_known(layout):
        raise Refused("newer", file=str(file), found=layout, known=schema.head())
    return datetime.fromtimestamp(minutes * 60, UTC)


def _into_place(file: Path, target: Path, made_at: datetime) -> None:
    try:
        lock = take_lock(target)
    except Unavailable as trouble:
        if trouble.reason == "locked_elsewhere":
            raise Refused("in_use", place=str(target)) from trouble
        raise
    try:
        if target.exists():
            raise Refused("not_empty", place=str(target))
        part = target.with_name(target.name + ".part")
        _prepare(file, part, made_at)
        os.replace(part, target)
    finally:
        let_go(lock)


def _prepare(file: Path, copy: Path, made_at: datetime) -> None:
    """A copy at this code's layout, in quarantine, that is no backup any more."""
    _remove(copy)
    _copy_file(file, copy)
    schema.lay_out(copy)
    with closing(sqlite3.connect(copy, isolation_level=None)) as raw:
        raw.execute("PRAGMA synchronous = FULL")
        raw.execute("PRAGMA application_id = 0")
        raw.execute("PRAGMA user_version = 0")
        _quarantine(raw, made_at)
    copy.with_name(copy.name + ".lock").unlink(missing_ok=True)


async def _into_server(copy: Path, target: URL) -> None:
    await schema.migrate(target)
    async with schema.connected(target, "SERIALIZABLE") as server:
        if await server.run_sync(_holds_something):
            raise Refused("not_empty", place=f"{target.host}/{target.database}")
        await server.run_sync(_copy_from, copy)
        await server.commit()


def _holds_something(server: Connection) -> bool:
    return any(
        server.execute(select(table).limit(1)).first() is not None
        for table in metadata.sorted_tables
    )


def _copy_from(server: Connection, copy: Path) -> None:
    with _writing(copy) as file:
        _copy(file, server)


@contextmanager
def _reading(file: Path) -> Iterator[sqlite3.Connection]:
    """Beside whoever writes: this connection can neither write nor checkpoint."""
    if not file.exists():
        raise Unavailable("unreachable", f"there is no {file}")
    with closing(sqlite3.connect(f"file:{quote(str(file))}?mode=ro", uri=True)) as raw:
        yield raw


@contextmanager
def _writing(file: Path) -> Iterator[Connection]:
    """A file of our own, in one transaction; parents and children come in any order."""
    with closing(connect_writing(file)) as raw:
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("BEGIN IMMEDIATE")
        face = Face(raw)
        with face.lent() as connection:
            yield connection
        raw.execute("COMMIT")
        face.close()
