"""Which promises does the reader of dates keep for any phrase, on any day?"""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.playbook.when import Moment, find_whens, instant, read_when

CORPUS = Path(__file__).parents[2] / "corpus"
PHRASES = sorted(
    {
        line.split("\t")[0]
        for corpus in CORPUS.glob("when*.tsv")
        for line in corpus.read_text("utf-8").splitlines()
        if line and line[0] not in "#@"
    }
)
WORDS = sorted({word for phrase in PHRASES for word in phrase.split()})
ZONES = ("Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kolkata", "Pacific/Apia")
MONTHS = "January February March April May June July August September October November December"
MONATE = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"

locales = st.sampled_from(["en-US", "en-GB", "de-DE"])
nows = st.builds(
    lambda at, zone: at.replace(tzinfo=UTC).astimezone(ZoneInfo(zone)),
    st.datetimes(datetime(2024, 1, 1), datetime(2040, 12, 31)),  # noqa: DTZ001
    st.sampled_from(ZONES),
)
phrases = st.one_of(
    st.sampled_from(PHRASES),
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=6).map(" ".join),
    st.text(max_size=40),
)


def is_ahead(moment: Moment, now: datetime) -> bool:
    if moment.due_time is None:
        return moment.due_on >= now.date()
    return instant(moment, ZoneInfo(str(now.tzinfo))) > now


@settings(max_examples=600)
@given(phrases, nows, locales)
def test_nothing_is_read_into_the_past_or_beyond_five_years(phrase, now, locale):
    reading = read_when(phrase, now=now, locale=locale)

    last = now.date() + relativedelta(years=5)
    moments = [*reading.asks, *([reading.moment] if reading.moment else [])]
    assert all(is_ahead(moment, now) and moment.due_on <= last for moment in moments)


@settings(max_examples=600)
@given(phrases, nows, locales)
def test_a_phrase_is_a_moment_or_a_question_or_a_refusal(phrase, now, locale):
    reading = read_when(phrase, now=now, locale=locale)

    answers = [reading.moment is not None, bool(reading.asks), reading.problem is not None]
    assert answers.count(True) == 1
    assert len(reading.asks) in (0, 2, 3)
    assert len(set(reading.asks)) == len(reading.asks)


@settings(max_examples=400)
@given(
    nows,
    st.integers(1, 1700),
    st.sampled_from(
        [
            ("en-GB", "{d} {month} {y}"),
            ("en-GB", "{weekday} {d} {month} {y}"),
            ("en-GB", "{d}. {mon}. {y}"),
            ("en-US", "{month} {d}, {y}"),
            ("en-US", "{weekday}, {month} {d}, {y}"),
            ("en-US", "{mon} {d} {y}"),
            ("en-US", "{d}-{mon}-{y}"),
            ("de-DE", "{d}. {monat} {y}"),
            ("de-DE", "am {d}.{m}.{y}"),
            ("de-DE", "{d:02}.{m:02}.{yy:02}"),
            ("en-US", "{y}-{m:02}-{d:02}"),
            ("en-GB", "{y}-{m:02}-{d:02}"),
        ]
    ),
)
def test_a_date_written_out_is_read_back(now, ahead, form):
    locale, pattern = form
    day = now.date() + timedelta(days=ahead)
    month = MONTHS.split()[day.month - 1]
    written = pattern.format(
        d=day.day,
        m=day.month,
        y=day.year,
        yy=day.year % 100,
        month=month,
        mon=month[:3],
        monat=MONATE.split()[day.month - 1],
        weekday=f"{day:%A}",
    )

    assert read_when(written, now=now, locale=locale).moment == Moment(day)


@settings(max_examples=300)
@given(nows, st.integers(2, 1700), st.times(), locales)
def test_a_time_written_out_is_read_back(now, ahead, at, locale):
    moment = Moment(now.date() + timedelta(days=ahead), time(at.hour, at.minute))

    reading = read_when(f"{moment.due_on} {at:%H:%M}", now=now, locale=locale)

    assert reading.moment == moment


@settings(max_examples=300)
@given(nows, st.integers(1, 1700), locales)
def test_a_numeric_date_is_right_or_a_question(now, ahead, locale):
    day = now.date() + timedelta(days=ahead)
    order = "{0.month}/{0.day}/{0.year}" if locale == "en-US" else "{0.day}/{0.month}/{0.year}"

    reading = read_when(order.format(day), now=now, locale=locale)

    assert reading.moment == Moment(day) or reading.asks[0] == Moment(day)


@settings(max_examples=600)
@example("next Friday", "Acme", datetime(2026, 11, 22, tzinfo=UTC), "en-US")
@given(
    st.sampled_from(PHRASES),
    st.sampled_from(["Acme", "boxes", "xyzzy", "quote", "17.5%", "#4", "€300", "(tbc)", "perhaps"]),
    nows,
    locales,
)
def test_a_word_that_is_not_understood_is_never_passed_over(phrase, junk, now, locale):
    assert read_when(f"{phrase} {junk}", now=now, locale=locale).moment is None
    assert read_when(f"{junk} {phrase}", now=now, locale=locale).moment is None


@settings(max_examples=400)
@given(st.lists(phrases, max_size=4).map(" ".join), nows, locales)
def test_readings_in_a_line_are_in_order_and_never_overlap(line, now, locale):
    readings = find_whens(line, now=now, locale=locale)

    ends = [0]
    for reading in readings:
        assert ends[-1] <= reading.start < reading.end <= len(line)
        assert line[reading.start : reading.end] == reading.phrase
        ends.append(reading.end)


@settings(max_examples=300)
@given(st.dates(date(2024, 1, 1), date(2040, 1, 1)), st.times(), st.sampled_from(ZONES))
def test_an_instant_reads_as_its_wall_clock_or_the_end_of_a_gap(day, at, zone):
    moment = Moment(day, time(at.hour, at.minute))

    wall = instant(moment, ZoneInfo(zone)).astimezone(ZoneInfo(zone)).replace(tzinfo=None)

    said = datetime.combine(day, time(at.hour, at.minute))
    assert said <= wall <= said + timedelta(hours=1)
