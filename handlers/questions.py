"""What happens when a rep says whether a kind of question shall still be asked?"""

from collections.abc import Callable
from typing import Any

from bot.playbook.asking import KEEP, STOP
from handlers import redraw
from handlers.act import Act, Reply
from storage import answers


async def keep_asking_clicked(act: Act) -> Reply:
    """`question`: the count of what was ignored begins anew."""
    return await answered(act, answers.stop, int(act.value), KEEP)


async def stop_asking_clicked(act: Act) -> Reply:
    """`question`: this one kind is not asked any more."""
    return await answered(act, answers.stop, int(act.value), STOP)


async def answered(act: Act, give: Callable[..., Any], *said: object) -> Reply:
    """An answer is kept and what follows from it done; the question's message shows the result."""
    outcome = await act.db.write(give, act.request(), *said)
    act.wake()
    return await redraw.in_place(act, outcome)
