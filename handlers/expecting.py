"""What happens when a rep says what a client expects, or a manager what we can help with? (S0-2)"""

from bot.messages import expectations as words
from bot.messages.forms import origin_of
from bot.messages.ids import Field
from bot.playbook import expectations as rule
from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.line import cleaned
from bot.playbook.model import Client
from bot.playbook.outcome import Refused
from bot.playbook.problem import Problem
from handlers import forms, questions
from handlers.act import Act, Reply
from handlers.forms import Filled
from handlers.slack_text import unwrapped
from storage import answers, clientele, clients, expectations, expecting

_UNFIT = ("expectation_too_long", "too_many_expectations")


async def open_form(act: Act, client_id: int) -> Reply:
    """`/client expects Acme` alone: what they expect, to tick and to write."""
    client = await act.db.read(clients.get, act.rep.workspace_id, client_id)
    return await _opened(act, client, None)


async def form_clicked(act: Act) -> Reply:
    """`question`: the form, for its client."""
    found = await act.db.write(answers.still_open, act.request(), int(act.value))
    if isinstance(found, Problem):
        return Reply(beside=forms.refusal(act, found))
    assert found.client_id is not None
    client = await act.db.read(clients.get, act.rep.workspace_id, found.client_id)
    return await _opened(act, client, found.id)


async def form_submitted(act: Act) -> Reply:
    """What is ticked, and what was written besides."""
    origin, filled = origin_of(str(act.payload["private_metadata"])), Filled(act.payload)
    besides = rule.read_wanted(filled.text(Field.ALSO) or "")
    if isinstance(besides, Problem):
        return forms.field_error(act, Field.ALSO, besides)
    wanted = (*filled.ticked(Field.EXPECTS), *besides)
    asked, request = origin.question_id, act.request()
    if asked is not None:
        outcome = await act.db.write(expecting.answer, request, asked, wanted)
    else:
        intent = ClientIntent(Deed.EXPECTS, client_id=origin.client_id, expects=wanted)
        outcome = await act.db.write(clientele.carry_out, request, intent)
    if isinstance(outcome, Refused) and outcome.problem.code in _UNFIT:
        return forms.field_error(act, Field.ALSO, outcome.problem)
    return await forms.answered(act, origin, outcome)


async def nothing_clicked(act: Act) -> Reply:
    """`question`: they expect nothing beyond the renewal."""
    return await questions.answered(act, expecting.answer, int(act.value), ())


async def pass_clicked(act: Act) -> Reply:
    """`question`: another time."""
    return await questions.answered(act, expecting.not_now, int(act.value))


async def help_typed(act: Act, rest: str) -> Reply:
    """`/steady help-with`: the list; for a manager with what is missing; with a list, a new one."""
    text, here = unwrapped(rest), act.workspace_id
    if not cleaned(text):
        offered = await act.db.read(expectations.helps_with, here)
        sees = act.rep.is_manager
        return Reply(
            words.helps_with(
                offered, await act.db.read(expecting.asked_for, here) if sees else None
            )
        )
    if not act.rep.is_manager:
        return Reply(forms.refusal(act, Problem("help_for_managers")))
    wanted = rule.USUAL if cleaned(text).casefold() == "usual" else rule.read_wanted(text)
    if isinstance(wanted, Problem):
        return Reply(forms.refusal(act, wanted))
    return await _saved(act, wanted)


async def help_clicked(act: Act) -> Reply:
    """The list, to be edited by a manager."""
    if not act.rep.is_manager:
        return Reply(beside=forms.refusal(act, Problem("help_for_managers")))
    offered = await act.db.read(expectations.helps_with, act.workspace_id)
    return await forms.open_view(act, words.help_form(offered, forms.origin_of(act)))


async def help_submitted(act: Act) -> Reply:
    """One thing a line."""
    if not act.rep.is_manager:
        return forms.field_error(act, Field.HELP_WITH, Problem("help_for_managers"))
    wanted = rule.tidied(Filled(act.payload).lines(Field.HELP_WITH))
    if isinstance(wanted, Problem):
        return forms.field_error(act, Field.HELP_WITH, wanted)
    return await _saved(act, wanted)


async def _saved(act: Act, wanted: tuple[str, ...]) -> Reply:
    change_id = await act.db.write(expecting.say_help, act.request(), wanted)
    return Reply(words.help_saved(wanted, change_id))


async def _opened(act: Act, client: Client, question_id: int | None) -> Reply:
    here = act.rep.workspace_id
    offered = await act.db.read(expectations.helps_with, here)
    before = await act.db.read(expectations.latest, here, client.id)
    origin = forms.origin_of(act, client_id=client.id, question_id=question_id)
    view = words.view(client, offered, before[0] if before else None, origin)
    return await forms.open_view(act, view)
