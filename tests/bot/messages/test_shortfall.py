"""How does a rep hear that less is open than they chose? (S0-5)"""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from bot.messages import shortfall as words
from bot.playbook.deal import Against, Deal, DealState
from bot.playbook.model import Money
from bot.playbook.shortfall import BelowTarget, Cause
from bot.playbook.winning import Gap, Opening, UsualSize
from tests.cast import ana


def against(**facts: Any) -> Against:
    values: dict[str, Any] = {
        "rep": ana(),
        "currency": "EUR",
        "open_minor": 31_000_000,
        "weighted_minor": 0,
        "target_minor": 40_000_000,
        "deals": 9,
        "circles": 3,
        "circles_minor": 7_000_000,
    }
    return Against(**(values | facts))


def globex() -> Deal:
    amount = Money(9_500_000, "EUR")
    return Deal(
        id=7,
        client_id=12,
        client_name="Globex",
        rep_id=1,
        name="New line",
        stage_id=1,
        stage_name="decide",
        stage_since=date(2026, 2, 2),
        amount=amount,
        worth=amount,
        state=DealState.WON,
        opened_on=date(2026, 1, 2),
    )


def found(
    cause: Cause = Cause.WON,
    deal: Deal | None = None,
    *,
    is_again: bool = False,
    deals: int | None = 5,
    talks: int | None = 15,
    **facts: Any,
) -> BelowTarget:
    gap = Gap(9_000_000, deals, talks)
    usual = UsualSize(1_800_000, 6, "own")
    third = Opening(Fraction(1, 3), 0, "assumed")
    return BelowTarget(against(**facts), cause, gap, deal, is_again, usual, third)


def test_the_cause_comes_first_then_the_gap_in_work_then_where_to_begin() -> None:
    assert words.below(found(Cause.WON, globex())).text == (
        "You won New line at Globex (€95,000), so your open pipeline is now €310,000; you chose "
        "€400,000. The gap is €90,000: five deals of your usual size, or about 15 first "
        "conversations.\n"
        "A deal you win is usually €18,000; I assume that one first conversation in three becomes "
        "a deal.\n"
        "A good start: three open deals, worth €70,000, have no next date."
    )


@pytest.mark.parametrize(
    ("cause", "begins"),
    [
        (Cause.LOST, "You lost New line at Globex (€95,000), so"),
        (Cause.NO, "You got an honest no to New line at Globex (€95,000), so"),
        (Cause.SLIPPED, "New line at Globex (€95,000) has become smaller, so"),
        (Cause.GIVEN, "New line at Globex (€95,000) went to a colleague, so"),
        (Cause.TARGET, "Your open pipeline is €310,000; you chose €400,000."),
        (Cause.OTHER, "Your open pipeline is €310,000; you chose €400,000."),
    ],
)
def test_each_cause_has_its_words(cause: Cause, begins: str) -> None:
    assert words.below(found(cause, globex())).text.startswith(begins)


@pytest.mark.parametrize("cause", list(Cause))
def test_a_cause_whose_deal_is_not_known_leaves_it_out(cause: Cause) -> None:
    text = words.below(found(cause)).text
    assert text.startswith("Your open pipeline is €310,000; you chose €400,000.")


def test_a_week_later_it_does_not_name_the_cause_again() -> None:
    text = words.below(found(Cause.LOST, globex(), is_again=True)).text
    assert text.startswith("Your open pipeline is still €310,000; you chose €400,000.")


@pytest.mark.parametrize("cause", [Cause.OTHER, Cause.SAID])
def test_what_has_no_name_is_not_given_one(cause: Cause) -> None:
    text = words.below(found(cause, globex())).text
    assert text.startswith("Your open pipeline is €310,000; you chose €400,000.")


@pytest.mark.parametrize(
    ("deals", "talks", "ends"),
    [
        (None, None, "The gap is €90,000."),
        (5, None, "The gap is €90,000: five deals of your usual size."),
        (
            1,
            1,
            "The gap is €90,000: one deal of your usual size, or about one first conversation.",
        ),
    ],
)
def test_what_nobody_knows_yet_is_left_out(deals: int | None, talks: int | None, ends: str) -> None:
    assert (
        words.below(found(deals=deals, talks=talks, circles=0)).text.splitlines()[0].endswith(ends)
    )


@pytest.mark.parametrize(
    ("circles", "worth", "said"),
    [
        (1, 500_000, "A good start: one open deal, worth €5,000, has no next date."),
        (2, 0, "A good start: two open deals have no next date."),
        (14, 100, "A good start: 14 open deals, worth €1, have no next date."),
    ],
)
def test_deals_without_a_date_are_where_to_begin(circles: int, worth: int, said: str) -> None:
    assert words.below(found(circles=circles, circles_minor=worth)).text.endswith(said)


def test_deals_without_a_rate_are_named_as_not_counted() -> None:
    text = words.below(found(unrated=("USD", "SEK"))).text
    assert text.endswith("such as /pipeline rate USD 0.92.")


def test_enough_again_is_one_sentence() -> None:
    text = words.back(against(open_minor=41_200_000)).text
    assert text == "Your open pipeline is €412,000: back above the €400,000 you chose."


@pytest.mark.parametrize(
    ("cause", "begins"),
    [
        (Cause.WON, "You won Globex (€95,000), so"),
        (Cause.LOST, "You lost the deal with Globex (€95,000), so"),
        (Cause.NO, "You got an honest no to the deal with Globex (€95,000), so"),
        (Cause.SLIPPED, "The deal with Globex (€95,000) has become smaller, so"),
        (Cause.GIVEN, "The deal with Globex (€95,000) went to a colleague, so"),
    ],
)
def test_a_deal_without_a_name_of_its_own_is_not_taken_for_its_client(
    cause: Cause, begins: str
) -> None:
    deal = replace(globex(), name="Globex")
    assert words.below(found(cause, deal)).text.startswith(begins)


@pytest.mark.parametrize(
    ("size", "opening", "said"),
    [
        (
            "own",
            "own",
            "A deal you win is usually €18,000; 40 % of your first conversations become",
        ),
        (
            "team",
            "team",
            "A deal the team wins is usually €18,000; 40 % of the team's first conver",
        ),
        (
            "open",
            "assumed",
            "A deal you have open is usually €18,000; I assume that one first conv",
        ),
    ],
)
def test_the_arithmetic_says_what_it_counts_with(size: str, opening: str, said: str) -> None:
    usual, share = UsualSize(1_800_000, 6, size), Opening(Fraction(2, 5), 25, opening)
    assert said in words.below(replace(found(), usual=usual, openings=share)).text


def test_a_gap_in_money_alone_explains_no_arithmetic() -> None:
    assert "usually" not in words.below(found(deals=None, talks=None)).text
    assert words.below(found(talks=None)).text.splitlines()[1] == (
        "A deal you win is usually €18,000."
    )


@pytest.mark.parametrize(("by", "who"), [(None, "you"), ("Mia", "Mia")])
def test_the_target_is_said_to_be_chosen_by_whoever_chose_it(by: str | None, who: str) -> None:
    assert (
        f"is now €310,000; {who} chose €400,000."
        in words.below(found(Cause.WON, globex(), chosen_by=by)).text
    )
    assert words.back(against(chosen_by=by)).text.endswith(f"back above the €400,000 {who} chose.")
