"""What does Steady say when a rep asked for something about a follow-up?"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta

from bot.messages import (
    bad_day,
    brake,
    dates,
    doors,
    meeting,
    names,
    patience,
    problems,
    protection,
)
from bot.messages.blocks import (
    Block,
    Message,
    aside,
    button,
    buttons,
    choice,
    cut,
    isolated,
    message,
    quotation,
    say,
)
from bot.messages.counts import begun, count_said, counted
from bot.messages.ids import Action
from bot.playbook import due, restraint
from bot.playbook.intent import Intent, Verb
from bot.playbook.lot import OVERDUE
from bot.playbook.meeting import NOT_HELD, is_at_its_hour
from bot.playbook.model import Client, Commitment, Kind, Rep, SetBy, Standing
from bot.playbook.outcome import (
    AlreadySaved,
    Ask,
    CalledOff,
    Cancelled,
    Finished,
    FollowUpOutcome,
    Kept,
    Listed,
    Moved,
    Question,
    Refused,
    Reopened,
    SaidNo,
    Saved,
    Snoozed,
    Told,
    Undone,
)
from bot.playbook.protection import is_protected
from bot.playbook.when import Moment
from bot.playbook.winback import LossReason

REASONS = {
    LossReason.NO_DECISION: "They never decided",
    LossReason.BUDGET: "No budget",
    LossReason.PRICE: "The price",
    LossReason.TIMING: "The timing",
    LossReason.COMPETITOR: "They chose somebody else",
    LossReason.ACQUIRED: "They were acquired",
    LossReason.MOVED_AWAY: "They moved away",
    LossReason.CHAMPION_LEFT: "Our contact left",
    LossReason.LET_DOWN: "We let them down",
    LossReason.NOT_A_FIT: "Not a fit",
    LossReason.DO_NOT_CONTACT: "They asked not to be contacted",
    LossReason.OTHER: "Something else",
}
ASK_FOR_THEIR_DATE = "“When would you like me to follow up?”"
MOVE_OVERDUE = button("Move all overdue to …", Action.MOVE_OVERDUE, "")
_KINDS_SAID = {
    Kind.PLAN_ACTION: ", your plan",
    Kind.PROGRESS_REPORT: ", a report",
    Kind.MEETING: ", a meeting",
}
_A_MOMENT = timedelta(minutes=2)
_TITLES = {
    "all": "Open",
    "today": "Open for today",
    "week": "Open for this week",
    "overdue": "Overdue",
}
_WHICH_CLIENT: dict[Verb | None, str] = {
    Verb.NO: "Which client said no?",
    Verb.DONE: "With which client is it done?",
    Verb.MOVED: "Which client moved it?",
    Verb.SNOOZE: "Which client shall I bring back later?",
}
_NO_PROPOSAL = {
    LossReason.NOT_A_FIT: "I propose no second try.",
    LossReason.DO_NOT_CONTACT: "I will take no new follow-up for them.",
}


def told(outcome: FollowUpOutcome, rep: Rep, now: datetime) -> Message:
    """The answer to anything a rep asked for about a follow-up."""
    match outcome:
        case Saved():
            return saved(outcome, rep, now)
        case AlreadySaved():
            return already_saved(outcome, rep, now)
        case Kept(c, change):
            return kept(c, change)
        case Moved():
            return moved(outcome, rep, now)
        case Snoozed(c, change, rest):
            said = snoozed(c, change, rep, now)
            return message(said.blocks, brake.rest(rest, _line(rep, now))) if rest else said
        case CalledOff(c, change):
            return called_off(c, change)
        case Cancelled():
            return cancelled(outcome, rep, now)
        case SaidNo():
            return said_no(outcome, rep, now)
        case Told(c):
            return whose_date_told(c, rep, now)
        case Undone():
            return undone(outcome, rep, now)
        case Finished(c):
            return finished(c, rep, now)
        case Ask():
            return asked(outcome, rep, now)
        case Refused():
            return refused(outcome, rep, now)


def saved(outcome: Saved, rep: Rep, now: datetime) -> Message:
    """The echo: when it comes back, what they said, and anything unexpected about the day."""
    c = outcome.commitment
    is_late = _brief_is_over(c, now)
    asks_whose = c.set_by is None and c.kind is Kind.FOLLOW_UP and not is_late
    sentence = _saved_too_late(c) if is_late else _saved_sentence(outcome, rep, now)
    whose = _for_whom(outcome)
    return message(
        say(sentence + (" Who chose the date?" if asks_whose else "")),
        _spoken(c, rep),
        meeting.purpose(outcome.vetting),
        _remarks(outcome, rep, now),
        whose,
        _saved_buttons(c, outcome.change_id, rep, now, asks_whose),
        brake.question(outcome.rush, _line(rep, now)),
    )


def already_saved(outcome: AlreadySaved, rep: Rep, now: datetime) -> Message:
    """The same line came twice: nothing was added, unless it was meant."""
    c = outcome.commitment
    recently = ", saved a moment ago" if now - outcome.at <= _A_MOMENT else ""
    return message(
        say(
            f"I have that already: {_name(c)}, {when_said(c, rep, now)}{recently}. "
            "Nothing was added."
        ),
        buttons(
            f"again:{outcome.draft_id}",
            button("Add it anyway", Action.ADD_ANYWAY, str(outcome.draft_id)),
            _undo(outcome.change_id),
        ),
    )


def kept(commitment: Commitment, change_id: int) -> Message:
    """Done; and no conversation ends without a date (S2-2)."""
    if commitment.kind in (Kind.PLAN_ACTION, Kind.PROGRESS_REPORT):
        name, is_report = _name(commitment), commitment.kind is Kind.PROGRESS_REPORT
        what = f"The report to {name} is out" if is_report else f"Done, for {name}"
        sentence = f"{what}. /client plan {name} has the rest."
        return message(say(sentence), buttons(f"kept:{commitment.id}", _undo(change_id)))
    if commitment.kind is Kind.THEIR_PROMISE:
        sentence = f"Good. {_name(commitment)} kept their word, and I stop waiting for it."
        return message(say(sentence), buttons(f"kept:{commitment.id}", _undo(change_id)))
    return message(
        say(f"{_name(commitment)} is done. When did they say to follow up?"),
        buttons(
            f"kept:{commitment.id}",
            _next_date(commitment),
            _undo(change_id),
        ),
    )


def called_off(commitment: Commitment, change_id: int) -> Message:
    """A meeting that did not happen; nobody said no, so there is a next date to find (S2-8)."""
    name = _name(commitment)
    return message(
        say(f"Noted: the meeting with {name} did not happen. When would they like to try again?"),
        buttons(
            f"not_held:{commitment.id}",
            _next_date(commitment),
            _undo(change_id),
        ),
    )


def moved(outcome: Moved, rep: Rep, now: datetime) -> Message:
    """An ordinary echo, also at the third put-off: the hard question waits for its day."""
    c = outcome.commitment
    is_late = _brief_is_over(c, now)
    return message(
        say(_too_late("Moved to", c) if is_late else f"Moved. {_brought_back(c, rep, now)}"),
        _spoken(c, rep),
        [aside(line) for line in meeting.remarks(c, None, outcome.overlaps, rep, now)],
        [aside(line) for line in _day_remarks(c, rep, now)],
        patience.cooled(outcome.cooled),
        buttons(
            f"moved:{c.id}",
            *patience.instead(outcome.cooled, c.client_id),
            *_change(c, rep),
            _undo(outcome.change_id),
        ),
    )


def snoozed(commitment: Commitment, change_id: int, rep: Rep, now: datetime) -> Message:
    """Later, by the rep's own wish; the day the client named is said beside it."""
    c = commitment
    extra = []
    if c.is_theirs_to_name:
        named = dates.said(c.due_on, c.due_time, c.zone, rep.locale, now)
        extra = [aside(f"Their date stays as they named it: {named}.")]
    if not due.is_working_day(c.back_on, rep.hours):
        extra.append(aside("That is not a working day of yours; it comes then all the same."))
    return message(
        say(_too_late("Kept for", c) if _brief_is_over(c, now) else _brought_back(c, rep, now)),
        extra,
        buttons(f"snoozed:{c.id}", _undo(change_id)),
    )


def reopened(outcome: Reopened, rep: Rep, now: datetime) -> Message:
    """What had ended stands again."""
    c = outcome.commitment
    when, late = when_said(c, rep, now), ""
    if due.is_overdue(c, now):
        when = dates.said(c.back_on, c.back_time, c.zone, rep.locale, now)
        late = " That day has passed, so it is overdue now."
    return message(
        say(f"Open again: {_name(c)}, {when}.{late}"),
        _spoken(c, rep),
        buttons(f"reopened:{c.id}", *_change(c, rep), _undo(outcome.change_id)),
    )


def cancelled(outcome: Cancelled, rep: Rep, now: datetime) -> Message:
    """The rep will not do it; a client who expects it should hear."""
    c = outcome.commitment
    tell = f" Tell {_name(c)}, if they expect it." if c.is_theirs_to_name else ""
    return message(
        say(f"Cancelled: {_name(c)}, {dates.short(c.back_on, rep.locale, now)}.{tell}"),
        buttons(f"cancelled:{c.id}", _undo(outcome.change_id)),
        brake.rest(outcome.rest, _line(rep, now)),
    )


def said_no(outcome: SaidNo, rep: Rep, now: datetime) -> Message:
    """A no is believed (S2-6): what closed, who else knows, and a later try if one makes sense."""
    name = isolated(outcome.client.name)
    if not outcome.is_everything:
        return message(
            say(f"{name} said no to this one, so we let it go.{_deals_too(outcome)}"),
            _noted(outcome),
            buttons(f"no:{outcome.change_id}", _undo(outcome.change_id)),
            doors.open_ones(outcome.doors),
        )
    buyer = outcome.acquirer
    return message(
        say(
            f"{name} said no, so we let it go. "
            + _closed(len(outcome.closed), len(outcome.deals))
            + colleagues_told(len(outcome.colleague_ids))
        ),
        [say(bought_by(outcome.client, buyer, outcome.carried))] if buyer else [],
        bad_day.kind_word(outcome.client, outcome.was_paying, rep, now),
        _noted(outcome),
        _reason_and_proposal(outcome, rep, now),
        doors.open_ones(outcome.doors),
    )


def undone(outcome: Undone, rep: Rep, now: datetime) -> Message:
    """How it stands now that the change was taken back."""
    c = outcome.commitment
    if outcome.is_still_lost:
        name = isolated(outcome.client_name)
        return message(
            say(
                f"Taken back: what you closed with {name} is open again. It stays lost, because a "
                "colleague heard a no too."
            )
        )
    if outcome.kind == "saved":
        return message(
            say(f"Taken back. What you saved for {isolated(outcome.client_name)} is gone.")
        )
    if c is not None and c.is_open:
        sentence = f"Taken back. {_name(c)} stands as before: {when_said(c, rep, now)}."
        return message(say(sentence))
    return message(say(f"Taken back. {isolated(outcome.client_name)} stands as before."))


def finished(commitment: Commitment, rep: Rep, now: datetime) -> Message:
    """Pressed twice, or changed elsewhere: harmless, and said so."""
    return message(say(result_line(commitment, rep, now)))


def result_line(commitment: Commitment, rep: Rep, now: datetime) -> str:
    """How a commitment ended, in a sentence."""
    name, state = _name(commitment), commitment.state
    if commitment.close_reason == NOT_HELD and commitment.kind is Kind.MEETING:
        return f"The meeting with {name} did not happen."
    day = ""
    if commitment.closed_at is not None:
        day = " " + _on_day(commitment.closed_at, rep, now)
    endings = {
        "kept": f"{name} was marked done{day}.",
        "moved": f"{name} was moved{day}, to another day.",
        "cancelled": f"{name} was {_how_cancelled(commitment)}{day}.",
        "answered_no": f"{name} said no{day}; it is closed.",
        "open": f"The date with {name} stands: {when_said(commitment, rep, now)}.",
    }
    return endings[state.value]


def _how_cancelled(commitment: Commitment) -> str:
    return "cancelled" if commitment.close_reason is None else "taken back"


def whose_date_told(c: Commitment, rep: Rep, now: datetime) -> Message:
    """Whose date it is was answered (S2-1); the date stands there still."""
    stands = f"{_name(c)} comes back on {when_said(c, rep, now)}"
    remarks = [aside(line) for line in _hour_remarks(c, rep)]
    if c.set_by is SetBy.CLIENT and c.words:
        said = say(f"Kept. {stands}, in their words:")
        return message(said, quotation(c.words), remarks, _told_row(c, rep))
    if c.set_by is SetBy.CLIENT:
        words = button("Add their words", Action.ADD_WORDS, str(c.id))
        return message(
            say(f"Good. {stands}. What did they say? Their words make the call easier."),
            remarks,
            _told_row(c, rep, words),
        )
    return message(
        say(
            f"That works. {stands}. Next time you speak, ask them for a date; "
            "then the call is their idea."
        ),
        remarks,
        _told_row(c, rep),
    )


def _told_row(c: Commitment, rep: Rep, *first: Block) -> list[Block]:
    row = [*first, *_change(c, rep)]
    return [buttons(f"told:{c.id}", *row)] if row else []


def asked(ask: Ask, rep: Rep, now: datetime) -> Message:
    """Steady asks back; every answer is a button, and nothing typed is lost."""
    intent = ask.intent
    assert isinstance(intent, Intent)
    match ask.question:
        case Question.WHICH_CLIENT:
            return _which_client(ask)
        case Question.WHICH_DATE:
            return _which_date(ask, intent, rep, now)
        case Question.WHICH_COMMITMENT:
            return _which_commitment(ask, intent, rep, now)
        case Question.NO_TO_WHAT:
            return _no_to_what(ask)


def refused(outcome: Refused, rep: Rep, now: datetime) -> Message:
    """A clear sentence, and what was typed one press away."""
    problem, draft_id = outcome.problem, outcome.draft_id
    offered = [_date_button(draft_id, m, rep, now) for m in problems.offers(problem)]
    if outcome.has_text and problem.code in problems.FORM_HELPS:
        offered.append(button("Open the form", Action.OPEN_FORM, str(draft_id)))
    row = [buttons(f"refused:{draft_id}", *offered)] if offered else []
    return message(say(problems.sentence(problem, rep.locale, now)), row)


def typed_back(text: str) -> list[Block]:
    """What was too long to keep, to be shortened and sent again."""
    size = 2_900
    parts = [text[i : i + size] for i in range(0, len(text), size)]
    return [aside("This is what you typed:"), *(say(part) for part in parts[:10])]


def listed(found: Listed, rep: Rep, now: datetime, owner: Rep | None = None) -> Message:
    """Open commitments, a line each, the soonest first; a manager may look at their owner's."""
    name = isolated(cut(found.client_name, 80))
    if found.which == "unknown_client":
        return message(
            say(f"I know no client called {name}. /followup list shows all that is open.")
        )
    title = _TITLES.get(found.which) or f"Open with {name}"
    if owner is not None:
        title = f"{title}, in {names.rep_said(owner)}'s name"
    if not found.commitments:
        return message(say(f"{title}: nothing."))
    lines = [say(f"{title}:")]
    lines += [say(f"• {line_for(c, rep, now)}") for c in found.commitments]
    rest = f"And {count_said(found.more)} more. /followup list CLIENT narrows it down."
    is_own_overdue = found.which == "overdue" and owner is None
    row = [buttons("overdue", MOVE_OVERDUE)] if is_own_overdue else []
    return message(lines, [aside(rest)] if found.more else [], row)


def line_for(commitment: Commitment, rep: Rep, now: datetime) -> str:
    """One commitment in a line: who, when, what they said; a note is for its own rep's eyes."""
    c = commitment
    owes = " owes you" if c.kind is Kind.THEIR_PROMISE else ""
    again = ", a second try" if c.kind is Kind.WIN_BACK else ""
    said = f", “{isolated(cut(c.words, 120))}”" if c.words else ""
    note = f" ({isolated(cut(c.note, 120))})" if c.note and c.rep_id == rep.id else ""
    late = " Overdue." if due.is_overdue(c, now) else ""
    day = dates.short(c.back_on, rep.locale, now)
    hour = f", {_hour_said(c, c.back_time, rep, now)}" if c.back_time else ""
    owes = _KINDS_SAID.get(c.kind, owes)
    return f"{_name(c)}{owes}: {day}{hour}{again}{said}{note}.{late}"


def _hour_said(c: Commitment, at: time, rep: Rep, now: datetime) -> str:
    if c.kind is Kind.MEETING and is_at_its_hour(c):
        return meeting.hours_said(c, rep, now)
    return dates.clock_for(at, c.zone, c.due_at, rep.zone, rep.locale)


def _line(rep: Rep, now: datetime) -> Callable[[Commitment], str]:
    return lambda c: line_for(c, rep, now)


# Saving


def _saved_sentence(outcome: Saved, rep: Rep, now: datetime) -> str:
    c = outcome.commitment
    start = "Changed." if outcome.is_change else "Saved."
    if c.kind is Kind.MEETING:
        return meeting.saved_sentence(c, start, rep, now)
    if c.kind is Kind.THEIR_PROMISE:
        return f"{start} I'll ask after what {_name(c)} owes you on {when_said(c, rep, now)}."
    if c.kind is Kind.WIN_BACK:
        return f"{start} A second try with {_name(c)} comes back on {when_said(c, rep, now)}."
    return f"{start} I'll bring {_name(c)} back on {when_said(c, rep, now)}."


def _for_whom(outcome: Saved) -> list[Block]:
    """A stand-in set it: it is the colleague's, and the stand-in's to see to meanwhile."""
    if outcome.owner is None:
        return []
    name = names.person_said(outcome.owner, "your colleague")
    return [aside(f"It stands in {name}'s name. It comes to you while they are away.")]


def _brought_back(c: Commitment, rep: Rep, now: datetime) -> str:
    if is_at_its_hour(c):
        return f"You meet {_name(c)} on {meeting.frame_said(c, rep, now)}."
    return f"I'll bring {_name(c)} back on {when_said(c, rep, now)}."


def _too_late(start: str, c: Commitment) -> str:
    """The day is today, and its brief has been."""
    return (
        f"{start} today: {_name(c)}. This morning's brief has gone out, "
        "so it stands in your next brief."
    )


def _saved_too_late(c: Commitment) -> str:
    """The day is today, and its brief has been: an hour of today, or the next brief."""
    return (
        f"Saved for today: {_name(c)}. This morning's brief has gone out, so choose an hour; "
        "without one it stands in your next brief."
    )


def when_said(c: Commitment, rep: Rep, now: datetime) -> str:
    """When it comes back: with its zone if it has a time, else with a brief still to come."""
    said = dates.said(c.back_on, c.back_time, c.zone, rep.locale, now)
    which = "next" if _brief_is_over(c, now) else "morning"
    return said if c.back_time else f"{said}, in your {which} brief"


def _spoken(c: Commitment, rep: Rep) -> list[Block]:
    """Their words as a quotation, and the rep's own note, which no stand-in reads."""
    said = [say("They said:"), quotation(c.words)] if c.words else []
    is_noted = c.note is not None and c.rep_id == rep.id
    return [*said, *([aside(f"Your note: {isolated(c.note or '')}")] if is_noted else [])]


def _remarks(outcome: Saved, rep: Rep, now: datetime) -> list[Block]:
    lines = []
    name = isolated(outcome.client.name)
    if outcome.is_new_client:
        lines.append(f"{name} is new here; I added it as a prospect.")
    is_second_try = outcome.commitment.kind is Kind.WIN_BACK
    if outcome.client.standing is Standing.LOST and outcome.client.lost_on and not is_second_try:
        on = dates.said(outcome.client.lost_on, None, rep.zone, rep.locale, now)
        lines.append(f"{name} said no on {on}.")
    c = outcome.commitment
    if c.kind is Kind.MEETING:
        lines += meeting.remarks(c, outcome.vetting, outcome.overlaps, rep, now)
    return [aside(line) for line in (*lines, *_day_remarks(c, rep, now))]


def _day_remarks(c: Commitment, rep: Rep, now: datetime) -> Iterable[str]:
    """What a rep may not have noticed about the day or the hour (S2-1)."""
    named = dates.said(c.due_on, None, c.zone, rep.locale, now)
    if c.due_on != c.back_on:
        beside = "before" if c.back_on < c.due_on else "after"
        yield f"{named} is not a working day of yours, so I take the one {beside}."
    elif not due.is_working_day(c.due_on, rep.hours):
        yield f"{named} is not a working day of yours. I keep the day as it was named."
    yield from _hour_remarks(c, rep)
    if rep.paused_until is not None and c.back_on < rep.paused_until and due.is_paused(rep, now):
        yield _while_paused(c, rep, rep.paused_until, now)


def _hour_remarks(c: Commitment, rep: Rep) -> Iterable[str]:
    """An hour at which Steady starts nothing, unless the client named it."""
    if c.back_time is not None and is_protected(c.due_at, rep):
        yield protection.INSIDE
    if c.back_time is None or due.is_in_hours(c.due_at, rep.hours, rep.zone):
        return
    if c.is_theirs_to_name:
        yield "That is outside your office hours. It comes at its time all the same."
    elif c.set_by is None:
        yield (
            "That is outside your office hours. If they chose it, it comes at its time; else it "
            "stands in your morning brief."
        )
    elif not restraint.comes_at_its_time(c, rep.hours, rep.zone):
        yield "That is outside your office hours, so it stands in your morning brief."


def _while_paused(c: Commitment, rep: Rep, until: date, now: datetime) -> str:
    back = dates.said(until, None, rep.zone, rep.locale, now)
    if c.is_theirs_to_name and rep.stand_in_id is not None:
        return "You are away then: it goes to your stand-in."
    return f"You are away then: it waits for your brief on {back}."


def _brief_is_over(c: Commitment, now: datetime) -> bool:
    return c.back_time is None and c.due_at <= now


def _saved_buttons(
    c: Commitment, change_id: int, rep: Rep, now: datetime, asks_whose: bool
) -> Block:
    if _brief_is_over(c, now):
        row = [*_later_today(c, rep, now), *_change(c, rep), _undo(change_id)]
    elif asks_whose:
        row = [
            button("They did", Action.THEY_DID, str(c.id)),
            button("I did", Action.I_DID, str(c.id)),
            *_change(c, rep),
            _undo(change_id),
        ]
    elif c.kind is Kind.MEETING:
        row = [button("Topics and asks", Action.CHANGE, str(c.id)), _undo(change_id)]
    else:
        row = [*_change(c, rep), _undo(change_id)]
    return buttons(f"saved:{c.id}", *row)


def _later_today(c: Commitment, rep: Rep, now: datetime) -> list[Block]:
    """[In 2 hours] [16:00], as far as the day still has them."""
    choices = due.later_today(now, rep.zone)
    return [
        button(
            "In 2 hours" if n == 0 else f"At {_clock(moment, rep)}",
            f"{Action.SNOOZE_TO}:{n}",
            f"{c.id}|{stamp(moment)}",
        )
        for n, moment in enumerate(choices)
    ]


# A no


def _closed(dates_: int, deals: int) -> str:
    """ "I closed one deal and your two follow-ups, and will not raise them again." """
    if deals == 0 and dates_ == 0:
        return "You had no date with them."
    if deals == 0 and dates_ == 1:
        return "I closed your follow-up and will not raise it again."
    if deals == 0:
        return f"I closed your {counted(dates_, 'follow-up')} and will not raise them again."
    sold = counted(deals, "deal")
    if dates_ == 0:
        return f"I closed {sold} and will not raise {'them' if deals > 1 else 'it'} again."
    ours = "your follow-up" if dates_ == 1 else f"your {counted(dates_, 'follow-up')}"
    return f"I closed {sold} and {ours}, and will not raise them again."


def _deals_too(outcome: SaidNo) -> str:
    """A deal that was refused closes with its date; the rest goes on."""
    closed = f" {_closed(len(outcome.closed), len(outcome.deals))}" if outcome.deals else ""
    return f"{closed} Anything else with them stays."


def colleagues_told(count: int) -> str:
    if count == 0:
        return ""
    if count == 1:
        return " The colleague with something open there hears of it, and decides."
    many = count_said(count)
    return f" The {many} colleagues with something open there hear of it, and decide."


def bought_by(client: Client, buyer: Client, people: int) -> str:
    """Whoever bought a client takes along whom we know there; the history stays (S4-2)."""
    name, new_owner = isolated(client.name), isolated(buyer.name)
    went = f"We know nobody at {name} who could go along."
    if people:
        are = "is" if people == 1 else "are"
        who = f"{begun(counted(people, 'person', 'people'))} we know at {name} {are}"
        went = f"{who} noted there too. What was said with them stays with {name}."
    kind = "a prospect of ours now" if buyer.standing is Standing.PROSPECT else "a client we know"
    return f"{new_owner} bought {name}, and is {kind}. {went}"


def _noted(outcome: SaidNo) -> list[Block]:
    """The rep's own words about the no are kept, and shown to be."""
    told = next((c.close_reason for c in outcome.closed if c.close_reason), None)
    # A reason that says the same stands below.
    why = REASONS[outcome.reason].casefold() if outcome.reason is not None else ""
    lines = [aside(f"You noted: {isolated(told)}")] if told and told.casefold() not in why else []
    if outcome.blocked_by is not None:
        who = isolated(cut(outcome.blocked_by, 60))
        lines.append(aside(f"{who} blocked it. Should they leave, I ask about a second try."))
    return lines


def _reason_and_proposal(outcome: SaidNo, rep: Rep, now: datetime) -> list[Block]:
    """Ask why; once that is known, propose the second try that fits it (S4-2)."""
    client, change_id = outcome.client, outcome.change_id
    why = choice(
        "Add the reason" if outcome.reason is None else "Change the reason",
        Action.GIVE_REASON,
        [(label, f"{client.id}|{change_id}|{reason}") for reason, label in REASONS.items()],
    )
    if outcome.reason is None:
        again = button("Plan a second try", Action.WIN_BACK_OTHER, str(client.id))
        return [buttons(f"no:{change_id}", why, again, _undo(change_id))]
    known = aside(f"The reason you gave: {REASONS[outcome.reason].lower()}.")
    by_whom = []
    if outcome.reason is LossReason.ACQUIRED and outcome.acquirer is None:
        by_whom = [button("Say who bought them", Action.BY_WHOM, str(client.id))]
    if outcome.second_try_on is None:
        rest = _NO_PROPOSAL.get(outcome.reason, "")
        return [known, aside(rest), buttons(f"no:{change_id}", why, _undo(change_id))]
    day = dates.said(outcome.second_try_on, None, rep.zone, rep.locale, now)
    return [
        known,
        say(f"Nothing is for ever. A second try on {day}?"),
        buttons(
            f"no:{change_id}",
            button(
                "Bring it back then",
                Action.WIN_BACK,
                f"{client.id}|{outcome.second_try_on.isoformat()}",
            ),
            button("Another date", Action.WIN_BACK_OTHER, str(client.id)),
            *by_whom,
            why,
            _undo(change_id),
        ),
    ]


# Asking back


def _which_client(ask: Ask) -> Message:
    typed = isolated(cut(ask.intent.client_name, 80))
    picks = [
        button(names.label(c, ask.clients), f"{Action.PICK_CLIENT}:{n}", f"{ask.draft_id}|{c.id}")
        for n, c in enumerate(ask.clients)
    ]
    if ask.may_be_new:
        label = f"New: {ask.intent.client_name}"
        picks.append(button(label, Action.NEW_CLIENT, str(ask.draft_id)))
        sentence = names.do_not_know(ask.intent.client_name, ask.clients)
        if not ask.clients:
            sentence = f"Is all of that the client's name: {typed}?"
    elif len({c.name for c in ask.clients}) < len(ask.clients):
        sentence = names.do_not_know(ask.intent.client_name, ask.clients)
    else:
        verb = ask.intent.verb if isinstance(ask.intent, Intent) else None
        which = _WHICH_CLIENT.get(verb, "Which one is it?")
        sentence = f"I do not know {typed}. {which}"
        if verb is not Verb.RECORD:
            sentence += " If that is all one new name, put it in quotes."
    return message(say(sentence), buttons(f"ask:{ask.draft_id}", *picks))


def _which_date(ask: Ask, intent: Intent, rep: Rep, now: datetime) -> Message:
    picks = [_date_button(ask.draft_id, m, rep, now, n) for n, m in enumerate(intent.asks)]
    if intent.scope == OVERDUE:
        sentence = "Move everything overdue to which day? Or type it: /followup move overdue to …"
        return message(say(sentence), buttons(f"ask:{ask.draft_id}", *picks))
    other = button("Another date", Action.OPEN_FORM, str(ask.draft_id))
    name = isolated(cut(intent.client_name, 80)) or "this"
    if intent.is_vague:
        sentence = f"No day was named for {name}. Which shall I take? It counts as your own date."
    else:
        sentence = f"Which day do you mean for {name}?"
    return message(say(sentence), buttons(f"ask:{ask.draft_id}", *picks, other))


def _date_button(draft_id: int, moment: Moment, rep: Rep, now: datetime, n: int = 0) -> Block:
    label = dates.moment(moment, rep.locale, now)
    return button(label, f"{Action.PICK_DATE}:{n}", f"{draft_id}|{stamp(moment)}")


def _which_commitment(ask: Ask, intent: Intent, rep: Rep, now: datetime) -> Message:
    verbs = {
        Verb.DONE: "is done",
        Verb.MOVED: "did they move",
        Verb.SNOOZE: "shall wait",
        Verb.NO: "did they say no to",
    }
    picks = [
        button(
            _told_apart(c, rep, now),
            f"{Action.PICK_COMMITMENT}:{n}",
            f"{ask.draft_id}|{c.id}",
        )
        for n, c in enumerate(ask.commitments)
    ]
    sentence = f"Which one {verbs.get(intent.verb, 'do you mean')}? Nothing has changed yet."
    return message(say(sentence), buttons(f"ask:{ask.draft_id}", *picks))


def _told_apart(c: Commitment, rep: Rep, now: datetime) -> str:
    """A label that tells two commitments with one client apart."""
    moment = dates.moment(Moment(c.back_on, c.back_time), rep.locale, now)
    return ", ".join(part for part in (cut(c.client_name, 36), moment, c.note or c.words) if part)


def _no_to_what(ask: Ask) -> Message:
    name = isolated(ask.clients[0].name)
    return message(
        say(f"Did {name} say no to this one, or to everything?"),
        buttons(
            f"ask:{ask.draft_id}",
            button("To this one", f"{Action.NO_TO}:this", f"{ask.draft_id}|this"),
            button("To everything", f"{Action.NO_TO}:all", f"{ask.draft_id}|everything"),
        ),
    )


# Small parts


def _name(c: Commitment) -> str:
    return isolated(c.client_name)


def _change(c: Commitment, rep: Rep) -> list[Block]:
    """Its form shows the note, which is for its own rep."""
    return [button("Change", Action.CHANGE, str(c.id))] if c.rep_id == rep.id else []


def _next_date(c: Commitment) -> Block:
    """For the rep whose commitment it was, also when a stand-in presses it."""
    return button("Set the next date", Action.NEXT_DATE, f"{c.client_id}|{c.rep_id}")


def _undo(change_id: int) -> Block:
    return button("Undo", Action.UNDO, str(change_id))


def _clock(moment: Moment, rep: Rep) -> str:
    return dates.clock(moment.due_time, rep.locale) if moment.due_time else ""


def stamp(moment: Moment) -> str:
    """A moment as a button's value: `2026-03-12` or `2026-03-12T15:00`."""
    at = f"T{moment.due_time.strftime('%H:%M')}" if moment.due_time else ""
    return f"{moment.due_on.isoformat()}{at}"


def _on_day(at: datetime, rep: Rep, now: datetime) -> str:
    day = due.today_in(rep.zone, at)
    if day == due.today_in(rep.zone, now):
        return "today"
    return f"on {dates.said(day, None, rep.zone, rep.locale, now)}"
