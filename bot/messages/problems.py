"""How do we say no, and how do we apologise? Each sentence says what to do."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from bot.messages import dates
from bot.messages.blocks import Message, cut, isolated, message, say
from bot.playbook.problem import Problem
from bot.playbook.when import Moment

# Problems a form helps with: what was typed is filled in, and one field is put right.
FORM_HELPS = dates.DATE_PROBLEMS | {"no_date", "not_a_name", "no_client", "too_late", "too_far"}
FORM_HELPS |= {"which_client", "unread", "touch_to_come", "touch_too_old", "not_a_cadence"}
FORM_HELPS |= {"cadence_out_of_range", "not_money", "money_unclear", "negative_money", "too_much"}

# Problems no form helps with, and after which a typed line would be lost.
GIVE_BACK = frozenset(
    {"do_not_contact", "nothing_open", "too_long", "unknown_client", "unknown_subcommand"}
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
    return message(say("Slack did not let me open the form in time. Please press it again."))


def apology(error_id: str) -> Message:
    """Something broke on our side; the id finds it in the log."""
    return message(
        say(
            "Something went wrong on my side, and I cannot say whether it was saved. "
            f"Look with /followup list before you repeat it. If it happens again, tell whoever "
            f"runs me this number: {error_id}."
        )
    )


def not_saved(error_id: str, reason: str = "") -> Message:
    """The database is out of reach: honest, and clear about what to do."""
    why, then = _NOT_SAVED.get(reason, ("my database does not answer", _IN_A_WHILE))
    return message(
        say(
            f"I could not save that: {why}. Nothing was changed. {then} "
            f"The number of this trouble: {error_id}."
        )
    )


def part_needs_manager(client: str, share: float | None) -> str:
    """A client that carries much is not let go by one person alone (S2-9)."""
    name = isolated(cut(client, 80))
    weighs = f"is {share * 100:.0f} % of the team's book" if share else "may carry much"
    return (
        f"{name} {weighs}. Above 5 % a manager agrees first: ask yours to send "
        f"/client part {name}. Nothing was changed."
    )


_IN_A_WHILE = "Please send it again in a few minutes."
_TELL = "Please tell whoever runs me, and send it again once that is mended."
_NOT_SAVED = {  # by what the database says of itself
    "corrupt": ("my database is damaged", _TELL),
    "disk_full": ("the disk I write to is full", _TELL),
    "io_error": ("the disk I write to fails", _TELL),
    "read_only": ("my database cannot be written to", _TELL),
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

    def day(self, key: str) -> str:
        day: date = self._facts[key]
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
_WHAT |= {"note": "A note"}


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


def _nothing_open(facts: _Facts) -> str:
    if facts["client"] is None:
        return "You have no open follow-up. /followup CLIENT WHEN records one."
    return f"You have no open follow-up with {facts.name()}. /followup list shows what is open."


_VALUES = "Write it like 12k, 84,000 or €1.2m."


def _not_a_cadence(facts: _Facts) -> str:
    said = _typed(facts)
    return (
        f"I could not read {said} as a rhythm. Write a number of days, “every 3 weeks”, “monthly”, "
        "or a tier: key, standard, light, nurture."
    )


def _touch_to_come(facts: _Facts) -> str:
    day = f"{facts.day('on')} is" if facts.get("on") else "That day is"
    return f"{day} still to come. A touch is contact that has been; /followup keeps what will be."


def _two_names(facts: _Facts) -> str:
    if facts["deed"] == "merge":
        return "Which two? Try: /client merge Acme Ltd into Acme. The second one stays."
    return "Which name, and what is it called now? Try: /client rename Acme to Acme Ltd."


_WHICH_CLIENT = {
    "add": "What is the client called? Try: /client add Acme, key, €84k.",
    "touch": "Whom did you speak to? Try: /client touch Acme call yesterday.",
    "cadence": "Whose rhythm? Try: /client cadence Acme every 3 weeks.",
    "value": "Whose value? Try: /client value Acme 84k.",
}


def _which_client(facts: _Facts) -> str:
    deed = str(facts["deed"])
    otherwise = f"Which client is it about? Try: /client {deed} Acme."
    return _WHICH_CLIENT.get(deed, otherwise)


def _person(facts: _Facts) -> str:
    return isolated(cut(str(facts["contact"]), 80))


def _typed(facts: _Facts) -> str:
    text = isolated(cut(str(facts.get("text") or ""), 60))
    return f"“{text}”" if text else "that"


_SENTENCES: dict[str, Callable[[_Facts], str]] = {
    "unknown_subcommand": lambda f: (
        f"I do not know that word. Did you mean /followup {f['nearest']}? "
        "/followup help lists what I understand."
    ),
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
    "not_lost": lambda f: f"{f.name()} is not lost any more, so no reason is needed.",
    "nothing_to_undo": lambda f: "There is nothing of the last ten minutes to take back.",
    "already_undone": lambda f: "That was taken back already.",
    "undo_too_late": lambda f: (
        f"Undo works for {f['minutes']} minutes. /followup list shows how it stands now."
    ),
    "changed_since": lambda f: (
        "That has been changed since, so I left it. /followup list shows how it stands now."
    ),
    "do_not_contact": lambda f: (
        f"{f.name()} asked not to be contacted, so I take no new follow-up for them. "
        "Nothing was saved."
    ),
    "too_late": lambda f: f"{f.moment()} has passed. Nothing was saved. Choose a time to come.",
    "too_far": lambda f: (
        f"{f.moment()} is more than {f['years']} years away. I keep dates up to {f['years']} "
        "years ahead. Nothing was saved."
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
        "Only a manager can look at a colleague's list. /followup list is yours."
    ),
    "unknown_rep": lambda f: "I have not met that colleague yet. They can start with /followup.",
    "unknown_command": lambda f: "I do not know that command. Try /steady help.",
    "not_money": lambda f: f"I could not read {_typed(f)} as an amount. {_VALUES}",
    "money_unclear": lambda f: f"I can read {_typed(f)} as two amounts. {_VALUES}",
    "negative_money": lambda f: f"A client's yearly value cannot be below zero. {_VALUES}",
    "too_much": lambda f: f"I cannot keep as much as {_typed(f)}. {_VALUES}",
    "not_a_cadence": _not_a_cadence,
    "cadence_out_of_range": lambda f: (
        f"A rhythm may be from 1 to {f['longest']} days; {f['days']:,} is not. Nothing was changed."
    ),
    "touch_to_come": _touch_to_come,
    "touch_too_old": lambda f: (
        f"{f.day('on')} is more than {f['years']} years ago. Please check the day."
    ),
    "unknown_list": lambda f: (
        f"I know no list called {_typed(f)}. Try: /client list mine, quiet, lost or all."
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
    "merge_self": lambda f: f"{f.name()} is one client already. Nothing was changed.",
    "unknown_contact": lambda f: (
        f"I know nobody called {_person(f)} at {f.name()}. /client contact {f.name('Acme')} "
        "lists them."
    ),
    "contact_known": lambda f: f"I know {_person(f)} at {f.name()} already.",
    "part_needs_manager": lambda f: part_needs_manager(f.name(), f.get("share")),
    "not_a_rep_there": lambda f: (
        "I have not met that colleague yet. They can start with /client help. Nothing was changed."
    ),
    "already_theirs": lambda f: f"{f.name()} is theirs already. Nothing was changed.",
    "no_renewal": lambda f: f"When does {f.name('it')} renew? Try: /client renews Acme 1 October.",
    "renewal_past": lambda f: f"{f.day('on')} is past. When does it renew next?",
    "nobody_ticked": lambda f: "Tick whom you spoke to, then press the button below the list.",
    "two_names": _two_names,
    "cannot_own": lambda f: (
        "Only an active, full member of this workspace can own a client: no guest, no app, nobody "
        "who has left. Nothing was changed."
    ),
    "give_whom": lambda f: f"To whom? Mention them: /client give {f.name('Acme')} @Ben.",
    "no_contact": lambda f: (
        f"Who is it? Try: /client contact {f.name('Acme')} add Jo Smith, buyer."
    ),
    "client_known": lambda f: (
        f"I know {f.name()} already. /client {f.name('NAME')} shows the card."
    ),
    "client_gone": lambda f: "I no longer have that client. /client list shows whom I know.",
    "two_dates": lambda f: "Give the day once: in words, or with the calendar.",
}
CODES = frozenset(_SENTENCES)
