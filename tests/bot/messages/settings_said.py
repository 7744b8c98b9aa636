"""What can Steady say about a rep's own settings?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from bot.messages import settings
from bot.messages.blocks import Message
from bot.messages.forms import Origin, View
from bot.playbook.model import Hours
from bot.playbook.preferences import Muted
from tests.cast import ana

if TYPE_CHECKING:
    from tests.bot.messages.everything import Values

NOW = datetime(2026, 3, 12, 13, 50, tzinfo=UTC)
FACTS: dict[str, dict[str, object]] = {
    "no_working_day": {},
    "closes_before_opening": {},
    "brief_outside_hours": {"opens": time(8), "closes": time(18)},
    "pause_until_when": {"text": "whenever"},
    "pause_ended": {"on": date(2026, 3, 2)},
    "pause_too_long": {"days": 366},
    "stand_in_self": {},
    "cannot_stand_in": {},
    "unknown_place": {"text": "Atlantis"},
    "unknown_kind": {"text": "noise", "kinds": settings.kinds_named()},
}


def messages(values: "Values") -> dict[str, Message]:
    """Every message, by what it is."""
    rep = ana(name=values.rep_name, locale=values.locale)
    away = replace(rep, paused_until=date(2026, 5, 4))
    abroad = replace(rep, hours=Hours(working_days=frozenset({0, 1, 6}), holidays="DE-BY"))
    choosy = replace(abroad, is_discreet=True, muted=frozenset(kind.value for kind in Muted))
    return {
        "settings": settings.saved(rep, NOW),
        "settings, choosy": settings.saved(choosy, NOW),
        "settings, paused": settings.saved(away, NOW),
        "paused": settings.paused(away, NOW),
        "paused, two dates named": settings.paused(away, NOW, 2),
        "paused, one date named": settings.paused(away, NOW, 1),
        "paused with a stand-in": settings.paused(away, NOW, 2, values.rep_name),
        "settings, paused with a stand-in": settings.saved(away, NOW, values.rep_name),
        "resumed": settings.resumed(),
        "resumed, a brief follows": settings.resumed(is_now=True),
        **{f"muted, {kind}": settings.muted(kind) for kind in Muted},
        **{f"unmuted, {kind}": settings.unmuted(kind) for kind in Muted},
    }


def views(values: "Values") -> dict[str, View]:
    """The form, as it first is and with everything chosen."""
    origin = Origin("f" * 32)
    rep = ana(name=values.rep_name, locale=values.locale)
    chosen = replace(
        rep,
        has_fixed_zone=True,
        has_fixed_locale=True,
        hours=Hours(holidays="US-CA"),
        muted=frozenset(kind.value for kind in Muted),
        is_discreet=True,
        paused_until=date(2026, 5, 4),
    )
    return {
        "settings": settings.view(rep, origin),
        "settings, all chosen": settings.view(chosen, origin, "U0BEN"),
        "settings, manager": settings.view(
            replace(rep, is_manager=True), origin, lead_user_id="U0BEN"
        ),
        "settings, manager, no lead": settings.view(replace(rep, is_manager=True), origin),
    }
