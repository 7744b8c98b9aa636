"""What does Slack make of the characters a person types?"""

import re
from collections.abc import Mapping

from bot.demo.workspace import User, Workspace

_LINK = re.compile(r"https?://[^\s<>]+")


def escaped(text: str) -> str:
    """The three characters Slack writes as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_sent(workspace: Workspace, text: str) -> str:
    """Escaped, with @people, #channels and links that exist rewritten as Slack's references."""
    sent = _LINK.sub(lambda link: f"<{link.group()}>", escaped(text))
    for name, user_id in sorted(_people(workspace).items(), key=_longest_first):
        sent = re.sub(rf"(?<!\w)@{re.escape(name)}(?!\w)", f"<@{user_id}>", sent, flags=re.I)
    for name, reference in sorted(_channels(workspace).items(), key=_longest_first):
        sent = re.sub(rf"(?<![\w<])#{re.escape(name)}(?![\w-])", reference, sent)
    return sent


def _people(workspace: Workspace) -> Mapping[str, str]:
    """The names people can be mentioned by: handle, whole name, and a first name nobody shares."""
    here = [user for user in workspace.users.values() if not user.deleted]
    firsts = [_first(user) for user in here]
    names = {escaped(name): user.id for user in here for name in (user.handle, user.name)}
    alone = {escaped(_first(user)): user.id for user in here if firsts.count(_first(user)) == 1}
    return alone | names


def _channels(workspace: Workspace) -> Mapping[str, str]:
    """References to channels; Slack leaves the name of a private one out."""
    channels = (c for c in workspace.conversations.values() if c.kind == "channel")
    return {c.name: f"<#{c.id}|{'' if c.is_private else c.name}>" for c in channels}


def _first(user: User) -> str:
    return user.name.split()[0]


def _longest_first(entry: tuple[str, str]) -> int:
    return -len(entry[0])
