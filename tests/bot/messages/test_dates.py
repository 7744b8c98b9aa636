"""Is every date said so that nobody can take it for another?"""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.messages.dates import DATE_PROBLEMS, clock, moment, problem_sentence, said, short
from bot.playbook.problem import Problem
from bot.playbook.when import Moment, read_when

NOW = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Berlin"))
THURSDAY = date(2026, 12, 3)


@pytest.mark.parametrize(
    ("locale", "due_on", "due_time", "expected"),
    [
        ("en-GB", THURSDAY, time(15), "Thursday 3 December at 15:00, Berlin time"),
        ("de-DE", THURSDAY, time(9, 5), "Thursday 3 December at 09:05, Berlin time"),
        ("en-US", THURSDAY, time(15), "Thursday, December 3 at 3:00 PM, Berlin time"),
        ("en-US", THURSDAY, time(0, 30), "Thursday, December 3 at 12:30 AM, Berlin time"),
        ("en-US", THURSDAY, time(12), "Thursday, December 3 at 12:00 PM, Berlin time"),
        ("en-GB", THURSDAY, None, "Thursday 3 December"),
        ("en-US", date(2027, 3, 3), None, "Wednesday, March 3, 2027"),
        ("en-GB", date(2027, 3, 3), None, "Wednesday 3 March 2027"),
    ],
)
def test_a_moment_is_said_with_weekday_and_month_by_name(locale, due_on, due_time, expected):
    assert said(due_on, due_time, "Europe/Berlin", locale, NOW) == expected


def test_midnight_is_a_time_and_is_said():
    assert said(THURSDAY, time(0), "UTC", "en-GB", NOW) == "Thursday 3 December at 00:00, UTC time"


def test_a_zone_is_named_by_its_city():
    words = said(THURSDAY, time(15), "America/Argentina/Buenos_Aires", "en-GB", NOW)

    assert words.endswith("Buenos Aires time")


@pytest.mark.parametrize(
    ("locale", "due_on", "expected"),
    [
        ("en-GB", THURSDAY, "Thu 3 Dec"),
        ("en-US", THURSDAY, "Thu, Dec 3"),
        ("en-GB", date(2027, 3, 3), "Wed 3 Mar 2027"),
        ("en-US", date(2027, 3, 3), "Wed, Mar 3, 2027"),
    ],
)
def test_a_short_day_keeps_its_month_as_a_word(locale, due_on, expected):
    assert short(due_on, locale, NOW) == expected


def test_the_year_is_left_out_only_where_the_reader_is():
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo("UTC"))

    assert short(date(2027, 1, 1), "en-GB", new_year) == "Fri 1 Jan 2027"


def test_the_year_a_reader_is_in_is_that_of_their_zone():
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo("UTC"))

    words = said(date(2027, 1, 4), None, "Europe/Berlin", "en-GB", new_year)

    assert words == "Monday 4 January"


def test_a_choice_shows_its_time():
    assert moment(Moment(THURSDAY, time(15)), "en-GB", NOW) == "Thu 3 Dec, 15:00"


@pytest.mark.parametrize(
    ("locale", "at", "expected"),
    [("en-GB", time(15), "15:00"), ("en-US", time(15), "3:00 PM"), ("en-US", time(0), "12:00 AM")],
)
def test_a_time_is_said_as_the_locale_says_it(locale, at, expected):
    assert clock(at, locale) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        (
            "3 March 2020",
            "Tuesday 3 March 2020 is past. Do you mean Wednesday 3 March 2027?",
        ),
        ("last Friday", "That day is past. Do you mean Friday 27 November 2026?"),
        ("31 April", "There is no 31 April. Please check the day."),
        ("29 Feb 2027", "There is no 29 February in 2027. Please check the day."),
        ("2026-13-01", "The calendar has no such day. Please check it."),
        (
            "1 Jan 2040",
            "That is too far ahead: I keep dates for up to five years. "
            "The last day I take is Saturday 22 November 2031.",
        ),
        ("Friday 25:00", "There is no such time of day. Write it as 15:00 or 3pm."),
        (
            "Friday 3pm IST",
            "I cannot tell which clock “IST” is. Name a city, such as “3pm New York time”, "
            "or give the time on your own clock.",
        ),
        (
            "every Friday",
            "A follow-up has one date. Do you mean Friday 27 November 2026?",
        ),
        (
            "Friday unless it rains",
            "I could not read “unless it rains” as a date. Do you mean Friday 27 November 2026?",
        ),
        ("septenber", "I could not read “septenber” as a date. Do you mean “September”?"),
    ],
)
def test_a_problem_is_one_calm_sentence_and_a_way_on(phrase, expected):
    problem = read_when(phrase, now=NOW, locale="en-GB").problem

    assert problem is not None
    assert problem_sentence(problem, "en-GB") == expected


@pytest.mark.parametrize("code", sorted(DATE_PROBLEMS))
@pytest.mark.parametrize("locale", ["en-US", "en-GB", "de-DE"])
def test_every_problem_has_words_even_without_facts(code, locale):
    sentence = problem_sentence(Problem(code), locale)

    assert sentence.endswith((".", "?"))
    assert "None" not in sentence
    assert "!" not in sentence
