"""How is a row named? By a 63-bit number that sorts by the time it was made."""

import secrets
from datetime import datetime
from threading import Lock

_CHANCE_BITS = 22

_lock = Lock()
_last = 0


def new_id(now: datetime) -> int:
    """Milliseconds since 1970, then chance, and never the same twice in one process.

    Chance keeps replicas apart that make ids in the same millisecond; within a process, where one
    sweep makes many ids with one `now`, the next free number is taken.
    """
    global _last
    wanted = (int(now.timestamp() * 1000) << _CHANCE_BITS) | secrets.randbits(_CHANCE_BITS)
    with _lock:
        if wanted >> _CHANCE_BITS == _last >> _CHANCE_BITS:
            wanted = _last + 1
        _last = wanted
    return wanted


def earliest_beside(row_id: int) -> int:
    """The least id that a row made in the same moment, or after it, can have."""
    return row_id >> _CHANCE_BITS << _CHANCE_BITS
