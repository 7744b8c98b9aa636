"""What of a first meeting is left?"""

import pytest

from bot.playbook import welcome
from bot.playbook.desk import Desk, Looking, Page, Part
from bot.playbook.welcome import Step, Welcome
from tests.cast import ana, commitment


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ((), Step.HOURS),
        (("hours",), Step.CLIENT),
        (("client",), Step.HOURS),
        (("hours", "client"), Step.TARGET),
        (("hours", "client", "target"), None),
    ],
)
def test_the_next_step_is_the_first_that_is_left(
    done: tuple[str, ...], expected: Step | None
) -> None:
    assert welcome.next_step(done) is expected


@pytest.mark.parametrize(("done", "expected"), [((), False), (("hours",), False), (("end",), True)])
def test_it_is_over_when_the_last_word_was_read(done: tuple[str, ...], expected: bool) -> None:
    assert welcome.is_over(done) is expected


@pytest.mark.parametrize(("step", "number"), [(Step.HOURS, 1), (Step.TARGET, 3), (None, 3)])
def test_steps_are_counted_from_one(step: Step | None, number: int) -> None:
    assert Welcome(ana(), step).number == number


def test_a_desk_is_empty_until_something_waits() -> None:
    assert Desk(ana()).is_empty
    assert not Desk(ana(), waiting=Page((commitment(),), 1)).is_empty


def test_turning_one_part_leaves_the_others_where_they_are() -> None:
    looking = Looking(rep_id=7).turned(Part.TODAY, 3).turned(Part.QUIET, 0)
    assert [looking.page(part) for part in (Part.TODAY, Part.QUIET, Part.WEEK)] == [3, 1, 1]
    assert looking.rep_id == 7
