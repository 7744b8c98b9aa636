"""How does Steady write its log? Event names with ids; never client words, never tokens."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

_QUIET = ("slack_bolt", "slack_sdk", "apscheduler", "aiosqlite", "alembic", "aiohttp.access")
_OURS = ("bot", "handlers", "scheduler", "storage", "__main__")
_STANDARD = set(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, event, and the ids the event came with."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            **_event(record),
        }
        if record.exc_info:
            line["error"] = _without_words(record)
        return json.dumps(line, default=str)


def set_up(level: str = "INFO") -> None:
    """Log to standard error; libraries only from WARNING up, they print bodies."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(_is_worth_writing)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)


def _is_ours(record: logging.LogRecord) -> bool:
    return record.name.partition(".")[0] in _OURS


def _is_worth_writing(record: logging.LogRecord) -> bool:
    return _is_ours(record) or record.levelno >= logging.WARNING


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
