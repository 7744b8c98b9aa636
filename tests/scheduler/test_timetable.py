"""What does APScheduler get to decide? Only that a tick comes."""

from apscheduler.triggers.interval import IntervalTrigger

from scheduler.timetable import timetable


async def nothing() -> None:
    """A job that does nothing."""


def jobs():
    return timetable(nothing, nothing).get_jobs()


def test_every_job_is_an_interval_so_that_no_clock_change_can_double_or_skip_it():
    triggers = [job.trigger for job in jobs()]
    assert {type(trigger) for trigger in triggers} == {IntervalTrigger}
    assert {str(trigger.timezone) for trigger in triggers} == {"UTC"}


async def test_a_late_tick_still_runs_once_and_alone():
    scheduler = timetable(nothing, nothing)
    scheduler.start(paused=True)
    try:
        for job in scheduler.get_jobs():
            assert (job.misfire_grace_time, job.coalesce, job.max_instances) == (None, True, 1)
    finally:
        scheduler.shutdown(wait=False)
