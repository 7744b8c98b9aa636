"""Which manifest does Slack need?

The file is for Socket Mode; `--url` prints the HTTP variant, and `--shared-channels` adds what the
contact seen in Slack takes.
"""

import argparse
from pathlib import Path
from typing import Any, TextIO
from urllib.parse import urlsplit

from bot.cli.problems import refuse

# To hear that somebody wrote, and to see whether a channel is shared.
_CHANNEL_SCOPES = ("channels:history", "channels:read", "groups:history", "groups:read")
_CHANNEL_EVENTS = ("message.channels", "message.groups")
FILE = Path(__file__).parents[2] / "manifest.yml"


def add_parser(subparsers: Any) -> None:
    """`manifest`, among the other commands of `python -m bot`."""
    parser = subparsers.add_parser("manifest", help="print the app manifest to paste into Slack")
    parser.add_argument(
        "--url",
        metavar="https://…",
        help="print the HTTP variant, for a Steady that is reached at this address",
    )
    parser.add_argument(
        "--shared-channels",
        action="store_true",
        help="with the optional scopes that let what clients write in shared channels count",
    )


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Print the manifest as YAML."""
    import yaml  # here, so that the other commands start without it

    if args.url is None and not args.shared_channels:
        out.write(FILE.read_text(encoding="utf-8"))
        return 0
    if args.url is not None and (why := _unreachable(args.url)) is not None:
        return refuse(f"--url: {why}")
    manifest = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    manifest = over_http(manifest, args.url) if args.url is not None else manifest
    manifest = with_shared_channels(manifest) if args.shared_channels else manifest
    yaml.safe_dump(manifest, out, sort_keys=False, allow_unicode=True, width=100)
    return 0


def over_http(manifest: dict[str, Any], url: str) -> dict[str, Any]:
    """The manifest with every request sent to one address, and Socket Mode off."""
    from handlers.http import PATH  # here, because it brings all of Bolt

    address = "https" + url.rstrip("/")[len("https") :]
    address = address if address.endswith(PATH) else address + PATH
    for command in manifest["features"]["slash_commands"]:
        command["url"] = address
    settings = manifest["settings"]
    settings["event_subscriptions"] = {"request_url": address} | settings["event_subscriptions"]
    settings["interactivity"] |= {
        "request_url": address,
        "message_menu_options_url": address,
    }
    settings["socket_mode_enabled"] = False
    return manifest


def with_shared_channels(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest with the scopes and events of channels; a workspace may refuse the scopes."""
    manifest["oauth_config"]["scopes"]["bot_optional"] = list(_CHANNEL_SCOPES)
    manifest["settings"]["event_subscriptions"]["bot_events"] += _CHANNEL_EVENTS
    return manifest


def _unreachable(url: str) -> str | None:
    """Why Slack could send no request to an address, or None when it could."""
    try:
        parts = urlsplit(url)
        is_whole = bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_whole = False
    if not url.lower().startswith("https://"):
        return "Slack only sends requests to an address that begins with https://"
    if not is_whole or not url.isprintable() or " " in url or "\\" in url or parts.username:
        return f"{url!r} is not an address; try https://steady.example.com"
    if "?" in url or "#" in url:
        return f"leave out what follows the path in {url!r}"
    return None
