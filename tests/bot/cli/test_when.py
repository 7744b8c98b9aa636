"""Does `python -m bot when` answer every line, and complain clearly about its own options?"""

import argparse
import io
import json
from datetime import UTC, datetime

import pytest

from bot.cli import when

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def run(lines: list[str], *options: str) -> tuple[int, list[str]]:
    parser = argparse.ArgumentParser()
    when.add_parser(parser.add_subparsers())
    out = io.StringIO()
    code = when.run(parser.parse_args(["when", *options]), lines, out, NOW)
    return code, out.getvalue().splitlines()


def answer(phrase: str, *options: str) -> dict[str, object]:
    _, lines = run([phrase + "\n"], "--json", *options)
    found: dict[str, object] = json.loads(lines[0])
    return found


def test_a_moment_is_answered_with_day_and_time():
    found = answer("Friday 3pm", "--tz", "Europe/Berlin")

    assert found["phrase"] == "Friday 3pm"
    assert (found["due_on"], found["due_time"]) == ("2026-11-27", "15:00")
    assert (found["asks"], found["problem"]) == ([], None)


def test_midnight_is_a_time_and_no_time_is_null():
    assert answer("tomorrow 00:00")["due_time"] == "00:00"
    assert answer("tomorrow")["due_time"] is None


def test_a_question_nulls_the_moment_and_lists_the_choices():
    found = answer("next Tuesday")

    assert (found["due_on"], found["due_time"], found["problem"]) == (None, None, None)
    assert found["asks"] == [
        {"due_on": "2026-11-24", "due_time": None},
        {"due_on": "2026-12-01", "due_time": None},
    ]


def test_a_refusal_carries_a_code_a_sentence_and_the_nearest_reading():
    found = answer("3 March 2020", "--locale", "en-GB")

    assert (found["due_on"], found["asks"]) == (None, [])
    assert found["problem"] == {
        "code": "date_in_past",
        "sentence": "Tuesday 3 March 2020 is past. Do you mean Wednesday 3 March 2027?",
        "nearest": {"due_on": "2027-03-03", "due_time": None},
    }


def test_every_line_has_its_answer_even_an_empty_one():
    code, lines = run(["tomorrow\n", "\n", "hello\r\n", "Friday"], "--json")

    assert code == 0
    assert [json.loads(line)["phrase"] for line in lines] == ["tomorrow", "", "hello", "Friday"]
    assert json.loads(lines[1])["problem"]["code"] == "nothing_said"


def test_a_naive_now_is_in_the_zone_and_an_aware_one_is_moved_there():
    naive = answer("today", "--now", "2026-11-22T23:30", "--tz", "America/New_York")
    aware = answer("today", "--now", "2026-11-22T23:30+00:00", "--tz", "Europe/Berlin")

    assert naive["due_on"] == "2026-11-22"
    assert aware["due_on"] == "2026-11-23"


def test_without_now_the_clock_handed_in_counts():
    assert answer("today", "--tz", "Pacific/Auckland")["due_on"] == "2026-11-22"


def test_the_locale_decides_the_order_of_the_choices():
    american = answer("12/11", "--locale", "en-US")["asks"]
    british = answer("12/11", "--locale", "en-GB")["asks"]

    assert isinstance(american, list)
    assert american == list(reversed(british)) if isinstance(british, list) else False


def test_a_weekend_is_not_moved():
    assert answer("in two weeks")["due_on"] == "2026-12-06"


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Friday 3pm", "Friday 3pm: Friday 27 November at 15:00, Berlin time"),
        ("next Tuesday", "next Tuesday: Tue 24 Nov or Tue 1 Dec?"),
        ("31 April", "31 April: There is no 31 April. Please check the day."),
    ],
)
def test_without_json_the_answer_is_a_line_to_read(phrase, expected):
    _, lines = run([phrase], "--tz", "Europe/Berlin", "--locale", "en-GB")

    assert lines == [expected]


@pytest.mark.parametrize(
    "options",
    [("--tz", "Europe/Berln"), ("--tz", "/etc/passwd"), ("--tz", ""), ("--now", "tomorrow")],
)
def test_a_bad_option_is_one_clear_line_and_exit_code_2(options, capsys):
    code, lines = run(["tomorrow"], *options)

    assert (code, lines) == (2, [])
    complaint = capsys.readouterr().err
    assert complaint.startswith(f"{options[0]}:")
    assert len(complaint.splitlines()) == 1


@pytest.mark.parametrize("phrase", ["9" * 5_000, f"in {'9' * 5_000} days"])
def test_a_number_of_thousands_of_digits_keeps_no_line_from_its_answer(phrase):
    code, lines = run([phrase, "Friday"])

    assert (code, len(lines)) == (0, 2)


@pytest.mark.parametrize("said", ["after", "before"])
def test_a_day_the_calendar_does_not_have_is_answered_too(said):
    code, lines = run([f"999 years {said} " * 7 + "Friday", "Friday"])

    assert (code, len(lines)) == (0, 2)


@pytest.mark.parametrize("now", ["9999-12-30T10:00", "0001-01-01T00:00"])
def test_a_moment_at_the_end_of_the_calendar_is_refused(now, capsys):
    assert run(["in two weeks"], "--now", now)[0] == 2
    assert "is not a moment" in capsys.readouterr().err
