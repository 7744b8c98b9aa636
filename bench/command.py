"""What does a durable `/followup` cost, beside a Bolt app that only says "ok"?

Three servers, each a process of its own on this machine: Bolt in its usual mode with an empty
listener, Bolt with `process_before_response` and the same empty listener, and Steady on an SQLite
file, which reads the line and has it on disk before it answers. Signed requests over HTTP, 16 at
once, from one client process; every round goes through all three. Machines differ: only the
ratios say something.

    python -m bench.command [rounds]
"""

import asyncio
import hashlib
import hmac
import os
import statistics
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from bot.clock import Clock
from bot.demo.standin import StandIn

ROOT = Path(__file__).parents[1]
CALLERS = 16
REQUESTS = 960  # a round and server
ROUNDS = 5
CLIENTS = 96  # known by name before the first round
PATH = "/slack/events"
USUAL, BEFORE, STEADY = "Bolt, empty, usual mode", "Bolt, empty, before response", "Steady"
SECRET_NAME = "BENCH_SIGNING_SECRET"  # how a bare server is told

Times = dict[str, list[list[float]]]


async def measure(folder: Path, rounds: int) -> tuple[dict[str, list[float]], Times]:
    """Requests a second, and the seconds each took, by server and round."""
    slack = StandIn()
    user = slack.add_user("Ana Ruiz", locale="en-GB")
    slack.add_channel("sales", [user.id])
    await slack.start()
    lines = _Lines(slack, user.id)
    speeds: dict[str, list[float]] = {}
    times: Times = {}
    async with AsyncExitStack() as stack:
        stack.push_async_callback(slack.stop)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        urls = {
            USUAL: await stack.enter_async_context(_bare(slack, "usual")),
            BEFORE: await stack.enter_async_context(_bare(slack, "before")),
            STEADY: await stack.enter_async_context(_steady(slack, folder)),
        }
        for url in urls.values():
            await _round(session, url, lines.introducing())
        for _ in range(rounds):
            for name, url in urls.items():
                speed, took = await _round(session, url, lines.some(REQUESTS))
                speeds.setdefault(name, []).append(speed)
                times.setdefault(name, []).append(took)
    return speeds, times


def table(speeds: dict[str, list[float]], times: Times) -> str:
    """Medians of the rounds; the ratios are of paired rounds."""
    lines = [
        f"{'server':<30}{'a second':>10}{'p50 ms':>8}{'p99 ms':>8}{'to usual':>10}{'to before':>11}"
    ]
    for name, each in speeds.items():
        middle = statistics.median(each)
        marks = [_percentile(times[name], part) for part in (50, 99)]
        ratios = [_ratio(each, speeds[other]) for other in (USUAL, BEFORE)]
        lines.append(
            f"{name:<30}{middle:>10,.0f}{marks[0]:>8.1f}{marks[1]:>8.1f}"
            f"{ratios[0]:>10.2f}{ratios[1]:>11.2f}"
        )
    return "\n".join(lines)


async def serve(mode: str) -> None:
    """A Bolt app that only acknowledges; says its port, and runs until it is ended."""
    secret = os.environ[SECRET_NAME]

    async def authorize(**_: object) -> AuthorizeResult:
        return AuthorizeResult(
            enterprise_id=None, team_id="T0", bot_user_id="U0", bot_id="B0", bot_token="xoxb-bench"
        )

    bolt = AsyncApp(
        authorize=authorize, signing_secret=secret, process_before_response=mode == "before"
    )

    @bolt.command("/followup")
    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    async def events(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    app = web.Application()
    app.router.add_post(PATH, events)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sys.stderr.write(f'"port": {runner.addresses[0][1]}}}\n')
    sys.stderr.flush()
    await asyncio.Event().wait()


class _Lines:
    """Signed `/followup` requests, no two alike."""

    def __init__(self, slack: StandIn, user_id: str) -> None:
        self._slack = slack
        self._user_id = user_id
        self._numbers = count(1)
        self._clock = Clock()
        self._day = _working_day(self._clock.now().date())

    def introducing(self) -> list[tuple[bytes, dict[str, str]]]:
        """One line for each client, which makes it known."""
        return [self._line(client) for client in range(CLIENTS)]

    def some(self, number: int) -> list[tuple[bytes, dict[str, str]]]:
        return [self._line(n % CLIENTS) for n in range(number)]

    def _line(self, client: int) -> tuple[bytes, dict[str, str]]:
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


def _working_day(today: date) -> str:
    """Some weeks away, as anybody would write it: a named day off takes a little more work."""
    day = today + timedelta(days=24)
    day += timedelta(days=2 * (day.weekday() >= 5))
    return f"{day.day} {day:%B}"


def _name(client: int) -> str:
    """A word like no other: no digits, no two near enough to be taken for a slip of the pen."""
    digest = hashlib.sha256(str(client).encode()).digest()
    return "".join(chr(ord("a") + byte % 26) for byte in digest[:12]).capitalize()


async def _round(
    session: aiohttp.ClientSession, url: str, todo: list[tuple[bytes, dict[str, str]]]
) -> tuple[float, list[float]]:
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


@asynccontextmanager
async def _bare(slack: StandIn, mode: str) -> AsyncIterator[str]:
    settings = {SECRET_NAME: slack.signing_secret}
    async with _server(["-m", "bench.command", "serve", mode], settings) as url:
        yield url


@asynccontextmanager
async def _steady(slack: StandIn, folder: Path) -> AsyncIterator[str]:
    settings = {
        "STEADY_SLACK_BOT_TOKEN": slack.bot_token,
        "STEADY_SLACK_SIGNING_SECRET": slack.signing_secret,
        "STEADY_SLACK_API_URL": slack.api_url,
        "STEADY_DATABASE_URL": f"sqlite:///{folder / 'steady.db'}",
        "STEADY_HTTP_PORT": "0",
    }
    async with _server(["-m", "bot", "run"], settings) as url:
        yield url


@asynccontextmanager
async def _server(arguments: list[str], settings: dict[str, str]) -> AsyncIterator[str]:
    """A server that tells its port on standard error; ended afterwards."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments,
        cwd=ROOT,
        env=os.environ | settings,
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
        yield f"http://127.0.0.1:{port}{PATH}"
    finally:
        process.terminate()
        await process.communicate()


def _percentile(rounds: list[list[float]], part: int) -> float:
    """In milliseconds, over all rounds."""
    every = sorted(took for each in rounds for took in each)
    return every[len(every) * part // 100] * 1_000


def _ratio(each: list[float], other: list[float]) -> float:
    return statistics.median(mine / theirs for mine, theirs in zip(each, other, strict=True))


def _numbers() -> Iterator[int]:
    return (int(argument) for argument in sys.argv[1:] if argument.isdigit())


def main() -> None:
    if sys.argv[1:2] == ["serve"]:
        asyncio.run(serve(sys.argv[2]))
        return
    rounds = next(_numbers(), ROUNDS)
    with TemporaryDirectory() as folder:
        speeds, times = asyncio.run(measure(Path(folder), rounds))
    sys.stdout.write(table(speeds, times) + "\n")


if __name__ == "__main__":
    main()
