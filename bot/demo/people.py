"""What happens when a person types, clicks or looks?"""

from collections.abc import Sequence
from typing import Any

from bot.demo import payloads, typed
from bot.demo.answers import show_reply
from bot.demo.blocks import Json, State, find
from bot.demo.form_state import FIELDS, chosen_in, merge, state_of
from bot.demo.inbound import Delivery, Inbound
from bot.demo.manifest import Manifest
from bot.demo.refusal import RefusalError
from bot.demo.seen import Seen
from bot.demo.stage import Stage
from bot.demo.views import OpenView
from bot.demo.workspace import Conversation, Message, User

DEFAULT_EVENTS = frozenset(
    {
        "app_home_opened",
        "app_uninstalled",
        "channel_id_changed",
        "message.im",
        "tokens_revoked",
        "user_change",
    }
)


class People:
    """Everything the people of the workspace can do, except filling in forms."""

    def __init__(self, stage: Stage, inbound: Inbound) -> None:
        self.stage = stage
        self.inbound = inbound
        self.subscribed = set(DEFAULT_EVENTS)
        self.unescaped_commands: set[str] = set()
        self._events = 0
        self._picked: dict[tuple[str, str, str], State] = {}

    def go_by(self, manifest: Manifest) -> None:
        """Offer and send only what the app's manifest promises."""
        self.subscribed = set(manifest.events)
        plain = {one.command for one in manifest.commands if not one.should_escape}
        self.unescaped_commands = plain
        self.stage.workspace.messages_tab_enabled = manifest.messages_tab
        self.stage.workspace.home_tab_enabled = manifest.home_tab

    async def command(self, user_id: str, name: str, text: str, channel_id: str | None) -> Seen:
        """A slash command from a conversation the person is in."""
        user = self.person(user_id)
        channel = self._their_conversation(user, channel_id)
        if name not in self.unescaped_commands:
            text = typed.as_sent(self.stage.workspace, text)
        payload: Json = {
            **payloads.slash_command(self.stage.workspace, user, channel, name, text),
            "response_url": self.stage.passes.response_url("commands", user.id, channel.id, None),
            "trigger_id": self.stage.passes.trigger(user.id, channel.id),
        }
        with self.stage.workspace.watching(user.id, channel.id) as messages:
            delivery = await self.inbound.send("slash_commands", payload)
            error = self.show_answer(delivery) or command_failed(name, delivery)
        return self._seen(user, delivery, messages, error)

    async def click(
        self,
        user_id: str,
        message: Message,
        action_id: str,
        block_id: str | None,
        value: Any,
        selected: Any,
        entered: State | None = None,
    ) -> Seen:
        """A click in a message the person can see; `entered` is what else they chose in it."""
        workspace = self.stage.workspace
        user = self.person(user_id)
        if message.ephemeral_for not in (None, user_id):
            raise LookupError("this message is for somebody else's eyes")
        channel = workspace.conversations[message.channel]
        action = self._action(message.blocks or [], action_id, block_id, value, selected)
        picked = self._picked.setdefault((user.id, channel.id, message.ts), {})
        merge(picked, entered or {})
        if action["type"] in FIELDS:
            merge(picked, {action["block_id"]: {action_id: chosen_in(action)}})
        payload = payloads.block_actions_in_message(workspace, user, channel, message, action)
        payload["state"] = {"values": state_of(message.blocks or [], picked)}
        passes = self.stage.passes
        payload["trigger_id"] = passes.trigger(user.id, channel.id)
        payload["response_url"] = passes.response_url("actions", user.id, channel.id, message.ts)
        return await self._interact(user, channel, payload)

    async def click_view(
        self,
        user_id: str,
        view: OpenView,
        action_id: str,
        block_id: str | None,
        value: Any,
        selected: Any,
    ) -> Seen:
        """A click on Home or in a form; what was chosen stays chosen."""
        workspace = self.stage.workspace
        user = self.person(user_id)
        one = find(view.body["blocks"], action_id, block_id, value)
        action = self._action(view.body["blocks"], action_id, block_id, value, selected)
        if one.needs_dispatch:
            raise LookupError(f"{action_id} stands in an input without dispatch_action")
        if action["type"] in FIELDS:
            merge(view.entered, {action["block_id"]: {action_id: chosen_in(action)}})
        payload = payloads.block_actions_in_view(workspace, user, self.stage.views, view, action)
        payload["trigger_id"] = self.stage.passes.trigger(user.id, view.channel, view.id)
        return await self._interact(user, self._home_ground(user, view.channel), payload)

    async def shortcut(self, user_id: str, callback_id: str) -> Seen:
        """A global shortcut."""
        user = self.person(user_id)
        workspace = self.stage.workspace
        payload = payloads.global_shortcut(workspace, user, callback_id, workspace.next_ts())
        payload["trigger_id"] = self.stage.passes.trigger(user.id, None)
        return await self._interact(user, workspace.dm(user.id), payload)

    async def message_shortcut(
        self, user_id: str, callback_id: str, channel_id: str, ts: str
    ) -> Seen:
        """A shortcut on a message."""
        workspace, passes = self.stage.workspace, self.stage.passes
        user = self.person(user_id)
        channel = self._their_conversation(user, channel_id)
        message = channel.message(ts)
        if message is None:
            raise LookupError(f"no message {ts} in {channel.name}")
        payload = payloads.message_shortcut(
            workspace, user, channel, message, callback_id, workspace.next_ts()
        )
        payload["trigger_id"] = passes.trigger(user.id, channel.id)
        payload["response_url"] = passes.response_url("app", user.id, channel.id, None)
        return await self._interact(user, channel, payload)

    async def say(self, user_id: str, channel_id: str, text: str) -> Seen:
        """A message to everybody in the conversation."""
        workspace = self.stage.workspace
        user = self.person(user_id)
        channel = self._their_conversation(user, channel_id)
        with workspace.watching(user.id, channel.id) as messages:
            message = workspace.post(channel, user.id, typed.as_sent(workspace, text))
            heard = workspace.app.bot_user_id in channel.members
            event = payloads.message_event(workspace, channel, message)
            delivery = await self.event(event) if heard else None
        return self._seen(user, delivery, messages, None)

    async def open_tab(self, user_id: str, tab: str) -> Seen:
        """The person looks at Steady's Home or Messages tab."""
        workspace = self.stage.workspace
        user = self.person(user_id)
        dm = workspace.dm(user.id)
        home = self.stage.views.home(user.id)
        shown = self.stage.views.as_slack(home) if home else None
        event = payloads.app_home_opened(user, dm, tab, workspace.next_ts(), shown)
        with workspace.watching(user.id, dm.id) as messages:
            delivery = await self.event(event)
        return self._seen(user, delivery, messages, None)

    async def event(self, event: Json) -> Delivery | None:
        """Any event Steady subscribed to; None when it did not."""
        if payloads.event_name(event) not in self.subscribed:
            return None
        self._events += 1
        workspace = self.stage.workspace
        now = int(workspace.clock.steady_now().timestamp())
        event_id = f"Ev{workspace.team_id[1:]}{self._events:06d}"
        payload = payloads.event_callback(workspace, event, event_id, now)
        return await self.inbound.send_event(payload)

    def show_answer(self, delivery: Delivery) -> str | None:
        """The acknowledgement of a command may be the reply itself, as text or as JSON."""
        said = delivery.answer
        body = said.json() or ({"text": said.body} if said.body.strip() else None)
        if not said.ok or body is None or not (body.keys() & {"text", "blocks", "attachments"}):
            return None
        key = delivery.payload["response_url"].rsplit("/", 1)[-1]
        try:
            show_reply(self.stage, self.stage.passes.answered_by(key), body)
        except RefusalError as refusal:
            return f"Slack refused the answer: {'; '.join([refusal.code, *refusal.messages])}"
        return None

    def person(self, user_id: str) -> User:
        """Somebody who can act: here, human and not deactivated."""
        user = self.stage.workspace.users.get(user_id)
        if user is None or user.is_bot or user.deleted:
            raise LookupError(f"{user_id} is nobody who can act in this workspace")
        return user

    def _their_conversation(self, user: User, channel_id: str | None) -> Conversation:
        conversations = self.stage.workspace.conversations
        if channel_id is None:
            mine = [c for c in conversations.values() if user.id in c.members]
            channels = [c for c in mine if c.kind == "channel"]
            return channels[0] if channels else self.stage.workspace.dm(user.id)
        channel = conversations.get(channel_id)
        if channel is None or user.id not in channel.members:
            raise LookupError(f"{user.name} is not in {channel_id}")
        return channel

    def _home_ground(self, user: User, channel_id: str | None) -> Conversation:
        workspace = self.stage.workspace
        return workspace.conversations[channel_id] if channel_id else workspace.dm(user.id)

    def _action(
        self,
        blocks: Sequence[Json],
        action_id: str,
        block_id: str | None,
        value: Any,
        selected: Any,
    ) -> Json:
        one = find(blocks, action_id, block_id, value)
        return payloads.action_of(one, self.stage.workspace.next_ts(), value, selected)

    async def _interact(self, user: User, channel: Conversation, payload: Json) -> Seen:
        with self.stage.workspace.watching(user.id, channel.id) as messages:
            delivery = await self.inbound.send("interactive", payload)
        return self._seen(user, delivery, messages, _click_failed(delivery))

    def _seen(
        self, user: User, delivery: Delivery | None, messages: list[Message], error: str | None
    ) -> Seen:
        top = self.stage.views.top(user.id)
        view = self.stage.views.as_slack(top) if top else None
        status, body = (delivery.status, delivery.answer.body) if delivery else (0, "")
        return Seen(status, messages, view=view, error=error, body=body)


def command_failed(name: str, delivery: Delivery) -> str | None:
    """The line Slack shows when a command was not answered with a 200 in time."""
    if delivery.status == 200:
        return None
    late = delivery.answer.failure == "http_timeout"
    return f"{name} failed with the error “{'operation_timeout' if late else 'dispatch_failed'}”"


def _click_failed(delivery: Delivery) -> str | None:
    return None if delivery.answer.ok else "This app responded with an error; try again."
