"""When is a prospect that buys elsewhere followed up? (S1-4)"""

from datetime import date

import pytest

from bot.playbook.model import Hours
from bot.playbook.problem import Problem
from bot.playbook.supplier import follow_up_on, read_supplier

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("ends_on", "on"),
    [
        (date(2027, 6, 30), date(2027, 3, 2)),
        (date(2026, 7, 2), date(2026, 3, 4)),
        (date(2026, 7, 1), date(2026, 3, 3)),  # 120 days from tomorrow
        (date(2026, 6, 30), date(2026, 3, 3)),  # that would be today
        (date(2026, 3, 2), date(2026, 3, 3)),
        (date(2027, 7, 4), date(2027, 3, 8)),  # a Saturday goes to Monday
    ],
)
def test_it_falls_120_days_before_their_contract_ends(ends_on: date, on: date) -> None:
    assert follow_up_on(ends_on, TODAY, Hours()) == on


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Initrode until 30 June 2027", ("Initrode", date(2027, 6, 30))),
        ("Initrode, till 30 June 2027.", ("Initrode", date(2027, 6, 30))),
        ("until 30 June 2027", ("", date(2027, 6, 30))),
        ("Initrode", ("Initrode", None)),
        ("", ("", None)),
    ],
)
def test_a_name_and_a_day_are_read(text: str, found: tuple[str, date | None]) -> None:
    assert read_supplier(text, TODAY, "en-GB") == found


@pytest.mark.parametrize("text", ["Initrode until whenever", "Initrode until 3 March 2020"])
def test_a_day_that_is_not_sure_is_a_problem(text: str) -> None:
    assert isinstance(read_supplier(text, TODAY, "en-GB"), Problem)


def test_a_day_that_could_be_several_is_asked() -> None:
    found = read_supplier("Initrode until in the spring", TODAY, "en-GB")

    assert isinstance(found, Problem)
    assert found.code == "which_contract_end"
