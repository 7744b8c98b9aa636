"""Which question is the one, when is a kind ignored, and what makes a question stale?"""

from dataclasses import replace
from datetime import date

import pytest

from bot.playbook import asking
from bot.playbook.asking import THEMES, Ask, Candidate, Question, QuestionState
from bot.playbook.model import Standing
from bot.playbook.preferences import Muted
from tests.cast import acme, ana

MONDAY = date(2026, 3, 9)


def candidate(ask: Ask, client_id: int = 11, weight: int = 0) -> Candidate:
    return Candidate(ask, client_id, None, "2026-03-09", weight)


def question(state: QuestionState = QuestionState.ASKED, ask: Ask = Ask.FRIDAY_CALL) -> Question:
    return Question(1, 1, ask, 11, None, "2026-03-09", state, MONDAY)


def test_whether_to_stop_is_put_once_for_the_last_that_was_left_alone() -> None:
    found = asking.about_stopping(Ask.MEETING, 7)
    assert (found.ask, found.period) == (Ask.STOP, "meeting:7")
    assert asking.about(found.ask, found.facts) is Ask.MEETING


def test_without_anything_to_ask_nothing_is_asked() -> None:
    assert asking.the_one([]) is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (candidate(Ask.BAD_DAY_PLAN), candidate(Ask.FRIDAY_CALL, weight=9)),
        (candidate(Ask.FRIDAY_CALL), candidate(Ask.INVENTORY, weight=9)),
        (candidate(Ask.PULSE, 12, weight=2), candidate(Ask.PULSE, 11, weight=1)),
        (candidate(Ask.PULSE, 11, weight=1), candidate(Ask.PULSE, 12, weight=1)),
    ],
)
def test_the_kind_counts_before_the_weight_and_the_weight_before_the_client(
    first: Candidate, second: Candidate
) -> None:
    assert asking.the_one([second, first]) == first


def test_every_kind_but_the_one_about_stopping_belongs_to_a_theme() -> None:
    assert set(THEMES) == set(Ask) - {Ask.STOP}


@pytest.mark.parametrize(
    ("muted", "is_wanted"),
    [
        (set(), True),
        ({Muted.VALUE}, False),
        ({Ask.FRIDAY_CALL}, False),
        ({Muted.PATIENCE, Ask.INVENTORY}, True),
    ],
)
def test_a_kind_is_muted_alone_or_with_its_theme(muted: set[str], is_wanted: bool) -> None:
    rep = ana(muted=frozenset(muted))
    assert asking.is_wanted(rep, Ask.FRIDAY_CALL) is is_wanted


@pytest.mark.parametrize(
    ("ask", "facts", "about"),
    [
        (Ask.FRIDAY_CALL, {}, Ask.FRIDAY_CALL),
        (Ask.STOP, {"ask": "protected"}, Ask.PROTECTED),
    ],
)
def test_a_question_about_stopping_is_about_the_kind_that_would_stop(
    ask: Ask, facts: dict[str, str], about: Ask
) -> None:
    assert asking.about(ask, facts) is about


@pytest.mark.parametrize(
    ("states", "is_ignored"),
    [
        ("asked asked asked", True),
        ("asked asked asked answered", True),
        ("asked asked", False),
        ("asked answered asked", False),
        ("asked asked passed", False),
        ("", False),
    ],
)
def test_three_left_alone_in_a_row_are_ignored(states: str, is_ignored: bool) -> None:
    latest = [question(QuestionState(state)) for state in states.split()]
    assert asking.is_ignored(latest) is is_ignored


LOST = acme(standing=Standing.LOST)


@pytest.mark.parametrize(
    ("ask", "client", "why"),
    [
        (Ask.FRIDAY_CALL, acme(owner_id=1), None),
        (Ask.FRIDAY_CALL, acme(owner_id=None), None),
        (Ask.FRIDAY_CALL, None, "gone"),
        (Ask.FRIDAY_CALL, acme(id=12, owner_id=1), "merged"),
        (Ask.FRIDAY_CALL, LOST, "lost"),
        (Ask.FRIDAY_CALL, acme(standing=Standing.PARTED), "parted"),
        (Ask.FRIDAY_CALL, acme(owner_id=2), "given"),
        (Ask.IN_OUR_HANDS, LOST, None),
        (Ask.IN_OUR_HANDS, replace(LOST, owner_id=2), None),
        (Ask.IN_OUR_HANDS, acme(), "back"),
        (Ask.REPLACED, acme(id=12, standing=Standing.LOST), "merged"),
    ],
)
def test_a_question_is_over_when_its_client_is_not_what_it_was(ask, client, why) -> None:
    assert asking.over(question(ask=ask), client, ana()) == why


def test_a_question_about_no_client_stands() -> None:
    about_nobody = replace(question(), client_id=None)
    assert asking.over(about_nobody, None, ana()) is None
