"""Has every message a name by which `/steady why` calls it?"""

from datetime import UTC, datetime

from bot.messages import ledger
from bot.playbook.ledger import KeptBack, Ledger, Sent, Why
from bot.playbook.nudge import NudgeKind
from tests.cast import ana

NOW = datetime(2026, 3, 12, 13, 50, tzinfo=UTC)


def said(found: Ledger) -> list[str]:
    """What it lists, a line each."""
    lines = ledger.ledger(found, ana(), NOW).text.split("\n")
    return [line for line in lines if line.startswith("•")]


def test_every_kind_of_message_has_a_name_of_its_own() -> None:
    lines = said(Ledger([Sent(kind, NOW, ()) for kind in NudgeKind]))
    assert len(set(lines)) == len(NudgeKind)


def test_every_reason_to_keep_a_message_back_is_said_apart() -> None:
    lines = said(Ledger(kept_back=[KeptBack(NudgeKind.TIMED, NOW, why) for why in Why]))
    assert len(set(lines)) == len(Why)
