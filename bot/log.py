"""How does Steady write its log? Event names with ids; never client words, never tokens.

In JSON for machines, a line each; on a terminal the same in a form that people read.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

_QUIET = ("slack_bolt", "slack_sdk", "apscheduler", "aiosqlite", "alembic", "aiohttp.access")
OURS = ("bot", "handlers", "scheduler", "storage", "__main__")
_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, event, and the ids the event came with."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_line(record), default=str)


class ReadableLines(logging.Formatter):
    """The same for people: time, level, event, then each id as name=value, all on one line."""

    def format(self, record: logging.LogRecord) -> str:
        line = _line(record)
        at, level, event = line.pop("at"), line.pop("level"), line.pop("event")
        more = " ".join(f"{name}={_plain(value)}" for name, value in line.items())
        return f"{at} {level:<7} {event} {more}".rstrip()


def set_up(level: str = "INFO", form: str = "auto") -> None:
    """Log to standard error; libraries only from WARNING up, they print bodies.

    `form` is json, text, or auto: text where somebody looks at a terminal.
    """
    handler = logging.StreamHandler(sys.stderr)
    is_read = form == "text" or (form == "auto" and sys.stderr.isatty())
    handler.setFormatter(ReadableLines() if is_read else JsonLines())
    handler.addFilter(is_worth_writing)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def is_worth_writing(record: logging.LogRecord) -> bool:
    """Whether a record is written at all: a library's only when it warns."""
    return _is_ours(record) or record.levelno >= logging.WARNING


def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """In place of Python's own last words, which quote the error's text."""
    logging.getLogger("bot").critical("crashed", exc_info=(kind, error, trace))


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in OURS


def _line(record: logging.LogRecord) -> dict[str, Any]:
    line: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname.lower(),
        **_event(record),
    }
    if record.exc_info:
        line["error"] = _without_words(record)
    return line


def _plain(value: object) -> str:
    """A value without a space or a line's end in it stands as it is, any other in quotes."""
    if isinstance(value, str) and value.isprintable() and value and " " not in value:
        return value
    return json.dumps(value, default=str)


def _event(record: logging.LogRecord) -> dict[str, Any]:
    """Our own events as they are; of a library's only where to look, as it may quote a body."""
    if not _is_ours(record):
        return {"event": "library", "at_line": f"{record.name} {record.filename}:{record.lineno}"}
    more = {k: v for k, v in vars(record).items() if k not in _STANDARD}
    return {"event": record.getMessage(), **more}


def _without_words(record: logging.LogRecord) -> dict[str, Any]:
    """The type and the place of an exception: its text may hold what a client said."""
    assert record.exc_info is not None
    kind, _, trace = record.exc_info
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return {"type": kind.__name__ if kind else "", "trace": places}
