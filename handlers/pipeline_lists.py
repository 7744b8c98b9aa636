"""Which deals does a rep want to see, and may they?"""

from bot.messages import answer, pipeline, problems
from bot.playbook.deal import Stage
from bot.playbook.model import Client, Rep
from bot.playbook.pipeline_intent import PipelineIntent
from bot.playbook.problem import Problem
from handlers.act import Act, Reply
from storage import clients, figures, reps, stages
from storage import pipeline as stored


async def asked_for(act: Act, intent: PipelineIntent) -> Reply:
    """`list stuck`, `list Acme`, `list @ben`; a name nobody knows is asked about."""
    whose = None
    if intent.for_user_id is not None and intent.for_user_id != act.rep.slack_user_id:
        if not act.rep.is_manager:
            return _refused(act, Problem("managers_only_deals"))
        colleague = await act.db.read(reps.find, act.rep.workspace_id, intent.for_user_id)
        if colleague is None:
            return _refused(act, Problem("unknown_rep"))
        whose = colleague.id
    if intent.which == "client" and intent.client_id is None:
        outcome = await act.db.write(stored.carry_out, act.request(), intent)
        return Reply(answer.told(outcome, act.rep, act.now))
    return await page(act, _token(intent), intent.page, whose)


async def page(act: Act, token: str, number: int, rep_id: int | None = None) -> Reply:
    """One page of a list: a word, or `stage:` or `client:` and an id."""
    if token == "all" and not act.rep.is_manager:
        token = "mine"  # a rep's view of all ends at its own
    kind, _, found_id = token.partition(":")
    rep, workspace_id = act.rep, act.rep.workspace_id
    stage: Stage | None = None
    client: Client | None = None
    owner: Rep | None = None
    try:
        if kind == "stage":
            stage = await act.db.read(stages.get, workspace_id, int(found_id))
        elif kind == "client":
            client = await act.db.read(clients.get, workspace_id, int(found_id))
        if rep_id is not None:
            owner = await act.db.read(reps.get, workspace_id, rep_id)
    except LookupError:
        return _refused(act, Problem("list_gone"))

    found = await act.db.read(
        figures.listed, rep, kind, number, act.now, stage=stage, client=client, whose=owner
    )
    title = pipeline.title_of(
        kind,
        owner=owner,
        stage=stage.name if stage else None,
        client=client.name if client else None,
    )
    return Reply(pipeline.listed(found, title, token, rep, act.now))


def _token(intent: PipelineIntent) -> str:
    match intent.which:
        case "stage":
            return f"stage:{intent.stage_id}"
        case "client":
            return f"client:{intent.client_id}"
        case which:
            return which


def _refused(act: Act, problem: Problem) -> Reply:
    return Reply(problems.refused(problem, act.rep.locale, act.now))
