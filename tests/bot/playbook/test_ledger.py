"""What has a rep heard from Steady lately, what was kept back, and what comes next?"""

from datetime import UTC, datetime, timedelta

import pytest

from bot.playbook.ledger import NEXT, Ahead, Why, soonest, why_not
from bot.playbook.nudge import NudgeKind

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "error", "why"),
    [
        ("cancelled", "cap", Why.CAP),
        ("cancelled", "outside_hours", Why.HOURS),
        ("cancelled", "paused", Why.PAUSE),
        ("cancelled", "no_longer_true", Why.UNTRUE),
        ("cancelled", "muted", Why.MUTED),
        ("ready", "in_a_meeting", Why.MEETING),
        ("ready", "in_protected_time", Why.PROTECTED),
        ("cancelled", "in_brief", Why.IN_BRIEF),
        ("cancelled", "anything else", Why.UNTRUE),
        ("ready", "cap", Why.CAP),
        ("ready", "ratelimited", Why.UNDER_WAY),
        ("ready", None, Why.UNDER_WAY),
        ("dead", "unreadable", Why.UNREADABLE),
        ("dead", "cannot_dm_bot", Why.REFUSED),
    ],
)
def test_every_silence_has_a_reason(state: str, error: str | None, why: Why) -> None:
    assert why_not(state, error) is why


def test_the_next_three_moments_are_named_and_what_comes_together_is_one() -> None:
    at = [NOW + timedelta(hours=n) for n in range(5)]
    found = [Ahead(NudgeKind.TIMED, moment, ("Acme",)) for moment in reversed(at)]
    found += [Ahead(NudgeKind.TIMED, at[0], ("Globex",)), Ahead(NudgeKind.TIMED, at[0], ("Acme",))]
    next_three = soonest(found)
    assert [one.at for one in next_three] == at[:NEXT]
    assert next_three[0].clients == ("Acme", "Globex")
