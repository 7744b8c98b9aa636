"""Whose pipeline is put to the test of losing any one client, and who may see that? (S4-1)"""

from bot.messages import digest_notes, problems, stress
from bot.playbook import due
from bot.playbook.model import Rep
from bot.playbook.pipeline_intent import PipelineIntent
from bot.playbook.problem import Problem
from handlers.act import Act, Reply
from storage import digest, figures, postings, reps


async def asked_for(act: Act, intent: PipelineIntent) -> Reply:
    """`stress`, `stress team`, `stress @ben`: others' are a manager's to see."""
    whose = intent.for_user_id
    if intent.is_for_team:
        return await _of_team(act)
    if whose is None or whose == act.rep.slack_user_id:
        return await of_rep(act, act.rep)
    if not act.rep.is_manager:
        return _refused(act, Problem("managers_only_stress"))
    posting = await act.db.read(postings.get, act.workspace_id)
    if not posting.shows_rep_figures:
        return Reply(digest_notes.switched_off())
    found = await act.db.read(reps.find, act.workspace_id, whose)
    return _refused(act, Problem("unknown_rep")) if found is None else await of_rep(act, found)


async def of_rep(act: Act, rep: Rep) -> Reply:
    """One rep's book, and what is open beside it."""
    found = await act.db.read(figures.stress_of, rep, act.now)
    return Reply(stress.weighed(found, None if rep.id == act.rep.id else rep.name))


async def _of_team(act: Act) -> Reply:
    if not act.rep.is_manager:
        return _refused(act, Problem("managers_only_stress"))
    posting = await act.db.read(postings.get, act.workspace_id)
    today = due.today_in(posting.zone, act.now)
    found = await act.db.read(digest.stress_of_team, act.workspace_id, today)
    return Reply(stress.of_team(found))


def _refused(act: Act, problem: Problem) -> Reply:
    return Reply(problems.refused(problem, act.rep.locale, act.now))
