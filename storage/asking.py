"""Which question of the playbook is put to a rep today, and what does it say right now?

A rule adds its finder and what it shows here, one line each. A finder names what it would like to
ask; mutes, what was asked before, what is ignored and the one a day are seen to here.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError

from bot.playbook import asking, due
from bot.playbook.asking import TELLING, Ask, Candidate, Question, QuestionState, ShallIStop
from bot.playbook.model import Rep
from bot.playbook.nudge import NudgeKind
from storage import (
    bad_day,
    colleagues,
    expecting,
    friday_call,
    inventory,
    losses,
    meetings,
    outbox,
    protection,
    pulses,
    questions,
)
from storage.outage import Unavailable
from storage.outbox import Item, Waiting

log = logging.getLogger(__name__)

Finder = Callable[[Connection, Rep, datetime], Sequence[Candidate]]
Show = Callable[[Connection, Rep, Question, datetime], object | None]


def _shall_i_stop(conn: Connection, rep: Rep, question: Question, now: datetime) -> ShallIStop:
    return ShallIStop(question.id, Ask(question.facts["ask"]))


_OF_A_STATEMENT = (DataError, IntegrityError, ProgrammingError)  # a rule's own mistake
FINDERS: tuple[Finder, ...] = (
    bad_day.find,
    friday_call.find,
    pulses.find,
    inventory.find,
    expecting.find,
    meetings.find,
    colleagues.find,
    protection.find,
)
# What the words of a kind need; None when it is no longer so, and then nothing is said.
SHOWN: Mapping[Ask, Show] = {
    Ask.BAD_DAY_PLAN: bad_day.plan,
    Ask.IN_OUR_HANDS: bad_day.hands,
    Ask.REPLACED: bad_day.replaced,
    Ask.FRIDAY_CALL: friday_call.show,
    Ask.PULSE: pulses.show,
    Ask.INVENTORY: inventory.show,
    Ask.EXPECTATIONS: expecting.show,
    Ask.STOP: _shall_i_stop,
}


def queue(conn: Connection, rep: Rep, now: datetime, steady_now: datetime) -> None:
    """After the brief, on a working day: the one question that matters most, if there is one."""
    today = due.today_in(rep.zone, now)
    item = Item(f"question:{rep.id}:1:{today.isoformat()}")
    questions.drop_unsaid(conn, rep, today)
    if not due.is_working_day(today, rep.hours):
        return
    if outbox.is_announced(conn, rep.workspace_id, item.due_key):
        return
    chosen = _chosen(conn, rep, now)
    if chosen is None:
        return
    facts = {"question": questions.add(conn, rep, chosen, today, now)}
    to = (rep.workspace_id, rep.id)
    outbox.queue(conn, *to, NudgeKind.QUESTION, [item], now, now, steady_now, facts)


def compose(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> object | None:
    """What a question says now; None when it is no longer so, or its day is over.

    What is not said leaves its period free.
    """
    question = questions.find(conn, rep.workspace_id, row.facts["question"])
    if question is None:
        return None
    shown = _still_shown(conn, rep, question, now)
    if shown is None:
        questions.drop(conn, rep.workspace_id, question.id)
        return None
    questions.mark_asked(conn, rep.workspace_id, question.id)
    return shown


def at(conn: Connection, row: Waiting, rep: Rep, now: datetime) -> object | None:
    """The question in a message that was pressed, while it is open."""
    question = questions.find(conn, rep.workspace_id, row.facts["question"])
    if question is None or question.state is not QuestionState.ASKED:
        return None
    return SHOWN[question.ask](conn, rep, question, now)


def _still_shown(conn: Connection, rep: Rep, question: Question, now: datetime) -> object | None:
    """Held back until its day was over, answered elsewhere, muted since, or a loss today."""
    today = due.today_in(rep.zone, now)
    is_open = question.state in (QuestionState.READY, QuestionState.ASKED)
    if not is_open or question.asked_on != today or due.is_paused(rep, now):
        return None
    if not _is_wanted(rep, question) or losses.of_rep(conn, rep, today):
        return None
    return SHOWN[question.ask](conn, rep, question, now)


def _is_wanted(rep: Rep, question: Question) -> bool:
    return asking.is_wanted(rep, asking.about(question.ask, question.facts))


def _chosen(conn: Connection, rep: Rep, now: datetime) -> Candidate | None:
    """The one question; of a kind that was ignored, whether to stop it; none on a day of loss."""
    today = due.today_in(rep.zone, now)
    if losses.of_rep(conn, rep, today):
        return None
    hushed = questions.hushed(conn, rep)
    found = [
        each
        for each in _found(conn, rep, now)
        if asking.about(each.ask, each.facts) not in hushed
        and asking.is_wanted(rep, asking.about(each.ask, each.facts))
        and not questions.was_put(conn, rep, each)
    ]
    chosen = asking.the_one(found)
    if chosen is None or chosen.ask in TELLING:
        return chosen
    lately = questions.lately(conn, rep, chosen.ask)
    if not asking.is_ignored(lately):
        return chosen
    return asking.about_stopping(lately[0].ask, lately[0].id)


def _found(conn: Connection, rep: Rep, now: datetime) -> list[Candidate]:
    found: list[Candidate] = []
    for find in FINDERS:
        try:
            with conn.begin_nested():
                found += find(conn, rep, now)
        except (Unavailable, OSError):
            raise  # the database's trouble, no rule's: the sweep tries again
        except Exception as error:
            if isinstance(error, DBAPIError) and not isinstance(error, _OF_A_STATEMENT):
                raise
            # What one rule stumbles over must hold up neither the brief nor the other rules.
            extra = {"workspace": rep.workspace_id, "rep": rep.id, "kind": find.__module__}
            log.exception("question_failed", extra=extra)
    return found
