"""Is a rep what Slack's profile tells, and otherwise what it was?"""

import pytest

from bot.playbook.profile import as_told, is_zone, trouble
from tests.cast import ana


def test_a_profile_tells_name_zone_and_language() -> None:
    profile = {
        "tz": "America/New_York",
        "locale": "en-US",
        "real_name": "Anita Ruiz",
        "profile": {"display_name": ""},
    }
    assert as_told(ana(), profile) == ana(name="Anita", zone="America/New_York", locale="en-US")


@pytest.mark.parametrize("profile", [{}, {"tz": None, "locale": ""}, {"tz": "America/Nueva"}])
def test_what_a_profile_does_not_tell_stays_as_it_was(profile: dict[str, object]) -> None:
    assert as_told(ana(), profile) == ana()


@pytest.mark.parametrize("name", ["America/Nueva", "", "Europe", "../etc/passwd", "x" * 300])
def test_what_this_machine_has_no_zone_for_is_none(name: str) -> None:
    assert not is_zone(name)


@pytest.mark.parametrize(
    ("profile", "code"),
    [
        ({"deleted": True}, "not_a_rep"),
        ({"is_bot": True}, "not_a_rep"),
        ({"is_stranger": True}, "not_a_rep"),
        ({"is_restricted": True}, "guest"),
        ({"is_ultra_restricted": True}, "guest"),
    ],
)
def test_bots_strangers_and_guests_are_no_reps(profile: dict[str, object], code: str) -> None:
    found = trouble(profile)
    assert found is not None
    assert found.code == code
