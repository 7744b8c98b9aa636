"""Would the pipeline survive the loss of any one client?"""

from fractions import Fraction

import pytest

from bot.playbook import stress
from bot.playbook.deal import Stress
from bot.playbook.stress import Valued
from tests.cast import acme


def valued(number: int, value: int) -> Valued:
    return Valued(acme(id=number, name=f"Client {number}"), value)


def test_the_plan_needs_the_part_of_the_target_that_will_be_won() -> None:
    assert stress.needed(400_000, Fraction(1, 4)) == 100_000
    assert stress.needed(None, Fraction(1, 4)) == 0


def test_a_loss_is_short_by_what_is_not_likely_to_be_won_elsewhere_beyond_the_plan() -> None:
    book = [valued(1, 120_000), valued(2, 267_097)]
    found = stress.line(book[0], book, {1: 50_000, 2: 45_000, 9: 140_000}, 100_000)
    assert (found.elsewhere_minor, found.short_minor) == (85_000, 35_000)
    assert round(found.share, 2) == 0.31


@pytest.mark.parametrize(
    ("value", "likely", "needed", "elsewhere", "short"),
    [
        (100, 100, 0, 100, 0),
        (100, 99, 0, 99, 1),
        (100, 200, 100, 100, 0),
        (100, 50, 100, 0, 100),  # the plan itself is not covered: nothing is left over
        (0, 0, 0, 0, 0),
    ],
)
def test_a_loss_is_survived_when_as_much_is_likely_to_be_won_elsewhere(
    value: int, likely: int, needed: int, elsewhere: int, short: int
) -> None:
    book = [valued(1, value)]
    found = stress.line(book[0], book, {7: likely}, needed)
    assert (found.elsewhere_minor, found.short_minor) == (elsewhere, short)


def test_the_worst_case_is_the_one_that_is_shortest_and_of_these_the_greatest() -> None:
    found = stress.read("EUR", [valued(1, 10), valued(2, 90), valued(3, 95)], {3: 10, 4: 50}, 0)
    assert found.worst is not None
    assert (found.worst.client.id, found.worst.short_minor) == (3, 45)
    assert found.not_survived == 2


def test_of_losses_that_are_all_survived_the_greatest_is_the_worst() -> None:
    found = stress.read("EUR", [valued(1, 10), valued(2, 30), valued(3, 20)], {4: 1_000}, 0)
    assert found.worst is not None
    assert (found.worst.client.id, found.not_survived) == (2, 0)


def test_without_a_client_of_known_value_there_is_no_worst_case() -> None:
    assert stress.read("EUR", [], {}, 0, unvalued=4) == Stress("EUR", 4, None, (), 0, 4)


@pytest.mark.parametrize(
    ("values", "concentrated"),
    [
        ([20, 10, 10, 10, 10, 10, 10, 10, 10], []),  # a fifth, and three are two fifths: neither
        ([21, 9, 10, 10, 10, 10, 10, 10, 10], [1, 3, 4]),
        ([25, 1, 1, 73], [4, 1]),
        ([14, 14, 13, 10, 10, 10, 10, 10, 9], [1, 2, 3]),
        ([30, 25, 25, 20], [1, 2, 3]),
        ([60, 40], [1, 2]),
        ([22, 19, 19, 20, 20], [1, 4]),
        ([90, 5, 5], [1]),
        ([0, 0, 0], []),
    ],
)
def test_a_client_above_a_fifth_is_flagged_and_so_are_three_above_two_fifths(
    values: list[int], concentrated: list[int]
) -> None:
    book = [valued(n, value) for n, value in enumerate(values, start=1)]
    found = stress.read("EUR", book, {}, 0)
    assert [line.client.id for line in found.concentrated] == concentrated


@pytest.mark.parametrize(
    ("known", "unvalued", "named"), [(9, 0, False), (9, 1, True), (0, 12, False)]
)
def test_the_worst_case_is_named_unasked_from_ten_clients_on(
    known: int, unvalued: int, named: bool
) -> None:
    book = [valued(n, 5) for n in range(known)]
    assert stress.is_worth_naming(stress.read("EUR", book, {}, 0, unvalued)) is named
