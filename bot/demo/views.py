"""Which forms does each person have open, and what is on their Home tab?"""

import secrets
from dataclasses import dataclass, field

from bot.demo.blocks import Json, State, filled, with_ids
from bot.demo.form_state import state_of
from bot.demo.refusal import RefusalError
from bot.demo.workspace import Workspace, made_up_id

DEEPEST_STACK = 3  # views


@dataclass(slots=True)
class OpenView:
    """A form or a Home tab as one person has it before them."""

    id: str
    user_id: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None
    channel: str | None
    entered: State = field(default_factory=dict)


class Views:
    """Every person's stack of forms, and every published Home."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._stacks: dict[str, list[OpenView]] = {}
        self._homes: dict[str, OpenView] = {}
        self._made = 0

    def stack(self, user_id: str) -> list[OpenView]:
        """The open forms of one person, the topmost last."""
        return self._stacks.setdefault(user_id, [])

    def top(self, user_id: str) -> OpenView | None:
        """The form a person looks at."""
        stack = self.stack(user_id)
        return stack[-1] if stack else None

    def home(self, user_id: str) -> OpenView | None:
        """What is published on a person's Home."""
        return self._homes.get(user_id)

    def open(self, user_id: str, body: Json, channel: str | None) -> OpenView:
        """A new form in place of whatever was open."""
        self._check_external_id(body)
        self._stacks[user_id] = []
        return self.push(user_id, body, channel)

    def push(self, user_id: str, body: Json, channel: str | None = None) -> OpenView:
        """A form on top of the others; Slack stacks three at most."""
        stack = self.stack(user_id)
        if len(stack) >= DEEPEST_STACK:
            raise RefusalError("push_limit_reached")
        below = stack[-1] if stack else None
        view = self._new(user_id, body, below, channel)
        stack.append(view)
        self._workspace.changed()
        return view

    def update(self, view: OpenView, body: Json) -> OpenView:
        """New content under the same id; what was typed stays where its field still exists."""
        self._check_external_id(body, besides=view)
        view.body = self._kept(body)
        view.hash = self._new_hash()
        self._workspace.changed()
        return view

    def publish(self, user_id: str, body: Json, expected_hash: str | None) -> OpenView:
        """A person's Home, new or changed; a stale hash is refused."""
        home = self._homes.get(user_id)
        if home is None:
            home = self._homes[user_id] = self._new(user_id, body, None, None)
            self._workspace.changed()
            return home
        check_hash(home, expected_hash)
        return self.update(home, body)

    def leave(self, view: OpenView) -> None:
        """Take one form away; the one below shows again."""
        stack = self.stack(view.user_id)
        if view in stack:
            stack.remove(view)
            self._workspace.changed()

    def clear(self, user_id: str) -> None:
        """Take all forms away."""
        self._stacks[user_id] = []
        self._workspace.changed()

    def find(self, view_id: str | None, external_id: str | None = None) -> OpenView:
        """An open form or a Home by either id."""
        for view in self._all():
            if view_id == view.id or (external_id and view.body.get("external_id") == external_id):
                return view
        raise RefusalError("not_found")

    def as_slack(self, view: OpenView) -> Json:
        """The whole view object as Slack sends it, with the state of its fields."""
        app, body = self._workspace.app, view.body
        return {
            "id": view.id,
            "team_id": self._workspace.team_id,
            "type": body["type"],
            "blocks": body["blocks"],
            "private_metadata": body.get("private_metadata", ""),
            "callback_id": body.get("callback_id", ""),
            "state": {"values": state_of(body["blocks"], view.entered)},
            "hash": view.hash,
            "title": body.get("title", _TITLE_OF_A_HOME),
            "clear_on_close": body.get("clear_on_close", False),
            "notify_on_close": body.get("notify_on_close", False),
            "close": body.get("close"),
            "submit": body.get("submit"),
            "previous_view_id": view.previous_id,
            "root_view_id": view.root_id,
            "app_id": app.id,
            "external_id": body.get("external_id", ""),
            "app_installed_team_id": self._workspace.team_id,
            "bot_id": app.bot_id,
        }

    def _new(
        self, user_id: str, body: Json, below: OpenView | None, channel: str | None
    ) -> OpenView:
        self._check_external_id(body)
        self._made += 1
        view_id = made_up_id("V", f"{user_id} {self._made}")
        return OpenView(
            id=view_id,
            user_id=user_id,
            body=self._kept(body),
            hash=self._new_hash(),
            root_id=below.root_id if below else view_id,
            previous_id=below.id if below else None,
            channel=channel or (below.channel if below else None),
        )

    def _kept(self, body: Json) -> Json:
        blocks = with_ids(body["blocks"], self._workspace.mint)
        return {name: filled(value) for name, value in body.items()} | {"blocks": blocks}

    def _new_hash(self) -> str:
        seconds = int(self._workspace.clock.steady_now().timestamp())
        return f"{seconds}.{secrets.token_hex(4)}"

    def _all(self) -> list[OpenView]:
        forms = [view for stack in self._stacks.values() for view in stack]
        return forms + list(self._homes.values())

    def _check_external_id(self, body: Json, besides: OpenView | None = None) -> None:
        wanted = body.get("external_id")
        if not wanted:
            return
        if any(v.body.get("external_id") == wanted and v is not besides for v in self._all()):
            raise RefusalError("duplicate_external_id")


def check_hash(view: OpenView, expected_hash: str | None) -> None:
    """A writer that read an older version loses."""
    if expected_hash and expected_hash != view.hash:
        raise RefusalError("hash_conflict")


_TITLE_OF_A_HOME = {"type": "plain_text", "text": "View Title", "emoji": True}
