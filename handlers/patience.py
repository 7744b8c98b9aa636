"""What happens when a rep presses a button where a sale wants patience?"""

from datetime import date

from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import SetBy, Standing
from bot.playbook.problem import Problem
from handlers import client_forms, forms, redraw
from handlers.act import Act, Reply
from storage import clientele, clients, followups


async def ask_fit_clicked(act: Act) -> Reply:
    """`client`: the questions of fit (S1-2)."""
    return await client_forms.open_fit(act, int(act.value))


async def nurture_clicked(act: Act) -> Reply:
    """`client`: a light rhythm instead of pressure (S1-1)."""
    return await _carried_out(act, Deed.NURTURE)


async def let_go_kindly_clicked(act: Act) -> Reply:
    """`client`: what `/client part` asks first, with its share and what would replace it (S2-9)."""
    return await _carried_out(act, Deed.PART)


async def talk_over_clicked(act: Act) -> Reply:
    """`client`: the manager hears that the rep would like to talk (S1-1)."""
    return await _carried_out(act, Deed.TALK_OVER)


async def leave_until_clicked(act: Act) -> Reply:
    """`client|2026-03-30`: nothing more until that day (S1-3)."""
    client_id, _, day = act.value.partition("|")
    found = await act.db.read(clients.get, act.rep.workspace_id, int(client_id))
    if found.standing in (Standing.LOST, Standing.PARTED):
        return Reply(beside=forms.refusal(act, Problem("not_served", {"client": found.name})))
    intent = Intent(
        Verb.RECORD,
        client_name=found.name,
        client_id=found.id,
        due_on=date.fromisoformat(day),
        is_computed=True,
        set_by=SetBy.REP,
    )
    request = act.request(guard=f"leave:{act.value}")
    outcome = await act.db.write(followups.carry_out, request, intent)
    return await redraw.in_place(act, outcome)


async def _carried_out(act: Act, deed: Deed) -> Reply:
    intent = ClientIntent(deed, client_id=int(act.value))
    outcome = await act.db.write(clientele.carry_out, act.request(), intent)
    act.wake()
    return await redraw.in_place(act, outcome)
