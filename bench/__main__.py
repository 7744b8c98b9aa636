"""`python -m bench`: what does everything cost? `python -m bench command` asks of one alone."""

import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).parent


def main(names: list[str]) -> int:
    """Each table from a process of its own, one after another; 1 if one of them failed."""
    known = sorted(file.stem for file in FOLDER.glob("*.py") if not file.stem.startswith("_"))
    unknown = [name for name in names if name not in known]
    if unknown:
        sys.stderr.write(f"There is no {unknown[0]}. There are: {', '.join(known)}.\n")
        return 2
    failed = False
    for name in names or known:
        sys.stdout.write(f"\n{name}\n\n")
        sys.stdout.flush()
        ended = subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=FOLDER.parent)
        failed = failed or ended.returncode != 0
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
