"""How are Steady and a bare Bolt app started as processes, asked over HTTP, and looked at?"""

import asyncio
import hashlib
import hmac
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urlencode

import aiohttp

from bench._bare import PATH, SECRET
from bot.clock import Clock
from bot.demo.standin import StandIn

ROOT = Path(__file__).parents[1]
CALLERS = 16

Request = tuple[bytes, dict[str, str]]

_compiled = TemporaryDirectory()
# A deployment reads what was compiled once; a machine for trying things out may forbid that.
_AS_DEPLOYED = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": _compiled.name}


@dataclass(frozen=True, slots=True)
class Server:
    """A process that listens, and how long it took until it did."""

    url: str
    pid: int
    seconds: float

    def cpu(self) -> float:
        """Seconds of processor time so far: other people's work does not count in them."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak(self) -> float:
        """The most memory it ever held, in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found is not None
        return int(found.group(1)) / 1024


@asynccontextmanager
async def bare(slack: StandIn, mode: str) -> AsyncIterator[Server]:
    """A Bolt app that only acknowledges."""
    settings = {SECRET: slack.signing_secret}
    async with _server(["-m", "bench._bare", mode], settings) as server:
        yield server


@asynccontextmanager
async def steady(slack: StandIn, folder: Path) -> AsyncIterator[Server]:
    """Steady on a file of its own."""
    settings = {
        "STEADY_SLACK_BOT_TOKEN": slack.bot_token,
        "STEADY_SLACK_SIGNING_SECRET": slack.signing_secret,
        "STEADY_SLACK_API_URL": slack.api_url,
        "STEADY_DATABASE_URL": f"sqlite:///{folder / 'steady.db'}",
        "STEADY_HTTP_PORT": "0",
    }
    async with _server(["-m", "bot", "run"], settings) as server:
        yield server


class Lines:
    """Signed `/followup` requests, no two alike."""

    def __init__(self, slack: StandIn, user_id: str, clients: int) -> None:
        self._slack = slack
        self._user_id = user_id
        self._clients = clients
        self._numbers = count(1)
        self._clock = Clock()
        self._day = _working_day(self._clock.now().date())

    def introducing(self) -> list[Request]:
        """One line for each client, which makes it known."""
        return [self._line(client) for client in range(self._clients)]

    def some(self, number: int) -> list[Request]:
        return [self._line(n % self._clients) for n in range(number)]

    def _line(self, client: int) -> Request:
        number = next(self._numbers)
        name = _name(client)
        text = f'{name} {self._day} 3pm "after our board has met" send quote no. {number}'
        fields = {
            "command": "/followup",
            "text": text,
            "team_id": self._slack.team_id,
            "team_domain": "northwind",
            "channel_id": "C0SALES",
            "channel_name": "sales",
            "user_id": self._user_id,
            "user_name": "ana",
            "api_app_id": self._slack.app_id,
            "trigger_id": f"bench.{number}",
            "response_url": "https://hooks.slack.test/commands/1",
        }
        body = urlencode(fields).encode()
        return body, self._signed(body)

    def _signed(self, body: bytes) -> dict[str, str]:
        stamp = str(int(self._clock.steady_now().timestamp()))
        basis = f"v0:{stamp}:".encode() + body
        digest = hmac.new(self._slack.signing_secret.encode(), basis, hashlib.sha256).hexdigest()
        return {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": f"v0={digest}",
        }


async def ask(
    session: aiohttp.ClientSession, url: str, todo: list[Request]
) -> tuple[float, list[float]]:
    """Requests a second, 16 at once, and the seconds each took."""
    number, took = len(todo), []

    async def caller() -> None:
        while todo:
            body, headers = todo.pop()
            begun = perf_counter()
            async with session.post(url, data=body, headers=headers) as answer:
                said = await answer.read()
            took.append(perf_counter() - begun)
            if answer.status != 200 or (said and b"undo" not in said):
                raise RuntimeError(f"{answer.status}: {said[:200]!r}")

    begun = perf_counter()
    await asyncio.gather(*(caller() for _ in range(CALLERS)))
    return number / (perf_counter() - begun), took


def _working_day(today: date) -> str:
    """Some weeks away, as anybody would write it: a named day off takes a little more work."""
    day = today + timedelta(days=24)
    day += timedelta(days=2 * (day.weekday() >= 5))
    return f"{day.day} {day:%B}"


def _name(client: int) -> str:
    """A word like no other: no digits, no two near enough to be taken for a slip of the pen."""
    digest = hashlib.sha256(str(client).encode()).digest()
    return "".join(chr(ord("a") + byte % 26) for byte in digest[:12]).capitalize()


@asynccontextmanager
async def _server(arguments: list[str], settings: dict[str, str]) -> AsyncIterator[Server]:
    """A server that tells its port on standard error; ended afterwards."""
    begun = perf_counter()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=ROOT,
        env=os.environ | _AS_DEPLOYED | settings,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stderr is not None
        line = b""
        while b'"port": ' not in line:
            line = await process.stderr.readline()
            if not line:
                raise RuntimeError(f"{arguments} did not start")
        port = line.partition(b'"port": ')[2].rstrip(b"}\n").decode()
        yield Server(f"http://127.0.0.1:{port}{PATH}", process.pid, perf_counter() - begun)
    finally:
        process.terminate()
        await process.communicate()
