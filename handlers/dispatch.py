"""How does a request from Slack find its handler, and how is it answered?

Bolt runs with `process_before_response`, so a listener runs to its end before Slack hears
anything: what is acknowledged is stored. There is one match-all listener for each kind of
request, and for commands a middleware; the handler is looked up by name in `handlers.table`.
"""

import asyncio
import hashlib
import json
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass, field, replace
from http import HTTPStatus
from typing import Any, TypeVar

from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from bot.clock import Clock
from bot.messages import forms, problems
from bot.messages.blocks import Message, has_chart, undrawn
from bot.meter import REQUEST_SECONDS, REQUESTS, Meter
from bot.playbook.problem import Problem
from bot.slack import Slack
from handlers import answers, members, seen, table
from handlers.act import Act, Arrival, Handler, Reply, Surface
from handlers.home import Refresher
from handlers.identify import rep_for
from storage.database import Database, Unavailable
from storage.gone import Gone
from storage.request import FORM

log = logging.getLogger(__name__)

_EVERYTHING = re.compile(".*", re.DOTALL)
_LOCALE = "en-US"  # for somebody we do not know
_SAID_BY_A_PERSON = frozenset({None, "file_share", "thread_broadcast"})  # subtypes of a message

Body = Mapping[str, Any]
T = TypeVar("T")


@dataclass(slots=True)
class Background:
    """Redraws that follow an acknowledgement; stopping waits for them."""

    _running: set[asyncio.Task[Any]] = field(default_factory=set)

    def start(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        task = asyncio.ensure_future(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def drain(self, seconds: float) -> None:
        """Wait for what is under way; a redraw that is lost does no harm."""
        if self._running:
            await asyncio.wait(self._running, timeout=seconds)


class Commands(AsyncMiddleware):
    """Commands are answered before Bolt looks for a listener: that is most of its own work.

    Whose token is whose is not asked either: a command is answered to its own request.
    """

    answer: Callable[[AsyncAck, Body], Awaitable[None]]

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],
    ) -> BoltResponse | None:
        if "command" not in req.body:
            return await next()
        ack = req.context.ack
        await self.answer(ack, req.body)
        return ack.response


@dataclass(frozen=True, slots=True)
class Dispatch:
    """Everything a request needs to become an act."""

    db: Database
    clock: Clock
    slack_for: Callable[[str], Slack]
    workspace_id: str
    wake: Callable[[], None]
    background: Background
    meter: Meter
    watches_channels: bool = False  # what clients write in channels we share counts as contact
    welcomes: bool = True  # somebody new is shown three first steps
    refresher: Refresher = field(default_factory=Refresher)

    def register(self, app: AsyncApp, commands: Commands) -> None:
        """One place for each kind of request, the busiest first."""
        commands.answer = self.on_command
        app.action(_EVERYTHING)(self.on_action)
        app.view(_EVERYTHING)(self.on_view)
        app.view_closed(_EVERYTHING)(self.on_view_closed)
        app.options(_EVERYTHING)(self.on_options)
        app.shortcut(_EVERYTHING)(self.on_shortcut)
        app.event(_EVERYTHING)(self.on_event)
        app.error(self.on_error)

    async def on_command(self, ack: AsyncAck, body: Body) -> None:
        arrival = Arrival(
            surface=Surface.COMMAND,
            workspace_id=body["team_id"],
            user_id=body["user_id"],
            key=f"cmd:{body['trigger_id']}",
            slack=self.slack_for(self.workspace_id),
            text=body.get("text") or "",
            trigger_id=body["trigger_id"],
            response_url=body.get("response_url"),
        )
        act, reply = await self._done(table.COMMANDS.get(body["command"]), arrival)
        said = reply.message or reply.beside
        if said is not None and has_chart(said):
            said = await self._drawn_ahead(arrival, said)
        await (ack(_ephemeral(said)) if said else ack())
        self._afterwards(act, is_first=_is_first(act))

    async def on_action(self, ack: AsyncAck, body: Body) -> None:
        if body.get("type") != "block_actions":  # an older kind of button, none of ours
            await ack()
            return
        pressed, place = body["actions"][0], body.get("container", {})
        where = place.get("message_ts") or place.get("view_id")
        arrival = self._arrival(
            body,
            _surface_of(body),
            f"act:{body['user']['id']}:{where}:{pressed['action_id']}:{pressed['action_ts']}",
            value=_pressed_value(pressed),
            channel_id=place.get("channel_id"),
            ts=place.get("message_ts"),
            view_id=place.get("view_id"),
            block_id=pressed.get("block_id") or "",
            around=_blocks_of(body.get("view") or {}),
            payload=body.get("state") or {},
        )
        act, reply = await self._done(table.action(pressed["action_id"]), arrival)
        await ack()
        self.background.start(answers.shown(arrival, act, reply))
        if arrival.surface is not Surface.HOME:  # drawn by the answer itself
            self._afterwards(act)

    async def on_view(self, ack: AsyncAck, body: Body) -> None:
        view = body["view"]
        key = _form_key(view)
        arrival = self._arrival(body, Surface.FORM, key or "", payload=view)
        handler = table.FORMS.get(view.get("callback_id", "")) if key else None
        act, reply = await self._done(handler, arrival)
        said = reply.message or reply.beside
        if reply.errors:
            await ack(response_action="errors", errors=dict(reply.errors))
        elif reply.origin is not None:
            await ack()
            self.background.start(answers.origin_redrawn(arrival, act, reply))
        elif said is not None:
            await ack(response_action="update", view=forms.echo(said, *_title(view)))
        else:
            await ack()
        self._afterwards(act)

    async def on_view_closed(self, ack: AsyncAck) -> None:
        await ack()

    async def on_options(self, ack: AsyncAck, body: Body) -> None:
        value = body.get("value") or ""
        arrival = self._arrival(body, Surface.FORM, "", value=value)
        suggest = table.OPTIONS.get(body.get("action_id", ""))
        found: list[dict[str, Any]] = []
        try:
            act = await self._act(arrival)
            if suggest is not None and isinstance(act, Act):
                found = await suggest(act)
        except Exception as error:
            _log_failure(error, arrival.surface, arrival.user_id)
        await ack(options=found)

    async def on_shortcut(self, ack: AsyncAck, body: Body) -> None:
        key = f"shortcut:{body['user']['id']}:{body['callback_id']}:{body['action_ts']}"
        arrival = self._arrival(body, Surface.SHORTCUT, key, payload=body)
        act, reply = await self._done(table.SHORTCUTS.get(body["callback_id"]), arrival)
        await ack()
        self.background.start(answers.shown(arrival, act, reply))
        self._afterwards(act, is_first=_is_first(act))

    async def on_event(self, body: Body) -> None:
        event = body["event"]
        if event["type"] == "message" and event.get("channel_type") != "im":
            if self.watches_channels:
                slack, now = self.slack_for(self.workspace_id), self.clock.now()
                await seen.said_in_channel(self.db, slack, self.workspace_id, event, now)
            return
        if event["type"] in table.ABOUT_PEOPLE:
            now, steady_now = self.clock.now(), self.clock.steady_now()
            await members.changed(self.db, self.workspace_id, event, now, steady_now)
            self.wake()
            return
        handler = table.EVENTS.get(event["type"])
        if handler is None or not _is_from_a_person(event):
            return
        arrival = Arrival(
            surface=Surface.EVENT,
            workspace_id=body["team_id"],
            user_id=event["user"],
            key=f"ev:{body['event_id']}",
            slack=self.slack_for(self.workspace_id),
            text=event.get("text") or "",
            channel_id=event.get("channel"),
            payload=event,
        )
        act, reply = await self._done(handler, arrival)
        # Who looks at a tab asked for nothing: a guest is not written to for that.
        if act is not None or event["type"] == "message":
            self.background.start(answers.shown(arrival, act, reply))
        if event["type"] == "message":
            self._afterwards(act, is_first=_is_first(act))

    async def on_error(self, error: Exception, body: Body) -> BoltResponse:
        """What no listener could answer: Slack brings an event again after a 5xx.

        Of all else it is the request that cannot be read, as every handler's own trouble is
        answered. Bolt's own handler would log the error's text, which may hold what a client said.
        """
        _log_failure(error, "slack", "")
        is_event = body.get("type") == "event_callback"
        status = HTTPStatus.INTERNAL_SERVER_ERROR if is_event else HTTPStatus.BAD_REQUEST
        return BoltResponse(status=status, body="")

    async def _drawn_ahead(self, arrival: Arrival, said: Message) -> Message | None:
        """What acknowledges a command whose answer has a chart: nothing, where that shows it.

        Slack does not tell whether it took what acknowledges, so the chart goes ahead of it. When
        Slack is slow to say, the command is acknowledged and the answer goes on by itself: it is
        never sent a second time while the first may stand there.
        """
        task = self.background.start(answers.may_stand(arrival, said))
        await asyncio.wait({task}, timeout=answers.DRAW_SECONDS)
        if not task.done():
            self.background.start(answers.in_words_unless(task, arrival, said))
            return None
        return None if task.result() else undrawn(said)

    def _afterwards(self, act: Act | None, *, is_first: bool = False) -> None:
        """Once it was answered: what may follow delays nobody, and its failure is only logged."""
        if act is not None and (is_first or act.rep.has_home):
            self.background.start(answers.followed_up(act, self.refresher))

    def _arrival(self, body: Body, surface: Surface, key: str, **more: Any) -> Arrival:
        """An interaction, wherever it happened."""
        return Arrival(
            surface=surface,
            workspace_id=(body.get("team") or {}).get("id") or body["user"]["team_id"],
            user_id=body["user"]["id"],
            key=key,
            slack=self.slack_for(self.workspace_id),
            trigger_id=body.get("trigger_id") or "",
            response_url=body.get("response_url"),
            **more,
        )

    async def _done(self, handler: Handler | None, arrival: Arrival) -> tuple[Act | None, Reply]:
        """What the handler answers; trouble of any kind becomes a sentence with a number.

        An event is answered to Slack alone: when the database is away Slack shall bring it again.
        """
        began, outcome = self.clock.ticks(), "ok"
        try:
            act = await self._act(arrival)
            if isinstance(act, Problem):
                outcome = "refused"
                return None, Reply(beside=problems.refused(act, _LOCALE, self.clock.now()))
            if handler is None:
                outcome = "refused"
                problem = Problem("unknown_command")
                return act, Reply(beside=problems.refused(problem, _LOCALE, act.now))
            return act, await handler(act)
        except Gone as gone:
            # A button outlives what it is about: nothing was changed, and that is said.
            outcome = "refused"
            gone_problem = Problem(gone.code)
            return None, Reply(beside=problems.refused(gone_problem, _LOCALE, self.clock.now()))
        except Exception as error:
            outcome = "not_saved" if isinstance(error, Unavailable) else "failed"
            if arrival.surface is Surface.EVENT:
                raise
            return None, Reply(beside=_apology(error, arrival))
        finally:
            name = getattr(handler, "__name__", "unknown")
            self.meter.count(REQUESTS, arrival.surface, name, outcome)
            self.meter.time(REQUEST_SECONDS, self.clock.ticks() - began, arrival.surface)

    async def _act(self, arrival: Arrival) -> Act | Problem:
        if arrival.workspace_id != self.workspace_id:
            return Problem("other_workspace")
        now = self.clock.now()
        steady_now = self.clock.steady_now()
        who = (arrival.slack, arrival.workspace_id, arrival.user_id)
        rep = await rep_for(self.db, *who, now, steady_now)
        if isinstance(rep, Problem):
            return rep
        if not self.welcomes:
            rep = replace(rep, is_welcomed=True)
        return Act(
            **{name: getattr(arrival, name) for name in Arrival.__dataclass_fields__},
            rep=rep,
            now=now,
            steady_now=steady_now,
            db=self.db,
            wake=self.wake,
            watches_channels=self.watches_channels,
        )


def _is_first(act: Act | None) -> bool:
    """Somebody speaks to Steady for the first time, in whatever way."""
    return act is not None and not act.rep.is_welcomed


def _apology(error: Exception, arrival: Arrival) -> Message:
    error_id = _log_failure(error, arrival.surface, arrival.user_id)
    if isinstance(error, Unavailable) and error.reason != "unclear":
        return problems.not_saved(error_id, error.reason)
    return problems.apology(error_id)


def _log_failure(error: Exception, surface: str, user_id: str) -> str:
    """Log what went wrong under a number that is told to the rep too."""
    error_id = secrets.token_hex(4)
    extra = {"error_id": error_id, "surface": surface, "user": user_id}
    log.error("request_failed", exc_info=error, extra=extra)
    return error_id


def _ephemeral(message: Message) -> dict[str, Any]:
    return {"response_type": "ephemeral", "mrkdwn": False, **answers.as_dict(message)}


def _title(view: Body) -> list[str]:
    """What the form was called, for what stands in its place; nothing for what is no form."""
    words = (view.get("title") or {}).get("text")
    return [words] if words else []


def _form_key(view: Body) -> str | None:
    """The same form with the same content is a repeat and gets the same answer.

    With other content it is one that was put right after a refusal, or one that was saved and
    whose answer was lost; storage tells them apart by the nonce. None for what is no form of ours.
    """
    try:
        nonce = forms.origin_of(view["private_metadata"]).nonce
        content = json.dumps(view["state"]["values"], sort_keys=True)
    except (KeyError, TypeError, ValueError):
        return None
    return f"{FORM}{nonce}:{hashlib.sha256(content.encode()).hexdigest()[:32]}"


def _surface_of(body: Body) -> Surface:
    place = body.get("container", {})
    if place.get("type") == "view" or "message_ts" not in place:
        is_home = (body.get("view") or {}).get("type") == "home"
        return Surface.HOME if is_home else Surface.MODAL
    return Surface.EPHEMERAL if place.get("is_ephemeral") else Surface.MESSAGE


def _pressed_value(pressed: Body) -> str:
    option = pressed.get("selected_option") or {}
    return str(pressed.get("value") or option.get("value") or pressed.get("selected_user") or "")


def _blocks_of(view: Body) -> tuple[str, ...]:
    """What stood on the Home a button of which was pressed, by id."""
    if view.get("type") != "home":
        return ()
    return tuple(str(block.get("block_id", "")) for block in view.get("blocks", ()))


def _is_from_a_person(event: Body) -> bool:
    """Edits, joins and other bots' messages are nothing a rep asked for."""
    is_plain = event.get("subtype") in _SAID_BY_A_PERSON and not event.get("bot_id")
    return bool(event.get("user")) and is_plain
