"""How does a browser see the stand-in: one page, its snapshots, its acts?"""

import asyncio
import json
from collections.abc import Sequence
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from aiohttp import web

from bot.demo.blocks import Json
from bot.demo.manifest import Manifest
from bot.demo.page_acts import PageActs
from bot.demo.snapshot import Marks, snapshot
from bot.demo.stage import Stage
from bot.demo.workspace import User

STATIC = Path(__file__).parent / "static"
COALESCE = 0.05  # seconds between two snapshots to one browser
_GUARDS = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


class Page:
    """The page's addresses on the stand-in's web server."""

    def __init__(
        self,
        stage: Stage,
        acts: PageActs,
        manifest: Manifest,
        marks: Marks,
        rules: Sequence[Json] = (),
    ) -> None:
        self._stage = stage
        self._acts = acts
        self._manifest = manifest
        self._marks = marks
        self._rules = list(rules)
        self._open: set[web.WebSocketResponse] = set()

    def add_routes(self, app: web.Application) -> None:
        """Serve the page, its files, its live connection and its acts."""
        app.router.add_get("/", self._index)
        app.router.add_get("/static/{name}", self._file)
        app.router.add_get("/page/playbook", self._playbook)
        app.router.add_get("/page/live", self._live)
        app.router.add_post("/page/act", self._act)

    async def close(self) -> None:
        """Say goodbye to every browser."""
        for socket in list(self._open):
            await socket.close(code=1001)

    async def _index(self, request: web.Request) -> web.StreamResponse:
        return web.FileResponse(STATIC / "index.html", headers=_GUARDS)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        path = STATIC / request.match_info["name"]
        if path.parent != STATIC or not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path, headers=_GUARDS)

    async def _playbook(self, request: web.Request) -> web.Response:
        return web.json_response(self._rules, headers=_GUARDS)

    async def _live(self, request: web.Request) -> web.StreamResponse:
        if not _from_this_page(request):
            raise web.HTTPForbidden
        viewer = self._viewer(request.query.get("viewer", ""))
        if viewer is None:
            raise web.HTTPServiceUnavailable
        socket = web.WebSocketResponse(heartbeat=20.0, timeout=1.0)
        await socket.prepare(request)
        self._open.add(socket)
        pushing = asyncio.create_task(self._push(socket, viewer.id))
        try:
            async for _ in socket:
                pass  # the page acts through /page/act; here it only listens
        finally:
            self._open.discard(socket)
            pushing.cancel()
            with suppress(asyncio.CancelledError):
                await pushing
        return socket

    def _viewer(self, wanted: str) -> User | None:
        """Who looks: whoever the page asks for, else the first who can be picked."""
        pickable = [
            u for u in self._stage.workspace.users.values() if not u.is_bot and not u.deleted
        ]
        asked_for = (user for user in pickable if user.id == wanted)
        return next(asked_for, pickable[0] if pickable else None)

    async def _push(self, socket: web.WebSocketResponse, viewer_id: str) -> None:
        changed = asyncio.Event()
        workspace = self._stage.workspace
        workspace.subscribers.append(changed.set)
        try:
            while not socket.closed:
                changed.clear()
                await socket.send_str(json.dumps(self._snapshot(viewer_id)))
                await asyncio.sleep(COALESCE)
                await changed.wait()
        except ConnectionError:
            return
        finally:
            workspace.subscribers.remove(changed.set)

    def _snapshot(self, viewer_id: str) -> Json:
        viewer = self._stage.workspace.users[viewer_id]
        return snapshot(self._stage, self._manifest, self._marks, viewer)

    async def _act(self, request: web.Request) -> web.Response:
        if not _from_this_page(request) or request.content_type != "application/json":
            raise web.HTTPForbidden
        try:
            body = await request.json()
        except ValueError:
            body = None
        return web.json_response(await self._acts.perform(body), headers=_GUARDS)


def _from_this_page(request: web.Request) -> bool:
    """Another site open in the same browser must not act here.

    It cannot forge its Origin; and a name that was pointed at this machine is neither localhost
    nor an address in figures.
    """
    host = request.headers.get("Host", "")
    origin = request.headers.get("Origin")
    same = origin is None or urlsplit(origin).netloc == host
    return same and _is_here(urlsplit(f"//{host}").hostname or "")


def _is_here(hostname: str) -> bool:
    if hostname == "localhost":
        return True
    try:
        ip_address(hostname)
    except ValueError:
        return False
    return True
