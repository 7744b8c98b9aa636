"""How does one SQLite file serve many callers, without a lost or a half write?

One writer thread with the one connection that ever writes or checkpoints, fed by a queue; a few
reading connections beside it. SQLite before 3.51.3 can corrupt a file when two connections write
and checkpoint at once, and one connection is the fastest way anyway: whatever waits while a commit
is being forced to disk goes into the next one together, each function in a savepoint of its own.
"""

import asyncio
import errno
import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import Any, Self, TypeVar
from urllib.parse import quote

import aiosqlite
from sqlalchemy import URL, Connection, StaticPool, create_engine
from sqlalchemy.exc import DBAPIError

from storage.functions import call, is_as_lent
from storage.outage import Unavailable

T = TypeVar("T")

GROUP_MOST = 64  # functions that share one commit
READERS = 4  # connections
PATIENCE_SECONDS = 0.005  # with a reader at work, before another is used: most reads are shorter
BUSY_SECONDS = 2.0  # patience with a foreign process, a backup say, that holds the file
WAL_KEPT_BYTES = 64 * 1024 * 1024
CACHE_BYTES = 8 * 1024 * 1024  # of the file's pages, for the one that writes
CHECKPOINT_PAGES = 4_000  # of the log: at SQLite's own thousand, every hundredth command waits

_REASONS = {
    sqlite3.SQLITE_BUSY: "busy",
    sqlite3.SQLITE_LOCKED: "busy",
    sqlite3.SQLITE_NOMEM: "out_of_memory",
    sqlite3.SQLITE_PERM: "read_only",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_IOERR: "io_error",
    sqlite3.SQLITE_CORRUPT: "corrupt",
    sqlite3.SQLITE_NOTADB: "corrupt",
    sqlite3.SQLITE_FULL: "disk_full",
    sqlite3.SQLITE_CANTOPEN: "unreachable",
}


class SqliteDoors:
    """The doors of one file."""

    dialect = "sqlite"
    reruns = 0  # one writer meets no conflict

    def __init__(self, lock: int | None, writer: "_Writer | None", readers: "_Readers") -> None:
        self._lock = lock
        self._writer = writer
        self._readers = readers

    @classmethod
    async def open(cls, url: URL, *, read_only: bool) -> Self:
        path = file_of(url)
        lock = None if read_only else take_lock(path)
        doors = cls(lock, None if read_only else _Writer(path), _Readers(path))
        try:
            # The writer first: it makes the file, and mends it after a crash.
            if not read_only:
                await doors.write(_look)
            await doors.read(_look)
        except BaseException:
            await doors.close()
            raise
        return doors

    async def write(self, act: Callable[[Connection], T]) -> T:
        if self._writer is None:
            raise Unavailable("read_only", "opened to read")
        return await self._writer.run(act)

    claim = write

    async def read(self, act: Callable[[Connection], T]) -> T:
        return await self._readers.run(act)

    async def close(self) -> None:
        """Readers first: the last connection to go tidies up the log, and that is the writer's."""
        await self._readers.close()
        if self._writer is not None:
            await self._writer.close()
        if self._lock is not None:
            let_go(self._lock)
            self._lock = None


def file_of(url: URL) -> Path:
    """The file a URL names; a database in memory is nobody's promise, so it is refused."""
    if not url.database or url.database == ":memory:":
        raise ValueError("Steady keeps its SQLite database in a file: sqlite:///steady.db")
    return Path(url.database)


def take_lock(path: Path) -> int:
    """Hold the file for this process until the descriptor is closed or the process is gone."""
    lock_path = path.with_name(path.name + ".lock")
    try:
        lock = os.open(lock_path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as trouble:
        raise Unavailable(_reason_of_os(trouble), str(trouble)) from trouble
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as trouble:
        os.close(lock)
        raise Unavailable("locked_elsewhere", f"another process has {path} open") from trouble
    return lock


def let_go(lock: int) -> None:
    """Give the file back."""
    os.close(lock)


def connect_writing(path: Path) -> sqlite3.Connection:
    """The one connection that writes; transactions are begun and ended by hand."""
    # Client words are in it: the owner's eyes only. The log beside it inherits this mode.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_SECONDS, factory=_Driven)
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA journal_size_limit = {WAL_KEPT_BYTES}")
        connection.execute(f"PRAGMA cache_size = -{CACHE_BYTES // 1024}")
        connection.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
    except BaseException:
        connection.close()
        raise
    return connection


class Face:
    """SQLAlchemy's view of a connection whose transactions are begun and ended elsewhere."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._engine = create_engine(
            "sqlite://", creator=lambda: raw, poolclass=StaticPool, pool_reset_on_return=None
        )
        self._lend()

    def call(self, act: Callable[[Connection], T]) -> T:
        try:
            return call(act, self._connection, self._lent)
        finally:
            if not is_as_lent(self._connection, self._lent):
                self.close()
                self._lend()

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        """The connection itself, for work that is no one function."""
        yield self._connection

    def close(self) -> None:
        self._connection.close()

    def _lend(self) -> None:
        self._connection = self._engine.connect()
        self._lent = self._connection.begin()


def outage(trouble: BaseException | None) -> Unavailable | None:
    """What an error says about the database itself, if it says anything."""
    cause = trouble.orig if isinstance(trouble, DBAPIError) else trouble
    if isinstance(cause, OSError):
        reason: str | None = _reason_of_os(cause)
    else:
        reason = _REASONS.get(getattr(cause, "sqlite_errorcode", 0) & 0xFF)
    if reason is None:
        return None
    unavailable = Unavailable(reason, str(cause))
    unavailable.__cause__ = trouble
    return unavailable


class _Driven(sqlite3.Connection):
    """A connection that begins and ends a transaction when told so in SQL, and only then."""

    def commit(self) -> None: ...
    def rollback(self) -> None: ...


def _reason_of_os(trouble: OSError) -> str:
    if trouble.errno == errno.ENOSPC:
        return "disk_full"
    shut = trouble.errno in (errno.EACCES, errno.EPERM, errno.EROFS)
    return "read_only" if shut else "unreachable"


def _look(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT count(*) FROM sqlite_schema")


@dataclass(slots=True, eq=False)
class _Job:
    act: Callable[[Connection], Any]
    answer: "asyncio.Future[Any]"
    result: object = None
    failure: BaseException | None = None


class _Broken(Exception):  # noqa: N818
    """The transaction ended under a function: SQLite does that when the disk is full."""


class _Writer:
    """The thread that owns the writing connection."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._loop = asyncio.get_running_loop()
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._work, name="steady-writer", daemon=True)
        # The thread's own: the driver's connection, and SQLAlchemy's face of it.
        self._raw: sqlite3.Connection | None = None
        self._face: Face
        self._stopping = False
        self._thread.start()

    async def run(self, act: Callable[[Connection], T]) -> T:
        if self._closed:
            raise Unavailable("closed")
        job = _Job(act, self._loop.create_future())
        self._jobs.put(job)
        answer: T = await job.answer
        return answer

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    def _work(self) -> None:
        while not self._stopping:
            if group := self._next_group():
                self._commit(group)
                self._answer(group)
        self._disconnect()

    def _next_group(self) -> list[_Job]:
        """All that waits, or the next to come. Nothing is ever queued behind the closing None."""
        group: list[_Job] = []
        while (job := self._jobs.get()) is not None:
            group.append(job)
            if len(group) == GROUP_MOST or self._jobs.empty():
                return group
        self._stopping = True
        return group

    def _commit(self, group: list[_Job]) -> None:
        try:
            self._run_together(group)
        except Exception as trouble:
            self._recover()
            cause = trouble.__cause__ if isinstance(trouble, _Broken) else trouble
            if len(group) > 1 and not outage(cause):
                # One function's fault, found at COMMIT only: a deferred constraint, say.
                for job in group:
                    self._commit([job])
            else:
                _refuse(group, cause)

    def _run_together(self, group: list[_Job]) -> None:
        raw = self._raw or self._connect()
        raw.execute("BEGIN IMMEDIATE")
        for job in group:
            # Whoever stopped waiting before the turn came gets nothing done.
            if not job.answer.cancelled():
                self._run_one(raw, job)
        raw.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        raw = connect_writing(self._path)
        self._face = Face(raw)
        self._raw = raw
        return raw

    def _run_one(self, raw: sqlite3.Connection, job: _Job) -> None:
        job.failure = None
        raw.execute("SAVEPOINT one")
        try:
            job.result = self._face.call(job.act)
        except BaseException as trouble:
            if not raw.in_transaction:
                raise _Broken from trouble
            job.failure = trouble
            raw.execute("ROLLBACK TO one")
        raw.execute("RELEASE one")

    def _recover(self) -> None:
        """Be ready for the next group: SQLite may or may not have rolled back by itself."""
        try:
            if self._raw is not None and self._raw.in_transaction:
                self._raw.execute("ROLLBACK")
        except sqlite3.Error:
            self._disconnect()

    def _disconnect(self) -> None:
        if self._raw is not None:
            self._face.close()
            self._raw.close()
            self._raw = None

    def _answer(self, group: list[_Job]) -> None:
        # A closed loop raises: then nobody is waiting any more.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(_tell, group, _unwritten)


def _tell(group: Sequence[_Job], refusal: Callable[[BaseException], BaseException]) -> None:
    for job in group:
        if job.answer.done():
            continue
        if job.failure is None:
            job.answer.set_result(job.result)
        else:
            job.answer.set_exception(refusal(job.failure))


def _unwritten(trouble: BaseException) -> BaseException:
    return outage(trouble) or trouble


def _refuse(group: list[_Job], cause: BaseException | None) -> None:
    """Nothing of the group is stored; each caller gets an error of its own."""
    assert cause is not None
    for job in group:
        job.failure = outage(cause) or cause


class _Readers:
    """The few connections that read.

    What is asked in one turn of the loop goes to one of them in one hop: threads that fight for
    the interpreter cost several times what they read (bench/doors.py). The next is used only
    while the others have been at work for longer than short reads take.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._waiting: list[_Job] = []
        self._idle: list[_Reader] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._at_work = 0
        self._closed = False

    async def run(self, act: Callable[[Connection], T]) -> T:
        if self._closed:
            raise Unavailable("closed")
        loop = asyncio.get_running_loop()
        job = _Job(act, loop.create_future())
        self._waiting.append(job)
        if len(self._waiting) == 1:
            # Not at once: whoever else asks in this turn of the loop comes along.
            loop.call_later(PATIENCE_SECONDS if self._at_work else 0, self._hand_out)
        answer: T = await job.answer
        return answer

    async def close(self) -> None:
        """What was asked is answered; a caller who gave up leaves its function running."""
        self._closed = True
        while self._waiting or self._tasks:
            self._hand_out()
            await asyncio.wait(self._tasks)
        while self._idle:
            await self._idle.pop().close()

    def _hand_out(self) -> None:
        if self._waiting and self._at_work < READERS:
            self._at_work += 1
            task = asyncio.create_task(self._serve())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _serve(self) -> None:
        """Whatever waits, and then whatever came to wait meanwhile."""
        reader: _Reader | None = None
        while group := self._next_group():
            try:
                reader = reader or await self._next()
                await reader.run(group)
            except Exception as trouble:
                for job in group:
                    job.failure = trouble
            _tell(group, _unread)
        self._at_work -= 1
        if reader is not None:
            self._idle.append(reader)

    def _next_group(self) -> list[_Job]:
        group, self._waiting = self._waiting[:GROUP_MOST], self._waiting[GROUP_MOST:]
        return group

    async def _next(self) -> "_Reader":
        return self._idle.pop() if self._idle else await _Reader.open(self._path)


def _unread(trouble: BaseException) -> BaseException:
    """A function that tries to write in a reading connection is a bug, not an outage."""
    unavailable = outage(trouble)
    return unavailable if unavailable and unavailable.reason != "read_only" else trouble


class _Reader:
    """One reading connection, in the thread aiosqlite gives it.

    A whole function runs there in one hop. SQLAlchemy's own way of asking aiosqlite, several hops
    for each statement, takes several times as long (bench/doors.py).
    """

    def __init__(self, link: aiosqlite.Connection) -> None:
        self._link = link
        self._raw: sqlite3.Connection
        self._face: Face

    @classmethod
    async def open(cls, path: Path) -> Self:
        # Opened for reading only and told so again: it can neither write nor checkpoint.
        file = f"file:{quote(str(path))}?mode=ro"
        link = aiosqlite.connect(
            file, uri=True, isolation_level=None, timeout=BUSY_SECONDS, factory=_Driven
        )
        # Else a process that forgets to close would never end.
        link._thread.daemon = True
        try:
            reader = cls(await link)
            await reader._hop(reader._prepare)
        except BaseException:
            await link.close()
            # When it could not connect, its thread is told to stop but not waited for.
            await asyncio.to_thread(link._thread.join)
            raise
        return reader

    async def run(self, group: Sequence[_Job]) -> None:
        """Each job gets its result or its failure."""
        await self._hop(self._read, group)

    async def close(self) -> None:
        await self._hop(self._face.close)
        await self._link.close()

    async def _hop(self, function: Callable[..., T], *args: object) -> T:
        # Not public in aiosqlite, which offers nothing else that runs a function in its thread.
        result: T = await self._link._execute(function, *args)  # type: ignore[no-untyped-call]
        return result

    def _prepare(self) -> None:
        self._raw = self._link._conn
        self._raw.execute("PRAGMA query_only = ON")
        self._raw.execute("PRAGMA wal_autocheckpoint = 0")
        self._face = Face(self._raw)

    def _read(self, group: Sequence[_Job]) -> None:
        """One after another on one snapshot, which is younger than the wish of each."""
        try:
            for job in group:
                if not job.answer.cancelled():
                    self._read_one(job)
        finally:
            if self._raw.in_transaction:
                self._raw.execute("ROLLBACK")

    def _read_one(self, job: _Job) -> None:
        try:
            # Some errors end it by themselves.
            if not self._raw.in_transaction:
                self._raw.execute("BEGIN")
            job.result = self._face.call(job.act)
        except BaseException as trouble:
            job.failure = trouble
