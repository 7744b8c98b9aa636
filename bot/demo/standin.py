"""How does everything run without Slack? One workspace in memory that speaks as Slack does."""

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.clock import Clock
from bot.demo.answers import show_reply
from bot.demo.as_json import user_json
from bot.demo.blocks import Json
from bot.demo.faults import Fault, Faults
from bot.demo.file_methods import FileMethods
from bot.demo.forms import Forms
from bot.demo.inbound import RETRY_AFTER, Answer, Delivery, Inbound
from bot.demo.manifest import Manifest, read_manifest
from bot.demo.page import Page
from bot.demo.page_acts import Host, PageActs
from bot.demo.passes import Passes
from bot.demo.people import People
from bot.demo.refusal import RefusalError
from bot.demo.replays import again
from bot.demo.seen import Seen
from bot.demo.snapshot import Marks
from bot.demo.socket_mode import SocketServer
from bot.demo.stage import Stage
from bot.demo.views import OpenView, Views
from bot.demo.web_api import Call, WebApi
from bot.demo.workspace import Conversation, Message, User, Workspace, changed_user

__all__ = ["Answer", "Conversation", "Delivery", "Message", "Seen", "StandIn", "User"]

LARGEST_BODY = 4 * 1024 * 1024  # bytes


class StandIn:
    """A small Slack: its Web API, its requests to Steady, and the people in it."""

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        name: str = "Northwind Sales",
        app_name: str = "Steady",
        manifest: Path | None = None,
        rules: Sequence[Json] = (),
        retries: Sequence[float] = RETRY_AFTER,
    ) -> None:
        self.clock = clock or Clock()
        self.workspace = Workspace(self.clock, name, app_name)
        self.faults = Faults()
        self.app = web.Application(client_max_size=LARGEST_BODY)
        self.views = Views(self.workspace)
        self.passes = Passes(self.workspace)
        self.stage = Stage(self.workspace, self.views, self.passes)
        self._stopping = asyncio.Event()
        self._sockets = SocketServer(self.workspace.app.id)
        secret = self.workspace.app.signing_secret
        self._inbound = Inbound(self.clock, secret, self._sockets, retries)
        self._api = WebApi(self.stage, self.faults, self._stopping)
        self._api.add_method("apps.connections.open", self._sockets.open)
        self._files = FileMethods(self.stage)
        self._api.add_method("files.getUploadURLExternal", self._files.get_upload_url)
        self._api.add_method("files.completeUploadExternal", self._files.complete)
        self.people = People(self.stage, self._inbound)
        self.forms = Forms(self.people)
        self._runner: web.AppRunner | None = None
        self.port = 0
        self.host = Host()
        self._page = self._with_page(manifest, rules)
        self._add_routes()

    @property
    def team_id(self) -> str:
        return self.workspace.team_id

    @property
    def app_id(self) -> str:
        return self.workspace.app.id

    @property
    def bot_user_id(self) -> str:
        return self.workspace.app.bot_user_id

    @property
    def bot_token(self) -> str:
        return self.workspace.app.bot_token

    @property
    def app_token(self) -> str:
        return self.workspace.app.app_token

    @property
    def signing_secret(self) -> str:
        return self.workspace.app.signing_secret

    @property
    def api_url(self) -> str:
        """The base address for a Slack client, with its closing slash."""
        return f"http://127.0.0.1:{self.port}/api/"

    @property
    def request_url(self) -> str | None:
        """Where signed requests go; None sends them through Socket Mode."""
        return self._inbound.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self._inbound.request_url = url

    @property
    def ack_within(self) -> float:
        """Seconds Slack waits for an acknowledgement; tests of lateness may shorten it."""
        return self._inbound.ack_within

    @ack_within.setter
    def ack_within(self, seconds: float) -> None:
        self._inbound.ack_within = seconds

    @property
    def calls(self) -> list[Call]:
        """Every Web API call Steady made; each unpacks as (method, params, at)."""
        return self._api.calls

    @property
    def deliveries(self) -> list[Delivery]:
        """Every request sent to Steady."""
        return self._inbound.deliveries

    @property
    def subscribed(self) -> set[str]:
        """The events Steady hears of, named as in a manifest."""
        return self.people.subscribed

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 lets the system choose, and `port` tells which."""
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, host, port).start()
        except OSError:
            await self._runner.cleanup()
            raise
        self.port = self._runner.addresses[0][1]
        self.passes.url_root = f"http://127.0.0.1:{self.port}"
        self._files.address = f"{self.passes.url_root}/upload/"
        self._sockets.url_root = f"ws://127.0.0.1:{self.port}"
        self._inbound.start()

    async def stop(self) -> None:
        """Close every connection and give up what waits to be repeated."""
        self._stopping.set()
        self._sockets.cut()
        await self._page.close()
        await self._inbound.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    def add_user(
        self,
        name: str,
        *,
        tz: str = "Europe/Berlin",
        locale: str = "en-US",
        title: str = "",
        is_admin: bool = False,
        is_restricted: bool = False,
        deleted: bool = False,
        is_bot: bool = False,
        team_id: str | None = None,
    ) -> User:
        """Somebody joins the workspace, or with another team's id comes from outside."""
        return self.workspace.add_user(
            name,
            tz=tz,
            locale=locale,
            title=title,
            is_admin=is_admin,
            is_restricted=is_restricted,
            deleted=deleted,
            is_bot=is_bot,
            team_id=team_id or self.team_id,
        )

    def change_user(self, user_id: str, **facts: Any) -> User:
        """Change what Slack knows of a person; `tell_user_change` lets Steady hear of it."""
        user = self.workspace.users[user_id]
        changed_user(user, **facts)
        self.workspace.changed()
        return user

    async def tell_user_change(self, user_id: str) -> Delivery | None:
        """Send the user_change event for a person as they are now."""
        user = user_json(self.workspace, self.workspace.users[user_id], with_locale=True)
        return await self.people.event(
            {"type": "user_change", "user": user, "event_ts": self.workspace.next_ts()}
        )

    async def event(self, event: Json) -> Delivery | None:
        """Send any other event, such as app_uninstalled; None when Steady is not subscribed."""
        return await self.people.event(event)

    def add_channel(
        self,
        name: str,
        members: Iterable[str] = (),
        topic: str = "",
        *,
        is_private: bool = False,
        is_archived: bool = False,
        is_ext_shared: bool = False,
    ) -> Conversation:
        """A channel; Steady is in it when `bot_user_id` is among the members, or once it joins."""
        return self.workspace.add_channel(
            name,
            members,
            topic=topic,
            is_private=is_private,
            is_archived=is_archived,
            is_ext_shared=is_ext_shared,
        )

    async def command(
        self, user_id: str, command: str, text: str = "", channel: str | None = None
    ) -> Seen:
        """A slash command, by default from the person's first channel."""
        return await self.people.command(user_id, command, text, channel)

    async def click(
        self,
        user_id: str,
        where: Message | Mapping[str, Any],
        action_id: str,
        block_id: str | None = None,
        value: Any = None,
        selected: Any = None,
    ) -> Seen:
        """Use an element of a message, a form or Home; an older copy of a message works too.

        `value` tells apart buttons with one action_id; `selected` is what was chosen in a menu.
        """
        if isinstance(where, Message):
            return await self.people.click(user_id, where, action_id, block_id, value, selected)
        view = self._view_of(user_id, where["id"])
        return await self.people.click_view(user_id, view, action_id, block_id, value, selected)

    def fill(self, user_id: str, values: Mapping[str, Any]) -> None:
        """Fill fields of the open form without sending it."""
        self.forms.fill(user_id, values)

    async def submit(
        self, user_id: str, values: Mapping[str, Any] | None = None, view_id: str | None = None
    ) -> Seen:
        """Fill in and send the open form; values by block_id or action_id."""
        return await self.forms.submit(user_id, values or {}, view_id)

    async def close_view(self, user_id: str, cleared: bool = False) -> Seen:
        """Cancel the open form, or all forms."""
        return await self.forms.close(user_id, None, cleared)

    async def options(
        self,
        user_id: str,
        action_id: str,
        text: str,
        view_id: str | None = None,
        message: Message | None = None,
    ) -> list[Json]:
        """What a menu with supplied options offers for what is typed."""
        return await self.forms.options(user_id, action_id, text, view_id, message)

    async def shortcut(self, user_id: str, callback_id: str) -> Seen:
        """A global shortcut."""
        return await self.people.shortcut(user_id, callback_id)

    async def message_shortcut(
        self, user_id: str, callback_id: str, channel_id: str, ts: str
    ) -> Seen:
        """A shortcut on a message."""
        return await self.people.message_shortcut(user_id, callback_id, channel_id, ts)

    async def say(self, user_id: str, channel_id: str, text: str) -> Seen:
        """A message in a conversation the person is in."""
        return await self.people.say(user_id, channel_id, text)

    async def open_home(self, user_id: str) -> Seen:
        """Look at Steady's Home tab."""
        return await self.people.open_tab(user_id, "home")

    async def open_messages_tab(self, user_id: str) -> Seen:
        """Look at Steady's Messages tab."""
        return await self.people.open_tab(user_id, "messages")

    def dm(self, user_id: str) -> Conversation:
        """The DM between Steady and this person."""
        return self.workspace.dm(user_id)

    def view(self, user_id: str) -> Json | None:
        """The form on top, as Slack would send it."""
        top = self.views.top(user_id)
        return self.views.as_slack(top) if top else None

    def home(self, user_id: str) -> Json | None:
        """The published Home, as Slack would send it."""
        home = self.views.home(user_id)
        return self.views.as_slack(home) if home else None

    async def redeliver(self, delivery: Delivery) -> Seen:
        """Send the same bytes with the same signature again; the person sees the answer."""
        return await again(self.people, delivery)

    async def forge(self, headers: Mapping[str, str], body: bytes) -> Answer:
        """Send anything to Steady's request URL."""
        return await self._inbound.post(headers, body)

    def signed(
        self, body: bytes, content_type: str = "application/json", at: datetime | None = None
    ) -> dict[str, str]:
        """The headers with which Slack would send these bytes at this moment."""
        return self._inbound.signed(body, content_type, at)

    async def drop_sockets(self, reason: str = "refresh_requested") -> None:
        """Send Steady's Socket Mode connections away; the reason «cut» cuts them without a word."""
        if reason == "cut":
            self._sockets.cut()
        else:
            await self._sockets.say_goodbye(reason)

    def refuse_sockets(self, count: int) -> None:
        """Refuse the next Socket Mode connections."""
        self._sockets.refuse(count)

    @property
    def socket_count(self) -> int:
        """How many Socket Mode connections stand."""
        return len(self._sockets.connections)

    async def until(self, condition: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait for something to become true in the workspace; TimeoutError when it does not."""
        async with asyncio.timeout(seconds):
            while not condition():
                await self._next_change()

    async def _next_change(self) -> None:
        changed = asyncio.Event()
        self.workspace.subscribers.append(changed.set)
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(changed.wait(), 0.02)
        finally:
            self.workspace.subscribers.remove(changed.set)

    def _view_of(self, user_id: str, view_id: str) -> OpenView:
        view = self.views.find(view_id)
        if view.user_id != user_id:
            raise LookupError("this view is somebody else's")
        return view

    def _with_page(self, path: Path | None, rules: Sequence[Json]) -> Page:
        manifest = read_manifest(path) if path else Manifest()
        if path is not None:
            self.people.go_by(manifest)
        marks = Marks()
        acts = PageActs(self.people, self.forms, manifest, marks, self.host)
        return Page(self.stage, acts, manifest, marks, rules)

    def _add_routes(self) -> None:
        self._page.add_routes(self.app)
        self.app.router.add_route("*", "/api/{method}", self._api.answer)
        self.app.router.add_get("/socket", self._sockets.connect)
        self.app.router.add_post("/upload/{file}", self._upload)
        self.app.router.add_get("/files/{file}", self._file)
        self.app.router.add_post(
            "/{kind:commands|actions|app}/{team}/{number}/{key}", self._response_url
        )

    async def _upload(self, request: web.Request) -> web.Response:
        """The bytes of a file, to the address the app was given."""
        taken = self._files.receive(request.match_info["file"], await request.read())
        return web.Response(text="OK") if taken else web.Response(text="no", status=400)

    async def _file(self, request: web.Request) -> web.Response:
        """A file that stands in a conversation, for the page to offer."""
        file = self.workspace.files.get(request.match_info["file"])
        if file is None or file.content is None or not file.is_shared:
            return web.Response(status=404)
        how = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return web.Response(body=file.content, content_type="text/csv", headers=how)

    async def _response_url(self, request: web.Request) -> web.Response:
        try:
            body = await request.json()
            if not isinstance(body, dict):
                raise ValueError
            is_named = any(fault.method == "response_url" for fault in self.faults.pending)
            fault = self.faults.take("response_url", body) if is_named else None
            if fault is not None and not fault.performs:
                raise RefusalError(fault.kind)
            show_reply(self.stage, self.passes.reply_to(request.match_info["key"]), body)
            if fault is not None:
                return await self._answered_late(fault, request)
        except RefusalError as refusal:
            status = 404 if refusal.code in ("used_url", "expired_url") else 400
            return web.json_response({"ok": False, "error": refusal.code}, status=status)
        except ValueError:
            return web.Response(text="invalid_payload", status=400)
        return web.Response(text="ok")

    async def _answered_late(self, fault: Fault, request: web.Request) -> web.Response:
        """The reply stands there; what Slack says of it comes late, wrong, or never."""
        match fault.kind:
            case "slow":
                await asyncio.sleep(fault.seconds)
            case "internal_error_after":
                return web.Response(status=500)
            case _:
                if request.transport is not None:
                    request.transport.abort()
        return web.Response(text="ok")
