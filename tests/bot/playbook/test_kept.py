"""Is a kept problem said again exactly as it was?"""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playbook.kept import problem_as_json, problem_from_json
from bot.playbook.problem import Problem
from bot.playbook.when import Moment, find_whens, read_when

plain = (
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**63)
    | st.text(max_size=10)
    | st.dates()
    | st.times()
    | st.datetimes(timezones=st.just(UTC))
    | st.builds(Moment, st.dates(), st.none() | st.times())
)
values = plain | st.lists(plain, max_size=3).map(tuple)
problems = st.builds(
    Problem, st.text(max_size=10), st.dictionaries(st.text(max_size=5), values, max_size=4)
)


@given(problems)
def test_a_problem_survives_being_kept(problem):
    assert problem_from_json(json.loads(json.dumps(problem_as_json(problem)))) == problem


def test_a_list_comes_back_as_a_row_that_cannot_change():
    kept = problem_as_json(Problem("which", {"days": ["Monday", "Friday"]}))

    assert problem_from_json(kept).facts["days"] == ("Monday", "Friday")


def test_a_fact_nobody_could_read_again_is_refused_at_once():
    with pytest.raises(TypeError):
        problem_as_json(Problem("broken", {"client": object()}))


@pytest.mark.parametrize(
    "phrase",
    [
        "yesterday",
        "30 February",
        "12 March 2099",
        "every Monday",
        "Friday at 25:00",
        "Friday 3pm Nowhere",
        "3pm IST tomorrow",
        "32nd of May",
        "today 9am",
        "not Friday",
        "blue",
        "",
        "x " * 40,
    ],
)
def test_whatever_is_wrong_with_a_date_can_be_kept(phrase):
    now = datetime(2026, 3, 2, 10, tzinfo=ZoneInfo("Europe/Berlin"))
    readings = [read_when(phrase, now=now, locale="en-GB")]
    readings += find_whens(phrase, now=now, locale="en-GB")
    for problem in [r.problem for r in readings if r.problem is not None]:
        assert problem_from_json(problem_as_json(problem)) == problem
