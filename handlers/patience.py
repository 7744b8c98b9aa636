"""What happens when a rep presses a button where a sale wants patience?"""

from bot.playbook.client_intent import ClientIntent, Deed
from handlers import client_forms, redraw
from handlers.act import Act, Reply
from storage import clientele


async def ask_fit_clicked(act: Act) -> Reply:
    """`client`: the questions of fit (S1-2)."""
    return await client_forms.open_fit(act, int(act.value))


async def nurture_clicked(act: Act) -> Reply:
    """`client`: a light rhythm instead of pressure (S1-1)."""
    return await _carried_out(act, Deed.NURTURE)


async def let_go_kindly_clicked(act: Act) -> Reply:
    """`client`: what `/client part` asks first, with its share and what would replace it (S2-9)."""
    return await _carried_out(act, Deed.PART)


async def _carried_out(act: Act, deed: Deed) -> Reply:
    intent = ClientIntent(deed, client_id=int(act.value))
    outcome = await act.db.write(clientele.carry_out, act.request(), intent)
    act.wake()
    return await redraw.in_place(act, outcome)
