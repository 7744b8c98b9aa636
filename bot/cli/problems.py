"""How does the command line say no? In one line on standard error, and with exit code 2."""

import sys

BAD_USAGE = 2


def refuse(why: str) -> int:
    """One line that says what to do; returns the exit code."""
    print(why, file=sys.stderr)  # noqa: T201
    return BAD_USAGE
