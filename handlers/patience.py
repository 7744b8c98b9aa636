"""What happens when a rep presses a button where a sale wants patience?"""

from datetime import date

from bot.playbook.client_intent import ClientIntent, Deed
from bot.playbook.intent import Intent, Verb
from bot.playbook.model import SetBy
from bot.playbook.problem import Problem
from handlers import client_forms, forms, redraw
from handlers.act import Act, Reply
from storage import clientele, followups, patience, since


async def ask_fit_clicked(act: Act) -> Reply:
    """`client|owner`: the questions of fit (S1-2)."""
    client_id, shown_of, _ = _about(act.value)
    trouble = await act.db.read(since.trouble, act.rep, client_id, shown_of)
    if trouble is not None:
        return Reply(beside=forms.refusal(act, trouble))
    return await client_forms.open_fit(act, client_id)


async def nurture_clicked(act: Act) -> Reply:
    """`client|owner`: a light cadence instead of pressure (S1-1)."""
    return await _carried_out(act, Deed.NURTURE)


async def let_go_kindly_clicked(act: Act) -> Reply:
    """`client|owner`: what `/client part` asks first, with its share (S2-9)."""
    return await _carried_out(act, Deed.PART)


async def talk_over_clicked(act: Act) -> Reply:
    """`client|owner`: the manager hears that the rep would like to talk (S1-1)."""
    return await _carried_out(act, Deed.TALK_OVER)


async def leave_until_clicked(act: Act) -> Reply:
    """`client|owner|2026-03-30`: nothing more until that day (S1-3)."""
    client_id, shown_of, day = _about(act.value)
    found = await act.db.read(patience.still_to_leave, act.rep, client_id, shown_of)
    if isinstance(found, Problem):
        return Reply(beside=forms.refusal(act, found))
    intent = Intent(
        Verb.RECORD,
        client_name=found,
        client_id=client_id,
        due_on=date.fromisoformat(day),
        is_computed=True,
        set_by=SetBy.REP,
    )
    request = act.request(guard=f"leave:{act.value}")
    outcome = await act.db.write(followups.carry_out, request, intent)
    return await redraw.in_place(act, outcome)


async def _carried_out(act: Act, deed: Deed) -> Reply:
    client_id, shown_of, _ = _about(act.value)
    intent = ClientIntent(deed, client_id=client_id, shown_of=shown_of)
    outcome = await act.db.write(clientele.carry_out, act.request(), intent)
    act.wake()
    return await redraw.in_place(act, outcome)


def _about(value: str) -> tuple[int, int, str]:
    """The client, whose it was, and a day; older messages name no owner."""
    client_id, *rest = value.split("|")
    day = rest.pop() if rest and "-" in rest[-1] else ""
    return int(client_id), int(rest[0]) if rest else 0, day
