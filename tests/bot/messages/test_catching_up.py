"""Has everything that can wait a line in the brief that stands for it?"""

import pytest

from bot.messages import catching_up
from bot.messages.blocks import message
from bot.playbook.nudge import HeldBack, NudgeKind
from bot.playbook.restraint import GATHERED

NAMELESS = "A message waited for you."


def said(kind: NudgeKind) -> str:
    return message(catching_up.waited([HeldBack(1, kind)])).text


@pytest.mark.parametrize("kind", sorted(GATHERED))
def test_what_waited_is_named(kind: NudgeKind) -> None:
    assert said(kind) != NAMELESS
    assert said(kind).endswith((".", "?"))


def test_no_two_kinds_read_the_same() -> None:
    assert len({said(kind) for kind in GATHERED}) == len(GATHERED)
