"""Which other doors are pointed at after a no? (S2-6)"""

import pytest

from bot.playbook.doors import open_doors
from tests.cast import a_deal


@pytest.mark.parametrize(("others", "shown"), [(0, 0), (2, 0), (3, 3), (4, 3)])
def test_three_doors_or_none(others: int, shown: int) -> None:
    found = [a_deal(id=n) for n in range(others)]
    assert open_doors(found) == tuple(found[:shown])
