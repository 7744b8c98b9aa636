"""How is a row named? By a 63-bit number that sorts by the time it was made."""

import secrets
from datetime import datetime

_RANDOM_BITS = 22


def new_id(now: datetime) -> int:
    """Milliseconds since 1970, then chance: two replicas may make ids at the same moment."""
    return (int(now.timestamp() * 1000) << _RANDOM_BITS) | secrets.randbits(_RANDOM_BITS)
