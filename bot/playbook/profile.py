"""What does Slack's profile of a user tell of the rep?"""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from bot.playbook.model import Rep
from bot.playbook.problem import Problem

READ_SECONDS = 1.0  # for users.info; what waits for it waits no longer

Profile = Mapping[str, Any]


def trouble(profile: Profile) -> Problem | None:
    """Why this user is no rep: deleted, a bot, a stranger or a guest."""
    if profile.get("deleted") or profile.get("is_bot") or profile.get("is_stranger"):
        return Problem("not_a_rep")
    if profile.get("is_restricted") or profile.get("is_ultra_restricted"):
        return Problem("guest")
    return None


def as_told(rep: Rep, profile: Profile) -> Rep:
    """The rep by what the profile says; what it leaves out stays as it was."""
    names = profile.get("profile") or {}
    name = names.get("display_name") or profile.get("real_name") or profile.get("name")
    zone = None if rep.has_fixed_zone else profile.get("tz")
    return replace(
        rep,
        name=str(name).split(" ")[0] if name else rep.name,
        zone=zone if zone and is_zone(zone) else rep.zone,
        locale=(None if rep.has_fixed_locale else profile.get("locale")) or rep.locale,
    )


def is_as_known(rep: Rep, profile: Profile) -> bool:
    """Whether the profile tells nothing new of a rep."""
    is_here = rep.is_vetted and not rep.is_gone and trouble(profile) is None
    return is_here and as_told(rep, profile) == rep


def is_admin(profile: Profile) -> bool:
    """Slack workspace admins are managers when they are first known."""
    return bool(profile.get("is_admin") or profile.get("is_owner"))


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether this machine knows the zone; Slack may know newer ones."""
    try:
        ZoneInfo(name)
    except (LookupError, ValueError, OSError):
        return False
    return True
