"""What does Steady say when the day of a commitment has come?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.messages import answer, dates, followup, hard_question, meeting, quiet
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    cut,
    divider,
    isolated,
    message,
    quotation,
    say,
)
from bot.messages.counts import begun, count_said, counted, times_said
from bot.messages.ids import Action
from bot.messages.names import person_said
from bot.playbook import due
from bot.playbook import meeting as playbook_meeting
from bot.playbook.model import Commitment, Kind, Rep
from bot.playbook.nudge import Nudge, NudgeKind, Shown, is_hard, is_left_unanswered

MOST_WHOLE = 3  # timed commitments that stand whole in one message
MOST_TIMED_LINES = 12


@dataclass(frozen=True, slots=True)
class Opened:
    """What in a message is opened up, and how: a commitment whole or with its snooze choices, a
    client's quiet or its season."""

    commitment_id: int
    how: str


def timed(shown: Sequence[Shown], rep: Rep, now: datetime, opened: Opened | None = None) -> Message:
    """Timed commitments, ten minutes before their time; several close together in one message.

    Many of them, as after an outage, get a line each, like a brief.
    """
    if len(shown) > MOST_WHOLE:
        rest = len(shown) - MOST_TIMED_LINES
        live = sum(item.is_live for item in shown)
        several = lines(shown[:MOST_TIMED_LINES], rep, now, opened)
        return message(say(count_sentence(live)), several, more(rest, "today"))
    parts: list[Block] = []
    for n, item in enumerate(shown):
        parts += [divider()] if n else []
        parts += whole(item, rep, now, opened)
    return message(parts)


def of_meeting(facts: Nudge, rep: Rep, now: datetime) -> Message:
    """Half an hour before a meeting, or after it (S2-8); or how it ended."""
    parts: list[Block] = []
    for item in facts.shown:
        c = item.commitment
        if item.outcome is not None or not item.is_live:
            parts += ended(item, rep, now)
        elif facts.kind is NudgeKind.MEETING:
            parts += [*meeting.before(item, rep, now), meeting.before_row(c)]
        else:
            parts += [*meeting.after(item, rep, now), meeting.after_row(c)]
    return message(parts)


def whole(item: Shown, rep: Rep, now: datetime, opened: Opened | None) -> list[Block]:
    """The nudge itself, or how it ended."""
    if item.outcome is not None:
        return list(answer.told(item.outcome, rep, now).blocks)
    if not item.is_live:
        return ended(item, rep, now)
    is_question = is_hard(item.commitment) and item.commitment.kind is not Kind.MEETING
    parts = _hard_question(item, rep, now) if is_question else _due(item, rep, now)
    if opened is not None and opened == Opened(item.commitment.id, "snooze"):
        return [*parts, snooze_row(item.commitment, rep, now)]
    return [*parts, act_row(item.commitment, rep, now)]


def lines(shown: Sequence[Shown], rep: Rep, now: datetime, opened: Opened | None) -> list[Block]:
    """A line each; the one that was opened up stands whole between two rules."""
    parts: list[Block] = []
    for item in shown:
        if opened in _opens(item.commitment) and item.is_live:
            opened_up = whole(item, rep, now, opened)
            parts += [divider(), *opened_up, close(item.commitment.id), divider()]
        else:
            parts += _line(item, rep, now)
    return parts


def more(count: int, which: str) -> list[Block]:
    """How many found no room, and where they stand."""
    rest = f"And {count_said(count)} more: /followup list {which} shows them."
    return [aside(rest)] if count > 0 else []


def ended(item: Shown, rep: Rep, now: datetime) -> list[Block]:
    """How it ended, with Undo while there is time."""
    if item.outcome is not None:
        return list(answer.told(item.outcome, rep, now).blocks)
    c = item.commitment
    text = followup.result_line(c, rep, now)
    if item.moved_to is not None:
        to = item.moved_to
        text = f"{isolated(c.client_name)} was moved to {followup.when_said(to, rep, now)}."
    undo = button("Undo", Action.UNDO, str(item.change_id)) if item.change_id else None
    return [say(text, accessory=undo)]


def act_row(c: Commitment, rep: Rep, now: datetime) -> Block:
    """At most four buttons, and each finishes the job in place."""
    value = str(c.id)
    if c.kind is Kind.MEETING:
        return meeting.after_row(c) if playbook_meeting.is_over(c, now) else meeting.before_row(c)
    if c.kind is Kind.PROGRESS_REPORT:
        draft = button("Draft it", Action.DRAFT_REPORT, str(c.client_id), style="primary")
        done = button("I sent it", Action.DONE, value)
        return buttons(f"c:{c.id}", draft, done, button("Snooze", Action.SNOOZE, value))
    if is_hard(c):
        is_unanswered = is_left_unanswered(c, due.today_in(rep.zone, now), rep.hours)
        return buttons(
            f"c:{c.id}",
            button("They named a date", Action.MOVED, value, style="primary"),
            button("Close it kindly" if is_unanswered else "They said no", Action.NO, value),
            button("I'll ask on …", Action.SNOOZE_OTHER, value),
        )
    return buttons(
        f"c:{c.id}",
        button("Done", Action.DONE, value, style="primary"),
        button("They moved it", Action.MOVED, value),
        button("They said no", Action.NO, value),
        button("Snooze", Action.SNOOZE, value),
    )


def snooze_row(c: Commitment, rep: Rep, now: datetime) -> Block:
    """Later, by the rep's own wish; their date stays."""
    labels = {"hours": "In 2 hours", "tomorrow": "Tomorrow", "monday": "Next Monday"}
    picks = []
    for n, (code, moment) in enumerate(due.snooze_choices(now, rep.hours, rep.zone)):
        label = labels.get(code) or dates.short(moment.due_on, rep.locale, now)
        value = f"{c.id}|{followup.stamp(moment)}"
        picks.append(button(label, f"{Action.SNOOZE_TO}:{n}", value))
    other = button("Another day", Action.SNOOZE_OTHER, str(c.id))
    return buttons(f"c:{c.id}", *picks, other, button("Back", Action.BACK, str(c.id)))


def count_sentence(live: int) -> str:
    """How much there is to do; nothing is good news."""
    if live == 0:
        return "Everything here is finished."
    return f"{begun(counted(live, 'date'))} to see to today."


def close(opened_id: int) -> Block:
    """What was opened can be a line again."""
    return buttons(f"close:{opened_id}", button("Close", Action.CLOSE_LINE, str(opened_id)))


def _line(item: Shown, rep: Rep, now: datetime) -> list[Block]:
    """One line of the brief; its button opens the whole nudge."""
    if item.outcome is not None or not item.is_live:
        return ended(item, rep, now)
    c = item.commitment
    said = f" “{isolated(cut(c.words, 160))}”" if c.words else ""
    text = f"{_headline(c, rep, now, item.owner)}{said}"
    if is_hard(c):
        text = f"{_moved_so_often(c)}. One question may settle it."
    return [say(text, accessory=button("Open", Action.OPEN, str(c.id)))]


def _opens(commitment: Commitment) -> tuple[Opened, ...]:
    return (Opened(commitment.id, "whole"), Opened(commitment.id, "snooze"))


def _due(item: Shown, rep: Rep, now: datetime) -> list[Block]:
    c = item.commitment
    if c.kind is Kind.MEETING:
        is_past = playbook_meeting.is_over(c, now)
        return (meeting.after if is_past else meeting.before)(item, rep, now)
    parts = [say(_headline(c, rep, now, item.owner))]
    parts += [quotation(c.words)] if c.words else []
    parts += [aside(line)] if (line := _background(item, rep, now)) else []
    return [*parts, *([say(line)] if (line := _opening(c, rep, now)) else [])]


def _headline(c: Commitment, rep: Rep, now: datetime, owner: str | None = None) -> str:
    """What is due; a colleague's is marked as theirs."""
    if c.kind is Kind.MEETING:
        return meeting.headline(c, rep, now, owner)
    said = _headline_of(c, rep, now)
    return f"For {person_said(owner)}, who is away: {said}" if owner else said


def _headline_of(c: Commitment, rep: Rep, now: datetime) -> str:
    name, day = isolated(c.client_name), _day_said(c, rep, now)
    if c.kind is Kind.PLAN_ACTION:
        what = f": {isolated(cut(c.note, 300))}" if c.note else ""
        return f"For {name}, from your plan{what or '.'}"
    if c.kind is Kind.PROGRESS_REPORT:
        return f"{name} is due its progress report: {day}."
    if c.kind is Kind.THEIR_PROMISE:
        owed = f": {isolated(cut(c.note, 300))}" if c.note else ""
        return f"{name} promised you this for {day}{owed or '.'}"
    if c.kind is Kind.WIN_BACK:
        return f"A second try with {name}: you chose {day}."
    if c.is_theirs_to_name:
        return f"{name} asked for {day}."
    if c.set_by is None:
        return f"{name} is due {day}."
    return f"For {name} you chose {day}." + (" They said:" if c.words else "")


def _day_said(c: Commitment, rep: Rep, now: datetime) -> str:
    """The day as it was named: "today, 15:00", or the date when that has passed or was moved."""
    day = "today"
    if c.due_on != due.today_in(rep.zone, now):
        day = _day(c.due_on, rep, now)
    if c.due_time is None:
        return day
    return f"{day}, {dates.clock_for(c.due_time, c.zone, c.due_at, rep.zone, rep.locale)}"


def _background(item: Shown, rep: Rep, now: datetime) -> str:
    c = item.commitment
    is_owed = c.kind in (Kind.THEIR_PROMISE, Kind.PLAN_ACTION)
    when = _recorded_on(c, rep, now)
    parts = [f"They said so {when}."] if c.words and c.is_theirs_to_name else [f"Noted {when}."]
    parts += [quiet.MAY_REPEAT] if item.may_repeat else []
    parts += [f"Your note: {isolated(c.note)}"] if c.note and not is_owed else []
    return " ".join(parts)


def _opening(c: Commitment, rep: Rep, now: datetime) -> str:
    """An opening line built from dates alone, true also when late (S2-3)."""
    if c.kind in (Kind.THEIR_PROMISE, Kind.PLAN_ACTION, Kind.PROGRESS_REPORT):
        return ""
    if not c.is_theirs_to_name:
        return f"Ask for their date: {followup.ASK_FOR_THEIR_DATE}"
    spoke = "earlier today" if _is_today(c.created_at, rep, now) else _recorded_on(c, rep, now)
    named = "today" if c.due_on == due.today_in(rep.zone, now) else _day(c.due_on, rep, now)
    return f"You could open with: “When we spoke {spoke} you suggested {named}. Is now still good?”"


def _hard_question(item: Shown, rep: Rep, now: datetime) -> list[Block]:
    """Tactful, and for their sake too (S2-5)."""
    c, lately = item.commitment, ""
    if item.moved_from is not None:
        was = _day(item.moved_from.due_on, rep, now)
        lately = f", last from {was} to {_day(c.due_on, rep, now)}"
    parts = [say(f"{_moved_so_often(c)}{lately}.")]
    parts += [quotation(c.words)] if c.words else []
    parts += [aside(f"Your note: {isolated(c.note)}")] if c.note else []
    if is_left_unanswered(c, due.today_in(rep.zone, now), rep.hours):
        return [*parts, *_kind_close(c, rep, now)]
    return [
        *parts,
        say(f"{hard_question.MAY_BE_A_NO}. {hard_question.A_KINDNESS}"),
        say(hard_question.WORDINGS[0]),
        say(f"Or: {hard_question.WORDINGS[1]}"),
    ]


def _kind_close(c: Commitment, rep: Rep, now: datetime) -> list[Block]:
    """Ten working days without an answer: letting go kindly leaves the door open (S2-5)."""
    assert c.asked_on is not None
    asked = _day(c.asked_on, rep, now)
    return [
        say(f"The question has been open since {asked}. You could close it kindly:"),
        say(hard_question.KIND_CLOSE),
    ]


def _moved_so_often(c: Commitment) -> str:
    return f"{isolated(c.client_name)} has moved this {times_said(c.put_offs)}"


def _recorded_on(c: Commitment, rep: Rep, now: datetime) -> str:
    if _is_today(c.created_at, rep, now):
        return "today"
    return f"on {_day(due.today_in(rep.zone, c.created_at), rep, now)}"


def _day(day: date, rep: Rep, now: datetime) -> str:
    return dates.said(day, None, rep.zone, rep.locale, now)


def _is_today(at: datetime, rep: Rep, now: datetime) -> bool:
    return due.today_in(rep.zone, at) == due.today_in(rep.zone, now)
