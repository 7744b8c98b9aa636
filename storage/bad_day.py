"""What is said to a rep after the loss of a client that paid us? (S0-7)"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection

from bot.playbook import bad_day, due, rate
from bot.playbook.asking import Ask, Candidate, Question, over
from bot.playbook.bad_day import Blow, InOurHands, Plan, Replaced
from bot.playbook.model import Client, Money, Rep
from bot.playbook.outcome import Outcome
from storage import answers, clients, deals, figures, losses, rates
from storage.request import Request


def find(conn: Connection, rep: Rep, now: datetime) -> Sequence[Candidate]:
    """What the losses of the last months ask for today; the dearer client first."""
    today = due.today_in(rep.zone, now)
    found = []
    for blow in losses.of_rep(conn, rep, today - bad_day.LONGEST):
        asks = list(bad_day.questions(blow, today, rep.hours))
        lost = _lost(conn, rep, clients.get(conn, rep.workspace_id, blow.client_id))
        for ask, period in asks:
            if ask is not Ask.REPLACED or lost is not None:
                facts = {"loss": blow.loss_id}
                weight = lost.minor if lost else 0
                found.append(Candidate(ask, blow.client_id, None, period, weight, facts))
    return found


def plan(conn: Connection, rep: Rep, question: Question, now: datetime) -> Plan | None:
    """The arithmetic of the morning after, from figures that are known."""
    found = _stands(conn, rep, question, now)
    if found is None:
        return None
    client, blow = found
    today, workspace_id = due.today_in(rep.zone, now), rep.workspace_id
    lost = _lost(conn, rep, client)
    usual = figures.usual_size(conn, workspace_id, rep.id, today)
    won = figures.win_rate(conn, workspace_id, rep.id, today)
    openings = figures.opening(conn, workspace_id, rep.id, today)
    needed = bad_day.replacement(lost.minor, usual, won, openings) if lost else None
    currency = rates.reporting(conn, workspace_id)
    return Plan(question.id, client, blow.lost_on, lost, usual, won, needed, currency)


def hands(conn: Connection, rep: Rep, question: Question, now: datetime) -> InOurHands | None:
    """While the client is still lost."""
    found = _stands(conn, rep, question, now)
    return InOurHands(question.id, found[0]) if found else None


def replaced(conn: Connection, rep: Rep, question: Question, now: datetime) -> Replaced | None:
    """What the rep won since, beside what was lost; nothing where that has no known value."""
    found = _stands(conn, rep, question, now)
    lost = _lost(conn, rep, found[0]) if found else None
    if found is None or lost is None:
        return None
    client, blow = found
    won = deals.won_elsewhere(conn, rep.workspace_id, rep.id, client.id, blow.lost_on)
    days = int(question.period.rpartition(":")[2])
    return Replaced(question.id, client, days, lost, Money(won, lost.currency))


def answer_hands(conn: Connection, request: Request, question_id: int, said: str) -> Outcome:
    """Yes, partly or no: kept for the rep alone."""
    return answers.answer(conn, request, question_id, said)


def _stands(
    conn: Connection, rep: Rep, question: Question, now: datetime
) -> tuple[Client, Blow] | None:
    """The client and its loss, unless it was undone, or the client is back."""
    assert question.client_id is not None
    client = clients.known(conn, rep.workspace_id, question.client_id)
    since = due.today_in(rep.zone, now) - bad_day.LONGEST
    blows = losses.of_rep(conn, rep, since)
    blow = next((b for b in blows if b.loss_id == question.facts["loss"]), None)
    if client is None or blow is None or over(question, client, rep):
        return None
    return client, blow


def _lost(conn: Connection, rep: Rep, client: Client) -> Money | None:
    """What the client was worth a year, in the currency everything is counted in."""
    factors = rates.factors(conn, rep.workspace_id)
    if client.value is None or client.value.currency not in factors or client.value.minor <= 0:
        return None
    minor = rate.worth(client.value.minor, factors[client.value.currency])
    return Money(minor, rates.reporting(conn, rep.workspace_id)) if minor > 0 else None
