"""Does a draft push or plead? `python -m bot tone` answers line by line."""

import argparse
import json
from collections.abc import Iterable
from typing import Any, TextIO

from bot.messages import tone as words
from bot.messages.tone_table import TABLE
from bot.playbook.tone import check


def add_parser(subparsers: Any) -> None:
    """`tone`, among the other commands of `python -m bot`."""
    parser = subparsers.add_parser(
        "tone",
        help="read one draft per line of standard input and point at ultimatums and begging",
        description="Reads one draft per line of standard input and points at ultimatums and "
        "begging.",
    )
    parser.add_argument("--json", action="store_true", help="one JSON object per line")


def run(args: argparse.Namespace, lines: Iterable[str], out: TextIO) -> int:
    """Answer every line, an empty one too."""
    for line in lines:
        draft = line.rstrip("\r\n")
        print(_as_json(draft) if args.json else _in_words(draft), file=out, flush=True)
    return 0


def _as_json(draft: str) -> str:
    found = [
        {"phrase": one.phrase, "kind": one.slip.value, "better": one.better}
        for one in check(draft, TABLE)
    ]
    return json.dumps({"draft": draft, "found": found}, ensure_ascii=False)


def _in_words(draft: str) -> str:
    found = check(draft, TABLE)
    return f"{draft}: {' '.join(map(words.line, found)) if found else words.CALM}"
