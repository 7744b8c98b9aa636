"""What happens, in one transaction, when a rep types a line about a deal?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from bot.playbook import line as followup_line
from bot.playbook import pipeline_line
from bot.playbook.deal import Deal
from bot.playbook.line import FindWhens, read_line
from bot.playbook.model import Client
from bot.playbook.outcome import Outcome
from bot.playbook.pipeline_intent import Here, PipelineIntent, PipelineLine, Step
from bot.playbook.pipeline_line import read_pipeline_line
from storage import clients, deals, followups, pipeline, rates, stages
from storage.request import Request

_SHOWN = (Step.MINE, Step.LIST, Step.STRESS, Step.DIGEST, Step.HELP)


def take_line(
    conn: Connection,
    request: Request,
    text: str,
    user_id: str | None,
    find_whens: FindWhens,
) -> Outcome | PipelineLine:
    """Read a typed line and carry it out; what only shows comes back as the line itself."""
    workspace_id, rep = request.workspace_id, request.rep
    known = clients.known_by(conn, workspace_id, pipeline_line.name_keys(text))
    here = Here(
        request.today,
        rep.locale,
        rates.reporting(conn, workspace_id),
        stages.all_of(conn, workspace_id),
        _open_at(conn, request, known),
        user_id,
    )
    line = read_pipeline_line(text, known, here)
    if line.problem is not None:
        return pipeline.refuse(conn, request, line.intent, line.problem)
    if _only_shows(line.intent):
        return line
    if line.intent.step is Step.UNDO:
        return followups.undo(conn, request, None)
    if line.intent.step is Step.NEXT:
        return _next(conn, request, line, find_whens)
    return pipeline.carry_out(conn, request, line.intent)


def _open_at(
    conn: Connection, request: Request, known: Mapping[str, Sequence[Client]]
) -> dict[int, list[Deal]]:
    """The open deals a line may name: the rep's own, and to a manager everybody's."""
    rep_id = None if request.rep.is_manager else request.rep.id
    ids = {client.id for found in known.values() for client in found}
    return {
        client_id: deals.open_of(conn, request.workspace_id, rep_id=rep_id, client_id=client_id)
        for client_id in sorted(ids)
    }


def _only_shows(intent: PipelineIntent) -> bool:
    """A target, a stage or a rate without anything new is looked at."""
    match intent.step:
        case Step.TARGET:
            return intent.amount is None and intent.what != "none"
        case Step.STAGES:
            return not intent.what
        case Step.RATE | Step.CURRENCY:
            return not intent.currency
        case step:
            return step in _SHOWN


def _next(conn: Connection, request: Request, line: PipelineLine, find_whens: FindWhens) -> Outcome:
    """The next date of a deal is read as a follow-up is, and hangs on it."""
    text = f"{line.intent.client_name} {line.rest}"
    known = clients.known_by(conn, request.workspace_id, followup_line.name_keys(text))
    read = read_line(text, known, find_whens)
    dated = replace(
        read.intent,
        client_id=line.intent.client_id,
        client_name=line.intent.client_name,
        deal_id=line.intent.deal_id,
    )
    if read.problem is not None:
        return followups.refuse(conn, request, dated, read.problem)
    intent = replace(line.intent, follow_up=dated.as_json())
    return pipeline.carry_out(conn, request, intent)
