"""What did a person type, before Slack wrapped it?

Slack escapes `&`, `<` and `>` and wraps mentions, channels and links in `<…>`. Steady keeps
plain text: unwrapped and unescaped once on the way in, escaped once on the way out.
"""

import html
import re

_WRAPPED = re.compile(r"<([^<>]*)>")
_CHANNEL = re.compile(r"<#([CG][A-Z0-9]+)(?:\|([^>]*))?>")
_MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")


def unwrapped(text: str) -> str:
    """The text as it was typed."""
    return html.unescape(_WRAPPED.sub(lambda found: _plain(found.group(1)), text))


def mentioned(text: str) -> str | None:
    """The Slack user id of the first person mentioned."""
    found = _MENTION.search(text)
    return found.group(1) if found else None


def all_mentioned(text: str) -> list[str]:
    """The Slack user ids of everybody mentioned, in their order."""
    return _MENTION.findall(text)


def without_mention(text: str) -> str:
    """The text without the first person mentioned, whose shown name may be several words."""
    return _MENTION.sub(" ", text, count=1)


def channel_named(text: str) -> tuple[str, str] | None:
    """The first channel a text names: its Slack id, and what it is called."""
    found = _CHANNEL.search(text)
    return (found.group(1), found.group(2) or "") if found else None


def without_channel(text: str) -> str:
    """The text without the first channel it names."""
    return _CHANNEL.sub(" ", text, count=1)


def _plain(inside: str) -> str:
    target, _, label = inside.partition("|")
    if target.startswith("@"):
        return f"@{label or target[1:]}"
    if target.startswith("#"):
        return f"#{label or target[1:]}"
    if target.startswith("!"):
        return f"@{(label or target[1:].split('^')[0]).lstrip('@')}"
    return label or target.removeprefix("mailto:")
