"""What does Steady understand by a phrase? `python -m bot when` answers line by line."""

import argparse
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, TextIO
from zoneinfo import ZoneInfo

from bot.cli.problems import refuse
from bot.messages.dates import moment, problem_sentence, said
from bot.playbook.when import Moment, Reading, read_when

YEARS = range(1900, 9000)  # clear of both ends of the calendar, whatever is reckoned from there


def add_parser(subparsers: Any) -> None:
    """`when`, among the other commands of `python -m bot`."""
    parser = subparsers.add_parser(
        "when",
        help="read one date phrase per line of standard input and say what it means",
        description="Reads one date phrase per line of standard input and says what it means.",
    )
    parser.add_argument("--now", metavar="ISO", help="the moment to read from (default: now)")
    parser.add_argument("--tz", default="UTC", metavar="ZONE", help="IANA zone (default: UTC)")
    parser.add_argument("--locale", default="en-US", help="en-US, en-GB or de-DE (default: en-US)")
    parser.add_argument("--json", action="store_true", help="one JSON object per line")


def run(args: argparse.Namespace, lines: Iterable[str], out: TextIO, now: datetime) -> int:
    """Answer every line; asking and refusing are answers too."""
    try:
        zone = ZoneInfo(args.tz)
    except (ValueError, OSError, LookupError):
        return refuse(f"--tz: {args.tz!r} is not a time zone I know; try Europe/Berlin")
    try:
        here = _in(zone, datetime.fromisoformat(args.now)) if args.now else now.astimezone(zone)
        if here.year not in YEARS:
            raise ValueError(here.year)
    except (ValueError, OverflowError):
        return refuse(f"--now: {args.now!r} is not a moment; try 2026-11-22T09:30")
    for line in lines:
        phrase = line.rstrip("\r\n")
        reading = read_when(phrase, now=here, locale=args.locale)
        answer = (
            _as_json(phrase, reading, args.locale)
            if args.json
            else _in_words(phrase, reading, args.tz, args.locale, here)
        )
        print(answer, file=out, flush=True)
    return 0


def _in(zone: ZoneInfo, moment_said: datetime) -> datetime:
    """A naive moment is on the zone's clocks."""
    if moment_said.tzinfo is None:
        return moment_said.replace(tzinfo=zone)
    return moment_said.astimezone(zone)


def _as_json(phrase: str, reading: Reading, locale: str) -> str:
    problem = reading.problem
    nearest = problem.facts.get("nearest") if problem else None
    answer = {
        "phrase": phrase,
        **_plain(reading.moment),
        "asks": [_plain(choice) for choice in reading.asks],
        "problem": problem
        and {
            "code": problem.code,
            "sentence": problem_sentence(problem, locale),
            "nearest": _plain(nearest) if isinstance(nearest, Moment) else None,
        },
        "computed": reading.computed,
        "by": reading.by,
        "vague": reading.vague,
    }
    return json.dumps(answer)


def _plain(choice: Moment | None) -> dict[str, str | None]:
    if choice is None:
        return {"due_on": None, "due_time": None}
    due_time = f"{choice.due_time:%H:%M}" if choice.due_time is not None else None
    return {"due_on": choice.due_on.isoformat(), "due_time": due_time}


def _in_words(phrase: str, reading: Reading, tz: str, locale: str, now: datetime) -> str:
    if reading.problem is not None:
        return f"{phrase}: {problem_sentence(reading.problem, locale)}"
    if reading.moment is None:
        choices = " or ".join(moment(choice, locale, now) for choice in reading.asks)
        return f"{phrase}: {choices}?"
    return f"{phrase}: {said(reading.moment.due_on, reading.moment.due_time, tz, locale, now)}"
