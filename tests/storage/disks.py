"""How does a process get a disk of its own, that others can fill or break?"""

import os
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

import pytest

_TOOLS = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
_MENDED = 1  # what e2fsck ends with then


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


def with_breakable_disk(folder: Path, image: Path) -> tuple[str, ...]:
    """What to put before a command so that it alone sees, in this folder, the disk in a file.

    An error in it makes the system take no more writes to it, though files are open: by hand
    nobody can do that to a disk in use. Only where a test may mount; else it is left out, and says
    so.
    """
    shell = f'mount -o loop,errors=remount-ro "{image}" "{folder}" && exec "$@"'
    within = ("unshare", "--mount", "sh", "-c", shell, "sh")
    able = shutil.which("unshare") and _make(image)
    able = able and not subprocess.run([*within, "true"], capture_output=True).returncode
    if not (able and Path("/sys/fs/ext4").is_dir() and shutil.which("e2fsck", path=_TOOLS)):
        pytest.skip("a disk that breaks needs root, a loop device and e2fsprogs")
    return within


def break_disk(pid: int, folder: Path) -> None:
    """As an error in its file system would: from now on it can only be read."""
    mounts = [line.split() for line in Path(f"/proc/{pid}/mounts").read_text().splitlines()]
    device = next(Path(device) for device, at, *_ in mounts if at == str(folder))
    Path(f"/sys/fs/ext4/{device.name}/trigger_fs_error").write_text("1")


def mend_disk(image: Path) -> None:
    """What an operator does, once nobody uses it."""
    tool = shutil.which("e2fsck", path=_TOOLS)
    assert tool is not None
    done = subprocess.run([tool, "-p", image], capture_output=True)
    assert done.returncode in (0, _MENDED), done.stdout


def fill(folder: Path) -> Path:
    """A file that takes all the room there is."""
    ballast = folder / "ballast"
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    return ballast


def _make(image: Path) -> bool:
    tool = shutil.which("mkfs.ext4", path=_TOOLS)
    if tool is None:
        return False
    with image.open("wb") as file:
        file.truncate(32 * 1024 * 1024)
    return not subprocess.run([tool, "-q", "-F", image], capture_output=True).returncode
