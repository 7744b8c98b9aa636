"""May Steady say this now, later, or leave it to the morning brief?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from bot.playbook.model import Hours, Kind, SetBy
from bot.playbook.nudge import NudgeKind
from bot.playbook.preferences import Muted
from bot.playbook.restraint import (
    GATHERED,
    Busy,
    Do,
    Held,
    comes_at_its_time,
    is_for_brief_of,
    verdict,
    wants_kind,
)
from tests.cast import ana, commitment

NOON = datetime(2026, 3, 2, 11, 0, tzinfo=UTC)  # a Monday, noon in Berlin
EVENING = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)
DAWN = datetime(2026, 3, 2, 6, 55, tzinfo=UTC)  # five to eight in Berlin
SATURDAY = datetime(2026, 3, 7, 11, 0, tzinfo=UTC)
TOMORROW_BRIEF = datetime(2026, 3, 3, 7, 30, tzinfo=UTC)
MONDAY_BRIEF = datetime(2026, 3, 9, 7, 30, tzinfo=UTC)
AWAY = ana(paused_until=date(2026, 3, 9))
MINE = commitment(set_by=SetBy.REP)
THEIRS = commitment()


def at(hour: int, minute: int = 0, **changes: Any) -> Any:
    """A date of the rep's own on that Monday, at that hour in Berlin."""
    facts: dict[str, Any] = {
        "set_by": SetBy.REP,
        "due_on": date(2026, 3, 2),
        "back_on": date(2026, 3, 2),
        "due_time": time(hour, minute),
        "back_time": time(hour, minute),
        "due_at": datetime(2026, 3, 2, hour - 1, minute, tzinfo=UTC),
    }
    return commitment(**(facts | changes))


@pytest.mark.parametrize("kind", sorted(GATHERED))
@pytest.mark.parametrize(
    ("now", "said", "do", "why", "until"),
    [
        (NOON, 0, Do.SAY, None, None),
        (NOON, 3, Do.SAY, None, None),
        (NOON, 4, Do.WAIT, Held.CAP, TOMORROW_BRIEF),
        (EVENING, 0, Do.WAIT, Held.HOURS, TOMORROW_BRIEF),
        (SATURDAY, 0, Do.WAIT, Held.HOURS, MONDAY_BRIEF),
    ],
)
def test_what_steady_starts_keeps_to_office_hours_and_to_four_a_day(
    kind: NudgeKind, now: datetime, said: int, do: Do, why: Held | None, until: datetime | None
) -> None:
    found = verdict(kind, ana(), now, said)
    assert (found.do, found.why, found.until) == (do, why, until)
    assert found.counts is (do is Do.SAY)


@pytest.mark.parametrize("now", [NOON, EVENING, SATURDAY, DAWN])
@pytest.mark.parametrize("said", [0, 4, 40])
def test_a_time_the_client_named_always_comes_and_counts_for_nothing(
    now: datetime, said: int
) -> None:
    for dates in ([THEIRS], [MINE, THEIRS]):
        found = verdict(NudgeKind.TIMED, ana(), now, said, dates)
        assert (found.do, found.counts) == (Do.SAY, False)


@pytest.mark.parametrize(
    ("now", "said", "why"),
    [(EVENING, 0, Held.HOURS), (NOON, 4, Held.CAP), (SATURDAY, 0, Held.HOURS)],
)
def test_a_time_the_rep_chose_becomes_a_line_of_the_brief(
    now: datetime, said: int, why: Held
) -> None:
    found = verdict(NudgeKind.TIMED, ana(), now, said, [at(15)])
    assert (found.do, found.why) == (Do.LEAVE, why)


def test_a_time_the_rep_chose_within_hours_is_said_and_counted() -> None:
    found = verdict(NudgeKind.TIMED, ana(), NOON, 3, [at(12, 10)])
    assert (found.do, found.counts) == (Do.SAY, True)


def test_a_nudge_before_the_door_opens_waits_for_the_door() -> None:
    found = verdict(NudgeKind.TIMED, ana(), DAWN, 0, [at(8, 5)])
    assert (found.do, found.until) == (Do.WAIT, datetime(2026, 3, 2, 7, 0, tzinfo=UTC))


def test_one_about_nothing_any_more_is_left() -> None:
    assert verdict(NudgeKind.TIMED, ana(), EVENING, 0, []).do is Do.LEAVE


@pytest.mark.parametrize("kind", [NudgeKind.ANSWER, NudgeKind.TEST])
@pytest.mark.parametrize("now", [NOON, EVENING, SATURDAY])
def test_what_the_rep_asked_for_is_never_kept_back(kind: NudgeKind, now: datetime) -> None:
    assert verdict(kind, AWAY, now, 40).do is Do.SAY


def test_what_the_rep_opened_from_the_brief_comes_at_once() -> None:
    assert verdict(NudgeKind.TOLD_NO, ana(), EVENING, 40, is_asked_for=True).do is Do.SAY


@pytest.mark.parametrize(
    ("rep", "now", "do", "why"),
    [
        (ana(), NOON, Do.SAY, None),
        (ana(), EVENING, Do.LEAVE, Held.NOT_ITS_HOUR),
        (AWAY, NOON, Do.LEAVE, Held.PAUSE),
    ],
)
def test_a_brief_has_its_hour_and_no_pause(
    rep: Any, now: datetime, do: Do, why: Held | None
) -> None:
    found = verdict(NudgeKind.BRIEF, rep, now, 4)
    assert (found.do, found.why) == (do, why)


def test_in_a_pause_messages_wait_for_the_brief_after_it() -> None:
    found = verdict(NudgeKind.TOLD_NO, AWAY, NOON, 0)
    assert (found.do, found.why, found.until) == (Do.WAIT, Held.PAUSE, MONDAY_BRIEF)


@pytest.mark.parametrize("dates", [[MINE], [THEIRS]])
def test_in_a_pause_a_time_goes_back_to_the_sweep_which_knows_the_stand_in(dates: Any) -> None:
    assert verdict(NudgeKind.TIMED, AWAY, NOON, 0, dates).do is Do.LOOK_AGAIN


@pytest.mark.parametrize(
    ("found", "is_so"),
    [
        (at(15), True),
        (at(8), True),
        (at(18, 5), True),  # its nudge comes five to six
        (at(7), False),
        (at(20), False),
        (at(20, set_by=None), False),
        (at(20, set_by=SetBy.CLIENT), True),
        (at(20, back_time=None), True),
    ],
)
def test_which_times_come_by_themselves(found: Any, is_so: bool) -> None:
    assert comes_at_its_time(found, Hours(), "Europe/Berlin") is is_so


def test_an_evening_the_rep_chose_stands_in_that_mornings_brief() -> None:
    zone = "Europe/Berlin"
    assert is_for_brief_of(at(20), date(2026, 3, 2), Hours(), zone)
    assert not is_for_brief_of(at(20), date(2026, 3, 1), Hours(), zone)
    assert not is_for_brief_of(at(15), date(2026, 3, 2), Hours(), zone)


def test_a_kind_that_was_muted_is_not_wanted() -> None:
    deaf = replace(ana(), muted=frozenset({Muted.SHORTFALL.value}))
    assert wants_kind(ana(), NudgeKind.SHORTFALL)
    assert not wants_kind(deaf, NudgeKind.BACK_ABOVE)
    assert wants_kind(deaf, NudgeKind.TOLD_NO)


MEETING_ENDS = datetime(2026, 3, 2, 11, 30, tzinfo=UTC)


def meeting_at(hour: int, **changes: Any) -> Any:
    """A meeting on that Monday, at that hour in Berlin."""
    return at(hour, kind=Kind.MEETING, **changes)


WAITS = sorted({*GATHERED, NudgeKind.BRIEF, NudgeKind.MEETING_OVER, NudgeKind.TIMED})


@pytest.mark.parametrize("kind", WAITS)
def test_while_the_rep_sits_in_a_meeting_it_waits_for_the_end(kind: NudgeKind) -> None:
    found = verdict(kind, ana(), NOON, 0, [MINE], busy=Busy(Held.MEETING, MEETING_ENDS))
    assert (found.do, found.why, found.until) == (Do.WAIT, Held.MEETING, MEETING_ENDS)


@pytest.mark.parametrize("kind", [NudgeKind.TIMED, NudgeKind.MEETING, NudgeKind.ANSWER])
def test_what_a_client_named_or_the_rep_asked_for_comes_during_a_meeting(kind: NudgeKind) -> None:
    assert (
        verdict(kind, ana(), NOON, 0, [THEIRS], busy=Busy(Held.MEETING, MEETING_ENDS)).do is Do.SAY
    )


@pytest.mark.parametrize(("now", "said"), [(EVENING, 0), (NOON, 4)])
def test_what_came_of_a_meeting_is_left_to_the_brief_that_lists_it(
    now: datetime, said: int
) -> None:
    assert verdict(NudgeKind.MEETING_OVER, ana(), now, said).do is Do.LEAVE


@pytest.mark.parametrize(("now", "said"), [(EVENING, 0), (NOON, 4), (SATURDAY, 9)])
def test_a_meeting_is_briefed_at_whatever_hour_and_not_counted(now: datetime, said: int) -> None:
    found = verdict(NudgeKind.MEETING, ana(), now, said)
    assert (found.do, found.counts) == (Do.SAY, False)


def test_a_meeting_in_the_evening_comes_by_itself_unless_it_was_snoozed() -> None:
    rep = ana()
    evening = meeting_at(20)
    assert comes_at_its_time(evening, rep.hours, rep.zone)
    snoozed = replace(evening, due_time=time(19))
    assert not comes_at_its_time(snoozed, rep.hours, rep.zone)


@pytest.mark.parametrize("why", [Held.MEETING, Held.PROTECTED])
@pytest.mark.parametrize("kind", [NudgeKind.BRIEF, NudgeKind.QUESTION, NudgeKind.TOLD_NO])
def test_in_a_meeting_and_in_protected_time_it_waits_for_the_end_and_says_why(
    kind: NudgeKind, why: Held
) -> None:
    end = NOON.replace(hour=12)
    found = verdict(kind, ana(), NOON, 0, busy=Busy(why, end))
    assert (found.do, found.why, found.until) == (Do.WAIT, why, end)


@pytest.mark.parametrize(
    ("kind", "muted", "is_wanted"),
    [
        (NudgeKind.MEETING_OVER, "meeting", False),
        (NudgeKind.MEETING_OVER, "courage", False),
        (NudgeKind.MEETING_OVER, "resilience", True),
        (NudgeKind.PROTECTED, "protected", False),
        (NudgeKind.PROTECTED, "resilience", False),
        (NudgeKind.MEETING, "meeting", True),
    ],
)
def test_what_is_asked_at_an_hour_of_its_own_is_muted_alone_or_with_its_theme(
    kind: NudgeKind, muted: str, is_wanted: bool
) -> None:
    assert wants_kind(replace(ana(), muted=frozenset({muted})), kind) is is_wanted
