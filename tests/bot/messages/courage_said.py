"""What does Steady say of meetings, protected time, plans and the inventory?"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from bot.messages import followup, meeting, nudges
from bot.messages.blocks import Message
from bot.messages.forms import Origin, View
from bot.playbook.intent import Intent, Verb
from bot.playbook.meeting import NOT_HELD, Vetting
from bot.playbook.model import Commitment, Kind, State
from bot.playbook.nudge import Nudge, NudgeKind, Shown
from bot.playbook.outcome import CalledOff, Listed, Moved, Saved
from tests.cast import acme, ana, commitment

NOW = datetime(2026, 3, 12, 13, 50, tzinfo=UTC)
OVER = datetime(2026, 3, 12, 15, 30, tzinfo=UTC)

FACTS: dict[str, dict[str, object]] = {
    "meeting_needs_hour": {"client": "Acme"},
    "meeting_no_length": {},
    "meeting_not_snoozed": {"client": "Acme"},
    "no_meeting": {"client": "Acme"},
}


def messages(values: Any) -> dict[str, Message]:
    """By what each is."""
    return dict(_meetings(values))


def views(values: Any) -> dict[str, View]:
    origin = Origin("f" * 32, values.id)
    c, vetting = _met(values), _vetting(values)
    known = Intent(
        Verb.MEETING,
        client_name=values.name,
        client_id=values.id,
        due_on=date(2026, 3, 12),
        due_time=time(15),
        words=values.words,
        note=values.note,
        meeting=replace(vetting, minutes=90),
    )
    return {
        "meeting": meeting.view(Intent(Verb.MEETING), origin),
        "meeting, known": meeting.view(known, origin),
        "meeting, change": meeting.view(known, origin, is_change=True),
        "meeting, done": meeting.outcome_view(c, origin),
    }


def _met(values: Any, **changes: Any) -> Commitment:
    facts: dict[str, Any] = {"id": values.id, "client_id": values.id, "client_name": values.name}
    facts |= {"words": values.words, "note": values.note, "kind": Kind.MEETING, "minutes": 90}
    return commitment(**(facts | {"ends_at": OVER} | changes))


def _vetting(values: Any) -> Vetting:
    said = values.words[: meeting.LONGEST]
    return Vetting(90, "Europe/London", said, said, said, said, rep_id=1)


def _meetings(values: Any) -> Iterator[tuple[str, Message]]:
    rep = ana(name=values.rep_name, locale=values.locale)
    client = acme(id=values.id, name=values.name)
    c, full = _met(values), _vetting(values)
    undated = _met(values, due_time=None, back_time=None, ends_at=None)
    others = tuple(_met(values, id=n, ends_at=OVER + timedelta(days=1)) for n in (7, 8, 9, 10))
    hard = _met(values, put_offs=3)
    tomorrow = NOW + timedelta(days=1)
    saved = Saved(c, client, 5, vetting=full, overlaps=others)
    yield "meeting saved", followup.told(saved, rep, NOW)
    yield "meeting saved, bare", followup.told(Saved(c, client, 5, vetting=Vetting()), rep, NOW)
    yield "meeting without an hour", followup.told(Saved(undated, client, 5), rep, NOW)
    yield "meeting moved", followup.told(Moved(c, c, 5, overlaps=others), rep, NOW)
    yield "meeting called off", followup.told(CalledOff(c, 5), rep, NOW)
    ended = replace(c, state=State.CANCELLED, close_reason=NOT_HELD, closed_at=NOW)
    yield "meetings listed", followup.listed(Listed("all", (c, undated, ended)), rep, NOW)
    lines = (Shown(c, vetting=full), Shown(undated), Shown(hard, vetting=Vetting()), Shown(ended))
    for kind in (NudgeKind.MEETING, NudgeKind.MEETING_OVER, NudgeKind.TIMED, NudgeKind.BRIEF):
        for at in (NOW, tomorrow):
            for n, one in enumerate(lines):
                shown = replace(one, is_live=one.commitment.is_open)
                yield f"{kind}, {n}, {at.day}", nudges.nudge(Nudge(kind, (shown,)), rep, at)
    yield "brief with meetings", nudges.nudge(Nudge(NudgeKind.BRIEF, lines[:3]), rep, NOW)
