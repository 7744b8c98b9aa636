"""What does Steady say when a day has come?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.messages import (
    answer,
    catching_up,
    dates,
    decisions,
    digest_notes,
    followup,
    leavers,
    ledger,
    lots,
    meeting,
    parting,
    patience,
    pipeline,
    protection,
    questions,
    quiet,
    season,
    shortfall,
    target,
)
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    cut,
    divider,
    flatten,
    heading,
    isolated,
    message,
    quotation,
    say,
)
from bot.messages.counts import count_said
from bot.messages.ids import Action
from bot.playbook import due
from bot.playbook import meeting as playbook_meeting
from bot.playbook.card import LeftShown, QuietShown, SeasonShown
from bot.playbook.deal import DealShown
from bot.playbook.model import Client, Commitment, Kind, Rep, Standing
from bot.playbook.nudge import Nudge, NudgeKind, Shown, is_hard, is_left_unanswered

ASK_FOR_THEIR_DATE = "“When would you like me to follow up?”"
HARD_WORDINGS = (
    "“Would you like to carry on with this, or shall we leave it here? Either answer is fine.”",
    "“I would rather hear a no than keep calling. Is this still something you want?”",
)
KIND_CLOSE = (
    "“I will leave this with you, and not ask again. If the time becomes right, a word is enough.”"
)
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")
MOST_WHOLE = 3  # timed commitments that stand whole in one message
MOST_TIMED_LINES = 12
MOST_LEFT = 12  # clients of somebody who left
_TIMES = ("", "once", "twice", "three times", "four times", "five times", "six times")


@dataclass(frozen=True, slots=True)
class Opened:
    """What in a message is opened up, and how: a commitment whole or with its snooze choices, a
    client's quiet or its season."""

    commitment_id: int
    how: str


def nudge(facts: Nudge, rep: Rep, now: datetime, opened: Opened | None = None) -> Message:
    """Any message Steady starts, or redraws after a click."""
    match facts.kind:
        case NudgeKind.TIMED:
            return timed(facts.shown, rep, now, opened)
        case NudgeKind.MEETING | NudgeKind.MEETING_OVER:
            return of_meeting(facts, rep, now)
        case NudgeKind.BRIEF:
            return brief(facts, rep, now, opened)
        case NudgeKind.TOLD_NO:
            return colleague_heard_no(facts, rep, now)
        case NudgeKind.UNREACHED:
            assert facts.by_user_id is not None
            return unreached(facts.by_user_id, facts.shown, facts.more, rep, now)
        case NudgeKind.TAKEN_BACK if facts.parting is not None:
            return parting.taken_back(facts.parting)
        case NudgeKind.TAKEN_BACK if facts.handed_on is not None:
            return lots.taken_back(facts.handed_on)
        case NudgeKind.TARGET_SET:
            assert facts.target is not None
            return target.told(facts.target)
        case NudgeKind.TAKEN_BACK if facts.target is not None:
            return target.told(facts.target)
        case NudgeKind.TAKEN_BACK:
            assert facts.client is not None
            return no_taken_back(facts.client, is_parted=facts.is_parted)
        case NudgeKind.TALK_OVER:
            assert facts.client is not None
            return patience.would_like_to_talk(facts.client, facts.by_name)
        case NudgeKind.ASKED_TO_PART:
            assert facts.parting is not None
            return parting.question(facts.parting)
        case NudgeKind.PART_ANSWER:
            assert facts.parting is not None
            return parting.answered(facts.parting)
        case NudgeKind.SHORTFALL:
            assert facts.below is not None
            return shortfall.below(facts.below)
        case NudgeKind.BACK_ABOVE:
            assert facts.above is not None
            return shortfall.back(facts.above)
        case NudgeKind.ANSWER:
            assert facts.answer is not None
            return answer.told(facts.answer, rep, now)
        case NudgeKind.REP_LEFT:
            return _rep_left(facts, rep, now)
        case NudgeKind.REP_BACK:
            assert facts.handed_on is not None
            return lots.back(facts.handed_on)
        case NudgeKind.HANDED_ON:
            assert facts.handed_on is not None
            return lots.handed_on(facts.handed_on)
        case NudgeKind.PRESENCE:
            raise ValueError("no message is made of this")
        case NudgeKind.PROTECTED:
            assert facts.week is not None
            return protection.question(facts.week, rep, now)
        case NudgeKind.DIGEST_NOTE:
            assert facts.note is not None
            return digest_notes.note(facts.note, rep, now)
        case NudgeKind.QUESTION | NudgeKind.ASKED_COLLEAGUE | NudgeKind.COLLEAGUE_SAID:
            assert facts.asked is not None
            return questions.said(facts.asked, rep, now)
        case NudgeKind.TEST:
            return ledger.test()


def discreet(said: Message) -> Message:
    """The same message, whose notification names nobody: for people who share their screen."""
    return Message("Steady has something for you.", said.blocks)


def timed(shown: Sequence[Shown], rep: Rep, now: datetime, opened: Opened | None = None) -> Message:
    """Timed commitments, ten minutes before their time; several close together in one message.

    Many of them, as after an outage, get a line each, like a brief.
    """
    if len(shown) > MOST_WHOLE:
        rest = len(shown) - MOST_TIMED_LINES
        live = sum(item.is_live for item in shown)
        lines = _lines(shown[:MOST_TIMED_LINES], rep, now, opened)
        return message(say(_count_sentence(live)), lines, _more(rest, "today"))
    parts: list[Block] = []
    for n, item in enumerate(shown):
        parts += [divider()] if n else []
        parts += _whole(item, rep, now, opened)
    return message(parts)


def of_meeting(facts: Nudge, rep: Rep, now: datetime) -> Message:
    """Half an hour before a meeting, or after it (S2-8); or how it ended."""
    parts: list[Block] = []
    for item in facts.shown:
        c = item.commitment
        if item.outcome is not None or not item.is_live:
            parts += _ended(item, rep, now)
        elif facts.kind is NudgeKind.MEETING:
            parts += [*meeting.before(item, rep, now), meeting.before_row(c)]
        else:
            parts += [*meeting.after(item, rep, now), meeting.after_row(c)]
    return message(parts)


def brief(facts: Nudge, rep: Rep, now: datetime, opened: Opened | None = None) -> Message:
    """The one morning message: what is due, overdue and quiet, a line each; one alone is whole."""
    shown, more = facts.shown, facts.more
    named = {item.commitment.client_id for item in shown}
    silent = tuple(q for q in facts.quiet if q.client.id not in named)  # a client stands once
    top = heading(f"Good morning, {isolated(cut(rep.name, 60))}" if rep.name else "Good morning")
    week = quiet.friday(facts.friday)
    sold = decisions.in_brief(facts.deals, rep, now)
    head = [top, *catching_up.opening(facts, rep, now)]
    waited = catching_up.waited(facts.held)
    older = _older(facts, rep, now, opened)
    others = len(facts.left) + len(sold) + len(waited) + len(older)
    counts = (len(shown) + more, len(silent), len(facts.season), others)
    if counts == (1, 0, 0, 0) and shown:
        return message(head, _whole(shown[0], rep, now, opened), week)
    if counts == (0, 1, 0, 0):
        return message(head, _quiet_line(silent[0], rep, now, is_whole=True), week)
    if counts == (0, 0, 1, 0):
        return message(head, _season_line(facts.season[0], rep, now, is_whole=True), week)
    if counts == (0, 0, 0, 1) and facts.left:
        return message(head, _left_whole(facts.left[0], rep, now), week)
    live = sum(item.is_live for item in shown) + more
    dates_due = [say(_count_sentence(live))] if shown or more else []
    lines = _lines(shown, rep, now, opened)
    about = (_season(facts.season, rep, now, opened), _quiet(silent, rep, now, opened))
    people = _left(facts.left, rep, now, opened)
    rest = (
        _more_today(more, facts.home),
        _all_overdue(shown, more, now),
        older,
        *about,
        people,
        sold,
        waited,
        week,
    )
    made = message(head, dates_due, lines, *rest)
    if made.text != message(head).text:
        return made
    return message(head, say("Everything here is finished."))


def colleague_heard_no(facts: Nudge, rep: Rep, now: datetime) -> Message:
    """A colleague heard a no, or let a client go; this rep decides about its own there (S2-6)."""
    assert facts.client is not None
    who = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "text", "text": "Noted by "},
                    {"type": "user", "user_id": facts.by_user_id},
                    {"type": "text", "text": "."},
                ],
            }
        ],
    }
    name = isolated(facts.client.name)
    what = f"We part from {name}." if facts.is_parted else f"{name} said no to a colleague."
    top = say(f"{what} You have {_open_there(facts)} until you say.")
    no = "They said no" if facts.is_parted else "They said no to me too"
    dates_ = (_mine(item, no, rep, now) for item in facts.shown)
    flat = flatten(top, who, *dates_, *(_my_deal(one, no, rep, now) for one in facts.sold))
    text = message(*(b for b in flat if b is not who)).text
    return Message(text, flat)


def _rep_left(facts: Nudge, rep: Rep, now: datetime) -> Message:
    """What a rep who left had open, client by client, each to be given on."""
    assert facts.handed_on is not None
    giver = facts.handed_on.giver
    assert giver is not None
    by_client: dict[int, list[Commitment]] = {}
    for item in facts.shown:
        if item.commitment.is_open and item.commitment.rep_id == rep.id:
            by_client.setdefault(item.commitment.client_id, []).append(item.commitment)
    lines = []
    for client_id, found in list(by_client.items())[:MOST_LEFT]:
        give = button("Give to …", Action.GIVE_TO, f"{giver.id}|{client_id}")
        more = f" And {followup.count_said(len(found) - 1)} more." if len(found) > 1 else ""
        lines.append(say(f"{followup.line_for(found[0], rep, now)}{more}", accessory=give))
    rest = sum(len(found) for found in list(by_client.values())[MOST_LEFT:])
    return message(lots.rep_left(facts.handed_on, lines, rest))


def unreached(user_id: str, theirs: Sequence[Shown], more: int, rep: Rep, now: datetime) -> Message:
    """To a manager: Slack will not take messages for one of the team, and this was due for them."""
    section = [
        {"type": "text", "text": "This was for "},
        {"type": "user", "user_id": user_id},
        {"type": "text", "text": "."},
    ]
    who = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": section}],
    }
    top = say("Slack does not take my messages for one of your team, so they have not seen this.")
    lines = [say(followup.line_for(item.commitment, rep, now)) for item in theirs]
    end = aside(
        "It stays open in their name. Please tell them, or give the client to a colleague: "
        "/client give CLIENT @colleague."
    )
    rest = [aside(f"And {more} more: /followup list @colleague shows them.")] if more else []
    flat = flatten(top, who, lines, rest, end)
    return Message(message(*(b for b in flat if b is not who)).text, flat)


def no_taken_back(client: Client, *, is_parted: bool = False) -> Message:
    """A no a rep was told of did not hold."""
    name = isolated(client.name)
    if is_parted:
        return message(
            say(
                f"We do not part from {name} after all: that was taken back. What you have open "
                "there stands as it was."
            )
        )
    if client.standing is Standing.LOST:
        return message(
            say(
                f"A colleague took back their no from {name}. It stays lost, because somebody "
                "else heard one too."
            )
        )
    return message(
        say(
            f"{name} did not say no after all: the colleague who noted it took that back. "
            "What you have open there stands as it was."
        )
    )


def _left_whole(item: LeftShown, rep: Rep, now: datetime) -> list[Block]:
    """Somebody left: the whole question, or how it ended."""
    if item.outcome is not None:
        return list(answer.told(item.outcome, rep, now).blocks)
    return leavers.whole(item, rep, now) if item.is_live else leavers.closed(item)


def _left(
    found: Sequence[LeftShown], rep: Rep, now: datetime, opened: Opened | None
) -> list[Block]:
    """Who has left a client, a line each (S3-3)."""
    parts: list[Block] = []
    for item in found:
        is_open = opened == Opened(item.contact.id, "left") and item.is_live
        if is_open or item.outcome is not None or not item.is_live:
            parts += _left_whole(item, rep, now)
            parts += [_close(item.contact.id)] if is_open else []
        else:
            parts.append(leavers.line(item))
    return parts


def _whole(item: Shown, rep: Rep, now: datetime, opened: Opened | None) -> list[Block]:
    """The nudge itself, or how it ended."""
    if item.outcome is not None:
        return list(answer.told(item.outcome, rep, now).blocks)
    if not item.is_live:
        return _ended(item, rep, now)
    is_question = is_hard(item.commitment) and item.commitment.kind is not Kind.MEETING
    parts = _hard_question(item, rep, now) if is_question else _due(item, rep, now)
    if opened is not None and opened == Opened(item.commitment.id, "snooze"):
        return [*parts, snooze_row(item.commitment, rep, now)]
    return [*parts, act_row(item.commitment, rep, now)]


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
    return f"For {isolated(cut(owner, 60))}, who is away: {said}" if owner else said


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
        return f"Ask for their date: {ASK_FOR_THEIR_DATE}"
    spoke = "earlier today" if _is_today(c.created_at, rep, now) else _recorded_on(c, rep, now)
    named = "today" if c.due_on == due.today_in(rep.zone, now) else _day(c.due_on, rep, now)
    return f"You could open with: “When we spoke {spoke} you suggested {named}. Is now still good?”"


def _hard_question(item: Shown, rep: Rep, now: datetime) -> list[Block]:
    """Tactful, and for their sake too (S2-5)."""
    c, name = item.commitment, isolated(item.commitment.client_name)
    lately = ""
    if item.moved_from is not None:
        was = _day(item.moved_from.due_on, rep, now)
        lately = f", last from {was} to {_day(c.due_on, rep, now)}"
    parts = [say(f"{name} has put this off {_times(c)}{lately}.")]
    parts += [quotation(c.words)] if c.words else []
    parts += [aside(f"Your note: {isolated(c.note)}")] if c.note else []
    if is_left_unanswered(c, due.today_in(rep.zone, now), rep.hours):
        return [*parts, *_kind_close(c, rep, now)]
    return [
        *parts,
        say("It may be a no that nobody likes to say. Asking is a kindness to you both:"),
        say(HARD_WORDINGS[0]),
        say(f"Or: {HARD_WORDINGS[1]}"),
    ]


def _kind_close(c: Commitment, rep: Rep, now: datetime) -> list[Block]:
    """Ten working days without an answer: letting go kindly leaves the door open (S2-5)."""
    assert c.asked_on is not None
    asked = _day(c.asked_on, rep, now)
    return [
        say(f"The question has been open since {asked}. You could close it kindly:"),
        say(KIND_CLOSE),
    ]


def _times(c: Commitment) -> str:
    return _TIMES[c.put_offs] if c.put_offs < len(_TIMES) else f"{count_said(c.put_offs)} times"


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


def _lines(shown: Sequence[Shown], rep: Rep, now: datetime, opened: Opened | None) -> list[Block]:
    """A line each; the one that was opened up stands whole between two rules."""
    parts: list[Block] = []
    for item in shown:
        if opened in _opens(item.commitment) and item.is_live:
            whole = _whole(item, rep, now, opened)
            parts += [divider(), *whole, _close(item.commitment.id), divider()]
        else:
            parts += _line(item, rep, now)
    return parts


def _close(opened_id: int) -> Block:
    """What was opened can be a line again."""
    return buttons(f"close:{opened_id}", button("Close", Action.CLOSE_LINE, str(opened_id)))


def _season(
    found: Sequence[SeasonShown], rep: Rep, now: datetime, opened: Opened | None
) -> list[Block]:
    """Clients whose months or rhythm ask for something, what presses first (S3-2)."""
    if not found:
        return []
    parts = [say(f"{season.title(found)}:")]
    for item in found:
        if opened == Opened(item.client.id, "season") and item.is_live:
            whole = _season_line(item, rep, now, is_whole=True)
            parts += [divider(), *whole, _close(item.client.id), divider()]
        else:
            parts += _season_line(item, rep, now)
    return parts


def _season_line(
    item: SeasonShown, rep: Rep, now: datetime, *, is_whole: bool = False
) -> list[Block]:
    if item.outcome is not None:
        return list(answer.told(item.outcome, rep, now).blocks)
    if not item.is_live or item.state is None:
        return season.closed(item)
    return season.whole(item, rep, now) if is_whole else season.line(item, rep, now)


def _quiet(
    found: Sequence[QuietShown], rep: Rep, now: datetime, opened: Opened | None
) -> list[Block]:
    """Clients nobody has heard from, the most valuable first (S3-1)."""
    if not found:
        return []
    parts = [say("Worth a word:")]
    for item in found:
        if opened == Opened(item.client.id, "quiet") and item.is_live:
            whole = _quiet_line(item, rep, now, is_whole=True)
            parts += [divider(), *whole, _close(item.client.id), divider()]
        else:
            parts += _quiet_line(item, rep, now)
    return parts


def _quiet_line(
    item: QuietShown, rep: Rep, now: datetime, *, is_whole: bool = False
) -> list[Block]:
    if item.outcome is not None:
        return list(answer.told(item.outcome, rep, now).blocks)
    if not item.is_live:
        return quiet.closed(item)
    return quiet.whole(item, rep, now) if is_whole else quiet.line(item, rep, now)


def _opens(commitment: Commitment) -> tuple[Opened, ...]:
    return (Opened(commitment.id, "whole"), Opened(commitment.id, "snooze"))


def _all_overdue(shown: Sequence[Shown], more: int, now: datetime) -> list[Block]:
    """Where the list is longer than a morning, everything overdue may go to one other day."""
    late = sum(item.is_live and due.is_overdue(item.commitment, now) for item in shown)
    return [buttons("overdue", followup.MOVE_OVERDUE)] if more and late > 1 else []


def _older(facts: Nudge, rep: Rep, now: datetime, opened: Opened | None) -> list[Block]:
    """What three briefs have named already: one line, until it is opened up."""
    if not facts.older:
        return []
    ids = {item.commitment.id for item in facts.older}
    is_open = opened is not None and (opened.how == "older" or opened.commitment_id in ids)
    if not is_open and all(item.is_live and item.outcome is None for item in facts.older):
        count = len(facts.older) + facts.older_more
        said = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
        text = f"{said} older {'one is' if count == 1 else 'ones are'} open."
        return [say(text, accessory=button("Show them", Action.OPEN_OLDER, "0"))]
    return [*_lines(facts.older, rep, now, opened), *_more(facts.older_more, "overdue")]


def _more_today(count: int, home: str) -> list[Block]:
    """What found no room in seven lines stands in Home, one press away; it is listed here, too."""
    if count <= 0:
        return []
    text = f"And {count} more: your Home tab has them all."
    label = "Open Home" if home else "Show them"
    return [say(text, accessory=button(label, Action.SHOW_TODAY, "", url=home))]


def _more(count: int, which: str) -> list[Block]:
    rest = f"And {count} more: /followup list {which} shows them."
    return [aside(rest)] if count > 0 else []


def _line(item: Shown, rep: Rep, now: datetime) -> list[Block]:
    """One line of the brief; its button opens the whole nudge."""
    if item.outcome is not None or not item.is_live:
        return _ended(item, rep, now)
    c = item.commitment
    said = f" “{isolated(cut(c.words, 160))}”" if c.words else ""
    text = f"{_headline(c, rep, now, item.owner)}{said}"
    if is_hard(c):
        text = f"{isolated(c.client_name)} has moved this {_times(c)}. One question may settle it."
    return [say(text, accessory=button("Open", Action.OPEN, str(c.id)))]


def _ended(item: Shown, rep: Rep, now: datetime) -> list[Block]:
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


def _open_there(facts: Nudge) -> str:
    """What stays open there: dates, deals or both."""
    if facts.shown and facts.sold:
        return "a date and a deal there, and they stand"
    return f"a {'date' if facts.shown else 'deal'} there, and it stands"


def _my_deal(shown: DealShown, no: str, rep: Rep, now: datetime) -> list[Block]:
    deal = shown.deal
    line = say(pipeline.line(shown, rep, now))
    if not deal.is_open:
        return [line]
    open_ = button("Open", Action.OPEN_DEAL, str(deal.id))
    row = buttons(f"sold:{deal.id}", button(no, Action.LOST_DEAL, str(deal.id)), open_)
    return [line, row]


def _mine(item: Shown, no: str, rep: Rep, now: datetime) -> list[Block]:
    c = item.commitment
    if item.outcome is not None or not item.is_live:
        return _ended(item, rep, now)
    line = say(followup.line_for(c, rep, now))
    row = buttons(
        f"c:{c.id}",
        button(no, Action.NO, str(c.id)),
        button("They moved it", Action.MOVED, str(c.id)),
    )
    return [line, row]


def _count_sentence(live: int) -> str:
    if live == 0:
        return "Everything here is finished."
    if live == 1:
        return "One date to see to today."
    return f"{_NUMBERS[live] if live < len(_NUMBERS) else live} dates to see to today."


def _recorded_on(c: Commitment, rep: Rep, now: datetime) -> str:
    if _is_today(c.created_at, rep, now):
        return "today"
    return f"on {_day(due.today_in(rep.zone, c.created_at), rep, now)}"


def _day(day: date, rep: Rep, now: datetime) -> str:
    return dates.said(day, None, rep.zone, rep.locale, now)


def _is_today(at: datetime, rep: Rep, now: datetime) -> bool:
    return due.today_in(rep.zone, at) == due.today_in(rep.zone, now)
