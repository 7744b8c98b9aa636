"""Did any record of the whole run hold a secret, a client's name or what somebody said?

Every record is taken as `bot.log` would write it, at DEBUG, and the logs of processes of their
own are read too. Worlds and processes tell what their people typed and which secrets they had; at
the end of the run the two are held against each other.
"""

import logging
import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import make_url

from bot.demo.standin import StandIn
from bot.log import JsonLines, is_worth_writing

_NUMBERS = re.compile(r"(?<![0-9a-z])\d+(?![0-9a-z])")
_TOKEN = re.compile(r"xox[abeprs]-\w|xapp-\w|hooks\.slack\.com|/response/")
_SHORTEST = 4  # characters: shorter ones stand in ordinary words
_TYPED = """
    SELECT name FROM clients UNION SELECT name FROM contacts UNION SELECT name FROM reps
    UNION SELECT words FROM commitments UNION SELECT note FROM commitments
    UNION SELECT close_reason FROM commitments
    UNION SELECT words FROM touches UNION SELECT note FROM touches
    UNION SELECT lost_note FROM clients UNION SELECT note FROM losses
"""


class Watch(logging.Handler):
    """What was logged, once for each shape of line, and what must not stand in it."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(JsonLines())
        self.addFilter(is_worth_writing)
        self.private: set[str] = set()
        self._lines: dict[str, str] = {}  # by the line with its numbers made alike

    def emit(self, record: logging.LogRecord) -> None:
        self.read([self.format(record)])

    def read(self, lines: Iterable[str]) -> None:
        """Remember lines; of those that differ in their numbers alone, one."""
        for line in lines:
            self._lines.setdefault(_without_numbers(line), line)

    def keep_out(self, words: Iterable[str | None]) -> None:
        """These must stand in no line. A lone lower-case word may be one of our own."""
        self.private.update(w for w in words if w and len(w) >= _SHORTEST and _is_theirs(w))

    def met(self, slack: StandIn, database_url: str = "") -> None:
        """A world that is over: its secrets, and all that its people typed."""
        self.private.update((slack.bot_token, slack.app_token, slack.signing_secret))
        if database_url.startswith("sqlite"):
            self.keep_out(_typed(make_url(database_url).database or ""))

    def leaks(self) -> list[str]:
        """Lines that hold what they must not."""
        everything = "\n".join(self._lines)
        found = [w for w in map(_without_numbers, self.private) if w in everything]
        return [
            line
            for shape, line in self._lines.items()
            if _TOKEN.search(line) or any(_stands_in(word, shape) for word in found)
        ]


WATCH = Watch()


def _is_theirs(word: str) -> bool:
    return " " in word or not word.islower()


def _without_numbers(text: str) -> str:
    return _NUMBERS.sub("0", text)


def _stands_in(word: str, line: str) -> bool:
    """As a word of its own, as the log writes it."""
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line) is not None


def _typed(file: str) -> list[str]:
    """Everything people wrote that a database holds; an older or broken one holds nothing."""
    with suppress(sqlite3.Error):
        if Path(file).exists():
            with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as raw:
                return [row[0] for row in raw.execute(_TYPED)]
    return []
