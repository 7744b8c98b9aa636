"""Where may a visitor move the demo's clock?"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

MORNING = time(8, 30)
FARTHEST = timedelta(days=6 * 366)  # from one moment to the next


class ClockError(ValueError):
    """A moment the clock cannot move to, in a sentence for the visitor."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One move with its label."""

    id: str
    label: str
    moment: Callable[[datetime], datetime] | None = None  # local time in, local time out


def preset_moment(preset_id: str, now: datetime, tz: str) -> datetime:
    """The instant a preset means for somebody in this zone."""
    preset = _BY_ID.get(preset_id)
    if preset is None or preset.moment is None:
        raise ClockError("There is no such move of the clock.")
    return preset.moment(now.astimezone(ZoneInfo(tz))).astimezone(UTC)


def chosen_moment(text: str, now: datetime, tz: str) -> datetime:
    """The instant a visitor typed in their own zone; only forward, and not too far."""
    try:
        local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(tz))
        moment = local.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ClockError("That is no date and time the clock can read.") from None
    if moment <= now:
        raise ClockError("Time only goes forward here.")
    if moment - now > FARTHEST:
        raise ClockError("That is too far in one step; six years is the most.")
    return moment


def _an_hour_later(local: datetime) -> datetime:
    return (local.astimezone(UTC) + timedelta(hours=1)).astimezone(local.tzinfo)


def _tomorrow_morning(local: datetime) -> datetime:
    return _morning_after(local, 1)


def _next_monday(local: datetime) -> datetime:
    return _morning_after(local, 7 - local.weekday())


def _morning_after(local: datetime, days: int) -> datetime:
    return datetime.combine(local.date() + timedelta(days=days), MORNING, local.tzinfo)


NEXT = "next"  # on to the next message for whoever looks

PRESETS = (
    Preset(NEXT, "What comes next"),
    Preset("hour", "An hour later", _an_hour_later),
    Preset("tomorrow_morning", "Tomorrow morning", _tomorrow_morning),
    Preset("next_monday", "Next Monday", _next_monday),
)
_BY_ID: Mapping[str, Preset] = {preset.id: preset for preset in PRESETS}
