"""How does everything get into one file, and back? `python -m bot backup` and `restore`."""

import argparse
import asyncio
from pathlib import Path
from typing import Any, TextIO

from bot.cli.problems import refuse
from bot.clock import Clock
from bot.messages import operator as words


def add_parsers(subparsers: Any) -> None:
    """`backup` and `restore`, among the other commands of `python -m bot`."""
    backup = subparsers.add_parser(
        "backup", help="write everything into a new file, also while Steady runs"
    )
    backup.add_argument("file", metavar="FILE", type=Path)
    restore = subparsers.add_parser(
        "restore", help="bring a backup back, where STEADY_DATABASE_URL names an empty place"
    )
    restore.add_argument("file", metavar="FILE", type=Path)


def run_backup(args: argparse.Namespace, database_url: str, out: TextIO, clock: Clock) -> int:
    """Write the backup."""
    from storage import backup  # here, so that the other commands start without it
    from storage.outage import Unavailable

    try:
        asyncio.run(backup.back_up(database_url, args.file, clock.steady_now()))
    except backup.Refused as why:
        return refuse(words.not_restored(why.code, why.facts))
    except Unavailable as trouble:
        return refuse(words.no_database(trouble.reason, str(trouble)))
    out.write(words.backed_up(str(args.file)) + "\n")
    return 0


def run_restore(args: argparse.Namespace, database_url: str, out: TextIO) -> int:
    """Bring it back."""
    from storage import backup
    from storage.outage import Unavailable

    try:
        made_at = asyncio.run(backup.restore(args.file, database_url))
    except backup.Refused as why:
        return refuse(words.not_restored(why.code, why.facts))
    except Unavailable as trouble:
        return refuse(words.no_database(trouble.reason, str(trouble)))
    out.write(words.restored(made_at) + "\n")
    return 0
