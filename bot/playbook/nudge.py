"""What does one nudge talk about, and in which order?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bot.playbook import due
from bot.playbook.card import LeftShown, QuietShown, SeasonShown
from bot.playbook.deal import Against, DealShown
from bot.playbook.decision import DealsInBrief
from bot.playbook.digest import DigestNote
from bot.playbook.meeting import Vetting
from bot.playbook.model import Client, Commitment, Hours, Kind, Rep
from bot.playbook.outcome import Counts, Outcome
from bot.playbook.parting import AskedToPart
from bot.playbook.protection import ProtectedWeek
from bot.playbook.shortfall import BelowTarget

MOST_LINES = 7  # of a morning brief
OLDER_AFTER = 3  # mornings on which a brief has named a date that is overdue
RAISED_AGAIN_DAYS = (7, 14)  # after the hard question was put; then it is an open circle (S2-5)
SILENT_WORKING_DAYS = 10  # after it, closing kindly is offered
LATE_AFTER = timedelta(minutes=15)  # a timed nudge this late joins a brief that is due as well


class NudgeKind(StrEnum):
    """What a message Steady starts is for."""

    TIMED = "timed"
    BRIEF = "brief"
    MEETING = "meeting"  # half an hour before it begins
    MEETING_OVER = "meeting_over"  # what came of it, and when next?
    TOLD_NO = "told_no"  # a colleague heard a no
    TAKEN_BACK = "taken_back"  # what a rep was told of was undone
    TALK_OVER = "talk_over"  # a rep would like to talk a client over with the manager
    ASKED_TO_PART = "asked_to_part"  # a rep asks a manager to agree
    ASKED_COLLEAGUE = "asked_colleague"  # a colleague would like to know something of a client
    COLLEAGUE_SAID = "colleague_said"  # what the colleague answered
    PART_ANSWER = "part_answer"  # what the manager said to that
    SHORTFALL = "shortfall"  # less is open than the rep chose
    BACK_ABOVE = "back_above"  # enough is open again
    ANSWER = "answer"  # the answer to plain text in the rep's direct messages
    PROTECTED = "protected"  # was protected time kept?
    UNREACHED = "unreached"  # Slack will not take messages for one of the manager's reps
    REP_LEFT = "rep_left"  # what a rep who left had open is the reader's now
    REP_BACK = "rep_back"  # who has what was the rep's, who was away
    HANDED_ON = "handed_on"  # a colleague gave, or took back, many things at once
    PRESENCE = "presence"  # no message: is a rep who is told nothing today still here?
    DIGEST_NOTE = "digest_note"  # what somebody reads alone about the digest
    QUESTION = "question"  # the one question of the playbook for a day
    TEST = "test"  # the rep wants to see that a message arrives


@dataclass(frozen=True, slots=True)
class Shown:
    """One due thing in a message, as it stands now."""

    commitment: Commitment
    is_live: bool = True  # it still asks for an act
    moved_to: Commitment | None = None
    moved_from: Commitment | None = None
    change_id: int | None = None  # what undoes how it ended
    outcome: Outcome | None = None  # what came of it just now
    may_repeat: bool = False
    vetting: Vetting | None = None  # what a meeting is for, as far as it is for these eyes
    owner: str | None = None  # the colleague whose date it is, for a stand-in or a manager


@dataclass(frozen=True, slots=True)
class SeenTo:
    """What a stand-in saw to while the rep was away, as it stands now."""

    commitment: Commitment
    by: str


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A message that waited, and has a line in the brief instead."""

    outbox_id: int
    kind: NudgeKind
    client_name: str | None = None


@dataclass(frozen=True, slots=True)
class HandedOn:
    """Many things that changed hands."""

    counts: Counts
    giver: Rep | None = None  # whose they were
    by: Rep | None = None  # who did it
    holders: tuple[str, ...] = ()  # who has them now, by name
    is_guest: bool = False  # the giver is here still, as a guest
    is_back: bool = False  # the giver is back, and took them back


@dataclass(frozen=True, slots=True)
class Nudge:
    """Everything a message says, read at the last moment."""

    kind: NudgeKind
    shown: tuple[Shown, ...] = ()
    more: int = 0
    client: Client | None = None
    by_user_id: str | None = None
    by_name: str = ""  # that colleague, as far as Slack told the name
    is_parted: bool = False  # the client was let go, and said no to nobody
    sold: tuple[DealShown, ...] = ()  # the rep's own deals with a client a colleague gave up
    answer: Outcome | None = None
    quiet: tuple[QuietShown, ...] = ()  # of a brief
    season: tuple[SeasonShown, ...] = ()  # of a brief; with quiet three at most
    friday: tuple[Client, ...] = ()  # "Whom did you speak to this week?", of a Friday's brief
    left: tuple[LeftShown, ...] = ()  # who has left a client, of a brief
    parting: AskedToPart | None = None
    deals: DealsInBrief | None = None  # of a brief
    below: BelowTarget | None = None
    above: Against | None = None
    note: DigestNote | None = None
    handed_on: HandedOn | None = None
    week: ProtectedWeek | None = None
    asked: object | None = None  # the value of the rule whose question it is
    since: date | None = None  # of a brief: since when nothing was said
    seen_to: tuple[SeenTo, ...] = ()  # of a brief, by a stand-in
    held: tuple[HeldBack, ...] = ()  # of a brief: messages that waited
    older: tuple[Shown, ...] = ()  # of a brief: long overdue, in one line
    older_more: int = 0
    home: str = ""  # the address that opens the rep's Home, where it is known


def is_hard(commitment: Commitment) -> bool:
    """At the third put-off in a row the nudge asks the hard question; not for reports (S2-5)."""
    return (
        commitment.put_offs >= due.HARD_QUESTION_AT and commitment.kind is not Kind.PROGRESS_REPORT
    )


def is_raised_on(today: date, commitment: Commitment, hours: Hours) -> bool:
    """The hard question comes back after a week and after two, not every morning (S2-5)."""
    asked_on = commitment.asked_on
    if not is_hard(commitment) or asked_on is None or asked_on >= today:
        return True
    again = (asked_on + timedelta(days=n) for n in RAISED_AGAIN_DAYS)
    return any(due.next_working_day(day, hours) == today for day in again)


def is_left_unanswered(commitment: Commitment, today: date, hours: Hours) -> bool:
    """Ten working days after the hard question: time to close it kindly (S2-5)."""
    asked_on = commitment.asked_on
    if not is_hard(commitment) or asked_on is None:
        return False
    return due.working_days_between(asked_on, today, hours) >= SILENT_WORKING_DAYS


def is_older(commitment: Commitment, today: date) -> bool:
    """Named on three mornings and left as it was: one line stands for all of these.

    The hard question has its own days.
    """
    is_overdue = commitment.back_on < today
    return is_overdue and commitment.mornings >= OLDER_AFTER and not is_hard(commitment)


def is_day_for_older(day: date, hours: Hours) -> bool:
    """With nothing else to say, what is long overdue is raised once a week, on its first day."""
    before = due.previous_working_day(day - timedelta(days=1), hours)
    return before < day - timedelta(days=day.weekday())


def lines_left(*wanted: int, most: int = MOST_LINES) -> list[int]:
    """How many lines each part of a brief gets, what hurts most first: seven for all."""
    given = []
    for count in wanted:
        given.append(min(count, most))
        most -= given[-1]
    return given


def in_order(found: Sequence[Commitment], today: date) -> list[Commitment]:
    """Today's before what is overdue, a date the client named before one of ours."""
    return sorted(found, key=lambda c: (c.back_on < today, not c.is_theirs_to_name, c.due_at, c.id))


def together(found: Sequence[Commitment], now: datetime) -> list[list[Commitment]]:
    """Timed commitments in one message: those within five minutes, and all that are late."""
    groups: list[list[Commitment]] = []
    for commitment in sorted(found, key=lambda c: (c.due_at, c.id)):
        if groups and _belongs(groups[-1], commitment, now):
            groups[-1].append(commitment)
        else:
            groups.append([commitment])
    return groups


def is_late(commitment: Commitment, now: datetime) -> bool:
    """Its nudge should have gone out a quarter of an hour ago: Steady was away."""
    return commitment.due_at - due.notice_of(commitment) + LATE_AFTER <= now


def _belongs(group: list[Commitment], commitment: Commitment, now: datetime) -> bool:
    is_near = commitment.due_at - group[0].due_at <= due.TOGETHER_WITHIN
    return is_near or (is_late(group[0], now) and is_late(commitment, now))
