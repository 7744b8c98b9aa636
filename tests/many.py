"""Many workspaces in one database, beside a very small Slack that serves them all.

Unlike the stand-in it knows no people and no blocks: it takes messages, keeps to limits of its own
and remembers who posted what and when. `python -m tests.many` serves it from a process of its own.
"""

import asyncio
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from aiohttp import web
from sqlalchemy import Connection, insert

from bot.clock import Clock
from bot.gate import Gate
from bot.playbook.model import Rep
from bot.slack import Slack, connect
from storage import outbox, reps, workspaces
from storage.ids import new_id
from storage.outbox import Item
from storage.tables import clients, commitments
from storage.workspaces import Workspace

ZONE = "Europe/Berlin"


# Kinds of trouble; what ends in "_after" takes the message first.
BEFORE = ("500", "503", "html", "reset", "hang")
AFTER = ("500_after", "reset_after", "hang_after", "cut_after")
TROUBLE = BEFORE + AFTER


@dataclass(frozen=True, slots=True)
class Post:
    """One message that became visible; `at` is seconds on the loop's clock."""

    workspace_id: str
    channel: str
    token: str
    at: float


@dataclass(slots=True)
class SmallSlack:
    """Takes messages for any workspace, and refuses them where it was told to.

    `refuse` says what a call is answered with instead: seconds to wait (429), one of `TROUBLE`, or
    an error code.
    """

    posts: list[Post] = field(default_factory=list)
    calls: list[tuple[str, str, float]] = field(default_factory=list)  # workspace, method, at
    shut: dict[str, float] = field(default_factory=dict)  # by workspace: told to wait until then
    pauses: Counter[str] = field(default_factory=Counter)
    too_early: Counter[str] = field(default_factory=Counter)  # posts inside a pause
    refuse: Callable[[str, str, int], float | str | None] = lambda workspace, method, n: None
    seconds: float = 0.0  # an answer takes
    held: dict[str, asyncio.Event] = field(default_factory=dict)  # workspaces that wait for it
    hang_seconds: float = 2.0
    url: str = ""
    _runner: web.AppRunner | None = None
    _counts: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._answer)
        app.router.add_get("/posts", self._tell)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/api/"

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    def posted(self, workspace_id: str) -> list[Post]:
        return [post for post in self.posts if post.workspace_id == workspace_id]

    async def _answer(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        workspace_id = request.headers["Authorization"].removeprefix("Bearer xoxb-")
        at = asyncio.get_running_loop().time()
        self.calls.append((workspace_id, method, at))
        self._counts[workspace_id, method] += 1
        # Posts alone: the replicas share their pauses, while each learns of a read's by itself.
        is_shut = at < self.shut.get(f"{workspace_id} {method}", 0.0)
        if is_shut and method == "chat.postMessage":
            self.too_early[workspace_id] += 1
        no = self.refuse(workspace_id, method, self._counts[workspace_id, method])
        if no in TROUBLE:
            return await self._go_wrong(str(no), method, workspace_id, request, at)
        if isinstance(no, str):
            return web.json_response({"ok": False, "error": no})
        if no is not None:
            self.shut[f"{workspace_id} {method}"] = at + no
            self.pauses[workspace_id] += 1
            return web.Response(status=429, headers={"Retry-After": f"{no:g}"})
        if self.seconds:
            await asyncio.sleep(self.seconds)
        if workspace_id in self.held:
            await self.held[workspace_id].wait()
        return web.json_response(await self._perform(method, workspace_id, request, at))

    async def _go_wrong(
        self, trouble: str, method: str, workspace_id: str, request: web.Request, at: float
    ) -> web.Response:
        """Trouble before the message is taken, or after."""
        if trouble.endswith("_after"):
            await self._perform(method, workspace_id, request, at)
        if trouble.startswith("hang"):
            await asyncio.sleep(self.hang_seconds)
        if trouble.startswith(("hang", "reset")) and request.transport is not None:
            request.transport.abort()
        if trouble.startswith("cut"):
            return web.Response(text='{"ok": tr', content_type="application/json")
        if trouble.startswith("html"):
            return web.Response(text="<html></html>", content_type="text/html", status=502)
        return web.Response(status=int(trouble[:3]) if trouble[:3].isdigit() else 500)

    async def _perform(
        self, method: str, workspace_id: str, request: web.Request, at: float
    ) -> dict[str, Any]:
        if method == "chat.postMessage":
            said = await request.json() if request.can_read_body else {}
            token = said["metadata"]
            token = json.loads(token) if isinstance(token, str) else token
            mark = token["event_payload"]["token"]
            self.posts.append(Post(workspace_id, said["channel"], mark, at))
            return {"ok": True, "channel": said["channel"], "ts": f"{len(self.posts)}.0"}
        if method == "users.info":
            user = {"id": "U", "real_name": "Rep", "tz": ZONE, "locale": "en-GB"}
            return {"ok": True, "user": user}
        if method == "conversations.open":
            return {"ok": True, "channel": {"id": "D0"}}
        if method == "auth.test":
            who = {"team_id": workspace_id, "team": "Northwind", "user_id": "UBOT", "bot_id": "B"}
            return {"ok": True, **who}
        if method == "conversations.history":
            channel = request.query.get("channel")
            mine = [p for p in self.posted(workspace_id) if p.channel == channel]
            return {"ok": True, "messages": [_as_message(post) for post in mine]}
        return {"ok": False, "error": "unknown_method"}

    async def _tell(self, request: web.Request) -> web.Response:
        told = [[p.workspace_id, p.channel, p.token, p.at] for p in self.posts]
        return web.json_response({"posts": told, "too_early": dict(self.too_early)})


def _as_message(post: Post) -> dict[str, Any]:
    payload = {"event_type": "steady_nudge", "event_payload": {"token": post.token}}
    return {"ts": "1.0", "metadata": payload}


@dataclass(slots=True)
class Clients:
    """`slack_for`: a client of its own, with a gate of its own, for each workspace."""

    url: str
    session: aiohttp.ClientSession
    clock: Clock = field(default_factory=Clock)
    _known: dict[str, Slack] = field(default_factory=dict)

    def __call__(self, workspace_id: str) -> Slack:
        if workspace_id not in self._known:
            gate = Gate(self.clock.steady_now)
            token = f"xoxb-{workspace_id}"
            self._known[workspace_id] = connect(token, self.url, self.session, gate)
        return self._known[workspace_id]


def names(count: int) -> list[str]:
    """The ids of that many workspaces."""
    return [f"T{number:05d}" for number in range(count)]


def fill(
    conn: Connection,
    workspace_id: str,
    people: int,
    nudges: int,
    now: datetime,
    *,
    first: int = 0,
    is_swept: bool = True,
) -> None:
    """A workspace whose reps, numbered from `first`, wait for that many timed nudges, all due.

    Without `is_swept` they stand in nobody's outbox yet.
    """
    workspaces.meet(conn, Workspace(workspace_id, "Northwind", ZONE, "en-GB"), now)
    team = [_rep(conn, workspace_id, number, now) for number in range(first, first + people)]
    client_id = new_id(now)
    conn.execute(insert(clients), client(workspace_id, client_id, now))
    mine = [team[number % people] for number in range(nudges)]
    due = [commitment(workspace_id, new_id(now), client_id, rep_id, now) for rep_id in mine]
    conn.execute(
        insert(commitments), [one | {"nudge_at": None if is_swept else now} for one in due]
    )
    for one in due if is_swept else ():
        key = outbox.due_key("follow_up", one["id"], 1, one["back_on"])
        items = [Item(key, one["id"])]
        outbox.queue(conn, workspace_id, one["rep_id"], "timed", items, now, now, now)


def _rep(conn: Connection, workspace_id: str, number: int, now: datetime) -> int:
    rep = reps.meet(conn, Rep(workspace_id, 0, f"U{number}", "Rep", ZONE, "en-GB"), now)
    reps.set_dm_channel(conn, workspace_id, rep.id, f"D{number}")
    return rep.id


def client(workspace_id: str, client_id: int, now: datetime) -> dict[str, Any]:
    return {
        "workspace_id": workspace_id,
        "id": client_id,
        "name": "Acme",
        "name_key": "acme",
        "standing": "prospect",
        "tier": "standard",
        "counts_from": now.date(),
        "is_one_person": False,
        "unanswered": 0,
        "version": 1,
        "created_at": now,
    }


def commitment(
    workspace_id: str, commitment_id: int, client_id: int, rep_id: int, now: datetime
) -> dict[str, Any]:
    at = now + timedelta(minutes=10)
    return {
        "workspace_id": workspace_id,
        "id": commitment_id,
        "client_id": client_id,
        "rep_id": rep_id,
        "kind": "follow_up",
        "state": "open",
        "due_on": at.date(),
        "due_time": at.time(),
        "zone": "UTC",
        "back_on": at.date(),
        "back_time": at.time(),
        "due_at": at,
        "set_by": "client",
        "words": "after our board has met",
        "put_offs": 0,
        "version": 1,
        "created_at": now,
    }


async def _serve(throttled: str, seconds: float) -> None:
    """Until standard input ends: 429 for one workspace, whenever a pause is over."""
    slack = SmallSlack()
    slack.refuse = lambda workspace, method, n: (
        seconds if workspace == throttled and method == "chat.postMessage" else None
    )
    await slack.start()
    sys.stdout.write(f"{slack.url}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await slack.stop()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1] if len(sys.argv) > 1 else "", 3.0))
