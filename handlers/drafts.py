"""Which form completes what a rep asked for?"""

from bot.messages import problems
from bot.playbook.client_intent import ClientIntent
from bot.playbook.intent import Intent, Verb
from bot.playbook.lot import LotIntent
from bot.playbook.pipeline_intent import PipelineIntent
from bot.playbook.problem import Problem
from handlers import client_forms, forms, pipeline_forms
from handlers.act import Act, Reply
from storage import drafts


async def open_form_clicked(act: Act) -> Reply:
    """A form from a button, with the draft it carries; without one, a new follow-up."""
    if not act.value:
        return await forms.open_follow_up(act, Intent(Verb.RECORD))
    kept = await act.db.read(drafts.find, act.rep.workspace_id, act.rep.id, int(act.value))
    if isinstance(kept, ClientIntent):
        return await client_forms.open_for_draft(act, kept)
    if isinstance(kept, PipelineIntent):
        return await pipeline_forms.open_for_draft(act, kept)
    if isinstance(kept, LotIntent):
        problem = problems.refused(Problem("draft_gone"), act.rep.locale, act.now)
        return Reply(beside=problem)
    return await forms.open_draft(act, kept or Intent(Verb.RECORD), int(act.value))
