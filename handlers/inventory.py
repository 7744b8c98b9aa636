"""What happens when a rep goes through the value inventory? (S0-1)"""

from bot.messages import inventory as words
from bot.playbook.outcome import Refused
from handlers import forms, questions
from handlers.act import Act, Reply
from storage import inventory as stored


async def review_typed(act: Act, client_id: int | None = None) -> Reply:
    """`/client review` goes on with the sitting; with a client, about that one alone."""
    found = await act.db.write(stored.take_up, act.rep, act.now, client_id)
    return Reply(words.step(found))


async def begin_clicked(act: Act) -> Reply:
    """`question`: the sitting begins in the same message."""
    outcome = await act.db.write(stored.begin, act.request(), int(act.value))
    if isinstance(outcome, Refused) and outcome.problem.code != "question_answered":
        return Reply(beside=forms.refusal(act, outcome.problem))
    return await review_typed(act)


async def pass_clicked(act: Act) -> Reply:
    """`question`: not this time."""
    return await questions.answered(act, stored.pass_by, int(act.value))


async def answer_clicked(act: Act) -> Reply:
    """`review|results|yes`: one answer, and the next question in its place."""
    review_id, which, said = act.value.split("|")
    on = act.request().today
    found = await act.db.write(stored.answer, act.rep, int(review_id), which, said, on)
    return Reply(words.step(found))
