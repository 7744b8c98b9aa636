"""What follows from the four questions of fit? (S1-2)"""

from datetime import date

import pytest

from bot.playbook import fit as rule
from bot.playbook.fit import FOUR, OF_ACTIVE, Advice, Differs, Fit, FitAnswer, Trait
from bot.playbook.fit_said import read_fit
from bot.playbook.model import Standing
from bot.playbook.problem import Problem

YES, NO, UNKNOWN = FitAnswer.YES, FitAnswer.NO, FitAnswer.UNKNOWN
SAID = {"y": YES, "n": NO, "?": UNKNOWN}


def answers(said: str) -> dict[Trait, FitAnswer]:
    return {t: SAID[one] for t, one in zip((*FOUR, *OF_ACTIVE), said, strict=False)}


def fit(said: str) -> Fit:
    return Fit(1, 11, 1, date(2026, 3, 2), answers(said))


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("yyyy", Advice.NURTURE),
        ("yyyn", Advice.NURTURE),
        ("?yyy", Advice.NURTURE),
        ("yynn", Advice.FIND_OUT),
        ("yy??", Advice.FIND_OUT),
        ("ynnn", Advice.LET_GO),
        ("nnnn", Advice.LET_GO),
        ("n?nn", Advice.LET_GO),
        # Nobody is let go for what is not known yet.
        ("y?nn", Advice.FIND_OUT),
        ("??nn", Advice.FIND_OUT),
        ("????", Advice.FIND_OUT),
        ("", Advice.FIND_OUT),
        # What makes a paying client hard does not make it less of a fit.
        ("yyynnnn", Advice.NURTURE),
        ("nnnyyyy", Advice.LET_GO),
    ],
)
def test_three_yes_nurture_two_find_out_fewer_let_go(said: str, advice: Advice) -> None:
    assert rule.advice(answers(said)) is advice


def test_a_client_that_pays_us_is_asked_about_three_things_more() -> None:
    assert rule.asked_of(Standing.PROSPECT) == FOUR
    assert rule.asked_of(Standing.NURTURE) == FOUR
    assert rule.asked_of(Standing.ACTIVE) == (*FOUR, *OF_ACTIVE)


@pytest.mark.parametrize(
    ("before", "is_good"), [(None, False), ("yynn", False), ("yyyn", True), ("yyyy", True)]
)
def test_only_three_yes_or_more_are_worth_waiting_for(before: str | None, is_good: bool) -> None:
    assert rule.is_good(fit(before) if before else None) is is_good


def test_what_is_not_answered_again_stands_as_before() -> None:
    found = rule.completed({Trait.TYPE: NO}, fit("yy?"), FOUR)

    assert found == answers("ny??")


def test_answers_about_a_client_that_paid_us_once_are_kept() -> None:
    found = rule.completed(answers("yyyy"), fit("yyyynny"), FOUR)

    assert found == answers("yyyynny")


def test_a_later_answer_that_differs_is_said() -> None:
    assert rule.differences(fit("yn?y"), answers("nnyy")) == (Differs(Trait.TYPE, YES, NO),)


def test_the_first_answers_contradict_nothing() -> None:
    assert rule.differences(None, answers("nnnn")) == ()


def test_to_know_no_longer_what_was_known_is_a_difference() -> None:
    assert rule.differences(fit("yyyy"), answers("yyy?")) == (Differs(Trait.LASTING, YES, UNKNOWN),)


def test_what_makes_a_paying_client_hard_is_named() -> None:
    assert rule.weak_spots(answers("yyyynyn")) == (Trait.MOTIVATED, Trait.PAYS)
    assert rule.weak_spots(answers("nnnn")) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("yes no yes ?", "yny?"),
        ("Y, N, y, unknown", "yny?"),
        ("yes yes yes don’t know yet", "yyy?"),
        ("yes; yes; dont know; no.", "yy?n"),
        ("yes no yes no yes no unsure", "ynynyn?"),
    ],
)
def test_answers_are_read_in_the_order_of_the_questions(text: str, found: str) -> None:
    assert read_fit(text) == answers(found)


def test_answers_are_read_by_name() -> None:
    assert read_fit("lasting: no, pays yes") == {Trait.LASTING: NO, Trait.PAYS: YES}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "yes no yes no yes",
        "perhaps yes yes yes",
        "yes yes yes yesterday",
        "type yes type no",
        "type yes no",
        "yes type no pays",
        "type pays yes no",
        "type yes pays values",
    ],
)
def test_what_is_not_sure_is_refused(text: str) -> None:
    found = read_fit(text)

    assert isinstance(found, Problem)
    assert found.code == "unread_fit"
