"""How is a number said, where it is small enough for a word?"""

import pytest

from bot.messages.counts import count_said


@pytest.mark.parametrize(("number", "said"), [(0, "no"), (7, "seven"), (10, "ten"), (11, "11")])
def test_small_numbers_are_words(number: int, said: str) -> None:
    assert count_said(number) == said
