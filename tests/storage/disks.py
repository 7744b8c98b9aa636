"""How does a process get a small disk of its own, that others can fill?"""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest


def with_small_disk(folder: Path, options: str = "size=1m") -> tuple[str, ...]:
    """What to put before a command so that it alone sees a small disk in this folder."""
    shell = f'mount -t tmpfs -o {options} tmpfs "{folder}" && exec "$@"'
    within = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", shell, "sh")
    able = shutil.which("unshare") and subprocess.run([*within, "true"], capture_output=True)
    if not able or able.returncode:
        reason = "a small disk needs unprivileged user namespaces (unshare --user --mount)"
        if os.environ.get("STEADY_TEST_ALL"):
            pytest.fail(reason)
        pytest.skip(reason)
    return within


def fill(folder: Path) -> Path:
    """A file that takes all the room there is."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    return ballast
