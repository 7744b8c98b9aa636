"""How does a test start Steadys, learn their port, and end them?"""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from typing import Any

from bot.demo.standin import StandIn
from tests.log_watch import WATCH
from tests.torture.doomed import Plan

ROOT = Path(__file__).parents[2]
START_SECONDS = 60


def environment(slack: StandIn, database_url: str, *, socket_mode: bool = False) -> dict[str, str]:
    """The settings with which a process meets this stand-in."""
    kind = {"STEADY_SLACK_SIGNING_SECRET": slack.signing_secret}
    if socket_mode:
        kind = {"STEADY_SLACK_APP_TOKEN": slack.app_token}
    return kind | {
        "STEADY_SLACK_BOT_TOKEN": slack.bot_token,
        "STEADY_SLACK_API_URL": slack.api_url,
        "STEADY_DATABASE_URL": database_url,
        "STEADY_HTTP_PORT": "0",
    }


@dataclass(frozen=True, slots=True)
class Life:
    """One process, from its start to its end."""

    pid: int
    log: Path

    async def port(self) -> int:
        """The port it listens on, once it does."""
        async with asyncio.timeout(START_SECONDS):
            while True:
                for event in self.events():
                    if event["event"] == "started":
                        return int(event["port"])
                assert self.is_running, f"it ended before it had started: {self.log.read_text()}"
                await asyncio.sleep(0.01)

    def events(self) -> list[dict[str, Any]]:
        """What it has logged so far; a line that is being written is left out."""
        lines = self.log.read_text().split("\n")[:-1] if self.log.exists() else []
        return [json.loads(line) for line in lines if line.startswith("{")]

    @property
    def is_running(self) -> bool:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        if self.is_running:
            os.kill(self.pid, how)

    async def ended(self, seconds: float = 60) -> None:
        """Wait until it is gone."""
        async with asyncio.timeout(seconds):
            while self.is_running:  # noqa: ASYNC110 - the system tells nobody
                await asyncio.sleep(0.005)


class Launcher:
    """Starts lives; each is a fork of one process that has everything imported."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.torture.launcher"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._lives: list[Life] = []
        self._numbers = count(1)
        assert self._told() == "ready"

    def start(self, folder: Path, settings: Mapping[str, str], plan: Plan | None) -> Life:
        """One more Steady, which logs into the folder; `plan` makes it a doomed one."""
        log = folder / f"life-{next(self._numbers)}.log"
        order = {
            "folder": str(folder),
            "log": str(log),
            "settings": dict(settings),
            "plan": None if plan is None else asdict(plan),
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        life = Life(int(self._told()), log)
        self._lives.append(life)
        return life

    def close(self) -> None:
        for life in self._lives:
            life.kill()
            WATCH.read(life.log.read_text().splitlines() if life.log.exists() else ())
        self._process.communicate()

    def _told(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()
