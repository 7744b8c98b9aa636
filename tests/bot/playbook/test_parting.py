"""May we let a client go, and who agrees?"""

from typing import Any

import pytest

from bot.playbook.model import Rep, Standing
from bot.playbook.parting import Answer, answer_now, needs_manager, share, who_agrees
from tests.cast import acme, ana, ben, mia


@pytest.mark.parametrize(("value", "agreed_first"), [(49, False), (50, False), (51, True)])
def test_above_five_per_cent_of_the_book_the_manager_agrees_first(
    value: int, agreed_first: bool
) -> None:
    assert needs_manager(share(value, 1000)) is agreed_first


def test_a_client_of_unknown_value_needs_nobody() -> None:
    assert not needs_manager(share(0, 0))


@pytest.mark.parametrize(
    ("manager", "lead", "managers", "asked"),
    [
        (ben(), mia(), [mia()], ben()),
        (None, mia(), [ben()], mia()),
        (None, None, [ben(), mia()], ben()),
        (ben(is_gone=True), mia(), [], mia()),
        (ana(), mia(is_gone=True), [ana(), ben()], ben()),
        (None, ana(), [ana()], None),
        (None, None, [], None),
    ],
)
def test_the_own_manager_agrees_else_the_lead_else_any(
    manager: Rep | None, lead: Rep | None, managers: list[Rep], asked: Rep | None
) -> None:
    assert who_agrees(ana(), manager, lead, managers) == asked


@pytest.mark.parametrize(
    ("facts", "stands"),
    [
        ({}, Answer.OPEN),
        ({"is_gone": True}, Answer.TAKEN_BACK),
        ({"is_merged": True}, Answer.MERGED),
        ({"standing": Standing.PARTED}, Answer.PARTED),
        ({"standing": Standing.LOST}, Answer.LOST),
        ({"owner_id": 2}, Answer.GIVEN),
        ({"answered": Answer.TALK}, Answer.TALK),
        ({"answered": Answer.TALK, "standing": Standing.LOST}, Answer.LOST),
        ({"answered": Answer.AGREED, "standing": Standing.PARTED}, Answer.AGREED),
        ({"answered": Answer.AGREED, "owner_id": 2}, Answer.AGREED),
    ],
)
def test_what_came_in_between_ends_the_question(facts: dict[str, Any], stands: Answer) -> None:
    client = acme(
        standing=facts.pop("standing", Standing.ACTIVE), owner_id=facts.pop("owner_id", 1)
    )
    how = {"is_merged": False, "is_gone": False} | facts
    answered = how.pop("answered", Answer.OPEN)
    assert answer_now(answered, client, 1, **how) is stands
