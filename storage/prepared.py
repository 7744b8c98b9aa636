"""How is a statement of the busiest path run without being looked at anew each time?

SQLAlchemy compiles a statement once, but at every execution it walks through its caches, its
parameters and its result: on SQLite that is several times what the database itself takes
(bench/doors.py). Here the outcome of compiling is kept, and a run goes straight to the driver.
On PostgreSQL, where the way to the server is what counts, the statement runs as usual.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Dialect, Executable, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import CompoundSelect
from sqlalchemy.types import TypeEngine

Values = Mapping[str, Any]
_Change = Callable[[Any], Any]


class Prepared:
    """A Core statement with bind parameters, each of them named in every run.

    An `insert` without values takes its columns from the first run. IN with a list of any length
    is not for here: its text differs from run to run.
    """

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._plain: _Plain | None = None

    def all(self, conn: Connection, values: Values) -> Sequence[Any]:
        """Every row, its columns as attributes."""
        if conn.dialect.name != "sqlite":
            return conn.execute(self._statement, values).all()
        plain = self._plain or self._compiled(conn.dialect, values)
        return plain.rows(_driver(conn).execute(plain.text, plain.bound(values)))

    def first(self, conn: Connection, values: Values) -> Any | None:
        """The first row, or None; the statement itself limits how many there are."""
        found = self.all(conn, values)
        return found[0] if found else None

    def run(self, conn: Connection, values: Values) -> int:
        """Change something; returns how many rows."""
        if conn.dialect.name != "sqlite":
            return conn.execute(self._statement, values).rowcount
        plain = self._plain or self._compiled(conn.dialect, values)
        return _driver(conn).execute(plain.text, plain.bound(values)).rowcount

    def _compiled(self, dialect: Dialect, values: Values) -> "_Plain":
        # Two threads may do this at once; they come to the same.
        self._plain = _Plain(self._statement, dialect, values)
        return self._plain


class _Plain:
    """A statement as SQLite's driver takes it, and how values become what it stores and back."""

    def __init__(self, statement: Executable, dialect: Dialect, values: Values) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=list(values))  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)
        self.text = str(compiled)
        names = list(compiled.positiontup or ())
        # What the statement itself gives is made ready here; no run names it.
        self._fixed: dict[str, Any] = {}
        self._stored: list[tuple[int, _Change]] = []
        for at, bind in enumerate(compiled.binds[name] for name in names):
            change = _impl(bind.type, dialect).bind_processor(dialect)
            if not bind.required:
                value = bind.effective_value
                self._fixed[names[at]] = value if change is None else change(value)
            elif change is not None:
                self._stored.append((at, change))
        self._asked = set(names) - self._fixed.keys()
        self._pick = _picker(names)
        self._row: Any = None
        if isinstance(statement, Select | CompoundSelect):
            columns = list(statement.selected_columns)
            self._row = namedtuple("Row", [column.key for column in columns])  # type: ignore[misc]
            read = [_impl(c.type, dialect).result_processor(dialect, None) for c in columns]
            self._reads = [(at, change) for at, change in enumerate(read) if change]

    def bound(self, values: Values) -> list[Any]:
        """The parameters in their order."""
        if len(values) != len(self._asked):
            raise TypeError(f"this statement takes {sorted(self._asked)}, not {sorted(values)}")
        found = self._pick({**values, **self._fixed} if self._fixed else values)
        for at, change in self._stored:
            found[at] = change(found[at])
        return found

    def rows(self, cursor: sqlite3.Cursor) -> list[Any]:
        """What was found, as the types of the columns give it back."""
        make = self._row._make
        if not self._reads:
            return [make(row) for row in cursor]
        found = []
        for row in cursor:
            values = list(row)
            for at, change in self._reads:
                if values[at] is not None:  # NULL is None, whatever the type
                    values[at] = change(values[at])
            found.append(make(values))
        return found


def _picker(names: Sequence[str]) -> Callable[[Values], list[Any]]:
    """What takes the values of these names, in this order."""
    if len(names) < 2:
        return lambda values: [values[name] for name in names]
    pick = itemgetter(*names)
    return lambda values: list(pick(values))


def _impl(kind: TypeEngine[Any], dialect: Dialect) -> TypeEngine[Any]:
    return kind.dialect_impl(dialect)


def _driver(conn: Connection) -> sqlite3.Connection:
    driver = conn.connection.dbapi_connection
    assert isinstance(driver, sqlite3.Connection)
    return driver
