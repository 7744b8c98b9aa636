"""What happens when a rep records a meeting, or says what came of it? (S2-8)"""

from dataclasses import replace

from bot.messages import forms as form_words
from bot.messages import meeting as words
from bot.messages import settings
from bot.messages.ids import Action, Field
from bot.playbook import meeting
from bot.playbook.intent import Intent, Verb
from bot.playbook.meeting import Vetting
from bot.playbook.problem import Problem
from bot.playbook.when import Moment
from handlers import forms, redraw
from handlers.act import Act, Reply
from handlers.forms import Filled
from storage import followups


async def open_meeting(act: Act, intent: Intent) -> Reply:
    """The form for a new meeting, filled in as far as something is known."""
    origin = forms.origin_of(act, deal_id=intent.deal_id)
    return await forms.open_view(act, words.view(intent, origin))


async def meeting_submitted(act: Act) -> Reply:
    """The meeting form: a new one, or one put right."""
    origin = form_words.origin_of(str(act.payload["private_metadata"]))
    filled = Filled(act.payload)
    intent = forms.filled_in(filled, origin)
    if origin.commitment_id is None:
        intent = replace(intent, verb=Verb.MEETING)
    zone = filled.chosen(Field.ZONE, Action.ZONE_TYPED)
    zone = act.rep.zone if zone in (None, settings.AS_SLACK_SAYS) else str(zone)
    there = replace(act, rep=replace(act.rep, zone=zone))
    dated = forms.dated(there, filled, intent)
    if isinstance(dated, Reply):
        return dated
    framed = _framed(act, filled, dated, zone)
    return framed if isinstance(framed, Reply) else await forms.carried_out(act, origin, framed)


async def not_held_clicked(act: Act) -> Reply:
    """`commitment`: the meeting did not happen, or will not."""
    intent = Intent(Verb.NOT_HELD, commitment_id=int(act.value))
    outcome = await act.db.write(followups.carry_out, act.request(), intent)
    return await redraw.in_place(act, outcome)


async def meeting_done_clicked(act: Act) -> Reply:
    """`commitment`: what came of it, and the next date."""
    return await forms.open_for(act, int(act.value), words.outcome_view)


async def meeting_done_submitted(act: Act) -> Reply:
    """It is done, and the next date is set; without a date it is done all the same."""
    origin = form_words.origin_of(str(act.payload["private_metadata"]))
    filled = Filled(act.payload)
    words_, note = filled.text(Field.WORDS), filled.text(Field.OUTCOME)
    intent = replace(forms.filled_in(filled, origin), verb=Verb.RECORD, words=words_, note=None)
    if filled.text(Field.WHEN) or filled.day():
        found = forms.dated(act, filled, intent)
        if isinstance(found, Reply):
            return found
        intent = found
    assert origin.commitment_id is not None
    outcome = await act.db.write(
        followups.after_meeting, act.request(), origin.commitment_id, note, intent
    )
    return await forms.as_told(act, origin, outcome)


def _framed(act: Act, filled: Filled, intent: Intent, zone: str) -> Intent | Reply:
    """The meeting on the rep's own clocks, wherever it was said."""
    if intent.due_on is None or intent.due_time is None:
        problem = Problem("meeting_needs_hour", {"client": intent.client_name})
        return forms.field_error(act, Field.TIME, problem)
    minutes = meeting.minutes_of(intent.due_time, filled.time(Field.ENDS))
    if minutes is None:
        return forms.field_error(act, Field.ENDS, Problem("meeting_no_length"))
    said = Moment(intent.due_on, intent.due_time)
    begins, minutes = meeting.on_clocks_of(act.rep.zone, said, minutes, zone)
    meant = Vetting(
        minutes=minutes,
        zone=zone if zone != act.rep.zone else None,
        topics=filled.text(Field.TOPICS),
        our_ask=filled.text(Field.OUR_ASK),
        their_ask=filled.text(Field.THEIR_ASK),
        ask_about=filled.text(Field.ASK_ABOUT),
    )
    return replace(intent, due_on=begins.due_on, due_time=begins.due_time, meeting=meant)
