"""How do we say no, and how do we apologise? Each sentence says what to do."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from bot.messages import dates
from bot.messages.blocks import Message, cut, isolated, message, say
from bot.messages.counts import count_said, counted, joined
from bot.playbook.problem import Problem
from bot.playbook.when import Moment

# Problems a form helps with: what was typed is filled in, and one field is put right.
FORM_HELPS = dates.DATE_PROBLEMS | {"no_date", "not_a_name", "no_client", "too_late", "too_far"}
FORM_HELPS |= {"meeting_needs_hour"}
FORM_HELPS |= {"which_client", "unread", "touch_to_come", "touch_too_old", "not_a_cadence"}
FORM_HELPS |= {"cadence_out_of_range", "not_money", "money_unclear", "negative_money", "too_much"}
FORM_HELPS |= {"not_a_season", "season_too_long", "lead_out_of_range"}
FORM_HELPS |= {"unread_fit", "unread_order", "order_to_come", "order_too_old", "negative_order"}
FORM_HELPS |= {"no_amount", "amount_not_above_zero", "two_amounts", "unread_deal", "no_stage"}
FORM_HELPS |= {"zero_amount", "deal_known", "decide_past"}
FORM_HELPS |= {"close_past", "close_vague", "close_unread", "which_close", "unknown_stage"}

# Problems no form helps with, and after which a typed line would be lost.
GIVE_BACK = frozenset(
    {
        "client_known",
        "do_not_contact",
        "do_not_contact_deal",
        "nothing_open",
        "too_long",
        "unknown_client",
        "unknown_subcommand",
    }
    | {
        "no_open_deal",
        "unknown_deal",
        "unknown_pipeline_word",
        "nothing_to_change",
        "closed_to_come",
    }
)


def sentence(problem: Problem, locale: str, now: datetime) -> str:
    """The one sentence for an expected no."""
    say_it = _SENTENCES.get(problem.code)
    if say_it is None:
        return dates.problem_sentence(problem, locale)
    return say_it(_Facts(problem.facts, locale, now))


def offers(problem: Problem) -> Sequence[Moment]:
    """Dates that would do instead, when the problem knows some."""
    nearest = problem.facts.get("nearest")
    return (nearest,) if isinstance(nearest, Moment) else ()


def refused(problem: Problem, locale: str, now: datetime) -> Message:
    """A no without anything to press."""
    return message(say(sentence(problem, locale, now)))


def form_needs_a_day() -> str:
    """A form without a day."""
    return "Say when in words, or choose a day below."


def which_day(days: Sequence[str]) -> str:
    """A form's words that could mean several days."""
    return f"That could be {' or '.join(days)}. Type the one you mean, or choose the day below."


def form_came_too_late() -> Message:
    """Slack lets a form open only within three seconds of the press."""
    return message(say("Slack did not let me open the form in time. Please try once more."))


def apology(error_id: str) -> Message:
    """Something broke on our side; the id finds it in the log."""
    return message(
        say(
            "Something went wrong on my side, and I cannot say whether it was saved. Look with "
            f"/followup list before you repeat it. {_if_again(error_id)}"
        )
    )


def not_saved(error_id: str, reason: str = "") -> Message:
    """The database is out of reach: honest, and clear about what to do."""
    why = _NOT_SAVED.get(reason)
    if why is None:
        then = f"Please send it again in a few minutes. {_if_again(error_id)}"
        return message(
            say(f"I could not save that: my database does not answer. {_UNCHANGED} {then}")
        )
    then = (
        f"Please tell whoever runs me this number: {error_id}. Once that is mended, send it again."
    )
    return message(say(f"I could not save that: {why}. {_UNCHANGED} {then}"))


def _if_again(error_id: str) -> str:
    return f"If it happens again, tell whoever runs me this number: {error_id}."


_UNCHANGED = "Nothing was changed."
_NOT_SAVED = {  # by what the database says of itself
    "corrupt": "my database is damaged",
    "disk_full": "the disk I write to is full",
    "io_error": "the disk I write to fails",
    "read_only": "my database cannot be written to",
}


class _Facts:
    """A problem's facts, as its sentence needs them."""

    def __init__(self, facts: Any, locale: str, now: datetime) -> None:
        self._facts, self._locale, self._now = facts, locale, now

    def __getitem__(self, key: str) -> Any:
        return self._facts[key]

    def get(self, key: str) -> Any:
        return self._facts.get(key)

    def name(self, otherwise: str = "that client") -> str:
        name = self._facts.get("client")
        return isolated(cut(str(name), 80)) if name else otherwise

    def rep(self) -> str:
        name = self._facts.get("name")
        return isolated(cut(str(name), 60)) if name else "That colleague"

    def day(self, key: str) -> str:
        day: date = self._facts[key]
        return dates.said(day, None, "UTC", self._locale, self._now)

    def clock(self, key: str) -> str:
        return dates.clock(self._facts[key], self._locale)

    def date(self, day: date) -> str:
        return dates.said(day, None, "UTC", self._locale, self._now)

    def moment(self) -> str:
        at = self._facts.get("at")
        return self.day("on") + (f", {dates.clock(at, self._locale)}" if at else "")


_EXAMPLES = {
    "moved": '/followup moved Acme 3 March "after the holidays"',
    "snooze": "/followup snooze Acme tomorrow",
    "theirs": "/followup theirs Acme Friday the signed contract",
}
_EXAMPLE = '/followup Acme next Tuesday 3pm "after our board has met"'
_WHAT = {"line": "The whole line", "name": "A client's name", "words": "What they said"}
_WHAT |= {"note": "A note", "stage": "A stage's name"}


def _too_long(facts: _Facts) -> str:
    what = _WHAT[facts["what"]]
    return (
        f"{what} may have {facts['limit']:,} characters; this has {facts['length']:,}. "
        "Nothing was saved. Shorten it and send it again."
    )


def _no_date(facts: _Facts) -> str:
    looks_like_a_name = str(facts.get("client") or "")[:1].isupper()
    if facts.get("is_known") or looks_like_a_name:
        start = f"When shall I bring {facts.name()} back? I found no date in that."
        return f"{start} Try: {_EXAMPLES.get(facts.get('verb'), _EXAMPLE)}."
    return f"I found no date in that. To keep one, say the client and the day: {_EXAMPLE}."


def _list(facts: _Facts) -> str:
    return str(facts.get("list") or "/followup list")


def _nothing_open(facts: _Facts) -> str:
    if facts["client"] is None:
        return "You have no open follow-up. /followup CLIENT WHEN records one."
    return f"You have no open follow-up with {facts.name()}. /followup list shows what is open."


_VALUES = "Write it like 12k, 84,000 or €1.2m."
_ABOVE_ZERO = "Write an amount above zero, like 12k, 84,000 or €1.2m."
_UNMET = "I have not met that colleague yet. They can start with /followup."


def _not_a_cadence(facts: _Facts) -> str:
    said = _typed(facts)
    return (
        f"I could not read {said} as a cadence. Write a number of days, “every 3 weeks”, "
        "“monthly”, or a tier: key, standard, light, nurture."
    )


def _touch_to_come(facts: _Facts) -> str:
    day = f"{facts.day('on')} is" if facts.get("on") else "That day is"
    return f"{day} still to come. A touch is contact you have had; /followup keeps what is to come."


def _two_names(facts: _Facts) -> str:
    if facts["deed"] == "merge":
        return "Which two? Try: /client merge Acme Ltd into Acme. The second one stays."
    return "Which name, and what is it called now? Try: /client rename Acme to Acme Ltd."


_WHICH_CLIENT = {
    "add": "What is the client called? Try: /client add Acme, key, €84k.",
    "touch": "Whom did you speak to? Try: /client touch Acme call yesterday.",
    "cadence": "Whose cadence? Try: /client cadence Acme every 3 weeks.",
    "value": "Whose value? Try: /client value Acme 84k.",
    "season": "Whose season? Try: /client season Acme October.",
    "order": "Who ordered? Try: /client order Acme €12k 3 March.",
}


def _which_client(facts: _Facts) -> str:
    deed = str(facts["deed"])
    otherwise = f"Which client is it about? Try: /client {deed} Acme."
    return _WHICH_CLIENT.get(deed, otherwise)


def _not_a_season(facts: _Facts) -> str:
    start = f"I could not read {_typed(facts)} as a month."
    if nearest := facts.get("nearest"):
        start = f"{start} Do you mean {dates.MONTHS[nearest - 1]}?"
    return f"{start} Nothing was changed. Try: /client season Acme March and October, or none."


def _order_to_come(facts: _Facts) -> str:
    day = f"{facts.day('on')} is" if facts.get("on") else "That day is"
    return (
        f"{day} still to come, so it is no order yet. Nothing was saved; "
        "/followup keeps what is to come."
    )


def _why_over(facts: _Facts) -> str:
    return {
        "gone": f"{facts.name()} is no longer here, so the question does not stand.",
        "merged": f"{facts.name()} is part of another client now, so the question does not stand.",
        "lost": f"{facts.name()} is lost, so the question does not stand.",
        "parted": f"{facts.name()} is no client of ours any more, so the question does not stand.",
        "back": f"Good: {facts.name()} is back, so the question does not stand.",
        "given": f"{facts.name()} is a colleague's now, so the question does not stand.",
        "deal": f"That deal with {facts.name()} is closed, so the question does not stand.",
    }[str(facts["why"])]


def _person(facts: _Facts) -> str:
    return isolated(cut(str(facts["contact"]), 80))


def _typed(facts: _Facts) -> str:
    text = isolated(cut(str(facts.get("text") or ""), 60))
    return f"“{text}”" if text else "that"


_DEAL = '/pipeline add Acme "New line" €40k review close 30 June'
_WHEN = {"close": "When do you expect to close it?", "decide_by": "When will they have decided?"}


def _which_deal_client(facts: _Facts) -> str:
    step = str(facts["step"])
    if step == "add":
        return f"Which client is it with? Try: {_DEAL}."
    return f"Which deal? Name its client, such as /pipeline {step} Acme. /pipeline list shows them."


def _no_amount(facts: _Facts) -> str:
    start = "What is it worth?"
    if facts.get("text"):
        start = f"What is it worth? I found no amount in {_typed(facts)}."
    return f"{start} {_VALUES}"


def _unknown_stage(facts: _Facts) -> str:
    near = _listed(facts.get("nearest") or facts.get("ladder") or ())
    text = isolated(cut(str(facts.get("text") or facts.get("stage") or "that"), 40))
    return f"I know no stage called “{text}”. Nearest: {near}. /pipeline stages shows all."


def _no_stage(facts: _Facts) -> str:
    known = _listed(facts.get("nearest") or ())
    there = f" There are {known}." if known else ""
    return f"To which stage?{there} Try: /pipeline move Acme decide."


def _deal(facts: _Facts) -> str:
    """A deal, as a problem names it."""
    deal, client = str(facts.get("deal") or ""), str(facts.get("client") or "")
    named = [isolated(cut(part, 50)) for part in (deal, client) if part]
    if not named or deal == client:
        return named[0] if named else "That deal"
    return " at ".join(named)


def _deal_closed(facts: _Facts) -> str:
    on = f" on {facts.day('on')}" if facts.get("on") else ""
    return f"{_deal(facts)} ended{on}. /pipeline reopen opens it again. Nothing was changed."


def _stage_holds_deals(facts: _Facts) -> str:
    name = isolated(cut(str(facts["stage"]), 40))
    count = int(facts["deals"])
    return (
        f"The stage “{name}” holds {counted(count, 'deal')}. Say where to: "
        f"/pipeline stages remove {name} to STAGE. Nothing was changed."
    )


def _listed(texts: Sequence[str], most: int = 5) -> str:
    return joined([f"“{isolated(cut(text, 24))}”" for text in texts[:most]])


def _unknown_deal(facts: _Facts) -> str:
    known = _listed(facts.get("deals") or (), 3)
    open_ = f" Open there: {known}." if known else " /pipeline list shows what is open."
    name = isolated(cut(str(facts["client"]), 40))
    text = isolated(cut(str(facts.get("text") or facts.get("deal") or ""), 40))
    return f"I know no open deal called “{text}” with {name}.{open_} Nothing was changed."


def _currency(facts: _Facts) -> str:
    return f"“{isolated(cut(str(facts.get('text') or facts.get('currency') or ''), 20))}”"


def _close_past(facts: _Facts) -> str:
    day = f"The day {_typed(facts)}" if facts.get("text") else "That day"
    return f"{day} is past. {_WHEN[facts.get('what') or 'close']}"


def _close_vague(facts: _Facts) -> str:
    return f"I find no day in {_typed(facts)}. Write one, such as 30 June or end of June."


def _which_close(facts: _Facts) -> str:
    days = " or ".join(facts.date(day) for day in facts["days"])
    return f"I can read {_typed(facts)} as {days}. Write the month as a word."


def _close_unread(facts: _Facts) -> str:
    start = f"I could not read {_typed(facts)} as a day."
    return f"{start} Write one, such as 30 June, end of June or in six weeks."


_SENTENCES: dict[str, Callable[[_Facts], str]] = {
    "digest_manager": lambda f: (
        "Where the digest goes is for a manager to say. /pipeline digest mine shows all your "
        "manager sees of you."
    ),
    "digest_line": lambda f: (
        "I could not read that as a channel, a day and a time. Try: /pipeline digest #sales "
        "Monday 9:00. Also: off, percentages only, amounts, reps, reps on, reps off, mine."
    ),
    "unknown_subcommand": lambda f: (
        f"I do not know that word. Did you mean /followup {f['nearest']}? "
        "/followup help lists what I understand."
    ),
    "protect_when": lambda f: (
        "Say a weekday and two hours: /steady protect Tuesday 9 to 11. /steady protect off ends it."
    ),
    "protect_which_half": lambda f: (
        f"Is {f['hours']} in the morning or in the afternoon? Say 2pm to 4pm, or 14:00 to 16:00."
    ),
    "protected_too_short": lambda f: f"It takes {f['minutes']} minutes at least, within one day.",
    "protected_half_said": lambda f: "Say when it begins and when it ends.",
    "plan_no_goals": lambda f: (
        f"The plan for {f.name()} has no goals yet. Add one, and they have something to agree to."
    ),
    "agreed_to_come": lambda f: f"{f.day('on')} is still to come. Note it when they have agreed.",
    "too_many_goals": lambda f: f"A plan holds {f['most']} goals at most. Reach one first.",
    "goal_gone": lambda f: (
        "That goal is no longer in the plan. /client plan CLIENT shows the plan as it is."
    ),
    "goal_reached": lambda f: f"Reached already, on {f.day('on')}.",
    "no_report_due": lambda f: (
        "No progress report of yours is due there. /client plan CLIENT shows when the next one is."
    ),
    "meeting_needs_hour": lambda f: "When does it begin? A meeting needs an hour.",
    "meeting_no_length": lambda f: (
        "It would end when it begins. Choose a later end, or leave it empty."
    ),
    "meeting_not_snoozed": lambda f: (
        "A meeting cannot be snoozed. If they moved it: "
        f"/followup moved {f.name('CLIENT')} WHEN. Nothing was changed."
    ),
    "no_meeting": lambda f: "That is no meeting, so I left it as it is.",
    "no_client": lambda f: f"Which client is it about? Try: {_EXAMPLE}.",
    "no_date": _no_date,
    "not_a_name": lambda f: (
        f"{f.name()} does not look like a client's name: it has no letter, digit or symbol. "
        f"Try: {_EXAMPLE}."
    ),
    "too_long": _too_long,
    "unknown_client": lambda f: (
        f"I know no client called {f.name()}. /client add {f.name('NAME')} writes it down; "
        "to record something new, /followup alone opens the form."
    ),
    "nothing_open": _nothing_open,
    "not_yours": lambda f: "That one belongs to a colleague, so I left it as it is.",
    "commitment_gone": lambda f: "I no longer have that one. /followup list shows what is open.",
    "draft_gone": lambda f: "That question is too old to answer. Please send the line again.",
    "question_gone": lambda f: "That question no longer stands. Nothing was changed.",
    "colleague_self": lambda f: "That is you. Choose somebody else, or answer it yourself.",
    "colleague_cannot": lambda f: (
        "I cannot ask that colleague here. Choose somebody else, or answer it yourself."
    ),
    "colleague_asked": lambda f: f"{f.rep()} was asked that already. Nothing was sent.",
    "colleague_away": lambda f: (
        f"{f.rep()} is away until {f.day('on')}. Choose somebody else. Nothing was sent."
    ),
    "question_answered": lambda f: "You have answered this already. Nothing was changed.",
    "no_expectations": lambda f: (
        f"What does {f.name('the client')} expect? Try: "
        "/client expects Acme delivery times, training."
    ),
    "expectation_too_long": lambda f: (
        f"A few words each, please: {f['limit']} characters at most, and one has {f['length']}."
    ),
    "too_many_expectations": lambda f: (
        f"That is {f['count']} things, and I keep {count_said(f['limit'])}. Which matter most?"
    ),
    "help_for_managers": lambda f: (
        "What we can help clients with is for a manager to say. /steady help-with shows the list."
    ),
    "pulse_counted": lambda f: "An answer from here was counted already. Nothing was changed.",
    "pulse_closed": lambda f: "This question has closed. Nothing was counted.",
    "question_over": lambda f: f"{_why_over(f)} Nothing was changed.",
    "no_act": lambda f: "Say in a few words what you will do, and choose the day.",
    "no_other_client": lambda f: (
        "There is no other client to ask about this week: the rest have no value noted, were "
        "spoken to today, or had their turn in the last 13 weeks."
    ),
    "not_lost": lambda f: f"{f.name()} is not lost any more, so no reason is needed.",
    "nothing_to_undo": lambda f: "There is nothing of the last ten minutes to take back.",
    "already_undone": lambda f: "That was taken back already.",
    "undo_too_late": lambda f: (
        f"Undo works for {f['minutes']} minutes. {_list(f)} shows how it stands now."
    ),
    "lost_already": lambda f: f"{f.name()} is noted as lost already. Nothing was changed.",
    "value_noted": lambda f: f"{f.name()} is worth that already. Nothing was changed.",
    "spoke_already": lambda f: (
        f"I have noted that {f.name()} spoke with us today. Nothing was added."
    ),
    "value_since": lambda f: (
        f"What {f.name()} is worth a year has been changed since, so I left it. "
        f"/client {f.name()} shows it."
    ),
    "stage_in_use": lambda f: (
        "Deals stand on that stage by now, so I left it. /pipeline stages remove Pilot to Decide "
        "takes a stage away and says where its deals go."
    ),
    "changed_since": lambda f: (
        f"That has been changed since, so I left it. {_list(f)} shows how it stands now."
    ),
    "do_not_contact": lambda f: (
        f"{f.name()} asked not to be contacted, so I take no new follow-up for them. Should they "
        f"come back to you: /client {f.name('NAME')}. Nothing was saved."
    ),
    "do_not_contact_deal": lambda f: (
        f"{f.name()} asked not to be contacted, so I open no deal with them. Should they come "
        f"back to you: /client {f.name('NAME')}. Nothing was saved."
    ),
    "too_late": lambda f: f"{f.moment()} has passed. Nothing was saved. Choose a time to come.",
    "too_far": lambda f: (
        f"{f.moment()} is too far ahead: I keep dates for up to {count_said(f['years'])} years. "
        "Choose an earlier day. Nothing was saved."
    ),
    "other_workspace": lambda f: (
        "I serve another workspace. Ask whoever runs me to set me up for this one."
    ),
    "not_a_rep": lambda f: "I can only work with people who are active members of this workspace.",
    "guest": lambda f: (
        "I work with full members of this workspace, not with guests: what clients said stays "
        "inside the team. A manager can ask your admin to make you a member."
    ),
    "managers_only": lambda f: (
        "Only a manager can do that. /followup list and /pipeline list show what is yours."
    ),
    "unknown_rep": lambda f: _UNMET,
    "unknown_command": lambda f: "I do not know that command. Try /steady help.",
    "not_money": lambda f: f"I could not read {_typed(f)} as an amount. {_VALUES}",
    "money_unclear": lambda f: f"I can read {_typed(f)} as two amounts. {_VALUES}",
    "negative_money": lambda f: f"A client's yearly value cannot be below zero. {_VALUES}",
    "too_much": lambda f: f"I cannot keep as much as {_typed(f)}. {_VALUES}",
    "not_a_cadence": _not_a_cadence,
    "cadence_out_of_range": lambda f: (
        f"A cadence is from 1 to {f['longest']} days, not {f['days']:,}. Nothing was changed."
    ),
    "touch_to_come": _touch_to_come,
    "touch_too_old": lambda f: (
        f"{f.day('on')} is more than {count_said(f['years'])} years ago. Please check the day."
    ),
    "unknown_list": lambda f: (
        f"I know no list called {_typed(f)}. Try: /client list mine, quiet, lost, moved or all."
    ),
    "unknown_client_word": lambda f: (
        f"I do not know that word. Did you mean /client {f['nearest']}? "
        "/client help lists what I understand."
    ),
    "unread": lambda f: (
        f"I could not read {_typed(f)}. Nothing was saved. Try: /client add Acme, key, €84k."
    ),
    "which_client": _which_client,
    "which_renewal": lambda f: (
        f"When does {_typed(f)} fall? Try a day: /client renews Acme 1 October."
    ),
    "not_a_season": _not_a_season,
    "no_season": lambda f: (
        f"In which months does {f.name('it')} usually order? Try: /client season Acme October."
    ),
    "season_too_long": lambda f: (
        f"A season has {count_said(f['most'])} months at most; that is {count_said(f['months'])}. "
        "A client that orders all year round has none: I go by the gaps between its orders. "
        "Nothing was changed."
    ),
    "lead_out_of_range": lambda f: (
        f"I can ask from 1 to {f['longest']} weeks before, not {f['weeks']:,}. Nothing was changed."
    ),
    "not_weeks": lambda f: f"I could not read {_typed(f)} as a number of weeks. Try: 8.",
    "unread_order": lambda f: (
        f"I could not read {_typed(f)}. Nothing was saved. Try: /client order Acme €12k 3 March."
    ),
    "order_to_come": _order_to_come,
    "order_too_old": lambda f: (
        f"{f.day('on')} is more than {count_said(f['years'])} years ago. Please check the day. "
        "Nothing was saved."
    ),
    "negative_order": lambda f: (
        "An order cannot be for less than nothing. Nothing was saved. "
        "Try: /client order Acme €12k 3 March."
    ),
    "merge_self": lambda f: f"{f.name()} is one client already. Nothing was changed.",
    "unknown_contact": lambda f: (
        f"I know nobody called {_person(f)} at {f.name()}. /client contact {f.name('Acme')} "
        "lists whom I know there."
    ),
    "contact_known": lambda f: f"I know {_person(f)} at {f.name()} already. Nothing was changed.",
    "part_needs_manager": lambda f: (
        f"Above 5 % of the team's book a manager agrees first. /client part {f.name('Acme')} asks "
        "them. Nothing was changed."
    ),
    "parted_already": lambda f: f"{f.name()} is no client of ours any more. Nothing was changed.",
    "not_yours_to_answer": lambda f: "That question was put to somebody else. Nothing was changed.",
    "acquired_by_itself": lambda f: (
        f"{f.name()} cannot have bought itself. Who was it? Try: "
        f"/client lost {f.name('Acme')} acquired by Globex."
    ),
    "nobody_named": lambda f: "Say who took over, or where they went; either will do.",
    "contact_back": lambda f: f"{_person(f)} has not left, as far as I know. Nothing was changed.",
    "left_answered": lambda f: (
        f"That is answered already. /client contact {f.name('Acme')} shows whom we know there."
    ),
    "serve_where": lambda f: "Which place do we serve now? Try: /client serve Tyrol.",
    "which_channel": lambda f: (
        f"Which channel? Name it: /client channel {f.name('Acme')} #acme-shared, or off."
    ),
    "no_channel": lambda f: f"{f.name()} is linked with no channel. Nothing was changed.",
    "channel_taken": lambda f: (
        f"That channel is linked with {isolated(cut(str(f['other']), 80))} already. Name another "
        "one. Nothing was changed."
    ),
    "not_yours_to_link": lambda f: (
        f"Only {f.name()}'s owner or a manager can link a channel. Nothing was changed."
    ),
    "channels_off": lambda f: (
        "I look into no channels here: whoever runs me has to switch that on "
        "(STEADY_WATCH_SHARED_CHANNELS). Nothing was changed."
    ),
    "channel_not_shared": lambda f: (
        "That channel is not shared with another company, so nobody of theirs writes there. "
        "Name one that you share. Nothing was changed."
    ),
    "channel_not_joined": lambda f: (
        "I am not in that channel yet. Invite me there, then send the line again."
    ),
    "channel_unread": lambda f: (
        "Slack did not let me look at that channel. An admin may have to grant me the optional "
        "channel scopes. Nothing was changed."
    ),
    "not_a_rep_there": lambda f: f"{_UNMET} Nothing was changed.",
    "already_theirs": lambda f: f"{f.name()} is theirs already. Nothing was changed.",
    "no_renewal": lambda f: f"When does {f.name('it')} renew? Try: /client renews Acme 1 October.",
    "renewal_past": lambda f: f"{f.day('on')} is past. When does it renew next?",
    "nobody_ticked": lambda f: "Tick whom you spoke to, then press the button below the list.",
    "two_names": _two_names,
    "cannot_own": lambda f: (
        "Only an active, full member of this workspace can own a client: no guest, no app, nobody "
        "who has left. Name somebody else. Nothing was changed."
    ),
    "give_whom": lambda f: f"To whom? Mention them: /client give {f.name('Acme')} @Ben.",
    "no_contact": lambda f: (
        f"Who is it? Try: /client contact {f.name('Acme')} add Jo Smith, buyer."
    ),
    "client_known": lambda f: (
        f"I know {f.name()} already. /client {f.name('NAME')} shows the card."
    ),
    "contact_gone": lambda f: (
        "I no longer have that person. /client contact CLIENT lists whom I know there."
    ),
    "unread_fit": lambda f: (
        "I could not read that as answers. Four words, each yes, no or ?, in the order of the "
        f"questions: /client fit {f.name('Acme')} yes no yes ?. On its own, it opens the form."
    ),
    "not_served": lambda f: (
        f"{f.name()} is not a client of ours any more, so I left that as it is. "
        f"/client touch {f.name('CLIENT')} notes that you spoke again."
    ),
    "no_supplier": lambda f: (
        f"From whom do they buy now? Try: /client supplier {f.name('Acme')} Initrode until "
        '30 June 2027 "nobody answers the phone".'
    ),
    "contract_end_past": lambda f: f"{f.day('on')} is past. When does their contract end next?",
    "which_contract_end": lambda f: (
        f"Until when? I could not read {_typed(f)} as one day. Write it like 30 June 2027."
    ),
    "nobody_to_talk_to": lambda f: (
        "I know no manager to tell. A colleague's ear will do as well. Nothing was sent."
    ),
    "merged_since": lambda f: (
        f"{f.name()} is part of {isolated(cut(str(f['other']), 80))} now. Nothing was changed."
    ),
    "given_since": lambda f: f"{f.name()} is a colleague's now. Nothing was changed.",
    "spoke_since": lambda f: (
        f"{f.name()} has spoken since, so there is nothing to leave. Nothing was changed."
    ),
    "date_stands": lambda f: (
        f"A date with {f.name()} stands already: {f.day('on')}. Nothing was changed."
    ),
    "nurtured_already": lambda f: (
        f"{f.name()} has the cadence of the nurture tier already. Nothing was changed."
    ),
    "client_gone": lambda f: "I no longer have that client. /client list shows whom I know.",
    "no_working_day": lambda f: "Choose at least one day on which you work.",
    "closes_before_opening": lambda f: "Office hours end after they begin. Choose a later end.",
    "brief_outside_hours": lambda f: (
        f"The brief comes within office hours. Choose {f.clock('opens')} or later, but before "
        f"{f.clock('closes')}."
    ),
    "pause_until_when": lambda f: (
        f"Until which day? I could not read {_typed(f)}. Try: /steady pause until 4 May."
    ),
    "pause_ended": lambda f: f"{f.day('on')} would not be a pause. Choose a day after today.",
    "pause_too_long": lambda f: f"A pause may last up to {f['days']} days. Choose an earlier day.",
    "stand_in_self": lambda f: "A stand-in is somebody else. Mention a colleague, or leave it out.",
    "cannot_stand_in": lambda f: (
        "Only an active, full member of this workspace can stand in: no guest, no app, nobody who "
        "has left. Name somebody else. Nothing was changed."
    ),
    "unknown_place": lambda f: (
        f"I know no holidays for {_typed(f)}. Try a country, or a country and a region: "
        "/steady holidays DE-BY. /steady holidays none keeps no holidays."
    ),
    "unknown_kind": lambda f: f"I do not know {_typed(f)}. What can be muted: {f['kinds']}.",
    "unknown_pipeline_word": lambda f: (
        (
            f"I do not know that word. Did you mean /pipeline {f['nearest']}? "
            if f["nearest"]
            else f"I could not read {_typed(f)}. Try: /pipeline add Acme €40k, or /pipeline list. "
        )
        + "/pipeline help lists what I understand."
    ),
    "which_deal_client": _which_deal_client,
    "unknown_deal": _unknown_deal,
    "no_amount": _no_amount,
    "amount_not_above_zero": lambda f: _ABOVE_ZERO,
    "two_amounts": lambda f: (
        f"I read two amounts: {_listed(f['texts'])}. Which one is it? Write it alone, and a name "
        "that holds a number in quotes."
    ),
    "close_past": _close_past,
    "close_vague": _close_vague,
    "close_unread": _close_unread,
    "which_close": _which_close,
    "unknown_stage": _unknown_stage,
    "no_stage": _no_stage,
    "deal_known": lambda f: (
        f"There is an open deal called {_deal(f)} already. Give this one a name of its own, "
        "in quotes. Nothing was saved."
    ),
    "same_stage": lambda f: f"{_deal(f)} stands at “{isolated(cut(str(f['stage']), 40))}” already.",
    "nothing_changed": lambda f: f"{_deal(f)} stands like that already. Nothing was changed.",
    "nothing_asked": lambda f: "I could not read that. /pipeline help lists what I understand.",
    "deal_to_come": lambda f: (
        f"{f.day('on')} is still to come. A deal is won or lost today, or was before."
    ),
    "zero_amount": lambda f: _ABOVE_ZERO,
    "no_rate": lambda f: (
        f"No rate is set for {f['currency']}, and I do not guess one. Type the amount in "
        f"{f['reporting']}, or have a manager set it: /pipeline rate {f['currency']} 0.92."
    ),
    "rate_of_reporting": lambda f: (
        f"Everything is counted in {f['currency']}, so it needs no rate. Nothing was changed."
    ),
    "rate_needed_first": lambda f: (
        f"To count in {f['currency']} I need its rate first: what is one worth in "
        f"{f['reporting']}? Try: /pipeline rate {f['currency']} 0.92."
    ),
    "no_edit": lambda f: (
        "What shall change on the ladder? /pipeline stages shows it, and how to edit it."
    ),
    "too_many_stages": lambda f: (
        f"A ladder has at most {f['most']} stages. Remove one first. Nothing was changed."
    ),
    "bad_chance": lambda f: (
        "A stage's chance is a number of percent, such as 55. Nothing was changed."
    ),
    "no_position": lambda f: (
        "Where to? Try: /pipeline stages move Pilot after 2, or first, or last."
    ),
    "last_stage": lambda f: (
        "A ladder needs one stage at least. Add another one first. Nothing was changed."
    ),
    "stage_holds_deals": _stage_holds_deals,
    "not_your_deal": lambda f: f"{_deal(f)} is a colleague's deal, so I left it as it is.",
    "deal_changed": lambda f: (
        f"{_deal(f)} has been changed since, so I left it. /pipeline list shows how it stands."
    ),
    "deal_open": lambda f: f"{_deal(f)} is open already. Nothing was changed.",
    "deal_closed": _deal_closed,
    "no_open_deal": lambda f: (
        f"There is no open deal with {f.name()}. /pipeline add {f.name('Acme')} €40k writes one "
        "down."
    ),
    "decide_past": lambda f: f"That day is past. {_WHEN['decide_by']}",
    "unread_deal": lambda f: (
        f"I could not read {_typed(f)}. Nothing was saved. Put a deal's name in quotes: {_DEAL}."
    ),
    "nothing_to_change": lambda f: (
        f"What has changed? Try: /pipeline change {f.name('Acme')} €45k close 15 July."
    ),
    "closed_to_come": lambda f: (
        "That day is still to come. A deal is won or lost today, or was before; "
        "/pipeline next keeps what is to come."
    ),
    "unknown_deal_list": lambda f: (
        f"I know no list called {_typed(f)}. Try: /pipeline list mine, all, circles, stuck, "
        "slipping, won, lost, a stage or a client."
    ),
    "unknown_currency": lambda f: (
        f"I know no currency called {_currency(f)}. Write its three letters, such as USD."
    ),
    "not_a_rate": lambda f: (
        f"I could not read {_typed(f)} as a rate. What is one unit worth? "
        "Try: /pipeline rate USD 0.92."
    ),
    "unknown_ladder_word": lambda f: (
        'I could not read that. Try: /pipeline stages add "Pilot" 55 after 4, rename Pilot to '
        "Trial, chance Trial 60, move Trial first, or remove Trial to decide."
    ),
    "no_chance": lambda f: (
        "How many of a hundred deals at that stage are won? "
        'Try: /pipeline stages add "Pilot" 55 after 4.'
    ),
    "chance_out_of_range": lambda f: (
        f"A stage's chance is from 1 to 99 percent, not {f['chance']:,}. Nothing was changed."
    ),
    "not_a_stage_name": lambda f: "A stage's name needs a letter. Nothing was changed.",
    "stage_known": lambda f: (
        f"There is a stage called “{isolated(cut(str(f['stage']), 40))}” already. "
        "Nothing was changed."
    ),
    "stage_to_itself": lambda f: (
        "Its deals cannot go to the stage that is removed. Name another one."
    ),
    "deal_gone": lambda f: "I no longer have that deal. /pipeline list shows what is open.",
    "list_gone": lambda f: "That list is no more. /pipeline list shows what is open.",
    "managers_only_deals": lambda f: (
        "Only a manager can look at a colleague's deals. /pipeline list shows yours."
    ),
    "managers_only_target": lambda f: (
        "Only a manager can choose for others or the team. /pipeline target €400k sets yours."
    ),
    "no_target": lambda f: "Type the number you choose, or what is still to win below.",
    "never_won": lambda f: (
        "None of the deals closed in twelve months was won, so there is nothing to divide by. "
        "Type the number itself."
    ),
    "nothing_overdue": lambda f: "Nothing of yours is overdue. Nothing was changed.",
    "overdue_when": lambda f: "To which day? Try: /followup move overdue to Monday.",
    "lot_gone": lambda f: (
        "All of that has been changed since, or is done already. Nothing was changed."
    ),
    "nothing_to_give": lambda f: (
        f"{f.rep()} has no client, no open deal and no open date. Nothing was changed."
    ),
    "managers_only_give": lambda f: (
        "Only a manager can give away what is a colleague's. /client give all to @ben gives your "
        "own. Nothing was changed."
    ),
    "give_to_oneself": lambda f: "Those are theirs already. Nothing was changed.",
    "give_all_whom": lambda f: (
        "From whom, and to whom? Try: /client give all of @ana to @ben, or give all to @ben of "
        "your own."
    ),
    "heir_gone": lambda f: f"{f.rep()} has left meanwhile. Choose somebody else. {_UNCHANGED}",
    "client_open": lambda f: f"{f.name()} is a client already. Nothing was changed.",
    "moved_on": lambda f: (
        f"{f.name()} was moved to another day, and that one counts: {f.moment()}. "
        "Nothing was changed."
    ),
    "two_dates": lambda f: "Give the day once: in words, or with the calendar.",
}
CODES = frozenset(_SENTENCES)
