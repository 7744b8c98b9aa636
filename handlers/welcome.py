"""What happens at a first meeting, and when a step of the welcome is done or skipped?"""

from bot.messages import welcome as words
from bot.playbook import welcome
from handlers.act import NOTHING, Act, Reply, Surface
from storage import welcomes


async def greet(act: Act) -> Reply:
    """After the answer to a first command, once: of many at the same time one greets."""
    if act.rep.is_welcomed or not await act.db.write(welcomes.claim, act.rep, act.now):
        return NOTHING
    found = await act.db.read(welcomes.find, act.rep)
    return NOTHING if found is None else Reply(beside=words.greeting(found, act.now))


async def step_clicked(act: Act) -> Reply:
    """A step by name, or all of them: done with, and the next one stands there."""
    step = welcome.END if act.value == words.SKIPPED_ALL else act.value
    await act.db.write(welcomes.finish, act.rep, step)
    if act.surface is Surface.HOME:
        return NOTHING
    found = await act.db.read(welcomes.find, act.rep)
    return Reply(words.over() if found is None else words.greeting(found, act.now))
