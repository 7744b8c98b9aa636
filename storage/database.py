"""How does everybody else reach the database?

Storage functions are plain functions that take a SQLAlchemy Connection first. They go through
one of these doors, which both engines keep alike: `write` is one serializable transaction, `claim`
one that may skip rows others hold, `read` one snapshot that cannot write. On PostgreSQL a function
may run again after a conflict, so it touches nothing but its connection.
"""

from collections import Counter
from collections.abc import Callable
from typing import Concatenate, ParamSpec, Protocol, Self, TypeVar

from sqlalchemy import URL, Connection, make_url

from storage.outage import Unavailable
from storage.sqlite import SqliteDoors

__all__ = ["Database", "Unavailable"]

P = ParamSpec("P")
T = TypeVar("T")


class Doors(Protocol):
    """What an engine must offer."""

    dialect: str
    reruns: int  # of functions that met a conflict

    async def write(self, act: Callable[[Connection], T]) -> T: ...
    async def claim(self, act: Callable[[Connection], T]) -> T: ...
    async def read(self, act: Callable[[Connection], T]) -> T: ...
    async def close(self) -> None: ...


class Database:
    """An open database. Whoever opened it closes it."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self.dialect = doors.dialect
        self.outages: Counter[str] = Counter()  # by reason, since it was opened

    @property
    def reruns(self) -> int:
        """How often a function was run again after a conflict."""
        return self._doors.reruns

    @classmethod
    async def open(cls, url: str | URL, *, read_only: bool = False) -> Self:
        """Open `sqlite:///path` or `postgresql://…`; raises Unavailable if that cannot be.

        One process at a time has a SQLite file open for writing; others may open it `read_only`.
        """
        parsed = make_url(url)
        backend = parsed.get_backend_name()
        if backend == "sqlite":
            return cls(await SqliteDoors.open(parsed, read_only=read_only))
        if backend in ("postgresql", "postgres"):
            # A tenth of the memory, and of the way to readiness, of those who keep a file.
            from storage.postgres import PostgresDoors

            return cls(await PostgresDoors.open(parsed, read_only=read_only))
        raise ValueError(f"a database is sqlite or postgresql, not {backend}")

    async def write(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the function as one transaction, and return once it is stored."""
        try:
            return await self._doors.write(lambda connection: function(connection, *args, **kwargs))
        except Unavailable as trouble:
            self.outages[trouble.reason] += 1
            raise

    async def claim(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `write`, but READ COMMITTED on PostgreSQL, for FOR UPDATE SKIP LOCKED."""
        try:
            return await self._doors.claim(lambda connection: function(connection, *args, **kwargs))
        except Unavailable as trouble:
            self.outages[trouble.reason] += 1
            raise

    async def read(
        self, function: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Run the function on one snapshot, in which nothing can be written."""
        try:
            return await self._doors.read(lambda connection: function(connection, *args, **kwargs))
        except Unavailable as trouble:
            self.outages[trouble.reason] += 1
            raise

    async def close(self) -> None:
        """Let what has begun finish, then let go of everything."""
        await self._doors.close()
