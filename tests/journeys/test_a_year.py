"""A year of a rep with forty clients: would anybody mute what Steady says?"""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.playbook import due, friday_call, restraint
from bot.playbook.asking import Ask
from bot.playbook.nudge import NudgeKind
from storage import schema
from tests.a_year import PAGE, WEEKS, ZONE, Year, lived, page

MOST_A_WEEK = 12  # messages on average, briefs and the clients' own dates among them


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """Lived once, for all that is claimed of it."""
    url = f"sqlite+aiosqlite:///{Path(tmp_path_factory.mktemp('year')) / 'year.db'}"
    asyncio.run(schema.migrate(url))
    return asyncio.run(lived(url))


def a_day(year: Year, is_meant: Callable[[Any], bool]) -> Counter[date]:
    """How many of these messages came on each of the rep's days."""
    return Counter(r.settled_at.astimezone(ZONE).date() for r in year.said if is_meant(r))


def asked_of(year: Year, ask: Ask) -> list[tuple[int | None, date]]:
    """The client and the day of every question of a kind that was said, the first one first."""
    found = [q for q in year.asked if q.ask == ask and q.state not in ("ready", "withdrawn")]
    return [(q.client_id, q.asked_on) for q in found]


pytestmark = pytest.mark.xdist_group("a year")  # it is lived once


def test_the_year_has_something_of_everything(year: Year) -> None:
    kinds = {row.kind for row in year.said}
    assert kinds >= {NudgeKind.BRIEF, NudgeKind.QUESTION, NudgeKind.TIMED, NudgeKind.SHORTFALL}
    asked = {Ask(q.ask) for q in year.asked}
    assert asked >= {Ask.FRIDAY_CALL, Ask.INVENTORY, Ask.BAD_DAY_PLAN, Ask.IN_OUR_HANDS}
    assert {"asked", "answered", "passed"} <= {q.state for q in year.asked}


def test_at_most_one_question_of_the_playbook_a_day(year: Year) -> None:
    assert max(a_day(year, lambda row: row.kind == NudgeKind.QUESTION).values()) == 1


def test_at_most_four_messages_a_day_besides_the_brief(year: Year) -> None:
    others = a_day(year, lambda row: row.kind != NudgeKind.BRIEF)
    assert max(others.values()) <= restraint.OTHERS_A_DAY


def test_at_most_one_brief_a_day(year: Year) -> None:
    assert max(a_day(year, lambda row: row.kind == NudgeKind.BRIEF).values()) == 1


def test_no_question_is_repeated_in_its_period(year: Year) -> None:
    keys = Counter((q.ask, q.client_id, q.deal_id, q.period) for q in year.asked)
    assert [key for key, count in keys.items() if count > 1] == []


def test_no_client_is_the_friday_call_twice_in_thirteen_weeks(year: Year) -> None:
    calls, last, soon = asked_of(year, Ask.FRIDAY_CALL), dict[int | None, date](), []
    for client, day in calls:
        if client in last and day - last[client] < friday_call.NOT_TWICE_IN:
            soon.append((client, last[client], day))
        last[client] = day
    assert len(calls) > 20
    assert soon == []


def test_the_friday_call_comes_once_a_week_and_the_inventory_twice_a_month(year: Year) -> None:
    weeks = Counter(day.isocalendar()[:2] for _, day in asked_of(year, Ask.FRIDAY_CALL))
    halves = Counter(
        (day.year, day.month, day.day > 15) for _, day in asked_of(year, Ask.INVENTORY)
    )
    assert set(weeks.values()) == {1}
    assert set(halves.values()) == {1}


def test_nothing_is_said_outside_office_hours_or_on_a_day_off(year: Year) -> None:
    """All hours that clients named here lie inside them."""
    outside = [
        (row.kind, row.settled_at)
        for row in year.said
        if not due.is_in_hours(row.settled_at, year.rep.hours, year.rep.zone)
    ]
    assert outside == []


def test_on_the_day_of_a_loss_and_in_the_week_after_there_is_no_friday_call(year: Year) -> None:
    plans = [day for _, day in asked_of(year, Ask.BAD_DAY_PLAN)]
    calls = [day for _, day in asked_of(year, Ask.FRIDAY_CALL)]
    assert len(plans) == 2
    assert [c for c in calls for p in plans if p <= c < p + timedelta(days=5)] == []


def test_so_few_messages_a_week_that_nobody_would_mute_them(year: Year) -> None:
    assert len(year.said) / WEEKS <= MOST_A_WEEK


def test_the_page_with_one_month_says_what_was_said(year: Year) -> None:
    """Written anew by `python -m tests.a_year`."""
    assert PAGE.read_text(encoding="utf-8") == page(year)
