"""How are Steady's calls to Slack's Web API taken in, checked and answered?"""

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from bot.demo import (
    chat_methods,
    conversation_methods,
    people_methods,
    view_methods,
)
from bot.demo.blocks import Json
from bot.demo.faults import Fault, Faults
from bot.demo.refusal import RefusalError
from bot.demo.stage import Stage

Method = Callable[[Stage, Json], Json]

SCOPES = (
    "channels:history,channels:join,channels:read,chat:write,commands,files:write,groups:history,"
    "groups:read,im:history,im:read,im:write,users:read"
)
APP_TOKEN_METHODS = frozenset({"apps.connections.open"})

METHODS: Mapping[str, Method] = {
    "api.test": people_methods.api_test,
    "auth.test": people_methods.auth_test,
    "team.info": people_methods.team_info,
    "bots.info": people_methods.bots_info,
    "users.info": people_methods.users_info,
    "users.list": people_methods.users_list,
    "conversations.open": conversation_methods.open_dm,
    "conversations.info": conversation_methods.info,
    "conversations.history": conversation_methods.history,
    "conversations.members": conversation_methods.members,
    "conversations.join": conversation_methods.join,
    "conversations.list": conversation_methods.list_all,
    "chat.postMessage": chat_methods.post_message,
    "chat.postEphemeral": chat_methods.post_ephemeral,
    "chat.update": chat_methods.update,
    "chat.delete": chat_methods.delete,
    "chat.getPermalink": chat_methods.get_permalink,
    "views.open": view_methods.open_view,
    "views.push": view_methods.push,
    "views.update": view_methods.update,
    "views.publish": view_methods.publish,
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call Steady made; unpacks as (method, params, at)."""

    method: str
    params: Json
    at: datetime
    answer: Json | None

    def __iter__(self) -> Iterator[object]:
        return iter((self.method, self.params, self.at))


class WebApi:
    """Slack's `/api/…` addresses, over one stage."""

    def __init__(self, stage: Stage, faults: Faults, stopping: asyncio.Event) -> None:
        self.calls: list[Call] = []
        self._stage = stage
        self._faults = faults
        self._stopping = stopping
        self._methods: dict[str, Method] = dict(METHODS)

    def add_method(self, name: str, method: Method) -> None:
        """One more method, such as the one that opens Socket Mode."""
        self._methods[name] = method

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """One HTTP request to `/api/{method}`."""
        name = request.match_info["method"]
        params = await _params(request)
        fault = self._faults.take(name, params)
        if fault is None:
            return _json(self._perform(name, params, request))
        return await self._go_wrong(fault, name, params, request)

    async def _go_wrong(
        self, fault: Fault, name: str, params: Json, request: web.Request
    ) -> web.StreamResponse:
        answer = self._perform(name, params, request) if fault.performs else None
        if answer is None:
            self._remember(name, params, None)
        if fault.kind in ("timeout_before", "timeout_after", "slow"):
            await self._hang(fault.seconds)
        if fault.kind == "slow" and answer is not None:
            return _json(answer)
        if fault.kind.startswith(("reset", "timeout")):
            return _hung_up(request)
        if fault.error_code:
            return _json({"ok": False, "error": fault.error_code})
        return _broken(fault)

    def _perform(self, name: str, params: Json, request: web.Request) -> Json:
        try:
            self._check_token(name, params, request)
            method = self._methods.get(name)
            if method is None:
                raise RefusalError("unknown_method")
            answer = {"ok": True, **method(self._stage, params)}
        except RefusalError as refusal:
            answer = _refused(refusal)
        self._remember(name, params, answer)
        return answer

    def _check_token(self, name: str, params: Json, request: web.Request) -> None:
        app = self._stage.workspace.app
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        token = token or str(params.get("token", ""))
        if name == "api.test" and not token:
            return
        if not token:
            raise RefusalError("not_authed")
        if token not in (app.bot_token, app.app_token):
            raise RefusalError("invalid_auth")
        if (token == app.app_token) != (name in APP_TOKEN_METHODS):
            raise RefusalError("not_allowed_token_type")

    def _remember(self, name: str, params: Json, answer: Json | None) -> None:
        kept = {key: value for key, value in params.items() if key != "token"}
        now = self._stage.workspace.clock.steady_now()
        self.calls.append(Call(name, kept, now, answer))

    async def _hang(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except TimeoutError:
            return


async def _params(request: web.Request) -> Json:
    params: Json = dict(request.query)
    if request.method != "POST":
        return params
    if request.content_type == "application/json":
        try:
            body = json.loads(await request.text() or "{}")
        except ValueError:
            body = {}
        return params | (body if isinstance(body, dict) else {})
    return params | {key: str(value) for key, value in (await request.post()).items()}


def _json(answer: Json) -> web.Response:
    return web.json_response(answer, headers={"x-oauth-scopes": SCOPES})


def _refused(refusal: RefusalError) -> Json:
    answer: Json = {"ok": False, "error": refusal.code}
    if refusal.messages:
        answer["response_metadata"] = {"messages": refusal.messages}
    return answer


def _hung_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _broken(fault: Fault) -> web.Response:
    if fault.kind == "429":
        headers = {"Retry-After": str(fault.retry_after)}
        return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)
    if fault.kind == "html":
        page = "<!DOCTYPE html><html><body>Bad gateway</body></html>"
        return web.Response(text=page, content_type="text/html", status=502)
    return web.Response(text="", status=int(fault.kind))
