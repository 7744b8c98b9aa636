"""How often should a client hear from us?"""

from datetime import date

import pytest

from bot.playbook import cadence
from bot.playbook.model import Tier

KNOWN_ON = date(2026, 1, 1)
LAST_NEW_DAY = date(2026, 3, 31)  # the ninetieth
FIRST_OLD_DAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("tier", "days"), [(Tier.KEY, 14), (Tier.STANDARD, 30), (Tier.LIGHT, 90), (Tier.NURTURE, 60)]
)
def test_each_tier_has_its_cadence(tier: Tier, days: int) -> None:
    assert cadence.days(tier, None, KNOWN_ON, FIRST_OLD_DAY) == days


@pytest.mark.parametrize("tier", list(Tier))
def test_a_new_client_hears_from_us_every_14_days_for_its_first_90(tier: Tier) -> None:
    assert cadence.days(tier, None, KNOWN_ON, KNOWN_ON) == 14
    assert cadence.days(tier, None, KNOWN_ON, LAST_NEW_DAY) == 14


def test_a_client_known_before_steady_is_not_new() -> None:
    assert cadence.days(Tier.STANDARD, None, None, KNOWN_ON) == 30


@pytest.mark.parametrize("since", [KNOWN_ON, FIRST_OLD_DAY])
def test_the_reps_own_days_stand_before_tier_and_newness(since: date) -> None:
    assert cadence.days(Tier.LIGHT, 45, KNOWN_ON, since) == 45
