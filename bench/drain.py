"""How near does delivery come to what the rate limit allows, and whom does a throttled workspace
hold up?

10,000 due nudges over 100 workspaces, a hundred each, are said by one process on SQLite to a small
Slack in a process of its own: once with all workspaces well, once with one that answers 429 to
everything. The limit is Steady's own allowance for a workspace, slowed down to 75 a
minute (it is 240 in earnest) so that a laptop, and not the limit, is never what is measured; the
bound scales with it. Ratios alone say something.

    python -m bench.drain [workspaces]
"""

import asyncio
import json
import logging
import shutil
import statistics
import subprocess
import sys
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

import aiohttp
from sqlalchemy import Connection, insert

from bot.clock import Clock
from bot.slack import open_session
from scheduler.delivery import Courier, Timing
from scheduler.lanes import Lanes
from storage import outbox, schema, tables
from storage.database import Database
from storage.lanes import Pace
from storage.workspaces import Workspace, meet
from tests import many

WORKSPACES = 100
EACH = 100  # nudges a workspace
PACE = Pace(per_minute=75)
BOUND = 0.9  # of what the limit allows: what is promised
HELD_UP = 1.1  # times the p99 of the others, with one throttled: what is promised
TICK_SECONDS = 1.0
PAUSE_SECONDS = 3.0  # what the throttled workspace is told to wait
ROOT = Path(__file__).parents[1]
ZONE = "Europe/Berlin"


@dataclass(frozen=True, slots=True)
class Run:
    """One run: how long the 99 took, their p99, and what the throttled one was spared."""

    seconds: float
    p99: float
    said: int
    too_early: int


def bound_seconds() -> float:
    """The least a workspace's hundred can take: a burst, then one by one."""
    return (EACH - PACE.burst) * PACE.gap.total_seconds()


async def measure(folder: Path, workspaces: int) -> tuple[Run, Run]:
    """Without, then with a throttled workspace."""
    model = folder / "model.db"
    await _lay_out(model, workspaces)
    runs = []
    for number, throttled in enumerate(("", many.names(1)[0])):
        copy = folder / f"{number}.db"
        shutil.copyfile(model, copy)
        runs.append(await _drain(copy, throttled, workspaces))
    return runs[0], runs[1]


async def _drain(file: Path, throttled: str, workspaces: int) -> Run:
    slack = await asyncio.to_thread(_Slack, throttled)
    db, session = await Database.open(f"sqlite:///{file}"), open_session()
    timing = Timing(pace=PACE)
    courier = Courier(db, Clock(), many.Clients(slack.url, session), "bench", timing)
    others = (workspaces - 1) * EACH  # the first workspace is left out in both runs
    loop, lanes = asyncio.get_running_loop(), Lanes()
    began = loop.time()
    try:
        async with asyncio.timeout(3 * bound_seconds() + 30):
            while len(found := await slack.posts(session)) < others:
                await lanes.open(courier)
                await asyncio.sleep(TICK_SECONDS)
    finally:
        courier.stopping.set()
        await lanes.rest()
        too_early = slack.too_early
        await session.close()
        await db.close()
        await asyncio.to_thread(slack.stop)
    after = sorted(at - began for at in found.values())
    p99 = after[int(len(after) * 0.99) - 1]
    return Run(after[-1], p99, len(found), too_early)


class _Slack:
    """The small Slack, in a process of its own."""

    def __init__(self, throttled: str) -> None:
        command = [sys.executable, "-m", "tests.many", throttled, str(PAUSE_SECONDS)]
        self._process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().strip()
        self.too_early = 0

    async def posts(self, session: aiohttp.ClientSession) -> dict[str, float]:
        """When each message was seen, but for the first workspace's; a repeat is an error."""
        async with session.get(self.url.replace("/api/", "/posts")) as answer:
            told = json.loads(await answer.text())
        self.too_early = sum(told["too_early"].values())
        seen: dict[str, list[float]] = defaultdict(list)
        for workspace_id, _, token, at in told["posts"]:
            if workspace_id != many.names(1)[0]:
                seen[token].append(at)
        assert all(len(times) == 1 for times in seen.values()), "something was said twice"
        return {token: times[0] for token, times in seen.items()}

    def stop(self) -> None:
        self._process.communicate("")


async def _lay_out(file: Path, workspaces: int) -> None:
    await schema.migrate(f"sqlite:///{file}")
    db = await Database.open(f"sqlite:///{file}")
    for number, name in enumerate(many.names(workspaces)):
        await db.write(_fill, name, number * EACH + 1, Clock().now())
    await db.close()


def _fill(conn: Connection, workspace_id: str, first: int, now: datetime) -> None:
    """A hundred reps, each with one nudge that is due."""
    meet(conn, Workspace(workspace_id, "Northwind", ZONE, "en-GB"), now)
    ids = range(first, first + EACH)
    conn.execute(insert(tables.reps), [_rep(workspace_id, n, now) for n in ids])
    conn.execute(insert(tables.clients), many.client(workspace_id, first, now))
    promises = [many.commitment(workspace_id, n, first, n, now) for n in ids]
    conn.execute(insert(tables.commitments), promises)
    conn.execute(insert(tables.outbox), [_waiting(workspace_id, n, now) for n in ids])
    items = [_item(workspace_id, n, promise) for n, promise in zip(ids, promises, strict=True)]
    conn.execute(insert(tables.outbox_items), items)


def _rep(workspace_id: str, number: int, now: datetime) -> dict[str, object]:
    return {
        "workspace_id": workspace_id,
        "id": number,
        "slack_user_id": f"U{number}",
        "name": "Rep",
        "zone": ZONE,
        "locale": "en-GB",
        "is_manager": False,
        "opens": datetime.min.time().replace(hour=8),
        "closes": datetime.min.time().replace(hour=18),
        "working_days": "01234",
        "brief_time": datetime.min.time().replace(hour=8, minute=30),
        "brief_at": now + timedelta(days=1),
        "brief_on": (now + timedelta(days=1)).date(),
        "dm_channel_id": f"D{number}",
        "profile_read_at": now,
        "created_at": now,
    }


def _waiting(workspace_id: str, number: int, now: datetime) -> dict[str, object]:
    return {
        "workspace_id": workspace_id,
        "id": number,
        "rep_id": number,
        "kind": "timed",
        "state": "ready",
        "not_before": now,
        "retry_at": now,
        "token": str(uuid4()),
        "channel_id": f"D{number}",
        "attempts": 0,
        "facts": {},
        "created_at": now,
    }


def _item(workspace_id: str, number: int, promise: dict[str, object]) -> dict[str, object]:
    back_on = promise["back_on"]
    return {
        "workspace_id": workspace_id,
        "due_key": outbox.due_key("follow_up", number, 1, back_on),  # type: ignore[arg-type]
        "outbox_id": number,
        "commitment_id": number,
    }


def table(well: Run, throttled: Run) -> str:
    """What was taken of the bound, and how the others fared beside a throttled one."""
    bound = bound_seconds()
    reached = statistics.mean((bound / well.seconds, bound / throttled.seconds))
    ratio = throttled.p99 / well.p99
    rows = [
        f"{'':<34}{'all well':>10}{'one throttled':>15}",
        f"{'seconds to the last of the others':<34}{well.seconds:>10.1f}{throttled.seconds:>15.1f}",
        f"{'p99 of the others, seconds':<34}{well.p99:>10.1f}{throttled.p99:>15.1f}",
        f"{'calls that left inside a pause':<34}{well.too_early:>10}{throttled.too_early:>15}",
        "",
        f"of the bound ({bound:.1f} s at {PACE.per_minute} a minute): {reached:.2f}  "
        f"{'kept' if reached >= BOUND else f'LESS THAN {BOUND}'}",
        f"p99 beside a throttled one: {ratio:.2f} times  "
        f"{'kept' if ratio <= HELD_UP else f'MORE THAN {HELD_UP}'}",
    ]
    return "\n".join(rows)


def main() -> None:
    logging.getLogger("scheduler").setLevel(logging.CRITICAL)  # a pause is said once a pause
    workspaces = int(sys.argv[1]) if len(sys.argv) > 1 else WORKSPACES
    with TemporaryDirectory() as folder:
        well, throttled = asyncio.run(measure(Path(folder), workspaces))
    sys.stdout.write(table(well, throttled) + "\n")


if __name__ == "__main__":
    main()
