"""On which databases do tests run? On both engines, always on files, never in memory.

A PostgreSQL server is taken from STEADY_TEST_POSTGRES_URL, else a throw-away one is started from
the binaries on this machine.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import pytest

from storage import schema
from storage.database import Database
from tests.storage.postgres import Databases, Server, binaries

ENGINES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]

_HOW_TO_GET_IT = (
    "no PostgreSQL here: install it (Debian: apt-get install postgresql) or name a server in "
    "STEADY_TEST_POSTGRES_URL"
)


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    """Asking for this runs a test once on each engine."""
    return str(request.param)


@pytest.fixture
def database_url(engine: str, request: pytest.FixtureRequest) -> str:
    """A database at the newest layout, with nothing in it."""
    return str(request.getfixturevalue(f"{engine}_url"))


@pytest.fixture
def empty_url(engine: str, request: pytest.FixtureRequest) -> str:
    """A database without a single table."""
    return str(request.getfixturevalue(f"empty_{engine}_url"))


@pytest.fixture
async def db(database_url: str) -> AsyncIterator[Database]:
    """The same, opened."""
    opened = await Database.open(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_model: Path) -> str:
    file = tmp_path / "steady.db"
    shutil.copyfile(_sqlite_model, file)
    return f"sqlite+aiosqlite:///{file}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture
def postgres_url(_postgres: Databases, _postgres_model: str) -> Iterator[str]:
    url = _postgres.add(copy_of=_postgres_model)
    yield url
    _postgres.drop(url)


@pytest.fixture
def empty_postgres_url(_postgres: Databases) -> Iterator[str]:
    url = _postgres.add()
    yield url
    _postgres.drop(url)


@pytest.fixture(scope="session")
def postgres_binaries() -> Path:
    """The folder to start a server from; without it the test is left out, and says so."""
    found = binaries()
    if found is None:
        _leave_out()
    return found


@pytest.fixture(scope="session")
def _postgres_server(request: pytest.FixtureRequest) -> Iterator[str]:
    named = os.environ.get("STEADY_TEST_POSTGRES_URL")
    if named:
        yield named
        return
    server = Server(request.getfixturevalue("postgres_binaries"))
    try:
        server.make()
        server.start()
        yield server.url
    finally:
        server.remove()


@pytest.fixture(scope="session")
def _postgres(_postgres_server: str) -> Iterator[Databases]:
    databases = Databases(_postgres_server)
    yield databases
    databases.drop_all()


@pytest.fixture(scope="session")
def _postgres_model(_postgres: Databases) -> str:
    url = _postgres.add()
    _migrate(url)
    return url


@pytest.fixture(scope="session")
def _sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("model") / "steady.db"
    _migrate(f"sqlite:///{file}")
    return file


def _migrate(url: str) -> None:
    # In a thread: a fixture may be set up while the loop of a test runs.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, schema.migrate(url)).result()


def _leave_out() -> NoReturn:
    if os.environ.get("STEADY_TEST_ALL"):
        pytest.fail(_HOW_TO_GET_IT)
    pytest.skip(_HOW_TO_GET_IT)
