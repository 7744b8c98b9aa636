"""Which manifest does Slack need? The file is for Socket Mode; `--url` prints the HTTP variant."""

import argparse
from pathlib import Path
from typing import Any, TextIO

from bot.cli.problems import refuse

FILE = Path(__file__).parents[2] / "manifest.yml"


def add_parser(subparsers: Any) -> None:
    """`manifest`, among the other commands of `python -m bot`."""
    parser = subparsers.add_parser("manifest", help="print the app manifest to paste into Slack")
    parser.add_argument(
        "--url",
        metavar="https://…",
        help="print the HTTP variant, for a Steady that is reached at this address",
    )


def run(args: argparse.Namespace, out: TextIO) -> int:
    """Print the manifest as YAML."""
    import yaml  # here, so that the other commands start without it

    if args.url is None:
        out.write(FILE.read_text(encoding="utf-8"))
        return 0
    if not args.url.startswith("https://"):
        return refuse("--url: Slack only sends requests to an address that begins with https://")
    manifest = over_http(yaml.safe_load(FILE.read_text(encoding="utf-8")), args.url)
    yaml.safe_dump(manifest, out, sort_keys=False, allow_unicode=True, width=100)
    return 0


def over_http(manifest: dict[str, Any], url: str) -> dict[str, Any]:
    """The manifest with every request sent to one address, and Socket Mode off."""
    from handlers.http import PATH  # here, because it brings all of Bolt

    address = url.rstrip("/")
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
