"""Does the table find what pushes and pleads, and leave what only looks like it? (S1-3)

`tone.tsv` is what the table was written with; the blind sets were written by others before the
table was measured on them, and are part of it since, but for `tone_blind_l.tsv`, which nobody who
writes the table reads: these bars hold what was won, and say nothing of drafts nobody has seen
(`docs/playbook.md` has the first figures). Half of each is harmless.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.messages.tone_signs import SIGNS
from bot.messages.tone_table import ROWS, TABLE
from bot.playbook.tone import Row, check

CORPUS = Path(__file__).parents[2] / "corpus"
SETS = (
    "tone.tsv",
    "tone_blind.tsv",
    *(f"tone_blind_{n}.tsv" for n in range(2, 9)),
    *(f"tone_blind_{letter}.tsv" for letter in "efjk"),
)
PRECISION, RECALL = 0.92, 0.87
ALL_PRECISION, ALL_RECALL = 0.96, 0.95
UNTAUGHT = "tone_blind_l.tsv"  # nothing was ever learned from it, nor may be


def drafts(name: str) -> Iterator[tuple[set[str], str]]:
    """What a draft is, nothing being harmless, and the draft."""
    for line in (CORPUS / name).read_text(encoding="utf-8").splitlines():
        kind, _, draft = line.partition("\t")
        yield set(kind.split("+")) - {"-"}, draft


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.catches)
def test_every_row_catches_its_example_and_leaves_its_look_alike(row: Row) -> None:
    assert check(row.catches, replace(TABLE, rows=(row,), signs=()))
    assert check(row.leaves, TABLE) == ()


@pytest.mark.parametrize("name", SETS)
def test_the_table_holds_its_precision_and_recall(name: str) -> None:
    precision, recall = measured(name)

    assert precision >= PRECISION
    assert recall >= RECALL


def test_the_table_holds_what_it_reached_on_a_set_it_never_learned_from() -> None:
    told = [bool(wants) for wants, draft in drafts(UNTAUGHT) if check(draft, TABLE)]

    assert sum(told) / len(told) >= 0.85
    assert sum(told) >= 0.85 * sum(bool(wants) for wants, _ in drafts(UNTAUGHT))


def test_all_sets_together_are_held_to_more_than_the_smallest_of_them() -> None:
    precision, recall = measured(*SETS)

    assert precision >= ALL_PRECISION
    assert recall >= ALL_RECALL


def measured(*names: str) -> tuple[float, float]:
    """Precision and recall of whether anything is told."""
    told, right, wanted = 0, 0, 0
    for wants, draft in (one for name in names for one in drafts(name)):
        found = bool(check(draft, TABLE))
        told += found
        right += found and bool(wants)
        wanted += bool(wants)
    return right / told, right / wanted


def test_nearly_always_the_right_slip_is_told() -> None:
    told = [
        bool(wants & {one.slip.value for one in found})
        for name in SETS
        for wants, draft in drafts(name)
        if wants and (found := check(draft, TABLE))
    ]

    assert sum(told) / len(told) >= 0.95


def test_every_sign_counts_and_only_one_that_is_pointed_at_has_a_better_line() -> None:
    assert all(sign.points > 0 for sign in SIGNS if sign.slip)
    assert all(sign.points for sign in SIGNS)
    assert all(bool(sign.better) is bool(sign.slip) for sign in SIGNS)


def test_a_long_draft_of_nothing_but_signs_is_read_in_a_moment() -> None:
    letters = (
        "if you do not sign today we " * 300,
        "please " * 3000,
        "you or " * 3000,
        "a" * 20000,
    )

    assert [len(check(draft, TABLE)) >= 0 for draft in letters] == [True] * 4


def test_half_of_what_it_is_measured_on_is_harmless() -> None:
    for name in (*SETS, UNTAUGHT):
        wants = [kinds for kinds, _ in drafts(name)]
        assert set[str]().union(*wants) == {"ultimatum", "begging"}
        assert wants.count(set()) * 2.3 >= len(wants)


def test_a_better_line_is_none_that_would_be_pointed_at() -> None:
    for better in {one.better for one in (*ROWS, *SIGNS) if one.better}:
        assert check(better, TABLE) == ()
