"""What happens when a rep protects an hour a week, or says whether it was kept? (S0-6)"""

from dataclasses import replace
from functools import partial

from bot.messages import calendar, protection
from bot.playbook.choice import PROTECT
from bot.playbook.model import Protected
from bot.playbook.problem import Problem
from bot.playbook.protection import OFF, Kept, block_said
from handlers import forms as shown
from handlers.act import Act, File, Reply
from handlers.slack_text import unwrapped
from storage import choosing
from storage import protection as stored


async def protect_typed(act: Act, text: str) -> Reply:
    """`protect Tuesday 9 to 11`, `protect off`; bare, what is protected now."""
    said = unwrapped(text).strip()
    if not said:
        return Reply(protection.chosen(act.rep))
    if said.casefold() in OFF:
        return await _chosen(act, None)
    found = block_said(said)
    if isinstance(found, Problem):
        return Reply(shown.refusal(act, found))
    return await _chosen(act, found)


async def protect_off_clicked(act: Act) -> Reply:
    """Nothing is protected any more."""
    return await _chosen(act, None)


async def kept_block_clicked(act: Act) -> Reply:
    """`week|yes`: whether it was kept; `week|open` asks again."""
    week_id, _, said = act.value.partition("|")
    kept = Kept(said) if said != "open" else None
    week = await act.db.write(stored.answer, act.rep, int(week_id), kept, act.now)
    return Reply(protection.question(week, act.rep, act.now) if week else protection.gone())


async def file_clicked(act: Act) -> Reply:
    """The block for a calendar, as a file in the rep's direct messages."""
    if act.rep.protected is None:
        return Reply(beside=protection.chosen(act.rep))
    return Reply(file=File(calendar.NAME, calendar.weekly(act.rep, act.now)))


async def _chosen(act: Act, block: Protected | None) -> Reply:
    wish = partial(replace, protected=block)
    found = await act.db.write(choosing.choose, act.request(), wish, PROTECT)
    return Reply(protection.chosen(found.rep, found.change_id))
