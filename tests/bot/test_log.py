"""What does the log tell, and what does it keep to itself?"""

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from bot import log
from tests.cast import NOW
from tests.world import world

WORDS = "after our board has met"
OURS = logging.getLogger("handlers.somewhere")
THEIRS = logging.getLogger("slack_bolt.AsyncApp")


@contextmanager
def as_set_up(form: str = "auto") -> Iterator[None]:
    """The log as a running Steady writes it."""
    root = logging.getLogger()
    others, level = list(root.handlers), root.level
    # Set aside, as it would close the handlers of the test runner.
    root.handlers.clear()
    log.set_up("DEBUG", form)
    (ours,) = root.handlers
    root.handlers.extend(others)
    try:
        yield
    finally:
        root.removeHandler(ours)
        root.setLevel(level)


def test_an_event_is_one_json_object_a_line_with_its_ids(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with as_set_up():
        OURS.info("nudge_sent", extra={"outbox": 7, "workspace": "T1"})
    (line,) = capsys.readouterr().err.splitlines()
    told = json.loads(line)

    assert datetime.fromisoformat(told.pop("at")).tzinfo is not None
    assert told == {"level": "info", "event": "nudge_sent", "outbox": 7, "workspace": "T1"}


def test_an_exception_is_told_by_its_type_and_place_without_its_text(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with as_set_up():
        try:
            raise ValueError(WORDS)
        except ValueError:
            OURS.exception("request_failed")
    (line,) = capsys.readouterr().err.splitlines()

    assert WORDS not in line
    assert json.loads(line)["error"]["type"] == "ValueError"
    assert json.loads(line)["error"]["trace"][-1].startswith("test_log.py:")


def test_for_people_it_is_the_same_on_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    with as_set_up("text"):
        OURS.warning("nudge_put_back", extra={"outbox": 7, "error": "two words\nand a line"})
        try:
            raise ValueError(WORDS)
        except ValueError:
            OURS.exception("request_failed")
    put_back, failed = capsys.readouterr().err.splitlines()

    at, level, event, *ids = put_back.split(maxsplit=4)
    assert datetime.fromisoformat(at).tzinfo is not None
    assert (level, event) == ("warning", "nudge_put_back")
    assert ids == ["outbox=7", 'error="two words\\nand a line"']
    assert "ValueError" in failed
    assert WORDS not in failed


def test_last_words_of_a_crash_do_not_quote_its_text(capsys: pytest.CaptureFixture[str]) -> None:
    with as_set_up():
        log.crashed(ValueError, ValueError(WORDS), None)
    (line,) = capsys.readouterr().err.splitlines()

    assert json.loads(line)["event"] == "crashed"
    assert WORDS not in line


def test_a_warning_of_a_library_tells_where_it_came_from_and_not_what_it_says(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with as_set_up():
        THEIRS.warning(f"Unhandled request ({{'text': '{WORDS}'}})")
        THEIRS.error("Failed to run a listener: %s", WORDS, exc_info=ValueError(WORDS))
    lines = capsys.readouterr().err.splitlines()

    assert [json.loads(line)["event"] for line in lines] == ["library", "library"]
    assert WORDS not in "".join(lines)
    assert "slack_bolt.AsyncApp test_log.py" in lines[0]


def test_below_a_warning_libraries_are_silent(capsys: pytest.CaptureFixture[str]) -> None:
    with as_set_up():
        THEIRS.setLevel(logging.DEBUG)
        THEIRS.info("A body: %s", WORDS)
        THEIRS.debug("A body: %s", WORDS)
        THEIRS.setLevel(logging.NOTSET)

    assert capsys.readouterr().err == ""


async def test_a_whole_day_leaves_no_client_word_and_no_token_in_the_log(
    sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with as_set_up():
        async with world(sqlite_url, NOW) as team:
            await team.said(f'Vandelay today 6pm "{WORDS}" send the latex samples')
            team.slack.faults.add("chat.postMessage", "500")
            await team.until(NOW.replace(hour=16, minute=50))
            await team.slack.forge({"X-Slack-Signature": "v0=0"}, f"text={WORDS}".encode())
            await team.slack.say(team.ana.id, team.slack.dm(team.ana.id).id, f"Vandelay {WORDS}")
            secrets = (team.slack.bot_token, team.slack.signing_secret, team.slack.app_token)
    everything = capsys.readouterr().err

    assert "request_refused" in everything
    assert "nudge_unclear" in everything
    for word in (WORDS, "Vandelay", "latex", *secrets):
        assert word not in everything
