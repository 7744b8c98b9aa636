"""What does a client expect beyond the renewal, and what of it is on our list? (S0-2)"""

import pytest

from bot.playbook import expectations
from bot.playbook.expectations import LONGEST, MOST, USUAL, Missing
from bot.playbook.problem import Problem
from tests.cast import acme

TEN = tuple(f"thing {n}" for n in range(MOST))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("delivery times, training", ("delivery times", "training")),
        ("delivery times, training and reports", ("delivery times", "training", "reports")),
        ("delivery times and training", ("delivery times", "training")),
        ("research and development, training", ("research and development", "training")),
        ("training; reports.", ("training", "reports")),
        ("training\nreports", ("training", "reports")),
        ("Training, training,  TRAINING ", ("Training",)),
        ("nothing", ()),
        ("Nothing more.", ()),
        ("", ()),
        (" , ;", ()),
        (", ".join(TEN), TEN),
        ("x" * LONGEST, ("x" * LONGEST,)),
        ("شحن أسرع", ("شحن أسرع",)),
    ],
)
def test_a_line_names_each_thing_once(text: str, wanted: tuple[str, ...]) -> None:
    assert expectations.read_wanted(text) == wanted


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (
            "x" * (LONGEST + 1),
            Problem("expectation_too_long", {"limit": LONGEST, "length": LONGEST + 1}),
        ),
        (
            ", ".join((*TEN, "one more")),
            Problem("too_many_expectations", {"limit": MOST, "count": MOST + 1}),
        ),
    ],
)
def test_too_much_is_said(text: str, problem: Problem) -> None:
    assert expectations.read_wanted(text) == problem


def test_what_is_on_the_list_takes_its_spelling() -> None:
    wanted = ("TRAINING", "customs", "training")
    assert expectations.named_as(wanted, ("training", "reports")) == ("training", "customs")


def test_what_is_not_on_the_list_is_told_apart() -> None:
    assert expectations.unlisted(("Training", "customs"), ("training",)) == ("customs",)


def test_what_is_missing_is_counted_by_client_the_most_wanted_first() -> None:
    wanted = [("customs", "training"), ("Customs", "a second plant"), ("customs",), ()]
    assert expectations.missing(wanted, ["training"]) == [
        Missing("customs", 3),
        Missing("a second plant", 1),
    ]


def test_nothing_asked_for_is_nothing_missing() -> None:
    assert expectations.missing([], USUAL) == []


def test_the_one_worth_most_of_which_nothing_is_noted_comes_first() -> None:
    book = [acme(id=n) for n in range(1, 6)]
    worth = {1: 500, 2: 900, 3: 900, 4: 1_000}
    found = expectations.in_order(book, worth, noted={4}, asked={1})
    assert [client.id for client in found] == [2, 3, 5]


def test_with_everything_noted_nobody_is_asked_about() -> None:
    assert expectations.in_order([acme(id=1)], {1: 5}, noted={1}, asked=()) == []


def test_the_usual_list_fits_into_a_form() -> None:
    assert expectations.tidied(USUAL) == USUAL
