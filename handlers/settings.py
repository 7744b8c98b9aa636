"""What happens when a rep says how they want to be spoken to?"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from bot.messages import settings
from bot.messages.ids import Action, Field
from bot.playbook import days_off, due, preferences, protection
from bot.playbook.asking import THEMES, Ask
from bot.playbook.choice import MUTE, PAUSE, SETTINGS, UNMUTE
from bot.playbook.model import Hours, Protected, Rep
from bot.playbook.preferences import Muted
from bot.playbook.problem import Problem
from bot.playbook.welcome import Step
from bot.playbook.when import read_when
from handlers import forms as shown
from handlers import owners
from handlers.act import Act, Reply
from handlers.forms import Filled
from handlers.slack_text import mentioned, unwrapped, without_mention
from storage import choosing, commitments, reps, welcomes, workspaces
from storage.choosing import Chosen

_FIELD_OF = {
    "no_working_day": Field.WORKING_DAYS,
    "closes_before_opening": Field.CLOSES,
    "brief_outside_hours": Field.BRIEF_TIME,
    "pause_ended": Field.PAUSED_UNTIL,
    "pause_too_long": Field.PAUSED_UNTIL,
    "protected_too_short": Field.PROTECTED_TO,
    "protected_half_said": Field.PROTECTED_FROM,
    "stand_in_self": Field.STAND_IN,
    "cannot_stand_in": Field.STAND_IN,
}


async def settings_clicked(act: Act) -> Reply:
    """The form, from Home or from `/steady settings`."""
    rep = act.rep
    stand_in = None
    if rep.stand_in_id is not None:
        stand_in = (await act.db.read(reps.get, rep.workspace_id, rep.stand_in_id)).slack_user_id
    lead = await act.db.read(workspaces.lead_user, act.workspace_id)
    return await shown.open_view(act, settings.view(rep, shown.origin_of(act), stand_in, lead))


async def settings_submitted(act: Act) -> Reply:
    """Everything at once; whatever is due moves in the same transaction."""
    filled = Filled(act.payload)
    wanted = _chosen(act.rep, filled)
    chosen = filled.user(Field.STAND_IN)
    stand_in = await _stand_in(act, chosen) if chosen and wanted.paused_until else None
    problem = preferences.hours_trouble(wanted.hours) or _pause_trouble(act, wanted)
    problem = problem or _protected_trouble(filled, wanted)
    problem = problem or (stand_in if isinstance(stand_in, Problem) else None)
    if problem is not None:
        return shown.field_error(act, _FIELD_OF[problem.code], problem)
    assert not isinstance(stand_in, Problem)
    lead = filled.user(Field.SALES_LEAD) if act.rep.is_manager else None
    if lead is not None and (problem := await owners.trouble(act, lead)):
        return shown.field_error(act, Field.SALES_LEAD, problem)
    wanted = preferences.paused(wanted, wanted.paused_until, stand_in.id if stand_in else None)
    found = await act.db.write(choosing.fill_in, act.request(), wanted, lead)
    await act.db.write(welcomes.finish, act.rep, Step.HOURS)
    name = stand_in.name if stand_in else None
    return Reply(settings.saved(found.rep, act.now, name, found.change_id))


async def pause_typed(act: Act, text: str) -> Reply:
    """`pause until 4 May @ben`: nothing until that morning; Ben sees to what clients named."""
    who = mentioned(text)
    said = unwrapped(without_mention(text)).strip().removeprefix("until").strip()
    until = _day_said(act, said)
    if until is None:
        return _refused(act, Problem("pause_until_when", {"text": said}))
    if problem := preferences.pause_trouble(act.rep, until, act.request().today):
        return _refused(act, problem)
    stand_in = await _stand_in(act, who) if who else None
    if isinstance(stand_in, Problem):
        return _refused(act, stand_in)
    found = await _choose(act, PAUSE, preferences.paused, until, stand_in.id if stand_in else None)
    named = await act.db.read(commitments.named_until, found.rep, until)
    name = stand_in.name or "your stand-in" if stand_in else None
    return Reply(settings.paused(found.rep, act.now, named, name, found.change_id))


async def resume_clicked(act: Act) -> Reply:
    """Back before the pause was over, or the day it was."""
    found = await _choose(act, PAUSE, preferences.paused, None)
    is_now = due.is_in_hours(act.now, act.rep.hours, act.rep.zone)
    is_now &= due.is_brief_hour(act.now, act.rep.hours, act.rep.zone)
    act.wake()
    return Reply(settings.resumed(is_now=is_now, change_id=found.change_id))


async def holidays_typed(act: Act, text: str) -> Reply:
    """`holidays DE-BY`, or `holidays none`."""
    place = "" if text.strip().casefold() == "none" else preferences.place_said(text)
    if place is None:
        return _refused(act, Problem("unknown_place", {"text": text.strip()}))
    found = await _choose(act, SETTINGS, preferences.keeping_holidays, place)
    return Reply(settings.saved(found.rep, act.now, change_id=found.change_id))


async def mute_typed(act: Act, text: str, is_muted: bool) -> Reply:
    """`mute quiet`, `unmute quiet`."""
    said = text.strip().casefold()
    asks = {ask.value: ask for ask in THEMES}
    if said not in set(Muted) | asks.keys():
        facts = {"text": text.strip(), "kinds": settings.kinds_named()}
        return _refused(act, Problem("unknown_kind", facts))
    kind = asks.get(said) or Muted(said)
    return await (_mute if is_muted else _unmute)(act, kind)


async def mute_clicked(act: Act) -> Reply:
    """`kind`: never again, until it is asked for."""
    return await _mute(act, Muted(act.value))


async def unmute_clicked(act: Act) -> Reply:
    """`kind`: it is wanted again."""
    kind = Muted(act.value) if act.value in set(Muted) else Ask(act.value)
    return await _unmute(act, kind)


async def zone_typed(act: Act) -> list[dict[str, Any]]:
    """Zones that hold what the rep types."""
    return settings.zone_options(act.value, act.rep.zone, sorted(available_timezones()))


async def place_typed(act: Act) -> list[dict[str, Any]]:
    """Countries, and their regions, that begin with what the rep types."""
    return settings.place_options(days_off.places_like(act.value))


def _chosen(rep: Rep, filled: Filled) -> Rep:
    """The rep as the form has it."""
    zone = filled.chosen(Field.ZONE, Action.ZONE_TYPED) or settings.AS_SLACK_SAYS
    language = filled.chosen(Field.LANGUAGE) or settings.AS_SLACK_SAYS
    is_fixed = zone != settings.AS_SLACK_SAYS
    is_said = language != settings.AS_SLACK_SAYS
    return replace(
        rep,
        zone=zone if is_fixed else rep.zone,
        has_fixed_zone=is_fixed,
        locale=language if is_said else rep.locale,
        has_fixed_locale=is_said,
        hours=_hours(rep.hours, filled),
        muted=_muted(rep, filled),
        is_discreet=bool(filled.ticked(Field.DISCREET)),
        paused_until=filled.day(Field.PAUSED_UNTIL),
        protected=_protected(filled),
    )


def _muted(rep: Rep, filled: Filled) -> frozenset[str]:
    """What is not ticked; and single questions the rep stopped, which have no box."""
    boxes = frozenset(kind.value for kind in Muted)
    return boxes - frozenset(filled.ticked(Field.WANTED)) | rep.muted - boxes


def _hours(was: Hours, filled: Filled) -> Hours:
    place = filled.chosen(Field.PLACE, Action.PLACE_TYPED)
    return Hours(
        opens=filled.time(Field.OPENS) or was.opens,
        closes=filled.time(Field.CLOSES) or was.closes,
        working_days=frozenset(int(day) for day in filled.ticked(Field.WORKING_DAYS)),
        brief_time=filled.time(Field.BRIEF_TIME) or was.brief_time,
        holidays="" if place in (None, "none") else str(place),
    )


def _protected(filled: Filled) -> Protected | None:
    day = filled.chosen(Field.PROTECTED_DAY)
    begins, ends = filled.time(Field.PROTECTED_FROM), filled.time(Field.PROTECTED_TO)
    if day in (None, settings.NOTHING) or begins is None or ends is None:
        return None
    return Protected(int(str(day)), begins, ends)


def _protected_trouble(filled: Filled, wanted: Rep) -> Problem | None:
    day = filled.chosen(Field.PROTECTED_DAY)
    if wanted.protected is not None:
        return protection.trouble(wanted.protected)
    return None if day in (None, settings.NOTHING) else Problem("protected_half_said")


def _pause_trouble(act: Act, wanted: Rep) -> Problem | None:
    until = wanted.paused_until
    if until is None or until == act.rep.paused_until:
        return None
    return preferences.pause_trouble(wanted, until, act.request().today)


async def _stand_in(act: Act, user_id: str) -> Rep | Problem:
    """The colleague who was named; whoever is new becomes a rep."""
    if user_id == act.rep.slack_user_id:
        return Problem("stand_in_self")
    if await owners.trouble(act, user_id) is not None:
        return Problem("cannot_stand_in")
    found = await act.db.read(reps.find, act.rep.workspace_id, user_id)
    return found or Problem("cannot_stand_in")


def _day_said(act: Act, said: str) -> date | None:
    rep = act.rep
    local = act.now.astimezone(ZoneInfo(rep.zone))
    reading = read_when(
        said, now=local, locale=rep.locale, fiscal_start=rep.fiscal_start, day_ends=time(17)
    )
    return reading.moment.due_on if reading.moment else None


async def _mute(act: Act, kind: Muted | Ask) -> Reply:
    found = await _choose(act, f"{MUTE}{kind.value}", preferences.muted_with, kind)
    return Reply(settings.muted(kind, found.change_id))


async def _unmute(act: Act, kind: Muted | Ask) -> Reply:
    found = await _choose(act, f"{UNMUTE}{kind.value}", preferences.muted_without, kind)
    return Reply(settings.unmuted(kind, found.change_id))


async def _choose(act: Act, kind: str, how: Callable[..., Rep], *wanted: object) -> Chosen:
    """The rep as they are then, with this changed."""
    return await act.db.write(choosing.choose, act.request(), lambda rep: how(rep, *wanted), kind)


def _refused(act: Act, problem: Problem) -> Reply:
    return Reply(shown.refusal(act, problem))
