"""What happens when a person fills in, sends or closes a form?"""

from collections.abc import Mapping
from typing import Any

from bot.demo import limits, payloads
from bot.demo.answers import form_errors, next_view
from bot.demo.blocks import Json, filled, find
from bot.demo.form_state import entered, merge, missing, offered, state_of
from bot.demo.inbound import Delivery
from bot.demo.people import People
from bot.demo.refusal import RefusalError
from bot.demo.seen import Seen
from bot.demo.views import OpenView
from bot.demo.workspace import Message, User

TROUBLE = "We had some trouble connecting. Try again?"


class Forms:
    """The open forms of the workspace's people."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._stage = people.stage

    def fill(self, user_id: str, values: Mapping[str, Any], view_id: str | None = None) -> None:
        """Type or choose in the open form without sending it."""
        view = self._open(user_id, view_id)
        merge(view.entered, entered(view.body["blocks"], values))

    async def submit(
        self, user_id: str, values: Mapping[str, Any], view_id: str | None = None
    ) -> Seen:
        """Fill in and send; what Slack's own client refuses never reaches Steady."""
        user = self._people.person(user_id)
        view = self._open(user_id, view_id)
        self.fill(user_id, values, view.id)
        blocks = view.body["blocks"]
        if errors := missing(blocks, state_of(blocks, view.entered)):
            return Seen(0, errors=errors, view=self._stage.views.as_slack(view))
        workspace = self._stage.workspace
        payload = payloads.view_submission(workspace, user, self._stage.views, view)
        payload["trigger_id"] = self._stage.passes.trigger(user.id, view.channel, view.id)
        with workspace.watching(user.id, view.channel or workspace.dm(user.id).id) as messages:
            delivery = await self._people.inbound.send("interactive", payload)
            errors, error = self._take(view, delivery)
        return self._seen(user, delivery, messages, errors, error)

    async def close(self, user_id: str, view_id: str | None = None, cleared: bool = False) -> Seen:
        """Cancel the open form, or with `cleared` all; Steady hears of it if it asked to."""
        user = self._people.person(user_id)
        view = self._open(user_id, view_id)
        workspace, views = self._stage.workspace, self._stage.views
        payload = payloads.view_closed(workspace, user, views, view, cleared)
        if cleared or view.body.get("clear_on_close"):
            views.clear(user_id)
        else:
            views.leave(view)
        if not view.body.get("notify_on_close"):
            return self._seen(user, None, [], {}, None)
        with workspace.watching(user.id, view.channel or workspace.dm(user.id).id) as messages:
            delivery = await self._people.inbound.send("interactive", payload)
        return self._seen(user, delivery, messages, {}, None)

    async def options(
        self, user_id: str, action_id: str, text: str, view_id: str | None, message: Message | None
    ) -> list[Json]:
        """What a menu offers for the characters typed so far; LookupError when Steady fails."""
        user = self._people.person(user_id)
        workspace = self._stage.workspace
        view = None if message else self._open(user_id, view_id)
        blocks = message.blocks or [] if message else self._blocks(view)
        one = find(blocks, action_id, None, None)
        payload = payloads.block_suggestion(workspace, user, one, text)
        payload |= self._place(message, view)
        delivery = await self._people.inbound.send("interactive", payload)
        answer = delivery.answer.json()
        if not delivery.answer.ok or answer is None:
            raise LookupError("Steady gave no options")
        if problems := limits.options_problems(answer):
            raise LookupError(f"Slack would refuse these options: {'; '.join(problems)}")
        return [filled(option) for option in offered(answer)]

    def _open(self, user_id: str, view_id: str | None) -> OpenView:
        if view_id is not None:
            found = self._stage.views.find(view_id)
            if found.user_id == user_id:
                return found
        top = self._stage.views.top(user_id)
        if top is None or view_id is not None:
            raise LookupError(f"{user_id} has no such form open")
        return top

    def _blocks(self, view: OpenView | None) -> list[Json]:
        return list(view.body["blocks"]) if view else []

    def _place(self, message: Message | None, view: OpenView | None) -> Json:
        if view is not None:
            container = {"type": "view", "view_id": view.id}
            return {"container": container, "view": self._stage.views.as_slack(view)}
        assert message is not None
        channel = self._stage.workspace.conversations[message.channel]
        container = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
        return {"container": container, "channel": {"id": channel.id, "name": channel.name}}

    def _take(self, view: OpenView, delivery: Delivery) -> tuple[dict[str, str], str | None]:
        """The answer to a form: empty closes it; errors, update, push and clear do as they say."""
        if not delivery.answer.ok:
            return {}, TROUBLE
        body = delivery.answer.json() or {}
        try:
            return self._follow(view, body), None
        except RefusalError as refusal:
            return {}, f"{TROUBLE} ({'; '.join([refusal.code, *refusal.messages])})"

    def _follow(self, view: OpenView, body: Json) -> dict[str, str]:
        views, action = self._stage.views, body.get("response_action")
        if action == "errors":
            return form_errors(body, view.body["blocks"])
        if action == "update":
            views.update(view, next_view(body))
        elif action == "push":
            views.push(view.user_id, next_view(body))
        elif action == "clear":
            views.clear(view.user_id)
        elif body:
            raise RefusalError("invalid_response_action", ["an empty body or a response_action"])
        else:
            views.leave(view)
        return {}

    def _seen(
        self,
        user: User,
        delivery: Delivery | None,
        messages: list[Message],
        errors: dict[str, str],
        error: str | None,
    ) -> Seen:
        top = self._stage.views.top(user.id)
        shown = self._stage.views.as_slack(top) if top else None
        status, body = (delivery.status, delivery.answer.body) if delivery else (0, "")
        return Seen(status, messages, errors, shown, error, body)
