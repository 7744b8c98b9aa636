"""What happens when a rep answers the Friday call? (S0-4)"""

from bot.messages import friday_call as words
from bot.messages import questions as asked
from bot.messages.forms import origin_of
from bot.messages.ids import Field
from bot.playbook import friday_call
from bot.playbook.outcome import Refused
from bot.playbook.problem import Problem
from handlers import forms, questions
from handlers.act import Act, Reply
from handlers.forms import Filled
from storage import answers, clients
from storage import friday_call as stored


async def act_clicked(act: Act) -> Reply:
    """`question`: the form for the one thing."""
    found = await act.db.write(answers.still_open, act.request(), int(act.value))
    if isinstance(found, Problem):
        return Reply(beside=forms.refusal(act, found))
    assert found.client_id is not None
    client = await act.db.read(clients.get, act.rep.workspace_id, found.client_id)
    by = friday_call.act_by(act.request().today, act.rep.hours)
    origin = forms.origin_of(act, question_id=found.id)
    return await forms.open_view(act, words.act(client, by, origin))


async def act_submitted(act: Act) -> Reply:
    """The one thing becomes a commitment, and its question is answered."""
    origin = origin_of(str(act.payload["private_metadata"]))
    assert origin.question_id is not None
    filled = Filled(act.payload)
    note, on = filled.text(Field.NOTE), filled.day()
    if note is None or on is None:
        return forms.field_error(act, Field.NOTE, Problem("no_act"))
    outcome = await act.db.write(stored.write_down, act.request(), origin.question_id, note, on)
    if isinstance(outcome, Refused) and outcome.problem.code in ("too_late", "too_far"):
        return forms.field_error(act, Field.DAY, outcome.problem)
    return await forms.answered(act, origin, outcome)


async def spoke_clicked(act: Act) -> Reply:
    """`question`: contact has been, today."""
    return await questions.answered(act, stored.we_spoke, int(act.value))


async def other_clicked(act: Act) -> Reply:
    """`question`: the next client in the order takes its place in the same message."""
    where = act.channel_id or "", act.ts or ""
    found = await act.db.write(stored.another, act.request(), int(act.value), *where)
    if isinstance(found, Problem):
        return Reply(beside=forms.refusal(act, found))
    return Reply(asked.said(found, act.rep, act.now))


async def pass_clicked(act: Act) -> Reply:
    """`question`: not this week."""
    return await questions.answered(act, stored.not_this_week, int(act.value))
