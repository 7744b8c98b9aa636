"""What happens when a form is opened or filled in?"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, time
from functools import partial
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from slack_sdk.errors import SlackApiError

from bot.messages import answer, dates, forms, meeting, problems
from bot.messages.blocks import Message
from bot.messages.forms import Origin, View
from bot.messages.ids import NEW_CLIENT_OPTION, Action, Field
from bot.playbook import due, line
from bot.playbook.intent import Intent, Verb
from bot.playbook.meeting import Vetting
from bot.playbook.model import Commitment, Kind, SetBy
from bot.playbook.outcome import Ask, Finished, FormStands, Outcome, Refused
from bot.playbook.problem import Problem
from bot.playbook.when import Reading, read_when
from bot.slack import TROUBLE
from bot.slack import refusal as slack_refusal
from handlers import redraw
from handlers.act import NOTHING, Act, Reply, Surface
from handlers.slack_text import unwrapped
from storage import clients, commitments, cover, followups, meetings

log = logging.getLogger(__name__)

MOST_OPTIONS = 20

Build = Callable[[Commitment, Origin], View]

_FORMS: dict[Verb, Build] = {Verb.MOVED: forms.moved, Verb.SNOOZE: forms.snooze}

# The field a problem stands under, when it has one.
_FIELD_OF = {
    "no_client": Field.CLIENT,
    "not_a_name": Field.CLIENT,
    "do_not_contact": Field.CLIENT,
    "too_late": Field.DAY,
    "too_far": Field.DAY,
    "no_date": Field.WHEN,
    "meeting_needs_hour": Field.TIME,
}


async def open_follow_up(act: Act, intent: Intent, draft_id: int | None = None) -> Reply:
    """The form for a new follow-up, filled in as far as something is known."""
    origin = origin_of(act, draft_id=draft_id, deal_id=intent.deal_id, rep_id=intent.rep_id)
    return await open_view(act, forms.follow_up(intent, origin))


async def open_draft(act: Act, intent: Intent, draft_id: int) -> Reply:
    """The form that completes what was asked for about a follow-up."""
    if intent.verb is Verb.MEETING:
        return await open_view(act, meeting.view(intent, origin_of(act, draft_id=draft_id)))
    build = _FORMS.get(intent.verb)
    if build is None:
        return await open_follow_up(act, intent, draft_id)
    meant = intent.commitment_id or await _only_one(act, intent)
    if meant is not None:
        return await open_for(act, meant, build)
    outcome = await act.db.write(followups.answer, act.request(), draft_id, lambda kept: kept)
    return Reply(beside=answer.told(outcome, act.rep, act.now))


async def next_date_clicked(act: Act) -> Reply:
    """After Done: the next date for the same client, in the name of whose date that was."""
    client_id, _, rep_id = act.value.partition("|")
    client = await act.db.read(clients.get, act.rep.workspace_id, int(client_id))
    owner_id = int(rep_id) if rep_id else act.rep.id
    for_whom = owner_id if owner_id != act.rep.id else None
    name = client.name
    intent = Intent(Verb.RECORD, client_name=name, client_id=client.id, rep_id=for_whom)
    return await open_follow_up(act, intent)


async def new_follow_up_shortcut(act: Act) -> Reply:
    """The global shortcut."""
    return await open_follow_up(act, Intent(Verb.RECORD))


async def follow_up_on_this_shortcut(act: Act) -> Reply:
    """A message as the client's words, for the rep to confirm."""
    said = line.cleaned(unwrapped(str(act.payload.get("message", {}).get("text", ""))))
    words = said[: line.LONGEST_TEXT] or None
    intent = Intent(Verb.RECORD, words=words, set_by=SetBy.CLIENT if words else None)
    return await open_follow_up(act, intent)


async def change_clicked(act: Act) -> Reply:
    """Put right what was saved: the day that was named, unless that has passed."""
    today = due.today_in(act.rep.zone, act.now)
    of_it = (act.rep.workspace_id, int(act.value), act.rep.id)
    vetting = await act.db.read(meetings.get, *of_it)
    build = partial(_change_form, today=today, vetting=vetting)
    return await open_for(act, int(act.value), build, own_only=True)


async def moved_clicked(act: Act) -> Reply:
    """They moved it: ask for the new date and their words."""
    return await open_for(act, int(act.value), forms.moved)


async def snooze_other_clicked(act: Act) -> Reply:
    """Another day than the ones offered."""
    return await open_for(act, int(act.value), forms.snooze)


async def add_words_clicked(act: Act) -> Reply:
    """What they said when they named the date."""
    return await open_for(act, int(act.value), forms.their_words)


async def follow_up_submitted(act: Act) -> Reply:
    """The follow-up form: a new one, or one put right."""
    origin = forms.origin_of(str(act.payload["private_metadata"]))
    filled = Filled(act.payload)
    intent = dated(act, filled, filled_in(filled, origin))
    if isinstance(intent, Reply):
        return intent
    return await carried_out(act, origin, intent)


async def moved_submitted(act: Act) -> Reply:
    """The client's new date."""
    return await _dated_submitted(act, Verb.MOVED)


async def snooze_submitted(act: Act) -> Reply:
    """The rep's own later day."""
    return await _dated_submitted(act, Verb.SNOOZE)


async def words_submitted(act: Act) -> Reply:
    """Their words, added afterwards."""
    origin = forms.origin_of(str(act.payload["private_metadata"]))
    assert origin.commitment_id is not None
    words = Filled(act.payload).text(Field.WORDS)
    outcome = await act.db.write(
        followups.tell, act.request(), origin.commitment_id, SetBy.CLIENT, words
    )
    return await answered(act, origin, outcome)


async def client_typed(act: Act) -> list[dict[str, Any]]:
    """The clients a form offers while the rep types a name."""
    found = await act.db.read(clients.beginning, act.rep.workspace_id, act.value, MOST_OPTIONS)
    return forms.client_options(line.cleaned(act.value), [(c.id, c.name) for c in found])


async def _dated_submitted(act: Act, verb: Verb) -> Reply:
    origin = forms.origin_of(str(act.payload["private_metadata"]))
    filled = Filled(act.payload)
    words = filled.text(Field.WORDS)
    start = Intent(verb, commitment_id=origin.commitment_id, words=words)
    intent = dated(act, filled, start)
    if isinstance(intent, Reply):
        return intent
    return await carried_out(act, origin, intent)


def filled_in(filled: "Filled", origin: Origin) -> Intent:
    """What the form says, but for the date."""
    whose = filled.chosen(Field.WHOSE)
    words = filled.text(Field.WORDS)
    set_by = SetBy(whose) if whose else (SetBy.CLIENT if words else None)
    intent = Intent(Verb.CHANGE, words=words, note=filled.text(Field.NOTE), set_by=set_by)
    if origin.commitment_id is not None:
        return replace(intent, commitment_id=origin.commitment_id)
    verb = Verb(filled.chosen(Field.KIND) or Verb.RECORD)
    intent = replace(intent, verb=verb, deal_id=origin.deal_id, rep_id=origin.rep_id)
    client = filled.chosen(Field.CLIENT, Action.CLIENT_TYPED) or ""
    if client.startswith(f"{NEW_CLIENT_OPTION}:"):
        name = client.partition(":")[2]
        return replace(intent, client_name=name, is_new_client=True)
    return replace(intent, client_id=int(client)) if client else intent


def dated(act: Act, filled: "Filled", intent: Intent) -> Intent | Reply:
    """The intent with the day from words or from the calendar, or what is wrong with it."""
    said = filled.text(Field.WHEN)
    if said is None:
        day = filled.day()
        if day is None:
            return Reply(errors={Field.WHEN: problems.form_needs_a_day()})
        return replace(intent, due_on=day, due_time=filled.time())
    reading = _read(act, said)
    if reading.moment is None:
        return Reply(errors={Field.WHEN: _what_is_open(act, reading)})
    picked = filled.day() if intent.verb is not Verb.CHANGE else None
    if picked not in (None, reading.moment.due_on):
        return field_error(act, Field.WHEN, Problem("two_dates"))
    found = line.dated(intent, reading)
    clock = filled.time() if found.due_time is None else None
    return replace(found, due_time=clock) if clock else found


def _read(act: Act, said: str) -> Reading:
    rep = act.rep
    return read_when(
        said,
        now=act.now.astimezone(ZoneInfo(rep.zone)),
        locale=rep.locale,
        fiscal_start=rep.fiscal_start,
        day_ends=rep.hours.closes,
    )


def _what_is_open(act: Act, reading: Reading) -> str:
    if reading.asks:
        days = [dates.moment(m, act.rep.locale, act.now) for m in reading.asks]
        return problems.which_day(days)
    assert reading.problem is not None
    return problems.sentence(reading.problem, act.rep.locale, act.now)


async def carried_out(act: Act, origin: Origin, intent: Intent) -> Reply:
    """Do what the form asks for, and answer where it was opened."""
    return await as_told(
        act, origin, await act.db.write(followups.carry_out, act.request(), intent)
    )


async def as_told(act: Act, origin: Origin, outcome: Outcome) -> Reply:
    """What came of a form: under its field where it cannot be, else where it was opened."""
    if isinstance(outcome, Refused):
        field = _FIELD_OF.get(outcome.problem.code)
        if field is not None:
            return field_error(act, field, outcome.problem)
    return await answered(act, origin, outcome)


async def answered(act: Act, origin: Origin, outcome: Outcome) -> Reply:
    """Where the form came from shows what came of it; without such a place the form does."""
    told = answer.told(outcome, act.rep, act.now)
    if origin.channel_id is None and origin.response_url is None:
        return Reply(told)
    if isinstance(outcome, Ask | Refused | FormStands):
        return Reply(told)
    drawn = await redraw.of_origin(act, origin, outcome)
    return Reply(drawn or told, origin=origin)


def field_error(act: Act, field: Field, problem: Problem) -> Reply:
    """The form stays open, and the sentence stands under its field."""
    return Reply(errors={field: problems.sentence(problem, act.rep.locale, act.now)})


async def open_for(act: Act, commitment_id: int, build: Build, *, own_only: bool = False) -> Reply:
    """A form about one open commitment of the rep's own, or one they stand in for."""
    try:
        found = await act.db.read(commitments.get, act.rep.workspace_id, commitment_id)
    except LookupError:
        return Reply(beside=refusal(act, Problem("commitment_gone")))
    is_own = found.rep_id == act.rep.id
    if not is_own and (own_only or not await act.db.read(cover.is_for, act.rep, found, act.now)):
        return Reply(beside=refusal(act, Problem("not_yours")))
    if not found.is_open:
        return await redraw.in_place(act, Finished(found))
    return await open_view(act, build(found, origin_of(act, commitment_id=commitment_id)))


def _change_form(found: Commitment, origin: Origin, *, today: date, vetting: Vetting) -> View:
    is_ahead = found.due_on >= today
    kind = Verb.THEIRS if found.kind is Kind.THEIR_PROMISE else Verb.RECORD
    intent = Intent(
        kind,
        client_name=found.client_name,
        client_id=found.client_id,
        due_on=found.due_on if is_ahead else found.back_on,
        due_time=found.due_time if is_ahead else found.back_time,
        words=found.words,
        note=found.note,
        set_by=found.set_by,
    )
    if found.kind is Kind.MEETING:
        # The hour stands on the rep's own clocks, so no other zone is filled in.
        meant = replace(vetting, minutes=found.minutes, zone=None)
        return meeting.view(replace(intent, meeting=meant), origin, is_change=True)
    return forms.follow_up(intent, origin, is_change=True)


async def _only_one(act: Act, intent: Intent) -> int | None:
    """The open commitment a line without a date was about, when there is no choice."""
    if intent.client_id is None and intent.client_name:
        return None
    rep = act.rep
    found = await act.db.read(
        commitments.open_for, rep.workspace_id, rep_id=rep.id, client_id=intent.client_id
    )
    return found[0].id if len(found) == 1 else None


async def open_view(act: Act, view: View) -> Reply:
    """A trigger lives three seconds and opens one form; a late one is said, not swallowed.

    One that was used up has opened it: Slack brought the request twice.
    """
    try:
        await act.slack.write.views_open(trigger_id=act.trigger_id, view=view)
    except TROUBLE as error:
        if isinstance(error, SlackApiError) and slack_refusal(error) == "exchanged_trigger_id":
            return NOTHING
        log.warning("form_not_opened", extra={"kind": type(error).__name__})
        return Reply(beside=problems.form_came_too_late())
    return NOTHING


def origin_of(
    act: Act,
    commitment_id: int | None = None,
    draft_id: int | None = None,
    client_id: int | None = None,
    deal_id: int | None = None,
    whose: str | None = None,
    giver_id: int | None = None,
    question_id: int | None = None,
    rep_id: int | None = None,
) -> Origin:
    """A fresh nonce, and the way back to the message the form was opened from."""
    is_message = act.surface in (Surface.MESSAGE, Surface.EPHEMERAL)
    return Origin(
        nonce=uuid4().hex,
        commitment_id=commitment_id,
        giver_id=giver_id,
        client_id=client_id,
        deal_id=deal_id,
        whose=whose,
        question_id=question_id,
        rep_id=rep_id,
        draft_id=draft_id,
        channel_id=act.channel_id if act.surface is Surface.MESSAGE else None,
        ts=act.ts if act.surface is Surface.MESSAGE else None,
        response_url=act.response_url if is_message else None,
    )


def refusal(act: Act, problem: Problem) -> Message:
    """A no with nothing to press."""
    return problems.refused(problem, act.rep.locale, act.now)


class Filled:
    """What a form holds, by field."""

    def __init__(self, view: Mapping[str, Any]) -> None:
        self._values: Mapping[str, Any] = view["state"]["values"]

    def text(self, field: Field) -> str | None:
        return line.cleaned(str(self._element(field).get("value") or "")) or None

    def lines(self, field: Field) -> list[str]:
        return str(self._element(field).get("value") or "").splitlines()

    def chosen(self, field: Field, action_id: str | None = None) -> str | None:
        option = self._element(field, action_id).get("selected_option")
        return str(option["value"]) if option else None

    def user(self, field: Field) -> str | None:
        chosen = self._element(field).get("selected_user")
        return str(chosen) if chosen else None

    def conversation(self, field: Field) -> str | None:
        chosen = self._element(field).get("selected_conversation")
        return str(chosen) if chosen else None

    def day(self, field: Field = Field.DAY) -> date | None:
        chosen = self._element(field).get("selected_date")
        return date.fromisoformat(chosen) if chosen else None

    def time(self, field: Field = Field.TIME) -> time | None:
        chosen = self._element(field).get("selected_time")
        return time.fromisoformat(chosen) if chosen else None

    def ticked(self, field: Field) -> list[str]:
        options = self._element(field).get("selected_options") or ()
        return [str(option["value"]) for option in options]

    def _element(self, field: Field, action_id: str | None = None) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._values.get(field, {}).get(action_id or field, {})
        return found
