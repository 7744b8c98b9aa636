"""Which jobs recur? All of them on one page; what is due lives in the tables."""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

from apscheduler.schedulers.asyncio import AsyncIOScheduler

TICK_SECONDS = 15
TIDY_HOURS = 6

Job = Callable[[], Awaitable[Any]]
Timetable: TypeAlias = AsyncIOScheduler


def timetable(tick: Job, tidy: Job) -> Timetable:
    """The scheduler with its jobs; `start` needs a running loop.

    APScheduler only supplies the tick. A late one still runs (its default of one second would
    drop it), and one alone at a time.
    """
    scheduler = AsyncIOScheduler(
        timezone="UTC",
        job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
    )
    scheduler.add_job(tick, "interval", seconds=TICK_SECONDS, id="tick")
    scheduler.add_job(tidy, "interval", hours=TIDY_HOURS, id="tidy")
    return scheduler
