"""How do many processes share one PostgreSQL, without a lost or a half write?

Each transaction is begun and ended here in plain words, so that we know whether COMMIT had left
when a connection broke. No setting, lock or prepared statement outlives its transaction: a
transaction pooler such as PgBouncer may stand in front.
"""

import asyncio
import random
from collections.abc import Callable
from typing import Any, Self, TypeVar

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from storage.functions import call
from storage.outage import Unavailable

T = TypeVar("T")

CONNECTIONS = 8  # per process
TRIES = 30  # of one function that keeps meeting conflicts: three replicas that take turns need ten
FIRST_PAUSE_SECONDS = 0.005
LONGEST_PAUSE_SECONDS = 0.2
SLOT_SECONDS = 2.0  # patience for a free connection
TURN_SECONDS = 5.0  # patience until it is one's turn to try again
CONNECT_SECONDS = 5.0
BEGIN_SECONDS = 2.0
ANSWER_SECONDS = 12.0  # patience with a server that says nothing; its own limits are shorter
RECYCLE_SECONDS = 300  # an idle connection grows old: something between may have dropped it

_LIMITS = (
    "SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = '10s';"
    " SET LOCAL idle_in_transaction_session_timeout = '15s'; SET LOCAL synchronous_commit = on"
)
_WRITE = f"BEGIN ISOLATION LEVEL SERIALIZABLE; {_LIMITS}"
_CLAIM = f"BEGIN ISOLATION LEVEL READ COMMITTED; {_LIMITS}"
_READ = f"BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {_LIMITS}"

_CONFLICTS = ("40001", "40P01")  # serialization failure, deadlock
_REASONS = {  # by SQLSTATE, or the first letters of a family of them
    "08": "unreachable",
    "28": "unreachable",
    "3D": "unreachable",
    "53100": "disk_full",
    "53200": "out_of_memory",
    "53300": "busy",
    "55P03": "busy",
    "57014": "timeout",
    "57P": "unreachable",
    "58": "io_error",
    "XX001": "corrupt",
    "XX002": "corrupt",
}
_READ_ONLY = ("0A000", "25006")  # serializable, or a write, asked of a server that only follows
_LOST = ("08", "57P")

_CONNECT_ARGS: dict[str, Any] = {
    "timeout": CONNECT_SECONDS,
    "command_timeout": ANSWER_SECONDS,
    # Unnamed statements live for one transaction at most, so a pooler cannot mix them up.
    "statement_cache_size": 0,
    "prepared_statement_cache_size": 0,
    "prepared_statement_name_func": lambda: "",
}


class PostgresDoors:
    """The doors of one PostgreSQL database."""

    dialect = "postgresql"

    def __init__(self, url: URL, *, read_only: bool) -> None:
        self.reruns = 0
        self._read_only = read_only
        self._engine = create_async_engine(
            driver_url(url),
            # SQLAlchemy then leaves BEGIN and COMMIT to us.
            isolation_level="AUTOCOMMIT",
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_recycle=RECYCLE_SECONDS,
            connect_args=_CONNECT_ARGS,
        )
        self._slots = asyncio.Semaphore(CONNECTIONS)
        self._turn = asyncio.Lock()
        self._closed = False

    @classmethod
    async def open(cls, url: URL, *, read_only: bool) -> Self:
        doors = cls(url, read_only=read_only)
        try:
            await doors.read(_look)
        except BaseException:
            await doors.close()
            raise
        return doors

    async def write(self, act: Callable[[Connection], T]) -> T:
        if self._read_only:
            raise Unavailable("read_only", "opened to read")
        return await self._until_no_conflict(_WRITE, act)

    async def claim(self, act: Callable[[Connection], T]) -> T:
        if self._read_only:
            raise Unavailable("read_only", "opened to read")
        return await self._until_no_conflict(_CLAIM, act)

    async def read(self, act: Callable[[Connection], T]) -> T:
        return await self._until_no_conflict(_READ, act)

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            for _ in range(CONNECTIONS):
                await self._slots.acquire()
        await self._engine.dispose()

    async def _until_no_conflict(self, begin: str, act: Callable[[Connection], T]) -> T:
        try:
            return await self._once(begin, act)
        except _Conflict:
            self.reruns += 1
        # One at a time: those that met once would go on to meet each other, try by try.
        await self._take_turn()
        try:
            return await self._again(begin, act)
        finally:
            self._turn.release()

    async def _take_turn(self) -> None:
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await self._turn.acquire()
        except TimeoutError as trouble:
            raise Unavailable("contention", "too many wait for their turn") from trouble

    async def _again(self, begin: str, act: Callable[[Connection], T]) -> T:
        """Who is in the way now is a newcomer, or on another replica."""
        for longest in _PAUSES:
            await asyncio.sleep(random.uniform(0, longest))
            try:
                return await self._once(begin, act)
            except _Conflict as conflict:
                last = conflict
            self.reruns += 1
        raise Unavailable("contention", f"{TRIES} tries") from last

    async def _once(self, begin: str, act: Callable[[Connection], T]) -> T:
        await self._take_slot()
        try:
            return await self._transact(begin, act)
        except Exception as trouble:
            if _sqlstate(trouble) in _CONFLICTS:
                raise _Conflict from trouble
            # To write in a snapshot is a bug; that a writing door is shut is an outage.
            if begin is not _READ and _sqlstate(trouble) in _READ_ONLY:
                raise Unavailable("read_only", str(trouble)) from trouble
            if unavailable := outage(trouble):
                raise unavailable from trouble
            raise
        finally:
            self._slots.release()

    async def _take_slot(self) -> None:
        if self._closed:
            raise Unavailable("closed")
        try:
            async with asyncio.timeout(SLOT_SECONDS):
                await self._slots.acquire()
        except TimeoutError as trouble:
            raise Unavailable("busy", "no connection is free") from trouble

    async def _transact(self, begin: str, act: Callable[[Connection], T]) -> T:
        connection, driver = await self._begin(begin)
        try:
            result = await connection.run_sync(_lend, act)
            await _commit(driver)
            return result
        except BaseException as trouble:
            await _abandon(connection, driver, trouble)
            raise
        finally:
            await connection.close()

    async def _begin(self, begin: str) -> tuple[AsyncConnection, Any]:
        """Begin on a connection that works.

        BEGIN is the test whether it does: idle connections that died with a restarted server are
        thrown away one by one, and nothing has been asked of the database yet.
        """
        for _ in range(CONNECTIONS + 1):  # all of them may be dead: then one more is new
            connection = await self._engine.connect()
            try:
                driver: Any = (await connection.get_raw_connection()).driver_connection
                await driver.execute(begin, timeout=BEGIN_SECONDS)
                return connection, driver
            except BaseException as trouble:
                await connection.invalidate()
                await connection.close()
                if not isinstance(trouble, Exception) or not _is_lost(trouble):
                    raise
                last = trouble
        raise last


def driver_url(url: URL) -> URL:
    """The same address in the words of asyncpg, which says `ssl` where libpq says `sslmode`."""
    query = {"ssl" if key == "sslmode" else key: value for key, value in url.query.items()}
    return url.set(drivername="postgresql+asyncpg", query=query)


def outage(trouble: Exception) -> Unavailable | None:
    """What an error says about the server itself, if it says anything."""
    state = _sqlstate(trouble)
    known = (_REASONS.get(part) for part in (state, state[:3], state[:2]))
    reason = next(filter(None, known), None)
    if reason is None and isinstance(trouble, TimeoutError):
        reason = "timeout"
    if reason is None and _is_lost(trouble):
        reason = "unreachable"
    return None if reason is None else Unavailable(reason, str(trouble))


class _Conflict(Exception):  # noqa: N818
    """Another transaction was first; running again may succeed."""


_PAUSES = [min(FIRST_PAUSE_SECONDS * 2**n, LONGEST_PAUSE_SECONDS) for n in range(TRIES - 1)]


async def _commit(driver: Any) -> None:
    try:
        told = await driver.execute("COMMIT")
    except (asyncpg.PostgresError, OSError) as trouble:
        if _is_lost(trouble) or isinstance(trouble, TimeoutError):
            raise Unavailable("unclear", "the connection was lost during COMMIT") from trouble
        raise
    if told != "COMMIT":
        # PostgreSQL answers COMMIT with ROLLBACK, and no error, once a statement has failed.
        raise RuntimeError("a storage function went on after a failed statement: use a savepoint")


async def _abandon(connection: AsyncConnection, driver: Any, trouble: BaseException) -> None:
    """Roll back, or throw the connection away if that is not sure to work."""
    if isinstance(trouble, Exception) and not driver.is_closed():
        try:
            await driver.execute("ROLLBACK", timeout=BEGIN_SECONDS)
            return
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            pass
    await connection.invalidate()


def _is_lost(trouble: BaseException) -> bool:
    """Whether the connection is gone."""
    if isinstance(trouble, DBAPIError) and trouble.connection_invalidated:
        return True
    if isinstance(trouble, TimeoutError):
        return False
    closed = isinstance(trouble, asyncpg.InterfaceError) and "closed" in str(trouble)
    # What asyncpg says when the server's farewell and our next words cross on the way.
    closed = closed or isinstance(trouble, asyncpg.InternalClientError)
    return closed or isinstance(trouble, OSError) or _sqlstate(trouble).startswith(_LOST)


def _sqlstate(trouble: BaseException) -> str:
    cause = trouble.orig if isinstance(trouble, DBAPIError) else trouble
    return getattr(cause, "sqlstate", None) or ""


def _look(connection: Connection) -> None:
    connection.exec_driver_sql("SELECT 1")


def _lend(connection: Connection, act: Callable[[Connection], T]) -> T:
    return call(act, connection, connection.begin())
