"""What may a visitor ask for on the page, and what do they get back?"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.demo.blocks import Json, State
from bot.demo.form_state import cleaned, merge
from bot.demo.forms import Forms
from bot.demo.manifest import Manifest
from bot.demo.page_clock import NEXT, ClockError, chosen_moment, preset_moment
from bot.demo.people import People
from bot.demo.refusal import RefusalError, SilentError
from bot.demo.seen import Seen
from bot.demo.snapshot import Marks
from bot.demo.stage import Stage
from bot.demo.views import OpenView
from bot.demo.workspace import Conversation, Message, User

MoveClock = Callable[[datetime], Awaitable[None]]
MoveOn = Callable[[str], Awaitable[bool]]  # to this person's next message; False if none comes
Play = Callable[[str], Awaitable[str]]  # a rule by its number; who hears it
LONGEST_LINE = 12_000  # characters in one message or command


@dataclass(slots=True)
class Host:
    """What whoever runs the page lets a visitor do; what is not set cannot be done there."""

    move_clock: MoveClock | None = None
    move_on: MoveOn | None = None
    play: Play | None = None


class VisitorError(Exception):
    """A request the page should not have sent, in a sentence for the visitor."""


class PageActs:
    """The acts of `POST /page/act`, by kind. Whatever comes from the page is only words."""

    def __init__(
        self,
        people: People,
        forms: Forms,
        manifest: Manifest,
        marks: Marks,
        host: Host,
    ) -> None:
        self._people = people
        self._forms = forms
        self._stage: Stage = people.stage
        self._app_user_id = people.stage.workspace.app.bot_user_id
        self._manifest = manifest
        self._marks = marks
        self._host = host
        self._one_move = asyncio.Lock()
        self._kinds: Mapping[str, Callable[[User, Json], Awaitable[Json]]] = {
            "command": self._command,
            "message": self._message,
            "click": self._click,
            "submit": self._submit,
            "close": self._close,
            "options": self._options,
            "shortcut": self._shortcut,
            "message_shortcut": self._message_shortcut,
            "home": self._home,
            "messages_tab": self._messages_tab,
            "clock": self._clock,
            "rule": self._rule,
            "read": self._read,
            "dismiss": self._dismiss,
        }

    async def perform(self, body: Any) -> Json:
        """Do one act; the answer is `ok`, or a sentence that says why not."""
        try:
            if not isinstance(body, dict):
                raise VisitorError("That is nothing the page can ask for.")
            act = self._kinds.get(_text(body, "kind"))
            if act is None:
                raise VisitorError("That is nothing the page can ask for.")
            viewer = self._people.person(_text(body, "viewer"))
            return {"ok": True, **await act(viewer, body)}
        except (VisitorError, ClockError) as problem:
            return {"ok": False, "error": str(problem)}
        except (LookupError, RefusalError):
            return {"ok": False, "error": "That is not here any more; the page shows what is."}

    async def _command(self, viewer: User, body: Json) -> Json:
        name, _, rest = _text(body, "text").strip().partition(" ")
        if name == "/invite":
            return self._invite(viewer, body)
        if name not in {one.command for one in self._manifest.commands}:
            raise VisitorError(f"{name[:40]} is not a command here.")
        channel_id = _text(body, "channel")
        return _told(await self._people.command(viewer.id, name, rest.strip(), channel_id))

    def _invite(self, viewer: User, body: Json) -> Json:
        """Slack's own command: Steady joins the channel it is typed in."""
        members = self._conversation(viewer, body).members
        if self._app_user_id not in members:
            members.append(self._app_user_id)
        return {}

    async def _message(self, viewer: User, body: Json) -> Json:
        channel = self._conversation(viewer, body)
        text = _text(body, "text")
        if not text.strip():
            raise VisitorError("There is nothing to send yet.")
        return _told(await self._people.say(viewer.id, channel.id, text))

    async def _click(self, viewer: User, body: Json) -> Json:
        where = self._where(viewer, body.get("where"))
        blocks = where.blocks if isinstance(where, Message) else where.body["blocks"]
        state = cleaned(blocks or [], body.get("state"))
        picked = body.get("value"), _whole_option(body, state)
        ids = _text(body, "action_id"), _text(body, "block_id")
        if isinstance(where, Message):
            return _told(await self._people.click(viewer.id, where, *ids, *picked, state))
        merge(where.entered, state)
        return _told(await self._people.click_view(viewer.id, where, *ids, *picked))

    async def _submit(self, viewer: User, body: Json) -> Json:
        view = self._view(viewer, _text(body, "view"))
        merge(view.entered, cleaned(view.body["blocks"], body.get("state")))
        seen = await self._forms.submit(viewer.id, {}, view.id)
        return {"errors": seen.errors, **_told(seen)}

    async def _close(self, viewer: User, body: Json) -> Json:
        view = self._view(viewer, _text(body, "view"))
        return _told(await self._forms.close(viewer.id, view.id))

    async def _options(self, viewer: User, body: Json) -> Json:
        place = self._where(viewer, body)
        action_id, typed = _text(body, "action_id"), _text(body, "text", least=0)
        message = place if isinstance(place, Message) else None
        view_id = place.id if isinstance(place, OpenView) else None
        try:
            found = await self._forms.options(viewer.id, action_id, typed, view_id, message)
        except LookupError as problem:
            raise VisitorError(f"{problem.args[0]}.") from None
        return {"options": found}

    async def _shortcut(self, viewer: User, body: Json) -> Json:
        callback_id = self._known_shortcut(body, "global")
        return _told(await self._people.shortcut(viewer.id, callback_id))

    async def _message_shortcut(self, viewer: User, body: Json) -> Json:
        callback_id = self._known_shortcut(body, "message")
        channel = self._conversation(viewer, body)
        ts = _text(body, "ts")
        return _told(await self._people.message_shortcut(viewer.id, callback_id, channel.id, ts))

    async def _home(self, viewer: User, body: Json) -> Json:
        return _told(await self._people.open_tab(viewer.id, "home"))

    async def _messages_tab(self, viewer: User, body: Json) -> Json:
        return _told(await self._people.open_tab(viewer.id, "messages"))

    async def _clock(self, viewer: User, body: Json) -> Json:
        if self._host.move_clock is None:
            raise VisitorError("The clock cannot be moved here.")
        async with self._one_move:
            if body.get("preset") == NEXT:
                return await self._on_to_what_comes(viewer)
            now = self._stage.workspace.clock.now()
            if "preset" in body:
                moment = preset_moment(_text(body, "preset"), now, viewer.tz)
            else:
                moment = chosen_moment(_text(body, "to"), now, viewer.tz)
            await self._host.move_clock(moment)
        self._stage.workspace.changed()
        return {}

    async def _on_to_what_comes(self, viewer: User) -> Json:
        if self._host.move_on is None or not await self._host.move_on(viewer.id):
            raise VisitorError("Nothing more is coming. Record a follow-up, and something will.")
        self._stage.workspace.changed()
        return {}

    async def _rule(self, viewer: User, body: Json) -> Json:
        """The clock and what is known go to where a rule speaks; whoever hears it looks."""
        if self._host.play is None:
            raise VisitorError("The playbook is not here.")
        async with self._one_move:
            try:
                heard_by = await self._host.play(_text(body, "rule"))
            except SilentError as silent:
                raise VisitorError(str(silent)) from None
        self._stage.workspace.changed()
        return {"viewer": heard_by}

    async def _read(self, viewer: User, body: Json) -> Json:
        self._marks.mark_read(viewer.id, self._conversation(viewer, body))
        self._stage.workspace.changed()
        return {}

    async def _dismiss(self, viewer: User, body: Json) -> Json:
        channel = self._conversation(viewer, body)
        message = self._seen_message(viewer, channel, _text(body, "ts"))
        if message.ephemeral_for is None:
            raise VisitorError("Only messages that nobody else sees can be put away.")
        self._marks.dismiss(viewer.id, channel.id, message.ts)
        self._stage.workspace.changed()
        return {}

    def _where(self, viewer: User, where: Any) -> Message | OpenView:
        if not isinstance(where, dict):
            raise VisitorError("It is not clear what was clicked.")
        if isinstance(where.get("message"), dict):
            place = where["message"]
            return self._seen_message(viewer, self._conversation(viewer, place), _text(place, "ts"))
        if where.get("home"):
            home = self._stage.views.home(viewer.id)
            if home is None:
                raise VisitorError("There is no Home yet.")
            return home
        return self._view(viewer, _text(where, "view"))

    def _view(self, viewer: User, view_id: str) -> OpenView:
        view = self._stage.views.find(view_id)
        if view.user_id != viewer.id:
            raise VisitorError("This form is somebody else's.")
        return view

    def _conversation(self, viewer: User, body: Json) -> Conversation:
        channel = self._stage.workspace.conversations.get(_text(body, "channel"))
        if channel is None or viewer.id not in channel.members:
            raise VisitorError("You are not in that conversation.")
        return channel

    def _seen_message(self, viewer: User, channel: Conversation, ts: str) -> Message:
        message = channel.message(ts)
        if message is None or message.ephemeral_for not in (None, viewer.id):
            raise VisitorError("That message is gone.")
        return message

    def _known_shortcut(self, body: Json, kind: str) -> str:
        callback_id = _text(body, "callback_id")
        known = {one.callback_id for one in self._manifest.shortcuts if one.type == kind}
        if callback_id not in known:
            raise VisitorError("There is no such shortcut here.")
        return callback_id


def _whole_option(body: Json, state: State) -> Any:
    """What was chosen; an option Steady supplied keeps its words, which only the state carries."""
    selected = body.get("selected")
    of_block = state.get(str(body.get("block_id")), {})
    option = of_block.get(str(body.get("action_id")), {}).get("selected_option")
    return option if option and option["value"] == selected else selected


def _told(seen: Seen) -> Json:
    return {"ok": False, "error": seen.error} if seen.error else {}


def _text(body: Json, name: str, least: int = 1) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not least <= len(value) <= LONGEST_LINE:
        raise VisitorError(f"The page sent no usable {name}.")
    return value
