"""Which words inside a longer line are a date, and which only look like one?"""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.playbook.when import find_whens

WEDNESDAY = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Berlin"))


def found(line: str, locale: str = "en-US") -> list[str]:
    return [reading.phrase for reading in find_whens(line, now=WEDNESDAY, locale=locale)]


@pytest.mark.parametrize(
    ("line", "phrases"),
    [
        ("Acme next Tuesday 3pm send the revised quote", ["next Tuesday 3pm"]),
        ("Acme Friday call about 2 boxes", ["Friday"]),
        ("Globex 12 Dec 2 boxes", ["12 Dec"]),
        ("Initech tomorrow send 1500 units at $12.11", ["tomorrow"]),
        ("Acme Tuesday or Wednesday send quote", ["Tuesday or Wednesday"]),
        ("Acme friday at 3 or 4pm", ["friday at 3 or 4pm"]),
        ("Acme Friday at 3pm or at 4pm call", ["Friday at 3pm or at 4pm"]),
        ("Acme between 3 and 5 March talk", ["between 3 and 5 March"]),
        ("Acme first Monday of December, talk budget", ["first Monday of December"]),
        ("Acme the 15th send quote", ["the 15th"]),
        ("in two weeks Acme", ["in two weeks"]),
        ("Acme in the spring", ["in the spring"]),
        ("Acme in Q1", ["in Q1"]),
        ("Acme by Friday noon the quote", ["by Friday noon"]),
        ("Acme COB Friday the offer", ["COB Friday"]),
        ("Acme soon", ["soon"]),
        ("Acme August", ["August"]),
        ("Acme 12/11 quote", ["12/11"]),
        ("Meyer & Sons tomorrow morning", ["tomorrow morning"]),
        ("call Friday, mail Monday", ["Friday", "Monday"]),
    ],
)
def test_a_date_in_a_line_is_found_at_its_full_length(line, phrases):
    assert found(line) == phrases


@pytest.mark.parametrize(
    "line",
    [
        "Acme 2 boxes",
        "they may march on",
        "Sun Microsystems",
        "a second offer in a second",
        "fall back to Acme",
        "spring cleaning for Acme",
        "the Q1 report",
        "the March report",
        "about the March report",
        "on the 15th floor",
        "version 1.2.26",
        "v1.2.26",
        "$12.11 each",
        "open 24/7",
        "555-12-2026",
        "wait a week",
        "one day",
        "two weeks",
        "at 3pm",
        "Acme at 3pm sharp",
        "tomorrow@example.com",
        "noon",
        "Jan will call",
        "a Christmas card",
        "2027 budget",
        "later",
        "room 1500",
        "call 030/1234",
        "monday.com",
        "order #12-11-2026",
        "a.tomorrow@example.com",
    ],
)
def test_what_only_looks_like_a_date_is_left_alone(line):
    assert found(line) == []


@pytest.mark.parametrize(
    ("line", "phrases"),
    [
        ("Meier morgen 15 Uhr Angebot", ["morgen 15 Uhr"]),
        ("Meier nächsten Freitag anrufen", ["nächsten Freitag"]),
        ("Meier am 3. März wegen 2 Kisten", ["am 3. März"]),
        ("Meier Ende Januar Budget", ["Ende Januar"]),
        ("Meier in KW 12", ["in KW 12"]),
        ("so di do mi", []),
        ("Meier 30.11 Angebot", ["30.11"]),
    ],
)
def test_a_german_line_is_read_too(line, phrases):
    assert found(line, "de-DE") == phrases


@pytest.mark.parametrize("line", ["Acme Monday, Tuesday", "Acme Tuesday Monday"])
def test_two_dates_side_by_side_are_one_question(line):
    (reading,) = find_whens(line, now=WEDNESDAY)

    assert {moment.due_on.isoformat() for moment in reading.asks} == {"2026-11-30", "2026-12-01"}


@pytest.mark.parametrize(
    ("line", "phrase", "code"),
    [
        ("Acme every Friday send report", "every Friday", "date_recurs"),
        ("Acme not Friday", "not Friday", "not_a_date"),
        ("Acme maybe Friday", "maybe Friday", "not_a_date"),
        ("Acme Friday or later", "Friday or", "not_a_date"),
        ("Acme Friday or noon", "Friday or", "not_a_date"),
        ("the second Friday", "second Friday", "not_a_date"),
        ("Acme last Friday said yes", "last Friday", "date_in_past"),
    ],
)
def test_a_word_that_turns_a_date_is_part_of_it_and_refused(line, phrase, code):
    reading = find_whens(line, now=WEDNESDAY)[0]

    assert reading.moment is None
    assert reading.problem is not None
    assert (reading.phrase, reading.problem.code) == (phrase, code)


@pytest.mark.parametrize(
    "line", ["Acme Friday 3pm Pacific Foods", "Acme tomorrow 1500 boxes", "Acme Friday 0900 units"]
)
def test_a_last_word_that_may_belong_to_the_next_is_a_question(line):
    (reading,) = find_whens(line, now=WEDNESDAY)

    assert reading.moment is None
    assert len(reading.asks) == 2


@pytest.mark.parametrize(
    "line", ["Acme next Tuesday 3pm send it", "Müller & Söhne morgen", "  Friday,  call"]
)
def test_a_span_is_where_the_phrase_stands(line):
    for reading in find_whens(line, now=WEDNESDAY):
        assert line[reading.start : reading.end] == reading.phrase


@pytest.mark.parametrize("line", ["after " * 666, "or Friday " * 400, "5 " * 2000, "- " * 2000])
def test_a_line_of_any_length_is_answered(line):
    assert isinstance(find_whens(line, now=WEDNESDAY), list)
