"""What has become due? Found in the tables, queued in the outbox, said by delivery."""

from collections.abc import Callable
from datetime import datetime

from storage import nudges
from storage.database import Database

Queue = Callable[..., int]

# A brief names the clients that turned quiet by its hour, so these are marked first; a late timed
# nudge joins a brief that is due as well, so the briefs come before it.
SWEEPS: tuple[Queue, ...] = (nudges.mark_quiet, nudges.queue_briefs, nudges.queue_timed)


async def sweep(db: Database, now: datetime, steady_now: datetime) -> int:
    """Queue everything that is due; sweeping twice, or on several replicas, says nothing twice.

    Each pass takes a few rows in a short transaction, so that commands are not held up.
    """
    taken = 0
    for queue in SWEEPS:
        while found := await db.write(queue, now, steady_now):
            taken += found
    return taken
