"""When is a plan of improvement more than a draft, and when is it reported? (S0-3)"""

from datetime import date

import pytest

from bot.playbook import plan
from bot.playbook.model import Hours
from bot.playbook.plan import Agreement, Goal, Plan
from tests.cast import acme

TODAY = date(2026, 3, 12)


def goal(**changes: object) -> Goal:
    facts: dict[str, object] = {"id": 1, "text": "On time", "measure": "98 of 100", "year": 2026}
    return Goal(**(facts | {"set_on": date(2026, 3, 2)} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("goals", "on", "code"),
    [
        ((), TODAY, "plan_no_goals"),
        ((goal(),), TODAY, None),
        ((goal(),), date(2026, 3, 13), "agreed_to_come"),
    ],
)
def test_a_plan_is_agreed_to_when_it_has_goals_and_the_day_has_come(
    goals: tuple[Goal, ...], on: date, code: str | None
) -> None:
    found = plan.agree_trouble(goals, on, TODAY, acme())
    assert (found.code if found else None) == code


def test_until_somebody_agreed_it_is_a_draft() -> None:
    draft = Plan(acme(), TODAY, (goal(),))
    agreed = Plan(acme(), TODAY, (goal(),), Agreement(TODAY, "Jo", "let us do it"))
    assert (draft.is_draft, draft.since) == (True, ())
    assert (agreed.is_draft, agreed.since) == (False, ())


def test_a_goal_added_afterwards_is_not_agreed_to() -> None:
    agreement = Agreement(date(2026, 3, 2), "Jo", "let us do it")
    late = goal(id=2, set_on=date(2026, 3, 3))
    assert Plan(acme(), TODAY, (goal(), late), agreement).since == (late,)


@pytest.mark.parametrize(
    ("found", "counts"),
    [
        (goal(), True),
        (goal(reached_on=TODAY), True),
        (goal(year=2025), True),
        (goal(year=2025, reached_on=date(2025, 11, 3)), False),
    ],
)
def test_last_years_goals_count_until_they_are_reached(found: Goal, counts: bool) -> None:
    assert bool(plan.this_year([found], TODAY)) is counts


@pytest.mark.parametrize(
    ("after", "on"),
    [
        (date(2026, 3, 12), date(2026, 6, 12)),
        (date(2026, 3, 14), date(2026, 6, 15)),  # a Sunday
        (date(2025, 11, 30), date(2026, 3, 2)),  # there is no 30 February
    ],
)
def test_a_report_is_due_every_quarter_on_a_working_day(after: date, on: date) -> None:
    assert plan.next_report_on(after, Hours()) == on
