"""What can Steady say about what it said, and did not say?"""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.messages import ledger
from bot.messages.blocks import Message
from bot.playbook.asking import THEMES
from bot.playbook.ledger import Ahead, KeptBack, Ledger, Sent, Why
from bot.playbook.nudge import NudgeKind
from bot.playbook.preferences import Muted
from tests.cast import ana

if TYPE_CHECKING:
    from tests.bot.messages.everything import Values

NOW = datetime(2026, 3, 12, 13, 50, tzinfo=UTC)
EARLIER = NOW - timedelta(days=3)
LATER = NOW + timedelta(days=1)


def messages(values: "Values") -> dict[str, Message]:
    """Every message, by what it is."""
    rep = ana(name=values.rep_name, locale=values.locale)
    many = (values.name,) * 5
    away = replace(
        rep, paused_until=date(2026, 5, 4), muted=frozenset(k.value for k in (*Muted, *THEMES))
    )
    kept = [KeptBack(NudgeKind.TIMED, EARLIER, why, LATER, many[:1]) for why in Why]
    full = Ledger(
        [Sent(kind, EARLIER, many) for kind in NudgeKind],
        [*kept, KeptBack(NudgeKind.BRIEF, EARLIER, Why.PAUSE)],
        [Ahead(NudgeKind.BRIEF, LATER, many), Ahead(NudgeKind.TIMED, LATER)],
    )
    return {
        "ledger, empty": ledger.ledger(Ledger(), rep, NOW),
        "ledger": ledger.ledger(full, rep, NOW),
        "ledger, away": ledger.ledger(replace(full, sent=full.sent[:5]), away, NOW),
        "test on its way": ledger.test_on_its_way(),
        "test seen": ledger.test_seen(),
        "held, on its way": ledger.on_its_way(),
        "held, came already": ledger.came_already(),
    }
