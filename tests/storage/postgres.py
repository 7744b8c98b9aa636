"""Where do tests get a PostgreSQL server from, and how is it stopped and started?"""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import make_url

INSTALLED = Path("/usr/lib/postgresql")  # where Debian puts them, one folder a version
START_SECONDS = 30

_CALM = {  # a server for tests alone: no disk is waited for
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "log_min_messages": "fatal",
    "autovacuum": "off",
}


def binaries() -> Path | None:
    """The folder with `initdb` and `postgres`, if this machine has them."""
    found = shutil.which("initdb")
    if found and shutil.which("postgres"):
        return Path(found).resolve().parent
    versions = sorted(INSTALLED.glob("*/bin/postgres"), key=lambda file: int(file.parts[-3]))
    return versions[-1].parent if versions else None


class Server:
    """A throw-away cluster on the loopback, in a folder of its own."""

    def __init__(self, tools: Path) -> None:
        self._tools = tools
        # The server refuses to run as root, which tests in a container often are.
        self._owner = "postgres" if os.geteuid() == 0 else None
        self._folder = Path(tempfile.mkdtemp(prefix="steady-postgres-"))
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        user = self._owner or pwd.getpwuid(os.geteuid()).pw_name
        return f"postgresql+asyncpg://{user}@127.0.0.1:{self._port}/postgres"

    def make(self) -> None:
        if self._owner:
            shutil.chown(self._folder, self._owner, self._owner)
        subprocess.run(
            [self._tools / "initdb", "-D", self._folder, "-A", "trust", "-E", "UTF8", "-N"],
            check=True,
            stdout=subprocess.DEVNULL,
            **self._as_owner(),
        )

    def start(self) -> None:
        settings = [f"-c{name}={value}" for name, value in _CALM.items()]
        self._process = subprocess.Popen(
            [self._tools / "postgres", "-D", self._folder, "-p", str(self._port), *settings],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **self._as_owner(),
        )
        ask(self.url, _answers)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends its sessions and stops; SIGQUIT is as good as a crash."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(START_SECONDS)
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self._folder)

    def _as_owner(self) -> dict[str, Any]:
        if self._owner is None:
            return {}
        return {"user": self._owner, "group": self._owner, "extra_groups": [], "cwd": "/"}


class Databases:
    """Fresh databases on one server, each a copy of one that was laid out once."""

    def __init__(self, server_url: str) -> None:
        self._server = make_url(server_url).set(drivername="postgresql+asyncpg")
        self._prefix = f"steady_test_{os.getpid()}"
        self._numbers = count(1)
        self._made: list[str] = []

    def add(self, copy_of: str | None = None) -> str:
        name = f"{self._prefix}_{next(self._numbers)}"
        model = make_url(copy_of).database if copy_of else "template0"
        self._run(f'CREATE DATABASE "{name}" TEMPLATE "{model}"')
        self._made.append(name)
        return self._server.set(database=name).render_as_string(hide_password=False)

    def drop(self, url: str) -> None:
        name = make_url(url).database
        assert name in self._made
        self._run(f'DROP DATABASE "{name}" WITH (FORCE)')
        self._made.remove(name)

    def drop_all(self) -> None:
        for name in list(self._made):
            self.drop(self._server.set(database=name).render_as_string())

    def _run(self, statement: str) -> None:
        ask(self._server.render_as_string(hide_password=False), lambda c: c.execute(statement))


def ask(url: str, act: Callable[[Any], Coroutine[Any, Any, Any]]) -> Any:
    """Run one thing on a connection of its own, whatever loop the test is in."""

    async def run() -> Any:
        connection = await _connect(url)
        try:
            return await act(connection)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, run()).result()


async def _connect(url: str) -> Any:
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    for _ in range(START_SECONDS * 20):
        try:
            return await asyncpg.connect(plain)
        except (ConnectionError, asyncpg.CannotConnectNowError):
            await asyncio.sleep(0.05)
    return await asyncpg.connect(plain)


async def _answers(connection: Any) -> None:
    await connection.execute("SELECT 1")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
