"""What has become due? Found in the tables, queued in the outbox, said by delivery."""

import logging
from collections.abc import Callable
from datetime import datetime

from storage import alone, nudges, postings, pulses, reps
from storage.database import Database, Unavailable

log = logging.getLogger(__name__)

Queue = Callable[..., int]

# A brief names the clients that turned quiet or came into season and the people who left by its
# hour, so these are marked first; a late timed nudge joins a brief that is due as well, so the
# briefs come before it.
SWEEPS: tuple[Queue, ...] = (
    nudges.mark_quiet,
    nudges.mark_seasons,
    nudges.mark_left,
    nudges.queue_briefs,
    nudges.queue_timed,
    nudges.queue_meetings_over,
    nudges.queue_shortfalls,
    nudges.queue_protected,
    postings.queue_questions,
    postings.queue_digests,
    pulses.close_due,
)


async def sweep(db: Database, now: datetime, steady_now: datetime) -> int:
    """Queue everything that is due; sweeping twice, or on several replicas, says nothing twice.

    Each pass takes a few rows in a short transaction, so that commands are not held up. Where
    another replica is at it, what is left is left to it.
    """
    taken = 0
    for queue in SWEEPS:
        try:
            found = await _swept(db, queue, now, steady_now)
        except Unavailable:
            raise
        except Exception:
            # What one kind stumbles over must not silence the others.
            log.exception("sweep_failed", extra={"kind": queue.__name__})
            continue
        if found is None:  # it sweeps from the first kind to the last
            return taken
        taken += found
    return taken


async def _swept(db: Database, queue: Queue, now: datetime, steady_now: datetime) -> int | None:
    """One kind to its end; a brief that cannot be made is put off, and the others go on.

    None where another replica is at it.
    """
    taken = 0
    while True:
        try:
            found = await db.write(alone.sweeping, queue, now, steady_now)
        except reps.Stuck as stuck:
            extra = {"workspace": stuck.workspace_id, "rep": stuck.rep_id}
            log.exception("brief_failed", extra=extra)
            await db.write(reps.put_off_brief, stuck.workspace_id, stuck.rep_id, now)
            continue
        if not found:
            return None if found is None else taken
        taken += found
