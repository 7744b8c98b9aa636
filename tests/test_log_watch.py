"""Would the watch over the whole run's log notice a leak?"""

import json
import logging

import pytest

from tests.log_watch import Watch

WORDS = "after our board has met"


@pytest.fixture
def watch() -> Watch:
    made = Watch()
    made.keep_out([WORDS, "Vandelay", "sample", "Ann", None])
    return made


def record(name: str, level: int, event: str, **more: object) -> logging.LogRecord:
    made = logging.makeLogRecord({"name": name, "levelno": level, "levelname": "X", "msg": event})
    vars(made).update(more)
    return made


@pytest.mark.parametrize(
    "line",
    [
        record("handlers.followup", logging.DEBUG, "saved", client="Vandelay"),
        record("handlers.followup", logging.INFO, f"saved {WORDS}"),
        record("scheduler.delivery", logging.ERROR, "nudge_refused", token="xoxb-1-2"),
        record("bot.app", logging.INFO, "started", url="https://hooks.slack.com/commands/T0/1"),
    ],
)
def test_a_line_that_holds_what_it_must_not_is_named(watch: Watch, line: logging.LogRecord) -> None:
    watch.handle(line)

    assert len(watch.leaks()) == 1


@pytest.mark.parametrize(
    "line",
    [
        record("handlers.followup", logging.INFO, "sample", kind="Anniversary"),
        record("handlers.followup", logging.INFO, "nudge_sent", outbox=7, kind="brief"),
        record("slack_sdk.web", logging.DEBUG, f"a body: {WORDS}"),
        record("slack_sdk.web", logging.WARNING, f"a body: {WORDS}"),
    ],
)
def test_ids_and_our_own_words_are_no_leak_and_libraries_are_not_quoted(
    watch: Watch, line: logging.LogRecord
) -> None:
    watch.handle(line)

    assert watch.leaks() == []


def test_the_log_of_a_process_of_its_own_is_read_too(watch: Watch) -> None:
    watch.read([json.dumps({"event": "saved", "client": 1}), f"Traceback: {WORDS}"])

    assert watch.leaks() == [f"Traceback: {WORDS}"]


def test_a_name_with_numbers_is_found_behind_a_line_that_looks_alike(watch: Watch) -> None:
    watch.keep_out(["Hooli 2"])
    watch.read(["saved client=Hooli 1", "saved client=Hooli 2"])

    assert watch.leaks() != []
