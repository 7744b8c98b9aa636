"""How does a test run the real command, `python -m bot run`, as anybody would?"""

import asyncio
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.log_watch import WATCH
from tests.torture.lives import ROOT


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended, and what it wrote."""

    code: int
    out: str
    err: str


async def begin(
    folder: Path,
    settings: Mapping[str, str],
    command: str = "run",
    *arguments: str,
    within: tuple[str, ...] = (),
) -> asyncio.subprocess.Process:
    """`python -m bot …` in a folder of its own, with these settings and no others.

    `within` is a command that runs it, with a disk of its own say.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith("STEADY_")}
    return await asyncio.create_subprocess_exec(
        *within,
        sys.executable,
        "-m",
        "bot",
        command,
        *arguments,
        cwd=folder,
        env=kept | {"PYTHONPATH": str(ROOT)} | dict(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def started(
    folder: Path, settings: Mapping[str, str], within: tuple[str, ...] = ()
) -> tuple[asyncio.subprocess.Process, int]:
    """A process that listens, and its port."""
    process = await begin(folder, settings, within=within)
    assert process.stderr is not None
    while b'"started"' not in (line := await process.stderr.readline()):
        assert line, "it did not start"
    return process, int(json.loads(line)["port"])


async def ended(process: asyncio.subprocess.Process, seconds: float = 30) -> Ended:
    """Wait for its end; a process that does not end is killed, and the test fails."""
    try:
        async with asyncio.timeout(seconds):
            out, err = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode is not None
    WATCH.read(err.decode().splitlines())
    return Ended(process.returncode, out.decode(), err.decode())


async def run(folder: Path, settings: Mapping[str, str], command: str = "run") -> Ended:
    """Begin, and wait for the end."""
    return await ended(await begin(folder, settings, command))
