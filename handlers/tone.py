"""What happens when a rep has the tone of a draft checked? (S1-3)"""

import asyncio
from collections.abc import Sequence

from bot.messages import tone
from bot.messages.ids import Field
from bot.messages.tone_table import TABLE
from bot.playbook.line import cleaned
from bot.playbook.tone import Found, check
from handlers import forms
from handlers.act import Act, Reply
from handlers.forms import Filled
from handlers.slack_text import unwrapped


async def get_ready() -> None:
    """Read the table once, so that the first draft is answered as fast as the others."""
    await _found("")


async def tone_typed(act: Act, rest: str) -> Reply:
    """`/steady tone "…"`; without a draft it opens the form."""
    draft = unwrapped(rest).strip()
    if not cleaned(draft):
        return await _open(act, "")
    return Reply(tone.checked(await _found(draft)))


async def check_tone_shortcut(act: Act) -> Reply:
    """A message of the rep's own; what somebody else wrote is not read."""
    said = act.payload.get("message", {})
    if said.get("user") != act.user_id:
        return Reply(beside=tone.not_yours())
    return await _open(act, unwrapped(str(said.get("text", ""))))


async def tone_submitted(act: Act) -> Reply:
    """The draft as it stands in the form now."""
    draft = Filled(act.payload).text(Field.DRAFT) or ""
    return Reply(tone.checked(await _found(draft)))


async def _open(act: Act, draft: str) -> Reply:
    view = tone.form(draft, await _found(draft), forms.origin_of(act))
    return await forms.open_view(act, view)


async def _found(draft: str) -> Sequence[Found]:
    """Beside the loop: the first time, reading the table takes about a second."""
    return await asyncio.to_thread(check, draft, TABLE)
