"""How long is a meeting's frame, what does it hold, and for whose eyes? (S2-8)"""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.playbook import due, meeting
from bot.playbook.meeting import Vetting
from bot.playbook.model import Commitment, Kind
from bot.playbook.when import Moment
from tests.cast import commitment

THREE = datetime(2026, 3, 12, 14, tzinfo=UTC)  # in Berlin
FOUR = THREE + timedelta(hours=1)
BERLIN, LONDON = "Europe/Berlin", "Europe/London"


def met(**changes: object) -> Commitment:
    """Acme, Thursday 12 March, 15:00 to 16:00."""
    return commitment(**({"kind": Kind.MEETING, "minutes": 60, "ends_at": FOUR} | changes))


@pytest.mark.parametrize(
    ("begins", "ends", "minutes"),
    [
        (time(15), None, 60),
        (time(15), time(15, 1), 1),
        (time(15), time(16, 30), 90),
        (time(23, 30), time(0, 30), 60),  # ends the next day
        (time(15), time(14, 59), 1439),
        (time(15), time(15), None),
    ],
)
def test_a_frame_is_as_long_as_its_two_hours_say(
    begins: time, ends: time | None, minutes: int | None
) -> None:
    assert meeting.minutes_of(begins, ends) == minutes


@pytest.mark.parametrize(
    ("begins", "minutes", "shown"),
    [
        (time(15), 60, time(16)),
        (time(23, 30), 60, time(0, 30)),
        (time(15), None, None),
        (None, 60, None),
    ],
)
def test_the_form_shows_the_hour_it_ends(
    begins: time | None, minutes: int | None, shown: time | None
) -> None:
    assert meeting.clock_after(begins, minutes) == shown


@pytest.mark.parametrize(
    ("on", "at", "minutes", "over"),
    [
        (date(2026, 3, 12), time(15), 60, FOUR),
        (date(2026, 3, 12), time(23, 30), 60, datetime(2026, 3, 12, 23, 30, tzinfo=UTC)),
        # The night the clocks go forward: 01:30 to 03:30 is one hour.
        (date(2026, 3, 29), time(1, 30), 120, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # Both hours are skipped: what is left is its length.
        (date(2026, 3, 29), time(2, 10), 30, datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        # The night they go back: 01:30 to 03:30 is three.
        (date(2026, 10, 25), time(1, 30), 120, datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
    ],
)
def test_a_frame_ends_by_the_clock_on_the_wall_through_a_change_of_clocks(
    on: date, at: time, minutes: int, over: datetime
) -> None:
    assert meeting.ends_at(Moment(on, at), minutes, BERLIN) == over


def test_a_frame_said_in_another_zone_is_told_on_ours() -> None:
    said = Moment(date(2026, 3, 12), time(23, 30))

    found = meeting.on_clocks_of(BERLIN, said, 45, LONDON)

    assert found == (Moment(date(2026, 3, 13), time(0, 30)), 45)
    assert meeting.on_clocks_of(LONDON, said, 45, LONDON) == (said, 45)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (THREE - timedelta(seconds=1), None),
        (THREE, FOUR),
        (FOUR - timedelta(seconds=1), FOUR),
        (FOUR, None),
    ],
)
def test_while_it_lasts_steady_is_silent(now: datetime, until: datetime | None) -> None:
    assert meeting.silent_until([met(), commitment()], now) == until


def test_of_two_that_overlap_the_silence_lasts_to_the_later_end() -> None:
    second = met(id=2, due_at=THREE + timedelta(minutes=30), ends_at=FOUR + timedelta(hours=1))
    assert meeting.silent_until([met(), second], FOUR - timedelta(minutes=1)) == second.ends_at


@pytest.mark.parametrize(
    ("begins", "ends", "is_one"),
    [
        (THREE, FOUR, True),
        (FOUR - timedelta(minutes=1), FOUR + timedelta(hours=1), True),
        (FOUR, FOUR + timedelta(hours=1), False),
        (THREE - timedelta(hours=1), THREE, False),
        (THREE, None, False),
    ],
)
def test_meetings_overlap_when_they_share_a_moment(
    begins: datetime, ends: datetime | None, is_one: bool
) -> None:
    other = met(id=2, due_at=begins, ends_at=ends)
    assert bool(meeting.overlapping(met(), [other])) is is_one
    assert bool(meeting.overlapping(other, [met()])) is is_one


def test_a_meeting_does_not_overlap_with_itself() -> None:
    assert meeting.overlapping(met(), [met()]) == []


@pytest.mark.parametrize(
    ("found", "before"),
    [
        (met(), timedelta(minutes=30)),
        (met(back_on=date(2026, 3, 13)), timedelta(minutes=10)),  # snoozed
        (commitment(), timedelta(minutes=10)),
    ],
)
def test_a_meeting_is_briefed_half_an_hour_before(found: Commitment, before: timedelta) -> None:
    assert due.notice_of(found) == before


@pytest.mark.parametrize(
    ("found", "is_one"),
    [
        (met(), True),
        (met(back_on=date(2026, 3, 13)), False),
        (met(due_time=None, back_time=None, ends_at=None), False),
        (commitment(), False),
    ],
)
def test_only_a_meeting_at_its_own_hour_is_briefed(found: Commitment, is_one: bool) -> None:
    assert meeting.is_at_its_hour(found) is is_one


@pytest.mark.parametrize(
    ("found", "now", "is_over"),
    [
        (met(), FOUR - timedelta(seconds=1), False),
        (met(), FOUR, True),
        (met(ends_at=None), FOUR, False),
    ],
)
def test_it_is_over_when_its_frame_is(found: Commitment, now: datetime, is_over: bool) -> None:
    assert meeting.is_over(found, now) is is_over


def test_the_line_to_ask_about_is_for_who_wrote_it_alone() -> None:
    written = Vetting(topics="training", ask_about="the marathon", rep_id=1)
    assert meeting.for_eyes(written, 1).ask_about == "the marathon"
    assert meeting.for_eyes(written, 3) == Vetting(topics="training", rep_id=1)
    assert meeting.for_eyes(written, 3, "the choir").ask_about == "the choir"


@pytest.mark.parametrize("said", ["topics", "our_ask", "their_ask", "ask_about"])
def test_a_meeting_is_vetted_as_soon_as_anything_is_written(said: str) -> None:
    assert Vetting(minutes=60, zone=LONDON).is_empty
    assert not Vetting(**{said: "x"}).is_empty
