"""What is in the stand-in workspace: who is here, where do they talk, what was said?"""

import hashlib
import secrets
import string
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from bot.clock import Clock
from bot.demo.blocks import Json, with_ids

TEXT_CUT_AT = 40_000  # characters; Slack cuts longer message texts


@dataclass(frozen=True, slots=True)
class App:
    """The installed app: Steady's identity in this workspace, and its secrets."""

    id: str
    bot_id: str
    bot_user_id: str
    name: str
    bot_token: str
    app_token: str
    signing_secret: str


@dataclass(slots=True)
class User:
    id: str
    name: str
    handle: str
    team_id: str
    tz: str = "Europe/Berlin"
    locale: str = "en-US"
    title: str = ""
    is_admin: bool = False
    is_restricted: bool = False
    deleted: bool = False
    is_bot: bool = False


@dataclass(slots=True)
class File:
    """What the app uploads: first an address, then the bytes, then a place to stand."""

    id: str
    name: str
    length: int
    content: bytes | None = None
    title: str = ""
    is_shared: bool = False


@dataclass(slots=True)
class Message:
    channel: str
    ts: str
    user: str
    text: str
    blocks: list[Json] | None
    metadata: Json | None
    shown_at: datetime
    by_app: bool
    ephemeral_for: str | None = None
    edited: bool = False
    thread_ts: str | None = None
    attachments: list[Json] | None = None
    files: list[File] = field(default_factory=list)


@dataclass(slots=True)
class Conversation:
    id: str
    name: str
    kind: str  # "channel" or "im"
    members: list[str]
    created_at: datetime
    topic: str = ""
    is_private: bool = False
    is_archived: bool = False
    is_ext_shared: bool = False
    messages: list[Message] = field(default_factory=list)

    def message(self, ts: str) -> Message | None:
        """The message with this ts, if it is still here."""
        return next((m for m in self.messages if m.ts == ts), None)


Watcher = Callable[[Message], None]


class Workspace:
    """One Slack team with one app installed, all in memory."""

    def __init__(self, clock: Clock, name: str, app_name: str) -> None:
        self.clock = clock
        self.name = name
        self.domain = _handle(name).replace(".", "-")
        self.team_id = made_up_id("T", name)
        self.users: dict[str, User] = {}
        self.conversations: dict[str, Conversation] = {}
        self.files: dict[str, File] = {}
        self.subscribers: list[Callable[[], None]] = []
        self.messages_tab_enabled = True
        self.home_tab_enabled = True
        self.version = 0
        self._watchers: list[Watcher] = []
        self._last_micros = 0
        self._minted = 0
        self.app = _installed(app_name)
        self._add(
            User(self.app.bot_user_id, app_name, _handle(app_name), self.team_id, is_bot=True)
        )

    def add_user(self, name: str, **facts: Any) -> User:
        """Somebody joins; the same names in the same order get the same ids."""
        user_id = made_up_id("U", f"{len(self.users)} {name}")
        user = User(user_id, name, _handle(name), facts.pop("team_id", self.team_id), **facts)
        return self._add(user)

    def add_channel(self, name: str, members: Iterable[str] = (), **facts: Any) -> Conversation:
        """A new channel; Steady is in it only when its bot user is among the members."""
        channel_id = made_up_id("C", f"{len(self.conversations)} {name}")
        made = Conversation(channel_id, name, "channel", list(members), self.clock.now(), **facts)
        self.conversations[channel_id] = made
        self.changed()
        return made

    def dm(self, user_id: str) -> Conversation:
        """The direct messages between Steady and one person; made on first use."""
        dm_id = made_up_id("D", f"dm {user_id}")
        if dm_id not in self.conversations:
            pair = [user_id, self.app.bot_user_id]
            self.conversations[dm_id] = Conversation(
                dm_id, self.app.name, "im", pair, self.clock.now()
            )
        return self.conversations[dm_id]

    def post(
        self,
        channel: Conversation,
        user_id: str,
        text: str,
        blocks: list[Json] | None = None,
        **facts: Any,
    ) -> Message:
        """Add a message; its ts is unique and later than every earlier one."""
        message = Message(
            channel=channel.id,
            ts=self.next_ts(),
            user=user_id,
            text=text[:TEXT_CUT_AT],
            blocks=with_ids(blocks, self.mint) if blocks else None,
            metadata=facts.pop("metadata", None),
            shown_at=self.clock.now(),
            by_app=user_id == self.app.bot_user_id,
            **facts,
        )
        channel.messages.append(message)
        self._show(message)
        return message

    def edit(self, message: Message, text: str, blocks: list[Json] | None) -> None:
        """Give a message new content; only a text-only edit carries Slack's «edited» mark."""
        message.text = text[:TEXT_CUT_AT]
        message.blocks = with_ids(blocks, self.mint) if blocks else None
        message.edited = not blocks
        self._show(message)

    def remove(self, message: Message) -> None:
        """Take a message away."""
        self.conversations[message.channel].messages.remove(message)
        self.changed()

    def next_ts(self) -> str:
        """A Slack timestamp of real time, never the same twice."""
        now = int(self.clock.steady_now().timestamp() * 1_000_000)
        self._last_micros = max(now, self._last_micros + 1)
        return f"{self._last_micros // 1_000_000}.{self._last_micros % 1_000_000:06d}"

    def mint(self) -> str:
        """A short id such as Slack gives to blocks that came without one."""
        self._minted += 1
        return _letters(f"{self.team_id} {self._minted}", 5)

    def changed(self) -> None:
        """Tell everybody who shows this workspace that it looks different now."""
        self.version += 1
        for tell in list(self.subscribers):
            tell()

    @contextmanager
    def watching(self, user_id: str, channel_id: str) -> Iterator[list[Message]]:
        """Collect what one person sees arrive or change in one conversation meanwhile."""
        seen: list[Message] = []

        def look(message: Message) -> None:
            for_them = message.ephemeral_for in (None, user_id) and message.user != user_id
            if message.channel == channel_id and for_them and message not in seen:
                seen.append(message)

        self._watchers.append(look)
        try:
            yield seen
        finally:
            self._watchers.remove(look)

    def _add(self, user: User) -> User:
        self.users[user.id] = user
        self.changed()
        return user

    def _show(self, message: Message) -> None:
        for look in list(self._watchers):
            look(message)
        self.changed()


def made_up_id(prefix: str, seed: str) -> str:
    """An id in Slack's form, the same for the same seed."""
    return prefix + "0" + _letters(f"{prefix} {seed}", 9).upper()


def micros(ts: str) -> int:
    """A Slack timestamp as a whole number of microseconds; ValueError when it is none."""
    seconds, _, fraction = ts.partition(".")
    return int(seconds) * 1_000_000 + int((fraction + "000000")[:6])


def aware(moment: datetime) -> str:
    """An instant as ISO text in UTC."""
    return moment.astimezone(UTC).isoformat()


def changed_user(user: User, **facts: Any) -> None:
    """Overwrite some facts of a person; an unknown fact is a TypeError."""
    new = replace(user, **facts)
    for name in facts:
        setattr(user, name, getattr(new, name))


def _installed(name: str) -> App:
    return App(
        id=made_up_id("A", name),
        bot_id=made_up_id("B", name),
        bot_user_id=made_up_id("U", name),
        name=name,
        bot_token=f"xoxb-standin-{secrets.token_hex(12)}",
        app_token=f"xapp-standin-{secrets.token_hex(12)}",
        signing_secret=secrets.token_hex(16),
    )


def _letters(seed: str, count: int) -> str:
    alphabet = string.digits + string.ascii_lowercase
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest(), "big")
    picked = []
    for _ in range(count):
        number, rest = divmod(number, len(alphabet))
        picked.append(alphabet[rest])
    return "".join(picked)


def _handle(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return ".".join(plain.split())
