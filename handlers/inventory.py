"""What happens when a rep goes through the value inventory? (S0-1)"""

from bot.messages import inventory as words
from bot.messages.forms import origin_of
from bot.messages.ids import Field
from bot.playbook.inventory import Asked
from bot.playbook.outcome import Refused
from bot.playbook.problem import Problem
from handlers import forms, owners, questions
from handlers.act import Act, Reply
from handlers.forms import Filled
from storage import colleagues, reps
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
    found = await act.db.write(stored.answer, act.request(), int(review_id), which, said)
    if isinstance(found, Problem):
        return Reply(beside=forms.refusal(act, found))
    return Reply(words.step(found))


async def undo_clicked(act: Act) -> Reply:
    """`change`: one answer is taken back, and asked again in its place."""
    found = await act.db.write(stored.take_back, act.request(), int(act.value))
    if isinstance(found, Problem):
        return Reply(beside=forms.refusal(act, found))
    return Reply(words.step(found))


async def ask_clicked(act: Act) -> Reply:
    """`review|results`: the form for which colleague to ask."""
    review_id, _, which = act.value.partition("|")
    client = await act.db.read(stored.open_review, act.rep, int(review_id), which)
    if client is None:
        return Reply(beside=forms.refusal(act, Problem("question_answered")))
    origin = forms.origin_of(act, whose=act.value)
    return await forms.open_view(act, words.ask_view(client, Asked(which), origin))


async def ask_submitted(act: Act) -> Reply:
    """The colleague is asked, in their own direct messages."""
    origin = origin_of(str(act.payload["private_metadata"]))
    review_id, _, which = str(origin.whose).partition("|")
    user_id = Filled(act.payload).user(Field.COLLEAGUE) or ""
    if await owners.trouble(act, user_id) is not None:
        return forms.field_error(act, Field.COLLEAGUE, Problem("colleague_cannot"))
    colleague = await act.db.read(reps.find, act.workspace_id, user_id)
    if colleague is None:
        return forms.field_error(act, Field.COLLEAGUE, Problem("colleague_cannot"))
    about = (int(review_id), which, colleague)
    found = await act.db.write(colleagues.ask, act.request(), *about)
    if isinstance(found, Problem):
        return forms.field_error(act, Field.COLLEAGUE, found)
    act.wake()
    return Reply(words.colleague_told(colleague.name, found))


async def colleague_clicked(act: Act) -> Reply:
    """`question|yes`: what a colleague says, to who asked."""
    question_id, _, said = act.value.partition("|")
    found = await act.db.write(colleagues.answer, act.request(), int(question_id), said)
    if isinstance(found, Problem):
        return Reply(beside=forms.refusal(act, found))
    act.wake()
    return Reply(words.colleague_thanked(found, said))
