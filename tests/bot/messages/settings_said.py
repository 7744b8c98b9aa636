"""What can Steady say about a rep's own settings?"""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

from bot.messages import answer, settings
from bot.messages.blocks import Message
from bot.messages.forms import Origin, View
from bot.playbook.model import Hours, Protected, Rep
from bot.playbook.outcome import Undone
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
        "settings, choosy": settings.saved(choosy, NOW, change_id=5),
        "settings, paused": settings.saved(away, NOW, change_id=5),
        "paused": settings.paused(away, NOW, change_id=5),
        "paused, two dates named": settings.paused(away, NOW, 2, change_id=5),
        "paused, one date named": settings.paused(away, NOW, 1, change_id=5),
        "paused with a stand-in": settings.paused(away, NOW, 2, values.rep_name, 5),
        "settings, paused with a stand-in": settings.saved(away, NOW, values.rep_name, 5),
        "resumed": settings.resumed(change_id=5),
        "resumed, a brief follows": settings.resumed(is_now=True, change_id=5),
        **{f"muted, {kind}": settings.muted(kind, 5) for kind in Muted},
        **{f"unmuted, {kind}": settings.unmuted(kind, 5) for kind in Muted},
        **_taken_back(rep, away),
    }


def _taken_back(rep: Rep, away: Rep) -> dict[str, Message]:
    """How it stands when a choice was taken back."""
    behind = replace(rep, protected=Protected(1, time(9), time(11)))
    kinds = dict.fromkeys(("settings", "pause", "protect", "mute:quiet", "unmute:quiet"), rep)
    found = {kind: (kind, one) for kind, one in kinds.items()}
    found |= {"a question": ("mute:friday_call", rep), "still paused": ("pause", away)}
    found |= {"protected again": ("protect", behind)}
    said = {name: Undone(kind, None, "", rep=one) for name, (kind, one) in found.items()}
    said |= {kind: Undone(kind, None, "") for kind in ("digest", "share_loss")}
    return {f"taken back, {name}": answer.told(one, rep, NOW) for name, one in said.items()}


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
