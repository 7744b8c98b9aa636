"""What happens when a rep has the tone of a draft checked? (S1-3)"""

from bot.messages import tone
from bot.messages.ids import Field
from bot.messages.tone_table import TABLE
from bot.playbook.line import cleaned
from bot.playbook.tone import check
from handlers import forms
from handlers.act import Act, Reply
from handlers.forms import Filled
from handlers.slack_text import unwrapped


async def tone_typed(act: Act, rest: str) -> Reply:
    """`/steady tone "…"`; without a draft it opens the form."""
    draft = unwrapped(rest).strip()
    if not cleaned(draft):
        return await _open(act, "")
    return Reply(tone.checked(check(draft, TABLE)))


async def check_tone_shortcut(act: Act) -> Reply:
    """A message of the rep's own; what somebody else wrote is not read."""
    said = act.payload.get("message", {})
    if said.get("user") != act.user_id:
        return Reply(beside=tone.not_yours())
    return await _open(act, unwrapped(str(said.get("text", ""))))


async def tone_submitted(act: Act) -> Reply:
    """The draft as it stands in the form now."""
    draft = Filled(act.payload).text(Field.DRAFT) or ""
    return Reply(tone.checked(check(draft, TABLE)))


async def _open(act: Act, draft: str) -> Reply:
    view = tone.form(draft, check(draft, TABLE), forms.origin_of(act))
    return await forms.open_view(act, view)
