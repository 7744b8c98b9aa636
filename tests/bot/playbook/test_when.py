"""Does every phrase of the corpus mean what the rules say it means?"""

from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.playbook.when import Moment, Reading, read_when

CORPUS = Path(__file__).parents[2] / "corpus"
SUNDAY = datetime(2026, 11, 22, 10, tzinfo=ZoneInfo("Europe/Berlin"))


def rows(corpus: Path) -> Iterator[object]:
    """Every row of a corpus: now, locale, phrase and what it must come to."""
    now, locale = SUNDAY, ""
    for line in corpus.read_text("utf-8").splitlines():
        if line.startswith("@"):
            said, zone, locale = line[1:].split()
            now = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone))
        elif line and not line.startswith("#"):
            phrase, expected = line.split("\t")
            yield pytest.param(
                now, locale, phrase, expected, id=f"{now:%a %d %b} {locale} {phrase}"
            )


ROWS = [row for corpus in sorted(CORPUS.glob("when*.tsv")) for row in rows(corpus)]


def written(moment: Moment) -> str:
    at = f" {moment.due_time:%H:%M}" if moment.due_time else ""
    return f"{moment.due_on}{at}"


def fits(expected: str, reading: Reading) -> bool:
    """Whether a reading is what a corpus row asks for, in the corpus's own notation."""
    if expected == "?!":
        return reading.moment is None
    if expected.startswith("?"):
        choices = " | ".join(map(written, reading.asks))
        return bool(reading.asks) and expected in ("?", f"? {choices}")
    if expected.startswith("!"):
        return reading.problem is not None and expected in ("!", f"! {reading.problem.code}")
    return reading.moment is not None and written(reading.moment) == expected


@pytest.mark.parametrize(("now", "locale", "phrase", "expected"), ROWS)
def test_a_phrase_is_read_as_the_rules_say(now, locale, phrase, expected):
    reading = read_when(phrase, now=now, locale=locale)

    assert fits(expected, reading), reading


@pytest.mark.parametrize(
    ("phrase", "computed", "by", "vague"),
    [
        ("Saturday", False, False, False),
        ("3 April 2027", False, False, False),
        ("in two weeks", True, False, False),
        ("by Sunday", False, True, False),
        ("by the 15th", False, True, False),
        ("end of January", True, True, False),
        ("within ten days", True, True, False),
        ("mid January", True, False, True),
        ("in March", True, False, True),
        ("in the spring", True, False, True),
        ("soon", False, False, True),
        ("around 15 March", False, False, True),
    ],
)
def test_a_reading_says_how_firmly_the_day_was_named(phrase, computed, by, vague):
    reading = read_when(phrase, now=SUNDAY)

    assert (reading.computed, reading.by, reading.vague) == (computed, by, vague)


@pytest.mark.parametrize(
    ("phrase", "code", "nearest"),
    [
        ("3 March 2020", "date_in_past", Moment(datetime(2027, 3, 3).date())),  # noqa: DTZ001
        ("this Friday", "date_in_past", Moment(datetime(2026, 11, 27).date())),  # noqa: DTZ001
        ("last Friday", "date_in_past", Moment(datetime(2026, 11, 27).date())),  # noqa: DTZ001
        ("9am", "date_in_past", Moment(datetime(2026, 11, 23).date(), time(9))),  # noqa: DTZ001
        ("yesterday", "date_in_past", None),
        ("maybe Friday", "not_a_date", Moment(datetime(2026, 11, 27).date())),  # noqa: DTZ001
        ("hello there", "not_a_date", None),
        ("every Friday", "date_recurs", Moment(datetime(2026, 11, 27).date())),  # noqa: DTZ001
    ],
)
def test_a_refusal_offers_the_nearest_date_it_can(phrase, code, nearest):
    reading = read_when(phrase, now=SUNDAY)

    assert reading.moment is None
    assert reading.asks == ()
    assert reading.problem is not None
    assert (reading.problem.code, reading.problem.facts.get("nearest")) == (code, nearest)


def test_a_refusal_names_the_words_it_could_not_read():
    reading = read_when("Friday unless it rains", now=SUNDAY)

    assert reading.problem is not None
    assert reading.problem.facts["unread"] == "unless it rains"


def test_a_slip_of_one_letter_is_named_and_not_guessed():
    reading = read_when("septenber", now=SUNDAY)

    assert reading.problem is not None
    assert reading.problem.facts["meant"] == "september"


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Q1", "2027-04-01"),
        ("end of Q1", "2027-06-30"),
        ("end of quarter", "2026-12-31"),
        ("end of the fiscal year", "2027-03-31"),
        ("end of year", "2026-12-31"),
    ],
)
def test_a_fiscal_year_from_april_moves_the_quarters(phrase, expected):
    reading = read_when(phrase, now=SUNDAY, locale="en-GB", fiscal_start=4)

    assert fits(expected, reading), reading


def test_close_of_business_is_the_end_of_the_reps_own_day():
    reading = read_when("COB Friday", now=SUNDAY, day_ends=time(18, 30))

    assert fits("2026-11-27 18:30", reading), reading


@pytest.mark.parametrize(
    "text", ["Friday " * 500, "after " * 700 + "Friday", "9" * 4000, "-" * 4000]
)
def test_a_text_of_any_length_is_answered(text):
    assert read_when(text, now=SUNDAY).moment is None
