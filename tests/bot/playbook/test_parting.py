"""May we let a client go?"""

import pytest

from bot.playbook.parting import needs_manager, share


@pytest.mark.parametrize(("value", "agreed_first"), [(49, False), (50, False), (51, True)])
def test_above_five_per_cent_of_the_book_the_manager_agrees_first(
    value: int, agreed_first: bool
) -> None:
    assert needs_manager(share(value, 1000)) is agreed_first


def test_a_client_of_unknown_value_needs_nobody() -> None:
    assert not needs_manager(share(0, 0))
