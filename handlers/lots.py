"""What happens when a rep asks for many things at once, or opens again what had ended?"""

from bot.messages import answer, forms, handover_forms, problems
from bot.messages.ids import Field
from bot.playbook import due
from bot.playbook.intent import Intent, Verb
from bot.playbook.lot import OVERDUE
from bot.playbook.outcome import Refused
from bot.playbook.problem import Problem
from handlers import forms as shown
from handlers import owners, redraw
from handlers.act import Act, Reply
from handlers.forms import Filled
from handlers.slack_text import all_mentioned
from storage import clients, followups, lots, receipts, reopening, reps


async def give_all_typed(act: Act) -> Reply:
    """`/client give all of @ana to @ben`; with one mention it is one's own that is given."""
    named = all_mentioned(act.text)
    if not named or len(named) > 2:
        return Reply(problems.refused(Problem("give_all_whom"), act.rep.locale, act.now))
    giver = named[0] if len(named) == 2 else act.rep.slack_user_id
    if problem := await owners.trouble(act, named[-1]):
        return Reply(problems.refused(problem, act.rep.locale, act.now))
    request = act.request(receipts.guard_of(f"/client {act.text}"))
    found = await act.db.write(lots.show_given, request, giver, named[-1])
    return Reply(answer.told(found, act.rep, act.now))


async def move_overdue_clicked(act: Act) -> Reply:
    """To which day shall everything overdue go? The usual ones are offered."""
    choices = due.snooze_choices(act.now, act.rep.hours, act.rep.zone)
    days = tuple(moment for _, moment in choices if moment.due_time is None)
    monday = due.next_monday(act.now, act.rep.hours, act.rep.zone)
    asks = tuple(dict.fromkeys((*days, monday)))
    intent = Intent(Verb.SNOOZE, scope=OVERDUE, asks=asks)
    outcome = await act.db.write(followups.carry_out, act.request(), intent)
    return await redraw.in_place(act, outcome)


async def lot_clicked(act: Act) -> Reply:
    """`draft`: what was shown of many things is done, once."""
    outcome = await act.db.write(lots.carry_out, act.request(), int(act.value))
    act.wake()
    return await redraw.in_place(act, outcome)


async def take_back_clicked(act: Act) -> Reply:
    """What went to others while one was away comes back."""
    outcome = await act.db.write(lots.take_back, act.request())
    act.wake()
    return await redraw.in_place(act, outcome)


async def give_to_clicked(act: Act) -> Reply:
    """`giver|client`, or `giver|all`: to whom?"""
    giver_id, _, which = act.value.partition("|")
    giver = await act.db.read(reps.get, act.rep.workspace_id, int(giver_id))
    client_id = None if which == "all" else int(which)
    name = None
    if client_id is not None:
        known = await act.db.read(clients.known, act.rep.workspace_id, client_id)
        if known is None:
            return Reply(beside=shown.refusal(act, Problem("client_gone")))
        name = known.name
    origin = shown.origin_of(act, client_id=client_id, giver_id=giver.id)
    return await shown.open_view(act, handover_forms.give(giver, name, origin))


async def give_submitted(act: Act) -> Reply:
    """Whoever was chosen has it from now on."""
    origin = forms.origin_of(str(act.payload["private_metadata"]))
    assert origin.giver_id is not None
    heir = Filled(act.payload).user(Field.OWNER)
    if heir is None:
        return shown.field_error(act, Field.OWNER, Problem("give_all_whom"))
    if problem := await owners.trouble(act, heir):
        return shown.field_error(act, Field.OWNER, problem)
    about = (origin.giver_id, origin.client_id, heir)
    outcome = await act.db.write(lots.give, act.request(), *about)
    act.wake()
    if isinstance(outcome, Refused):
        return shown.field_error(act, Field.OWNER, outcome.problem)
    return await shown.answered(act, origin, outcome)


async def reopen_clicked(act: Act) -> Reply:
    """`commitment`: a date that had ended stands again."""
    outcome = await act.db.write(reopening.commitment, act.request(), int(act.value))
    act.wake()
    return await redraw.in_place(act, outcome)


async def reopen_client_clicked(act: Act) -> Reply:
    """`client`: lost or parted, it is one again."""
    outcome = await act.db.write(reopening.client, act.request(), int(act.value))
    act.wake()
    return await redraw.in_place(act, outcome)
