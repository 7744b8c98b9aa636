"""What does Steady say about a meeting: when it is saved, before it, and after it? (S2-8)"""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.messages import dates, hard_question
from bot.messages.blocks import (
    Block,
    aside,
    button,
    buttons,
    cut,
    isolated,
    option,
    plain,
    quotation,
    say,
)
from bot.messages.counts import times_said
from bot.messages.forms import (
    Origin,
    View,
    client_field,
    day_field,
    field,
    form,
    note_field,
    text_area,
    time_field,
    when_field,
    whose_field,
    words_field,
)
from bot.messages.ids import Action, Field, Form
from bot.messages.names import person_said
from bot.playbook import due, meeting
from bot.playbook.intent import Intent
from bot.playbook.meeting import Vetting
from bot.playbook.model import Commitment, Rep
from bot.playbook.nudge import Shown, is_hard

LONGEST = 300  # characters of one line of a brief: it is read while walking in
ONLY_YOU = "Only you see it: no manager, nobody who stands in for you or comes after you."


def saved_sentence(c: Commitment, start: str, rep: Rep, now: datetime) -> str:
    """ "Saved. You meet Acme on Thursday 12 March, 15:00 to 16:00, Berlin time." """
    met = f"{start} You meet {isolated(c.client_name)} on {frame_said(c, rep, now)}."
    if c.due_time is None:
        return f"{met} It has no hour yet, so it stands in that morning's brief."
    return (
        f"{met} I brief you half an hour before, start nothing while it lasts, and ask afterwards "
        "how it went."
    )


def frame_said(c: Commitment, rep: Rep, now: datetime) -> str:
    """ "Thursday 12 March, 15:00 to 16:00, Berlin time"; an end on another day is named."""
    day = dates.said(c.due_on, None, c.zone, rep.locale, now)
    if c.due_time is None or c.ends_at is None:
        return day
    return f"{day}, {hours_said(c, rep, now)}, {dates.place(c.zone)} time"


def hours_said(c: Commitment, rep: Rep, now: datetime) -> str:
    """ "15:00 to 16:00", or "23:30 to 00:30 on Friday 13 March"."""
    assert c.due_time is not None
    assert c.ends_at is not None
    ends = c.ends_at.astimezone(ZoneInfo(c.zone))
    hours = f"{dates.clock(c.due_time, rep.locale)} to {dates.clock(ends.time(), rep.locale)}"
    if ends.date() == c.due_on:
        return hours
    return f"{hours} on {dates.said(ends.date(), None, c.zone, rep.locale, now)}"


def remarks(
    c: Commitment, vetting: Vetting | None, overlaps: Sequence[Commitment], rep: Rep, now: datetime
) -> list[str]:
    """What a rep may not have noticed about the frame."""
    lines = []
    if vetting is not None and vetting.zone not in (None, c.zone):
        lines.append(f"For them it begins {_begins_there(c, str(vetting.zone), rep, now)}.")
    for other in overlaps[:3]:
        name = isolated(other.client_name)
        lines.append(f"It overlaps with {name}, {frame_said(other, rep, now)}.")
    return lines


def purpose(vetting: Vetting | None) -> list[Block]:
    """Topics and asks, each apart, and the line that is for one pair of eyes."""
    if vetting is None or vetting.is_empty:
        return []
    parts = (
        ("Topics", vetting.topics),
        ("What you ask for", vetting.our_ask),
        ("What they may ask for", vetting.their_ask),
        ("Ask about (only you see this)", vetting.ask_about),
    )
    return [say(f"{label}: {isolated(cut(text, LONGEST))}") for label, text in parts if text]


def before(item: Shown, rep: Rep, now: datetime) -> list[Block]:
    """Half an hour before: with whom, what for, and what they said."""
    c = item.commitment
    name, frame = isolated(c.client_name), _soon(c, rep, now)
    met = f"You meet {name} {frame}."
    if item.owner:
        met = f"{_for(item.owner)}: the meeting with {name} {frame}."
    parts = [say(met)]
    parts += [quotation(c.words)] if c.words else []
    parts += purpose(item.vetting)
    if item.vetting is None or item.vetting.is_empty:
        parts.append(aside("One thought before you go in: what will you ask them for?"))
    parts += [aside(f"Your note: {isolated(c.note)}")] if c.note else []
    return [*parts, *_hard(c)]


def before_row(c: Commitment) -> Block:
    value = str(c.id)
    return buttons(
        f"c:{c.id}",
        button("They moved it", Action.MOVED, value),
        button("It will not happen", Action.NOT_HELD, value),
        button("Change", Action.CHANGE, value),
    )


def after(item: Shown, rep: Rep, now: datetime) -> list[Block]:
    """Its frame has ended: what came of it, and when next? (S2-2)"""
    c = item.commitment
    name, day = isolated(c.client_name), _frame_that_was(c, rep, now)
    ask = item.vetting.our_ask if item.vetting else None
    asked = f"How was it with {name}, {day}? And when did they say to follow up?"
    if item.owner:
        asked = f"{_for(item.owner)}: the meeting with {name}, {day}, is over. What came of it?"
    parts = [say(asked)]
    parts += [say(f"You wanted to ask for: {isolated(cut(ask, 300))}")] if ask else []
    return [*parts, *_hard(c)]


def after_row(c: Commitment) -> Block:
    value = str(c.id)
    return buttons(
        f"c:{c.id}",
        button("Done, with a next date", Action.MEETING_DONE, value, style="primary"),
        button("They moved it", Action.MOVED, value),
        button("It did not happen", Action.NOT_HELD, value),
        button("They said no", Action.NO, value),
    )


def headline(c: Commitment, rep: Rep, now: datetime, owner: str | None = None) -> str:
    """A line of the brief; a colleague's is marked as theirs."""
    name, frame = isolated(c.client_name), _frame_that_was(c, rep, now)
    start = f"{_for(owner)}: the" if owner else "The"
    if meeting.is_over(c, now):
        return f"{start} meeting with {name}, {frame}: what came of it?"
    frame = frame if c.due_time else f"{frame}; no hour is noted"
    return f"{start} meeting with {name} {frame}." if owner else f"You meet {name} {frame}."


def view(intent: Intent, origin: Origin, *, is_change: bool = False) -> View:
    """The form: with whom, the frame, and what it is for."""
    meant = intent.meeting or Vetting()
    known = client_field(intent.client_name, intent.client_id)
    ends = meeting.clock_after(intent.due_time, meant.minutes)
    fields = [
        aside(f"Client: {isolated(intent.client_name)}") if is_change else known,
        when_field(),
        day_field(intent.due_on),
        time_field(intent.due_time, "Begins", ""),
        time_field(ends, "Ends", "Empty: an hour later.", Field.ENDS),
        _zone(meant.zone),
        _area(Field.TOPICS, "Topics", meant.topics, "the rollout in the spring, training"),
        _area(Field.OUR_ASK, "What you ask for", meant.our_ask, "a date for the pilot"),
        _area(Field.THEIR_ASK, "What they may ask for", meant.their_ask, "a second licence"),
        words_field(intent.words),
        whose_field(intent.set_by),
        _area(Field.ASK_ABOUT, "One line to ask about", meant.ask_about, "the marathon", ONLY_YOU),
        note_field(intent.note),
    ]
    title = "Change meeting" if is_change else "New meeting"
    return form(Form.MEETING, title, "Save", fields, origin)


def outcome_view(c: Commitment, origin: Origin) -> View:
    """After a meeting: what came of it, and the next date."""
    name = isolated(c.client_name)
    example = "They like it; the board decides in May"
    fields = [
        say(f"When did {name} say to follow up?"),
        when_field(),
        day_field(None),
        time_field(None),
        words_field(None),
        _area(Field.OUTCOME, "What came of it", None, example, "Only you see it."),
    ]
    return form(Form.MEETING_DONE, "After the meeting", "Save", fields, origin)


def _for(owner: str) -> str:
    """A colleague's, seen to by their stand-in."""
    return f"For {person_said(owner)}, who is away"


def _hard(c: Commitment) -> list[Block]:
    """The hard question, where a meeting has been put off again and again (S2-5)."""
    if not is_hard(c):
        return []
    moved = f"They have moved this {times_said(c.put_offs)}."
    return [aside(f"{moved} {hard_question.MAY_BE_A_NO}: {hard_question.WORDINGS[0]}")]


def _soon(c: Commitment, rep: Rep, now: datetime) -> str:
    """ "at 15:00, until 16:00, in half an hour" is for the clock to say: the frame, and today."""
    if c.due_on != due.today_in(c.zone, now) or c.due_time is None or c.ends_at is None:
        return f"on {frame_said(c, rep, now)}"
    return f"today, {hours_said(c, rep, now)}, {dates.place(c.zone)} time"


def _frame_that_was(c: Commitment, rep: Rep, now: datetime) -> str:
    if c.due_on != due.today_in(c.zone, now):
        return f"on {frame_said(c, rep, now)}"
    if c.due_time is None or c.ends_at is None:
        return "today"
    return f"today, {hours_said(c, rep, now)}"


def _begins_there(c: Commitment, zone: str, rep: Rep, now: datetime) -> str:
    there = c.due_at.astimezone(ZoneInfo(zone))
    day = "" if there.date() == c.due_on else f" on {dates.short(there.date(), rep.locale, now)}"
    return f"at {dates.clock(there.time(), rep.locale)}{day}, {dates.place(zone)} time"


def _zone(chosen: str | None) -> Block:
    element: Block = {
        "type": "external_select",
        "action_id": Action.ZONE_TYPED,
        "placeholder": plain("Type a city"),
        "min_query_length": 1,
    }
    if chosen is not None:
        element["initial_option"] = option(chosen, chosen)
    return field(Field.ZONE, "Whose clock", element, optional=True, hint="Empty: yours.")


def _area(name: Field, label: str, value: str | None, example: str, hint: str = "") -> Block:
    element = text_area(name, value, example) | {"max_length": LONGEST}
    return field(name, label, element, optional=True, hint=hint)
