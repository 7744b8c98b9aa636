"""Is a client cooling, as the rep feels it?"""

import pytest

from bot.playbook.heat import is_cooling
from bot.playbook.model import Heat

HOT, WARM, COLD = Heat.HOT, Heat.WARM, Heat.COLD


@pytest.mark.parametrize(
    ("felt", "cooling"),
    [
        ([], False),
        ([COLD], False),
        ([COLD, COLD], True),
        ([COLD, WARM], False),
        ([WARM, COLD, COLD], False),
        ([COLD, WARM, HOT], True),
        ([COLD, HOT, HOT], False),
        ([WARM, WARM, HOT], False),
        ([HOT, WARM, COLD], False),
        ([COLD, COLD, HOT], True),
    ],
)
def test_two_cold_touches_in_a_row_or_falling_heat_over_three(
    felt: list[Heat], cooling: bool
) -> None:
    assert is_cooling(felt) is cooling
