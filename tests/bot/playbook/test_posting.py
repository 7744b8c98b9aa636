"""When does the digest come, and what can be asked of it?"""

from datetime import UTC, date, datetime, time

import pytest

from bot.playbook import posting
from bot.playbook.posting import DigestLine, Wish
from bot.playbook.problem import Problem

BERLIN = "Europe/Berlin"


def utc(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "weekday", "at", "zone", "on", "moment"),
    [
        # A Wednesday, and the Monday after it.
        (utc(3, 4, 12), 0, time(9), BERLIN, date(2026, 3, 9), utc(3, 9, 8)),
        # The day itself, before its hour and at it.
        (utc(3, 9, 7, 59), 0, time(9), BERLIN, date(2026, 3, 9), utc(3, 9, 8)),
        (utc(3, 9, 8), 0, time(9), BERLIN, date(2026, 3, 16), utc(3, 16, 8)),
        # Summer time begins on Sunday 29 March: the hour on the wall stays.
        (utc(3, 23, 8), 0, time(9), BERLIN, date(2026, 3, 30), utc(3, 30, 7)),
        # Half past two does not exist that Sunday: the first instant after the gap.
        (utc(3, 28, 12), 6, time(2, 30), BERLIN, date(2026, 3, 29), utc(3, 29, 1)),
        # It comes twice on Sunday 25 October: the first of the two, and then a week later.
        (utc(10, 24, 12), 6, time(2, 30), BERLIN, date(2026, 10, 25), utc(10, 25, 0, 30)),
        (utc(10, 25, 0, 30), 6, time(2, 30), BERLIN, date(2026, 11, 1), utc(11, 1, 1, 30)),
        # Sunday evening in New York is Monday in Berlin.
        (utc(3, 9, 1), 0, time(9), "America/New_York", date(2026, 3, 9), utc(3, 9, 13)),
    ],
)
def test_the_next_digest_comes_at_its_hour_on_the_wall(
    after: datetime, weekday: int, at: time, zone: str, on: date, moment: datetime
) -> None:
    assert posting.next_moment(after, weekday, at, zone) == (on, moment)


@pytest.mark.parametrize(
    ("posted_on", "asked"),
    [
        (date(2026, 3, 9), utc(3, 6, 9)),  # Monday: on Friday
        (date(2026, 3, 8), utc(3, 6, 9)),  # Sunday: on Friday
        (date(2026, 3, 11), utc(3, 10, 9)),  # Wednesday: on Tuesday
    ],
)
def test_reps_are_asked_on_the_working_day_before(posted_on: date, asked: datetime) -> None:
    assert posting.asked_at(posted_on, BERLIN) == asked


@pytest.mark.parametrize("day", [date(2026, 3, 9), date(2026, 3, 12), date(2026, 3, 15)])
def test_a_week_begins_on_its_monday(day: date) -> None:
    assert posting.week_of(day) == date(2026, 3, 9)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("", Wish.PREVIEW),
        ("  Preview ", Wish.PREVIEW),
        ("set", Wish.FORM),
        ("off", Wish.OFF),
        ("percentages only", Wish.PERCENT),
        ("amounts", Wish.AMOUNTS),
        ("reps off", Wish.HIDE_REPS),
        ("reps on", Wish.SHOW_REPS),
        ("reps", Wish.TABLE),
        ("mine", Wish.MINE),
    ],
)
def test_a_word_says_what_is_wanted(text: str, wish: Wish) -> None:
    assert posting.read_digest_line(text) == DigestLine(wish)


@pytest.mark.parametrize(
    ("text", "weekday", "at"),
    [
        ("Monday 9:00", 0, time(9)),
        ("every Mondays at 9", 0, time(9)),
        ("fri, 4:30 pm", 4, time(16, 30)),
        ("Thursday", 3, None),
        ("8.15", None, time(8, 15)),
        ("12am sunday", 6, time(0)),
        ("12 pm", None, time(12)),
        ("23:59", None, time(23, 59)),
    ],
)
def test_a_day_and_an_hour_as_people_type_them(
    text: str, weekday: int | None, at: time | None
) -> None:
    assert posting.read_digest_line(text) == DigestLine(Wish.SET, weekday, at)


def test_a_channel_alone_keeps_the_day_and_the_hour() -> None:
    assert posting.read_digest_line("", has_channel=True) == DigestLine(Wish.SET)


@pytest.mark.parametrize(
    "text", ["24:00", "9:60", "13pm", "0am", "Monday Tuesday", "9:00 10:00", "someday", "noon-ish"]
)
def test_what_cannot_be_read_is_given_back(text: str) -> None:
    assert posting.read_digest_line(text) == Problem("digest_line", {"text": text})
