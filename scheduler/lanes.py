"""How are many workspaces written to at once, none of them waiting for another?"""

import asyncio
import logging

from bot.meter import STAGE_SECONDS
from scheduler.delivery import Courier, deliver
from scheduler.reconcile import reconcile
from storage import lanes, outbox
from storage.database import Unavailable

log = logging.getLogger(__name__)


class Lanes:
    """The lanes in which something is being said or looked up; each a task of its own."""

    def __init__(self) -> None:
        self._running: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()  # more has come to a lane that was about to end

    async def open(self, courier: Courier) -> None:
        """Set every workspace in which something waits on its way."""
        clock = courier.clock
        for workspace_id in await courier.db.read(outbox.busy, clock.now(), clock.steady_now()):
            if workspace_id in self._running:
                self._again.add(workspace_id)
            else:
                lane = asyncio.create_task(self._live(courier, workspace_id))
                self._running[workspace_id] = lane

    async def rest(self) -> None:
        """Wait until every lane has said what may be said now."""
        while self._running:
            await asyncio.wait(self._running.values())

    async def cut(self) -> None:
        """End what is still under way; its rows are looked up once their lease is over."""
        running = list(self._running.values())
        for each in running:
            each.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    async def _live(self, courier: Courier, workspace_id: str) -> None:
        try:
            more = True
            while more and not courier.stopping.is_set():
                self._again.discard(workspace_id)
                await _serve(courier, workspace_id)
                more = workspace_id in self._again
        except Unavailable as trouble:
            log.error("lane_failed", extra={"workspace": workspace_id, "reason": trouble.reason})
        except Exception:
            log.exception("lane_failed", extra={"workspace": workspace_id})
        finally:
            self._again.discard(workspace_id)
            del self._running[workspace_id]


async def _serve(courier: Courier, workspace_id: str) -> None:
    """What is unclear first: it may come back as something to say."""
    gate = courier.slack_for(workspace_id).gate
    now = courier.clock.steady_now()
    for method, until in await courier.db.read(lanes.pauses, workspace_id, now):
        if method != lanes.POSTING:  # that one is asked with each claim
            gate.shut(method, until)
    for stage in (reconcile, deliver):
        began = courier.clock.ticks()
        try:
            await stage(courier, workspace_id)
        finally:
            courier.meter.time(STAGE_SECONDS, courier.clock.ticks() - began, stage.__name__)
    while gate.news:
        method, until = gate.news.popitem()
        await courier.db.claim(lanes.shut, workspace_id, method, until, "ratelimited")
