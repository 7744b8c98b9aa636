"""What does whoever runs Steady read, on the command line?"""

import errno
from collections.abc import Mapping
from datetime import datetime

_PAGE_OF = {
    "STEADY_SLACK_BOT_TOKEN": "OAuth & Permissions",
    "STEADY_SLACK_APP_TOKEN": "Basic Information",
}
_RUN_THE_NEWER = "Run the newer version, or bring back a backup from before it."
_NEEDS = {
    "corrupt": "Bring back the newest backup: python -m bot restore FILE",
    "disk_full": "Make room on its disk.",
    "locked_elsewhere": "Stop the other one, or give this one a database of its own.",
    "newer_schema": _RUN_THE_NEWER,
    "read_only": "Let this user write there.",
}


def older_layout(found: str, needed: str) -> str:
    """The database wants to be migrated."""
    return (
        f"The database is at layout {found}, this version needs {needed}. "
        "Make a backup, then run: python -m bot migrate (or start with STEADY_MIGRATE=true)"
    )


def newer_layout(found: str, known: str) -> str:
    """The database belongs to a newer Steady; no migration leads back."""
    return (
        f"The database is at layout {found}, which a newer Steady made; this version knows "
        f"layouts up to {known}. {_RUN_THE_NEWER}"
    )


def no_database(reason: str, trouble: str) -> str:
    """The database cannot be opened at all."""
    needs = f" {_NEEDS[reason]}" if reason in _NEEDS else ""
    return f"The database at STEADY_DATABASE_URL cannot be used: {trouble}.{needs}"


def cannot_listen(host: str, port: int, why: int | None) -> str:
    """The address is not ours to listen on."""
    place = f"{host}:{port}"
    if why == errno.EADDRINUSE:
        return f"Cannot listen on {place}: it is taken. Set STEADY_HTTP_PORT to a free port."
    if why == errno.EACCES:
        return f"Cannot listen on {place}: not allowed. Set STEADY_HTTP_PORT above 1023."
    return f"Cannot listen on {place}. Set STEADY_HTTP_HOST to an address of this machine."


def token_refused(setting: str, code: str) -> str:
    """Slack knows no such token."""
    return (
        f"Slack did not accept {setting} ({code}). "
        f"Copy it again from your app's {_PAGE_OF[setting]} page."
    )


def slack_away(url: str, kind: str) -> str:
    """Slack could not be asked."""
    return f"Slack does not answer at {url} ({kind}). Check the network and STEADY_SLACK_API_URL."


def other_workspace(served: str, told: str) -> str:
    """The database is another team's."""
    return (
        f"This database belongs to workspace {served}, the token to {told}. "
        "Set STEADY_DATABASE_URL to a database of its own."
    )


def backed_up(file: str) -> str:
    """A backup is written."""
    return f"Everything is in {file}. Keep it where this machine cannot lose it."


def restored(made_at: datetime) -> str:
    """A backup is in its place again."""
    return (
        f"Everything is back as it was on {made_at:%d %B %Y at %H:%M} UTC. Start Steady: it "
        "answers at once, and starts no message until it has read back, in every rep's direct "
        "messages, what was said since then."
    )


_REFUSED = {
    "exists": "{file} is there already. Name a file that is not.",
    "nothing": "There is nothing at {place} yet: Steady has never run there.",
    "not_a_backup": ("{file} is not a backup. Name a file that python -m bot backup has written."),
    "damaged": "{file} is damaged. Take another backup.",
    "newer": (
        "{file} was made by a newer Steady (layout {found}; this version knows layouts up to "
        "{known}). Update Steady, then restore it."
    ),
    "in_use": "A Steady runs on {place}. Stop it first.",
    "not_empty": "There is something at {place} already. Move it away first; nothing was changed.",
}


def not_restored(code: str, facts: Mapping[str, str]) -> str:
    """Why a backup is not made, or not brought back."""
    return _REFUSED[code].format(**facts)
