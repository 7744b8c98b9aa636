"""On whose date does an open deal stand, and what is missing to the target?"""

import pytest

from bot.playbook.deal import Against, DealShown, Footing
from bot.playbook.model import SetBy
from tests.cast import a_deal, ana, commitment


@pytest.mark.parametrize(
    ("set_by", "footing"),
    [(SetBy.CLIENT, Footing.THEIRS), (SetBy.REP, Footing.OURS), (None, Footing.OURS)],
)
def test_a_deal_stands_on_the_date_of_whoever_named_it(
    set_by: SetBy | None, footing: Footing
) -> None:
    shown = DealShown(a_deal(), next_step=commitment(set_by=set_by))
    assert (shown.footing, shown.is_circle) == (footing, False)


@pytest.mark.parametrize(("state", "is_circle"), [("open", True), ("won", False), ("lost", False)])
def test_an_open_deal_without_a_date_is_an_open_circle(state: str, is_circle: bool) -> None:
    shown = DealShown(a_deal(state=state))
    assert (shown.footing, shown.is_circle) == (Footing.NONE, is_circle)


@pytest.mark.parametrize(
    ("open_minor", "target", "gap"), [(310, 400, 90), (400, 400, 0), (500, 400, 0), (310, None, 0)]
)
def test_the_gap_is_what_is_missing_to_a_target_that_was_chosen(
    open_minor: int, target: int | None, gap: int
) -> None:
    assert Against(ana(), "EUR", open_minor, 0, target, 1, 0, 0).gap_minor == gap
